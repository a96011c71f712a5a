//! `cargo xtask bench`: what the real program costs, over loopback, as processor time for each unit
//! of work. Time on the wall is shown where it is the subject, and nothing here passes or fails.

mod bare_relay;
mod calling;
mod clock;
mod digest;
mod exchange;
mod load;
mod md5;
mod measure;
mod message;
mod options;
mod phones;
mod registering;
mod report;
mod setup;
mod streams;
mod tally;
mod usage;
mod wire;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::measure::Bench;
use crate::bench::options::{Options, USAGE};
use crate::bench::report::Report;
use crate::say;

/// Measures what `words` ask for and prints one table. False when something could not be measured.
pub(crate) fn run(root: &Path, words: &[&str]) -> bool {
    if let [BARE_RELAY, words @ ..] = words {
        return bare_relay::run(words);
    }
    let options = match Options::parse(words) {
        Ok(options) => options,
        Err(error) => {
            say(&format!("bench: {error}\n\n{USAGE}"));
            return false;
        }
    };
    let Some(binary) = options
        .binary
        .clone()
        .map_or_else(|| release(root), |path| Some(root.join(path)))
    else {
        say("bench: the release build failed, so there is nothing to measure");
        return false;
    };
    let mut bench = Bench {
        binary,
        options,
        report: Report::default(),
    };
    let all_measured = bench.run();
    say(&bench.report.table());
    match &bench.options.json {
        Some(path) => all_measured && written(path, &bench.report.json()),
        None => all_measured,
    }
}

fn written(path: &Path, text: &str) -> bool {
    match std::fs::write(path, text) {
        Ok(()) => true,
        Err(error) => {
            say(&format!("bench: cannot write {}: {error}", path.display()));
            false
        }
    }
}

/// Builds the release and says where cargo put it.
fn release(root: &Path) -> Option<PathBuf> {
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--package", "starling"])
        .current_dir(root)
        .status();
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    status
        .is_ok_and(|status| status.success())
        .then(|| root.join(target).join("release/starling"))
}

/// The word that makes this program the bare relay of a measurement instead.
const BARE_RELAY: &str = "bare-relay";

#[cfg(test)]
mod tests;
