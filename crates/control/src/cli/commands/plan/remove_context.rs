//! `dialplan remove context`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct RemoveContext;

impl ConsoleCommand for RemoveContext {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan remove context",
        aliases: &[],
        syntax: "<context>",
        summary: "Remove a specified context",
        description: "Removes a context with all its extensions, until the dialplan is reloaded.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [context] = arguments else {
            return Reply::misused();
        };
        let mut builder = exchange.dialplan().to_builder();
        if !builder.remove_context(context) {
            return Reply::failed(format!("There is no dialplan context called '{context}'\n"));
        }
        exchange.set_dialplan(builder.build().0);
        Reply::text(format!("Removed context '{context}'\n"))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            contexts(exchange)
        } else {
            Vec::new()
        }
    }
}
