//! `dialplan add extension`.

use dialplan::NewStep;

use super::show::contexts;
use crate::cli::commands::prelude::*;

pub(crate) struct AddExtension;

impl ConsoleCommand for AddExtension {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan add extension",
        aliases: &["add extension"],
        syntax: "<extension>[/<caller>],<priority>,<application>[(<data>)] into <context> [replace]",
        summary: "Add new extension into context",
        description: "Adds one step to the dialplan, until it is reloaded. A priority that is there\n\
                      already stays as it is, unless 'replace' is said. 'hint' as priority makes the\n\
                      rest a hint.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (arguments, replace) = match arguments {
            [arguments @ .., last]
                if arguments.len() > 2 && last.eq_ignore_ascii_case("replace") =>
            {
                (arguments, true)
            }
            arguments => (arguments, false),
        };
        let [step @ .., into, context] = arguments else {
            return Reply::misused();
        };
        let step = step.join(" ");
        let Some(wanted) = Wanted::parse(&step).filter(|_| into.eq_ignore_ascii_case("into"))
        else {
            return Reply::misused();
        };
        let mut builder = exchange.dialplan().to_builder();
        let added = match &wanted.what {
            What::Hint(devices) => {
                if replace {
                    builder.forget_hint(context, wanted.extension);
                }
                builder
                    .add_hint(context, wanted.extension, devices, REGISTRAR, None)
                    .map(|()| Vec::new())
            }
            What::Step {
                priority,
                application,
                data,
            } => {
                let (extension, caller) = (wanted.extension, wanted.caller);
                let new = NewStep::new(context, extension, *priority, application, data, REGISTRAR);
                let new = NewStep { caller, ..new };
                if replace {
                    builder.forget_step(&new);
                }
                builder.add_step(&new)
            }
        };
        match added {
            Ok(faults) => {
                exchange.set_dialplan(builder.build().0);
                let faults: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
                Reply::text(format!(
                    "{faults}Extension '{step}' added into '{context}' context\n"
                ))
            }
            Err(why) => Reply::failed(format!("'{step}' was not added: {why}\n")),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [.., into] if into.eq_ignore_ascii_case("into") => contexts(exchange),
            [_, ..] => words(&["into"]),
            [] => Vec::new(),
        }
    }
}

/// What is to be added.
struct Wanted<'a> {
    extension: &'a str,
    caller: Option<&'a str>,
    what: What<'a>,
}

enum What<'a> {
    Hint(&'a str),
    Step {
        priority: u32,
        application: &'a str,
        data: &'a str,
    },
}

impl<'a> Wanted<'a> {
    /// `extension[/caller],priority,application(data)`, or `…,application,data` as old versions.
    fn parse(text: &'a str) -> Option<Self> {
        let (place, rest) = text.split_once(',')?;
        let (extension, caller) = match place.split_once('/') {
            Some((extension, caller)) => (extension, Some(caller)),
            None => (place, None),
        };
        let (priority, what) = rest.split_once(',')?;
        let what = what.trim();
        if extension.is_empty() || what.is_empty() {
            return None;
        }
        if priority.trim().eq_ignore_ascii_case("hint") {
            return Some(Self {
                extension,
                caller,
                what: What::Hint(what),
            });
        }
        let priority = priority
            .trim()
            .parse()
            .ok()
            .filter(|priority| *priority > 0)?;
        let inside = what.strip_suffix(')').and_then(|what| what.split_once('('));
        let (application, data) = inside
            .or_else(|| what.split_once(','))
            .unwrap_or((what, ""));
        Some(Self {
            extension,
            caller,
            what: What::Step {
                priority,
                application,
                data,
            },
        })
    }
}

const REGISTRAR: &str = "CLI";
