//! Configuration files in a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use config::{FileError, Files, glob_matches, has_wildcards};

/// The folder that holds the `.conf` files (`astetcdir`).
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Files are named relative to this folder.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Files for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        read(&self.path.join(name))
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        let path = self.path.join(pattern);
        if !has_wildcards(pattern) {
            return match path.is_dir() {
                true => matching(&path, "*.conf"),
                false if path.exists() => vec![pattern.to_owned()],
                false => Vec::new(),
            };
        }
        let mut found = vec![PathBuf::from("/")];
        for part in path.components().skip(1) {
            let part = part.as_os_str().to_string_lossy();
            found = found
                .iter()
                .flat_map(|folder| step_into(folder, &part))
                .collect();
        }
        found
            .iter()
            .filter(|p| p.is_file())
            .map(|p| p.to_string_lossy().into_owned())
            .collect()
    }

    fn execute(&self, command: &str) -> Result<Vec<u8>, FileError> {
        let run = Command::new("/bin/sh").arg("-c").arg(command).output();
        match run {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => Err(FileError::Unreadable(format!(
                "it ended with {}",
                output.status
            ))),
            Err(error) => Err(FileError::Unreadable(error.to_string())),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing,
        _ => FileError::Unreadable(error.to_string()),
    })
}

fn step_into(folder: &Path, part: &str) -> Vec<PathBuf> {
    if has_wildcards(part) {
        return matching(folder, part)
            .into_iter()
            .map(PathBuf::from)
            .collect();
    }
    let next = folder.join(part);
    if next.exists() {
        vec![next]
    } else {
        Vec::new()
    }
}

/// The entries of a folder that match, by name.
fn matching(folder: &Path, pattern: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| glob_matches(pattern, name)).collect();
    names.sort();
    names
        .into_iter()
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect()
}
