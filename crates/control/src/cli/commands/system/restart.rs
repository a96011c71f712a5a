//! `core restart`.

use crate::cli::commands::prelude::*;

pub(crate) struct Restart;

impl ConsoleCommand for Restart {
    const DOC: CommandDoc = CommandDoc {
        words: "core restart {now|gracefully|when}",
        aliases: &["restart {now|gracefully|when}"],
        syntax: "[convenient]",
        summary: "Start again: now, gracefully, or when convenient",
        description: "As 'core stop', and then the program starts again.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        super::stop::end_program(exchange, arguments, true)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        super::stop::after_when(before)
    }
}
