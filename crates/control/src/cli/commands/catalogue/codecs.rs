//! `core show codecs`.

use audio::Codec;

use crate::cli::commands::prelude::*;

pub(crate) struct ShowCodecs;

impl ConsoleCommand for ShowCodecs {
    const DOC: CommandDoc = CommandDoc {
        words: "core show codecs",
        aliases: &["show codecs"],
        syntax: "[audio|video|image|text]",
        summary: "Displays a list of registered codecs",
        description: "Lists the codecs that calls can carry, all or those of one kind.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let kind = match arguments {
            [] => None,
            [kind] if KINDS.contains(&kind.to_ascii_lowercase().as_str()) => Some(kind),
            _ => return Reply::misused(),
        };
        let mut text =
            "Every codec that a call can carry; your endpoints may allow fewer.\n".to_owned();
        let _ = writeln!(
            text,
            "{:>8} {:<5} {:<12} {:<16} DESCRIPTION",
            "ID", "TYPE", "NAME", "FORMAT"
        );
        let _ = writeln!(text, "{}", "-".repeat(96));
        for (index, codec) in Codec::all().enumerate() {
            let (of, name) = (codec.kind().name(), codec.name());
            if kind.is_none_or(|kind| kind.eq_ignore_ascii_case(of)) {
                let id = index + 1;
                let _ = writeln!(
                    text,
                    "{id:>8} {of:<5} {name:<12} {name:<16} ({})",
                    codec.description()
                );
            }
        }
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(KINDS)
        } else {
            Vec::new()
        }
    }
}

const KINDS: &[&str] = &["audio", "video", "image", "text"];
