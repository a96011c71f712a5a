//! Events about conferences.

use call::{ConferenceNews, Event, Picture};

use super::{Told, put_channel};
use crate::ami::Classes;

/// The event about a conference that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    let Event::Conference(event) = &picture.event else {
        return None;
    };
    let name = match event.news {
        ConferenceNews::Started => "ConfbridgeStart",
        ConferenceNews::Ended => "ConfbridgeEnd",
        ConferenceNews::Joined => "ConfbridgeJoin",
        ConferenceNews::Left => "ConfbridgeLeave",
        ConferenceNews::Muted => "ConfbridgeMute",
        ConferenceNews::Unmuted => "ConfbridgeUnmute",
        ConferenceNews::Talking(_) => "ConfbridgeTalking",
        ConferenceNews::RecordingBegan => "ConfbridgeRecord",
        ConferenceNews::RecordingEnded => "ConfbridgeStopRecord",
    };
    let mut told = Told::new(name, Classes::CALL)
        .with("Conference", &event.conference)
        .with("BridgeUniqueid", &event.unique_id)
        .with("BridgeType", "base")
        .with("BridgeTechnology", "softmix")
        .with("BridgeCreator", "ConfBridge")
        .with("BridgeName", &event.conference)
        .with("BridgeNumChannels", event.parties.to_string())
        .with("BridgeVideoSourceMode", "none");
    if let Some(channel) = picture.channels.first() {
        put_channel(&mut told.block, channel);
    }
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    if event.channel.is_some() {
        told.block.add("Admin", yes(event.admin));
    }
    match event.news {
        ConferenceNews::Joined => told.block.add("Muted", yes(event.muted)),
        ConferenceNews::Talking(true) => told.block.add("TalkingStatus", "on"),
        ConferenceNews::Talking(false) => told.block.add("TalkingStatus", "off"),
        _ => {}
    }
    Some(told)
}
