//! AGI in a rehearsal: no program runs. What a script would give is what the question says, and a script
//! that reads a text aloud is heard as that text.

use call::script::prelude::*;
use call::script::{AppEntry, Application};
use dialplan::Location;

/// What scripts give: a part of the application's arguments, and `A=1, B=2`.
pub(super) struct Scripts(pub(super) Vec<(String, String)>);

/// The applications that run scripts, for the stage's registry.
pub(super) static APPLICATIONS: &[AppEntry] = &[
    AppEntry::of::<Agi>(),
    AppEntry::of::<Eagi>(),
    AppEntry::of::<DeadAgi>(),
];

macro_rules! scripts {
    ($($Name:ident = $name:literal),+) => { $(
        struct $Name;

        impl Application for $Name {
            const DOC: AppDoc = AppDoc {
                name: $name,
                synopsis: "Run a program that tells the call what to do.",
                syntax: &[
                    Param::required("command", "The script."),
                    Param::optional("args", "What it is given."),
                ],
                options: &[],
                description: "In a rehearsal the script gives what the question says.",
                see_also: &[],
                examples: &[],
                since: "1.0",
            };

            async fn run(call: &mut Call, args: Args<'_>) -> Flow {
                script(call, args).await
            }
        }
    )+ };
}

scripts!(Agi = "AGI", Eagi = "EAGI", DeadAgi = "DeadAGI");

async fn script(call: &mut Call, args: Args<'_>) -> Flow {
    let parts = args.split();
    let name = parts.first().map_or("", |part| part.trim()).to_owned();
    if name.is_empty() {
        call.warn("AGI needs the name of a script");
        call.set("AGISTATUS", "FAILURE");
        return Ok(Continue);
    }
    let scripts = call.service::<Scripts>();
    let given = scripts.and_then(|scripts| {
        let known = scripts.0.iter().find(|(part, _)| args.0.contains(part));
        known.map(|(_, given)| given.clone())
    });
    match given {
        Some(given) => {
            call.set("AGISTATUS", "SUCCESS");
            for (name, value) in assignments(&given) {
                call.set(&name, value);
            }
        }
        None if is_reader(&name) => return read_aloud(call, &parts).await,
        None => {
            call.warn(format!("nobody has said what the AGI script {name} gives"));
            call.set("AGISTATUS", "FAILURE");
        }
    }
    Ok(Continue)
}

/// `A=1, B=2`; a part without a name belongs to the value before it.
fn assignments(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        match part.split_once('=') {
            Some((name, value)) if is_name(name.trim()) => {
                found.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            _ => {
                if let Some((_, value)) = found.last_mut() {
                    value.push(',');
                    value.push_str(part.trim_end());
                }
            }
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// A script that everybody uses to read a text aloud.
fn is_reader(name: &str) -> bool {
    name.rsplit('/').next() == Some("googletts.agi")
}

/// `googletts.agi,"text",language,keys`: a key sends the call to its extension, there or not.
async fn read_aloud(call: &mut Call, parts: &[String]) -> Flow {
    let text = parts
        .get(1)
        .map_or("", |part| part.trim().trim_matches('"'));
    let keys = match parts.get(3).map_or("", |part| part.trim()) {
        "any" => ALL_KEYS,
        keys => keys,
    };
    call.answer().await?;
    let spoken = format!("\"{text}\"");
    let end = call.play(&[spoken.as_str()], keys).await?;
    call.set("AGISTATUS", "SUCCESS");
    if let PlayEnd::Stopped(digit) = end {
        let context = call.location().context;
        call.jump(Location::new(context, digit.to_string(), 1));
    }
    Ok(Continue)
}

const ALL_KEYS: &str = "0123456789*#";
