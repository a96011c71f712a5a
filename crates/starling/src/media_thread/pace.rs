//! How often a media thread looks at its sockets. With few packets, whenever one arrives; with many, on
//! the points of a grid, so that one waking serves all that arrived meanwhile (ADR 0007).

use std::time::{Duration, Instant};

/// Counts packets and says when to rest.
pub(super) struct Pace {
    epoch: Instant,
    since: Instant,
    packets: u32,
    is_busy: bool,
}

impl Pace {
    pub(super) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            since: epoch,
            packets: 0,
            is_busy: false,
        }
    }

    /// A round is over that took so many packets. How long to rest before the next one.
    pub(super) fn rest(&mut self, now: Instant, packets: u32) -> Option<Duration> {
        self.packets = self.packets.saturating_add(packets);
        let window = now.saturating_duration_since(self.since);
        if window >= WINDOW {
            let full = self.packets >= MANY;
            self.is_busy = full && window < 2 * WINDOW;
            (self.since, self.packets) = (now, 0);
        }
        let into = now.saturating_duration_since(self.epoch).as_nanos() % GRID.as_nanos();
        let into = Duration::from_nanos(u64::try_from(into).unwrap_or(0));
        (self.is_busy && packets > 0).then(|| GRID - into)
    }
}

/// A packet's time is a whole number of these, so that the grid does not shake a steady stream.
const GRID: Duration = Duration::from_millis(4);
const WINDOW: Duration = Duration::from_millis(20);
/// So many packets in a window are worth resting for: five on each point of the grid.
const MANY: u32 = 25;

#[cfg(test)]
mod tests;
