//! Variables and functions for those who cannot wait: consoles.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::Switchboard;
use crate::ChannelId;

impl Switchboard {
    /// What `${…}` in a text is at this moment, without a channel; `None` when it would take time.
    pub fn evaluate_now(&self, text: &str) -> Option<String> {
        let mut call = self.call(NO_CHANNEL);
        poll_once(async move { call.expand_text(text).await })
    }

    /// Sets a variable of a channel, or writes a function; false when that would take time.
    pub fn assign_now(&self, channel: ChannelId, name: &str, value: &str) -> bool {
        let mut call = self.call(channel);
        poll_once(async move { call.assign(name, value).await }).is_some()
    }
}

/// The outcome of what need not wait.
fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let future = pin!(future);
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// No channel has this number.
const NO_CHANNEL: ChannelId = ChannelId(u64::MAX);
