//! `dialplan set chanvar`.

use crate::cli::commands::channels::show_channel::{channel_names, find_channel};
use crate::cli::commands::prelude::*;

pub(crate) struct SetChannelVariable;

impl ConsoleCommand for SetChannelVariable {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan set chanvar",
        aliases: &["core set chanvar"],
        syntax: "<channel> <variable> <value>",
        summary: "Set a channel variable",
        description: "Sets a variable of a channel, or writes a function (CALLERID(name)).",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name, variable, value] = arguments else {
            return Reply::misused();
        };
        let Some(id) = find_channel(exchange, name) else {
            return Reply::failed(format!("Channel '{name}' not found\n"));
        };
        if !exchange.switchboard().assign_now(id, variable, value) {
            return Reply::failed(format!(
                "'{variable}' takes its time; set it in the dialplan.\n"
            ));
        }
        Reply::text(format!(
            "    -- Channel variable '{variable}' set to '{value}' for '{name}'\n"
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
