//! Bridges: the set of channels that hear each other, and what their digits may do meanwhile.

mod consult;
mod features;
mod one_touch;
mod recall;
mod talk;
mod transfer;

use media::control::MixId;

use crate::ChannelId;

pub use features::{BridgeFeatures, Consultation, DynamicFeature, FeatureCodes, FeatureSounds};
pub(crate) use recall::Recall;
pub(crate) use talk::converse;
pub use talk::{Announcement, BridgeEnd, TalkLimit};

/// Channels that hear each other.
#[derive(Clone, Debug)]
pub(crate) struct Bridge {
    members: Vec<Member>,
    /// More than two hear each other through a mix.
    pub(crate) mix: Option<MixId>,
}

#[derive(Clone, Debug)]
struct Member {
    channel: ChannelId,
    /// Its digits may mean something to us, so they do not go straight to the other side.
    digits_wanted: bool,
}

impl Bridge {
    pub(crate) fn of_two(one: (ChannelId, bool), other: (ChannelId, bool)) -> Self {
        Self::of([one, other])
    }

    /// Of channels, each with whether its digits are wanted.
    pub(crate) fn of(members: impl IntoIterator<Item = (ChannelId, bool)>) -> Self {
        let member = |(channel, digits_wanted)| Member {
            channel,
            digits_wanted,
        };
        Self {
            members: members.into_iter().map(member).collect(),
            mix: None,
        }
    }

    pub(crate) fn members(&self) -> Vec<ChannelId> {
        self.members.iter().map(|m| m.channel).collect()
    }

    /// The other one, where there are two.
    pub(crate) fn other(&self, channel: ChannelId) -> Option<ChannelId> {
        if self.mix.is_some() {
            return None;
        }
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
