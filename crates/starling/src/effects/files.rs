//! What the dialplan asks of files and of the machine.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use call::{FileFacts, Outcome};

use crate::disk::Folder;

/// All that is in a plain file.
pub(super) fn read(path: &str) -> Outcome {
    let found = File::open(path).and_then(|file| {
        // A pipe or a device may have no end, and nobody who writes.
        if !file.metadata()?.is_file() {
            return Err(std::io::Error::other("it is not a plain file"));
        }
        let mut contents = Vec::new();
        file.take(LARGEST).read_to_end(&mut contents)?;
        Ok(contents)
    });
    match found {
        Ok(contents) => Outcome::File(contents),
        Err(error) => Outcome::Failed(format!("'{path}' cannot be read: {error}")),
    }
}

/// Replaces what is in a file, or adds to it.
pub(super) fn write(path: &str, contents: &[u8], append: bool) -> Outcome {
    let odd = fs::metadata(path).is_ok_and(|facts| !facts.is_file());
    if odd {
        return Outcome::Failed(format!("'{path}' is not a plain file"));
    }
    let opened = File::options()
        .create(true)
        .write(true)
        .append(append)
        .truncate(!append)
        .open(path);
    match opened.and_then(|mut file| file.write_all(contents)) {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Failed(format!("'{path}' cannot be written: {error}")),
    }
}

/// What is known of a file.
pub(super) fn ask(path: &str) -> Outcome {
    let Ok(found) = fs::metadata(path) else {
        return Outcome::Facts(None);
    };
    Outcome::Facts(Some(FileFacts {
        is_folder: found.is_dir(),
        is_file: found.is_file(),
        mode: found.permissions().mode(),
        size: found.size(),
        times: [found.atime(), found.mtime(), found.ctime()],
    }))
}

/// A value of a configuration file.
pub(crate) fn config_value(folder: &Path, name: &str, of: (&str, &str), index: i64) -> Outcome {
    let (section, key) = of;
    let files = Folder::new(folder);
    let loaded = match config::load(&files, name, &config::LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(problems) => {
            let why = problems.first().map(ToString::to_string);
            return Outcome::Failed(format!(
                "'{name}' cannot be read: {}",
                why.unwrap_or_default()
            ));
        }
    };
    let sections = loaded.tree.sections_named(section);
    let values: Vec<&str> = sections
        .flat_map(|section| section.entries.iter())
        .filter(|entry| entry.name.eq_ignore_ascii_case(key))
        .map(|entry| entry.value.as_str())
        .collect();
    let at = match usize::try_from(index) {
        Ok(at) => Some(at),
        Err(_) => values.len().checked_sub(1),
    };
    let found = at.and_then(|at| values.get(at));
    Outcome::Text(found.map(|value| (*value).to_owned()))
}

/// A number of the machine: memory in kilobytes, the time since its start in hours.
pub(super) fn machine_fact(name: &str) -> Outcome {
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let first = |path: &str| text(path).split_whitespace().next().map(str::to_owned);
    let memory = |row: &str| {
        let all = text("/proc/meminfo");
        let mut rows = all.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = rows.find(|(name, _)| *name == row)?;
        value.split_whitespace().next().map(str::to_owned)
    };
    let found = match name {
        "loadavg" => first("/proc/loadavg"),
        "uptime" => first("/proc/uptime").and_then(|seconds| {
            let seconds: f64 = seconds.parse().ok()?;
            Some(((seconds / 3600.0) as u64).to_string())
        }),
        "totalram" => memory("MemTotal"),
        "freeram" => memory("MemFree"),
        "bufferram" => memory("Buffers"),
        "totalswap" => memory("SwapTotal"),
        "freeswap" => memory("SwapFree"),
        "numprocs" => text("/proc/loadavg")
            .split_whitespace()
            .nth(3)
            .and_then(|counts| counts.split_once('/'))
            .map(|(_, all)| all.to_owned()),
        _ => None,
    };
    Outcome::Text(found)
}

/// More of a file is not read.
const LARGEST: u64 = 4 * 1_024 * 1_024;

#[cfg(test)]
mod tests;
