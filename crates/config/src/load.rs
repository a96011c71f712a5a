//! Reads a file with all that it includes into a tree.
//!
//! Faults are borne: they become problems and loading goes on, even where Asterisk would reject the
//! whole file. `strict` rejects as Asterisk does.

mod include;
mod reader;
mod sections;

use crate::{FileError, Files, Problem, Span, Tree};
use reader::{Reader, Stop};
use sections::Sections;

/// How to read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Reject what Asterisk rejects, instead of making the best of it.
    pub strict: bool,
    /// Whether `#exec` runs its command (`execincludes` of `asterisk.conf`).
    pub allow_exec: bool,
    /// The section that entries before the first header count for.
    pub natural_section: &'static str,
}

/// What came of a file.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Its sections.
    pub tree: Tree,
    /// What is wrong in it; nothing of [`Severity::Error`](crate::Severity::Error).
    pub problems: Vec<Problem>,
    /// Every file that was read, the first included. A change of any asks for a reload.
    pub files: Vec<String>,
}

/// Tolerant, without `#exec`, stray entries count for `[general]`.
impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            strict: false,
            allow_exec: false,
            natural_section: "general",
        }
    }
}

/// Reads a file with its includes.
///
/// # Errors
/// The file is missing or unreadable, a limit on size was reached, or, if strict, Asterisk would
/// reject it. The problems then hold at least one of [`Severity::Error`](crate::Severity::Error).
pub fn load(files: &dyn Files, name: &str, options: &LoadOptions) -> Result<Loaded, Vec<Problem>> {
    load_if_present(files, name, options)?.ok_or_else(|| {
        vec![Problem::error(
            &Span::of_file(name),
            "the file does not exist",
        )]
    })
}

/// Reads a file with its includes; `None` when the file itself does not exist.
///
/// # Errors
/// As [`load`], but for a missing file.
pub fn load_if_present(
    files: &dyn Files,
    name: &str,
    options: &LoadOptions,
) -> Result<Option<Loaded>, Vec<Problem>> {
    load_within(files, name, options, &LIMITS)
}

fn load_within(
    files: &dyn Files,
    name: &str,
    options: &LoadOptions,
    limits: &Limits,
) -> Result<Option<Loaded>, Vec<Problem>> {
    let bytes = match files.read(name) {
        Ok(bytes) => bytes,
        Err(FileError::Missing) => return Ok(None),
        Err(why) => {
            return Err(vec![Problem::error(
                &Span::of_file(name),
                format!("the file {why}"),
            )]);
        }
    };
    let mut reader = Reader {
        files,
        options,
        limits,
        sections: Sections::new(limits.entries, limits.text),
        problems: Vec::new(),
        untold: 0,
        read: Vec::new(),
        open: Vec::new(),
        bytes: 0,
    };
    let outcome = reader.file(name, &bytes, &Span::of_file(name), None);
    reader.tell_untold(name);
    match outcome {
        Ok(_) => Ok(Some(Loaded {
            tree: Tree {
                sections: reader.sections.finish(),
            },
            problems: reader.problems,
            files: reader.read,
        })),
        Err(Stop) => Err(reader.problems),
    }
}

/// What one load may take in all, whatever the files say.
#[derive(Clone, Copy)]
struct Limits {
    /// Bytes of all files, each counted as often as it is read.
    bytes: usize,
    /// Files read.
    files: usize,
    /// Files open in each other.
    depth: usize,
    /// Entries, inherited ones included.
    entries: usize,
    /// Bytes of their names and values.
    text: usize,
    /// Problems told.
    problems: usize,
}

const LIMITS: Limits = Limits {
    bytes: 128 << 20,
    files: 10_000,
    depth: 10,
    entries: 4_000_000,
    text: 256 << 20,
    problems: 1_000,
};

#[cfg(test)]
mod tests;
