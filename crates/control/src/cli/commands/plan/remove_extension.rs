//! `dialplan remove extension`.

use crate::cli::commands::prelude::*;

pub(crate) struct RemoveExtension;

impl ConsoleCommand for RemoveExtension {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan remove extension",
        aliases: &["remove extension"],
        syntax: "<extension>[/<caller>]@<context> [<priority>]",
        summary: "Remove a specified extension",
        description: "Removes an extension, or one priority of it, until the dialplan is reloaded.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let (place, priority) = match arguments {
            [place] => (place, None),
            [place, priority] => match priority.parse::<u32>() {
                Ok(priority) if priority > 0 => (place, Some(priority)),
                _ => return Reply::misused(),
            },
            _ => return Reply::misused(),
        };
        let Some((number, context)) = place.rsplit_once('@') else {
            return Reply::misused();
        };
        let (extension, caller) = match number.split_once('/') {
            Some((extension, caller)) => (extension, Some(caller)),
            None => (number, None),
        };
        let mut builder = exchange.dialplan().to_builder();
        if !builder.remove_extension(context, extension, caller, priority) {
            return Reply::failed(format!("Failed to remove extension {number}@{context}\n"));
        }
        exchange.set_dialplan(builder.build().0);
        Reply::text(match priority {
            None => format!("Whole extension {number}@{context} removed\n"),
            Some(priority) => {
                format!("Extension {number}@{context} with priority {priority} removed\n")
            }
        })
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        let plan = exchange.dialplan();
        match before {
            [] => {
                let mut places: Vec<String> = plan
                    .steps()
                    .map(|(context, extension, _)| format!("{extension}@{context}"))
                    .collect();
                places.dedup();
                places
            }
            [place] => plan
                .steps()
                .filter(|(context, extension, _)| format!("{extension}@{context}") == *place)
                .map(|(_, _, step)| step.priority.to_string())
                .collect(),
            _ => Vec::new(),
        }
    }
}
