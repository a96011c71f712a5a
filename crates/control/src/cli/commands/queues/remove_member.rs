//! `queue remove member`.

use services::queue::Removal;

use super::add_member::log_line;
use super::show::{interfaces, queue_names};
use crate::cli::commands::prelude::*;

pub(crate) struct RemoveMember;

impl ConsoleCommand for RemoveMember {
    const DOC: CommandDoc = CommandDoc {
        words: "queue remove member",
        aliases: &[],
        syntax: "<dial string> from <queue>",
        summary: "Removes a channel from a specified queue",
        description: "Removes a member from a queue. A call that it has goes on.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [interface, from, queue] = arguments else {
            return Reply::misused();
        };
        if !from.eq_ignore_ascii_case("from") {
            return Reply::misused();
        }
        let (now, queues) = (exchange.now(), exchange.queues());
        let unable = format!("Unable to remove interface '{interface}' from queue '{queue}'");
        let text = match queues.with(|m| m.remove_member(now, queue, interface)) {
            Removal::Removed => {
                queues.log(log_line(queue, interface, "REMOVEMEMBER"));
                format!("Removed interface '{interface}' from queue '{queue}'\n")
            }
            Removal::NotInQueue => format!("{unable}: Not there\n"),
            Removal::NoQueue => format!("{unable}: No such queue\n"),
            Removal::NotDynamic => format!("{unable}: Member is not dynamic\n"),
        };
        exchange.settle();
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before.len() {
            0 => interfaces(exchange, None),
            1 => words(&["from"]),
            2 => queue_names(exchange),
            _ => Vec::new(),
        }
    }
}
