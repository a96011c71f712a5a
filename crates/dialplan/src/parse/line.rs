//! `exten` and `same` lines: extension, priority with label, application with arguments.

use config::{Entry, Problem};

use super::REGISTRAR;
use crate::plan::{DialplanBuilder, NewStep};
use crate::substitute::leading_integer;

/// Reads the lines of one context; remembers the extension for `same` and the priority for `n`.
pub(super) struct Reader<'a> {
    context: &'a str,
    extension: Option<Matched>,
    last: Last,
}

/// An extension and the callers that it is for.
#[derive(Clone)]
struct Matched {
    extension: String,
    caller: Option<String>,
}

/// What the line before has set. It is kept through the whole context, whatever extension follows.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    /// Asterisk numbers a hint -1, so that `n` after it is 0, which no line can have.
    Hint,
    Priority(u32),
}

/// A priority as a line gives it.
enum Priority {
    Hint,
    Number(u32),
}

impl<'a> Reader<'a> {
    pub(super) fn new(context: &'a str) -> Self {
        Self {
            context,
            extension: None,
            last: Last::Nothing,
        }
    }

    /// `exten => extension,rest`
    pub(super) fn exten(
        &mut self,
        extension: &str,
        rest: &str,
        entry: &Entry,
        builder: &mut DialplanBuilder,
        problems: &mut Vec<Problem>,
    ) {
        let (extension, caller) = match extension.split_once('/') {
            Some((extension, caller)) => (extension, Some(shrunk(caller))),
            None => (extension, None),
        };
        let matched = Matched {
            extension: extension.trim().to_owned(),
            caller,
        };
        self.extension = Some(matched.clone());
        self.step(&matched, rest, entry, builder, problems);
    }

    /// `same => rest`
    pub(super) fn same(
        &mut self,
        entry: &Entry,
        builder: &mut DialplanBuilder,
        problems: &mut Vec<Problem>,
    ) {
        match self
            .extension
            .clone()
            .filter(|matched| !matched.extension.is_empty())
        {
            Some(matched) => self.step(&matched, &entry.value, entry, builder, problems),
            None => {
                let text = format!(
                    "no 'exten' comes before this 'same' in context '{}'; ignored",
                    self.context
                );
                problems.push(Problem::warning(&entry.span, text));
            }
        }
    }

    fn step(
        &mut self,
        matched: &Matched,
        rest: &str,
        entry: &Entry,
        builder: &mut DialplanBuilder,
        problems: &mut Vec<Problem>,
    ) {
        let (priority, rest) = rest.split_once(',').unwrap_or((rest, ""));
        let mut warn = |text: String| problems.push(Problem::warning(&entry.span, text));
        let (priority, label) = match priority.split_once('(') {
            None => (priority.trim(), None),
            Some((priority, label)) => match label.split_once(')') {
                Some((label, _)) => (
                    priority.trim(),
                    Some(label).filter(|label| !label.is_empty()),
                ),
                None => return warn(format!("label '{label}' lacks its ')'; line ignored")),
            },
        };
        let name = &matched.extension;
        match self.priority(priority, matched, builder) {
            Err(why) => warn(format!("extension '{name}': {why}; line ignored")),
            Ok(Priority::Hint) => {
                self.last = Last::Hint;
                let span = Some(&entry.span);
                if let Err(why) = builder.add_hint(self.context, name, rest.trim(), REGISTRAR, span)
                {
                    warn(format!("hint of extension '{name}': {why}"));
                }
            }
            Ok(Priority::Number(priority)) => {
                self.last = Last::Priority(priority);
                let (application, arguments) = application(rest, &mut warn);
                let new = NewStep {
                    context: self.context,
                    extension: name,
                    caller: matched.caller.as_deref(),
                    priority,
                    label,
                    application,
                    arguments: &arguments,
                    registrar: REGISTRAR,
                    span: Some(&entry.span),
                };
                add(&new, builder, &mut warn);
            }
        }
    }

