//! `${…}` that cannot be read as it was meant, conditions that never change, and blanks that become part
//! of a name.

use config::Severity;

use super::Inspection;
use super::uses::{Use, cut};
use crate::finding::Kind;
use crate::references::{Reference, references, replaced};

pub(super) fn look(inspection: &mut Inspection<'_>) {
    for each in inspection.uses {
        conditions(inspection, each);
        if each.nested {
            continue;
        }
        for reference in references(each.arguments) {
            if reference.closed
                && !reference.is_expression
                && let Some(text) = fault(&reference)
            {
                let at = inspection.at(each);
                let is_style = text.ends_with(ODD_NAME);
                let whole = reference.whole;
                let finding = inspection.report(Kind::BadReference, &at, whole, text);
                if is_style {
                    finding.severity = Severity::Note;
                }
            }
        }
        assignment(inspection, each);
    }
}

/// What is wrong inside the braces.
fn fault(reference: &Reference<'_>) -> Option<String> {
    let body = reference.body;
    if body.trim().is_empty() {
        return Some("no name stands between these braces".to_owned());
    }
    if let Some(at) = first_outside(body, &['(', ':']).filter(|at| body[*at..].starts_with('(')) {
        let name = &body[..at];
        if name.contains("${") {
            let text = "the name of this function is computed; nobody can say which is called";
            return Some(text.to_owned());
        }
        let Some(end) = body.rfind(')').filter(|end| *end > at) else {
            return Some(format!("function {name} has no closing ')'"));
        };
        let tail = &body[end + 1..];
        return match tail.strip_prefix(':') {
            Some(slice) => slice_fault(slice),
            None if tail.is_empty() => None,
            None => Some(format!("'{tail}' behind the function is ignored")),
        };
    }
    let (name, slice) = match first_outside(body, &[':']) {
        Some(at) => (&body[..at], Some(&body[at + 1..])),
        None => (body, None),
    };
    let is_odd = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    if !name.contains('$') && name.contains(is_odd) && !name.starts_with('~') {
        return Some(format!("'{name}'{ODD_NAME}"));
    }
    slice.and_then(slice_fault)
}

/// The first of some letters that stands in no inner reference.
fn first_outside(text: &str, wanted: &[char]) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            letter if depth <= 0 && wanted.contains(&letter) => return Some(at),
            _ => {}
        }
    }
    None
}

/// `start` or `start:length`.
fn slice_fault(slice: &str) -> Option<String> {
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        text.contains('$') || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let computed = slice.contains(['$', '{']);
    let mut parts = slice.split(':');
    let (start, length) = (parts.next().unwrap_or_default(), parts.next());
    if computed {
        None
    } else if parts.next().is_some() {
        Some("a part of a variable is ${name:start:length}; here is more".to_owned())
    } else if !is_number(start) {
        Some(format!("'{start}' is no number to start from"))
    } else if let Some(length) = length.filter(|length| !is_number(length)) {
        Some(format!("'{length}' is no length"))
    } else {
        let number = |text: &str| text.parse::<i64>().ok();
        let (start, length) = (number(start), length.and_then(number));
        let is_empty = match (start, length) {
            (_, Some(0)) => true,
            (Some(start), Some(length)) => start < 0 && length < 0 && length <= start,
            _ => false,
        };
        is_empty.then(|| "this part of the variable is always empty".to_owned())
    }
}

/// Conditions that are empty, or the same at every call.
fn conditions(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    if !each.is_any(&["GotoIf", "GosubIf", "ExecIf", "MacroIf"]) {
        return;
    }
    let Some((condition, _)) = cut(each.arguments, '?') else {
        return;
    };
    let condition = condition.trim();
    let at = inspection.at(each);
    if condition.is_empty() {
        let text = "the condition is empty, and so never true";
        inspection.report(Kind::ConstantCondition, &at, each.arguments, text);
        return;
    }
    let outside = replaced(condition, "");
    let text = if outside == condition {
        "this condition is the same at every call"
    } else if !outside.trim().is_empty() {
        "text beside the reference is part of this condition: anything but 0 and nothing is true"
    } else {
        return;
    };
    inspection.report(Kind::ConstantCondition, &at, condition, text);
}

/// A blank before the `=` belongs to the variable's name.
fn assignment(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    if !each.is_any(&["Set", "SetGlobalVar"]) {
        return;
    }
    let Some((name, _)) = each.arguments.split_once('=') else {
        return;
    };
    let at = inspection.at(each);
    let line = inspection.material.line(&at).unwrap_or_default();
    let opening = format!("{}(", each.application);
    let begins_blank = line
        .split_once(opening.as_str())
        .is_some_and(|(_, rest)| rest.starts_with([' ', '\t']));
    if name.trim().is_empty() {
        let text = "there is no name before the '='";
        inspection.report(Kind::BadReference, &at, each.arguments, text);
    } else if begins_blank || replaced(name, "").contains(' ') {
        let name = if begins_blank {
            format!(" {}", name.trim_start())
        } else {
            name.to_owned()
        };
        let text = format!("the blank is part of the name: this sets '{name}'");
        inspection.report(Kind::BlankInName, &at, &name, text);
    }
}

/// Such names work, and nobody expects them to.
const ODD_NAME: &str = " has other letters than names of variables usually have";
