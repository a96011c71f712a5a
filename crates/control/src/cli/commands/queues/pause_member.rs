//! `queue pause member`.

use super::show::{interfaces, queue_names};
use crate::cli::commands::prelude::*;

pub(crate) struct PauseMember;

impl ConsoleCommand for PauseMember {
    const DOC: CommandDoc = CommandDoc {
        words: "queue pause member",
        aliases: &[],
        syntax: "<member> [queue <queue> [reason <reason>]]",
        summary: "Pause a queue member",
        description: "A member that pauses is not rung: in one queue, or in all.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        pause(exchange, arguments, true)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        what_follows(exchange, before)
    }
}

pub(super) fn what_follows(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
    match before.len() {
        0 => interfaces(exchange, None),
        1 => words(&["queue"]),
        2 => queue_names(exchange),
        3 => words(&["reason"]),
        _ => Vec::new(),
    }
}

pub(super) fn pause(exchange: &mut dyn Exchange, arguments: &[&str], paused: bool) -> Reply {
    let (interface, queue, reason) = match arguments {
        [interface] => (interface, None, ""),
        [interface, "queue", queue] => (interface, Some(*queue), ""),
        [interface, "queue", queue, "reason", reason] => (interface, Some(*queue), *reason),
        [interface, "reason", reason] => (interface, None, *reason),
        _ => return Reply::misused(),
    };
    let (now, queues) = (exchange.now(), exchange.queues());
    let found = queues.with(|m| m.pause_member(now, queue, interface, paused, reason));
    exchange.settle();
    let un = if paused { "" } else { "un" };
    let place = queue
        .map(|q| format!(" in queue '{q}'"))
        .unwrap_or_default();
    let why = match reason {
        "" => String::new(),
        reason => format!(" for reason '{reason}'"),
    };
    match found {
        true => Reply::text(format!("{un}paused interface '{interface}'{place}{why}\n")),
        false => Reply::failed(format!(
            "Unable to {un}pause interface '{interface}'{place}{why}\n"
        )),
    }
}
