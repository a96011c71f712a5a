//! `starling check`: every fault of the files. `config check` is the same with fewer words.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use config::Severity;
use lexopt::prelude::*;
use rehearse::check::{Surroundings, check};
use rehearse::finding::{Finding, Kind, Severities, exit_status, json, sarif, text};

use crate::arguments::Arguments;
use crate::directories::Installation;
use crate::rehearsal::{Rehearsal, usual_place};
use crate::{print, refuse};

/// `config check`.
pub(crate) fn configuration(arguments: &Arguments) -> ExitCode {
    let rehearsal = Rehearsal::read(&arguments.config, arguments.strict);
    let strict = rehearsal.installation.options.strict;
    let (found, refused) = of_rehearsal(rehearsal);
    print(&text(&found));
    let worst = exit_status(&found);
    let strict = arguments.strict || strict;
    let failed = refused || worst == 2 || (strict && worst > 0);
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// `check`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    match Wanted::parse(words) {
        Ok(wanted) if wanted.help => print(&help()),
        Ok(wanted) => {
            let place = wanted.place.unwrap_or_else(usual_place);
            if !place.exists() {
                refuse(&format!(
                    "{}: there is no such folder or file",
                    place.display()
                ));
                return ExitCode::from(2);
            }
            let (found, refused) = findings(&place, wanted.strict);
            let found = wanted.severities.apply(found);
            print(&(wanted.render)(&found));
            ExitCode::from(if refused { 2 } else { exit_status(&found) })
        }
        Err(fault) => {
            refuse(&format!("{fault}; try check --help"));
            ExitCode::from(2)
        }
    }
}

fn findings(place: &Path, strict: bool) -> (Vec<Finding>, bool) {
    of_rehearsal(Rehearsal::read(place, strict))
}

/// Every fault in the files of an installation.
pub(crate) fn of_installation(installation: Installation) -> Vec<Finding> {
    of_rehearsal(Rehearsal::of(installation, Vec::new())).0
}

fn of_rehearsal(mut rehearsal: Rehearsal) -> (Vec<Finding>, bool) {
    let more = std::mem::take(&mut rehearsal.problems);
    let registry = rehearsal.registry.clone();
    let has_sound = rehearsal.has_sound();
    let folder = PathBuf::from(&rehearsal.installation.directories.agi);
    // One script is spoken by the exchange itself when it is not there.
    let has_script = |name: &str| folder.join(name).is_file() || name.ends_with(READER);
    let surroundings = Surroundings {
        registry: &registry,
        sounds: has_sound
            .as_ref()
            .map(|has_sound| has_sound as &dyn Fn(&str, &str) -> bool),
        scripts: folder
            .is_dir()
            .then_some(&has_script as &dyn Fn(&str) -> bool),
        language: &rehearsal.installation.options.defaultlanguage,
        more,
    };
    (check(&rehearsal.material, &surroundings), rehearsal.refused)
}

struct Wanted {
    place: Option<PathBuf>,
    strict: bool,
    help: bool,
    severities: Severities,
    render: fn(&[Finding]) -> String,
}

impl Wanted {
    fn parse(words: &[String]) -> Result<Self, lexopt::Error> {
        let mut this = Self {
            place: None,
            strict: false,
            help: false,
            severities: Severities::default(),
            render: text,
        };
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("json") => this.render = json,
                Long("sarif") => this.render = sarif,
                Long("strict") => this.strict = true,
                Long("allow") => this.severities.allow(kind(&parser.value()?.string()?)?),
                Long("warn") => {
                    this.severities
                        .set(kind(&parser.value()?.string()?)?, Severity::Warning);
                }
                Long("deny") => {
                    this.severities
                        .set(kind(&parser.value()?.string()?)?, Severity::Error);
                }
                Short('C') | Long("config") => this.place = Some(parser.value()?.into()),
                Short('h') | Long("help") => this.help = true,
                Value(place) if this.place.is_none() => this.place = Some(place.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(this)
    }
}

fn kind(name: &str) -> Result<Kind, lexopt::Error> {
    Kind::from_name(name).ok_or_else(|| {
        let known = Kind::ALL.iter().map(|kind| kind.name());
        let near = config::nearest(name, known);
        let hint = near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        lexopt::Error::from(format!("there is no kind '{name}'{hint}"))
    })
}

fn help() -> String {
    let rows: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| {
            format!(
                "  {:<28}{:<9}{}\n",
                kind.name(),
                kind.severity(),
                kind.about()
            )
        })
        .collect();
    format!("{HELP}{}", rows.concat())
}

const READER: &str = "googletts.agi";

const HELP: &str = "\
Usage: starling check [DIR] [options]

Reads all files as a start would and tells every fault. DIR is the folder of the .conf files
(/etc/asterisk). Ends with 0 when there is nothing above a note, 1 for warnings, 2 for errors.

  -C FILE or DIR    the same as DIR; with a file: this asterisk.conf
  --allow KIND      leave out findings of this kind
  --warn KIND       take them for warnings
  --deny KIND       take them for errors
  --strict          reject what Asterisk rejects
  --json            as JSON
  --sarif           as SARIF 2.1.0

Kinds, with their usual severity:
";
