//! `core show functions`.

use super::application::syntax;
use super::applications::Filter;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowFunctions;

impl ConsoleCommand for ShowFunctions {
    const DOC: CommandDoc = CommandDoc {
        words: "core show functions",
        aliases: &["show functions"],
        syntax: "[like <text>]",
        summary: "Shows registered dialplan functions",
        description: "Lists the functions that the dialplan can use; 'like' looks for a text in their\n\
                      names.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let Some(filter @ (Filter::All | Filter::Like(_))) = Filter::parse(arguments) else {
            return Reply::misused();
        };
        let all = exchange.registry().functions();
        let matching: Vec<_> = all
            .into_iter()
            .filter(|f| filter.takes(f.doc.name, &[]))
            .collect();
        let (title, matches) = match filter {
            Filter::All => ("Installed", ""),
            Filter::Like(_) | Filter::Describing(_) => ("Matching", "matching "),
        };
        let mut text = format!("{title} Custom Functions:\n{}\n", "-".repeat(80));
        let _ = writeln!(text, "{:<20.20}  {:<35.35}  SYNOPSIS", "NAME", "SYNTAX");
        for function in &matching {
            let doc = &function.doc;
            let shape = format!("{}({})", doc.name, syntax(doc.syntax));
            let _ = writeln!(
                text,
                "{:<20.20}  {shape:<35.35}  {}",
                doc.name, doc.synopsis
            );
        }
        let _ = writeln!(
            text,
            "{} {matches}custom functions installed.",
            matching.len()
        );
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["like"])
        } else {
            Vec::new()
        }
    }
}
