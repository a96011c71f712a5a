//! `database showkey`.

use super::show::table;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowKey;

impl ConsoleCommand for ShowKey {
    const DOC: CommandDoc = CommandDoc {
        words: "database showkey",
        aliases: &[],
        syntax: "<key>",
        summary: "Shows database contents",
        description: "Lists the rows of all families that have this key.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [key] = arguments else {
            return Reply::misused();
        };
        let ending = format!("/{key}");
        let mut rows = exchange.database().rows_below("", "");
        rows.retain(|row| row.1 == *key || row.1.ends_with(&ending));
        Reply::text(table(&rows))
    }
}
