//! `database del`.

use super::show::families_and_keys;
use crate::cli::commands::prelude::*;

pub(crate) struct Delete;

impl ConsoleCommand for Delete {
    const DOC: CommandDoc = CommandDoc {
        words: "database del",
        aliases: &[],
        syntax: "<family> <key>",
        summary: "Removes database key/value",
        description: "Forgets a key.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [family, key] = arguments else {
            return Reply::misused();
        };
        if exchange.database().delete(family, key) {
            Reply::text("Database entry removed.\n")
        } else {
            Reply::text("Database entry does not exist.\n")
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        families_and_keys(exchange, before)
    }
}
