//! `pjsip set logger`.

use super::sip_debug::{Traced, trace};
use crate::cli::commands::prelude::*;

pub(crate) struct PjsipLogger;

impl ConsoleCommand for PjsipLogger {
    const DOC: CommandDoc = CommandDoc {
        words: "pjsip set logger {on|off|host}",
        aliases: &[],
        syntax: "[<address>]",
        summary: "Enable/Disable PJSIP Logger Output",
        description: "Shows every SIP message, or those to and from one address, or none.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        match trace(exchange, arguments) {
            Traced::On => Reply::text("PJSIP Logging enabled\n"),
            Traced::OnFor(host) => Reply::text(format!("PJSIP Logging Enabled for host: {host}\n")),
            Traced::Off => Reply::text("PJSIP Logging disabled\n"),
            Traced::Unreadable(host) => Reply::failed(format!("'{host}' is no address.\n")),
            Traced::Misused => Reply::misused(),
        }
    }
}
