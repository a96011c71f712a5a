//! Lists are complete: a Rust file that nobody names as a module is never compiled, and an
//! application or function that is not in its list cannot be called.

use crate::repo::{Problem, Repo};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for (path, _) in repo.rust().filter(|(path, _)| path.starts_with("crates/")) {
        let Some((folder, file)) = path.rsplit_once('/') else {
            continue;
        };
        let stem = file.trim_end_matches(".rs");
        if is_root(folder, stem) {
            continue;
        }
        // `mod.rs` stands for its folder, which the folder above must name.
        let (folder, stem) = match (stem, folder.rsplit_once('/')) {
            ("mod", Some((above, name))) => (above, name),
            _ => (folder, stem),
        };
        let listed = parents(folder)
            .iter()
            .filter_map(|parent| repo.text(parent))
            .any(|text| names(text, stem));
        if !listed {
            let text = format!("no module list names '{stem}': this file is not compiled");
            found.push(Problem::new(path, 1, text));
        }
    }
}

/// Files that Cargo itself finds: crate roots and the one integration test binary.
fn is_root(folder: &str, stem: &str) -> bool {
    let (_, inside) = folder
        .split_once('/')
        .and_then(|(_, rest)| rest.split_once('/'))
        .unwrap_or(("", ""));
    match inside {
        "" => stem == "build",
        "src" => stem == "lib" || stem == "main",
        "src/bin" | "tests" | "benches" | "examples" => true,
        "tests/it" => stem == "main",
        _ => false,
    }
}

/// The files that may declare the modules of `folder`, up to the crate's root: a table may
/// name `media::echo::Echo` from two folders above.
fn parents(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folder = folder;
    loop {
        found.push(format!("{folder}/mod.rs"));
        found.push(format!("{folder}.rs"));
        let name = folder.rsplit('/').next().unwrap_or("");
        if name == "src" || name == "it" || !folder.contains('/') {
            found.push(format!("{folder}/lib.rs"));
            found.push(format!("{folder}/main.rs"));
            return found;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// Does `text` have `mod stem`, or `stem::` in a table of modules?
fn names(text: &str, stem: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| {
            line.match_indices(stem).any(|(at, _)| {
                let before = &line[..at];
                let after = &line[at + stem.len()..];
                let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
                starts
                    && (before.ends_with("mod ")
                        || before.ends_with("mod r#")
                        || after.starts_with("::"))
            })
        })
}
