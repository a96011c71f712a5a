//! Calendar time for pure rooms: a base that `starling` gives, moved on by the monotonic clock.

use std::time::{Duration, Instant};

/// Turns instants into time since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub struct WallClock {
    base: Instant,
    since_epoch: Duration,
}

impl WallClock {
    /// `base` was the moment `since_epoch`.
    pub fn new(base: Instant, since_epoch: Duration) -> Self {
        Self { base, since_epoch }
    }

    /// Time since the Unix epoch at `now`.
    pub fn at(&self, now: Instant) -> Duration {
        match now.checked_duration_since(self.base) {
            Some(later) => self.since_epoch + later,
            None => self.since_epoch.saturating_sub(self.base - now),
        }
    }
}
