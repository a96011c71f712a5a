//! Each rule is shown a tree that breaks it, and one that does not.

use std::fmt::Write as _;

use super::manifest::{Dependency, Kind, dependencies, value};
use super::names::declaration;
use super::sizes::{Function, functions};
use super::*;

/// The problems that `rule` finds, as `path:line: text`.
fn found(rule: fn(&Repo, &mut Vec<Problem>), files: &[(&str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    rule(&Repo::of(files), &mut found);
    found.sort();
    found.iter().map(Problem::to_string).collect()
}

/// One problem is found, at `place`, and its text has `part`.
#[track_caller]
fn refused(rule: fn(&Repo, &mut Vec<Problem>), files: &[(&str, &str)], place: &str, part: &str) {
    let found = found(rule, files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(place) && found[0].contains(part),
        "{found:#?}"
    );
}

#[track_caller]
fn accepted(rule: fn(&Repo, &mut Vec<Problem>), files: &[(&str, &str)]) {
    assert_eq!(found(rule, files), [""; 0]);
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n[dependencies]\n{dependencies}"
    )
}

#[test]
fn a_room_may_use_what_the_picture_shows() {
    let text = manifest(
        "sip-channel",
        "sip.workspace = true\nmedia = { workspace = true }\n",
    );
    accepted(walls::check, &[("crates/sip-channel/Cargo.toml", &text)]);
    let text = manifest("config", "[dev-dependencies]\nproptest.workspace = true\n");
    accepted(walls::check, &[("crates/config/Cargo.toml", &text)]);
}

#[test]
fn walls_stand() {
    for (room, dependency, part) in [
        (
            "sip",
            "media.workspace = true",
            "wall between 'sip' and 'media'",
        ),
        ("control", "sip-channel.workspace = true", "wall between"),
        ("services", "apps.workspace = true", "wall between"),
        ("call", "tokio.workspace = true", "foreign crate not let in"),
        ("xtask", "libc.workspace = true", "foreign crate"),
        (
            "sip",
            "[dev-dependencies]\ntestkit.workspace = true",
            "wall between",
        ),
        (
            "sip",
            "[target.'cfg(unix)'.dependencies]\nlibc.workspace = true",
            "foreign crate",
        ),
        (
            "sip",
            "[dependencies.libc]\nworkspace = true",
            "foreign crate",
        ),
        ("sip", "memchr = \"2\"", "versions stand in the root"),
    ] {
        let path = format!("crates/{room}/Cargo.toml");
        refused(
            walls::check,
            &[(&path, &manifest(room, dependency))],
            &path,
            part,
        );
    }
}

#[test]
fn a_room_is_known_named_and_linted() {
    let path = "crates/lounge/Cargo.toml";
    refused(
        walls::check,
        &[(path, &manifest("lounge", ""))],
        path,
        "is no room",
    );
    let path = "crates/sip/Cargo.toml";
    refused(
        walls::check,
        &[(path, &manifest("sipp", ""))],
        path,
        "folder's name",
    );
    let unlinted = "[package]\nname = \"sip\"\n";
    refused(walls::check, &[(path, unlinted)], path, "lints");
}

#[test]
fn manifests_are_read() {
    let text = "[package]\nname = \"x\" # mine\n[dependencies]\n# a = \"1\"\nb.workspace = true\n\
                c = { workspace = true }\nd = \"1\"\n[dev-dependencies.e]\nworkspace = true\n\
                [features]\nf = []\n[build-dependencies]\ng = \"1\"\n";
    let dependency = |name: &str, line, kind, from_workspace| {
        let name = name.to_owned();
        Dependency {
            name,
            line,
            kind,
            from_workspace,
        }
    };
    let expected = [
        dependency("b", 5, Kind::Normal, true),
        dependency("c", 6, Kind::Normal, true),
        dependency("d", 7, Kind::Normal, false),
        dependency("e", 8, Kind::Dev, true),
        dependency("g", 13, Kind::Build, false),
    ];
    assert_eq!(dependencies(text), expected);
    assert_eq!(value("[a]\nk = 1\n[b]\nk = \"2\"\n", "b", "k"), Some("2"));
    assert_eq!(value("[a]\nk = 1\n", "b", "k"), None);
}

fn lines(count: usize) -> String {
    "//! Long.\n".to_owned() + &"\n".repeat(count - 1)
}

fn function(name: &str, length: usize) -> String {
    let mut text = format!("fn {name}() {{\n");
    for _ in 0..length - 2 {
        text.push_str("    beep();\n");
    }
    text + "}\n"
}

#[test]
fn files_have_a_cap() {
    accepted(sizes::check, &[("crates/sip/src/a.rs", &lines(600))]);
    accepted(sizes::check, &[("crates/sip/src/a/tests.rs", &lines(1200))]);
    accepted(sizes::check, &[("docs/long.md", &lines(2000))]);
    refused(
        sizes::check,
        &[("crates/sip/src/a.rs", &lines(601))],
        "crates/sip/src/a.rs:1",
        "600",
    );
    let path = "crates/sip/src/a/tests.rs";
    refused(sizes::check, &[(path, &lines(1201))], path, "1200");
    let heavy = "x".repeat(500 * 1024 + 1);
    refused(
        sizes::check,
        &[("docs/prompt", &heavy)],
        "docs/prompt:1",
        "500 KiB",
    );
}

#[test]
fn functions_have_a_cap() {
    accepted(
        sizes::check,
        &[("crates/sip/src/a.rs", &function("short", 70))],
    );
    accepted(
        sizes::check,
        &[("crates/sip/src/a/tests.rs", &function("rows", 140))],
    );
    let text = format!("\n{}", function("long", 71));
    refused(
        sizes::check,
        &[("crates/sip/src/a.rs", &text)],
        "crates/sip/src/a.rs:2",
        "fn long",
    );
}

#[test]
fn functions_are_found_by_their_indent() {
    let text = "impl A {\n    pub(crate) async fn a<T>(\n        x: T,\n    ) -> T {\n        if x {\n        }\n    }\n\
                \n    fn b() {}\n}\ntrait T {\n    fn c(&self);\n    fn d(\n        &self,\n    );\n    \
                fn e(&self) {\n        x\n    }\n}\n";
    let found = functions(text);
    let expected = [
        Function {
            name: "a",
            line: 2,
            lines: 6,
        },
        Function {
            name: "e",
            line: 16,
            lines: 3,
        },
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_ratchet_only_shrinks() {
    let long = ("crates/sip/src/a.rs", &*lines(700));
    let ratchet = "crates/xtask/ratchet.txt";
    let place = "crates/sip/src/a.rs:1";
    let with = |entries: &str, part: &str| {
        let found = found(sizes::check, &[long, (ratchet, entries)]);
        assert!(
            found.iter().any(|problem| problem.contains(part)),
            "{found:#?}"
        );
    };
    with(
        "crates/sip/src/a.rs lines 650\n",
        "grown beyond its ratchet of 650",
    );
    with("crates/sip/src/a.rs lines 750\n", "has shrunk: write 700");
    with("crates/sip/src/b.rs lines 750\n", "remove this line");
    with("crates/sip/src/a.rs lines many\n", "want: path");
    with(&entries(99), "split the code instead");
    refused(
        sizes::check,
        &[long, (ratchet, "# nothing\n")],
        place,
        "700 lines",
    );
}

/// So many ratchet entries.
fn entries(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "crates/sip/src/{at}.rs lines 700");
        text
    })
}

