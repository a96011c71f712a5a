//! What may not stand in a text: notes to self, tests switched off, silenced lints without a
//! reason, unsafe code outside its two places, paths of somebody's own machine.

use crate::repo::{Problem, Repo, is_test};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for (path, text) in repo.texts() {
        if path.starts_with("crates/xtask/src/tidy/") {
            continue; // The rules spell out what they refuse.
        }
        let through_fixtures = text.contains(FIXTURES) || text.contains("fixture");
        let mut previous = "";
        let mut safety = None;
        for (at, line) in text.lines().enumerate() {
            let mut complain = |text: &str| found.push(Problem::new(path, at + 1, text));
            if is_code(path) && has_note(line) {
                complain("a note to self; do it, or write down the limit where users see it");
            }
            if has_private_path(line, through_fixtures) {
                complain("names a place outside the repository; use STARLING_FIXTURES");
            }
            if path.ends_with(".rs") {
                check_rust(path, previous, line, &mut complain);
                if line.contains("// SAFETY:") {
                    safety = Some(at);
                }
                if opens_unsafe(line) && safety.is_none_or(|said| at - said > SAFETY_MAX_LINES) {
                    complain("an unsafe block needs `// SAFETY:` above it, saying why it is sound");
                }
            }
            previous = line;
        }
        if path.ends_with(".rs")
            && path.contains("/src/")
            && !is_test(path)
            && !text.starts_with("//!")
        {
            found.push(Problem::new(
                path,
                1,
                "a file opens with `//!`: what it is, in a sentence",
            ));
        }
    }
}

fn check_rust(path: &str, previous: &str, line: &str, complain: &mut impl FnMut(&str)) {
    let code = line.trim_start();
    if code.starts_with("//") {
        return;
    }
    if code.starts_with("#[ignore") {
        complain("a test that does not run is no test; delete it or make it run");
    }
    let silences = ["#[allow(", "#![allow(", "#[expect(", "#![expect("]
        .iter()
        .any(|attribute| code.starts_with(attribute));
    let has_reason = line.contains("reason =")
        || line.contains("// ")
        || (previous.trim_start().starts_with("// "));
    // A list over several lines carries its reason inside; rustfmt ends such a line with `(`.
    if silences && !has_reason && !code.ends_with('(') {
        complain("a silenced lint needs `reason = \"...\"`");
    }
    if code.contains("allow(unsafe_code") && !UNSAFE_PLACES.iter().any(|p| path.starts_with(p)) {
        complain(
            "unsafe code may stand in starling, audio/src/dsp, dialplan/src/regex.rs and benches only",
        );
    }
}

fn opens_unsafe(line: &str) -> bool {
    let code = line.trim_start();
    !code.starts_with("//") && (code.contains("unsafe {") || code.starts_with("unsafe impl"))
}

fn has_note(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let found = |note: &str| {
        line.match_indices(note).any(|(at, _)| {
            !line[..at].ends_with(is_word) && !line[at + note.len()..].starts_with(is_word)
        })
    };
    // A row of capital X is also a dialplan pattern; only a comment's opening word is a note.
    found("TODO") || found("FIXME") || line.contains("// XXX") || line.contains("# XXX")
}

fn has_private_path(line: &str, through_fixtures: bool) -> bool {
    if line.contains(FIXTURES) {
        return false;
    }
    let preceded = |needle: &str, before: &[char]| {
        line.match_indices(needle).any(|(at, _)| {
            line[..at]
                .chars()
                .next_back()
                .is_none_or(|c| before.contains(&c))
        })
    };
    const OPENING: &[char] = &[' ', '"', '\'', '`', '(', '=', ':', '<'];
    preceded("/work/", OPENING)
        || line.contains("../shared")
        || preceded("shared/", OPENING)
        || (!through_fixtures && preceded("seeds/", OPENING))
}

fn is_code(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.contains('.')
        || [".rs", ".toml", ".sh", ".py"]
            .iter()
            .any(|end| name.ends_with(end))
}

const FIXTURES: &str = "STARLING_FIXTURES";
/// How far above its block the reason may begin.
const SAFETY_MAX_LINES: usize = 6;
const UNSAFE_PLACES: &[&str] = &[
    "crates/starling/",
    "crates/audio/src/dsp",
    "crates/dialplan/src/regex.rs",
    "crates/media/benches/",
];
