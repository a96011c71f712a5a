//! `channel redirect`.

use call::Command;
use dialplan::Location;

use super::show_channel::{channel_names, find_channel};
use crate::cli::commands::prelude::*;

pub(crate) struct Redirect;

impl ConsoleCommand for Redirect {
    const DOC: CommandDoc = CommandDoc {
        words: "channel redirect",
        aliases: &[],
        syntax: "<channel> <[[context,]extension,]priority>",
        summary: "Redirect a call",
        description: "Sends a channel elsewhere in the dialplan. What is left out stays as it is.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name, place] = arguments else {
            return Reply::misused();
        };
        let Some(id) = find_channel(exchange, name) else {
            return Reply::failed(format!("Channel '{name}' not found\n"));
        };
        let known = exchange
            .switchboard()
            .channels(|c| (c.id == id).then(|| c.location.clone()));
        let Some(now) = known.into_iter().flatten().next() else {
            return Reply::failed(format!("Channel '{name}' not found\n"));
        };
        let Some(Location {
            context,
            extension,
            priority,
        }) = destination(&now, place)
        else {
            return Reply::misused();
        };
        if !exchange.dialplan().has_context(&context) {
            return Reply::failed(format!("There is no context '{context}'.\n"));
        }
        let (context, extension) = (context.to_string(), extension.to_string());
        exchange.order(Command::Redirect {
            channel: id,
            context,
            extension,
            priority,
        });
        Reply::text(format!(
            "Channel '{name}' successfully redirected to {place}\n"
        ))
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            channel_names(exchange)
        } else {
            Vec::new()
        }
    }
}

fn destination(now: &Location, place: &str) -> Option<Location> {
    let fields: Vec<&str> = place.split(',').map(str::trim).collect();
    let (context, extension, priority) = match fields.as_slice() {
        [priority] => (&*now.context, &*now.extension, *priority),
        [extension, priority] => (&*now.context, *extension, *priority),
        [context, extension, priority] => (*context, *extension, *priority),
        _ => return None,
    };
    Some(Location::new(
        context,
        extension,
        priority.parse().ok().filter(|p| *p > 0)?,
    ))
}
