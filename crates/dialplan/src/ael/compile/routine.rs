//! One extension in the making: steps whose jumps are marks, until every mark has its place.

use config::Span;

/// A place that is jumped to; known when everything of the extension is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(pub(super) usize);

/// Steps under one extension name.
#[derive(Debug)]
pub(super) struct Routine {
    pub(super) name: String,
    pub(super) caller: Option<String>,
    /// Cases of a switch begin at 10, so that nobody dials them.
    pub(super) first_priority: u32,
    pub(super) steps: Vec<Step>,
    /// The label that the next step will bear.
    pub(super) label: Option<String>,
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) label: Option<String>,
    pub(super) what: Act,
}

#[derive(Debug)]
pub(super) enum Act {
    Run(String, String),
    Jump(Mark),
    /// To a label of the same extension, wherever it was put.
    JumpToLabel(String),
    /// Application and condition; where to go when it holds and when not.
    Fork(&'static str, String, Mark, Mark),
}

/// An extension as it goes to the dialplan.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) caller: Option<String>,
    pub(super) steps: Vec<WrittenStep>,
}

pub(super) struct WrittenStep {
    pub(super) priority: u32,
    pub(super) label: Option<String>,
    pub(super) application: String,
    pub(super) arguments: String,
    pub(super) span: Span,
}

impl Routine {
    pub(super) fn new(name: &str, caller: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            caller: caller.map(str::to_owned),
            first_priority: 1,
            steps: Vec::new(),
            label: None,
        }
    }

    pub(super) fn case(name: String) -> Self {
        Self {
            first_priority: 10,
            ..Self::new(&name, None)
        }
    }

    pub(super) fn priority(&self, step: usize) -> u32 {
        let step = u32::try_from(step).unwrap_or(u32::MAX);
        self.first_priority.saturating_add(step)
    }

    /// How a Goto from elsewhere names it. A pattern that was dialled is known by what was dialled; a
    /// case is never dialled, and its own text names it exactly.
    pub(super) fn address(&self) -> &str {
        if self.name.starts_with('_') && self.first_priority != 10 {
            SAVED_EXTENSION
        } else {
            &self.name
        }
    }
}

/// The number that was dialled, kept because cases of a switch are extensions of their own.
pub(super) const SAVED_EXTENSION: &str = "${~~EXTEN~~}";
