//! `dialplan show chanvar`.

use crate::cli::commands::channels::show_channel::{channel_names, find_channel};
use crate::cli::commands::prelude::*;

pub(crate) struct ShowChannelVariables;

impl ConsoleCommand for ShowChannelVariables {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan show chanvar",
        aliases: &["core show chanvar"],
        syntax: "<channel>",
        summary: "Show channel variables",
        description: "Lists the variables of a channel.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name] = arguments else {
            return Reply::misused();
        };
        let Some(id) = find_channel(exchange, name) else {
            return Reply::failed(format!("Channel '{name}' not found\n"));
        };
        let rows = exchange.switchboard().channels(|channel| {
            let all = channel.variables.iter();
            (channel.id == id).then(|| all.map(|(n, v)| format!("{n}={v}\n")).collect::<String>())
        });
        Reply::text(rows.into_iter().flatten().collect::<String>())
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            channel_names(exchange)
        } else {
            Vec::new()
        }
    }
}
