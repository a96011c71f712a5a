//! The house's own automation: `cargo xtask tidy | licences | docs | bench | ci`.
//!
//! Standard library only, so that it builds in a blink and needs no wall of its own.

mod bench;
mod ci;
mod docs;
mod licences;
mod repo;
mod tidy;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let passed = match words.as_slice() {
        ["tidy"] => tidy::run(&root),
        ["licences"] => licences::run(&root),
        ["docs"] => docs::write(&root),
        ["docs", "--check"] => docs::check(&root),
        ["bench", words @ ..] => bench::run(&root, words),
        ["ci"] => ci::run(&root),
        [] | ["help" | "--help" | "-h"] => {
            say(USAGE);
            true
        }
        other => {
            say(&format!(
                "xtask: '{}' is not known\n\n{USAGE}",
                other.join(" ")
            ));
            false
        }
    };
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The repository: two folders above this crate's manifest.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Prints one line. A closed pipe is the reader's choice and no failure of the check.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

const USAGE: &str = "\
cargo xtask tidy          walls, sizes, names, lists, documents (under a second)
cargo xtask licences      licences, sources and doubled versions of all dependencies
cargo xtask docs          write docs/generated anew
cargo xtask docs --check  fail when docs/generated is stale
cargo xtask bench ...     what the program costs: startup, register, calls, bridged, media
cargo xtask ci            everything a change must pass";
