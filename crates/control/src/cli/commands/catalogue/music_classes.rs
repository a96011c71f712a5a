//! `moh show classes`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowMusicClasses;

impl ConsoleCommand for ShowMusicClasses {
    const DOC: CommandDoc = CommandDoc {
        words: "moh show classes",
        aliases: &["moh classes show"],
        syntax: "",
        summary: "List music on hold classes",
        description: "Lists the music classes with their folders.",
    };

    fn run(exchange: &mut dyn Exchange, _: &[&str]) -> Reply {
        let music = exchange.music();
        let mut text = String::new();
        for name in music.names() {
            let Some(class) = music.find(name) else {
                continue;
            };
            let mode = class.mode.as_str();
            let _ = writeln!(
                text,
                "Class: {name}\n\tMode: {mode}\n\tDirectory: {}",
                class.directory
            );
            if !class.sort.as_str().is_empty() {
                let _ = writeln!(text, "\tSort: {}", class.sort.as_str());
            }
        }
        Reply::text(text)
    }
}
