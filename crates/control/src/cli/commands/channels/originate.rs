//! `channel originate`.

use std::time::Duration;

use call::script::Origination;
use call::{Command, OriginateTo, Technology};

use crate::cli::commands::prelude::*;

pub(crate) struct Originate;

impl ConsoleCommand for Originate {
    const DOC: CommandDoc = CommandDoc {
        words: "channel originate",
        aliases: &["originate"],
        syntax: "<tech/data> {application <application> [data] | extension [<extension>@][<context>]}",
        summary: "Originate a call",
        description: "Calls out, and when it is answered runs an application, or the dialplan from an\n\
                      extension on ('s' and 'default' unless given). It rings for 30 seconds at most.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [dial_string, kind, rest @ ..] = arguments else {
            return Reply::misused();
        };
        let Some((technology, _)) = dial_string.split_once('/') else {
            return Reply::failed(format!("*** No '/' found in {dial_string} (bad format)\n"));
        };
        if Technology::from_name(technology).is_none() {
            return Reply::failed(format!("There is no channel type '{technology}'.\n"));
        }
        let to = match (kind.to_ascii_lowercase().as_str(), rest) {
            ("application", [name, data @ ..]) => {
                if exchange.registry().application(name).is_none() {
                    return Reply::failed(format!("There is no application '{name}'.\n"));
                }
                OriginateTo::Application {
                    name: (*name).to_owned(),
                    arguments: data.join(" "),
                }
            }
            ("extension", []) => extension(""),
            ("extension", [place]) => extension(place),
            _ => return Reply::misused(),
        };
        if let OriginateTo::Extension { context, .. } = &to
            && !exchange.dialplan().has_context(context)
        {
            return Reply::failed(format!("There is no context '{context}'.\n"));
        }
        let dial_string = (*dial_string).to_owned();
        let wanted = Origination::new(&dial_string, PATIENCE, to);
        exchange.order(Command::Originate(Box::new(wanted)));
        Reply::text("")
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [] => Technology::ALL
                .iter()
                .map(|technology| format!("{}/", technology.name()))
                .collect(),
            [_] => words(&["application", "extension"]),
            [_, kind] if kind.eq_ignore_ascii_case("application") => {
                let all = exchange.registry().applications();
                all.iter()
                    .map(|application| application.doc.name.to_owned())
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

fn extension(place: &str) -> OriginateTo {
    let (extension, context) = place.split_once('@').unwrap_or((place, ""));
    let or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
    OriginateTo::Extension {
        context: or(context, "default"),
        extension: or(extension, "s"),
        priority: 1,
    }
}

const PATIENCE: Duration = Duration::from_secs(30);
