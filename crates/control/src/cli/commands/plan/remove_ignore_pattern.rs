//! `dialplan remove ignorepat`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct RemoveIgnorePattern;

impl ConsoleCommand for RemoveIgnorePattern {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan remove ignorepat",
        aliases: &["remove ignorepat"],
        syntax: "<pattern> from <context>",
        summary: "Remove ignore pattern from context",
        description: "Takes an ignore pattern out of a context, until the dialplan is reloaded.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [pattern, from, context] = arguments else {
            return Reply::misused();
        };
        if !from.eq_ignore_ascii_case("from") {
            return Reply::misused();
        }
        let mut builder = exchange.dialplan().to_builder();
        if !builder.remove_ignore_pattern(context, pattern) {
            return Reply::failed(format!(
                "There is no existence of '{pattern}' ignore pattern in '{context}' context\n"
            ));
        }
        exchange.set_dialplan(builder.build().0);
        Reply::text(format!(
            "Ignore pattern '{pattern}' removed from '{context}' context\n"
        ))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        let plan = exchange.dialplan();
        match before {
            [] => {
                let all = plan.contexts();
                let patterns = all.flat_map(|context| plan.ignore_patterns(context));
                patterns.map(str::to_owned).collect()
            }
            [_] => words(&["from"]),
            [_, _] => contexts(exchange),
            _ => Vec::new(),
        }
    }
}
