//! `core show hints`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowHints;

impl ConsoleCommand for ShowHints {
    const DOC: CommandDoc = CommandDoc {
        words: "core show hints",
        aliases: &["show hints"],
        syntax: "",
        summary: "Show dialplan hints",
        description: "Lists the hints of the dialplan with the devices that each one watches.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let plan = exchange.dialplan();
        let mut rows: Vec<(String, &str)> = plan
            .hints()
            .map(|hint| (format!("{}@{}", hint.extension, hint.context), hint.devices))
            .collect();
        if rows.is_empty() {
            return Reply::text("There are no registered dialplan hints\n");
        }
        rows.sort();
        let mut text = "\n    -= Registered Asterisk Dial Plan Hints =-\n".to_owned();
        for (place, devices) in &rows {
            let _ = writeln!(text, "{place:<30.30}: {devices}");
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
