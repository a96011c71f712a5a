//! Emergency numbers that a pattern sends somewhere else.

use std::collections::BTreeMap;

use sip_channel::endpoint::Dialect;

use super::Inspection;
use super::plan_map::Extension;
use super::uses::parts;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    let numbers = numbers(inspection);
    let mut swallowed: BTreeMap<*const Extension<'_>, (&Extension<'_>, Vec<&str>)> =
        BTreeMap::new();
    for context in entered(inspection) {
        for number in &numbers {
            let Some(found) = map.find(&context, number, 1) else {
                continue;
            };
            if !found.pattern.starts_with('_') {
                continue;
            }
            for extension in map.named(found.context, found.pattern) {
                if !passes_on(inspection, extension) {
                    let row = swallowed
                        .entry(extension)
                        .or_insert((extension, Vec::new()));
                    if !row.1.contains(number) {
                        row.1.push(number);
                    }
                }
            }
        }
    }
    for (extension, numbers) in swallowed.into_values() {
        let Some(step) = extension.steps.first() else {
            continue;
        };
        let text = format!(
            "the pattern '{}' takes the emergency number {} and does not call it",
            extension.name,
            numbers.join(", ")
        );
        let finding = inspection.report(Kind::EmergencyNumber, &step.span, extension.name, text);
        finding.hint(format!(
            "add extensions such as exten => {},1,Dial(…) to a trunk",
            numbers[0]
        ));
    }
}

/// The contexts that phones enter.
fn entered(inspection: &Inspection<'_>) -> Vec<String> {
    let sip = &inspection.material.sip;
    let all = sip
        .endpoints(Dialect::Pjsip)
        .chain(sip.endpoints(Dialect::ChanSip));
    // A trunk's calls come from outside, where nobody dials for help.
    let phones = all.filter(|endpoint| endpoint.static_host.is_none());
    let mut contexts: Vec<String> = phones.map(|endpoint| endpoint.context.clone()).collect();
    contexts.sort();
    contexts.dedup();
    contexts
}

/// Does a step of the extension call the whole number, at something that is not a phone of ours?
fn passes_on(inspection: &Inspection<'_>, extension: &Extension<'_>) -> bool {
    let own = inspection
        .uses
        .iter()
        .filter(|each| std::ptr::eq(each.extension, extension));
    let mut leads_away = false;
    for each in own {
        // Where a jump leads is another extension's matter.
        leads_away |= each.is_any(&[
            "Goto", "GotoIf", "Gosub", "GosubIf", "Macro", "AGI", "Stasis",
        ]);
        if each.is("Dial") {
            for destination in parts(&each.argument(0), '&') {
                let whole = destination.contains("${EXTEN}") || destination.contains("${FILTER(");
                let number_and_trunk =
                    destination.matches('/').count() > 1 || destination.contains('@');
                leads_away |= whole && number_and_trunk;
            }
        }
    }
    leads_away
}

/// The numbers that count here: everywhere 112, 911 and 999, and those of the country.
fn numbers(inspection: &Inspection<'_>) -> Vec<&'static str> {
    let material = inspection.material;
    let general = material
        .tree("indications.conf")
        .and_then(|tree| tree.find("general"));
    let country = general
        .and_then(|section| section.get("country"))
        .unwrap_or_default();
    let language = inspection.surroundings.language;
    let here = |code: &str| country.eq_ignore_ascii_case(code) || language.starts_with(code);
    let mut all = vec!["112", "911", "999"];
    for (code, more) in OF_COUNTRIES {
        if here(code) {
            all.extend(*more);
        }
    }
    all
}

const OF_COUNTRIES: &[(&str, &[&str])] = &[
    ("fr", &["15", "17", "18", "114"]),
    ("de", &["110"]),
    ("at", &["122", "133", "144"]),
    ("ch", &["117", "118", "144"]),
    ("it", &["113", "115", "118"]),
    ("es", &["061", "080", "091"]),
    ("br", &["190", "192", "193"]),
    ("jp", &["110", "119"]),
    ("cn", &["110", "119", "120"]),
    ("au", &["000"]),
    ("nz", &["111"]),
    ("in", &["100", "101", "102", "108"]),
    ("ru", &["101", "102", "103"]),
    ("za", &["10111", "10177"]),
];
