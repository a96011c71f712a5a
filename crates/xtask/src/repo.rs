//! What the rules look at: every file of the tree, read once.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// The files of the repository, sorted by path.
pub(crate) struct Repo {
    pub(crate) files: Vec<File>,
}

/// One file. `text` is `None` for what is not text or is too large to be source.
pub(crate) struct File {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    pub(crate) size_bytes: u64,
    pub(crate) text: Option<String>,
}

/// A broken rule and where. `line` counts from one; zero means the whole file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Repo {
    /// Reads the tree below `root`, without what .gitignore leaves out.
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        walk(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// The text of the file at `path`, if it is there.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        self.files[at].text.as_deref()
    }

    /// All Rust files with their texts.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// All text files with their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let mut files: Vec<File> = files
            .iter()
            .map(|(path, text)| File {
                path: (*path).to_owned(),
                size_bytes: text.len() as u64,
                text: Some((*text).to_owned()),
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }
}

impl Problem {
    pub(crate) fn new(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line.max(1), self.text)
    }
}

/// Is this a file of tests? They may be longer: their rows are data.
pub(crate) fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/scenarios/")
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}/{name}")
        };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(&entry.path(), &path, files)?;
            }
        } else if kind.is_file() && !name.ends_with(".log") {
            // A file that vanishes while we look (an editor's temporary one) is not ours.
            let Ok(about) = entry.metadata() else {
                continue;
            };
            let size_bytes = about.len();
            let text = if size_bytes <= READ_MAX_BYTES && looks_like_text(&name) {
                fs::read(entry.path())
                    .ok()
                    .and_then(|bytes| String::from_utf8(bytes).ok())
            } else {
                None
            };
            files.push(File {
                path,
                size_bytes,
                text,
            });
        }
    }
    Ok(())
}

fn looks_like_text(name: &str) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else {
        return true;
    };
    !BINARY.contains(&ending)
}

const READ_MAX_BYTES: u64 = 500 * 1024;
const SKIPPED: &[&str] = &[
    "target",
    ".git",
    ".local",
    "corpus",
    "artifacts",
    "__pycache__",
    "node_modules",
];
const BINARY: &[&str] = &[
    "gsm", "ulaw", "alaw", "wav", "sln", "g722", "raw", "png", "pcap", "gz", "bin",
];
