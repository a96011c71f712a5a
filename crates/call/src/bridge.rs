//! Bridges: the set of channels that hear each other, and what their digits may do meanwhile.

mod features;
mod talk;

use crate::ChannelId;

pub use features::{BridgeFeatures, FeatureCodes};
pub use talk::{Announcement, BridgeEnd, TalkLimit};

/// Two channels that hear each other.
#[derive(Clone, Debug)]
pub(crate) struct Bridge {
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    channel: ChannelId,
    /// Its digits may mean something to us, so they do not go straight to the other side.
    digits_wanted: bool,
}

impl Bridge {
    pub(crate) fn of_two(one: (ChannelId, bool), other: (ChannelId, bool)) -> Self {
        let member = |(channel, digits_wanted)| Member {
            channel,
            digits_wanted,
        };
        Self {
            members: vec![member(one), member(other)],
        }
    }

    pub(crate) fn members(&self) -> Vec<ChannelId> {
        self.members.iter().map(|m| m.channel).collect()
    }

    pub(crate) fn other(&self, channel: ChannelId) -> Option<ChannelId> {
        self.members
            .iter()
            .map(|m| m.channel)
            .find(|c| *c != channel)
    }

    pub(crate) fn wants_digits_of(&self, channel: ChannelId) -> bool {
        self.members
            .iter()
            .any(|m| m.channel == channel && m.digits_wanted)
    }

    pub(crate) fn remove(&mut self, channel: ChannelId) {
        self.members.retain(|m| m.channel != channel);
    }
}