#[test]
fn names_that_say_nothing_are_refused() {
    for (line, part) in [
        ("pub struct CallManager;", "'manager'"),
        ("pub(crate) enum DigitHandler {", "'handler'"),
        ("mod util;", "'util'"),
        ("pub mod test_helpers;", "'helpers'"),
        ("trait SIPSession {", "'session'"),
        ("    async fn session_of(", "'session'"),
        ("fn peer_by_name(", "'peer'"),
        ("pub fn process_call(", "'process_'"),
        ("const fn do_dial(", "'do_'"),
        ("struct Inbox;", "'folder'"),
    ] {
        let file = ("crates/call/src/a.rs", line);
        refused(names::check, &[file], "crates/call/src/a.rs:1", part);
    }
}

#[test]
fn names_that_others_coined_are_accepted() {
    for (path, line) in [
        ("crates/sip-channel/src/a.rs", "struct Peer;"),
        ("crates/sip/src/a.rs", "struct SessionExpires;"),
        (
            "crates/sip/src/a.rs",
            "fn session_timer(&self) -> Option<Seconds> {",
        ),
        ("crates/media/src/a.rs", "pub struct MediaSession {"),
        ("crates/control/src/a.rs", "pub struct SipShowPeers;"),
        ("crates/call/src/a.rs", "fn hangup_handlers() {"),
        ("crates/call/src/a.rs", "fn dollar(&self) {"),
        ("crates/call/src/a.rs", "let session = 1;"),
        ("crates/call/src/a.rs", "// struct Manager"),
        ("crates/call/src/a.rs", "fn room_of(&self) {"),
        ("crates/call/src/a/tests.rs", "fn a_session_ends() {"),
    ] {
        accepted(names::check, &[(path, line)]);
    }
}

