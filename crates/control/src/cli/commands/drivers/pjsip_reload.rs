//! `pjsip reload`, in Asterisk an alias that its sample files bring along.

use crate::cli::commands::prelude::*;

pub(crate) struct PjsipReload;

impl ConsoleCommand for PjsipReload {
    const DOC: CommandDoc = CommandDoc {
        words: "pjsip reload",
        aliases: &[],
        syntax: "",
        summary: "Reload PJSIP configuration",
        description: "Reads pjsip.conf again. Calls and registrations survive; a faulty file changes\n\
                      nothing.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        match exchange.reload(Some("pjsip")) {
            Some(report) => Reply::text(report),
            None => Reply::failed("There is no PJSIP driver to reload.\n"),
        }
    }
}
