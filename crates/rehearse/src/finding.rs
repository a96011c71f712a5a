//! A fault that was found: its kind, its place with the text in question, a reason and what to write
//! instead; and how findings are shown.

mod json;
mod kinds;
mod text;

use std::collections::BTreeMap;

use config::{Severity, Span};

pub use json::{json, sarif};
pub use kinds::Kind;
pub use text::text;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort of fault.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is: the column is that of `offending`.
    pub span: Span,
    /// The text in question, as it stands there; may be empty.
    pub offending: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What was probably meant, or the modern form.
    pub hint: Option<String>,
    /// The whole line, when it is known.
    pub line: Option<String>,
}

/// Which severity each kind has, where that was said.
#[derive(Clone, Debug, Default)]
pub struct Severities {
    set: BTreeMap<Kind, Option<Severity>>,
}

impl Severities {
    /// Findings of this kind are left out.
    pub fn allow(&mut self, kind: Kind) {
        self.set.insert(kind, None);
    }

    /// Findings of this kind have this severity.
    pub fn set(&mut self, kind: Kind, severity: Severity) {
        self.set.insert(kind, Some(severity));
    }

    /// Applies what was said; findings stay in order.
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let said = |finding: Finding| match self.set.get(&finding.kind) {
            None => Some(finding),
            Some(None) => None,
            Some(Some(severity)) => Some(Finding {
                severity: *severity,
                ..finding
            }),
        };
        findings.into_iter().filter_map(said).collect()
    }
}

/// The exit status for scripts: 2 when there is an error, 1 when there is a warning, else 0.
pub fn exit_status(findings: &[Finding]) -> u8 {
    match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Error) => 2,
        Some(Severity::Warning) => 1,
        Some(Severity::Note) | None => 0,
    }
}
