//! `Setvar`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};

pub(super) struct Setvar;

impl Action for Setvar {
    const DOC: ActionDoc = ActionDoc {
        name: "Setvar",
        classes: Classes::CALL,
        synopsis: "Sets a variable of a channel, or a global one; functions too.",
        headers: &[
            (
                "Channel",
                "The channel; without one the variable is global.",
            ),
            ("Variable", "Its name, or a function with its arguments."),
            ("Value", "Its value."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let Some(name) = message.find("Variable") else {
            return Answer::error("No variable specified");
        };
        let channel = match message.find("Channel") {
            None => None,
            Some(_) => match desk.channel(message, "Channel") {
                Ok(id) => Some(id),
                Err(answer) => return answer,
            },
        };
        let value = message.get("Value");
        match desk.switchboard().write_variable(channel, name, value) {
            Ok(()) => Answer::success("Variable Set"),
            Err(why) => Answer::error(why),
        }
    }
}
