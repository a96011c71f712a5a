//! Which lines and branches of a dialplan were run.

use std::collections::{BTreeMap, BTreeSet};

use dialplan::{Dialplan, is_true};

use crate::explain::{Step, Story};

/// Lines and branches, file by file.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    files: BTreeMap<String, FileCoverage>,
}

/// Lines and branches of one file.
#[derive(Clone, Debug, Default)]
pub struct FileCoverage {
    /// Lines with steps.
    pub lines: BTreeSet<u32>,
    /// Those that were run.
    pub run: BTreeSet<u32>,
    /// Lines with two ways to go on.
    pub forks: BTreeSet<u32>,
    /// The ways that were gone: line, and whether the condition was true.
    pub ways: BTreeSet<(u32, bool)>,
}

impl Coverage {
    /// Of a plan that nothing has run yet.
    pub fn of(plan: &Dialplan) -> Self {
        let mut this = Self::default();
        for (_, _, step) in plan.steps().filter(|(_, _, step)| step.span.line > 0) {
            let file = this.files.entry(step.span.file.to_string()).or_default();
            file.lines.insert(step.span.line);
            if is_fork(&step.application) {
                file.forks.insert(step.span.line);
            }
        }
        this
    }

    /// Counts what a call has run.
    pub fn count(&mut self, story: &Story) {
        for step in story.steps() {
            let Some(span) = &step.span else { continue };
            let Some(file) = self.files.get_mut(&*span.file) else {
                continue;
            };
            file.run.insert(span.line);
            if let Some(way) = way(step) {
                file.ways.insert((span.line, way));
            }
        }
    }

    /// File by file.
    pub fn files(&self) -> impl Iterator<Item = (&str, &FileCoverage)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }
}

impl FileCoverage {
    /// Lines that were not run.
    pub fn missed(&self) -> impl Iterator<Item = u32> {
        self.lines.difference(&self.run).copied()
    }
}

fn is_fork(application: &str) -> bool {
    FORKS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(application))
}

/// Which way a conditional step went, from its condition after substitution.
fn way(step: &Step) -> Option<bool> {
    if !is_fork(&step.application) || step.nested {
        return None;
    }
    step.arguments
        .split_once('?')
        .map(|(condition, _)| is_true(condition.trim()))
}

const FORKS: &[&str] = &["GotoIf", "GosubIf", "ExecIf", "MacroIf"];
