//! Real files: everything that installations keep must load.

use std::path::{Path, PathBuf};

use crate::{FileError, Files, LoadOptions, glob_matches, has_wildcards, load};

#[test]
fn real_files_load() {
    let Some(root) = fixtures() else { return };
    let mut found = Vec::new();
    list(&root, &mut found);
    assert!(found.len() > 300, "only {} files found", found.len());
    for path in found {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            continue;
        };
        let name = name.to_string_lossy();
        let natural_section = if name.starts_with("asterisk.conf") {
            "options"
        } else {
            "general"
        };
        let options = LoadOptions {
            natural_section,
            ..LoadOptions::default()
        };
        let loaded = load(&Folder(folder.to_owned()), &name, &options);
        let loaded = loaded.unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()));
        for problem in &loaded.problems {
            println!("{}/{problem}", folder.display());
        }
    }
}

/// A folder of the machine.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let path = self.0.join(name);
        if !path.exists() {
            return Err(FileError::Missing);
        }
        std::fs::read(path).map_err(|error| FileError::Unreadable(error.to_string()))
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        if !has_wildcards(pattern) {
            return if self.0.join(pattern).exists() {
                vec![pattern.to_owned()]
            } else {
                Vec::new()
            };
        }
        let mut found = Vec::new();
        list(&self.0, &mut found);
        let names = found
            .iter()
            .filter_map(|path| path.strip_prefix(&self.0).ok());
        let names = names.map(|path| path.to_string_lossy().into_owned());
        names.filter(|name| glob_matches(pattern, name)).collect()
    }

    fn execute(&self, _command: &str) -> Result<Vec<u8>, FileError> {
        Err(FileError::Unreadable("nothing is run in tests".to_owned()))
    }
}

fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("STARLING_FIXTURES").map(PathBuf::from);
    if root.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
    }
    root
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect()
        })
        .unwrap_or_default();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            list(&path, found);
        } else if [".conf", ".conf.fixed"]
            .iter()
            .any(|end| path.to_string_lossy().ends_with(end))
        {
            found.push(path);
        }
    }
}
