//! Names: words that mean nothing, and words with three meanings, are refused in the names of
//! types, functions and modules. GLOSSARY.md says what to write instead.

use crate::repo::{Problem, Repo, is_test};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for (path, text) in repo.rust().filter(|(path, _)| path.starts_with("crates/")) {
        for (at, line) in text.lines().enumerate() {
            let Some((kind, name)) = declaration(line) else {
                continue;
            };
            // The name of a test is a sentence.
            if kind == Kind::Function && is_test(path) {
                continue;
            }
            if let Some(text) = complaint(path, kind, name) {
                found.push(Problem::new(path, at + 1, text));
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Function,
    Module,
    Type,
}

/// What a line declares, if it declares something named.
pub(super) fn declaration(line: &str) -> Option<(Kind, &str)> {
    let mut words = line.split_whitespace();
    let kind = loop {
        match words.next()? {
            "fn" => break Kind::Function,
            "mod" => break Kind::Module,
            "struct" | "enum" | "trait" | "type" | "union" => break Kind::Type,
            "pub" | "const" | "async" | "unsafe" | "extern" | "\"C\"" => {}
            word if word.starts_with("pub(") => {}
            _ => return None,
        }
    };
    let rest = words.next()?;
    let name = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    (!name.is_empty()).then_some((kind, name))
}

/// Why `name` is refused, if it is.
pub(super) fn complaint(path: &str, kind: Kind, name: &str) -> Option<String> {
    let snake = snake(name);
    let allowed = |word: &str| {
        (word == "peer" && PEER_ROOMS.iter().any(|room| path.starts_with(room)))
            || ALLOWED
                .iter()
                .any(|phrase| phrase.contains(word) && holds(&snake, phrase))
    };
    if let Some((word, why)) = BANNED_WORDS
        .iter()
        .find(|(word, _)| holds(&snake, word) && !allowed(word))
    {
        return Some(format!("'{name}': the word '{word}' {why}"));
    }
    if let Some(verb) = BANNED_VERBS.iter().find(|verb| snake.starts_with(**verb)) {
        return Some(format!(
            "'{name}': '{verb}' says nothing; name what it does"
        ));
    }
    if kind != Kind::Function
        && let Some((_, say)) = SYNONYMS.iter().find(|(word, _)| *word == snake)
    {
        return Some(format!("'{name}': the house says '{say}' (GLOSSARY.md)"));
    }
    None
}

/// Do the words of `phrase` stand side by side in `name`? Both in snake case.
fn holds(name: &str, phrase: &str) -> bool {
    format!("_{name}_").contains(&format!("_{phrase}_"))
}

/// `HTTPServerName` and `http_server_name` both become `http_server_name`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let after_lower =
            at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_numeric());
        let before_lower = at > 0 && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_lower || before_lower) && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Where `peer` is the user's own word: sip.conf has `type=peer`.
const PEER_ROOMS: &[&str] = &["crates/sip-channel/"];

/// Phrases that others coined: RFCs, Asterisk's commands, the standard library.
const ALLOWED: &[&str] = &[
    "hangup_handler",
    "hangup_handlers",
    "manager_conf",
    "media_session",
    "media_sessions",
    "peer_addr",
    "session_description",
    "session_expires",
    "session_interval",
    "session_level",
    "session_name",
    "session_progress",
    "session_timer",
    "session_timers",
    "session_version",
    "show_peer",
    "show_peers",
];

const BANNED_WORDS: &[(&str, &str)] = &[
    ("manager", "says nothing; name what it keeps or decides"),
    ("handler", "says nothing; name what it answers"),
    ("helper", "says nothing; name what it does"),
    ("helpers", "says nothing; name what they do"),
    (
        "util",
        "is a drawer for odds and ends; put it beside its use",
    ),
    (
        "utils",
        "is a drawer for odds and ends; put it beside its use",
    ),
    (
        "misc",
        "is a drawer for odds and ends; put it beside its use",
    ),
    (
        "session",
        "has three meanings here; say channel, call, dialog or media session",
    ),
    (
        "sessions",
        "has three meanings here; say channel, call, dialog or media session",
    ),
    (
        "peer",
        "has three meanings here; say endpoint, caller, callee or far end",
    ),
    (
        "peers",
        "has three meanings here; say endpoint, caller, callee or far end",
    ),
];

const BANNED_VERBS: &[&str] = &["process_", "do_", "handle_stuff", "perform_stuff"];

/// Whole names of types and modules for which the glossary has another word.
const SYNONYMS: &[(&str, &str)] = &[
    ("inbox", "folder"),
    ("indication", "signal"),
    ("lookup", "identify"),
    ("masquerade", "channel: it keeps its identity"),
    ("plugin", "application or function"),
    ("room", "bridge or conference"),
    ("track", "stream"),
];
