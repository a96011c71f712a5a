//! The form of files and names: what means the same and is read with more trouble.

use std::collections::BTreeSet;

use config::Span;

use super::Inspection;
use super::pattern_form::usual_form;
use super::uses::Use;
use crate::finding::Kind;
use crate::references::{references, replaced};
use crate::typography::Form;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    lines(inspection);
    sections(inspection);
    patterns(inspection);
    priorities(inspection);
    for each in inspection.uses {
        letter_case(inspection, each);
        parentheses(inspection, each);
        loose_brackets(inspection, each);
    }
}

fn lines(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    for (file, remark) in &material.remarks {
        let span = Span {
            file: file.clone(),
            line: remark.line,
            column: remark.column,
        };
        let (kind, text) = match remark.form {
            Form::ControlCharacter => (
                Kind::ControlCharacter,
                "a control character stands on this line",
            ),
            Form::Quote => (
                Kind::Syntax,
                "this file's name has a quote on one side only, which becomes part of it",
            ),
            Form::LineEnd(text) => (Kind::LineEnds, text),
            Form::Blank(text) => (Kind::Blanks, text),
            Form::EmptyLines(text) => (Kind::EmptyLines, text),
        };
        inspection.report_at(kind, &span, text);
    }
}

/// `[general]` comes first and `[globals]` second, each once.
fn sections(inspection: &mut Inspection<'_>) {
    let Some(tree) = inspection.material.tree("extensions.conf") else {
        return;
    };
    let begins_well = tree.sections.first().is_some_and(|s| s.name == "general");
    let mut told = Vec::new();
    for (name, before) in [("general", 0), ("globals", 1)] {
        let mut those = (0_usize..)
            .zip(&tree.sections)
            .filter(|(_, section)| section.name == name);
        let first = those.next();
        match first {
            None => told.push((
                Span::of_file("extensions.conf"),
                format!("there is no [{name}], which usually stands first"),
            )),
            Some((at, section)) if at != before || !begins_well => {
                let place = if before == 0 { "first" } else { "second" };
                let text = format!("[{name}] usually is the {place} section");
                told.push((section.span.clone(), text));
            }
            Some(_) => {}
        }
        for (_, again) in those {
            let text = format!("[{name}] is opened a second time; what it says is added");
            told.push((again.span.clone(), text));
        }
    }
    for (span, text) in told {
        inspection.report(Kind::UnusualOrder, &span, "", text);
    }
}

/// Patterns that say in more letters what fewer say.
fn patterns(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    let mut told = BTreeSet::new();
    for extension in &map.extensions {
        let Some(usual) = usual_form(extension.name) else {
            continue;
        };
        for step in &extension.steps {
            let line = inspection.material.line(&step.span).unwrap_or_default();
            let names_it = line.trim_start().starts_with("exten") && line.contains(extension.name);
            if !names_it || !told.insert((step.span.file.clone(), step.span.line)) {
                continue;
            }
            let text = format!("'{}' means the same as '{usual}'", extension.name);
            inspection.report(Kind::PatternForm, &step.span, extension.name, text);
        }
    }
}

/// Priorities that do not follow the one before, as the lines stand in the file.
fn priorities(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    for extension in &map.extensions {
        let mut steps = extension.steps.clone();
        steps.sort_by_key(|step| (step.span.file.clone(), step.span.line));
        let mut before = 0;
        for step in steps {
            let expected = before + 1;
            before = step.priority;
            if step.priority == expected {
                continue;
            }
            let is_told = inspection
                .found
                .iter()
                .any(|f| ORDER.contains(&f.kind) && f.span.line == step.span.line);
            if is_told {
                continue;
            }
            let number = step.priority.to_string();
            let text = format!("priority {number} stands where {expected} is expected");
            inspection.report(Kind::UnusualOrder, &step.span, &number, text);
        }
    }
}

