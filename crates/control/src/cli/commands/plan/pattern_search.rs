//! `dialplan set extenpatternmatchnew`: a choice that Asterisk offers and we need not make.

use crate::cli::commands::prelude::*;

pub(crate) struct PatternSearch;

impl ConsoleCommand for PatternSearch {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan set extenpatternmatchnew {true|false}",
        aliases: &[],
        syntax: "",
        summary: "Accepted for compatibility",
        description: "Asterisk has a slow and a fast search for extensions with the same results.\n\
                      Here there is only the fast one.",
    };

    fn run(_: &mut dyn Exchange, _: &[&str]) -> Reply {
        Reply::text("The search for extensions is always the fast one; nothing changes.\n")
    }
}
