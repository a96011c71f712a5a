//! Channels enter and leave bridges.

use super::House;
use crate::bridge::Bridge;
use crate::{BridgeId, ChannelId, Event};

impl House {
    /// Connects the members; each leaves the bridge that it was in, and one that is gone stays out.
    pub(crate) fn create_bridge(&mut self, mut bridge: Bridge) -> BridgeId {
        self.last_bridge += 1;
        let id = BridgeId(self.last_bridge);
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
        self.bridges.insert(id, bridge);
        for member in members {
            self.restore_sound(member);
        }
        id
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
            self.bridges.remove(&bridge_id);
            self.happened(Event::BridgeDestroyed { bridge: bridge_id });
        }
        for member in left {
            self.restore_sound(member);
        }
    }
}
