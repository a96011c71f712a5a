//! `logger reload`.

use crate::cli::commands::prelude::*;

pub(crate) struct LoggerReload;

impl ConsoleCommand for LoggerReload {
    const DOC: CommandDoc = CommandDoc {
        words: "logger reload",
        aliases: &[],
        syntax: "",
        summary: "Reopens the log files",
        description: "Reads logger.conf again and opens the log files anew; for use after their\n\
                      rotation.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        match exchange.reload(Some("logger")) {
            Some(report) => Reply::text(report),
            None => Reply::failed("There is no logger to reload.\n"),
        }
    }
}
