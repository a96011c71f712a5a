//! Variables that are read and that nothing sets.

use std::collections::BTreeSet;

use dialplan::arguments::split_arguments;
use sip_channel::endpoint::Dialect;

use super::Inspection;
use super::uses::{Use, taken_apart};
use crate::finding::Kind;
use crate::names::is_set_by_itself;
use crate::references::references;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    // Programs may set anything.
    if inspection.map.is_partial
        || inspection
            .uses
            .iter()
            .any(|each| each.is_any(SETS_ANYTHING))
    {
        return;
    }
    let set = set(inspection);
    for each in inspection.uses.iter().filter(|each| !each.nested) {
        let at = inspection.at(each);
        for reference in references(each.arguments) {
            let Some(name) = reference.name().filter(|_| reference.arguments().is_none()) else {
                continue;
            };
            let is_asked = reference
                .within
                .iter()
                .any(|f| ASKS.iter().any(|a| a.eq_ignore_ascii_case(f)));
            if name.is_empty() || set.contains(name) || is_set_by_itself(name) || is_asked {
                continue;
            }
            let text = format!("nothing sets the variable '{name}': it is empty here");
            let finding = inspection.report(Kind::VariableNeverSet, &at, reference.whole, text);
            finding.did_you_mean(name, set.iter().map(String::as_str));
        }
    }
}

/// Every name that something sets.
fn set(inspection: &Inspection<'_>) -> BTreeSet<String> {
    let material = inspection.material;
    let mut names: BTreeSet<String> = material
        .globals
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    for dialect in [Dialect::Pjsip, Dialect::ChanSip] {
        let all = material
            .sip
            .endpoints(dialect)
            .flat_map(|endpoint| &endpoint.variables);
        names.extend(all.map(|(name, _)| name.clone()));
    }
    for each in inspection.uses {
        names.extend(set_by(each));
    }
    names
        .into_iter()
        .map(|name| name.trim_start_matches('_').to_owned())
        .collect()
}

fn set_by(each: &Use<'_>) -> Vec<String> {
    if each.is_any(&["Read", "ReadExten", "DBget", "ReadFile"]) {
        let first = each.argument(0);
        return vec![first.split('=').next().unwrap_or_default().to_owned()];
    }
    if each.is("MSet") {
        return each
            .split()
            .iter()
            .filter_map(|part| Some(part.split_once('=')?.0.trim().to_owned()))
            .collect();
    }
    if !each.is_any(&["Set", "SetVar", "SetGlobalVar"]) {
        return Vec::new();
    }
    let target = each.arguments.split('=').next().unwrap_or_default().trim();
    if !target.contains('(') {
        return vec![target.to_owned()];
    }
    let (function, inside) = taken_apart(target);
    match function.to_ascii_uppercase().as_str() {
        "GLOBAL" | "LOCAL" | "SHARED" => vec![inside.to_owned()],
        "ARRAY" => split_arguments(inside),
        "HASH" | "SET" => vec![inside.split(',').next().unwrap_or_default().to_owned()],
        _ => Vec::new(),
    }
}

const SETS_ANYTHING: &[&str] = &[
    "AGI",
    "EAGI",
    "DeadAGI",
    "FastAGI",
    "MYSQL",
    "CBMysql",
    "Stasis",
    "ExternalIVR",
    "OSPLookup",
    "ImportVar",
];
/// Functions that ask whether a variable is set.
const ASKS: &[&str] = &["ISNULL", "EXISTS", "IF", "SET"];
