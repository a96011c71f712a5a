//! `core show application`, and the page that it shares with `core show function`.

use call::script::{AppEntry, Param};

use crate::cli::commands::prelude::*;

pub(crate) struct ShowApplication;

impl ConsoleCommand for ShowApplication {
    const DOC: CommandDoc = CommandDoc {
        words: "core show application",
        aliases: &["show application"],
        syntax: "<application> [<application> ...]",
        summary: "Describe a specific dialplan application",
        description: "Prints what an application does, its arguments and options, and what it sets.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if arguments.is_empty() {
            return Reply::misused();
        }
        let found = arguments
            .iter()
            .filter_map(|name| exchange.registry().application(name));
        let text: String = found.map(page).collect();
        if text.is_empty() {
            return Reply::failed("Your application(s) is (are) not registered\n");
        }
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, _: &[&str]) -> Vec<String> {
        let all = exchange.registry().applications();
        all.iter()
            .map(|application| application.doc.name.to_owned())
            .collect()
    }
}

fn page(application: &AppEntry) -> String {
    let doc = &application.doc;
    let mut text = format!("\n  -= Info about Application '{}' =- \n", doc.name);
    section(&mut text, "Synopsis", doc.synopsis);
    section(&mut text, "Since", doc.since);
    section(&mut text, "Description", doc.description);
    section(
        &mut text,
        "Syntax",
        &format!("{}({})", doc.name, syntax(doc.syntax)),
    );
    let mut arguments = parameters(doc.syntax);
    if !doc.options.is_empty() {
        let options = parameters(doc.options);
        let indented: String = options
            .lines()
            .map(|line| format!("    {line}\n"))
            .collect();
        if !doc
            .syntax
            .iter()
            .any(|parameter| parameter.name == "options")
        {
            arguments.push_str("options\n");
        }
        arguments.push_str(&indented);
    }
    section(&mut text, "Arguments", &arguments);
    if !application.variables.is_empty() {
        let variables = parameters(application.variables);
        section(&mut text, "Status Variables", &variables);
    }
    section(&mut text, "Examples", &doc.examples.join("\n"));
    section(&mut text, "See Also", &doc.see_also.join(", "));
    text.push('\n');
    text
}

/// A headed part of a page.
pub(super) fn section(text: &mut String, heading: &str, body: &str) {
    let body = if body.is_empty() {
        "Not available"
    } else {
        body.trim_end()
    };
    let _ = writeln!(text, "\n[{heading}]\n{body}");
}

/// `a,b[,c[,d]]`
pub(super) fn syntax(parameters: &[Param]) -> String {
    let mut text = String::new();
    let mut open = 0;
    for (index, parameter) in parameters.iter().enumerate() {
        if !parameter.required {
            text.push('[');
            open += 1;
        }
        if index > 0 {
            text.push(',');
        }
        text.push_str(parameter.name);
    }
    text.push_str(&"]".repeat(open));
    text
}

/// Each parameter with what it does.
pub(super) fn parameters(parameters: &[Param]) -> String {
    let mut text = String::new();
    for parameter in parameters {
        let _ = writeln!(text, "{}", parameter.name);
        for line in parameter.help.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}
