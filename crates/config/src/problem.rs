//! What is wrong in a file, where, and what was probably meant.

use std::collections::BTreeMap;
use std::fmt;

use crate::Span;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Something written has no effect, or not the one that was meant.
    Warning,
    /// The file cannot be used.
    Error,
}

/// One fault of a configuration.
///
/// Displays as `pjsip.conf:41:3: warning: endpoint 'alice': option 'rtp_symetric' is not known; did
/// you mean 'rtp_symmetric'?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong, without the place.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A note.
    pub fn note(span: &Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            span: span.clone(),
            message: message.into(),
            hint: None,
        }
    }

    /// A warning.
    pub fn warning(span: &Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::note(span, message)
        }
    }

    /// An error.
    pub fn error(span: &Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::note(span, message)
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// The same, asking whether the nearest of the `known` names was meant, if one is near.
    #[must_use]
    pub fn did_you_mean<'a>(self, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wanted, known.into_iter().filter(|name| *name != wanted)) {
            Some(name) => self.with_hint(format!("did you mean '{name}'?")),
            None => self,
        }
    }
}

/// Of the known names, the one that `wanted` is probably a slip for: few letters added, lost, changed
/// or swapped, case aside.
#[must_use]
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(wanted)?;
    let most = (wanted.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter_map(|name| {
            let candidate = letters(name)?;
            let near = candidate.len().abs_diff(wanted.len()) <= most;
            near.then(|| (distance(&wanted, &candidate), name))
        })
        .filter(|(apart, _)| *apart <= most && *apart < wanted.len())
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, name)| name)
}

/// Keeps the first of the problems of one place and severity and counts the others: a slip in a
/// template would otherwise be told once for each heir.
#[must_use]
pub fn condense(problems: Vec<Problem>) -> Vec<Problem> {
    let mut kept: Vec<(Problem, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for problem in problems {
        let span = &problem.span;
        let place = (span.file.clone(), span.line, span.column, problem.severity);
        if span.line == 0 {
            kept.push((problem, 0));
        } else if let Some(&first) = places.get(&place) {
            if let Some((_, more)) = kept.get_mut::<usize>(first) {
                *more += 1;
            }
        } else {
            places.insert(place, kept.len());
            kept.push((problem, 0));
        }
    }
    kept.into_iter()
        .map(|(problem, more)| counted(problem, more))
        .collect()
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.span, self.severity, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

fn counted(mut problem: Problem, more: usize) -> Problem {
    if more > 0 {
        problem.message = format!("{} (and {more} more)", problem.message);
    }
    problem
}

fn letters(name: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = name
        .chars()
        .take(LONGEST_NAME + 1)
        .flat_map(char::to_lowercase)
        .collect();
    (letters.len() <= LONGEST_NAME).then_some(letters)
}

/// Optimal string alignment: edits are insertion, deletion, change, and a swap of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

const LONGEST_NAME: usize = 64;

#[cfg(test)]
mod tests;
