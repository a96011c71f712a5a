//! `database deltree`.

use super::show::families_and_keys;
use crate::cli::commands::prelude::*;

pub(crate) struct DeleteTree;

impl ConsoleCommand for DeleteTree {
    const DOC: CommandDoc = CommandDoc {
        words: "database deltree",
        aliases: &[],
        syntax: "<family> [<key>]",
        summary: "Removes database keytree/values",
        description: "Forgets a family with all below it, or all below a key of it.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (family, key) = match arguments {
            [family] => (*family, ""),
            [family, key] => (*family, *key),
            _ => return Reply::misused(),
        };
        // No family would mean everything, and nobody types that on purpose.
        if family.trim_matches('/').is_empty() {
            return Reply::misused();
        }
        match exchange.database().delete_tree(family, key) {
            0 => Reply::text("Database entries do not exist.\n"),
            count => Reply::text(format!("{count} database entries removed.\n")),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        families_and_keys(exchange, before)
    }
}
