//! `core show switches`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowSwitches;

impl ConsoleCommand for ShowSwitches {
    const DOC: CommandDoc = CommandDoc {
        words: "core show switches",
        aliases: &["show switches"],
        syntax: "",
        summary: "Show alternative switches",
        description: "Lists what a 'switch =>' line of the dialplan may name.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let names = exchange.registry().switches();
        if names.is_empty() {
            return Reply::text("There are no registered alternative switches\n");
        }
        let mut text = "\n    -= Registered Asterisk Alternative Switches =-\n".to_owned();
        for name in names {
            let _ = writeln!(text, "{name}");
        }
        Reply::text(text)
    }
}
