//! Channels enter and leave bridges.

use media::control::{MediaCommand, MixId, MixSetup};

use super::House;
use crate::bridge::Bridge;
use crate::{BridgeId, ChannelId, Event};

impl House {
    /// Connects the members; each leaves the bridge that it was in, and one that is gone stays out.
    pub(crate) fn create_bridge(&mut self, mut bridge: Bridge) -> BridgeId {
        self.last_bridge += 1;
        let id = BridgeId(self.last_bridge);
        if let Some(mix) = &mut bridge.mix {
            *mix = MixId(OWN_MIXES | id.0);
            let (mix, setup) = (*mix, MixSetup::default());
            self.order_media(MediaCommand::OpenMix { mix, setup });
        }
        self.happened(Event::BridgeCreated { bridge: id });
        for member in bridge.members() {
            self.leave_bridge(member);
            let Some(channel) = self.channels.get_mut(&member) else {
                bridge.remove(member);
                continue;
            };
            channel.bridge = Some(id);
            self.happened(Event::ChannelEnteredBridge {
                channel: member,
                bridge: id,
            });
            self.recordings_follow_bridge(member, true);
        }
        let members = bridge.members();
        if members.is_empty() {
            self.happened(Event::BridgeDestroyed { bridge: id });
            return id;
        }
        self.note_who_is_bridged(&bridge);
        self.bridges.insert(id, bridge);
        for member in members {
            self.restore_sound(member);
        }
        id
    }

    /// `BRIDGEPEER`: who a channel talks to, and talked to last.
    fn note_who_is_bridged(&mut self, bridge: &Bridge) {
        let members = bridge.members();
        let names: Vec<String> = members
            .iter()
            .filter_map(|id| self.channels.get(id).map(|c| c.name.clone()))
            .collect();
        for (id, own) in members.iter().zip(&names) {
            let others: Vec<&str> = names
                .iter()
                .filter(|name| *name != own)
                .map(String::as_str)
                .collect();
            self.set_variable(*id, "BRIDGEPEER", &others.join(","));
        }
    }

    pub(crate) fn leave_bridge(&mut self, id: ChannelId) {
        let left = self.channels.get_mut(&id).and_then(|c| c.bridge.take());
        let Some(bridge_id) = left else {
            return;
        };
        self.happened(Event::ChannelLeftBridge {
            channel: id,
            bridge: bridge_id,
        });
        self.recordings_follow_bridge(id, false);
        self.restore_sound(id);
        let Some(bridge) = self.bridges.get_mut(&bridge_id) else {
            return;
        };
        bridge.remove(id);
        let left = bridge.members();
        if left.is_empty() {
            let mix = bridge.mix;
            self.bridges.remove(&bridge_id);
            if let Some(mix) = mix {
                self.order_media(MediaCommand::CloseMix { mix });
            }
            self.happened(Event::BridgeDestroyed { bridge: bridge_id });
        }
        for member in left {
            self.restore_sound(member);
        }
    }
}

/// Mixes of bridges are told from those of services by this bit.
const OWN_MIXES: u64 = 1 << 63;
