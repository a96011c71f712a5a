//! What the readers of the files found, sorted into kinds. A line that the check itself has spoken
//! about in the same matter is not spoken about twice.

use std::collections::BTreeSet;

use config::{Problem, Severity};

use super::Inspection;
use crate::finding::{Finding, Kind};

pub(super) fn add(inspection: &mut Inspection<'_>) {
    let own: BTreeSet<_> = inspection
        .found
        .iter()
        .map(|f| (f.span.file.clone(), f.span.line, f.kind))
        .collect();
    let mut told = BTreeSet::new();
    let material = inspection.material;
    let more = &inspection.surroundings.more;
    for problem in material.problems.iter().chain(more) {
        let span = &problem.span;
        let kind = kind_of(problem);
        let is_own =
            REPLACED.contains(&kind) && own.contains(&(span.file.clone(), span.line, kind));
        let once = (
            span.file.clone(),
            span.line,
            span.column,
            problem.message.clone(),
        );
        if is_own || is_judged_here(&problem.message) || !told.insert(once) {
            continue;
        }
        let offending = quoted_text(&problem.message).unwrap_or_default();
        let finding: &mut Finding =
            inspection.report(kind, span, &offending, problem.message.clone());
        finding.hint.clone_from(&problem.hint);
        if problem.severity == Severity::Error
            || kind == Kind::Configuration
            || kind == Kind::Syntax
        {
            finding.severity = problem.severity;
        }
    }
}

/// The kind that a reader's message is about. Readers know nothing of kinds; their words do.
fn kind_of(problem: &Problem) -> Kind {
    let message = problem.message.as_str();
    let found = WORDS.iter().find(|(words, _)| message.contains(words));
    found.map_or(Kind::Configuration, |(_, kind)| *kind)
}

/// The check has looked at this itself, with more knowledge.
fn is_judged_here(message: &str) -> bool {
    JUDGED_HERE.iter().any(|words| message.contains(words))
}

/// The last text in quotes: readers put the culprit there.
fn quoted_text(message: &str) -> Option<String> {
    let mut parts: Vec<&str> = message.split('\'').skip(1).step_by(2).collect();
    parts.retain(|part| !part.is_empty());
    parts.last().map(|part| (*part).to_owned())
}

const WORDS: &[(&str, Kind)] = &[
    ("there is no section before", Kind::NoSection),
    ("already defined", Kind::DuplicatePriority),
    ("missing '}'", Kind::UnbalancedBrackets),
    ("missing ']'", Kind::UnbalancedBrackets),
    ("have no closing ')'", Kind::UnbalancedBrackets),
    ("lacks its ')'", Kind::UnbalancedBrackets),
    ("lacks its closing parenthesis", Kind::UnbalancedBrackets),
    ("its '[' has no ']'", Kind::UnbalancedBrackets),
    ("also matches the special", Kind::GreedyPattern),
    ("there is no option '", Kind::UnknownOption),
    ("is left out: none of the auth", Kind::MissingPart),
    ("there is no aor section", Kind::MissingPart),
    ("there is no auth section", Kind::MissingPart),
    ("there is no usable transport", Kind::MissingPart),
    ("as before release 1.6", Kind::OldForm),
    ("has no '='", Kind::Syntax),
    ("is not known in a context", Kind::Syntax),
    ("line ignored", Kind::Syntax),
    ("is skipped", Kind::Syntax),
    ("inherits from", Kind::Syntax),
    ("never closed", Kind::Syntax),
];

const JUDGED_HERE: &[&str] = &["a call that gets here ends", "', which does not exist"];

/// Kinds in which the check says the same as a reader.
const REPLACED: &[Kind] = &[
    Kind::UnbalancedBrackets,
    Kind::UnknownOption,
    Kind::MissingPart,
    Kind::DuplicatePriority,
];
