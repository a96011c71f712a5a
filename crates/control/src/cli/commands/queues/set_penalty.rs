//! `queue set penalty`.

use super::show::{interfaces, queue_names};
use crate::cli::commands::prelude::*;

pub(crate) struct SetPenalty;

impl ConsoleCommand for SetPenalty {
    const DOC: CommandDoc = CommandDoc {
        words: "queue set penalty",
        aliases: &[],
        syntax: "<penalty> on <interface> [in <queue>]",
        summary: "Set penalty for a channel of a specified queue",
        description: "Sets the penalty of a member in one queue, or in all.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (penalty, interface, queue) = match arguments {
            [penalty, "on", interface] => (penalty, interface, None),
            [penalty, "on", interface, "in", queue] => (penalty, interface, Some(*queue)),
            _ => return Reply::misused(),
        };
        let Ok(penalty) = penalty.parse::<i32>() else {
            return Reply::misused();
        };
        let (now, queues) = (exchange.now(), exchange.queues());
        let found = queues.with(|m| m.set_penalty(now, queue, interface, penalty));
        exchange.settle();
        done("penalty", found, interface, queue)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        what_follows(exchange, before)
    }
}

pub(super) fn what_follows(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
    match before.len() {
        1 => words(&["on"]),
        2 => interfaces(exchange, None),
        3 => words(&["in"]),
        4 => queue_names(exchange),
        _ => Vec::new(),
    }
}

pub(super) fn done(what: &str, found: bool, interface: &str, queue: Option<&str>) -> Reply {
    let place = queue
        .map(|q| format!(" from queue '{q}'"))
        .unwrap_or_default();
    match found {
        true => Reply::text(format!("Set {what} on interface '{interface}'{place}\n")),
        false => Reply::failed(format!(
            "Failed to set {what} on interface '{interface}'{place}\n"
        )),
    }
}
