//! `cargo xtask licences`: the part of `deny.toml` that must never go unchecked. Where
//! cargo-deny is installed it does the work; elsewhere `cargo tree` and these rules do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::say;

/// Checks every dependency in Cargo.lock. True when all may be used.
pub(crate) fn run(root: &Path) -> bool {
    let Ok(rules) = std::fs::read_to_string(root.join("deny.toml")) else {
        say("licences: deny.toml cannot be read");
        return false;
    };
    if has_cargo_deny() {
        let status = Command::new("cargo")
            .args(["deny", "--offline", "check", "licenses", "bans", "sources"])
            .current_dir(root)
            .status();
        return status.is_ok_and(|status| status.success());
    }
    let tree = match crates_in_use(root) {
        Ok(tree) => tree,
        Err(reason) => {
            say(&format!("licences: {reason}"));
            return false;
        }
    };
    let found = problems(&Rules::read(&rules), &tree);
    for problem in &found {
        say(problem);
    }
    let count = tree
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect::<BTreeSet<_>>()
        .len();
    say(&format!(
        "licences: {count} crates, {} problems",
        found.len()
    ));
    found.is_empty()
}

fn has_cargo_deny() -> bool {
    let probe = Command::new("cargo")
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

/// One line a crate: `name vX.Y.Z (source)|licence`.
fn crates_in_use(root: &Path) -> Result<String, String> {
    let output = Command::new("cargo")
        .args([
            "tree",
            "--quiet",
            "--workspace",
            "--edges",
            "normal,build,dev",
            "--no-dedupe",
        ])
        .args(["--prefix", "none", "--format", "{p}|{l}"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo tree does not start: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What `deny.toml` allows.
#[derive(Debug, Default)]
struct Rules {
    licences: BTreeSet<String>,
    /// Crates that may be there in several versions.
    doubled: BTreeSet<String>,
}

impl Rules {
    fn read(text: &str) -> Self {
        Self {
            licences: list(text, "licenses", "allow").into_iter().collect(),
            doubled: list(text, "bans", "skip").into_iter().collect(),
        }
    }
}

/// The first quoted string of each item of the list `key` in `[section]`.
fn list(text: &str, section: &str, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside_section = false;
    let mut inside_list = false;
    for raw in text.lines() {
        let line = raw.split('#').next().unwrap_or("").trim();
        let mut items = line;
        if !inside_list {
            if let Some(header) = line.strip_prefix('[') {
                inside_section = header.strip_suffix(']') == Some(section);
                continue;
            }
            match line.split_once('=') {
                Some((name, value)) if inside_section && name.trim() == key => {
                    inside_list = true;
                    items = value.trim().trim_start_matches('[');
                }
                _ => continue,
            }
        }
        if let Some(last) = items.strip_suffix(']') {
            inside_list = false;
            items = last;
        }
        if items.contains('{') {
            found.extend(items.split('"').nth(1).map(name_of));
        } else {
            found.extend(items.split('"').skip(1).step_by(2).map(name_of));
        }
    }
    found
}

/// cargo-deny writes `name@version` for one version of a crate.
fn name_of(item: &str) -> String {
    item.split('@').next().unwrap_or(item).to_owned()
}

/// What is wrong with the crates of `tree`.
fn problems(rules: &Rules, tree: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in tree.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (package, licence) = line.split_once('|').unwrap_or((line, ""));
        let licence = licence.trim_end_matches("(*)").trim();
        let mut words = package.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        versions.entry(name).or_default().insert(version);
        if let Some(source) = words.find(|word| word.contains("://")) {
            found.insert(format!(
                "{name} {version}: comes from {source}, not from crates.io"
            ));
        }
        if licence.is_empty() {
            found.insert(format!("{name} {version}: states no licence"));
        } else if !permits(&rules.licences, licence) {
            found.insert(format!(
                "{name} {version}: licence '{licence}' is not in deny.toml"
            ));
        }
    }
    for (name, versions) in versions {
        if versions.len() > 1 && !rules.doubled.contains(name) {
            let all: Vec<&str> = versions.into_iter().collect();
            found.insert(format!("{name}: several versions ({})", all.join(", ")));
        }
    }
    found.into_iter().collect()
}

/// Does `allowed` satisfy a licence expression (`OR`, `AND`, `WITH`, brackets; an old `/` is `OR`)?
fn permits(allowed: &BTreeSet<String>, expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(allowed, &words, &mut at) && at == words.len()
}

fn either(allowed: &BTreeSet<String>, words: &[&str], at: &mut usize) -> bool {
    let mut passed = both(allowed, words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        passed |= both(allowed, words, at);
    }
    passed
}

fn both(allowed: &BTreeSet<String>, words: &[&str], at: &mut usize) -> bool {
    let mut passed = one(allowed, words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        passed &= one(allowed, words, at);
    }
    passed
}

fn one(allowed: &BTreeSet<String>, words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let passed = either(allowed, words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return passed && closed;
    }
    // An exception (`WITH ...`) only grants more than the licence alone.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(*word)
}

#[cfg(test)]
mod tests;
