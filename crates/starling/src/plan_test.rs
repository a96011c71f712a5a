//! `starling test`: tests of the dialplan, and which lines they ran.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use rehearse::plan_test::{Beginning, Report, Test, junit, parse, run as run_tests, text};

use crate::rehearsal::Rehearsal;
use crate::{clock, print, refuse};

/// `test`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let wanted = match Wanted::parse(words) {
        Ok(wanted) if wanted.help => return print(HELP),
        Ok(wanted) => wanted,
        Err(fault) => return refuse(&format!("{fault}; try test --help")),
    };
    match wanted.report() {
        Ok(report) => {
            print(&text(&report));
            let written = wanted
                .junit
                .map(|path| std::fs::write(path, junit(&report)));
            match written {
                Some(Err(error)) => refuse(&format!("the JUnit file cannot be written: {error}")),
                _ if report.is_good() => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        Err(fault) => refuse(&fault),
    }
}

struct Wanted {
    folder: Option<PathBuf>,
    config: Option<PathBuf>,
    junit: Option<PathBuf>,
    help: bool,
}

impl Wanted {
    fn parse(words: &[String]) -> Result<Self, lexopt::Error> {
        let mut this = Self {
            folder: None,
            config: None,
            junit: None,
            help: false,
        };
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('C') | Long("config") => this.config = Some(parser.value()?.into()),
                Long("junit") => this.junit = Some(parser.value()?.into()),
                Short('h') | Long("help") => this.help = true,
                Value(folder) if this.folder.is_none() => this.folder = Some(folder.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(this)
    }

    fn report(&self) -> Result<Report, String> {
        let folder = self
            .folder
            .as_deref()
            .ok_or("the folder is missing; try test --help")?;
        let tests = tests(folder)?;
        let has_plan = |folder: &Path| folder.join("extensions.conf").is_file();
        let place = match (&self.config, folder.parent()) {
            (Some(config), _) => config.clone(),
            // Tests may lie in a folder below the files that they test.
            (None, Some(parent)) if !has_plan(folder) && has_plan(parent) => parent.to_owned(),
            _ => folder.to_owned(),
        };
        let rehearsal = Rehearsal::read(&place, false);
        let length = |name: &str, language: &str| rehearsal.length(name, language);
        Ok(run_tests(&rehearsal.exchange(&length)?, &tests))
    }
}

/// The tests of all files in the folder and in its folder `tests`.
fn tests(folder: &Path) -> Result<Vec<Test>, String> {
    let beginning = Beginning {
        since_epoch: clock::since_epoch(),
        began: clock::now(),
        format_time: apps::time::format_time,
    };
    let mut files: Vec<PathBuf> = [folder.to_owned(), folder.join("tests")]
        .iter()
        .filter_map(|folder| folder.read_dir().ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "test"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "{}: there are no *.test files here or in tests/",
            folder.display()
        ));
    }
    let (mut tests, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?;
        match parse(&name, &text, beginning) {
            Ok(more) => tests.extend(more),
            Err(problems) => faults.extend(problems.iter().map(ToString::to_string)),
        }
    }
    if faults.is_empty() {
        Ok(tests)
    } else {
        Err(faults.join("\n"))
    }
}

const HELP: &str = "\
Usage: starling test DIR [options]

Runs the tests in DIR/*.test and DIR/tests/*.test on a virtual clock and tells which lines and
branches of the dialplan they ran. The language: docs/dialplan-tests.md.

  -C FILE or DIR   the files to test, when they are not in DIR or above it
  --junit FILE     write the results for a CI server, too
";
