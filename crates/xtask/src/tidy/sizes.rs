//! Size caps: files, functions, bytes. rustfmt puts a function's closing brace at its opening
//! indent, so counting lines needs no parser.
//!
//! What was too large before a cap came stands in `ratchet.txt`, exactly; it may only shrink.

use std::collections::BTreeMap;

use crate::repo::{Problem, Repo, is_test};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for file in &repo.files {
        if file.size_bytes > FILE_MAX_BYTES {
            let text = format!("{} KiB; files stay under 500 KiB", file.size_bytes / 1024);
            found.push(Problem::new(&file.path, 1, text));
        }
    }
    let mut ratchet = Ratchet::read(repo, found);
    for (path, text) in repo.rust() {
        let lines = text.lines().count();
        let (file_max, function_max) = caps(path);
        let size = Size {
            path,
            what: "lines",
            line: 1,
            lines,
            max: file_max,
        };
        ratchet.weigh(&size, found);
        for function in functions(text) {
            let Function { name, line, lines } = function;
            ratchet.weigh(
                &Size {
                    path,
                    what: name,
                    line,
                    lines,
                    max: function_max,
                },
                found,
            );
        }
    }
    ratchet.leftovers(found);
}

/// A function found in a file's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) lines: usize,
}

/// Every function with a body that is longer than one line.
pub(super) fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = declared_function(line) else {
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let ends = |candidate: &str| {
            candidate.len() - candidate.trim_start().len() == indent
                && (candidate.trim_start().starts_with('}') || candidate.ends_with(';'))
        };
        if line.ends_with(';') || line.ends_with('}') {
            continue;
        }
        let Some(length) = lines[at + 1..].iter().position(|candidate| ends(candidate)) else {
            continue;
        };
        if lines[at + 1 + length].trim_start().starts_with('}') {
            found.push(Function {
                name,
                line: at + 1,
                lines: length + 2,
            });
        }
    }
    found
}

/// The name after `fn` on a line that declares a function.
fn declared_function(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    loop {
        match words.next()? {
            "fn" => break,
            "pub" | "const" | "async" | "unsafe" | "extern" | "\"C\"" => {}
            word if word.starts_with("pub(") => {}
            _ => return None,
        }
    }
    let name = words.next()?;
    name.split(['(', '<']).next()
}

struct Size<'a> {
    path: &'a str,
    what: &'a str,
    line: usize,
    lines: usize,
    max: usize,
}

/// (file, function) caps for a path.
fn caps(path: &str) -> (usize, usize) {
    if is_test(path) || path.contains("/generated/") {
        (2 * FILE_MAX_LINES, 2 * FUNCTION_MAX_LINES)
    } else {
        (FILE_MAX_LINES, FUNCTION_MAX_LINES)
    }
}

#[derive(Default)]
struct Ratchet {
    /// (path, what) → (line in the ratchet file, lines allowed).
    entries: BTreeMap<(String, String), (usize, usize)>,
}

impl Ratchet {
    fn read(repo: &Repo, found: &mut Vec<Problem>) -> Self {
        let mut ratchet = Self::default();
        for (at, line) in repo.text(RATCHET).unwrap_or("").lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                [path, what, lines] if lines.parse::<usize>().is_ok() => {
                    let key = ((*path).to_owned(), (*what).to_owned());
                    ratchet
                        .entries
                        .insert(key, (at + 1, lines.parse().unwrap_or(0)));
                }
                _ => found.push(Problem::new(
                    RATCHET,
                    at + 1,
                    "want: path, lines|name, number",
                )),
            }
        }
        if ratchet.entries.len() > RATCHET_MAX_ENTRIES {
            let text = format!(
                "{} entries where {RATCHET_MAX_ENTRIES} are allowed; split the code instead",
                ratchet.entries.len()
            );
            found.push(Problem::new(RATCHET, 1, text));
        }
        ratchet
    }

    fn weigh(&mut self, size: &Size<'_>, found: &mut Vec<Problem>) {
        let Size {
            path,
            what,
            line,
            lines,
            max,
        } = *size;
        if lines <= max {
            return;
        }
        let key = (path.to_owned(), what.to_owned());
        match self.entries.remove(&key) {
            Some((_, allowed)) if lines == allowed => {}
            Some((_, allowed)) if lines > allowed => {
                let text = format!("{what}: {lines} lines, grown beyond its ratchet of {allowed}");
                found.push(Problem::new(path, line, text));
            }
            Some((at, _)) => {
                let text = format!("{path} {what} has shrunk: write {lines}");
                found.push(Problem::new(RATCHET, at, text));
            }
            None if what == "lines" => {
                found.push(Problem::new(
                    path,
                    line,
                    format!("{lines} lines; the cap is {max}"),
                ));
            }
            None => {
                let text = format!("fn {what} has {lines} lines; the cap is {max}");
                found.push(Problem::new(path, line, text));
            }
        }
    }

    fn leftovers(self, found: &mut Vec<Problem>) {
        for ((path, what), (line, _)) in self.entries {
            let text = format!("{path} {what} is under its cap or gone: remove this line");
            found.push(Problem::new(RATCHET, line, text));
        }
    }
}

const RATCHET: &str = "crates/xtask/ratchet.txt";
/// How many exceptions the ratchet may hold. Lower it whenever it can be.
const RATCHET_MAX_ENTRIES: usize = 0;
const FILE_MAX_BYTES: u64 = 500 * 1024;
const FILE_MAX_LINES: usize = 600;
const FUNCTION_MAX_LINES: usize = 70;