#[test]
fn declarations_are_found() {
    use super::names::Kind::{Function, Module, Type};
    for (line, expected) in [
        ("pub(super) struct Name<T>(T);", Some((Type, "Name"))),
        ("pub(crate) unsafe fn name<T>(", Some((Function, "name"))),
        ("mod name;", Some((Module, "name"))),
        ("type Name = u8;", Some((Type, "Name"))),
        ("impl Name {", None),
        ("/// fn name() is", None),
        ("", None),
    ] {
        let expected = if line.starts_with("pub(in") {
            None
        } else {
            expected
        };
        assert_eq!(declaration(line), expected, "{line}");
    }
}

#[test]
fn a_file_nobody_names_is_refused() {
    let table = "applications! { media: echo::Echo, }";
    let tree = [
        ("crates/apps/src/lib.rs", "mod applications;"),
        ("crates/apps/src/applications.rs", table),
        ("crates/apps/src/applications/media/echo.rs", ""),
        ("crates/apps/src/applications/media/echo/tests.rs", ""),
    ];
    let orphan = "crates/apps/src/applications/media/echo/tests.rs:1";
    refused(lists::check, &tree, orphan, "'tests'");
    let mut whole = tree.to_vec();
    whole[2].1 = "mod tests;";
    accepted(lists::check, &whole);
    whole.push(("crates/apps/src/applications/media/dial.rs", ""));
    refused(
        lists::check,
        &whole,
        "crates/apps/src/applications/media/dial.rs:1",
        "'dial'",
    );
}

#[test]
fn module_folders_and_cargo_roots_are_known() {
    accepted(
        lists::check,
        &[
            ("crates/sip/src/lib.rs", "pub mod dialog;"),
            ("crates/sip/src/dialog/mod.rs", "mod id;"),
            ("crates/sip/src/dialog/id.rs", ""),
            ("crates/starling/tests/it/main.rs", "mod tls;"),
            ("crates/starling/tests/it/tls.rs", ""),
            ("crates/starling/src/main.rs", ""),
        ],
    );
    let tree = [
        ("crates/sip/src/lib.rs", "// mod gone;"),
        ("crates/sip/src/gone.rs", ""),
    ];
    refused(lists::check, &tree, "crates/sip/src/gone.rs:1", "'gone'");
}

