//! The `auth` sections of `pjsip.conf`.

use std::collections::BTreeMap;

use config::{OptionTable, Problem, Section};
use sip::auth::{Algorithm, Secret};

use super::options::AuthOptions;
use crate::auth::Credential;
use crate::settings::reader::Reader;

/// Credentials by section.
pub(super) type Auths = BTreeMap<String, Credential>;

/// Reads all of them.
pub(super) fn read(sections: &[&Section], problems: &mut Vec<Problem>) -> Auths {
    let one = |section: &&Section| {
        let credential = credential(section, problems);
        (section.name.clone(), credential)
    };
    sections.iter().map(one).collect()
}

/// The credentials that an option names; each that is not there is told.
pub(super) fn named(
    option: &str,
    names: &[String],
    auths: &Auths,
    reader: &mut Reader<'_>,
) -> Vec<Credential> {
    let mut found = Vec::new();
    for name in names {
        match auths.get(name) {
            Some(credential) => found.push(credential.clone()),
            None => reader.missing(
                option,
                "auth section",
                name,
                auths.keys().map(String::as_str),
            ),
        }
    }
    found
}

fn credential(section: &Section, problems: &mut Vec<Problem>) -> Credential {
    let (options, found) = AuthOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("auth", section, problems);
    let kind = options.auth_type.to_ascii_lowercase();
    if !["userpass", "md5", "digest"].contains(&kind.as_str()) {
        let what = "is not supported; the password is used as a digest's";
        reader.warn(
            "auth_type",
            format!("auth_type = '{}' {what}", options.auth_type),
        );
    }
    let hashes = hashes(&options, &mut reader);
    let wants_hashes = kind == "md5" || options.password.is_empty();
    let secret = if !hashes.is_empty() && wants_hashes {
        Secret::Hashes(hashes)
    } else {
        if options.password.is_empty() {
            reader.warn_section("has no password");
        }
        Secret::Password(options.password.clone())
    };
    if options.username.is_empty() {
        reader.warn_section("has no username");
    }
    let algorithms = options
        .supported_algorithms_uas
        .0
        .iter()
        .filter_map(|name| {
            let known = Algorithm::parse(name);
            if known.is_none() {
                reader.warn(
                    "supported_algorithms_uas",
                    format!("algorithm '{name}' is not known"),
                );
            }
            known
        });
    Credential {
        section: section.name.clone(),
        username: options.username.clone(),
        secret,
        realm: options.realm.clone(),
        algorithms: algorithms.collect(),
    }
}

fn hashes(options: &AuthOptions, reader: &mut Reader<'_>) -> Vec<(Algorithm, String)> {
    let mut found = Vec::new();
    if !options.md5_cred.is_empty() {
        found.push((Algorithm::Md5, options.md5_cred.clone()));
    }
    for line in &options.password_digest.0 {
        let parts = line.split_once(':');
        match parts.and_then(|(name, hash)| Some((Algorithm::parse(name.trim())?, hash.trim()))) {
            Some((algorithm, hash)) => found.push((algorithm, hash.to_owned())),
            None => reader.warn(
                "password_digest",
                "password_digest: expected algorithm:hash",
            ),
        }
    }
    found
}
