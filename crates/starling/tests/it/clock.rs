//! Real processes live in real time: the only place here that reads the clock and waits.

use std::time::{Duration, Instant};

/// The time.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests watch real processes"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Between two looks at something.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests watch real processes"
)]
pub(crate) fn pause(how_long: Duration) {
    std::thread::sleep(how_long);
}

/// Looks again and again until `look` gives something.
#[track_caller]
pub(crate) fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    match within(PATIENCE, look) {
        Some(found) => found,
        None => panic!("this did not come about: {what}"),
    }
}

/// Looks again and again, so long and no longer.
pub(crate) fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = now() + patience;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if now() > end {
            return None;
        }
        pause(Duration::from_millis(20));
    }
}

/// Machines that build something else meanwhile are slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
