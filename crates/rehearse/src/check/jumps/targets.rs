//! Where applications jump to, as written.

use dialplan::arguments::OptionLetters;

use crate::check::uses::{Use, branches, cut, parts, taken_apart};

/// A context, an extension or a priority of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// That of the step itself.
    Here,
    /// As written.
    Literal(String),
    /// Computed when it runs; holds the text.
    Unknown(String),
}

impl Part {
    fn of(text: &str) -> Self {
        match text.trim() {
            "" => Self::Here,
            text if text.contains('$') => Self::Unknown(text.to_owned()),
            text => Self::Literal(text.to_owned()),
        }
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Here => "",
            Self::Literal(text) | Self::Unknown(text) => text,
        }
    }
}

/// A place that something jumps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) context: Part,
    pub(crate) extension: Part,
    pub(crate) priority: Part,
}

impl Target {
    /// Reads `[[context,]extension,]priority`.
    fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        let mut given = parts(text, ',');
        given.truncate(3);
        let priority = given.pop()?;
        let extension = given.pop().unwrap_or_default();
        let context = given.pop().unwrap_or_default();
        Some(Self {
            context: Part::of(context),
            extension: Part::of(extension),
            priority: Part::of(priority),
        })
    }

    fn at(context: &str, extension: &str, priority: &str) -> Self {
        Self {
            context: Part::of(context),
            extension: Part::of(extension),
            priority: Part::of(priority),
        }
    }
}

/// Every target of one use of an application.
pub(crate) fn targets(each: &Use<'_>) -> Vec<Target> {
    let name = each.application.to_ascii_lowercase();
    let arguments = each.arguments;
    match name.as_str() {
        "goto" => Target::parse(arguments).into_iter().collect(),
        "gotoif" | "gotoiftime" => branches(arguments)
            .into_iter()
            .filter_map(Target::parse)
            .collect(),
        "gosub" => subroutine(arguments).into_iter().collect(),
        "gosubif" => branches(arguments)
            .into_iter()
            .filter_map(subroutine)
            .collect(),
        "macro" | "macroexclusive" => macro_of(arguments).into_iter().collect(),
        "macroif" => branches(arguments)
            .into_iter()
            .filter_map(macro_of)
            .collect(),
        "dial" | "retrydial" => dialled(each),
        "channelredirect" => {
            let rest = cut(arguments, ',').map(|(_, rest)| rest);
            rest.and_then(Target::parse).into_iter().collect()
        }
        "originate" => originated(each),
        "background" => {
            let context = each.argument(3);
            let known = !context.is_empty();
            known
                .then(|| Target::at(&context, "${}", "${}"))
                .into_iter()
                .collect()
        }
        "set" => handlers(arguments),
        _ => Vec::new(),
    }
}

/// `target(arguments)`.
fn subroutine(text: &str) -> Option<Target> {
    Target::parse(before_parenthesis(text))
}

/// What stands before the first `(` that belongs to no reference.
fn before_parenthesis(text: &str) -> &str {
    cut_at_parenthesis(text).unwrap_or(text)
}

fn cut_at_parenthesis(text: &str) -> Option<&str> {
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' if depth == 0 => return Some(&text[..at]),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn macro_of(text: &str) -> Option<Target> {
    let name = parts(text, ',')
        .first()
        .map(|name| name.trim().to_owned())?;
    (!name.is_empty()).then(|| Target::at(&format!("macro-{name}"), "s", "1"))
}

/// Option letters with a place, and `Local/` destinations.
fn dialled(each: &Use<'_>) -> Vec<Target> {
    let mut found = Vec::new();
    for destination in parts(&each.argument(0), '&') {
        if let Some(local) = destination.trim().strip_prefix("Local/") {
            let place = local.split('/').next().unwrap_or_default();
            let (extension, context) = place.rsplit_once('@').unwrap_or((place, "default"));
            found.push(Target::at(context, extension, "1"));
        }
    }
    let options = OptionLetters::parse(&each.argument(2));
    for (letter, argument) in options.iter() {
        let Some(argument) = argument else { continue };
        let text = argument.replace('^', ",");
        let first = text.split(',').next().unwrap_or_default();
        match letter {
            'G' | 'F' => found.extend(Target::parse(&text)),
            'U' => found.push(Target::at(first, "s", "1")),
            'M' => found.extend(macro_of(first)),
            'b' | 'B' => found.extend(subroutine(&text)),
            _ => {}
        }
    }
    found
}

fn originated(each: &Use<'_>) -> Vec<Target> {
    if !each.argument(1).eq_ignore_ascii_case("exten") {
        return Vec::new();
    }
    let priority = each.argument(4);
    let priority = if priority.is_empty() { "1" } else { &priority };
    vec![Target::at(&each.argument(2), &each.argument(3), priority)]
}

/// `Set(CHANNEL(hangup_handler_push)=context,extension,priority(arguments))`.
fn handlers(arguments: &str) -> Vec<Target> {
    let Some((name, value)) = arguments.split_once('=') else {
        return Vec::new();
    };
    let (function, item) = taken_apart(name);
    let pushes = ["hangup_handler_push", "hangup_handler_wipe"];
    let is_push = pushes.iter().any(|known| item.eq_ignore_ascii_case(known));
    if !function.eq_ignore_ascii_case("CHANNEL") || !is_push {
        return Vec::new();
    }
    subroutine(value).into_iter().collect()
}
