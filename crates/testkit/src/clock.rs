//! The only place of this room that reads the clock: wire worlds run in real time.

use std::time::{Duration, Instant};

/// The real time now; virtual worlds ask once, for their first moment.
#[allow(
    clippy::disallowed_methods,
    reason = "worlds of real processes live in real time"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Lets real time pass.
#[allow(
    clippy::disallowed_methods,
    reason = "worlds of real processes live in real time"
)]
pub(crate) fn pause(how_long: Duration) {
    std::thread::sleep(how_long);
}
