//! The manager interface (AMI): actions in, responses and events out, one task a connection. What an
//! action does happens on the control thread; what is read, filtered and written happens here.

mod actions;
mod class;
mod connection;
mod desk;
mod filter;
mod message;
mod render;
mod settings;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use crate::http::Stream;
use crate::programs::{Door, Feed};

pub use class::Classes;
pub use settings::{Account, AmiOptions, AmiSettings};

/// What all connections share.
#[derive(Clone)]
pub struct Ami {
    /// `manager.conf`.
    pub settings: Arc<AmiSettings>,
    /// The way to the exchange.
    pub door: Door,
    /// What happens there.
    pub feed: Feed,
    /// Connections that have not logged in.
    pub strangers: Arc<AtomicUsize>,
    /// Numbers that nobody can guess, and the time since the Unix epoch.
    pub outside: Outside,
}

/// What only the outside knows.
#[derive(Clone, Copy)]
pub struct Outside {
    /// A random number.
    pub random: fn() -> u64,
    /// Time since the Unix epoch.
    pub since_epoch: fn() -> Duration,
}

impl Ami {
    fn random(&self) -> u64 {
        (self.outside.random)()
    }

    /// Seconds and microseconds, as events tell them.
    fn time_stamp(&self) -> String {
        let now = (self.outside.since_epoch)();
        format!("{}.{:06}", now.as_secs(), now.subsec_micros())
    }
}

/// Serves one connection to its end.
pub async fn attend(ami: Ami, stream: Box<dyn Stream>, from: SocketAddr) {
    connection::attend(ami, stream, from).await;
}

/// The documents of all actions.
pub(crate) fn catalogue() -> impl Iterator<Item = actions::ActionDoc> {
    actions::ACTIONS.iter().map(|action| action.doc)
}

#[cfg(test)]
mod tests;
