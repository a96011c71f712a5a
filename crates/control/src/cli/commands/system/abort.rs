//! `core abort shutdown`.

use crate::cli::commands::prelude::*;

pub(crate) struct AbortShutdown;

impl ConsoleCommand for AbortShutdown {
    const DOC: CommandDoc = CommandDoc {
        words: "core abort shutdown",
        aliases: &["abort halt", "abort shutdown"],
        syntax: "",
        summary: "Cancel a running shutdown",
        description: "Takes back a stop or restart that still waits for calls to end.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        if exchange.abort_stop() {
            Reply::text("The shutdown is cancelled.\n")
        } else {
            Reply::text("No shutdown was under way.\n")
        }
    }
}
