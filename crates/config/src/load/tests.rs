use super::*;
use crate::{MemoryFiles, Severity};

/// Sections as `[name!]a=1|b=2`, a template marked `!`, parents `<name`.
fn show(tree: &Tree) -> Vec<String> {
    let entry = |entry: &crate::Entry| {
        format!(
            "{}{}{}",
            entry.name,
            if entry.arrow { "=>" } else { "=" },
            entry.value
        )
    };
    tree.sections
        .iter()
        .map(|section| {
            let entries: Vec<String> = section.entries.iter().map(entry).collect();
            let parents: String = section
                .parents
                .iter()
                .map(|name| format!("<{name}"))
                .collect();
            let mark = if section.template { "!" } else { "" };
            format!("[{}{mark}{parents}]{}", section.name, entries.join("|"))
        })
        .collect()
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

const TOLERANT: LoadOptions = LoadOptions {
    strict: false,
    allow_exec: true,
    natural_section: "general",
};
const STRICT: LoadOptions = LoadOptions {
    strict: true,
    ..TOLERANT
};

fn files(text: &str) -> MemoryFiles {
    MemoryFiles::new()
        .with("x.conf", text)
        .with("a.conf", "fromA = 1")
        .with("b.conf", "inB = 1\n[b]\nfromB = 1")
        .with("d/one.conf", "one = 1\n[d]")
        .with("d/two.conf", "two = 2")
        .with("/abs/c.conf", "fromC = 1")
        .with("self.conf", "x = 1\n#include self.conf\ny = 2")
        .with("ls -l", "total = 0")
}

/// Loads without any problem.
fn clean(text: &str, expected: &[&str]) {
    for options in [TOLERANT, STRICT] {
        let loaded = load(&files(text), "x.conf", &options).expect(text);
        assert_eq!(show(&loaded.tree), expected, "{text}");
        assert_eq!(told(&loaded.problems), [""; 0], "{text}");
    }
}

/// Loads tolerantly with problems; strictly it loads too, or is rejected with the error given.
fn faulty(text: &str, expected: &[&str], problems: &[&str], strictly: Option<&str>) {
    let loaded = load(&files(text), "x.conf", &TOLERANT).expect(text);
    assert_eq!(show(&loaded.tree), expected, "{text}");
    assert_eq!(told(&loaded.problems), problems, "{text}");
    match (load(&files(text), "x.conf", &STRICT), strictly) {
        (Ok(_), None) => {}
        (Err(problems), Some(error)) => {
            assert_eq!(
                told(&problems).last().map(String::as_str),
                Some(error),
                "{text}"
            );
            assert_eq!(
                problems.last().map(|problem| problem.severity),
                Some(Severity::Error)
            );
        }
        (outcome, _) => panic!("{text}: strictly {outcome:?}, expected {strictly:?}"),
    }
}

#[test]
fn sections_and_entries() {
    clean("", &[]);
    clean("[a]", &["[a]"]);
    clean("[a]\nx=1\n y => 2 ; c\n", &["[a]x=1|y=>2"]);
    clean("\u{feff}[a]\r\nx = 1\r\n", &["[a]x=1"]);
    clean("[a]\nx=1\nx=2\n[a]\ny=3", &["[a]x=1|x=2", "[a]y=3"]);
    clean("[a]\nx = 1\\;2 ; 3", &["[a]x=1;2"]);
    clean("[a]\n;-- x=1\ny=2 --; z=3", &["[a]z=3"]);
    clean("[a]\nx=", &["[a]x="]);
    clean(
        "[a]\nexten => s,1,Set(x=\"é\")",
        &["[a]exten=>s,1,Set(x=\"é\")"],
    );
}

#[test]
fn appended_values() {
    clean(
        "[a]\nx = 1\nx += ,2\ny += 3\ny += 4\nx +=5",
        &["[a]x=1,25|y=34"],
    );
    clean(
        "[t](!)\nx=1\n[a](t)\nx += 2\n[b](t)",
        &["[t!]x=1", "[a<t]x=12", "[b<t]x=1"],
    );
    clean(
        "[a]\nx=1\nx+=2\n[b]\nx=3\nx+=4\n[a](+)\nx=5\nx+=6",
        &["[a]x=12|x=56", "[b]x=34"],
    );
}

#[test]
fn templates() {
    clean("[t](!)\nx=1\n[a](t)\ny=2", &["[t!]x=1", "[a<t]x=1|y=2"]);
    clean(
        "[t](!)\nx=1\n[u](!,t)\ny=2\n[a](u,t)\nz=3",
        &["[t!]x=1", "[u!<t]x=1|y=2", "[a<u<t]x=1|y=2|x=1|z=3"],
    );
    clean("[a]\nx=1\n[b](a)", &["[a]x=1", "[b<a]x=1"]);
    clean("[a]\nx=1\n[a](a)", &["[a]x=1", "[a<a]x=1"]);
    clean("[t](!)\nx=1\n[a](T)", &["[t!]x=1", "[a<t]x=1"]);
    // An heir has what its parent had at that point.
    clean(
        "[t](!)\nx=1\n[a](t)\n[t](+)\ny=2",
        &["[t!]x=1|y=2", "[a<t]x=1"],
    );
}

#[test]
fn additions() {
    clean("[a]\nx=1\n[b]\n[a](+)\ny=2", &["[a]x=1|y=2", "[b]"]);
    clean(
        "[t](!)\nz=3\n[a]\nx=1\n[a](+,t)\ny=2",
        &["[t!]z=3", "[a<t]x=1|z=3|y=2"],
    );
    clean(
        "[t](!)\nz=3\n[a]\nx=1\n[a](+t)\ny=2",
        &["[t!]z=3", "[a<t]x=1|z=3|y=2"],
    );
    clean(
        "[a]\ntype=aor\n[a]\ntype=auth\n[a](+type=auth)\nx=1",
        &["[a]type=aor", "[a]type=auth|x=1"],
    );
    clean(
        "[a](!)\ntype=auth\n[a]\ntype=auth\n[a](+type=auth)\nx=1\n[a](+TEMPLATES=restrict)\ny=2",
        &["[a!]type=auth|y=2", "[a]type=auth|x=1"],
    );
}

#[test]
fn includes() {
    clean("[s]\n#include a.conf\nx=1", &["[s]fromA=1|x=1"]);
    clean("[s]\n#include \"a.conf\"", &["[s]fromA=1"]);
    clean("[s]\n#INCLUDE <a.conf> ; c", &["[s]fromA=1"]);
    clean("[s]\n#include /abs/c.conf", &["[s]fromC=1"]);
    clean("[s]\n#include /abs/*.conf", &["[s]fromC=1"]);
    clean("[s]\n#include b.conf\nx=1", &["[s]inB=1|x=1", "[b]fromB=1"]);
    clean("[s]\n#include d/*.conf\nx=1", &["[s]one=1|x=1", "[d]two=2"]);
    clean("[s]\n#include d/o*.conf", &["[s]one=1", "[d]"]);
    clean("[s]\n#include d", &["[s]one=1", "[d]two=2"]);
    clean("[s]\n#tryinclude none.conf\nx=1", &["[s]x=1"]);
    clean("[s]\n#tryinclude none/*.conf\nx=1", &["[s]x=1"]);
    clean("[s]\n#tryinclude a.conf", &["[s]fromA=1"]);
    clean("[s]\n#exec ls -l\nx=1", &["[s]total=0|x=1"]);
}

#[test]
fn files_read() {
    let loaded = load(
        &files("[s]\n#include b.conf\n#include d/*.conf"),
        "x.conf",
        &TOLERANT,
    );
    let read = loaded.expect("the file loads").files;
    assert_eq!(read, ["x.conf", "b.conf", "d/one.conf", "d/two.conf"]);
}

#[test]
fn spans() {
    let loaded = load(
        &files("[s]\n  x = 1\n#include b.conf\n;-- --; y = 2"),
        "x.conf",
        &TOLERANT,
    );
    let tree = loaded.expect("the file loads").tree;
    let spans: Vec<String> = tree
        .sections
        .iter()
        .flat_map(|section| {
            section
                .entries
                .iter()
                .map(|entry| &entry.span)
                .chain([&section.span])
        })
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        spans,
        [
            "x.conf:2:3",
            "b.conf:1:1",
            "x.conf:4:9",
            "x.conf:1:1",
            "b.conf:3:1",
            "b.conf:2:1"
        ]
    );
}

