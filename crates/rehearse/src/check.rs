//! Every fault that can be seen in the files: what reading them found, and what only a look across
//! all of them shows.

mod brackets;
mod contexts;
mod emergency;
mod form;
mod guests;
mod injection;
mod jumps;
mod manners;
mod names;
mod odbc;
mod order;
mod other_files;
mod passed_on;
mod passwords;
mod pattern_form;
mod phones;
mod plan_map;
mod problems;
mod references;
mod scripts;
mod sounds;
mod things;
pub(crate) mod uses;
mod variables;

use std::collections::BTreeSet;

use call::script::Registry;
use config::{Problem, Span};

use crate::Material;
use crate::finding::{Finding, Kind};
use plan_map::PlanMap;
use uses::Use;

/// Is there a file for a sound, by name, in a language?
pub type SoundExists<'a> = dyn Fn(&str, &str) -> bool + 'a;

/// What a check knows besides the files.
pub struct Surroundings<'a> {
    /// Applications and functions.
    pub registry: &'a Registry,
    /// Whether there is a file for a sound in a language; `None` when sounds cannot be looked up.
    pub sounds: Option<&'a SoundExists<'a>>,
    /// Whether there is an AGI script of a name; `None` when scripts cannot be looked up.
    pub scripts: Option<&'a dyn Fn(&str) -> bool>,
    /// The language of prompts where a phone has none.
    pub language: &'a str,
    /// What the readers of other files found.
    pub more: Vec<Problem>,
}

/// Looks at everything. Findings come in the order of files and lines, each once.
pub fn check(material: &Material, surroundings: &Surroundings<'_>) -> Vec<Finding> {
    let map = PlanMap::new(material);
    let uses = uses::all(&map);
    let mut inspection = Inspection {
        material,
        surroundings,
        map: &map,
        uses: &uses,
        found: Vec::new(),
    };
    for look in LOOKS {
        look(&mut inspection);
    }
    problems::add(&mut inspection);
    in_order(inspection.found)
}

/// One check under way.
pub(crate) struct Inspection<'a> {
    pub(crate) material: &'a Material,
    pub(crate) surroundings: &'a Surroundings<'a>,
    pub(crate) map: &'a PlanMap<'a>,
    pub(crate) uses: &'a [Use<'a>],
    pub(crate) found: Vec<Finding>,
}

impl Inspection<'_> {
    /// Writes down a fault; `offending` is underlined where it stands on the line.
    pub(crate) fn report(
        &mut self,
        kind: Kind,
        span: &Span,
        offending: &str,
        message: impl Into<String>,
    ) -> &mut Finding {
        let offending = offending.trim();
        let line = self.material.line(span).map(str::to_owned);
        let pointed = self.material.point(span, offending);
        let stands_there =
            pointed.column > 0 && line.as_ref().is_some_and(|l| l.contains(offending));
        let offending = match stands_there {
            true => offending.to_owned(),
            // What was computed is not on the line: all of the statement is meant.
            false => line
                .as_deref()
                .map(|line| statement(line, pointed.column))
                .unwrap_or_default(),
        };
        let index = self.found.len();
        self.found.push(Finding {
            kind,
            severity: kind.severity(),
            span: pointed,
            offending,
            message: message.into(),
            hint: None,
            line,
        });
        &mut self.found[index]
    }
}

impl Inspection<'_> {
    /// Writes down a remark on the place itself.
    pub(crate) fn report_at(&mut self, kind: Kind, span: &Span, message: &str) {
        self.found.push(Finding {
            kind,
            severity: kind.severity(),
            span: span.clone(),
            offending: String::new(),
            message: message.to_owned(),
            hint: None,
            line: self.material.line(span).map(str::to_owned),
        });
    }

    /// Where the application of a use is written; arguments are looked for from there on.
    pub(crate) fn at(&self, each: &Use<'_>) -> Span {
        self.material.point(&each.step.span, &each.step.application)
    }
}

impl Finding {
    /// Adds what was probably meant.
    pub(crate) fn hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }

    /// Asks whether the nearest of the known names was meant, if one is near.
    pub(crate) fn did_you_mean<'n>(
        &mut self,
        wanted: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let others = known.into_iter().filter(|name| *name != wanted);
        if let Some(near) = config::nearest(wanted, others) {
            self.hint(format!("did you mean '{near}'?"));
        }
    }
}

/// The statement that begins in a column, without its comment.
fn statement(line: &str, column: u32) -> String {
    let skipped = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    let rest: String = line.chars().skip(skipped).collect();
    let end = rest.find(';').unwrap_or(rest.len());
    rest[..end].trim_end().to_owned()
}

fn in_order(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|one, other| {
        let key = |f: &Finding| (f.span.file.clone(), f.span.line, f.span.column, f.kind);
        key(one).cmp(&key(other))
    });
    // A slip in a template would be told once for each heir.
    let mut told = BTreeSet::new();
    found.retain(|finding| {
        let Span { file, line, column } = &finding.span;
        told.insert((
            file.clone(),
            *line,
            *column,
            finding.kind,
            finding.offending.clone(),
        ))
    });
    found
}

const LOOKS: &[fn(&mut Inspection<'_>)] = &[
    names::look,
    brackets::look,
    jumps::look,
    order::look,
    contexts::look,
    phones::look,
    things::look,
    sounds::look,
    scripts::look,
    other_files::look,
    variables::look,
    emergency::look,
    injection::look,
    guests::look,
    passwords::look,
    manners::look,
    references::look,
    odbc::look,
    form::look,
];

#[cfg(test)]
mod tests;
