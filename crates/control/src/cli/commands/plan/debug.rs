//! `dialplan debug`.

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct Debug;

impl ConsoleCommand for Debug {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan debug",
        aliases: &[],
        syntax: "[<context>]",
        summary: "Show fast extension pattern matching data structures",
        description: "Prints the extensions of one context, or of all, in the order in which a number is\n\
                      compared with them.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let plan = exchange.dialplan();
        let wanted = match arguments {
            [] => None,
            [place] => Some(place.rsplit('@').next().unwrap_or_default()),
            _ => return Reply::misused(),
        };
        if let Some(context) = wanted
            && !plan.has_context(context)
        {
            return Reply::failed(format!("There is no existence of '{context}' context\n"));
        }
        let mut text = String::new();
        for context in plan.contexts() {
            if wanted.is_some_and(|wanted| wanted != &**context) {
                continue;
            }
            let _ = writeln!(
                text,
                "\n     Extensions of context '{context}', first to last:"
            );
            for (extension, caller) in plan.extensions(context) {
                let caller = caller.map(|caller| format!(" (for {caller})"));
                let _ = writeln!(text, "       {extension}{}", caller.unwrap_or_default());
            }
        }
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            contexts(exchange)
        } else {
            Vec::new()
        }
    }
}
