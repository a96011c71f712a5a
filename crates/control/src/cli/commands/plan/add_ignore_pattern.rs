//! `dialplan add ignorepat`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct AddIgnorePattern;

impl ConsoleCommand for AddIgnorePattern {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan add ignorepat",
        aliases: &["add ignorepat"],
        syntax: "<pattern> into <context>",
        summary: "Add new ignore pattern",
        description: "The dial tone goes on behind digits that match the pattern, until the dialplan is\n\
                      reloaded.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [pattern, into, context] = arguments else {
            return Reply::misused();
        };
        if !into.eq_ignore_ascii_case("into") {
            return Reply::misused();
        }
        let plan = exchange.dialplan();
        if plan.ignore_patterns(context).any(|known| known == *pattern) {
            return Reply::failed(format!(
                "Ignore pattern '{pattern}' already included in '{context}' context\n"
            ));
        }
        let mut builder = plan.to_builder();
        builder.add_ignore_pattern(context, pattern, "CLI");
        exchange.set_dialplan(builder.build().0);
        Reply::text(format!(
            "Ignore pattern '{pattern}' added into '{context}' context\n"
        ))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [_] => words(&["into"]),
            [_, _] => contexts(exchange),
            _ => Vec::new(),
        }
    }
}
