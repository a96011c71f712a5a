//! A place in a file.

use std::fmt;
use std::sync::Arc;

/// Where something was written. Displays as `extensions.conf:12:5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file's name as it was asked for: relative to the configuration folder, or absolute.
    pub file: Arc<str>,
    /// Line, from 1; 0 means the file as a whole.
    pub line: u32,
    /// Column in characters, from 1; 0 means the line as a whole.
    pub column: u32,
}

impl Span {
    /// The file as a whole.
    #[must_use]
    pub fn of_file(file: &str) -> Self {
        Self {
            file: Arc::from(file),
            line: 0,
            column: 0,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}
