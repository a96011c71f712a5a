//! Contexts: what they include, and patterns that are none.

use super::Inspection;
use super::plan_map::Include;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    includes(inspection);
    circles(inspection);
    patterns(inspection);
}

fn includes(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    if map.is_partial {
        return;
    }
    for include in &map.includes {
        let Include {
            context,
            included,
            span,
        } = include;
        if included.contains('$') || map.has_context(included) {
            continue;
        }
        let text =
            format!("context '{context}' includes '{included}', and there is no such context");
        let finding = inspection.report(Kind::IncludeOfNothing, span, included, text);
        let known = map
            .plan
            .contexts()
            .map(|name| &**name)
            .filter(|name| name != context);
        finding.did_you_mean(included, known);
    }
}

/// Told once for each circle, at the include that closes it.
fn circles(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    let mut told: Vec<Vec<&str>> = Vec::new();
    for include in &map.includes {
        let reach = map.reach(include.included);
        if !reach.contains(&include.context) {
            continue;
        }
        let mut members: Vec<&str> = reach
            .into_iter()
            .filter(|name| map.reach(name).contains(&include.context))
            .collect();
        members.sort_unstable();
        if told.contains(&members) {
            continue;
        }
        let is_last = !map.includes.iter().any(|other| {
            members.contains(&other.context)
                && members.contains(&other.included)
                && other.span.file == include.span.file
                && other.span.line > include.span.line
        });
        if !is_last {
            continue;
        }
        let text = match include.context == include.included {
            true => format!("context '{}' includes itself", include.context),
            false => format!(
                "these contexts include each other in a circle: {}",
                members.join(", ")
            ),
        };
        inspection.report(Kind::IncludeCircle, include.span, include.included, text);
        told.push(members);
    }
}

fn patterns(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    for extension in &map.extensions {
        let Some(step) = extension.steps.first() else {
            continue;
        };
        if looks_like_pattern(extension.name) {
            let name = extension.name;
            let text = format!("'{name}' is dialled letter by letter: a pattern begins with '_'");
            let finding = inspection.report(Kind::PatternWithoutUnderscore, &step.span, name, text);
            finding.hint(format!("write '_{name}'"));
        }
    }
}

fn looks_like_pattern(name: &str) -> bool {
    if name.starts_with('_') || name.is_empty() {
        return false;
    }
    // Nobody dials a dot at the end of a number.
    let has_mark = name.len() > 1 && name.ends_with(['.', '!']);
    if has_mark || (name.contains('[') && name.contains(']')) {
        return true;
    }
    let wild = name
        .chars()
        .filter(|letter| matches!(letter, 'X' | 'Z' | 'N'))
        .count();
    let rest = name.trim_end_matches(['.', '!']);
    let plain = rest
        .chars()
        .all(|c| c.is_ascii_digit() || "XZN*#+-".contains(c));
    plain
        && (wild > 1
            || (wild == 1 && rest.len() > 1)
            || (rest.len() < name.len() && !rest.is_empty()))
}
