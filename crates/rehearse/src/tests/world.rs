//! Files in memory or in a folder, as material to rehearse with.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{FeatureCodes, Tones};
use config::{FileError, Files, MemoryFiles, glob_matches};

use crate::Material;
use crate::explain::{Caller, Exchange, Question, Story, explain};

/// An exchange's files.
pub(crate) fn files(named: &[(&str, &str)]) -> MemoryFiles {
    named
        .iter()
        .fold(MemoryFiles::new(), |files, (name, text)| {
            files.with(name, *text)
        })
}

/// What the files say.
pub(crate) fn material(named: &[(&str, &str)]) -> Material {
    Material::read(&files(named), false, &[])
}

/// A call of `caller` to `number`, with whatever else `change` asks; every sound lasts a second.
pub(crate) fn call(
    material: &Material,
    caller: &str,
    number: &str,
    change: impl FnOnce(&mut Question),
) -> Story {
    try_call(material, caller, number, change).unwrap()
}

/// As `call`, when it may be refused.
pub(crate) fn try_call(
    material: &Material,
    caller: &str,
    number: &str,
    change: impl FnOnce(&mut Question),
) -> Result<Story, String> {
    let since_epoch = Duration::from_secs(1_709_632_800);
    let mut question = Question::new(Caller::phone(caller), number, since_epoch, first_instant());
    change(&mut question);
    explain(&exchange(material), &question)
}

/// The stage of these files; every sound lasts a second.
pub(crate) fn exchange(material: &Material) -> Exchange<'_> {
    Exchange {
        dialplan: material.dialplan.clone(),
        globals: &material.globals,
        settings: Arc::new(settings()),
        program: material.program.clone(),
        registry: apps::registry().with_switches(lua::SWITCHES),
        sources: services::Sources::default(),
        sip: &material.sip,
        services: &material.services,
        music: &material.music,
        sounds: &|_, _| Some(Duration::from_secs(1)),
    }
}

pub(crate) fn settings() -> call::Settings {
    call::Settings {
        language: "en".to_owned(),
        system_name: String::new(),
        tones: Tones {
            zones: vec![audio::indications::builtin("us").unwrap()],
            country: "us".to_owned(),
        },
        auto_fallthrough: true,
        features: FeatureCodes::default(),
        directories: Vec::new(),
        calendar: |at, zone| apps::time::calendar(at, zone.or(Some("UTC"))),
        format_time: |at, zone, format| apps::time::format_time(at, zone.or(Some("UTC")), format),
    }
}

/// The steps of a story: line numbers and applications.
pub(crate) fn steps(story: &Story) -> Vec<String> {
    let line = |step: &crate::explain::Step| step.span.as_ref().map_or(0, |span| span.line);
    story
        .steps()
        .map(|step| format!("{} {}({})", line(step), step.application, step.arguments))
        .collect()
}

/// A folder of the repository.
pub(crate) fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// A folder of the fixtures; `None` when there are none, which only a CI run minds.
pub(crate) fn fixture(path: &str) -> Option<PathBuf> {
    match std::env::var_os("STARLING_FIXTURES") {
        Some(root) => Some(Path::new(&root).join(path)),
        None => {
            assert!(
                std::env::var_os("CI").is_none(),
                "STARLING_FIXTURES is not set"
            );
            println!("skipped: STARLING_FIXTURES is not set");
            None
        }
    }
}

/// Several folders as one; the first that has a file gives it.
pub(crate) struct Folders(pub(crate) Vec<PathBuf>);

impl Files for Folders {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let mut found = self
            .0
            .iter()
            .filter_map(|folder| std::fs::read(folder.join(name)).ok());
        found.next().ok_or(FileError::Missing)
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        let entries = self
            .0
            .iter()
            .filter_map(|folder| folder.read_dir().ok())
            .flatten()
            .flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| glob_matches(pattern, name)).collect();
        names.sort();
        names.dedup();
        names
    }

    fn execute(&self, _: &str) -> Result<Vec<u8>, FileError> {
        Err(FileError::Missing)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "virtual time needs a first instant"
)]
pub(crate) fn first_instant() -> Instant {
    Instant::now()
}
