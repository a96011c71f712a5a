//! Passwords that anybody guesses.

use config::{Entry, Section};

use super::Inspection;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    for (file, options) in SECRETS {
        let sections = material.tree(file).into_iter().flat_map(|tree| tree.live());
        for section in sections {
            for option in *options {
                if let Some(entry) = section.entry(option) {
                    let names = names_of(section);
                    secret(inspection, entry, &entry.value, &names, SHORTEST);
                }
            }
        }
    }
    mailboxes(inspection);
}

/// `box => pin,name,…`
fn mailboxes(inspection: &mut Inspection<'_>) {
    let sections = inspection
        .material
        .tree("voicemail.conf")
        .into_iter()
        .flat_map(|tree| tree.live());
    let sections = sections.filter(|s| !matches!(s.name.as_str(), "general" | "zonemessages"));
    for entry in sections.flat_map(|section| &section.entries) {
        let pin = entry.value.split(',').next().unwrap_or_default();
        // A leading dash keeps the owner from changing it.
        let pin = pin.trim_start_matches('-');
        secret(inspection, entry, pin, &[entry.name.as_str()], SHORTEST_PIN);
    }
}

fn names_of(section: &Section) -> Vec<&str> {
    let others = ["username", "defaultuser", "fromuser"]
        .into_iter()
        .filter_map(|name| section.get(name));
    std::iter::once(section.name.as_str())
        .chain(others)
        .collect()
}

fn secret(
    inspection: &mut Inspection<'_>,
    entry: &Entry,
    secret: &str,
    names: &[&str],
    shortest: usize,
) {
    let folded = secret.to_ascii_lowercase();
    if secret.is_empty() || secret.starts_with('@') || secret.contains('$') {
        return;
    }
    let reason = if names.iter().any(|name| name.eq_ignore_ascii_case(secret)) {
        "it is the name itself"
    } else if PUBLISHED.contains(&folded.as_str()) {
        "it is among the first that anybody tries"
    } else if is_run(secret) {
        "it is a plain row of digits"
    } else if secret.chars().count() < shortest {
        "it is short"
    } else {
        return;
    };
    let text = format!("this password is weak: {reason}");
    let finding = inspection.report(Kind::WeakPassword, &entry.span, secret, text);
    if shortest == SHORTEST {
        finding.hint("take twelve letters and digits at random");
    }
}

/// 1111, 1234, 9876.
fn is_run(secret: &str) -> bool {
    let digits: Vec<u8> = secret.bytes().collect();
    let steps = |by: i16| {
        digits.len() > 2
            && digits.iter().all(u8::is_ascii_digit)
            && digits
                .windows(2)
                .all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by)
    };
    steps(0) || steps(1) || steps(-1)
}

const SECRETS: &[(&str, &[&str])] = &[
    ("sip.conf", &["secret", "remotesecret"]),
    ("pjsip.conf", &["password"]),
    ("iax.conf", &["secret"]),
    ("manager.conf", &["secret"]),
    ("ari.conf", &["password"]),
    ("users.conf", &["secret", "vmsecret"]),
];

/// Shorter ones are guessed in a night.
const SHORTEST: usize = 8;
/// A PIN is typed on a phone, where few tries are allowed.
const SHORTEST_PIN: usize = 4;

/// Passwords of samples, tutorials and every list of attackers.
const PUBLISHED: &[&str] = &[
    "password",
    "passw0rd",
    "passwd",
    "secret",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "admin",
    "administrator",
    "asterisk",
    "changeme",
    "change_me",
    "default",
    "demo",
    "guest",
    "letmein",
    "qwerty",
    "azerty",
    "qwertz",
    "root",
    "sip",
    "test",
    "test123",
    "testing",
    "toor",
    "user",
    "voip",
    "welcome",
    "mysecret",
    "mypassword",
    "supersecret",
    "verysecret",
    "verysecretpassword",
    "unsecurepassword",
    "thepassword",
    "superpassword",
    "foobar",
    "blah",
    "amp111",
    "amp109",
    "pbx",
    "phone",
    "freepbx",
    "elastix",
    "trixbox",
    "abc123",
    "p@ssw0rd",
    "iloveyou",
    "monkey",
    "dragon",
    "0000",
    "000000",
];
