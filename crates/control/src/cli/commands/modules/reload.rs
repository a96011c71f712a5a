//! `module reload`.

use super::show::{module_names, part_of};
use crate::cli::commands::prelude::*;

pub(crate) struct Reload;

impl ConsoleCommand for Reload {
    const DOC: CommandDoc = CommandDoc {
        words: "module reload",
        aliases: &["reload"],
        syntax: "[<module> ...]",
        summary: "Reload configuration for modules",
        description: "Reads the files of the named parts again, or all files. Names of Asterisk's\n\
                      modules work, with and without '.so'.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if arguments.is_empty() {
            return match exchange.reload(None) {
                Some(report) => Reply::text(report),
                None => Reply::failed("Nothing can be reloaded.\n"),
            };
        }
        let (mut text, mut failed) = (String::new(), false);
        for module in arguments {
            match exchange.reload(Some(&part_of(module))) {
                Some(report) => text.push_str(&report),
                None => {
                    failed = true;
                    let _ = writeln!(text, "No such module '{module}'");
                }
            }
        }
        if failed {
            Reply::failed(text)
        } else {
            Reply::text(text)
        }
    }

    fn complete(exchange: &dyn Exchange, _: &[&str]) -> Vec<String> {
        let parts = exchange.parts();
        let names = parts.iter().flat_map(|(part, _)| module_names(part));
        names
            .chain(parts.iter().map(|(part, _)| (*part).to_owned()))
            .collect()
    }
}
