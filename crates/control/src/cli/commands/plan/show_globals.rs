//! `dialplan show globals`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowGlobals;

impl ConsoleCommand for ShowGlobals {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan show globals",
        aliases: &["core show globals", "show globals"],
        syntax: "",
        summary: "Show global dialplan variables",
        description: "Lists the variables that every channel can read.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let globals = exchange.switchboard().globals();
        let mut text = String::new();
        for (name, value) in &globals {
            let _ = writeln!(text, "   {name}={value}");
        }
        let _ = writeln!(
            text,
            "\n    -- {} variable{}",
            globals.len(),
            s(globals.len())
        );
        Reply::text(text)
    }
}
