//! `Status`: what channels are doing.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message, channels_of};
use crate::ami::message::Block;
use crate::ami::render::put_channel;

pub(super) struct Status;

impl Action for Status {
    const DOC: ActionDoc = ActionDoc {
        name: "Status",
        classes: Classes(Classes::SYSTEM.0 | Classes::CALL.0 | Classes::REPORTING.0),
        synopsis: "Tells what channels are doing.",
        headers: &[
            ("Channel", "The channel; all of them where it is missing."),
            ("Variables", "Variables to tell, with commas between them."),
            ("AllVariables", "Tell all variables."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let channels = match channels_of(desk, message) {
            Ok(channels) => channels,
            Err(answer) => return answer,
        };
        let now = desk.since_epoch();
        let wanted: Vec<&str> = message.get("Variables").split(',').map(str::trim).collect();
        let mut items = Vec::new();
        for id in channels {
            let Some(channel) = desk.switchboard().picture(id) else {
                continue;
            };
            let mut block = Block::new("Event", "Status").with("Privilege", "Call");
            put_channel(&mut block, &channel);
            block.add("Type", channel.technology.name());
            block.add("DNID", &channel.parties.dnid);
            block.add(
                "EffectiveConnectedLineNum",
                &channel.parties.connected.number,
            );
            block.add(
                "EffectiveConnectedLineName",
                &channel.parties.connected.name,
            );
            block.add("Application", &channel.application.0);
            block.add("Data", &channel.application.1);
            let seconds = now.saturating_sub(channel.created).as_secs();
            block.add("Seconds", seconds.to_string());
            for name in wanted.iter().filter(|name| !name.is_empty()) {
                let value = desk.switchboard().read_variable(Some(id), name);
                let line = format!("{name}={}", value.unwrap_or_default());
                block.add_foreign("Variable", &line);
            }
            items.push(block);
        }
        Answer::list("Channel status will follow", items, "StatusComplete")
    }
}
