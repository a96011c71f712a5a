//! `core waitfullybooted`.

use crate::cli::End;
use crate::cli::commands::prelude::*;

pub(crate) struct WaitFullyBooted;

impl ConsoleCommand for WaitFullyBooted {
    const DOC: CommandDoc = CommandDoc {
        words: "core waitfullybooted",
        aliases: &["waitfullybooted"],
        syntax: "",
        summary: "Wait for the exchange to be fully booted",
        description: "Answers as soon as everything is loaded.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        if exchange.fully_booted() {
            return Reply::text("Asterisk has fully booted.\n");
        }
        Reply {
            end: End::NotYet,
            ..Reply::text("")
        }
    }
}
