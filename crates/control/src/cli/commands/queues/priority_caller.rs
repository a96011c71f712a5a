//! `queue priority caller`.

use super::show::queue_names;
use crate::cli::commands::prelude::*;

pub(crate) struct PriorityCaller;

impl ConsoleCommand for PriorityCaller {
    const DOC: CommandDoc = CommandDoc {
        words: "queue priority caller",
        aliases: &[],
        syntax: "<channel> on <queue> to <priority>",
        summary: "Change priority caller on queue",
        description: "Gives a waiting caller another priority, and the place that goes with it.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [channel, "on", queue, "to", priority] = arguments else {
            return Reply::misused();
        };
        let Ok(priority) = priority.parse::<i32>() else {
            return Reply::misused();
        };
        let (now, queues) = (exchange.now(), exchange.queues());
        let view = queues.with(|machine| machine.view(now, queue));
        let caller = view.and_then(|v| v.callers.into_iter().find(|c| c.name == *channel));
        let Some(caller) = caller else {
            return Reply::failed(format!(
                "Could not change priority on queue {queue}: {channel} is not there\n"
            ));
        };
        queues.with(|machine| machine.set_priority(now, caller.channel, priority));
        exchange.settle();
        Reply::text(format!(
            "Caller '{channel}' changed to priority {priority} on queue '{queue}'\n"
        ))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before.len() {
            1 => words(&["on"]),
            2 => queue_names(exchange),
            3 => words(&["to"]),
            _ => Vec::new(),
        }
    }
}
