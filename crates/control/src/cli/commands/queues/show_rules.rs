//! `queue show rules`.

use services::queue::{Change, PenaltyChange};

use crate::cli::commands::prelude::*;

pub(crate) struct ShowRules;

impl ConsoleCommand for ShowRules {
    const DOC: CommandDoc = CommandDoc {
        words: "queue show rules",
        aliases: &[],
        syntax: "[rule]",
        summary: "Show the rules defined in queuerules.conf",
        description: "Lists the rules by which penalties change while a caller waits.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let rules = exchange.queues().with(|machine| machine.rules().clone());
        let mut text = String::new();
        for (name, changes) in rules.iter() {
            if arguments
                .first()
                .is_none_or(|only| only.eq_ignore_ascii_case(name))
            {
                let _ = writeln!(text, "Rule: {name}");
                text.extend(changes.iter().map(line));
            }
        }
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        let rules = exchange.queues().with(|machine| machine.rules().clone());
        rules.iter().map(|(name, _)| name.to_owned()).collect()
    }
}

fn line(change: &PenaltyChange) -> String {
    let parts = [
        ("QUEUE_MAX_PENALTY", change.max),
        ("QUEUE_MIN_PENALTY", change.min),
        ("QUEUE_RAISE_PENALTY", change.raise),
    ];
    let parts = parts.into_iter().filter_map(|(name, change)| {
        Some(match change? {
            Change::To(value) => format!("adjust {name} to {value}"),
            Change::By(value) => format!("adjust {name} by {value}"),
        })
    });
    let parts: Vec<String> = parts.collect();
    format!(
        "\tAfter {} seconds, {}\n",
        change.after.as_secs(),
        parts.join(" and ")
    )
}
