//! Every use of an application: the steps, and what `ExecIf` and its kin run inside of a step.

use dialplan::Step;
use dialplan::arguments::split_arguments;

use super::plan_map::{Extension, PlanMap};

/// An application with its arguments as written.
pub(crate) struct Use<'a> {
    pub(crate) extension: &'a Extension<'a>,
    pub(crate) step: &'a Step,
    pub(crate) application: &'a str,
    pub(crate) arguments: &'a str,
    /// It runs inside of another one, perhaps.
    pub(crate) nested: bool,
}

impl Use<'_> {
    /// Is it this application?
    pub(crate) fn is(&self, name: &str) -> bool {
        self.application.eq_ignore_ascii_case(name)
    }

    /// Is it one of these applications?
    pub(crate) fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// The arguments one by one, `${…}` left as it is.
    pub(crate) fn split(&self) -> Vec<String> {
        split_arguments(self.arguments)
    }

    /// One argument, trimmed; empty when it is not there.
    pub(crate) fn argument(&self, at: usize) -> String {
        self.split()
            .get(at)
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    }
}

/// Every use, in the plan's order.
pub(crate) fn all<'a>(map: &'a PlanMap<'a>) -> Vec<Use<'a>> {
    let mut uses = Vec::new();
    for extension in &map.extensions {
        for step in &extension.steps {
            collect(
                extension,
                step,
                &step.application,
                &step.raw_arguments,
                0,
                &mut uses,
            );
        }
    }
    uses
}

fn collect<'a>(
    extension: &'a Extension<'a>,
    step: &'a Step,
    application: &'a str,
    arguments: &'a str,
    depth: usize,
    uses: &mut Vec<Use<'a>>,
) {
    uses.push(Use {
        extension,
        step,
        application,
        arguments,
        nested: depth > 0,
    });
    if depth >= DEEPEST {
        return;
    }
    for part in inner(application, arguments) {
        let (name, arguments) = taken_apart(part);
        // What is computed, or empty because a branch was left out, names nothing.
        if !name.is_empty() && !name.contains('$') {
            collect(extension, step, name, arguments, depth + 1, uses);
        }
    }
}

/// The texts `App(arguments)` inside of the arguments.
fn inner<'a>(application: &str, arguments: &'a str) -> Vec<&'a str> {
    let name = application.to_ascii_lowercase();
    match name.as_str() {
        "exec" | "tryexec" => vec![arguments],
        "execiftime" => cut(arguments, '?')
            .map(|(_, then)| then)
            .into_iter()
            .collect(),
        "execif" => branches(arguments).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The texts behind `?` and behind `:`.
pub(crate) fn branches(arguments: &str) -> Vec<&str> {
    let Some((_, rest)) = cut(arguments, '?') else {
        return Vec::new();
    };
    match cut(rest, ':') {
        Some((then, otherwise)) => vec![then.trim(), otherwise.trim()],
        None => vec![rest.trim()],
    }
}

/// Cuts at the first `mark` outside of brackets of every sort.
pub(crate) fn cut(text: &str, mark: char) -> Option<(&str, &str)> {
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            letter if letter == mark && depth <= 0 => {
                return Some((&text[..at], &text[at + mark.len_utf8()..]));
            }
            _ => {}
        }
    }
    None
}

/// All parts between `mark`s outside of brackets.
pub(crate) fn parts(text: &str, mark: char) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((part, behind)) = cut(rest, mark) {
        found.push(part);
        rest = behind;
    }
    found.push(rest);
    found
}

/// `name(arguments)`.
pub(crate) fn taken_apart(text: &str) -> (&str, &str) {
    match text.split_once('(') {
        Some((name, rest)) => (
            name.trim(),
            rest.rfind(')').map_or(rest, |end| &rest[..end]),
        ),
        None => (text.trim(), ""),
    }
}

const DEEPEST: usize = 4;
