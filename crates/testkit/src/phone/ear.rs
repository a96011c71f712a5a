//! What a phone has heard: a recording at 8 kHz, placed in time by when it arrived.

use std::time::{Duration, Instant};

use audio::measure;

/// A recording with gaps.
#[derive(Default)]
pub(crate) struct Ear {
    pieces: Vec<Piece>,
    /// Up to here somebody has listened already.
    pub(crate) listened_to: Option<Instant>,
    /// How many packets of sound came.
    pub(crate) packets: u64,
}

struct Piece {
    start: Instant,
    samples: Vec<i16>,
}

impl Ear {
    /// Adds what a packet that arrived at `now` holds, at `rate` samples a second.
    pub(crate) fn hear(&mut self, now: Instant, samples: &[i16], rate: u32) {
        self.packets += 1;
        let step = (rate / RATE).max(1) as usize;
        let samples = samples.iter().step_by(step).copied();
        match self.pieces.last_mut() {
            Some(last) if now <= last.end() + LONGEST_HOLE => last.samples.extend(samples),
            _ => {
                let samples: Vec<i16> = samples.collect();
                // The packet was filled while it was said.
                let start = now - duration_of(samples.len());
                self.pieces.push(Piece { start, samples });
            }
        }
    }

    /// What was heard from one moment to another, with silence where nothing came.
    pub(crate) fn between(&self, from: Instant, to: Instant) -> Vec<i16> {
        let mut heard = vec![0; samples_in(to.saturating_duration_since(from))];
        for piece in &self.pieces {
            if piece.end() <= from || piece.start >= to {
                continue;
            }
            let skip = samples_in(from.saturating_duration_since(piece.start));
            let place = samples_in(piece.start.saturating_duration_since(from));
            let fresh = piece.samples.iter().skip(skip);
            for (slot, sample) in heard.iter_mut().skip(place).zip(fresh) {
                *slot = *sample;
            }
        }
        heard
    }
}

impl Piece {
    fn end(&self) -> Instant {
        self.start + duration_of(self.samples.len())
    }
}

/// Is it these frequencies, together, that sound here, and little else?
pub(crate) fn sounds_like(samples: &[i16], pitches: &[f64]) -> bool {
    let whole = measure::level(samples);
    let each = pitches
        .iter()
        .map(|&pitch| measure::pitch_level(samples, RATE, pitch));
    let together: f64 = each.clone().map(|level| 10_f64.powf(level / 10.0)).sum();
    whole > FAINTEST
        && each
            .into_iter()
            .all(|level| level > whole - LEAST_SHARE_DB - 3.0 * pitches.len() as f64)
        && 10.0 * together.log10() > whole - LEAST_SHARE_DB
}

/// Is there nothing to be heard?
pub(crate) fn is_silent(samples: &[i16]) -> bool {
    measure::level(samples) < FAINTEST
}

fn duration_of(samples: usize) -> Duration {
    Duration::from_micros(samples as u64 * 1_000_000 / u64::from(RATE))
}

fn samples_in(duration: Duration) -> usize {
    (duration.as_micros() as u64 * u64::from(RATE) / 1_000_000) as usize
}

/// Samples a second of the recording.
pub(crate) const RATE: u32 = 8000;
/// A late packet is still a part of what came before; a longer hole is silence.
const LONGEST_HOLE: Duration = Duration::from_millis(200);
/// In dBm0; below it is silence.
const FAINTEST: f64 = -45.0;
/// Coding adds noise; this much of the power may be that.
const LEAST_SHARE_DB: f64 = 2.5;

#[cfg(test)]
mod tests;
