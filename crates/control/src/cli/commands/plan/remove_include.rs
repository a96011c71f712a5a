//! `dialplan remove include`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct RemoveInclude;

impl ConsoleCommand for RemoveInclude {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan remove include",
        aliases: &["remove include"],
        syntax: "<context> from <context>",
        summary: "Remove a specified include from context",
        description: "Takes an included context out of another, until the dialplan is reloaded.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [included, from, context] = arguments else {
            return Reply::misused();
        };
        if !matches!(from.to_ascii_lowercase().as_str(), "from" | "in") {
            return Reply::misused();
        }
        let mut builder = exchange.dialplan().to_builder();
        if !builder.remove_include(context, included) {
            return Reply::failed(format!(
                "Context '{included}' is not included in context '{context}'\n"
            ));
        }
        exchange.set_dialplan(builder.build().0);
        Reply::text(format!(
            "We are not including '{included}' into '{context}' now\n"
        ))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [] | [_, _] => contexts(exchange),
            [_] => words(&["from"]),
            _ => Vec::new(),
        }
    }
}
