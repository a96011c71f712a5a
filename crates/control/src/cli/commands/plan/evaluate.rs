//! `dialplan eval function`.

use crate::cli::commands::prelude::*;

pub(crate) struct Evaluate;

impl ConsoleCommand for Evaluate {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan eval function",
        aliases: &[],
        syntax: "<function>(<arguments>)",
        summary: "Evaluate dialplan function",
        description: "Prints what a function is at this moment, without a channel: MATH(2+3).",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if arguments.is_empty() {
            return Reply::misused();
        }
        let function = arguments.join(" ");
        let name = function.split('(').next().unwrap_or_default();
        if exchange.registry().function(name).is_none() {
            return Reply::failed(format!("No function by that name registered: {name}\n"));
        }
        match exchange
            .switchboard()
            .evaluate_now(&format!("${{{function}}}"))
        {
            Some(value) => Reply::text(format!("Return Value: Success (0)\nResult: {value}\n")),
            None => {
                Reply::failed("Return Value: Failure (-1)\nIt takes its time; use the dialplan.\n")
            }
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        let all = exchange.registry().functions();
        all.iter().map(|f| format!("{}(", f.doc.name)).collect()
    }
}
