//! Brackets and quotes that do not pair, and expressions that cannot be evaluated.

use super::Inspection;
use super::uses::Use;
use crate::finding::Kind;
use crate::references::{Reference, references, replaced};

pub(super) fn look(inspection: &mut Inspection<'_>) {
    for each in inspection.uses.iter().filter(|each| !each.nested) {
        let at = inspection.at(each);
        statement(inspection, each);
        if is_free_text(each) {
            continue;
        }
        for reference in references(each.arguments) {
            if !reference.closed {
                let missing = if reference.is_expression { ']' } else { '}' };
                let text = format!("'{missing}' is missing");
                inspection.report(Kind::UnbalancedBrackets, &at, reference.whole, text);
            } else if reference.is_expression {
                expression(inspection, each, &reference);
            } else if !is_paired(reference.body, '(', ')') {
                let text = "parentheses do not pair in this function";
                inspection.report(Kind::UnbalancedBrackets, &at, reference.whole, text);
            }
        }
        left_over(inspection, each);
    }
}

/// `App(arguments` without the last parenthesis. The reader bears it; the line shows it.
fn statement(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let place = inspection.at(each);
    let Some(line) = inspection.material.line(&each.step.span) else {
        return;
    };
    let opening = format!("{}(", each.application);
    let Some(at) = line.find(&opening) else {
        return;
    };
    let rest = &line[at + opening.len()..];
    if !rest.contains(')') {
        let text = format!("the arguments of {} have no closing ')'", each.application);
        let offending = opening + rest.split(';').next().unwrap_or_default();
        inspection.report(Kind::UnbalancedBrackets, &place, &offending, text);
        return;
    }
    if is_free_text(each)
        || !is_paired(each.arguments, '(', ')')
        || each.arguments.contains(['"', '\\'])
    {
        return;
    }
    // What stands behind the last parenthesis is dropped without a word.
    let after = rest.rfind(')').map_or("", |end| &rest[end + 1..]);
    let after = after.split(';').next().unwrap_or_default().trim();
    if !after.is_empty() && !rest.contains(';') {
        let text = format!("'{after}' behind the closing parenthesis is ignored");
        inspection.report(Kind::Syntax, &place, after, text);
    }
}

fn expression(inspection: &mut Inspection<'_>, each: &Use<'_>, reference: &Reference<'_>) {
    let span = &inspection.at(each);
    let body = reference.body;
    let bare = replaced(body, "1");
    if bare.matches('"').count() % 2 == 1 {
        let text = "a quote is missing in this expression";
        inspection.report(Kind::UnbalancedBrackets, span, reference.whole, text);
        return;
    }
    let unquoted: String = bare.split('"').step_by(2).collect();
    if !is_paired(&unquoted, '(', ')') && !is_pattern(&bare) {
        let text = "parentheses do not pair in this expression";
        inspection.report(Kind::UnbalancedBrackets, span, reference.whole, text);
        return;
    }
    // A variable may hold an operator; two of them side by side often do.
    if body.contains("}${") || body.contains("} ${") || is_pattern(&bare) {
        return;
    }
    if let Err(fault) = dialplan::evaluate(&bare) {
        let text = format!("this expression cannot be evaluated: {fault}");
        inspection.report(Kind::BadExpression, span, reference.whole, text);
    }
}

/// Brackets that belong to no reference.
fn left_over(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let at = inspection.at(each);
    let bare = replaced(each.arguments, "");
    if bare.contains('}') && !bare.contains('{') {
        let text = "there is a '}' that closes nothing";
        let offending = if each.arguments.contains("}}") {
            "}}"
        } else {
            "}"
        };
        inspection.report(Kind::UnbalancedBrackets, &at, offending, text);
    }
    let in_quotes = each.arguments.contains(['"', '\\']);
    if !in_quotes && !is_paired(&bare, '(', ')') {
        let text = format!(
            "parentheses do not pair in the arguments of {}",
            each.application
        );
        inspection.report(Kind::UnbalancedBrackets, &at, each.arguments, text);
    }
}

fn is_paired(text: &str, opening: char, closing: char) -> bool {
    let mut depth = 0_i32;
    for letter in text.chars() {
        if letter == opening {
            depth += 1;
        } else if letter == closing {
            depth -= 1;
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Regular expressions have brackets of their own.
fn is_pattern(expression: &str) -> bool {
    expression.contains("=~") || expression.contains(" : ") || expression.contains('~')
}

/// Words for people, shell commands and tones need not pair anything.
fn is_free_text(each: &Use<'_>) -> bool {
    each.is_any(&[
        "NoOp",
        "Verbose",
        "Log",
        "System",
        "TrySystem",
        "SendText",
        "AGI",
        "UserEvent",
    ]) && references(each.arguments)
        .iter()
        .all(|reference| reference.closed)
}
