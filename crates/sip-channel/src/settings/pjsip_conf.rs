//! `pjsip.conf`, read as chan_pjsip and res_pjsip read it: objects of several types, tied by name.

mod auths;
mod endpoint;
mod endpoint_options;
mod objects;
mod options;
mod registration;
#[cfg(test)]
mod tests;

use config::{OptionTable, Problem, Section, TableDoc, Tree};

use super::Settings;
use super::reader::{NamedAcls, Reader};

/// The tables of the file, for help texts.
pub(super) fn tables() -> [TableDoc; 10] {
    [
        endpoint_options::EndpointOptions::DOC,
        options::AorOptions::DOC,
        options::AuthOptions::DOC,
        options::TransportOptions::DOC,
        options::RegistrationOptions::DOC,
        options::IdentifyOptions::DOC,
        options::GlobalOptions::DOC,
        options::SystemOptions::DOC,
        options::DomainAliasOptions::DOC,
        options::AclOptions::DOC,
    ]
}

/// Adds everything that the file says.
pub(super) fn read(
    tree: &Tree,
    acls: &NamedAcls,
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let sections = sort(tree, problems);
    let auths = auths::read(&sections.auths, problems);
    let mut pjsip = objects::global(&sections.globals, &sections.systems, problems);
    objects::domain_aliases(&sections.domain_aliases, &mut pjsip, problems);
    objects::acls(&sections.acls, acls, &mut pjsip, problems);
    settings.pjsip = Some(pjsip);
    for section in sections.transports {
        objects::transport(section, settings, problems);
    }
    for section in sections.aors {
        objects::aor(section, settings, problems);
    }
    for section in sections.endpoints {
        endpoint::read(section, &auths, acls, settings, problems);
    }
    for section in sections.identifies {
        objects::identify(section, settings, problems);
    }
    for section in sections.registrations {
        registration::read(section, &auths, settings, problems);
    }
}

#[derive(Default)]
struct Sections<'a> {
    endpoints: Vec<&'a Section>,
    aors: Vec<&'a Section>,
    auths: Vec<&'a Section>,
    transports: Vec<&'a Section>,
    registrations: Vec<&'a Section>,
    identifies: Vec<&'a Section>,
    globals: Vec<&'a Section>,
    systems: Vec<&'a Section>,
    domain_aliases: Vec<&'a Section>,
    acls: Vec<&'a Section>,
}

fn sort<'a>(tree: &'a Tree, problems: &mut Vec<Problem>) -> Sections<'a> {
    let mut sections = Sections::default();
    for section in tree.live() {
        let kind = section.get("type").unwrap_or("");
        match kind {
            "endpoint" => sections.endpoints.push(section),
            "aor" => sections.aors.push(section),
            "auth" => sections.auths.push(section),
            "transport" => sections.transports.push(section),
            "registration" => sections.registrations.push(section),
            "identify" => sections.identifies.push(section),
            "global" => sections.globals.push(section),
            "system" => sections.systems.push(section),
            "domain_alias" => sections.domain_aliases.push(section),
            "acl" => sections.acls.push(section),
            _ => strange(kind, section, problems),
        }
    }
    sections
}

fn strange(kind: &str, section: &Section, problems: &mut Vec<Problem>) {
    let mut reader = Reader::new("section", section, problems);
    if kind.is_empty() {
        return reader.warn_section("has no 'type' and is ignored");
    }
    if NOT_YET.contains(&kind) {
        return reader.warn_section(format!(
            "type={kind} is not supported yet; the section is ignored"
        ));
    }
    let span = section
        .entry("type")
        .map_or(&section.span, |entry| &entry.span);
    let text = format!(
        "section '{}': type={kind} is not known; the section is ignored",
        section.name
    );
    problems.push(Problem::warning(span, text).did_you_mean(kind, TYPES));
}

const TYPES: [&str; 10] = [
    "endpoint",
    "aor",
    "auth",
    "transport",
    "registration",
    "identify",
    "global",
    "system",
    "domain_alias",
    "acl",
];
const NOT_YET: [&str; 7] = [
    "contact",
    "phoneprov",
    "outbound-publish",
    "inbound-publication",
    "asterisk-publication",
    "resource_list",
    "wizard",
];
