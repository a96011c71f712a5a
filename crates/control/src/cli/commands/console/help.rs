//! `core show help`.

use crate::cli::command::{self, CommandEntry};
use crate::cli::commands::COMMANDS;
use crate::cli::commands::prelude::*;

pub(crate) struct Help;

impl ConsoleCommand for Help {
    const DOC: CommandDoc = CommandDoc {
        words: "core show help",
        aliases: &["help", "?"],
        syntax: "[<command>]",
        summary: "Display help list, or specific help on a command",
        description: "Without a command, lists all of them; with the beginning of some, lists these;\n\
                      with a whole one, tells what it does.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if let Some((entry, [])) = command::find(COMMANDS, arguments) {
            return Reply::text(entry.usage());
        }
        let mut matching: Vec<&CommandEntry> = COMMANDS
            .iter()
            .filter(|entry| entry.begins_with(arguments))
            .collect();
        if let [only] = matching.as_slice() {
            return Reply::text(only.usage());
        }
        if matching.is_empty() {
            return Reply::failed(format!("No such command '{}'.\n", arguments.join(" ")));
        }
        matching.sort_by_key(|entry| entry.doc.words);
        let row = |entry: &&CommandEntry| {
            format!(" {:>30.30} -- {}\n", entry.doc.words, entry.doc.summary)
        };
        Reply::text(matching.iter().map(row).collect::<String>())
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        command::candidates(COMMANDS, exchange, before)
            .into_iter()
            .collect()
    }
}
