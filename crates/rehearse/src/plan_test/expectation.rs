//! What a test expects, and whether a story fulfils it.

use std::time::Duration;

use crate::explain::{Step, Story, seconds};

/// Something that a test expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// This phone rings.
    Rings(String),
    /// This phone does not ring; empty: none does.
    RingsNot(String),
    /// The caller hears this prompt, after those of the lines before.
    Hears(String),
    /// The caller does not hear this prompt; empty: none at all.
    HearsNot(String),
    /// This step runs, after those of the lines before: `App(arguments)`, or the name alone.
    Runs(String),
    /// No such step runs.
    RunsNot(String),
    /// The call gets to this place: `context,extension,priority`.
    Reaches(String),
    /// A variable has this value in the end.
    Variable(String, String),
    /// The caller's final SIP status.
    Status(u16),
    /// How long the call lasts, to half a second.
    Lasts(Duration),
    /// The reason why the call ends holds this text.
    Ends(String),
    /// A warning holds this text.
    Warns(String),
    /// Nothing is warned of.
    WarnsNot,
}

/// How far the ordered expectations are.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    prompts: usize,
    steps: usize,
}

impl Expectation {
    /// Reads a line; `None` when it is none.
    pub fn parse(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let text = rest.trim().to_owned();
        Some(match word {
            "rings" => Self::Rings(text),
            "hears" => Self::Hears(text),
            "runs" => Self::Runs(text),
            "reaches" => Self::Reaches(text),
            "status" => Self::Status(text.parse().ok()?),
            "lasts" => Self::Lasts(seconds(&text)?),
            "ends" => Self::Ends(text),
            "warns" => Self::Warns(text),
            "variable" => {
                let (name, value) = text.split_once(" is").or_else(|| text.split_once('='))?;
                Self::Variable(name.trim().to_owned(), value.trim().to_owned())
            }
            "not" => {
                let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
                let rest = rest.trim().to_owned();
                match word {
                    "rings" => Self::RingsNot(rest),
                    "hears" => Self::HearsNot(rest),
                    "runs" => Self::RunsNot(rest),
                    "warns" => Self::WarnsNot,
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// What is not as expected.
    pub(super) fn failure(&self, story: &Story, cursor: &mut Cursor) -> Option<String> {
        match self {
            Self::Rings(phone) => {
                let rung: Vec<&str> = story.rung().collect();
                let rings = rung.iter().any(|one| is_phone(one, phone));
                (!rings).then(|| format!("{phone} does not ring; {} does", listed(&rung)))
            }
            Self::RingsNot(phone) => {
                let found = story
                    .rung()
                    .find(|one| phone.is_empty() || is_phone(one, phone));
                found.map(|one| format!("{one} rings"))
            }
            Self::Hears(prompt) => hears(story, prompt, cursor),
            Self::HearsNot(prompt) => {
                let found = story
                    .prompts()
                    .find(|one| prompt.is_empty() || one == prompt);
                found.map(|one| format!("{one} is heard"))
            }
            Self::Runs(wanted) => runs(story, wanted, cursor),
            Self::RunsNot(wanted) => {
                let found = story.steps().find(|step| is_step(step, wanted));
                found.map(|step| format!("{}({}) runs", step.application, step.arguments))
            }
            Self::Reaches(place) => {
                let is_there = story.steps().any(|step| is_place(step, place));
                (!is_there).then(|| format!("the call does not get to {place}"))
            }
            Self::Variable(name, value) => {
                let found = story.variable(name).unwrap_or_default();
                (found != value).then(|| format!("{name} is '{found}', not '{value}'"))
            }
            Self::Status(status) => {
                let found = story.ending.status;
                (found != *status).then(|| format!("the caller sees {found}, not {status}"))
            }
            Self::Lasts(wanted) => {
                let found = story.ending.at;
                let apart = found.abs_diff(*wanted);
                (apart > TOLERANCE).then(|| format!("the call lasts {} s", found.as_secs_f64()))
            }
            Self::Ends(text) => {
                let why = &story.ending.why;
                (!why.contains(text.as_str())).then(|| format!("it ends otherwise: {why}"))
            }
            Self::Warns(text) => {
                let is_there = story
                    .warnings()
                    .any(|warning| warning.contains(text.as_str()));
                (!is_there).then(|| format!("there is no warning about '{text}'"))
            }
            Self::WarnsNot => story
                .warnings()
                .next()
                .map(|text| format!("a warning: {text}")),
        }
    }
}

fn hears(story: &Story, prompt: &str, cursor: &mut Cursor) -> Option<String> {
    let all: Vec<&str> = story.prompts().collect();
    let found = all
        .iter()
        .skip(cursor.prompts)
        .position(|one| *one == prompt);
    match found {
        Some(at) => {
            cursor.prompts += at + 1;
            None
        }
        None => Some(format!(
            "{prompt} is not heard here; heard are {}",
            listed(&all)
        )),
    }
}

fn runs(story: &Story, wanted: &str, cursor: &mut Cursor) -> Option<String> {
    let found = story
        .steps()
        .skip(cursor.steps)
        .position(|step| is_step(step, wanted));
    match found {
        Some(at) => {
            cursor.steps += at + 1;
            None
        }
        None => Some(format!("{wanted} does not run here")),
    }
}

fn is_phone(destination: &str, wanted: &str) -> bool {
    let behind = destination
        .split_once('/')
        .map_or(destination, |(_, rest)| rest);
    destination.eq_ignore_ascii_case(wanted)
        || behind == wanted
        || behind.split(['/', '@']).any(|part| part == wanted)
}

fn is_step(step: &Step, wanted: &str) -> bool {
    match wanted.split_once('(') {
        Some((name, arguments)) => {
            let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
            step.application.eq_ignore_ascii_case(name.trim()) && step.arguments == arguments
        }
        None => step.application.eq_ignore_ascii_case(wanted),
    }
}

/// `context`, `context,extension` or all three.
fn is_place(step: &Step, place: &str) -> bool {
    let at = &step.location;
    let mut parts = place.split(',').map(str::trim);
    let context = parts.next().is_none_or(|context| *context == *at.context);
    let extension = parts
        .next()
        .is_none_or(|extension| *extension == *at.extension);
    let priority = parts
        .next()
        .is_none_or(|priority| priority.parse() == Ok(at.priority));
    context && extension && priority
}

fn listed(all: &[&str]) -> String {
    if all.is_empty() {
        "nothing".to_owned()
    } else {
        all.join(", ")
    }
}

const TOLERANCE: Duration = Duration::from_millis(500);
