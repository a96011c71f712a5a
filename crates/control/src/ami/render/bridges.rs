//! Events about bridges and who is in them.

use call::{BridgePicture, Event, Picture};

use super::{Told, put_channel};
use crate::ami::Classes;
use crate::ami::message::Block;

/// The event about a bridge that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    let bridge = picture.bridge.as_ref()?;
    let name = match &picture.event {
        Event::BridgeCreated { .. } => "BridgeCreate",
        Event::BridgeDestroyed { .. } => "BridgeDestroy",
        Event::ChannelEnteredBridge { .. } => "BridgeEnter",
        Event::ChannelLeftBridge { .. } => "BridgeLeave",
        _ => return None,
    };
    let mut told = Told::new(name, Classes::CALL);
    put_bridge(&mut told.block, bridge);
    if let Some(channel) = picture.channels.first() {
        put_channel(&mut told.block, channel);
    }
    Some(told)
}

/// The lines that show a bridge.
pub(crate) fn put_bridge(block: &mut Block, bridge: &BridgePicture) {
    block.add("BridgeUniqueid", &bridge.unique_id);
    block.add("BridgeType", "basic");
    block.add("BridgeTechnology", "simple_bridge");
    block.add("BridgeCreator", "<unknown>");
    block.add("BridgeName", "<unknown>");
    block.add("BridgeNumChannels", bridge.members.len().to_string());
    block.add("BridgeVideoSourceMode", "none");
}
