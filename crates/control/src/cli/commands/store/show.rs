//! `database show`.

use crate::cli::commands::prelude::*;

pub(crate) struct Show;

impl ConsoleCommand for Show {
    const DOC: CommandDoc = CommandDoc {
        words: "database show",
        aliases: &[],
        syntax: "[<family> [<key>]]",
        summary: "Shows database contents",
        description: "Lists all rows, those of a family, or those below a key of it.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (family, key) = match arguments {
            [] => ("", ""),
            [family] => (*family, ""),
            [family, key] => (*family, *key),
            _ => return Reply::misused(),
        };
        let family = family.trim_matches('/');
        Reply::text(table(&exchange.database().rows_below(family, key)))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        families_and_keys(exchange, before)
    }
}

/// The rows as `/family/key : value`, and how many.
pub(super) fn table(rows: &[(String, String, String)]) -> String {
    let mut text = String::new();
    for (family, key, value) in rows {
        let _ = writeln!(text, "{:<50}: {value:<25}", format!("/{family}/{key}"));
    }
    let _ = writeln!(text, "{} result{} found.", rows.len(), s(rows.len()));
    text
}

/// For completion: families first, then keys of the family.
pub(super) fn families_and_keys(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
    let rows = exchange
        .database()
        .rows_below(before.first().copied().unwrap_or(""), "");
    match before {
        [] => rows.into_iter().map(|(family, ..)| family).collect(),
        [family] => rows
            .into_iter()
            .filter(|row| row.0 == *family)
            .map(|(_, key, _)| key)
            .collect(),
        _ => Vec::new(),
    }
}
