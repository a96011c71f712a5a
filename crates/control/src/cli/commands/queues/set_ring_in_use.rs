//! `queue set ringinuse`.

use super::set_penalty::{done, what_follows};
use crate::cli::commands::prelude::*;

pub(crate) struct SetRingInUse;

impl ConsoleCommand for SetRingInUse {
    const DOC: CommandDoc = CommandDoc {
        words: "queue set ringinuse",
        aliases: &[],
        syntax: "<yes/no> on <interface> [in <queue>]",
        summary: "Set ringinuse for a channel of a specified queue",
        description: "Says whether a member is rung during calls, in one queue or in all.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (word, interface, queue) = match arguments {
            [word, "on", interface] => (word, interface, None),
            [word, "on", interface, "in", queue] => (word, interface, Some(*queue)),
            _ => return Reply::misused(),
        };
        if !config::is_yes(word) && !config::is_no(word) {
            return Reply::misused();
        }
        let (now, queues) = (exchange.now(), exchange.queues());
        let ring = config::is_yes(word);
        let found = queues.with(|m| m.set_ring_in_use(now, queue, interface, ring));
        exchange.settle();
        done("ringinuse", found, interface, queue)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before.len() {
            0 => words(&["yes", "no"]),
            _ => what_follows(exchange, before),
        }
    }
}
