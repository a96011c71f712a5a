//! `core show function`.

use call::script::FunctionDoc;

use super::application::{parameters, section, syntax};
use crate::cli::commands::prelude::*;

pub(crate) struct ShowFunction;

impl ConsoleCommand for ShowFunction {
    const DOC: CommandDoc = CommandDoc {
        words: "core show function",
        aliases: &["show function"],
        syntax: "<function>",
        summary: "Describe a specific dialplan function",
        description: "Prints what a function tells, what setting it does, and its arguments.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name] = arguments else {
            return Reply::misused();
        };
        match exchange.registry().function(name) {
            Some(function) => Reply::text(page(&function.doc)),
            None => Reply::failed("No function by that name registered.\n"),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        exchange
            .registry()
            .functions()
            .iter()
            .map(|f| f.doc.name.to_owned())
            .collect()
    }
}

fn page(doc: &FunctionDoc) -> String {
    let mut text = format!("\n  -= Info about Function '{}' =- \n", doc.name);
    section(&mut text, "Synopsis", doc.synopsis);
    section(&mut text, "Since", doc.since);
    section(&mut text, "Description", doc.description);
    section(
        &mut text,
        "Syntax",
        &format!("{}({})", doc.name, syntax(doc.syntax)),
    );
    section(&mut text, "Arguments", &parameters(doc.syntax));
    let access = match (doc.readable, doc.writable) {
        (true, true) => "can be read and set",
        (true, false) => "can be read",
        (false, _) => "can be set",
    };
    section(&mut text, "Access", access);
    section(&mut text, "Examples", &doc.examples.join("\n"));
    section(&mut text, "See Also", &doc.see_also.join(", "));
    text.push('\n');
    text
}
