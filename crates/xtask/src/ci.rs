//! `cargo xtask ci`: everything a change must pass, cheapest first. Nothing else is "CI".

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{docs, licences, say, tidy};

/// Runs all steps, so that one look shows all that is wrong.
pub(crate) fn run(root: &Path) -> bool {
    let mut report = Vec::new();
    let mut all_passed = true;
    for step in STEPS {
        say(&format!("\n== {}", step.name));
        if let Some(tool) = step.tool
            && !has(root, tool)
        {
            say(&format!("cargo {tool} is not installed: step left out"));
            report.push(format!(
                "{:<12} left out, cargo {tool} is not installed",
                step.name
            ));
            continue;
        }
        let elapsed = stopwatch();
        let passed = (step.run)(root);
        let took = elapsed().as_secs_f32();
        let outcome = if passed { "ok" } else { "FAILED" };
        report.push(format!("{:<12} {outcome:<7} {took:>6.1} s", step.name));
        all_passed &= passed;
    }
    say("\n== summary");
    for line in &report {
        say(line);
    }
    all_passed
}

struct Step {
    name: &'static str,
    /// The cargo subcommand that not every Rust brings along.
    tool: Option<&'static str>,
    run: fn(&Path) -> bool,
}

fn has(root: &Path, tool: &str) -> bool {
    let probe = Command::new("cargo")
        .args([tool, "--version"])
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

/// Runs cargo with its output shown.
fn cargo(root: &Path, words: &[&str], environment: &[(&str, &str)]) -> bool {
    let mut command = Command::new("cargo");
    command
        .args(words)
        .current_dir(root)
        .envs(environment.iter().copied());
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            say(&format!("cargo does not start: {error}"));
            false
        }
    }
}

/// Every file by name: rustfmt itself does not see modules that a macro declares.
fn format(root: &Path) -> bool {
    let files = Command::new("git")
        .args(["ls-files", "*.rs"])
        .current_dir(root)
        .output();
    let listed = files.map(|f| String::from_utf8_lossy(&f.stdout).into_owned());
    let Ok(listed) = listed else {
        say("git does not start, so the files to format are not known");
        return false;
    };
    let status = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--files-with-diff"])
        .args(listed.lines().filter(|file| root.join(file).exists()))
        .current_dir(root)
        .status();
    let passed = status.is_ok_and(|s| s.success());
    if !passed {
        say("these files are not formatted: run `rustfmt --edition 2024` on them");
    }
    passed
}

fn clippy(root: &Path) -> bool {
    cargo(
        root,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    )
}

/// All tests of all rooms. Those that talk to the real program find it through `PBX_BIN`.
fn tests(root: &Path) -> bool {
    if !has_room(root, "starling") {
        return cargo(root, &["test", "--workspace", "--no-fail-fast"], &[]);
    }
    let program = program(root).display().to_string();
    cargo(root, &["build", "--package", "starling"], &[])
        && cargo(
            root,
            &["test", "--workspace", "--no-fail-fast"],
            &[("PBX_BIN", &program), ("RUST_TEST_THREADS", WAITING_TESTS)],
        )
}

/// The simulated scenarios once more, unchanged, against the real program over real sockets.
fn wire(root: &Path) -> bool {
    if !has_room(root, "testkit") {
        say("there is no testkit, so there are no scenarios to repeat");
        return true;
    }
    let program = program(root).display().to_string();
    let environment = [
        ("SUBJECT", "spawned"),
        ("PBX_BIN", program.as_str()),
        ("RUST_TEST_THREADS", WAITING_TESTS),
    ];
    cargo(
        root,
        &["test", "--package", "testkit", "--no-fail-fast"],
        &environment,
    )
}

fn has_room(root: &Path, name: &str) -> bool {
    root.join("crates").join(name).join("Cargo.toml").is_file()
}

/// Where cargo puts the program the tests spawn.
fn program(root: &Path) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    root.join(target).join("debug/starling")
}

/// Starts now; the result tells how long ago that was.
#[allow(
    clippy::disallowed_methods,
    reason = "a tool at the keyboard, timing real compilers"
)]
fn stopwatch() -> impl Fn() -> Duration {
    let begin = Instant::now();
    move || begin.elapsed()
}

/// Tests against the real program mostly wait for it, in real time: many at once cost little.
const WAITING_TESTS: &str = "10";

/// Compiler flags are never changed between steps, or every crate would be built again.
const STEPS: &[Step] = &[
    Step {
        name: "format",
        tool: Some("fmt"),
        run: format,
    },
    Step {
        name: "tidy",
        tool: None,
        run: tidy::run,
    },
    Step {
        name: "licences",
        tool: None,
        run: licences::run,
    },
    Step {
        name: "clippy",
        tool: Some("clippy"),
        run: clippy,
    },
    Step {
        name: "tests",
        tool: None,
        run: tests,
    },
    Step {
        name: "wire",
        tool: None,
        run: wire,
    },
    Step {
        name: "docs",
        tool: None,
        run: docs::check,
    },
];