    /// `3`, `n`, `s`, `hint`, `label`, each perhaps with `+count`.
    fn priority(
        &self,
        text: &str,
        matched: &Matched,
        builder: &DialplanBuilder,
    ) -> Result<Priority, String> {
        let (text, plus) = text.split_once('+').unwrap_or((text, ""));
        let plus = leading_integer(plus).map_or(0, |(plus, _)| plus);
        let number = match (text, self.last) {
            ("hint", _) => return Ok(Priority::Hint),
            ("n" | "next" | "s" | "same", Last::Nothing) => {
                return Err(format!(
                    "priority '{text}' needs a line before it in this context"
                ));
            }
            ("n" | "next", Last::Hint) => {
                return Err("priority 'n' right after a hint has no number".to_owned());
            }
            ("s" | "same", Last::Hint) => return Ok(Priority::Hint),
            ("n" | "next", Last::Priority(last)) => i64::from(last).saturating_add(1),
            ("s" | "same", Last::Priority(last)) => i64::from(last),
            _ => match leading_integer(text) {
                Some((number, _)) => number,
                None => {
                    let Matched { extension, caller } = matched;
                    let label = builder.label(self.context, extension, caller.as_deref(), text);
                    label.map(i64::from).ok_or_else(|| {
                        format!("'{text}' is neither a priority nor a label given before")
                    })?
                }
            },
        };
        let number = number.saturating_add(plus);
        let in_range = u32::try_from(number)
            .ok()
            .filter(|number| (1..=LARGEST).contains(number));
        in_range
            .map(Priority::Number)
            .ok_or_else(|| format!("{number} is not a priority"))
    }
}

fn add(new: &NewStep<'_>, builder: &mut DialplanBuilder, warn: &mut dyn FnMut(String)) {
    let NewStep {
        extension,
        priority,
        ..
    } = new;
    if let "_." | "_!" = *extension {
        let safer = &extension[1..];
        warn(format!(
            "'{extension}' also matches the special h, i and t; '_X{safer}' is safer"
        ));
    }
    match builder.add_step(new) {
        Ok(faults) => faults.into_iter().for_each(warn),
        Err(why) => warn(format!(
            "priority {priority} of extension '{extension}': {why}"
        )),
    }
}

/// Cuts at the first comma outside brackets and quotes.
pub(super) fn cut_extension(text: &str) -> (&str, &str) {
    let (mut brackets, mut quoted) = (0usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            b'"' => quoted = !quoted,
            b',' if brackets == 0 && !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// Application and arguments: up to the first `(`, and from there to the last `)`.
fn application<'a>(text: &'a str, warn: &mut dyn FnMut(String)) -> (&'a str, String) {
    let text = text.trim();
    if let Some((name, arguments)) = text.split_once('(')
        && !name.contains([',', '|'])
    {
        if name.contains("${") || name.contains("$[") {
            return (text, String::new());
        }
        return match arguments.rfind(')') {
            Some(end) => (name.trim(), arguments[..end].to_owned()),
            None => {
                warn(format!("the arguments of '{name}' have no closing ')'"));
                (name.trim(), arguments.to_owned())
            }
        };
    }
    let Some((name, arguments)) = text.split_once([',', '|']) else {
        if text.is_empty() {
            warn("no application is given".to_owned());
        }
        return (text, String::new());
    };
    warn(format!(
        "arguments without parentheses, as before release 1.6; write {name}(…)"
    ));
    let old_commas = !arguments.contains(',');
    let arguments = if old_commas {
        arguments.replace('|', ",")
    } else {
        arguments.to_owned()
    };
    (name.trim(), arguments)
}

/// A caller's number or pattern without the marks that people write into numbers. A dash inside
/// brackets is a range and a dot at the end a wildcard; they stay.
fn shrunk(number: &str) -> String {
    let mut brackets = 0usize;
    let last = number.chars().count().saturating_sub(1);
    let keep = |(at, letter): (usize, char)| {
        match letter {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let mark = match letter {
            '(' | ')' | ' ' => true,
            '-' => brackets == 0,
            '.' => at < last,
            _ => false,
        };
        (!mark).then_some(letter)
    };
    number.chars().enumerate().filter_map(keep).collect()
}

/// Priorities are 32-bit signed integers.
const LARGEST: u32 = i32::MAX.cast_unsigned();