fn letter_case(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let registry = inspection.surroundings.registry.clone();
    let at = inspection.at(each);
    if let Some(entry) = registry.application(each.application)
        && entry.doc.name != each.application
        && entry.doc.name.eq_ignore_ascii_case(each.application)
    {
        let text = format!("application {} is usually written so", entry.doc.name);
        inspection.report(Kind::LetterCase, &at, each.application, text);
    }
    if each.nested {
        return;
    }
    let written = written_function(each);
    let read = references(each.arguments);
    let read = read.iter().filter(|r| r.arguments().is_some());
    let names: Vec<&str> = read.filter_map(|r| r.name()).chain(written).collect();
    for name in names {
        if let Some(entry) = registry.function(name)
            && entry.doc.name != name
        {
            let text = format!("Asterisk knows this function only as {}", entry.doc.name);
            inspection.report(Kind::LetterCase, &at, name, text);
        }
    }
}

/// The function that a `Set` sets.
fn written_function<'a>(each: &Use<'a>) -> Option<&'a str> {
    if !each.is_any(&["Set", "MSet"]) {
        return None;
    }
    let (target, _) = each.arguments.split_once('=')?;
    Some(target.split_once('(')?.0.trim())
}

/// `Answer` without its parentheses, and a blank before them.
fn parentheses(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    if each.nested {
        return;
    }
    let at = inspection.at(each);
    let Some(line) = inspection.material.line(&at) else {
        return;
    };
    let from = usize::try_from(at.column.saturating_sub(1)).unwrap_or(0);
    let rest: String = line.chars().skip(from).collect();
    let Some(behind) = rest.strip_prefix(each.application) else {
        return;
    };
    let before: String = line.chars().take(from).collect();
    if before.ends_with([' ', '\t']) && before.trim_end().ends_with(',') {
        let text = "a blank stands before the application";
        inspection.report(Kind::Blanks, &at, each.application, text);
    }
    let gap = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let opens = behind[gap..].starts_with('(');
    if opens && gap > 0 {
        let text = format!(
            "Asterisk takes the blank for part of the name and finds no application '{} '",
            each.application
        );
        inspection.report(Kind::BlankInName, &at, each.application, text);
    }
    let is_plain = each.arguments.is_empty() && !opens;
    if is_plain && !each.is("NoOp") {
        let text = "parentheses usually follow the name of an application";
        inspection.report(Kind::MissingParentheses, &at, each.application, text);
    }
}

/// Brackets, quotes and apostrophes that stand alone. Applications bear them; people stumble.
fn loose_brackets(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    if each.nested {
        return;
    }
    let at = inspection.at(each);
    let bare = replaced(each.arguments, "");
    let closes_too_much = inspection.material.line(&at).is_some_and(|line| {
        let code = line.split(';').next().unwrap_or_default();
        let (opening, closing) = (code.matches('(').count(), code.matches(')').count());
        closing > opening
    });
    let functions = references(each.arguments);
    let in_functions = functions
        .iter()
        .filter_map(|reference| reference.arguments())
        .any(|inside| !pairs(&replaced(inside, "")));
    let unclosed = functions.iter().any(|reference| !reference.closed);
    if !pairs(&bare) || closes_too_much || in_functions || unclosed {
        let text = "a bracket, a quote or an apostrophe stands alone here";
        inspection.report(Kind::LooseBracket, &at, each.arguments, text);
    }
}

/// Every bracket and quote has its other half.
fn pairs(text: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    for letter in text.chars() {
        let last = open.last().copied();
        let in_quotes = last.is_some_and(|last| last == '"' || last == '\'');
        match letter {
            '"' | '\'' if last == Some(letter) => {
                open.pop();
            }
            '"' | '\'' | '(' | '{' | '[' if !in_quotes => open.push(letter),
            ')' | '}' | ']' if !in_quotes => {
                let wanted = match letter {
                    ')' => '(',
                    '}' => '{',
                    _ => '[',
                };
                if open.pop() != Some(wanted) {
                    return false;
                }
            }
            _ => {}
        }
    }
    open.is_empty()
}

/// Kinds that speak about the order of priorities with more weight.
const ORDER: &[Kind] = &[
    Kind::NoFirstPriority,
    Kind::GapInPriorities,
    Kind::DuplicatePriority,
];
