//! Counts and times of one run.

use std::time::Duration;

/// What became of what was begun.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) asked: usize,
    pub(super) succeeded: usize,
    pub(super) failed: usize,
    /// Messages sent again, by us or by the exchange.
    pub(super) repeated: usize,
    /// From the first message to the answer.
    pub(super) answers: Times,
}

impl Tally {
    /// Fewer than one in a hundred failed, and fewer than one in a hundred needed a repetition.
    pub(super) fn is_clean(&self) -> bool {
        let one_percent = self.asked.div_ceil(100).max(1);
        let lost = self.asked.saturating_sub(self.succeeded);
        self.asked > 0 && lost < one_percent && self.repeated < one_percent
    }

    /// Percent that did not succeed, for whatever reason.
    pub(super) fn failed_percent(&self) -> f64 {
        let lost = self.asked.saturating_sub(self.succeeded);
        100.0 * lost as f64 / self.asked.max(1) as f64
    }
}

/// A histogram of durations: 10 µs wide up to half a second, all above in the last place.
#[derive(Clone, Debug)]
pub(super) struct Times {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            counts: vec![0; PLACES],
            total: 0,
        }
    }
}

impl Times {
    pub(super) fn add(&mut self, time: Duration) {
        let place = usize::try_from(time.as_micros() / 10).unwrap_or(PLACES);
        self.counts[place.min(PLACES - 1)] += 1;
        self.total += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    /// The time that `share` (0 to 1) of all did not exceed, in milliseconds.
    pub(super) fn quantile_ms(&self, share: f64) -> f64 {
        let wanted = (self.total as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (place, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted {
                return (place + 1) as f64 / 100.0;
            }
        }
        f64::NAN
    }
}

const PLACES: usize = 50_000;
