//! `CoreShowChannels`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;
use crate::ami::render::put_channel;

pub(super) struct CoreShowChannels;

impl Action for CoreShowChannels {
    const DOC: ActionDoc = ActionDoc {
        name: "CoreShowChannels",
        classes: Classes(Classes::SYSTEM.0 | Classes::REPORTING.0),
        synopsis: "Lists the channels that are up.",
        headers: &[],
    };

    fn run(desk: &mut Desk<'_>, _: &Message) -> Answer {
        let now = desk.since_epoch();
        let bridges = desk.switchboard().bridge_pictures();
        let items = desk.switchboard().pictures().into_iter().map(|channel| {
            let mut block = Block::new("Event", "CoreShowChannel");
            put_channel(&mut block, &channel);
            let bridge = bridges.iter().find(|b| Some(b.id) == channel.bridge);
            let bridge = bridge.map_or("", |b| b.unique_id.as_str());
            block.add("BridgeId", bridge);
            block.add("Application", &channel.application.0);
            block.add("ApplicationData", &channel.application.1);
            let seconds = now.saturating_sub(channel.created).as_secs();
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            block.add(
                "Duration",
                format!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
            );
            block
        });
        let items = items.collect();
        Answer::list("Channels will follow", items, "CoreShowChannelsComplete")
    }
}
