//! Reads the files and joins what both ask for.

use config::{Files, LoadOptions, Problem, TableDoc, Tree, condense, load_if_present};

use super::reader::{AclWords, NamedAcls, Reader, has_error};
use super::{Settings, pjsip_conf, sip_conf};
use crate::transport::Transport;

/// Every option table of the room with the file it belongs to, for help texts.
pub fn option_tables() -> Vec<(&'static str, TableDoc)> {
    let pjsip = pjsip_conf::tables()
        .into_iter()
        .map(|table| ("pjsip.conf", table));
    let sip = sip_conf::tables()
        .into_iter()
        .map(|table| ("sip.conf", table));
    pjsip.chain(sip).collect()
}

impl Settings {
    /// Reads `pjsip.conf`, `sip.conf` and `acl.conf`. A file that is not there leaves its dialect
    /// out. Where a problem is an error, that file says nothing; whether to go on with the rest is the
    /// caller's choice. `strict` rejects what Asterisk rejects.
    pub fn load(files: &dyn Files, strict: bool) -> (Self, Vec<Problem>) {
        let options = LoadOptions {
            strict,
            ..LoadOptions::default()
        };
        let mut problems = Vec::new();
        let mut settings = Self::default();
        let tree = |name: &str, problems: &mut Vec<Problem>| -> Option<Tree> {
            match load_if_present(files, name, &options) {
                Ok(loaded) => {
                    let loaded = loaded?;
                    problems.extend(loaded.problems);
                    Some(loaded.tree)
                }
                Err(found) => {
                    problems.extend(found);
                    None
                }
            }
        };
        let acls = tree("acl.conf", &mut problems);
        let acls = acls
            .map(|tree| named_acls(&tree, &mut problems))
            .unwrap_or_default();
        if let Some(tree) = tree("pjsip.conf", &mut problems) {
            pjsip_conf::read(&tree, &acls, &mut settings, &mut problems);
        }
        if let Some(tree) = tree("sip.conf", &mut problems) {
            sip_conf::read(&tree, &acls, &mut settings, &mut problems);
        }
        settings.transports = joined(std::mem::take(&mut settings.transports));
        (settings, condense(problems))
    }

    /// Whether a list of problems keeps a configuration from being used.
    pub fn is_unusable(problems: &[Problem]) -> bool {
        has_error(problems)
    }
}

/// One transport for each address: the first that asks names it, others share it.
fn joined(all: Vec<Transport>) -> Vec<Transport> {
    let mut kept: Vec<Transport> = Vec::new();
    for transport in all {
        let same =
            |other: &&mut Transport| other.kind == transport.kind && other.bind == transport.bind;
        match kept.iter_mut().find(same) {
            Some(other) => {
                for dialect in transport.dialects {
                    if !other.dialects.contains(&dialect) {
                        other.dialects.push(dialect);
                    }
                }
            }
            None => kept.push(transport),
        }
    }
    kept
}

/// The sections of `acl.conf`.
fn named_acls(tree: &Tree, problems: &mut Vec<Problem>) -> NamedAcls {
    let words = AclWords {
        permit: "permit",
        deny: "deny",
        named: "",
    };
    let mut lists = NamedAcls::new();
    for section in tree.live() {
        let mut reader = Reader::new("list", section, problems);
        lists.insert(section.name.clone(), reader.acl(&words, &NamedAcls::new()));
    }
    lists
}
