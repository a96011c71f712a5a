use std::path::{Path, PathBuf};

use config::{FileError, Files, MemoryFiles, Problem, Severity};

use super::*;

/// Settings of files in memory; nothing in them may be an error.
pub(crate) fn load(files: &[(&str, &str)]) -> (Settings, Vec<Problem>) {
    let mut memory = MemoryFiles::new();
    for (name, text) in files {
        memory = memory.with(name, *text);
    }
    let (settings, problems) = Settings::load(&memory, false);
    assert!(!Settings::is_unusable(&problems), "{problems:?}");
    (settings, problems)
}

/// The settings of a `sip.conf`.
pub(crate) fn sip(text: &str) -> Settings {
    load(&[("sip.conf", text)]).0
}

/// The settings of a `pjsip.conf`.
pub(crate) fn pjsip(text: &str) -> Settings {
    load(&[("pjsip.conf", text)]).0
}

#[test]
fn tables_are_sound() {
    let tables = option_tables();
    assert_eq!(tables.len(), 12);
    for (file, table) in tables {
        assert_eq!(table.check_names(), Ok(()), "{file} {}", table.kind);
    }
}

#[test]
fn one_address_is_one_transport_for_both() {
    let pjsip = "[u]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n";
    let (settings, _) = load(&[("pjsip.conf", pjsip), ("sip.conf", "[general]\n")]);
    let [one] = settings.transports.as_slice() else {
        panic!("{:?}", settings.transports)
    };
    assert!(one.serves(Dialect::ChanSip) && one.serves(Dialect::Pjsip));
    let (settings, _) = load(&[
        ("pjsip.conf", pjsip),
        ("sip.conf", "[general]\nbindport=5070\n"),
    ]);
    assert_eq!(settings.transports.len(), 2);
}

#[test]
fn a_missing_file_leaves_its_dialect_out() {
    let (settings, problems) = load(&[]);
    assert_eq!(
        (settings.chan_sip, settings.pjsip, problems),
        (None, None, Vec::new())
    );
}

#[test]
fn real_files_load() {
    let Some(root) = fixtures() else { return };
    let mut seen = 0;
    visit(&root, &mut |folder, name| {
        if !["sip.conf", "pjsip.conf"].contains(&name) {
            return;
        }
        seen += 1;
        let (settings, problems) = Settings::load(&Folder(folder.to_owned()), false);
        for problem in &problems {
            println!("{}/{problem}", folder.display());
            assert!(
                problem.severity < Severity::Error,
                "{}/{problem}",
                folder.display()
            );
        }
        let loaded = if name == "sip.conf" {
            settings.chan_sip.is_some()
        } else {
            settings.pjsip.is_some()
        };
        assert!(loaded, "{}/{name}", folder.display());
    });
    assert!(seen >= 12, "only {seen} files found");
}

fn fixtures() -> Option<PathBuf> {
    match std::env::var_os("STARLING_FIXTURES") {
        Some(path) => Some(path.into()),
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

fn visit(folder: &Path, found: &mut dyn FnMut(&Path, &str)) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, found);
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            found(folder, name);
        }
    }
}

struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        std::fs::read(self.0.join(name)).map_err(|_| FileError::Missing)
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        if self.0.join(pattern).is_file() {
            vec![pattern.to_owned()]
        } else {
            Vec::new()
        }
    }

    fn execute(&self, _: &str) -> Result<Vec<u8>, FileError> {
        Err(FileError::Missing)
    }
}
