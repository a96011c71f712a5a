//! `core show applications`.

use crate::cli::commands::prelude::*;

pub(crate) struct ShowApplications;

impl ConsoleCommand for ShowApplications {
    const DOC: CommandDoc = CommandDoc {
        words: "core show applications",
        aliases: &["show applications"],
        syntax: "[{like|describing} <text>]",
        summary: "Shows registered dialplan applications",
        description: "Lists the applications that the dialplan can use. 'like' looks for a text in\n\
                      their names, 'describing' for words in their synopsis and description.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let Some(filter) = Filter::parse(arguments) else {
            return Reply::misused();
        };
        let all = exchange.registry().applications();
        let matching: Vec<_> = all
            .into_iter()
            .filter(|a| filter.takes(a.doc.name, &[a.doc.synopsis, a.doc.description]))
            .collect();
        let word = if arguments.is_empty() {
            "Registered"
        } else {
            "Matching"
        };
        if matching.is_empty() && !arguments.is_empty() {
            return Reply::text("    -= No Matching Applications Found =-\n");
        }
        let mut text = format!("    -= {word} Asterisk Applications =-\n");
        for application in &matching {
            let _ = writeln!(
                text,
                "  {:>20}: {}",
                application.doc.name, application.doc.synopsis
            );
        }
        let _ = writeln!(text, "    -= {} Applications {word} =-", matching.len());
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["like", "describing"])
        } else {
            Vec::new()
        }
    }
}

/// Which rows a list shows.
pub(super) enum Filter {
    All,
    /// This stands in the name.
    Like(String),
    /// All of these stand in the texts.
    Describing(Vec<String>),
}

impl Filter {
    /// Reads nothing, `like text` or `describing words`.
    pub(super) fn parse(arguments: &[&str]) -> Option<Self> {
        match arguments {
            [] => Some(Self::All),
            [word, text] if word.eq_ignore_ascii_case("like") => {
                Some(Self::Like(text.to_lowercase()))
            }
            [word, texts @ ..] if word.eq_ignore_ascii_case("describing") && !texts.is_empty() => {
                Some(Self::Describing(
                    texts.iter().map(|text| text.to_lowercase()).collect(),
                ))
            }
            _ => None,
        }
    }

    pub(super) fn takes(&self, name: &str, texts: &[&str]) -> bool {
        match self {
            Self::All => true,
            Self::Like(text) => name.to_lowercase().contains(text),
            Self::Describing(wanted) => {
                let texts = texts.join("\n").to_lowercase();
                wanted.iter().all(|word| texts.contains(word))
            }
        }
    }
}