#[test]
fn texts_that_are_refused() {
    let rust = "crates/sip/src/a.rs";
    for (path, text, place, part) in [
        (
            rust,
            "//! A.\n// TODO: later",
            "crates/sip/src/a.rs:2",
            "note to self",
        ),
        ("run", "# FIXME", "run:1", "note to self"),
        (
            rust,
            "//! A.\n// XXX odd",
            "crates/sip/src/a.rs:2",
            "note to self",
        ),
        (
            rust,
            "//! A.\n    #[ignore]",
            "crates/sip/src/a.rs:2",
            "no test",
        ),
        (
            rust,
            "//! A.\n#[ignore = \"slow\"]",
            "crates/sip/src/a.rs:2",
            "no test",
        ),
        (
            rust,
            "//! A.\n#[allow(dead_code)]",
            "crates/sip/src/a.rs:2",
            "reason",
        ),
        (rust, "fn a() {}", "crates/sip/src/a.rs:1", "opens with"),
        ("README.md", "see /work/main", "README.md:1", "outside"),
        ("README.md", "see ../shared/x", "README.md:1", "outside"),
        (
            rust,
            "//! A.\nopen(\"seeds/s3\")",
            "crates/sip/src/a.rs:2",
            "outside",
        ),
        (
            rust,
            "//! A.\n#[allow(unsafe_code, reason = \"x\")]",
            "crates/sip/src/a.rs:2",
            "unsafe",
        ),
    ] {
        refused(text::check, &[(path, text)], place, part);
    }
}

#[test]
fn texts_that_are_accepted() {
    let rust = "crates/sip/src/a.rs";
    for (path, text) in [
        (
            rust,
            "//! A.\n// SAFETY: b has no\n// preconditions.\nlet a = unsafe { b() };\n",
        ),
        (rust, "//! A.\nlet seed = 7; // the pattern _XXX\n"),
        (rust, "//! A.\nlet path = fixture(\"seeds/s3\");\n"),
        (
            rust,
            "//! A.\n#[allow(dead_code, reason = \"read by the far end\")]\n",
        ),
        (
            rust,
            "//! A.\n// The far end reads it.\n#[allow(dead_code)]\n",
        ),
        ("crates/sip/src/a/tests.rs", "use super::*;\n"),
        (".ci/run", "export STARLING_FIXTURES=../shared\n"),
        (
            "crates/starling/src/a.rs",
            "//! A.\n#[allow(unsafe_code, reason = \"x\")]\n",
        ),
        ("docs/usage.md", "GET /usr/work/ and the shared lines\n"),
    ] {
        accepted(text::check, &[(path, text)]);
    }
}

fn documents() -> Vec<(&'static str, String)> {
    let mut tree: Vec<(&str, String)> =
        ["GLOSSARY.md", "STYLE.md", "LICENSE-MIT", "LICENSE-APACHE"]
            .into_iter()
            .chain(["deny.toml", "docs/rfc-map.md", "ARCHITECTURE.md"])
            .map(|path| (path, "text\n".to_owned()))
            .collect();
    tree.push(("README.md", "./run and ./test\n".to_owned()));
    tree.push(("CHANGELOG.md", "## Unreleased\n".to_owned()));
    tree.push(("docs/adr/0000-template.md", "Status: template\n".to_owned()));
    tree
}

/// The tree with `path` holding `text` instead.
#[track_caller]
fn document_refused(path: &'static str, text: &str, part: &str) {
    let mut tree = documents();
    tree.retain(|(other, _)| *other != path);
    tree.push((path, text.to_owned()));
    let tree: Vec<(&str, &str)> = tree
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    refused(documents::check, &tree, path, part);
}

#[test]
fn documents_are_there_and_short() {
    let tree = documents();
    let tree: Vec<(&str, &str)> = tree
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    accepted(documents::check, &tree);
    document_refused("STYLE.md", "\n", "missing or empty");
    document_refused("CHANGELOG.md", "nothing\n", "Unreleased");
    document_refused("README.md", "only ./run\n", "./test");
    document_refused(
        "README.md",
        &format!("./run{}./test\n", "\n".repeat(50)),
        "./test",
    );
    document_refused("ARCHITECTURE.md", &"line\n".repeat(201), "201 lines");
    document_refused("docs/adr/0002-gap.md", "Status: accepted\n", "next is 0001");
    document_refused(
        "docs/rfc-map.md",
        "| 1 | `sip/src/gone.rs` |\n",
        "sip/src/gone.rs is not there",
    );
    document_refused("docs/adr/0001-mute.md", "Context\n", "Status:");
}
