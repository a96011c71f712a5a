//! `sip set debug`.

use crate::cli::commands::prelude::*;

pub(crate) struct SipDebug;

impl ConsoleCommand for SipDebug {
    const DOC: CommandDoc = CommandDoc {
        words: "sip set debug {on|off|ip}",
        aliases: &["sip debug {on|off|ip}"],
        syntax: "[<address>]",
        summary: "Enable/Disable SIP debugging",
        description: "Shows every SIP message, or those to and from one address, or none.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        match trace(exchange, arguments) {
            Traced::On => Reply::text("SIP Debugging enabled\n"),
            Traced::OnFor(host) => Reply::text(format!("SIP Debugging Enabled for IP: {host}\n")),
            Traced::Off => Reply::text("SIP Debugging Disabled\n"),
            Traced::Unreadable(host) => Reply::failed(format!("'{host}' is no address.\n")),
            Traced::Misused => Reply::misused(),
        }
    }
}

/// What came of a wish for a trace.
pub(super) enum Traced<'a> {
    On,
    OnFor(&'a str),
    Off,
    Unreadable(&'a str),
    Misused,
}

/// Reads `on`, `off`, `ip <address>` or `host <address>` and obeys.
pub(super) fn trace<'a>(exchange: &mut dyn Exchange, arguments: &[&'a str]) -> Traced<'a> {
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    match arguments {
        [word] if is(word, "on") => {
            exchange.trace_sip(true, None);
            Traced::On
        }
        [word] if is(word, "off") => {
            exchange.trace_sip(false, None);
            Traced::Off
        }
        [word, host] if is(word, "ip") || is(word, "host") => {
            if exchange.trace_sip(true, Some(host)) {
                Traced::OnFor(host)
            } else {
                Traced::Unreadable(host)
            }
        }
        _ => Traced::Misused,
    }
}
