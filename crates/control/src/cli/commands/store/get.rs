//! `database get`.

use super::show::families_and_keys;
use crate::cli::commands::prelude::*;

pub(crate) struct Get;

impl ConsoleCommand for Get {
    const DOC: CommandDoc = CommandDoc {
        words: "database get",
        aliases: &[],
        syntax: "<family> <key>",
        summary: "Gets database value",
        description: "Prints the value of a key.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [family, key] = arguments else {
            return Reply::misused();
        };
        match exchange.database().get(family, key) {
            Some(value) => Reply::text(format!("Value: {value}\n")),
            None => Reply::text("Database entry not found.\n"),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        families_and_keys(exchange, before)
    }
}
