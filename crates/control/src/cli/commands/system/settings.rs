//! `core show settings`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowSettings;

impl ConsoleCommand for ShowSettings {
    const DOC: CommandDoc = CommandDoc {
        words: "core show settings",
        aliases: &["show settings"],
        syntax: "",
        summary: "Show some core settings",
        description: "Lists what the program was started with and where its folders are.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let facts = exchange.facts();
        let mut text = "\nPBX Core settings\n-----------------\n".to_owned();
        let mut row = |name: &str, value: &str| {
            let _ = writeln!(text, "  {:<28} {value}", format!("{name}:"));
        };
        row("Version", &facts.version);
        row("Hostname", &facts.host);
        row("Process id", &facts.pid.to_string());
        row("Verbosity", &exchange.verbosity().to_string());
        row("Debug level", &exchange.debug_level().to_string());
        for (name, value) in &facts.settings {
            row(name, value);
        }
        text.push('\n');
        Reply::text(text)
    }
}
