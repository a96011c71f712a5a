//! `core show file formats`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowFileFormats;

impl ConsoleCommand for ShowFileFormats {
    const DOC: CommandDoc = CommandDoc {
        words: "core show file formats",
        aliases: &["show file formats"],
        syntax: "",
        summary: "Displays file formats",
        description: "Lists the sound file formats, with the endings of their files' names.",
    };

    fn run(_: &mut dyn Exchange, _: &[&str]) -> Reply {
        let mut text = format!("{:<10} {:<10} {:<20}\n", "Format", "Name", "Extensions");
        let formats = audio::file::formats();
        for format in formats {
            let (codec, endings) = (format.codec.name(), format.extensions.join("|"));
            let _ = writeln!(text, "{codec:<10} {:<10} {endings:<20}", format.name);
        }
        let _ = writeln!(text, "{} file formats registered.", formats.len());
        Reply::text(text)
    }
}
