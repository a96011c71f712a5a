//! `core set verbose`.

use crate::cli::Ask;
use crate::cli::commands::prelude::*;

pub(crate) struct SetVerbose;

impl ConsoleCommand for SetVerbose {
    const DOC: CommandDoc = CommandDoc {
        words: "core set verbose",
        aliases: &["set verbose"],
        syntax: "[atleast] <level>|off",
        summary: "Set level of verbosity",
        description: "Sets how detailed the text on this console is: 0 or 'off' for none, 3 for each\n\
                      step of the dialplan. 'atleast' never lowers it. Given with -rx, it sets the\n\
                      level of the exchange's own log.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (at_least, level) = match arguments {
            [word, level] if word.eq_ignore_ascii_case("atleast") => (true, level),
            [level] => (false, level),
            _ => return Reply::misused(),
        };
        match read_level(level) {
            Some(level) => Reply::asking(Ask::SetVerbosity { level, at_least }),
            None => Reply::misused(),
        }
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["atleast", "off"])
        } else {
            Vec::new()
        }
    }
}

/// A level, or `off`. Large numbers are the largest level.
pub(super) fn read_level(text: &str) -> Option<u8> {
    if text.eq_ignore_ascii_case("off") {
        return Some(0);
    }
    let level: u64 = text.parse().ok()?;
    Some(u8::try_from(level).unwrap_or(u8::MAX))
}
