//! The text of an AEL file with its `#include`d files put in, and the place of each line.

use std::sync::Arc;

use config::{Files, Problem, Span};

/// Text, and where it comes from.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) text: String,
    /// Where each line begins in the text, and its file and number.
    lines: Vec<(usize, Arc<str>, u32)>,
    pub(super) problems: Vec<Problem>,
    pub(super) files: Vec<String>,
}

/// Reads a file and what it includes. `None` when it does not exist.
pub(super) fn read(files: &dyn Files, name: &str) -> Option<Source> {
    let bytes = files.read(name).ok()?;
    let mut source = Source::default();
    source.add(files, name, &bytes, 0);
    Some(source)
}

impl Source {
    /// File, line and column of a byte of the text.
    pub(super) fn span(&self, at: usize) -> Span {
        let index = self.lines.partition_point(|(start, _, _)| *start <= at);
        let Some((start, file, line)) = self.lines.get(index.saturating_sub(1)) else {
            return Span::of_file("extensions.ael");
        };
        let before = self.text.get(*start..at).unwrap_or_default();
        Span {
            file: file.clone(),
            line: *line,
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }

    fn add(&mut self, files: &dyn Files, name: &str, bytes: &[u8], depth: usize) {
        self.files.push(name.to_owned());
        let file: Arc<str> = name.into();
        let text = String::from_utf8_lossy(bytes);
        let mut in_comment = false;
        for (number, line) in (1u32..).zip(text.lines()) {
            self.lines.push((self.text.len(), file.clone(), number));
            let included = (!in_comment).then(|| included(line)).flatten();
            in_comment = ends_in_comment(line, in_comment);
            match included {
                None => {
                    self.text.push_str(line);
                    self.text.push('\n');
                }
                Some(pattern) => {
                    self.text.push('\n');
                    let span = Span {
                        file: file.clone(),
                        line: number,
                        column: 1,
                    };
                    self.include(files, pattern, &span, depth);
                }
            }
        }
    }

    fn include(&mut self, files: &dyn Files, pattern: &str, span: &Span, depth: usize) {
        if depth >= DEEPEST || self.text.len() > LARGEST {
            let text = format!("'{pattern}' is not read: files include each other too deeply");
            return self.problems.push(Problem::error(span, text));
        }
        let mut names = files.expand(pattern);
        if names.is_empty() {
            names.push(pattern.to_owned());
        }
        for name in names {
            match files.read(&name) {
                Ok(bytes) => self.add(files, &name, &bytes, depth + 1),
                Err(why) => {
                    let text = format!("included file '{name}' {why}");
                    self.problems.push(Problem::error(span, text));
                }
            }
        }
    }
}

/// The name in `#include "name"` or `#include <name>`.
fn included(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("#include")?.trim();
    let name = rest.strip_prefix(['"', '<'])?;
    let end = name.find(['"', '>'])?;
    name.get(..end)
}

/// Whether a block comment is open at the end of a line.
fn ends_in_comment(line: &str, mut open: bool) -> bool {
    let mut rest = line;
    loop {
        let mark = if open { "*/" } else { "/*" };
        let Some(at) = rest.find(mark) else {
            return open;
        };
        let remark = rest.find("//").is_some_and(|remark| remark < at);
        if !open && remark {
            return false;
        }
        open = !open;
        rest = &rest[at + 2..];
    }
}

/// Files include each other so deeply at most.
const DEEPEST: usize = 50;
/// No further file is included behind so much text.
const LARGEST: usize = 64 << 20;
