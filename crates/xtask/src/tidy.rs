//! `cargo xtask tidy`: the rules of the house as a program, each with a failing example in its
//! tests. A rule is a function from the repository to problems.

mod documents;
mod lists;
mod manifest;
mod names;
mod sizes;
mod text;
mod walls;

use std::path::Path;

use crate::repo::{Problem, Repo};
use crate::say;

/// Checks the tree below `root` and prints what it finds. True when the house is tidy.
pub(crate) fn run(root: &Path) -> bool {
    let repo = match Repo::read(root) {
        Ok(repo) => repo,
        Err(error) => {
            say(&format!("tidy: cannot read {}: {error}", root.display()));
            return false;
        }
    };
    let problems = check(&repo);
    for problem in &problems {
        say(&problem.to_string());
    }
    let files = repo.files.len();
    match problems.len() {
        0 => say(&format!("tidy: {files} files, all in order")),
        count => say(&format!("tidy: {count} problems in {files} files")),
    }
    problems.is_empty()
}

fn check(repo: &Repo) -> Vec<Problem> {
    let mut found = Vec::new();
    for rule in RULES {
        rule(repo, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

const RULES: &[fn(&Repo, &mut Vec<Problem>)] = &[
    walls::check,
    sizes::check,
    names::check,
    lists::check,
    text::check,
    documents::check,
];

#[cfg(test)]
mod tests;
