//! `queue reset stats`.

use super::show::queue_names;
use crate::cli::commands::prelude::*;

pub(crate) struct ResetStats;

impl ConsoleCommand for ResetStats {
    const DOC: CommandDoc = CommandDoc {
        words: "queue reset stats",
        aliases: &[],
        syntax: "[<queue>...]",
        summary: "Reset statistics for a queue",
        description: "The numbers of the queues, or of all, begin anew.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let queues = exchange.queues();
        if arguments.is_empty() {
            queues.with(|machine| machine.reset_sums(None));
        }
        for name in arguments {
            if !queues.with(|machine| machine.reset_sums(Some(name))) {
                return Reply::failed(format!("No such queue: {name}\n"));
            }
        }
        Reply::text("")
    }

    fn complete(exchange: &dyn Exchange, _: &[&str]) -> Vec<String> {
        queue_names(exchange)
    }
}
