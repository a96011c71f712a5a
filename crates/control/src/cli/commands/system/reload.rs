//! `core reload`.

use crate::cli::commands::prelude::*;

pub(crate) struct Reload;

impl ConsoleCommand for Reload {
    const DOC: CommandDoc = CommandDoc {
        words: "core reload",
        aliases: &[],
        syntax: "",
        summary: "Global reload",
        description: "Reads all configuration files again. Calls in progress continue. A faulty file\n\
                      changes nothing, and the answer says what is wrong with it.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        match exchange.reload(None) {
            Some(report) => Reply::text(report),
            None => Reply::failed("Nothing can be reloaded.\n"),
        }
    }
}
