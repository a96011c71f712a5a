//! `core show uptime`.

use std::time::Duration;

use crate::cli::commands::prelude::*;

pub(crate) struct ShowUptime;

impl ConsoleCommand for ShowUptime {
    const DOC: CommandDoc = CommandDoc {
        words: "core show uptime",
        aliases: &["show uptime"],
        syntax: "[seconds]",
        summary: "Show uptime information",
        description: "Tells how long ago the program started and was last reloaded.\n\
                      'seconds' gives plain numbers, for scripts.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let print: fn(Duration) -> String = match arguments {
            [] => in_words,
            [word] if word.eq_ignore_ascii_case("seconds") => |time| time.as_secs().to_string(),
            _ => return Reply::misused(),
        };
        let facts = exchange.facts();
        let (up, reloaded) = (print(facts.uptime), print(facts.since_reload));
        Reply::text(format!("System uptime: {up}\nLast reload: {reloaded}\n"))
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["seconds"])
        } else {
            Vec::new()
        }
    }
}

/// `1 week, 2 days, 5 seconds`; units that are nothing are left out.
pub(super) fn in_words(time: Duration) -> String {
    let mut left = time.as_secs();
    let mut parts = Vec::new();
    for (name, unit_seconds) in UNITS {
        let count = left / unit_seconds;
        left %= unit_seconds;
        if count > 0 || (*unit_seconds == 1 && parts.is_empty()) {
            parts.push(format!("{count} {name}{}", s(count)));
        }
    }
    parts.join(", ")
}

const UNITS: &[(&str, u64)] = &[
    ("year", 31_536_000),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
];
