//! Options of `sip.conf` that are lists of words.

use config::{Problem, is_no, is_yes};
use sip::auth::{Algorithm, Secret};
use sip::header::Transport;

use crate::auth::Credential;
use crate::endpoint::Nat;
use crate::settings::reader::Reader;

/// The `auth` lines: `user:secret@realm`, or `user#md5@realm`.
pub(super) fn realm_credentials(reader: &mut Reader<'_>) -> Vec<Credential> {
    let mut found = Vec::new();
    let section = reader.section;
    for entry in section.all("auth") {
        match realm_credential(&section.name, &entry.value) {
            Some(credential) => found.push(credential),
            None => reader.warn_at(entry, "auth: expected user:secret@realm or user#md5@realm"),
        }
    }
    found
}

pub(super) fn nat(text: &str, reader: &mut Reader<'_>) -> Nat {
    let mut nat = Nat::default();
    let mut strange = Vec::new();
    for word in text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match word.to_ascii_lowercase().as_str() {
            "force_rport" | "route" => nat.force_rport = true,
            "comedia" => nat.symmetric_rtp = true,
            "auto_force_rport" => nat.auto_force_rport = true,
            "auto_comedia" => nat.auto_symmetric_rtp = true,
            "never" => {}
            lower if is_no(lower) => {}
            lower if is_yes(lower) => (nat.force_rport, nat.symmetric_rtp) = (true, true),
            _ => strange.push(word.to_owned()),
        }
    }
    for word in strange {
        let span = reader.section.entry("nat").map(|entry| entry.span.clone());
        if let Some(span) = span {
            let text = format!(
                "{}: nat: '{word}' is not known and is ignored",
                reader.whose
            );
            let problem = Problem::warning(&span, text).did_you_mean(&word, NAT_WORDS);
            reader.problems.push(problem);
        }
    }
    // The automatic forms give way to the plain ones.
    nat.auto_force_rport &= !nat.force_rport;
    nat.auto_symmetric_rtp &= !nat.symmetric_rtp;
    nat.rewrite_contact = nat.force_rport;
    nat
}

/// Whether the port, and whether the password of calls, is let pass.
pub(super) fn insecure(text: &str, reader: &mut Reader<'_>) -> (bool, bool) {
    let (mut port, mut invite) = (false, false);
    for word in text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty() && !is_no(word))
    {
        match word.to_ascii_lowercase().as_str() {
            "port" => port = true,
            "invite" => invite = true,
            _ => {
                let what = format!("insecure: '{word}' is ignored; expected port, invite or both");
                reader.warn("insecure", what);
            }
        }
    }
    (port, invite)
}

pub(super) fn transports(words: &[String], reader: &mut Reader<'_>) -> Vec<Transport> {
    let mut found = Vec::new();
    for word in words {
        match Transport::parse(word) {
            Some(kind) => {
                if !matches!(kind, Transport::Udp | Transport::Tcp) {
                    reader.warn(
                        "transport",
                        format!("transport: {word} is not supported yet"),
                    );
                }
                if !found.contains(&kind) {
                    found.push(kind);
                }
            }
            None => reader.warn("transport", format!("transport: '{word}' is not known")),
        }
    }
    if found.is_empty() {
        vec![Transport::Udp]
    } else {
        found
    }
}

/// Whether media may flow around us, and whether also when a router is in between.
pub(super) fn direct_media(text: &str, reader: &mut Reader<'_>) -> (bool, bool) {
    let (mut direct, mut nat) = (false, true);
    for word in text.split(',').map(str::trim) {
        match word.to_ascii_lowercase().as_str() {
            "update" | "outgoing" => direct = true,
            "nonat" => (direct, nat) = (true, false),
            lower if is_yes(lower) => direct = true,
            lower if is_no(lower) => direct = false,
            _ => {
                let what = "expected yes, no, nonat, update or outgoing";
                reader.warn("directmedia", format!("directmedia = '{word}': {what}"));
                reader.warn("canreinvite", format!("canreinvite = '{word}': {what}"));
            }
        }
    }
    (direct, nat)
}

fn realm_credential(section: &str, text: &str) -> Option<Credential> {
    let (who, realm) = text.rsplit_once('@')?;
    let (username, secret) = match (who.split_once(':'), who.split_once('#')) {
        (Some((user, password)), _) => (user, Secret::Password(password.to_owned())),
        (None, Some((user, md5))) => (user, Secret::Hashes(vec![(Algorithm::Md5, md5.to_owned())])),
        (None, None) => return None,
    };
    Some(Credential {
        section: section.to_owned(),
        username: username.to_owned(),
        secret,
        realm: realm.to_owned(),
        algorithms: Vec::new(),
    })
}

const NAT_WORDS: [&str; 6] = [
    "yes",
    "no",
    "force_rport",
    "comedia",
    "auto_force_rport",
    "auto_comedia",
];
