//! A place in the dialplan.

use std::fmt;
use std::sync::Arc;

/// Where a script stands: context, extension as dialled, priority.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// Name of the context, case kept.
    pub context: Arc<str>,
    /// The extension as dialled, not the pattern that matched it.
    pub extension: Arc<str>,
    /// Priority, from 1.
    pub priority: u32,
}

impl Location {
    /// A place by its three parts.
    pub fn new(
        context: impl Into<Arc<str>>,
        extension: impl Into<Arc<str>>,
        priority: u32,
    ) -> Self {
        Self {
            context: context.into(),
            extension: extension.into(),
            priority,
        }
    }
}

impl fmt::Display for Location {
    /// `extension@context:priority`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}:{}", self.extension, self.context, self.priority)
    }
}
