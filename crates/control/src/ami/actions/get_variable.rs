//! `Getvar`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct Getvar;

impl Action for Getvar {
    const DOC: ActionDoc = ActionDoc {
        name: "Getvar",
        classes: Classes(Classes::CALL.0 | Classes::REPORTING.0),
        synopsis: "Reads a variable of a channel, or a global one; functions too.",
        headers: &[
            (
                "Channel",
                "The channel; without one the variable is global.",
            ),
            ("Variable", "Its name, or a function with its arguments."),
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
        match desk.switchboard().read_variable(channel, name) {
            Ok(value) => Answer::of(
                Block::new("Response", "Success")
                    .with("Variable", name)
                    .with("Value", value),
            ),
            Err(why) => Answer::error(why),
        }
    }
}
