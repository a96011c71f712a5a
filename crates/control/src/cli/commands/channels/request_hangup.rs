//! `channel request hangup`.

use call::{Command, HangupCause};

use super::show_channel::{channel_names, find_channel};
use crate::cli::commands::prelude::*;

pub(crate) struct RequestHangup;

impl ConsoleCommand for RequestHangup {
    const DOC: CommandDoc = CommandDoc {
        words: "channel request hangup",
        aliases: &["channel hangup request", "hangup request", "soft hangup"],
        syntax: "<channel>|all",
        summary: "Request a hangup on a given channel",
        description: "Ends a channel, or all of them, as if the far end had hung up.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name] = arguments else {
            return Reply::misused();
        };
        let doomed = if name.eq_ignore_ascii_case("all") {
            exchange
                .switchboard()
                .channels(|channel| (channel.id, channel.name.clone()))
        } else {
            match find_channel(exchange, name) {
                Some(id) => vec![(id, (*name).to_owned())],
                None => return Reply::failed(format!("{name} is not a known channel\n")),
            }
        };
        let mut text = String::new();
        for (channel, name) in doomed {
            exchange.order(Command::Hangup {
                channel,
                cause: HangupCause::NORMAL_CLEARING,
            });
            let _ = writeln!(text, "Requested Hangup on channel '{name}'");
        }
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        let mut names = channel_names(exchange);
        names.push("all".to_owned());
        names
    }
}
