//! `starling migrate`: what a modern Asterisk would need, as a diff with reasons.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use rehearse::migrate::{Migration, migrate};

use crate::disk::Folder;
use crate::rehearsal::{Rehearsal, usual_place};
use crate::{print, refuse};

/// `migrate`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    match Wanted::parse(words) {
        Ok(wanted) if wanted.help => print(HELP),
        Ok(wanted) => {
            let place = wanted.place.unwrap_or_else(usual_place);
            if !place.exists() {
                let place = place.display();
                refuse(&format!("{place}: there is no such folder or file"));
                return ExitCode::from(2);
            }
            let rehearsal = Rehearsal::read(&place, false);
            let etc = &rehearsal.installation.directories.etc;
            let migration = migrate(&Folder::new(etc), &rehearsal.material);
            match wanted.apply {
                None => print(&migration.diff()),
                Some(folder) => apply(&migration, Path::new(etc), &folder),
            }
        }
        Err(fault) => {
            refuse(&format!("{fault}; try migrate --help"));
            ExitCode::from(2)
        }
    }
}

fn apply(migration: &Migration, etc: &Path, folder: &Path) -> ExitCode {
    match write(migration, etc, folder) {
        Ok(number) => print(&format!(
            "{number} files are in {}; the diff says why:\n{}",
            folder.display(),
            migration.diff()
        )),
        Err(error) => {
            refuse(&format!("{}: {error}", folder.display()));
            ExitCode::from(2)
        }
    }
}

/// All files into a new folder, rewritten where they need to be.
fn write(migration: &Migration, etc: &Path, folder: &Path) -> std::io::Result<usize> {
    if folder.exists() && folder.read_dir()?.next().is_some() {
        let text = "there is something already; name a new folder";
        return Err(std::io::Error::other(text));
    }
    copy(etc, folder)?;
    for file in migration.files() {
        let place = folder.join(&file.name);
        match file.text {
            Some(text) => {
                place.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::write(place, text)?;
            }
            None => std::fs::remove_file(place)?,
        }
    }
    count(folder)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.path().metadata()?;
        if kind.is_file() {
            std::fs::copy(entry.path(), target)?;
        } else if kind.is_dir() && !entry.file_type()?.is_symlink() && !target.starts_with(from) {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn count(folder: &Path) -> std::io::Result<usize> {
    let mut number = 0;
    for entry in folder.read_dir()? {
        let path = entry?.path();
        number += if path.is_dir() { count(&path)? } else { 1 };
    }
    Ok(number)
}

struct Wanted {
    place: Option<PathBuf>,
    apply: Option<PathBuf>,
    help: bool,
}

impl Wanted {
    fn parse(words: &[String]) -> Result<Self, lexopt::Error> {
        let mut this = Self {
            place: None,
            apply: None,
            help: false,
        };
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("apply") => this.apply = Some(parser.value()?.into()),
                Short('C') | Long("config") => this.place = Some(parser.value()?.into()),
                Short('h') | Long("help") => this.help = true,
                Value(place) if this.place.is_none() => this.place = Some(place.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(this)
    }
}

const HELP: &str = "\
Usage: starling migrate [DIR] [options]

Prints what Asterisk 21 and later would need, as a unified diff (for 'patch -p1') with a reason for each
change: sip.conf becomes pjsip.conf, Macro becomes Gosub, Monitor becomes MixMonitor, meetme.conf becomes
confbridge.conf, and old names become today's. Starling itself runs both. DIR is the folder of the .conf
files (/etc/asterisk). What has to be done by hand is said with the other reasons.

  -C FILE or DIR    the same as DIR; with a file: this asterisk.conf
  --apply DIR       write all files, rewritten, to this new folder
";
