//! `sip show …`: tables of sip.conf's driver.

use crate::cli::commands::prelude::*;

pub(crate) struct SipShow;

impl ConsoleCommand for SipShow {
    const DOC: CommandDoc = CommandDoc {
        words: "sip show {peers|peer|users|user|registry|channels|channel|inuse|settings|domains|objects}",
        aliases: &[],
        syntax: "[<name>]",
        summary: "Show what the SIP driver knows",
        description: "'peers' and 'users' list the entries of sip.conf, 'peer' and 'user' print one,\n\
                      'registry' lists our registrations elsewhere, 'channels' the calls.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        ask_driver(exchange, &["sip", "show"], arguments)
    }
}

/// Gives a driver its own command.
pub(super) fn ask_driver(exchange: &dyn Exchange, words: &[&str], arguments: &[&str]) -> Reply {
    let lower: Vec<String> = match arguments {
        [what, ..] => vec![what.to_ascii_lowercase()],
        [] => return Reply::misused(),
    };
    let mut command = words.to_vec();
    command.extend(lower.iter().map(String::as_str));
    command.extend(&arguments[1..]);
    match exchange.driver_show(&command) {
        Some(text) => Reply::text(text),
        None => Reply::failed("No channel driver answers this.\n"),
    }
}
