//! Names for the things that live in the switchboard.

use std::cell::Cell;
use std::rc::Rc;

/// One channel, for its whole life; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub u64);

impl ChannelId {
    /// The media session that belongs to this channel.
    pub fn media(self) -> media::control::MediaId {
        media::control::MediaId(self.0)
    }
}

/// One bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BridgeId(pub u64);

/// Hands out channel ids; shared by the switchboard (outgoing) and the channel drivers (incoming).
#[derive(Clone, Debug, Default)]
pub struct ChannelIds(Rc<Cell<u64>>);

impl ChannelIds {
    /// An id that was never used before.
    pub fn next(&self) -> ChannelId {
        let id = self.0.get() + 1;
        self.0.set(id);
        ChannelId(id)
    }
}