#[test]
fn stray_entries() {
    let warning =
        "x.conf:1:1: warning: there is no section before this line; it counts for [general]";
    let error = "x.conf:1:1: error: there is no section before this line (no category context)";
    faulty(
        "x=1\ny=2\n[a]\nz=3",
        &["[general]x=1|y=2", "[a]z=3"],
        &[warning],
        Some(error),
    );
    faulty(
        "x=1\n[a]\n[General]\ny=2\n[general]\nz=3",
        &["[general]x=1|y=2", "[a]", "[general]z=3"],
        &[warning],
        Some(error),
    );
    faulty(
        "x=1\n[t](!)\n[general](t)",
        &["[general<t]x=1", "[t!]"],
        &[warning],
        Some(error),
    );
    faulty(
        ": !",
        &[],
        &["x.conf:1:1: warning: the line has no '=' and is skipped"],
        Some(error),
    );
}

#[test]
fn stray_entries_of_another_file() {
    let options = LoadOptions {
        natural_section: "options",
        ..TOLERANT
    };
    let loaded = load(
        &files("defaultlanguage=fr\n[options]\nverbose=3"),
        "x.conf",
        &options,
    );
    let tree = loaded.expect("the file loads").tree;
    assert_eq!(show(&tree), ["[options]defaultlanguage=fr|verbose=3"]);
}

