//! `core set debug`.

use super::set_verbose::read_level;
use crate::cli::commands::prelude::*;
use crate::cli::line::level_change;

pub(crate) struct SetDebug;

impl ConsoleCommand for SetDebug {
    const DOC: CommandDoc = CommandDoc {
        words: "core set debug",
        aliases: &["set debug"],
        syntax: "[atleast] <level>|off",
        summary: "Set level of debug chattiness",
        description: "Sets how detailed debug lines are; 0 or 'off' for none.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (at_least, level) = match arguments {
            [word, level] if word.eq_ignore_ascii_case("atleast") => (true, level),
            [level] => (false, level),
            _ => return Reply::misused(),
        };
        let Some(level) = read_level(level) else {
            return Reply::misused();
        };
        let old = exchange.debug_level();
        let new = if at_least { level.max(old) } else { level };
        exchange.set_debug_level(new);
        Reply::text(level_change("Core debug", old, new))
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["atleast", "off"])
        } else {
            Vec::new()
        }
    }
}
