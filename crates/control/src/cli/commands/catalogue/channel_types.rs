//! `core show channeltypes`.

use call::Technology;

use crate::cli::commands::prelude::*;

pub(crate) struct ShowChannelTypes;

impl ConsoleCommand for ShowChannelTypes {
    const DOC: CommandDoc = CommandDoc {
        words: "core show channeltypes",
        aliases: &["show channeltypes"],
        syntax: "",
        summary: "List available channel types",
        description: "Lists what may stand before the slash in Dial().",
    };

    fn run(_: &mut dyn Exchange, _: &[&str]) -> Reply {
        let row = |cells: [&str; 6]| {
            let [name, description, device, presence, signals, transfer] = cells;
            format!(
                "{name:<15}  {description:<40} {device:<12}  {presence:<14}  {signals:<12}  {transfer:<12}"
            )
        };
        let mut text = row([
            "Type",
            "Description",
            "Devicestate",
            "Presencestate",
            "Indications",
            "Transfer",
        ]);
        text.push('\n');
        let rules = [15, 11, 11, 13, 11, 8].map(|width| "-".repeat(width));
        text.push_str(&row(rules.each_ref().map(String::as_str)));
        text.push('\n');
        for technology in Technology::ALL {
            let description = match technology {
                Technology::Sip => "Session Initiation Protocol (SIP)",
                Technology::Pjsip => "PJSIP Channel Driver",
                Technology::Local => "Local Proxy Channel Driver",
            };
            text.push_str(&row([
                technology.name(),
                description,
                "no",
                "no",
                "yes",
                "yes",
            ]));
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "----------\n{} channel drivers registered.",
            Technology::ALL.len()
        );
        Reply::text(text)
    }
}
