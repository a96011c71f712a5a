//! The documents a newcomer meets first are there, short, and lead to the two commands.

use crate::repo::{Problem, Repo};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for path in REQUIRED {
        if repo.text(path).is_none_or(|text| text.trim().is_empty()) {
            found.push(Problem::new(path, 0, "is missing or empty"));
        }
    }
    if let Some(text) = repo.text("README.md") {
        for command in ["./run", "./test"] {
            if !text
                .lines()
                .take(FIRST_SCREEN_LINES)
                .any(|line| line.contains(command))
            {
                let text = format!("the first {FIRST_SCREEN_LINES} lines do not name {command}");
                found.push(Problem::new("README.md", 1, text));
            }
        }
    }
    if let Some(text) = repo.text("ARCHITECTURE.md") {
        let lines = text.lines().count();
        if lines > ARCHITECTURE_MAX_LINES {
            let text = format!("{lines} lines; at most {ARCHITECTURE_MAX_LINES}");
            found.push(Problem::new(
                "ARCHITECTURE.md",
                ARCHITECTURE_MAX_LINES + 1,
                text,
            ));
        }
    }
    if let Some(text) = repo.text("CHANGELOG.md")
        && !text.lines().any(|line| line.starts_with("## Unreleased"))
    {
        found.push(Problem::new("CHANGELOG.md", 1, "has no '## Unreleased'"));
    }
    check_decisions(repo, found);
    check_map(repo, found);
}

/// Every file that the RFC map names is there.
fn check_map(repo: &Repo, found: &mut Vec<Problem>) {
    let Some(text) = repo.text(RFC_MAP) else {
        return;
    };
    for (at, line) in text.lines().enumerate() {
        for name in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| name.ends_with(".rs"))
        {
            if repo.text(&format!("crates/{name}")).is_none() {
                found.push(Problem::new(
                    RFC_MAP,
                    at + 1,
                    format!("crates/{name} is not there"),
                ));
            }
        }
    }
}

/// Decision records are numbered without a gap or a double, and say where they stand.
fn check_decisions(repo: &Repo, found: &mut Vec<Problem>) {
    let mut expected = 0;
    for (path, text) in repo.texts() {
        let Some(name) = path.strip_prefix("docs/adr/") else {
            continue;
        };
        let number = name
            .split('-')
            .next()
            .and_then(|digits| digits.parse::<u32>().ok());
        if number != Some(expected) {
            let text = format!("decision records are numbered in order; next is {expected:04}");
            found.push(Problem::new(path, 1, text));
        }
        expected = number.map_or(expected, |number| number + 1);
        if !text.lines().any(|line| line.starts_with("Status:")) {
            found.push(Problem::new(path, 1, "has no line 'Status:'"));
        }
    }
}

const REQUIRED: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "GLOSSARY.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "STYLE.md",
    "deny.toml",
    RFC_MAP,
];
const RFC_MAP: &str = "docs/rfc-map.md";
const FIRST_SCREEN_LINES: usize = 40;
const ARCHITECTURE_MAX_LINES: usize = 200;
