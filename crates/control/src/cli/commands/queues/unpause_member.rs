//! `queue unpause member`.

use super::pause_member::{pause, what_follows};
use crate::cli::commands::prelude::*;

pub(crate) struct UnpauseMember;

impl ConsoleCommand for UnpauseMember {
    const DOC: CommandDoc = CommandDoc {
        words: "queue unpause member",
        aliases: &[],
        syntax: "<member> [queue <queue> [reason <reason>]]",
        summary: "Unpause a queue member",
        description: "The member is rung again: in one queue, or in all.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        pause(exchange, arguments, false)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        what_follows(exchange, before)
    }
}
