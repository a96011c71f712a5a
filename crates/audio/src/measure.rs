//! Measuring sound: level, pitch and cadence, for tests of every room and for diagnosis.
//!
//! Levels are in dBm0: a sine of peak 22 379 has 0, full scale is about +3.1 (ITU-T G.711).

use crate::dsp::Goertzel;

#[cfg(test)]
mod tests;

/// A stretch of sound or of silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Sound, not silence.
    pub sound: bool,
    /// When it begins, in milliseconds.
    pub start_ms: u32,
    /// How long it lasts, in milliseconds.
    pub duration_ms: u32,
}

/// A sine, for tests that need something to listen to; above +3 dBm0 it is cut off.
pub fn sine(freq: f64, rate: u32, ms: u32, level_dbm0: f64) -> Vec<i16> {
    let peak = REFERENCE_PEAK * 10_f64.powf(level_dbm0 / 20.0);
    let step = std::f64::consts::TAU * freq / f64::from(rate.max(1));
    let count = u64::from(rate) * u64::from(ms) / 1000;
    (0..count)
        .map(|n| (peak * (step * n as f64).sin()).round() as i16)
        .collect()
}

/// The level of everything that is heard, in dBm0; −100 for silence.
pub fn level(samples: &[i16]) -> f64 {
    if samples.is_empty() {
        return SILENCE;
    }
    let sum: f64 = samples
        .iter()
        .map(|&sample| f64::from(sample) * f64::from(sample))
        .sum();
    from_peak_squared(2.0 * sum / samples.len() as f64)
}

/// The level of one frequency, in dBm0; −100 when it is not there. Frequencies nearer than
/// rate / length cannot be told apart.
pub fn pitch_level(samples: &[i16], rate: u32, freq: f64) -> f64 {
    let mut filter = Goertzel::new(freq, rate);
    for &sample in samples {
        filter.feed(f64::from(sample));
    }
    from_peak_squared(filter.take_peak_squared())
}

/// The strongest frequency up to 8 kHz, in Hz, found to about 1 Hz in 100 ms of a clean tone; None
/// in silence (below −45 dBm0). Only the first 100 ms are looked at.
pub fn dominant_pitch(samples: &[i16], rate: u32) -> Option<f64> {
    let rate = rate.max(10);
    let samples = &samples[..samples.len().min(rate as usize / 10)];
    if level(samples) < THRESHOLD {
        return None;
    }
    let windowed = hann(samples);
    let step = f64::from(rate) / samples.len() as f64;
    let top = (f64::from(rate) / 2.0).min(HIGHEST_PITCH);
    let mut best = strongest(&windowed, rate, (LOWEST_PITCH.min(top), top), step)?;
    for step in [step, step / 10.0] {
        best = strongest(
            &windowed,
            rate,
            ((best - step).max(0.0), best + step),
            step / 10.0,
        )?;
    }
    Some(best)
}

/// Sound and silence in turn, to about 5 ms. Sound is above −45 dBm0; stretches shorter than
/// 15 ms are swallowed by what is around them.
pub fn cadence(samples: &[i16], rate: u32) -> Vec<Segment> {
    let window = (u64::from(rate) * u64::from(WINDOW_MS) / 1000).max(1) as usize;
    let mut segments: Vec<Segment> = Vec::new();
    for (index, block) in samples.chunks_exact(window).enumerate() {
        let sound = level(block) >= THRESHOLD;
        match segments.last_mut() {
            Some(last) if last.sound == sound => last.duration_ms += WINDOW_MS,
            _ => segments.push(Segment {
                sound,
                start_ms: index as u32 * WINDOW_MS,
                duration_ms: WINDOW_MS,
            }),
        }
    }
    swallow_short(segments)
}

fn swallow_short(segments: Vec<Segment>) -> Vec<Segment> {
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        match kept.last_mut() {
            Some(last) if last.sound == segment.sound || segment.duration_ms < SHORTEST_MS => {
                last.duration_ms += segment.duration_ms;
            }
            _ => kept.push(segment),
        }
    }
    kept
}

/// The strongest of the frequencies from `low` to `high` in equal steps.
fn strongest(samples: &[f64], rate: u32, (low, high): (f64, f64), step: f64) -> Option<f64> {
    let count = ((high - low) / step).max(0.0) as usize;
    let strengths = (0..=count).map(|n| {
        let freq = low + n as f64 * step;
        let mut filter = Goertzel::new(freq, rate);
        samples.iter().for_each(|&sample| filter.feed(sample));
        (freq, filter.take_peak_squared())
    });
    strengths
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(freq, _)| freq)
}

fn hann(samples: &[i16]) -> Vec<f64> {
    let length = samples.len() as f64;
    samples
        .iter()
        .enumerate()
        .map(|(n, &sample)| {
            let angle = std::f64::consts::TAU * (n as f64 + 0.5) / length;
            f64::from(sample) * (0.5 - 0.5 * angle.cos())
        })
        .collect()
}

fn from_peak_squared(peak_squared: f64) -> f64 {
    if peak_squared < 1e-4 {
        return SILENCE;
    }
    10.0 * (peak_squared / (REFERENCE_PEAK * REFERENCE_PEAK)).log10()
}

const SILENCE: f64 = -100.0;
const THRESHOLD: f64 = -45.0;
const LOWEST_PITCH: f64 = 40.0;
const HIGHEST_PITCH: f64 = 8_000.0;
const WINDOW_MS: u32 = 5;
const SHORTEST_MS: u32 = 15;
/// Peak of a sine of 0 dBm0.
const REFERENCE_PEAK: f64 = 22_379.0;
