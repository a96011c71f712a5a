//! `cargo xtask docs`: the reference under docs/generated is written by the program itself, from
//! the tables that also parse and complete. It exists once there is something to describe.

use std::path::Path;
use std::process::Command;

use crate::say;

/// Writes docs/generated anew.
pub(crate) fn write(root: &Path) -> bool {
    starling(root, &["docs"])
}

/// Fails when docs/generated is not what the program would write.
pub(crate) fn check(root: &Path) -> bool {
    if !root.join("docs/generated").is_dir() {
        say("docs: docs/generated does not exist, so nothing can be stale");
        return true;
    }
    starling(root, &["docs", "--check"])
}

fn starling(root: &Path, words: &[&str]) -> bool {
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "starling", "--"])
        .args(words)
        .current_dir(root)
        .status();
    status.is_ok_and(|status| status.success())
}
