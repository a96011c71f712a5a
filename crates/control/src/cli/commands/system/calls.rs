//! `core show calls`.

use crate::cli::commands::channels::show_channels::totals;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowCalls;

impl ConsoleCommand for ShowCalls {
    const DOC: CommandDoc = CommandDoc {
        words: "core show calls",
        aliases: &[],
        syntax: "[uptime]",
        summary: "Display information on calls",
        description: "Counts the calls that are up and those since the start.\n\
                      'uptime' adds how long that was ago.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let with_uptime = match arguments {
            [] => false,
            [word] if word.eq_ignore_ascii_case("uptime") => true,
            _ => return Reply::misused(),
        };
        let mut text: String = totals(exchange).into_iter().skip(1).collect();
        if with_uptime {
            let uptime = super::uptime::in_words(exchange.facts().uptime);
            let _ = writeln!(text, "System uptime: {uptime}");
        }
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["uptime"])
        } else {
            Vec::new()
        }
    }
}
