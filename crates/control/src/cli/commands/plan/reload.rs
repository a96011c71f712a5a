//! `dialplan reload`.

use crate::cli::commands::prelude::*;

pub(crate) struct Reload;

impl ConsoleCommand for Reload {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan reload",
        aliases: &["extensions reload"],
        syntax: "",
        summary: "Reload extensions and *only* extensions",
        description: "Reads extensions.conf again. Calls in progress go on with the new dialplan. A\n\
                      faulty file changes nothing.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        match exchange.reload(Some("dialplan")) {
            // The exchange has said that it kept the old plan.
            Some(report) if report.contains("Nothing was changed") => Reply::failed(report),
            Some(report) => Reply::text(format!("{report}Dialplan reloaded.\n")),
            None => Reply::failed("There is no dialplan to reload.\n"),
        }
    }
}
