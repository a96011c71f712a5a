//! `core show hints`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowHints;

impl ConsoleCommand for ShowHints {
    const DOC: CommandDoc = CommandDoc {
        words: "core show hints",
        aliases: &["show hints"],
        syntax: "",
        summary: "Show dialplan hints",
        description: "Lists the hints of the dialplan with the devices that each one watches and its state.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let mut rows = exchange.switchboard().hints();
        if rows.is_empty() {
            return Reply::text("There are no registered dialplan hints\n");
        }
        rows.sort_by(|a, b| (&a.extension, &a.context).cmp(&(&b.extension, &b.context)));
        let mut text = "\n    -= Registered Asterisk Dial Plan Hints =-\n".to_owned();
        for row in &rows {
            let place = format!("{}@{}", row.extension, row.context);
            let (devices, state) = (&row.devices, row.state.text());
            let _ = writeln!(text, "{place:<20.20}: {devices:<20}  State:{state}");
        }
        let _ = writeln!(
            text,
            "----------------\n- {} hint{} registered",
            rows.len(),
            s(rows.len())
        );
        Reply::text(text)
    }
}
