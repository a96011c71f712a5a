//! `core show version`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowVersion;

impl ConsoleCommand for ShowVersion {
    const DOC: CommandDoc = CommandDoc {
        words: "core show version",
        aliases: &["show version"],
        syntax: "",
        summary: "Display version info",
        description: "Tells which version this is.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if !arguments.is_empty() {
            return Reply::misused();
        }
        Reply::text(format!("{}\n", exchange.facts().version_line))
    }
}
