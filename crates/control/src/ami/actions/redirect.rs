//! `Redirect`: one channel, or two, go elsewhere in the dialplan.

use call::{ChannelId, Command};

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};

pub(super) struct Redirect;

impl Action for Redirect {
    const DOC: ActionDoc = ActionDoc {
        name: "Redirect",
        classes: Classes::CALL,
        synopsis: "Sends a channel elsewhere in the dialplan; the one that it talks to as well, if wanted.",
        headers: &[
            ("Channel", "The channel."),
            ("ExtraChannel", "A second channel."),
            ("Exten", "The extension."),
            ("ExtraExten", "The extension of the second one."),
            ("Context", "The context."),
            ("ExtraContext", "The context of the second one."),
            ("Priority", "The priority, a number or a label."),
            ("ExtraPriority", "The priority of the second one."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let first = match desk.channel(message, "Channel") {
            Ok(id) => id,
            Err(answer) => return answer,
        };
        let second = match message.find("ExtraChannel") {
            None => None,
            Some(_) => match desk.channel(message, "ExtraChannel") {
                Ok(id) => Some(id),
                Err(answer) => return answer,
            },
        };
        let target = target(desk, message, "");
        let Some((context, extension, priority)) = target else {
            return Answer::error("Redirect failed, extension does not exist");
        };
        let go = |channel: ChannelId, to: &(String, String, u32)| Command::Redirect {
            channel,
            context: to.0.clone(),
            extension: to.1.clone(),
            priority: to.2,
        };
        let to = (context, extension, priority);
        let extra = match (second, message.find("ExtraExten")) {
            (Some(id), None) => Some((id, to.clone())),
            (Some(id), Some(_)) => match self::target(desk, message, "Extra") {
                Some(extra) => Some((id, extra)),
                None => return Answer::error("Redirect failed, extension does not exist"),
            },
            (None, _) => None,
        };
        desk.exchange.order(go(first, &to));
        match extra {
            None => Answer::success("Redirect successful"),
            Some((id, to)) => {
                desk.exchange.order(go(id, &to));
                Answer::success("Dual Redirect successful")
            }
        }
    }
}

/// Where to, as the headers with this prefix say; `None` when there is no such place.
fn target(desk: &Desk<'_>, message: &Message, prefix: &str) -> Option<(String, String, u32)> {
    let get = |name: &str| message.get(&format!("{prefix}{name}")).to_owned();
    let (context, extension, priority) = (get("Context"), get("Exten"), get("Priority"));
    let priority = desk.place(&context, &extension, &priority)?;
    Some((context, extension, priority))
}
