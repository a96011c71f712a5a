//! `core stop`.

use crate::cli::commands::prelude::*;

pub(crate) struct Stop;

impl ConsoleCommand for Stop {
    const DOC: CommandDoc = CommandDoc {
        words: "core stop {now|gracefully|when}",
        aliases: &["stop {now|gracefully|when}"],
        syntax: "[convenient]",
        summary: "Shut down: now, gracefully, or when convenient",
        description: "'now' ends all calls. 'gracefully' takes no new calls and waits for the last\n\
                      one. 'when convenient' goes on taking calls and stops when none is up.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        end_program(exchange, arguments, false)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        after_when(before)
    }
}

/// Stops, or stops and starts again, as the words say.
pub(super) fn end_program(exchange: &mut dyn Exchange, how: &[&str], restart: bool) -> Reply {
    let how: Vec<String> = how.iter().map(|word| word.to_ascii_lowercase()).collect();
    let how: Vec<&str> = how.iter().map(String::as_str).collect();
    let stop = |gracefully, when_convenient| crate::cli::Stop {
        gracefully,
        when_convenient,
        restart,
    };
    let (stop, text) = match how.as_slice() {
        ["now"] => (stop(false, false), ""),
        ["gracefully"] => (
            stop(true, false),
            "Waiting for the last call to end; new ones are refused.\n",
        ),
        ["when", "convenient"] => (stop(false, true), "Waiting for a moment without calls.\n"),
        _ => return Reply::misused(),
    };
    exchange.stop(stop);
    Reply::text(text)
}

pub(super) fn after_when(before: &[&str]) -> Vec<String> {
    match before {
        [when] if when.eq_ignore_ascii_case("when") => words(&["convenient"]),
        _ => Vec::new(),
    }
}
