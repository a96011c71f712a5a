//! What a phone has heard: a recording at 8 kHz. A stream is placed in time by when it began to arrive.

use std::time::{Duration, Instant};

use audio::measure;

/// A recording with gaps.
#[derive(Default)]
pub(crate) struct Ear {
    pieces: Vec<Piece>,
    /// Up to here somebody has listened already.
    pub(crate) listened_to: Option<Instant>,
    /// What the next packet of the stream is stamped with, when it follows at once.
    expected: Option<Stamp>,
    /// How many packets of sound came.
    pub(crate) packets: u64,
}

/// Whose packet, and when by the sender's clock (in samples of `RATE`).
#[derive(Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) source: u32,
    pub(crate) timestamp: u32,
}

struct Piece {
    start: Instant,
    samples: Vec<i16>,
}

impl Ear {
    /// Adds what a packet that arrived at `now` holds, at `rate` samples a second. Within a stream the
    /// packets' own clock counts, not the moment of arrival: a machine that is busy delivers late.
    pub(crate) fn hear(&mut self, now: Instant, stamp: Stamp, samples: &[i16], rate: u32) {
        self.packets += 1;
        let step = (rate / RATE).max(1) as usize;
        let samples: Vec<i16> = samples.iter().step_by(step).copied().collect();
        let expected = self.expected.filter(|e| e.source == stamp.source);
        let ahead = expected.map(|e| stamp.timestamp.wrapping_sub(e.timestamp).cast_signed());
        let place = match (ahead, self.pieces.last()) {
            (Some(ahead), Some(last)) if ahead.abs() < LONGEST_PAUSE => {
                usize::try_from(last.samples.len() as i64 + i64::from(ahead)).ok()
            }
            _ => None,
        };
        let end = stamp.timestamp.wrapping_add(samples.len() as u32);
        if ahead.is_none_or(|ahead| ahead >= 0 || place.is_none()) {
            self.expected = Some(Stamp {
                timestamp: end,
                ..stamp
            });
        }
        match (place, self.pieces.last_mut()) {
            (Some(place), Some(last)) => last.put(place, &samples),
            _ => {
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
    fn put(&mut self, place: usize, samples: &[i16]) {
        let end = place + samples.len();
        if self.samples.len() < end {
            self.samples.resize(end, 0);
        }
        self.samples[place..end].copy_from_slice(samples);
    }

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
/// In samples: what comes after a longer pause in the stream's clock is placed by its arrival.
const LONGEST_PAUSE: i32 = 30 * RATE.cast_signed();
/// In dBm0; below it is silence.
const FAINTEST: f64 = -45.0;
/// Coding adds noise; this much of the power may be that.
const LEAST_SHARE_DB: f64 = 2.5;

#[cfg(test)]
mod tests;
