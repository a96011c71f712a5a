//! `logger show channels`.

use crate::cli::commands::prelude::*;

pub(crate) struct LoggerShow;

impl ConsoleCommand for LoggerShow {
    const DOC: CommandDoc = CommandDoc {
        words: "logger show channels",
        aliases: &[],
        syntax: "",
        summary: "List configured log channels",
        description: "Lists where log lines go and which ones.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let row = |cells: [&str; 4]| {
            let [channel, kind, status, levels] = cells;
            format!("{channel:<35} {kind:<8} {status:<9} {levels}\n")
        };
        let mut text = row(["Channel", "Type", "Status", "Configuration"]);
        text.push_str(&row(["-------", "----", "------", "-------------"]));
        for channel in exchange.log_channels() {
            let status = if channel.enabled {
                "Enabled"
            } else {
                "Disabled"
            };
            text.push_str(&row([&channel.name, channel.kind, status, &channel.levels]));
        }
        Reply::text(text)
    }
}
