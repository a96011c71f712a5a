//! Whole calls in virtual time: the machine among bare SIP phones over a virtual network.

mod arriving;
mod calling;
mod chaos;
mod guards;
mod installations;
mod nat;
mod phone;
mod registering;
mod talking;
mod world;

use std::time::{Duration, Instant};

/// Some moment; virtual time begins here.
#[allow(
    clippy::disallowed_methods,
    reason = "an Instant can be had in no other way"
)]
pub(crate) fn start() -> Instant {
    Instant::now()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
