//! `Hangup`: one channel, or all whose names a regular expression matches.

use call::{Command, HangupCause};
use dialplan::regex::Regex;

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct Hangup;

impl Action for Hangup {
    const DOC: ActionDoc = ActionDoc {
        name: "Hangup",
        classes: Classes(Classes::SYSTEM.0 | Classes::CALL.0),
        synopsis: "Ends a channel, or all whose names fit.",
        headers: &[
            ("Channel", "The channel's name, or /a regular expression/."),
            ("Cause", "Why, as a number of Q.850."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let cause = match message.find("Cause").map(str::parse::<u8>) {
            None => HangupCause::NORMAL_CLEARING,
            Some(Ok(number)) if number < 128 => HangupCause(number),
            Some(_) => HangupCause::NOT_DEFINED,
        };
        let name = message.get("Channel");
        let pattern = name.strip_prefix('/').and_then(|n| n.strip_suffix('/'));
        if let Some(pattern) = pattern {
            return hang_up_all(desk, pattern, cause);
        }
        match desk.channel(message, "Channel") {
            Ok(channel) => {
                desk.exchange.order(Command::Hangup { channel, cause });
                Answer::success("Channel Hungup")
            }
            Err(answer) => answer,
        }
    }
}

fn hang_up_all(desk: &mut Desk<'_>, pattern: &str, cause: HangupCause) -> Answer {
    let Ok(regex) = Regex::new(pattern) else {
        return Answer::error("Regex format invalid, Channel param should be /regex/");
    };
    let all = desk.switchboard().channels(|c| (c.id, c.name.clone()));
    let mut items = Vec::new();
    for (channel, name) in all {
        if regex.find(&name).is_some() {
            desk.exchange.order(Command::Hangup { channel, cause });
            items.push(Block::new("Event", "ChannelHungup").with("Channel", name));
        }
    }
    Answer::list(
        "Channels hung up will follow",
        items,
        "ChannelsHungupListComplete",
    )
}
