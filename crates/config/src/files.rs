//! Where files come from: a folder in production, a map in tests.

use std::collections::BTreeMap;
use std::fmt;

use crate::glob::{glob_matches, has_wildcards};

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// There is no such file.
    Missing,
    /// It is there, but the reason given keeps it from being read.
    Unreadable(String),
}

/// The source of configuration files. Names are relative to the configuration folder, or absolute.
pub trait Files {
    /// The whole content of one file.
    ///
    /// # Errors
    /// The file is missing or cannot be read.
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError>;

    /// The files that a pattern with wildcards (see [`glob_matches`]) stands for, sorted; for the name
    /// of a folder its `.conf` files; for the name of a file that file. Nothing when there is none.
    fn expand(&self, pattern: &str) -> Vec<String>;

    /// What a shell command prints, for `#exec`.
    ///
    /// # Errors
    /// The command could not be run.
    fn execute(&self, command: &str) -> Result<Vec<u8>, FileError>;
}

/// Files in memory, by name. A command is "executed" by looking up its text among the names.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<String, Vec<u8>>);

impl MemoryFiles {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(name.to_owned(), content.into());
        self
    }

    /// Takes a file away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        self.0.get(name).cloned().ok_or(FileError::Missing)
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        let matching = |wanted: &str| {
            self.0
                .keys()
                .filter(|name| glob_matches(wanted, name))
                .cloned()
                .collect::<Vec<_>>()
        };
        if has_wildcards(pattern) {
            matching(pattern)
        } else if self.0.contains_key(pattern) {
            vec![pattern.to_owned()]
        } else {
            matching(&format!("{}/*.conf", pattern.trim_end_matches('/')))
        }
    }

    fn execute(&self, command: &str) -> Result<Vec<u8>, FileError> {
        self.read(command)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}
