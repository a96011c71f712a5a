//! Files of real installations, found through `STARLING_FIXTURES`.

use std::path::PathBuf;

/// One file. `None`, with a word on the screen, when nobody said where they are; in CI that is an
/// error.
#[allow(
    clippy::print_stdout,
    reason = "a test that does not run has to say so"
)]
pub(super) fn fixture(path: &str) -> Option<Vec<u8>> {
    let Some(root) = std::env::var_os("STARLING_FIXTURES").map(PathBuf::from) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
        return None;
    };
    let path = root.join(path);
    match std::fs::read(&path) {
        Ok(content) => Some(content),
        Err(error) => panic!("{}: {error}", path.display()),
    }
}
