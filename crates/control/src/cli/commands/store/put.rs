//! `database put`.

use super::show::families_and_keys;
use crate::cli::commands::prelude::*;

pub(crate) struct Put;

impl ConsoleCommand for Put {
    const DOC: CommandDoc = CommandDoc {
        words: "database put",
        aliases: &[],
        syntax: "<family> <key> <value>",
        summary: "Adds/updates database value",
        description: "Sets the value of a key.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [family, key, value] = arguments else {
            return Reply::misused();
        };
        exchange.database().put(family, key, value);
        Reply::text("Updated database successfully\n")
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        families_and_keys(exchange, before)
    }
}
