//! `core show translation`.

use audio::{Codec, translation_cost};

use crate::cli::commands::prelude::*;

pub(crate) struct ShowTranslation;

impl ConsoleCommand for ShowTranslation {
    const DOC: CommandDoc = CommandDoc {
        words: "core show translation",
        aliases: &["show translation"],
        syntax: "[paths <codec>]",
        summary: "Display translation matrix",
        description: "Shows what it costs to convert each codec into each other; '-' where there is no\n\
                      way. 'paths' lists the ways from one codec.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        match arguments {
            [] => Reply::text(matrix()),
            [word, name] if word.eq_ignore_ascii_case("paths") => match Codec::from_name(name) {
                Some(codec) => Reply::text(paths(codec)),
                None => Reply::failed(format!("There is no codec '{name}'.\n")),
            },
            _ => Reply::misused(),
        }
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before {
            [] => words(&["paths"]),
            [_] => convertible().map(|codec| codec.name().to_owned()).collect(),
            _ => Vec::new(),
        }
    }
}

fn convertible() -> impl Iterator<Item = Codec> {
    Codec::all().filter(|codec| codec.can_transcode())
}

fn matrix() -> String {
    let mut text =
        "         Translation cost between formats; the least is the best way\n".to_owned();
    text.push_str("          Source Format (Rows) Destination Format (Columns)\n\n");
    let _ = write!(text, "{:>9}", "");
    for to in convertible() {
        let _ = write!(text, " {:>8}", to.name());
    }
    text.push('\n');
    for from in convertible() {
        let _ = write!(text, "{:>9}", from.name());
        for to in convertible() {
            let cost = translation_cost(from, to).filter(|_| from != to);
            let cost = cost.map_or_else(|| "-".to_owned(), |cost| cost.to_string());
            let _ = write!(text, " {cost:>8}");
        }
        text.push('\n');
    }
    text
}

fn paths(from: Codec) -> String {
    let mut text = format!(
        "--- Translation paths SRC Codec \"{from}\" sample rate {} ---\n",
        from.sample_rate()
    );
    for to in Codec::all().filter(|to| to.is_audio() && *to != from) {
        let way = match translation_cost(from, to) {
            Some(_) if from == Codec::Slin(audio::SampleRate::R8000) => format!("({from})->({to})"),
            Some(_) => format!("({from})->(slin)->({to})"),
            None => "No Translation Path".to_owned(),
        };
        let _ = writeln!(
            text,
            "\t{:<10}  To {:<10}: {way}",
            format!("{from}:{}", from.sample_rate()),
            format!("{to}:{}", to.sample_rate())
        );
    }
    text
}
