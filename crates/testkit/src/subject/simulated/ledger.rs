//! The books of an exchange: every channel is created and destroyed once, every bridge knows its
//! members and they know it. An error in the books fails the test at once.

use std::collections::{BTreeMap, BTreeSet};

use call::{BridgeId, ChannelId, Event};

/// What the events said.
#[derive(Default)]
pub(crate) struct Ledger {
    alive: BTreeMap<ChannelId, String>,
    ever: BTreeSet<ChannelId>,
    bridges: BTreeMap<BridgeId, BTreeSet<ChannelId>>,
}

impl Ledger {
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::ChannelCreated { channel, name, .. } => {
                assert!(self.ever.insert(*channel), "{name} was created twice");
                self.alive.insert(*channel, name.clone());
            }
            Event::ChannelDestroyed { channel, name, .. } => {
                let was = self.alive.remove(channel).is_some();
                assert!(was, "{name} was destroyed without being there");
                let member = self
                    .bridges
                    .values()
                    .any(|members| members.contains(channel));
                assert!(!member, "{name} was destroyed while in a bridge");
            }
            Event::BridgeCreated { bridge } => {
                let old = self.bridges.insert(*bridge, BTreeSet::new());
                assert!(old.is_none(), "{bridge:?} was created twice");
            }
            Event::ChannelEnteredBridge { channel, bridge } => {
                let members = self.bridges.get_mut(bridge);
                let entered = members.is_some_and(|members| members.insert(*channel));
                assert!(
                    entered,
                    "{channel:?} entered {bridge:?}, which is gone or has it already"
                );
            }
            Event::ChannelLeftBridge { channel, bridge } => {
                let members = self.bridges.get_mut(bridge);
                let left = members.is_some_and(|members| members.remove(channel));
                assert!(left, "{channel:?} left {bridge:?}, which it was not in");
            }
            Event::BridgeDestroyed { bridge } => {
                let members = self.bridges.remove(bridge);
                let empty = members.is_some_and(|members| members.is_empty());
                assert!(
                    empty,
                    "{bridge:?} was destroyed with members in it, or twice"
                );
            }
            _ => {}
        }
    }

    /// Holds the books against what the switchboard says.
    pub(crate) fn compare(&self, channels: &[(ChannelId, Option<BridgeId>)]) {
        let there: BTreeSet<ChannelId> = channels.iter().map(|(id, _)| *id).collect();
        let told: BTreeSet<ChannelId> = self.alive.keys().copied().collect();
        assert_eq!(
            there, told,
            "the channels that are there and those that events told of"
        );
        for (channel, bridge) in channels {
            let told = self
                .bridges
                .iter()
                .find(|(_, members)| members.contains(channel));
            let told = told.map(|(bridge, _)| *bridge);
            assert_eq!(*bridge, told, "the bridge of {}", self.alive[channel]);
        }
    }

    /// Who is still there.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        self.alive
            .values()
            .map(|name| format!("channel {name}"))
            .collect()
    }
}
