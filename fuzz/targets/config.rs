//! Any bytes load as a file, tolerantly and strictly, with their own includes; positions lie in
//! the file; looking for the nearest name and matching wildcards come to an end.
#![no_main]

use config::{LoadOptions, MemoryFiles, glob_matches, load, nearest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A file may include itself, and a second one: loops must be found.
    let half = bytes.len() / 2;
    let files = MemoryFiles::new()
        .with("a.conf", bytes)
        .with("b.conf", &bytes[half..]);
    for strict in [false, true] {
        for allow_exec in [false, true] {
            let options = LoadOptions {
                strict,
                allow_exec,
                natural_section: "general",
            };
            let problems = match load(&files, "a.conf", &options) {
                Ok(loaded) => {
                    for section in loaded.tree.live() {
                        let _ = section.get("type");
                        let _ = nearest(&section.name, ["general", "globals", "alice"]);
                    }
                    loaded.problems
                }
                Err(problems) => problems,
            };
            for problem in problems {
                let _ = problem.to_string();
            }
        }
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some((pattern, name)) = text.split_once('\n') {
        let _ = glob_matches(pattern, name);
    }
});
