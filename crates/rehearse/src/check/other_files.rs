//! What files other than the dialplan name: contexts, phones, music and parking lots.

use config::Entry;

use super::{Inspection, phones, things};
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    contexts(inspection);
    members(inspection);
    music(inspection);
    for entry in entries(inspection, "sip.conf", &["parkinglot"]) {
        things::parking_lot(inspection, &entry.span, &entry.value);
    }
}

/// Contexts that callers enter from a queue, a mailbox or a search for somebody.
fn contexts(inspection: &mut Inspection<'_>) {
    if inspection.map.is_partial {
        return;
    }
    for (file, names) in CONTEXTS {
        for entry in entries(inspection, file, names) {
            let context = entry.value.trim();
            if context.is_empty() || context.contains('$') || inspection.map.has_context(context) {
                continue;
            }
            let text = format!("there is no context '{context}'");
            let map = inspection.map;
            let finding = inspection.report(Kind::MissingContext, &entry.span, context, text);
            finding.did_you_mean(context, map.plan.contexts().map(|name| &**name));
        }
    }
}

fn members(inspection: &mut Inspection<'_>) {
    for entry in entries(inspection, "queues.conf", &["member"]) {
        let device = entry.value.split([',', '|']).next().unwrap_or_default();
        phones::destination_of(inspection, &entry.span, device.trim());
    }
}

fn music(inspection: &mut Inspection<'_>) {
    for (file, names) in MUSIC {
        for entry in entries(inspection, file, names) {
            things::music_class(inspection, &entry.span, &entry.value);
        }
    }
}

/// The options of these names in all sections that count.
fn entries(inspection: &Inspection<'_>, file: &str, names: &[&str]) -> Vec<Entry> {
    let sections = inspection.material.tree(file).into_iter();
    let entries = sections
        .flat_map(|tree| tree.live())
        .flat_map(|s| &s.entries);
    let is_meant = |entry: &&Entry| {
        names
            .iter()
            .any(|name| entry.name.eq_ignore_ascii_case(name))
    };
    entries.filter(is_meant).cloned().collect()
}

const CONTEXTS: &[(&str, &[&str])] = &[
    ("queues.conf", &["context"]),
    ("voicemail.conf", &["exitcontext", "dialout", "callback"]),
    ("followme.conf", &["context"]),
];

const MUSIC: &[(&str, &[&str])] = &[
    ("confbridge.conf", &["music_on_hold_class"]),
    ("res_parking.conf", &["parkedmusicclass"]),
    ("features.conf", &["parkedmusicclass"]),
    ("followme.conf", &["musicclass"]),
];
