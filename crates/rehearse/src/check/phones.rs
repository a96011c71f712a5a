//! Phones, trunks and strangers: the contexts they enter.

use config::{Entry, Section};

use super::Inspection;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    pjsip(inspection);
    sip(inspection);
    old_names(inspection);
    called(inspection);
}

fn pjsip(inspection: &mut Inspection<'_>) {
    let Some(tree) = inspection.material.tree("pjsip.conf") else {
        return;
    };
    for section in tree.live().filter(|s| s.get("type") == Some("endpoint")) {
        contexts(
            inspection,
            section,
            &["context", "subscribe_context", "message_context"],
        );
    }
}

fn sip(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    let Some(tree) = material.tree("sip.conf") else {
        return;
    };
    let general = tree.find("general");
    let guests_may_call = general
        .and_then(|s| s.get("allowguest"))
        .is_none_or(|value| !config::is_no(value));
    let devices: Vec<&Section> = tree
        .live()
        .filter(|s| !s.name.eq_ignore_ascii_case("general"))
        .collect();
    for section in &devices {
        contexts(inspection, section, &["context", "subscribecontext"]);
    }
    let Some(entry) = general.and_then(|s| s.entry("context")) else {
        return;
    };
    if inspection.map.has_context(&entry.value) || inspection.map.is_partial {
        return;
    }
    let heirs: Vec<&str> = devices
        .iter()
        .filter(|s| s.get("context").is_none() && s.get("type").is_some())
        .map(|s| s.name.as_str())
        .collect();
    let context = &entry.value;
    if !heirs.is_empty() {
        let whose = heirs.join(", ");
        let text = format!("there is no context '{context}', and calls of {whose} enter it");
        let map = inspection.map;
        let finding = inspection.report(Kind::PhoneWithoutContext, &entry.span, context, text);
        finding.did_you_mean(context, map.plan.contexts().map(|name| &**name));
        return;
    }
    let text = match guests_may_call {
        true => format!("there is no context '{context}': calls of strangers get 404"),
        false => {
            format!("there is no context '{context}'; with allowguest=no nothing ever enters it")
        }
    };
    inspection.report(Kind::GuestContextMissing, &entry.span, context, text);
}

fn contexts(inspection: &mut Inspection<'_>, section: &Section, options: &[&str]) {
    if inspection.map.is_partial {
        return;
    }
    for option in options {
        let Some(Entry { value, span, .. }) = section.entry(option) else {
            continue;
        };
        if value.is_empty() || inspection.map.has_context(value) {
            continue;
        }
        let text = format!("'{}': there is no context '{value}'", section.name);
        let map = inspection.map;
        let finding = inspection.report(Kind::PhoneWithoutContext, span, value, text);
        finding.did_you_mean(value, map.plan.contexts().map(|name| &**name));
    }
}

/// Options of `sip.conf` that were renamed, or that do nothing any more.
fn old_names(inspection: &mut Inspection<'_>) {
    let Some(tree) = inspection.material.tree("sip.conf") else {
        return;
    };
    for entry in tree.sections.iter().flat_map(|section| &section.entries) {
        let name = entry.name.to_ascii_lowercase();
        if let Some((_, modern)) = RENAMED.iter().find(|(old, _)| *old == name) {
            let text = format!("'{}' is the old name of an option", entry.name);
            let finding = inspection.report(Kind::OldForm, &entry.span, &entry.name, text);
            finding.hint(format!("write {modern}"));
        } else if IDLE.contains(&name.as_str()) {
            let text = format!("'{}' is no option of sip.conf and does nothing", entry.name);
            let finding = inspection.report(Kind::OldForm, &entry.span, &entry.name, text);
            if name == "musiconhold" {
                finding.hint("write mohinterpret or mohsuggest");
            }
        }
    }
}

/// Phones that the plan calls and that no file describes; channel drivers that do not exist.
fn called(inspection: &mut Inspection<'_>) {
    for each in inspection.uses {
        if each.is_any(&["Dial", "RetryDial", "Page", "ChanIsAvail", "Originate"]) {
            for destination in super::uses::parts(&each.argument(0), '&') {
                destination_of(inspection, &each.step.span, destination.trim());
            }
        }
    }
    let plan = inspection.map.plan;
    for hint in plan.hints() {
        // What stands behind the comma tells presence, not a device.
        let devices = hint.devices.split(',').next().unwrap_or_default();
        for device in devices.split('&') {
            endpoint_of(inspection, hint.span, device.trim());
        }
    }
}

pub(super) fn destination_of(
    inspection: &mut Inspection<'_>,
    span: &config::Span,
    destination: &str,
) {
    let Some((technology, _)) = destination.split_once('/') else {
        return;
    };
    if technology.contains('$') {
        return;
    }
    if call::Technology::from_name(technology).is_some() {
        return endpoint_of(inspection, span, destination);
    }
    let (kind, text) = match crate::names::is_technology(technology) {
        true => (
            Kind::UnsupportedTechnology,
            format!("channel driver {technology} is not part of this exchange: CHANUNAVAIL"),
        ),
        false => (
            Kind::UnknownTechnology,
            format!("there is no channel driver '{technology}': CHANUNAVAIL"),
        ),
    };
    let finding = inspection.report(kind, span, destination, text);
    if kind == Kind::UnknownTechnology {
        finding.did_you_mean(technology, crate::names::TECHNOLOGIES.iter().copied());
    }
}

fn endpoint_of(inspection: &mut Inspection<'_>, span: &config::Span, destination: &str) {
    use sip_channel::endpoint::Dialect;
    let Some((driver, resource)) = destination.split_once('/') else {
        return;
    };
    let Some(technology) = call::Technology::from_name(driver) else {
        return;
    };
    let Some(dialect) = Dialect::of(technology) else {
        return;
    };
    let file = match dialect {
        Dialect::ChanSip => "sip.conf",
        Dialect::Pjsip => "pjsip.conf",
    };
    let material = inspection.material;
    // Endpoints may come from a database.
    let from_database = material
        .present
        .iter()
        .any(|name| name == "extconfig.conf" || name == "sorcery.conf");
    let name = technology.channel_stem(resource);
    let is_host = name.contains(['.', ':', '$'])
        || name.is_empty()
        || resource.contains('$') && name == resource;
    if is_host || from_database || material.sip.endpoint(dialect, name).is_some() {
        return;
    }
    let text = match material.tree(file) {
        Some(_) => format!("{file} has no '{name}': CHANUNAVAIL"),
        None => return,
    };
    let finding = inspection.report(Kind::UnknownEndpoint, span, name, text);
    finding.did_you_mean(
        name,
        material.sip.endpoints(dialect).map(|e| e.name.as_str()),
    );
}

const RENAMED: &[(&str, &str)] = &[
    ("username", "defaultuser"),
    ("canreinvite", "directmedia"),
    ("bindaddr6", "udpbindaddr"),
    ("externip", "externaddr"),
    ("incominglimit", "call-limit"),
    ("defaultexpirey", "defaultexpiry"),
    ("maxexpirey", "maxexpiry"),
    ("minexpirey", "minexpiry"),
];

const IDLE: &[&str] = &["musiconhold", "restrictcid"];
