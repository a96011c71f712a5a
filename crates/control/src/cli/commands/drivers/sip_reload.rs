//! `sip reload`.

use crate::cli::commands::prelude::*;

pub(crate) struct SipReload;

impl ConsoleCommand for SipReload {
    const DOC: CommandDoc = CommandDoc {
        words: "sip reload",
        aliases: &[],
        syntax: "",
        summary: "Reload SIP configuration",
        description: "Reads sip.conf again. Calls and registrations survive; a faulty file changes\n\
                      nothing.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        match exchange.reload(Some("sip")) {
            Some(report) => Reply::text(report),
            None => Reply::failed("There is no SIP driver to reload.\n"),
        }
    }
}