#[test]
fn faulty_lines() {
    let no_equals = "x.conf:2:1: warning: the line has no '=' and is skipped";
    faulty("[a]\n...........\nx=1", &["[a]x=1"], &[no_equals], None);
    let nameless = "x.conf:2:1: warning: there is no name before '='; the line is skipped";
    faulty("[a]\n= 1\nx=1", &["[a]x=1"], &[nameless], None);
    faulty(
        "[a]\nx=1 ;-- y\nz=1",
        &["[a]x=1"],
        &[
            "x.conf:2: warning: this comment is never closed; the rest of the file is part of it; close it with --;",
        ],
        None,
    );
    let long = format!("[a]\nx={}\ny=1", "x".repeat(8190));
    let too_long = "x.conf:2: warning: the line is longer than 8191 bytes and is skipped";
    faulty(&long, &["[a]y=1"], &[too_long], None);
}

#[test]
fn faulty_headers() {
    faulty(
        "[a\nx=1",
        &["[a]x=1"],
        &["x.conf:1:1: warning: ']' is missing; read as [a]"],
        Some("x.conf:1:1: error: ']' is missing"),
    );
    faulty(
        "[t](!)\nx=1\n[a](t\ny=1",
        &["[t!]x=1", "[a<t]x=1|y=1"],
        &["x.conf:3:1: warning: ')' is missing; it is taken to end the line"],
        Some("x.conf:3:1: error: ')' is missing"),
    );
    faulty(
        "[t](!)\nx=1\n[a] (t)",
        &["[t!]x=1", "[a]"],
        &[
            "x.conf:3:1: warning: what stands in parentheses is ignored because of the blank before it; \
           write '](' without a blank",
        ],
        None,
    );
    faulty(
        "[a] b",
        &["[a]"],
        &["x.conf:1:1: note: 'b' after the section's name is ignored"],
        None,
    );
    faulty(
        "[phone](!)\nx=1\n[a](phnoe)\ny=1",
        &["[phone!]x=1", "[a]y=1"],
        &[
            "x.conf:3:1: warning: section [a] inherits from [phnoe], which is not there; \
           did you mean 'phone'?",
        ],
        Some(
            "x.conf:3:1: error: section [a] inherits from [phnoe], which is not there; \
              did you mean 'phone'?",
        ),
    );
    faulty(
        "[t](!)\nx=1\n[u](!)\ny=1\n[a](t, u)",
        &["[t!]x=1", "[u!]y=1", "[a<t<u]x=1|y=1"],
        &[],
        Some(
            "x.conf:5:1: error: section [a] inherits from [ u], which is not there; did you mean 'u'?",
        ),
    );
    faulty(
        "[alice]\n[alcie](+)\nx=1",
        &["[alice]", "[alcie]x=1"],
        &[
            "x.conf:2:1: warning: there is no section [alcie] to add to; it begins here; \
           did you mean 'alice'?",
        ],
        Some("x.conf:2:1: error: there is no section [alcie] to add to; did you mean 'alice'?"),
    );
    faulty(
        "[a](a)",
        &["[a]"],
        &["x.conf:1:1: warning: section [a] inherits from [a], which is not there"],
        Some("x.conf:1:1: error: section [a] inherits from [a], which is not there"),
    );
}

