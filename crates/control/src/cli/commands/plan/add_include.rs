//! `dialplan add include`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct AddInclude;

impl ConsoleCommand for AddInclude {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan add include",
        aliases: &["add include"],
        syntax: "<phrase> into <context>",
        summary: "Include context in other context",
        description: "Includes a context in another, until the dialplan is reloaded. Times may follow the\n\
                      name: 'day,9:00-17:00,mon-fri,*,*'.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [included, into, context] = arguments else {
            return Reply::misused();
        };
        if !into.eq_ignore_ascii_case("into") {
            return Reply::misused();
        }
        let mut builder = exchange.dialplan().to_builder();
        let mut text = String::new();
        if !builder.has_context(context) {
            let _ = writeln!(
                text,
                "Context '{context}' did not exist prior to add include - the context will be created."
            );
        }
        match builder.include(context, included, "CLI", None) {
            Ok(faults) => {
                exchange.set_dialplan(builder.build().0);
                for fault in faults {
                    let _ = writeln!(text, "{fault}");
                }
                let _ = writeln!(text, "Context '{included}' included in '{context}' context");
                Reply::text(text)
            }
            Err(_) => Reply::failed(format!(
                "Context '{included}' already included in '{context}' context!\n"
            )),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [] | [_, _] => contexts(exchange),
            [_] => words(&["into"]),
            _ => Vec::new(),
        }
    }
}
