//! `core show hint`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowHint;

impl ConsoleCommand for ShowHint {
    const DOC: CommandDoc = CommandDoc {
        words: "core show hint",
        aliases: &["show hint"],
        syntax: "<extension>",
        summary: "Show dialplan hint",
        description: "Shows the hints whose extension begins so, with their devices and state.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [wanted] = arguments else {
            return Reply::misused();
        };
        let mut rows = exchange.switchboard().hints();
        if rows.is_empty() {
            return Reply::text("There are no registered dialplan hints\n");
        }
        let wanted = wanted.split('@').next().unwrap_or_default();
        rows.retain(|row| row.extension.starts_with(wanted));
        if rows.is_empty() {
            return Reply::failed(format!("No hints matching extension {wanted}\n"));
        }
        let mut text = String::new();
        for row in &rows {
            let place = format!("{}@{}", row.extension, row.context);
            let (devices, state) = (&row.devices, row.state.text());
            let _ = writeln!(text, "{place:<20.20}: {devices:<20}  State:{state}");
        }
        let (count, plural) = (rows.len(), s(rows.len()));
        let _ = writeln!(
            text,
            "----------------\n- {count} hint{plural} matching extension {wanted}"
        );
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        let rows = exchange.switchboard().hints().into_iter();
        rows.map(|row| row.extension).collect()
    }
}
