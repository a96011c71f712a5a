//! `agi show commands`.

use services::{AGI_COMMANDS, find_agi_command};

use crate::cli::commands::prelude::*;

pub(crate) struct AgiCommands;

impl ConsoleCommand for AgiCommands {
    const DOC: CommandDoc = CommandDoc {
        words: "agi show commands",
        aliases: &["agi show"],
        syntax: "[topic <command>]",
        summary: "List AGI commands or specific help",
        description: "Lists what a program of AGI may say, or tells how one of it is used.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let mut text = String::new();
        match arguments {
            [] => {
                let _ = writeln!(text, " Dead                        Command   Description");
                for command in AGI_COMMANDS {
                    let dead = if command.after_the_call { "Yes" } else { "No" };
                    let name = command.name.to_ascii_lowercase();
                    let _ = writeln!(text, "{dead:>5} {name:>30}   {}", command.help);
                }
            }
            [word, name @ ..] if word.eq_ignore_ascii_case("topic") && !name.is_empty() => {
                let Some((command, _)) = find_agi_command(name) else {
                    let name = name.join(" ");
                    return Reply::failed(format!("No AGI command matches '{name}'\n"));
                };
                text.push_str(&command.usage());
                if command.after_the_call {
                    text.push_str("\tIt works when the call is over, too.\n");
                }
            }
            _ => return Reply::misused(),
        }
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, _: &[&str]) -> Vec<String> {
        words(&["topic"])
    }
}
