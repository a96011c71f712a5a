//! `dialplan show`.

mod excerpt;

use crate::cli::commands::prelude::*;

pub(crate) struct Show;

impl ConsoleCommand for Show {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan show",
        aliases: &["show dialplan"],
        syntax: "[[extension@]context]",
        summary: "Show dialplan",
        description: "Prints the dialplan, one context, or what matches an extension in a context and\n\
                      in those that it includes. 'extension@' looks in every context.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let plan = exchange.dialplan();
        let place = match arguments {
            [] => return Reply::text(plan.show(None)),
            [place] => *place,
            _ => return Reply::misused(),
        };
        let (extension, context) = place.split_once('@').unwrap_or(("", place));
        if !context.is_empty() && !plan.has_context(context) {
            // Scripts look for these words, as Asterisk says them.
            return Reply::failed(format!("There is no existence of '{context}' context\n"));
        }
        let context = Some(context).filter(|context| !context.is_empty());
        if extension.is_empty() {
            return Reply::text(plan.show(context));
        }
        match (excerpt::of(&plan, context, extension), context) {
            (Some(text), _) => Reply::text(text),
            (None, Some(_)) => {
                Reply::failed(format!("There is no existence of {place} extension\n"))
            }
            (None, None) => Reply::failed(format!(
                "There is no existence of '{extension}' extension in all contexts\n"
            )),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            contexts(exchange)
        } else {
            Vec::new()
        }
    }
}

/// For completion.
pub(super) fn contexts(exchange: &dyn Exchange) -> Vec<String> {
    exchange
        .dialplan()
        .contexts()
        .map(|name| name.to_string())
        .collect()
}
