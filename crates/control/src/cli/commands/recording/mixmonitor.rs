//! `mixmonitor start|stop|list`.

use call::Command;
use media::control::Recorded;

use crate::cli::commands::channels::show_channel::{channel_names, find_channel};
use crate::cli::commands::prelude::*;

pub(crate) struct MixMonitor;

impl ConsoleCommand for MixMonitor {
    const DOC: CommandDoc = CommandDoc {
        words: "mixmonitor",
        aliases: &[],
        syntax: "start <channel> <file>[,<options>[,<command>]]|stop <channel> [<id>]|list <channel>",
        summary: "Record both sides of a call",
        description: "As the applications MixMonitor and StopMixMonitor on that channel; list shows \
            what is recorded of it.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        match arguments {
            ["start", name, rest @ ..] if !rest.is_empty() => {
                apply(exchange, name, "MixMonitor", &rest.join(" "))
            }
            ["stop", name] => apply(exchange, name, "StopMixMonitor", ""),
            ["stop", name, id] => apply(exchange, name, "StopMixMonitor", id),
            ["list", name] => list(exchange, name),
            _ => Reply::misused(),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [] => ["start", "stop", "list"].map(str::to_owned).to_vec(),
            [_] => channel_names(exchange),
            _ => Vec::new(),
        }
    }
}

fn list(exchange: &mut dyn Exchange, name: &str) -> Reply {
    let Some(channel) = find_channel(exchange, name) else {
        return Reply::failed(format!("No channel matching '{name}' found.\n"));
    };
    let mut text = format!(
        "{:<27}{:<40}{:<40}Transmit File\n",
        "MixMonitor ID", "File", "Receive File"
    );
    let mut infos = exchange.switchboard().recordings_of(channel);
    infos.retain(|info| info.purpose == "MixMonitor");
    for info in infos {
        let file = |side: Recorded| {
            let mut tracks = info.tracks.iter();
            let track = tracks.find(|track| track.side == side);
            track.map_or("", |track| track.path.as_str())
        };
        let id = format!("0x{:08x}", info.tap.0);
        let both = file(Recorded::Mixed);
        let (received, sent) = (file(Recorded::Received), file(Recorded::Sent));
        let _ = writeln!(text, "{id:<27}{both:<40}{received:<40}{sent}");
    }
    Reply::text(text)
}

fn apply(exchange: &mut dyn Exchange, name: &str, application: &str, arguments: &str) -> Reply {
    let Some(channel) = find_channel(exchange, name) else {
        return Reply::failed(format!("No channel matching '{name}' found.\n"));
    };
    exchange.order(Command::Apply {
        channel,
        application: application.to_owned(),
        arguments: arguments.to_owned(),
    });
    Reply::text(String::new())
}