#[test]
fn faulty_directives() {
    faulty(
        "[a]\n#inlcude a.conf",
        &["[a]"],
        &[
            "x.conf:2:1: warning: '#inlcude' is not known; the line is skipped; did you mean 'include'?",
        ],
        None,
    );
    faulty(
        "# remark",
        &[],
        &["x.conf:1:1: note: the line begins with '#' and is skipped; comments begin with ';'"],
        None,
    );
    faulty(
        "#include",
        &[],
        &["x.conf:1:1: warning: '#include' lacks what it is to read"],
        None,
    );
    for missing in ["none.conf", "none/*.conf"] {
        let warning = format!(
            "x.conf:2:1: warning: '{missing}' is included but does not exist; \
             #tryinclude bears a missing file"
        );
        let error = warning.replace("warning", "error");
        faulty(
            &format!("[a]\n#include {missing}\nx=1"),
            &["[a]x=1"],
            &[&warning],
            Some(&error),
        );
    }
    faulty(
        "[a]\n#include self.conf",
        &["[a]x=1|y=2"],
        &["self.conf:2:1: warning: 'self.conf' includes itself; the line is skipped"],
        Some("self.conf:2:1: error: 'self.conf' includes itself"),
    );
    faulty(
        "#exec none",
        &[],
        &["x.conf:1:1: warning: 'none' does not exist"],
        None,
    );
}

#[test]
fn exec_must_be_allowed() {
    let options = LoadOptions {
        allow_exec: false,
        ..TOLERANT
    };
    let loaded = load(&files("[a]\n#exec ls -l"), "x.conf", &options).expect("the file loads");
    assert_eq!(show(&loaded.tree), ["[a]"]);
    assert_eq!(loaded.problems.len(), 1);
}

#[test]
fn bytes_that_are_not_utf8() {
    let files = MemoryFiles::new().with("x.conf", b"[a]\nx=caf\xe9\ny=\xe9\nz=\xc3\xa9".as_slice());
    let loaded = load(&files, "x.conf", &STRICT).expect("the file loads");
    assert_eq!(show(&loaded.tree), ["[a]x=café|y=é|z=é"]);
    let note =
        "x.conf:2: note: text is not UTF-8; it and such lines after it are read as Windows-1252";
    assert_eq!(told(&loaded.problems), [note]);
}

#[test]
fn missing_files() {
    let none = MemoryFiles::new();
    let problems = load(&none, "x.conf", &TOLERANT).expect_err("there is no file");
    assert_eq!(told(&problems), ["x.conf: error: the file does not exist"]);
    assert!(matches!(
        load_if_present(&none, "x.conf", &TOLERANT),
        Ok(None)
    ));
}

#[test]
fn include_depth() {
    let mut deep = MemoryFiles::new();
    for level in 0..30 {
        let text = format!("[s{level}]\n#include {}.conf", level + 1);
        deep = deep.with(&format!("{level}.conf"), text);
    }
    let loaded = load(&deep, "0.conf", &TOLERANT).expect("the file loads");
    assert_eq!(loaded.tree.sections.len(), LIMITS.depth);
    assert_eq!(
        told(&loaded.problems),
        ["9.conf:2:1: warning: '10.conf' is included too deep; the line is skipped"]
    );
    assert!(load(&deep, "0.conf", &STRICT).is_err());
}

#[test]
fn limits() {
    const SMALL: Limits = Limits {
        bytes: 2_000,
        files: 50,
        depth: 10,
        entries: 100,
        text: 1_000,
        problems: 5,
    };
    let check = |files: &MemoryFiles, expected: &str| {
        let outcome = load_within(files, "x.conf", &TOLERANT, &SMALL);
        let problems = outcome.expect_err("a limit is reached");
        assert_eq!(told(&problems).last().map(String::as_str), Some(expected));
    };
    let check_text =
        |text: &str, expected: &str| check(&MemoryFiles::new().with("x.conf", text), expected);
    let doubling: String = (1..20)
        .map(|at| format!("[t{at}](t{0},t{0})\n", at - 1))
        .collect();
    let full = "there are too many entries in all, those from templates included";
    check_text(
        &format!("[t0]\nx=1\n{doubling}"),
        &format!("x.conf:8:1: error: {full}"),
    );
    check_text(
        &format!("[t]\nx={}\n[a](t,t,t)", "x".repeat(400)),
        &format!("x.conf:3:1: error: {full}"),
    );
    check_text(
        &format!("[a]\nx={0}\nx+={0}\nx+={0}", "x".repeat(400)),
        &format!("x.conf:4:1: error: {full}"),
    );
    check_text(
        &"[a]\n".repeat(200),
        &format!("x.conf:101:1: error: {full}"),
    );
    check_text(
        &";".repeat(2_001),
        "x.conf: error: the files are too large in all",
    );
    let many = MemoryFiles::new()
        .with("x.conf", "[a]\n#include y.conf\n".repeat(80))
        .with("y.conf", "");
    check(&many, "x.conf:102:1: error: too many files are included");

    let noisy = MemoryFiles::new().with("x.conf", "a\n".repeat(20));
    let loaded = load_within(&noisy, "x.conf", &TOLERANT, &SMALL).expect("the file loads");
    let problems = told(&loaded.expect("the file is there").problems);
    assert_eq!(problems.len(), 6);
    assert_eq!(
        problems.last().map(String::as_str),
        Some("x.conf: note: 15 more problems are not shown")
    );
}

