//! `dialplan set global`.

use call::Command;

use crate::cli::commands::prelude::*;

pub(crate) struct SetGlobal;

impl ConsoleCommand for SetGlobal {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan set global",
        aliases: &["core set global", "set global"],
        syntax: "<name> <value>",
        summary: "Set global dialplan variable",
        description: "Sets a variable that every channel can read.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name, value] = arguments else {
            return Reply::misused();
        };
        let (name, value) = ((*name).to_owned(), (*value).to_owned());
        let text = format!("    -- Global variable '{name}' set to '{value}'\n");
        exchange.order(Command::SetGlobal { name, value });
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        exchange
            .switchboard()
            .globals()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }
}
