//! `queue show`.

use call::DeviceState;
use services::queue::{CallerView, MemberView, QueueView};

use crate::cli::commands::prelude::*;

pub(crate) struct Show;

impl ConsoleCommand for Show {
    const DOC: CommandDoc = CommandDoc {
        words: "queue show",
        aliases: &["show queue", "show queues"],
        syntax: "[queue]",
        summary: "Show status of a specified queue",
        description: "Tells how a queue, or each of them, is doing: its numbers, members and callers.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (now, queues) = (exchange.now(), exchange.queues());
        let names = match arguments {
            [] => queues.with(|machine| machine.queue_names()),
            [name] => vec![(*name).to_owned()],
            _ => return Reply::misused(),
        };
        let views: Vec<QueueView> = queues.with(|machine| {
            let views = names.iter().filter_map(|name| machine.view(now, name));
            views.collect()
        });
        match (views.is_empty(), arguments) {
            (true, [name]) => Reply::text(format!("No such queue: {name}\n")),
            (true, _) => Reply::text("No queues.\n"),
            _ => Reply::text(views.iter().map(text).collect::<String>()),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            queue_names(exchange)
        } else {
            Vec::new()
        }
    }
}

/// The names of all queues.
pub(crate) fn queue_names(exchange: &dyn Exchange) -> Vec<String> {
    exchange.queues().with(|machine| machine.queue_names())
}

/// The interfaces of all members, or of those of one queue.
pub(crate) fn interfaces(exchange: &dyn Exchange, queue: Option<&str>) -> Vec<String> {
    let (now, queues) = (exchange.now(), exchange.queues());
    let names = match queue {
        Some(queue) => vec![queue.to_owned()],
        None => queue_names(exchange),
    };
    let mut found: Vec<String> = names
        .iter()
        .filter_map(|name| queues.with(|machine| machine.view(now, name)))
        .flat_map(|view| view.members.into_iter().map(|m| m.facts.interface))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn text(view: &QueueView) -> String {
    let numbers = &view.numbers;
    let most = match view.config.options.maxlen {
        0 => "unlimited".to_owned(),
        most => most.to_string(),
    };
    let mut text = format!(
        "{} has {} calls (max {most}) in '{}' strategy ({}s holdtime, {}s talktime), W:{}, C:{}, A:{}, \
         SL:{:.1}%, SL2:{:.1}% within {}s\n",
        view.config.name,
        numbers.waiting,
        view.config.options.strategy.as_str(),
        numbers.hold_time,
        numbers.talk_time,
        view.config.options.weight,
        numbers.completed,
        numbers.abandoned,
        numbers.performance,
        numbers.performance2,
        numbers.service_level,
    );
    if view.members.is_empty() {
        text.push_str("   No Members\n");
    } else {
        text.push_str("   Members: \n");
        text.extend(view.members.iter().map(member));
    }
    if view.callers.is_empty() {
        text.push_str("   No Callers\n");
    } else {
        text.push_str("   Callers: \n");
        text.extend(view.callers.iter().enumerate().map(caller));
    }
    text.push('\n');
    text
}

fn member(member: &MemberView) -> String {
    let facts = &member.facts;
    let mut text = format!("      {}", facts.name);
    if !facts.name.eq_ignore_ascii_case(&facts.interface) {
        let _ = write!(text, " ({}", facts.interface);
        if facts.state_interface != facts.interface {
            let _ = write!(text, " from {}", facts.state_interface);
        }
        text.push(')');
    }
    if facts.penalty != 0 {
        let _ = write!(text, " with penalty {}", facts.penalty);
    }
    let ring = if facts.ring_in_use {
        "enabled"
    } else {
        "disabled"
    };
    let _ = write!(text, " (ringinuse {ring})");
    if facts.membership != "static" {
        let _ = write!(text, " ({})", facts.membership);
    }
    if facts.in_call {
        text.push_str(" (in call)");
    }
    if facts.paused {
        let reason = match facts.reason.as_str() {
            "" => String::new(),
            reason => format!(":{reason}"),
        };
        let since = member.since_pause.unwrap_or_default().as_secs();
        let _ = write!(text, " (paused{reason} was {since} secs ago)");
    }
    let _ = write!(text, " ({})", state(facts.status));
    match member.since_call.filter(|_| facts.calls > 0) {
        Some(since) => {
            let (calls, since) = (facts.calls, since.as_secs());
            let _ = write!(text, " has taken {calls} calls (last was {since} secs ago)");
        }
        None => text.push_str(" has taken no calls yet"),
    }
    let login = member.since_login.as_secs();
    let _ = writeln!(text, " (login was {login} secs ago)");
    text
}

fn caller((at, caller): (usize, &CallerView)) -> String {
    let waited = caller.waited.as_secs();
    format!(
        "      {}. {} (wait: {}:{:02}, prio: {})\n",
        at + 1,
        caller.name,
        waited / 60,
        waited % 60,
        caller.priority
    )
}

fn state(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unknown => "Unknown",
        DeviceState::NotInUse => "Not in use",
        DeviceState::InUse => "In use",
        DeviceState::Busy => "Busy",
        DeviceState::Invalid => "Invalid",
        DeviceState::Unavailable => "Unavailable",
        DeviceState::Ringing => "Ringing",
        DeviceState::RingInUse => "Ring+Inuse",
        DeviceState::OnHold => "On Hold",
    }
}
