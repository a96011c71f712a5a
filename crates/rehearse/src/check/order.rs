//! The order of priorities: gaps, extensions without a first one, lines that nothing reaches, labels
//! given twice.

use std::collections::{BTreeMap, HashSet};

use dialplan::Step;

use super::Inspection;
use super::jumps;
use super::plan_map::{Extension, PlanMap};
use super::uses::{branches, cut};
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    let reached = jumps::reached(inspection.uses, map);
    for extension in &map.extensions {
        first(inspection, map, extension, &reached);
        gaps(inspection, map, extension, &reached);
        unreachable(inspection, extension, &reached);
        labels(inspection, extension);
    }
}

fn first(
    inspection: &mut Inspection<'_>,
    map: &PlanMap<'_>,
    extension: &Extension<'_>,
    reached: &HashSet<*const Step>,
) {
    let Some(step) = extension.steps.first() else {
        return;
    };
    let is_used =
        step.label.is_some() || extension.steps.iter().any(|step| is_reached(step, reached));
    if step.priority == 1 || is_used || is_continued(map, extension, 1) {
        return;
    }
    let text = format!(
        "extension '{}' begins with priority {}; without priority 1 nobody can dial it",
        extension.name, step.priority
    );
    let finding = inspection.report(Kind::NoFirstPriority, &step.span, extension.name, text);
    let twin = extension
        .name
        .strip_prefix('_')
        .map_or_else(|| format!("_{}", extension.name), str::to_owned);
    if map.named(extension.context, &twin).next().is_some() {
        finding.hint(format!(
            "'{twin}' is another extension: one of them has lost its '_' or has one too many"
        ));
    }
}

fn gaps(
    inspection: &mut Inspection<'_>,
    map: &PlanMap<'_>,
    extension: &Extension<'_>,
    reached: &HashSet<*const Step>,
) {
    for pair in extension.steps.windows(2) {
        let [before, after] = pair else { continue };
        let missing = before.priority + 1;
        let is_meant = after.label.is_some() || is_reached(after, reached);
        if after.priority == missing || is_meant || is_continued(map, extension, missing) {
            continue;
        }
        let jump = extension
            .steps
            .iter()
            .any(|step| step.priority + 101 == after.priority);
        let text = format!(
            "priority {missing} is missing before {}, so this line is never reached",
            after.priority
        );
        let number = after.priority.to_string();
        let finding = inspection.report(Kind::GapInPriorities, &after.span, &number, text);
        if jump {
            finding.hint("jumping to n+101 ended with release 1.4; use GotoIf with DIALSTATUS");
        }
    }
}

/// Another extension that matches the same numbers has this priority.
fn is_continued(map: &PlanMap<'_>, extension: &Extension<'_>, priority: u32) -> bool {
    let seen_from = map.seen_from(extension.context);
    seen_from.iter().any(|context| {
        extension
            .samples
            .iter()
            .any(|number| map.find(context, number, priority).is_some())
    })
}

fn unreachable(
    inspection: &mut Inspection<'_>,
    extension: &Extension<'_>,
    reached: &HashSet<*const Step>,
) {
    let mut after: Option<&Step> = None;
    for pair in extension.steps.windows(2) {
        let [before, step] = pair else { continue };
        if step.label.is_some() || is_reached(step, reached) || step.priority != before.priority + 1
        {
            after = None;
            continue;
        }
        let told = after.is_some();
        if !told && ends(before) {
            after = Some(before);
            let application = &before.application;
            let text =
                format!("this line is never run: {application} before it always goes elsewhere");
            inspection.report(Kind::UnreachableLine, &step.span, &step.application, text);
        }
    }
}

/// Does nothing ever follow this step?
fn ends(step: &Step) -> bool {
    match step.application.to_ascii_lowercase().as_str() {
        "goto" | "hangup" | "return" | "macroexit" | "busy" | "congestion" => true,
        "gotoif" | "gotoiftime" => {
            let both = branches(&step.raw_arguments);
            both.len() == 2 && both.iter().all(|b| !b.is_empty() && !b.contains('$')) && {
                cut(&step.raw_arguments, '?').is_some()
            }
        }
        _ => false,
    }
}

fn labels(inspection: &mut Inspection<'_>, extension: &Extension<'_>) {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for step in &extension.steps {
        let Some(label) = &step.label else { continue };
        if let Some(first) = seen.get(label.as_str()) {
            let text =
                format!("label '{label}' is that of priority {first} already; a jump goes there");
            inspection.report(Kind::DuplicateLabel, &step.span, label, text);
        } else {
            seen.insert(label, step.priority);
        }
    }
}

fn is_reached(step: &Step, reached: &HashSet<*const Step>) -> bool {
    reached.contains(&std::ptr::from_ref(step))
}