#[test]
fn looking_up() {
    let text = "[T](!)\nx=0\n[a]\nX=1\nx=2\n[A]\ny=1\n[a]\nz=1\n[t]";
    let tree = load(&files(text), "x.conf", &TOLERANT)
        .expect("the file loads")
        .tree;
    let first = tree.find("a").expect("the section is there");
    assert_eq!((first.get("x"), first.get("none")), (Some("2"), None));
    assert_eq!(first.all("x").count(), 2);
    assert_eq!(
        tree.find("A").and_then(|section| section.get("y")),
        Some("1")
    );
    assert_eq!(tree.sections_named("a").count(), 2);
    assert_eq!(
        tree.find("T").map(|section| section.name.as_str()),
        Some("t")
    );
    assert_eq!(tree.live().count(), 4);
    assert_eq!(tree.find("none"), None);
}

mod properties {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Lines that mean something more often than chance would have it.
    fn line() -> impl Strategy<Value = Vec<u8>> {
        let name = "[a-c]{1,2}";
        prop_oneof![
            vec(any::<u8>(), 0..40),
            name.prop_map(|name| format!("[{name}]").into_bytes()),
            "\\[[a-c]\\]\\([!+a-c,= ]{0,6}\\)?".prop_map(String::into_bytes),
            "[a-c]{1,2} ?(=|=>|\\+=)[a-c;\\\\-]{0,9}".prop_map(String::into_bytes),
            "[a ]?(;--|--;|;|\\\\;)[a=;-]{0,5}".prop_map(String::into_bytes),
            "#(include|tryinclude|exec) [\"<]?[xyz*][\">]?".prop_map(String::into_bytes),
        ]
    }

    proptest! {
        #[test]
        fn never_panics_and_ends(texts in vec(vec(line(), 0..20), 3), strict: bool) {
            const SMALL: Limits =
                Limits { bytes: 20_000, files: 100, depth: 5, entries: 500, text: 5_000, problems: 50 };
            let mut files = MemoryFiles::new();
            for (name, lines) in ["x", "y", "z"].into_iter().zip(texts) {
                files = files.with(name, lines.join(&b'\n'));
            }
            let options = LoadOptions { strict, ..TOLERANT };
            match load_within(&files, "x", &options, &SMALL) {
                Ok(loaded) => {
                    let loaded = loaded.unwrap_or_default();
                    let entries = loaded.tree.sections.iter().map(|section| section.entries.len());
                    prop_assert!(entries.sum::<usize>() <= SMALL.entries);
                    prop_assert!(loaded.problems.len() <= SMALL.problems + 1);
                    prop_assert!(loaded.problems.iter().all(|problem| problem.severity < Severity::Error));
                }
                Err(problems) => {
                    prop_assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
                }
            }
        }

        #[test]
        fn what_is_written_is_read(
            entries in vec(("[a-z][a-z0-9_-]{0,8}", "([!-:<-~é]([ -:<-~é]{0,20}[!-:<-~é])?)?"), 0..20)
        ) {
            prop_assume!(entries.iter().all(|(_, value)| !value.starts_with('>') && !value.ends_with('\\')));
            let lines: Vec<String> = entries.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let files = MemoryFiles::new().with("x", format!("[a]\n{}", lines.join("\n")));
            let loaded = load(&files, "x", &STRICT).expect("the file loads");
            let read: Vec<(String, String)> = loaded.tree.sections[0]
                .entries
                .iter()
                .map(|entry| (entry.name.clone(), entry.value.clone()))
                .collect();
            prop_assert_eq!(read, entries);
        }
    }
}
