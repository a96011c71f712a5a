//! `core show channel`.

use call::{Channel, ChannelId};

use super::show_channels::bridge_name;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowChannel;

impl ConsoleCommand for ShowChannel {
    const DOC: CommandDoc = CommandDoc {
        words: "core show channel",
        aliases: &["show channel"],
        syntax: "<channel>",
        summary: "Display information on a specific channel",
        description: "Prints all that is known of one channel.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [name] = arguments else {
            return Reply::misused();
        };
        let Some(id) = find_channel(exchange, name) else {
            return Reply::failed(format!("{name} is not a known channel\n"));
        };
        let (switchboard, now) = (exchange.switchboard(), exchange.now());
        let pages = switchboard.channels(|channel| {
            let elapsed = now.saturating_duration_since(channel.created);
            (channel.id == id).then(|| page(channel, elapsed.as_secs()))
        });
        Reply::text(pages.into_iter().flatten().collect::<String>())
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            channel_names(exchange)
        } else {
            Vec::new()
        }
    }
}

/// A channel by its name (case does not matter) or unique id.
pub(in crate::cli::commands) fn find_channel(
    exchange: &dyn Exchange,
    name: &str,
) -> Option<ChannelId> {
    let known = exchange.switchboard().channels(|channel| {
        let fits = channel.name.eq_ignore_ascii_case(name) || channel.unique_id == name;
        fits.then_some(channel.id)
    });
    known.into_iter().flatten().next()
}

/// For completion.
pub(in crate::cli::commands) fn channel_names(exchange: &dyn Exchange) -> Vec<String> {
    exchange
        .switchboard()
        .channels(|channel| channel.name.clone())
}

fn page(channel: &Channel, seconds: u64) -> String {
    let mut text = " -- General --\n".to_owned();
    let known = |value: &str| {
        if value.is_empty() {
            "(N/A)".to_owned()
        } else {
            value.to_owned()
        }
    };
    let parties = &channel.parties;
    let codec = channel.codec.map_or("(none)", |codec| codec.name());
    let offered: Vec<&str> = channel.offered.iter().map(|codec| codec.name()).collect();
    let bridge = channel
        .bridge
        .map_or_else(|| "(Not bridged)".to_owned(), |b| bridge_name(b.0));
    let rows = [
        ("Name", channel.name.clone()),
        ("Type", channel.technology.name().to_owned()),
        ("UniqueID", channel.unique_id.clone()),
        ("LinkedID", channel.linked_id.clone()),
        ("Caller ID", known(&parties.caller.number)),
        ("Caller ID Name", known(&parties.caller.name)),
        ("Connected Line ID", known(&parties.connected.number)),
        ("Connected Line ID Name", known(&parties.connected.name)),
        ("DNID Digits", known(&parties.dnid)),
        ("Language", channel.language.clone()),
        (
            "State",
            format!("{} ({})", channel.state.text(), channel.state.number()),
        ),
        ("NativeFormats", format!("({})", offered.join("|"))),
        ("WriteFormat", codec.to_owned()),
        ("ReadFormat", codec.to_owned()),
        (
            "Elapsed Time",
            format!("{}h{}m{}s", seconds / 3600, seconds / 60 % 60, seconds % 60),
        ),
        ("Bridge ID", bridge),
    ];
    for (name, value) in rows {
        let _ = writeln!(text, "{name:>22}: {value}");
    }
    text.push_str(" --   PBX   --\n");
    let (application, data) = &channel.application;
    let rows = [
        ("Context", channel.location.context.to_string()),
        ("Extension", channel.location.extension.to_string()),
        ("Priority", channel.location.priority.to_string()),
        ("Call Group", channel.call_groups.to_string()),
        ("Pickup Group", channel.pickup_groups.to_string()),
        ("Application", known(application)),
        (
            "Data",
            if data.is_empty() {
                "(None)".to_owned()
            } else {
                data.clone()
            },
        ),
        ("Account Code", channel.account_code.clone()),
    ];
    for (name, value) in rows {
        let _ = writeln!(text, "{name:>22}: {value}");
    }
    text.push_str("      Variables:\n");
    for (name, value) in channel.variables.iter() {
        let _ = writeln!(text, "{name}={value}");
    }
    text
}
