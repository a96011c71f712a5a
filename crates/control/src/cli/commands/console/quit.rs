//! `quit` and `exit`.

use crate::cli::Ask;
use crate::cli::commands::prelude::*;

pub(crate) struct Quit;

impl ConsoleCommand for Quit {
    const DOC: CommandDoc = CommandDoc {
        words: "{quit|exit}",
        aliases: &[],
        syntax: "",
        summary: "Leave this console",
        description: "Closes the console; the exchange goes on.",
    };

    fn run(_: &mut dyn Exchange, _: &[&str]) -> Reply {
        Reply::asking(Ask::Quit)
    }
}
