//! `sip.conf`, read as chan_sip reads it.

mod device;
mod general;
mod options;
mod register_line;
mod registrations;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use config::{Entry, OptionTable, Problem, Section, TableDoc, Tree};

use self::device::Device;
use self::options::{GeneralOptions, OF_A_DEVICE_ONLY, PeerOptions};
use super::Settings;
use super::reader::{NamedAcls, Reader, knows, names_of};
use super::values::CodecList;
use crate::auth::Credential;

/// The tables of the file, for help texts.
pub(super) fn tables() -> [TableDoc; 2] {
    [GeneralOptions::DOC, PeerOptions::DOC]
}

/// Adds everything that the file says.
pub(super) fn read(
    tree: &Tree,
    acls: &NamedAcls,
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let empty = Section {
        name: "general".to_owned(),
        template: false,
        parents: Vec::new(),
        entries: Vec::new(),
        span: config::Span::of_file("sip.conf"),
    };
    let general = tree.find("general").unwrap_or(&empty);
    let (options, defaults) = read_general(general, problems);
    let realms = global_credentials(tree, problems);
    let guest = Device {
        options: &defaults,
        general: &options,
        acls,
        realms: &realms,
        codecs: &device::usual_codecs(),
    };
    let profile = guest.profile(&mut Reader::new("section", general, problems));
    let codecs = CodecList {
        codecs: profile.codecs.clone(),
        packet_ms: profile.packet_ms.clone(),
    };
    let chan_sip = general::chan_sip(&options, Arc::new(profile), general, problems);
    let transports = general::transports(&options, &chan_sip, general, problems);
    settings.transports.extend(transports);
    registrations::read(general, &options, &chan_sip, &realms, settings, problems);
    settings.chan_sip = Some(chan_sip);
    for section in tree.live() {
        if !["general", "authentication"]
            .iter()
            .any(|own| section.name.eq_ignore_ascii_case(own))
        {
            let device = Device {
                options: &defaults,
                general: &options,
                acls,
                realms: &realms,
                codecs: &codecs,
            };
            read_device(section, &device, settings, problems);
        }
    }
}

fn read_general(section: &Section, problems: &mut Vec<Problem>) -> (GeneralOptions, PeerOptions) {
    let whose = format!("section '{}'", section.name);
    let mut options = GeneralOptions::default();
    let mut defaults = PeerOptions::default();
    let (mut general, mut inherited) = (Vec::new(), Vec::new());
    for entry in &section.entries {
        let name = entry.name.as_str();
        if is_among(OF_A_DEVICE_ONLY, name) {
            let text = format!("{whose}: option '{name}' has an effect only in a device's section");
            problems.push(Problem::note(&entry.span, text));
        } else if GeneralOptions::DOC.find(name).is_some() {
            general.push(entry);
        } else if PeerOptions::DOC.find(name).is_some() || knows(&PeerOptions::DOC, name) {
            inherited.push(entry);
        } else if knows(&GeneralOptions::DOC, name) {
            general.push(entry);
        } else {
            problems.push(unknown(&whose, entry));
        }
    }
    problems.extend(options.apply_entries(&whose, general));
    problems.extend(defaults.apply_entries(&whose, inherited));
    (options, defaults)
}

fn read_device(
    section: &Section,
    defaults: &Device<'_>,
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let mut reader = Reader::new("peer", section, problems);
    let Some(kind) = device::kind(&mut reader) else {
        return;
    };
    let whose = reader.whose.clone();
    let mut options = defaults.options.clone();
    let mut known = Vec::new();
    for entry in &section.entries {
        if knows(&PeerOptions::DOC, &entry.name) {
            known.push(entry);
        } else if knows(&GeneralOptions::DOC, &entry.name) {
            let what = format!("option '{}' has an effect only in [general]", entry.name);
            reader.note_at(entry, what);
        } else {
            reader.problems.push(unknown(&whose, entry));
        }
    }
    reader.problems.extend(options.apply_entries(&whose, known));
    let device = Device {
        options: &options,
        ..*defaults
    };
    device.add(kind, &mut reader, settings);
}

/// chan_sip passes over what it does not know without a word; we say so, loudly where a slip is near.
fn unknown(whose: &str, entry: &Entry) -> Problem {
    let name = entry.name.as_str();
    let text = format!("{whose}: option '{name}' is not known");
    let known = names_of(&PeerOptions::DOC).chain(names_of(&GeneralOptions::DOC));
    let problem = Problem::warning(&entry.span, text.clone()).did_you_mean(name, known);
    if problem.hint.is_some() {
        problem
    } else {
        Problem::note(&entry.span, text)
    }
}

/// `[authentication]` holds `auth` lines for every device.
fn global_credentials(tree: &Tree, problems: &mut Vec<Problem>) -> Vec<Credential> {
    let Some(section) = tree.find("authentication") else {
        return Vec::new();
    };
    let mut reader = Reader::new("section", section, problems);
    words::realm_credentials(&mut reader)
}

fn is_among(names: &[&str], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}
