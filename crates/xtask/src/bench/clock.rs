//! The real clock, for a tool at the keyboard that measures real programs.

use std::time::{Duration, Instant};

#[allow(clippy::disallowed_methods, reason = "measuring takes the real clock")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Lets real time pass.
#[allow(
    clippy::disallowed_methods,
    reason = "load comes at its pace in real time"
)]
pub(super) fn pause(how_long: Duration) {
    std::thread::sleep(how_long);
}
