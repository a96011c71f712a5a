//! The only place that asks what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The monotonic clock.
#[allow(clippy::disallowed_methods, reason = "the clock of the whole program")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Time since the Unix epoch.
#[allow(clippy::disallowed_methods, reason = "the clock of the whole program")]
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Lets a thread rest that has nothing urgent: one that waits for a child's end, or a media thread
/// between two points of its grid.
#[allow(
    clippy::disallowed_methods,
    reason = "these threads wait for what has no other signal"
)]
pub(crate) fn rest(duration: Duration) {
    std::thread::sleep(duration);
}

/// A number that nobody outside can guess.
pub(crate) fn random_seed() -> u64 {
    random_seeds()[0]
}

/// Four of them.
pub(crate) fn random_seeds() -> [u64; 4] {
    let mut bytes = [0; 32];
    let filled = std::fs::File::open("/dev/urandom")
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut bytes));
    if filled.is_err() {
        // A machine without it has nothing better than its clock.
        bytes[..16].copy_from_slice(&since_epoch().as_nanos().to_le_bytes());
    }
    std::array::from_fn(|i| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[8 * i..8 * i + 8]);
        u64::from_le_bytes(word)
    })
}
