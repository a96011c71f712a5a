//! `Command`: a line of the console.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;
use crate::cli;

pub(super) struct Command;

impl Action for Command {
    const DOC: ActionDoc = ActionDoc {
        name: "Command",
        classes: Classes::COMMAND,
        synopsis: "Runs a command of the console.",
        headers: &[("Command", "The command, as it is typed on the console.")],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let Some(line) = message.find("Command") else {
            return Answer::error("No command provided");
        };
        let reply = cli::execute(desk.exchange, line);
        let failed = !matches!(reply.end, cli::End::Done);
        let mut block = match failed {
            true => Block::new("Response", "Error"),
            false => Block::new("Response", "Success"),
        };
        block.add("Message", "Command output follows");
        for line in cli::printable(&reply.text).lines() {
            block.add("Output", line);
        }
        Answer::of(block)
    }
}
