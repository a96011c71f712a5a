//! The only place that asks what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The monotonic clock.
#[allow(clippy::disallowed_methods, reason = "the clock of the whole program")]
pub fn now() -> Instant {
    Instant::now()
}

/// Time since the Unix epoch.
#[allow(clippy::disallowed_methods, reason = "the clock of the whole program")]
pub fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
