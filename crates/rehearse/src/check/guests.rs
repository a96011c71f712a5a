//! Strangers: what they can reach must not cost money.

use config::Span;
use sip_channel::endpoint::Dialect;

use super::Inspection;
use super::jumps::{Part, targets};
use super::uses::{Use, parts};
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    for (context, span) in entrances(inspection) {
        let reach = reach(inspection, &context);
        let Some((place, destination)) = first_trunk(inspection, &reach) else {
            continue;
        };
        let text = format!(
            "strangers enter context '{context}' and can call out: {destination} at {place}"
        );
        let finding = inspection.report(Kind::GuestReachesTrunk, &span, &context, text);
        finding.hint("give strangers a context of their own, or write allowguest=no");
    }
}

/// Contexts that calls of strangers enter, and where that is written.
fn entrances(inspection: &Inspection<'_>) -> Vec<(String, Span)> {
    let material = inspection.material;
    let mut all = Vec::new();
    if let Some(chan_sip) = material.sip.chan_sip.as_ref().filter(|all| all.allow_guest) {
        let general = material
            .tree("sip.conf")
            .and_then(|tree| tree.find("general"));
        let span = general.map(|s| s.entry("context").map_or(&s.span, |entry| &entry.span));
        let span = span.cloned().unwrap_or_else(|| Span::of_file("sip.conf"));
        all.push((chan_sip.guest.context.clone(), span));
    }
    if let Some(anonymous) = material.sip.endpoint(Dialect::Pjsip, "anonymous") {
        let mut sections = material
            .tree("pjsip.conf")
            .into_iter()
            .flat_map(|tree| tree.live());
        let section = sections.find(|s| s.name == "anonymous" && s.get("type") == Some("endpoint"));
        let span = section.map(|s| s.entry("context").map_or(&s.span, |entry| &entry.span));
        if let Some(span) = span {
            all.push((anonymous.context.clone(), span.clone()));
        }
    }
    all
}

/// The contexts that a caller of this one can get to, by includes and jumps.
fn reach(inspection: &Inspection<'_>, context: &str) -> Vec<String> {
    let map = inspection.map;
    let mut found: Vec<String> = map.reach(context).into_iter().map(str::to_owned).collect();
    let mut at = 0;
    while let Some(name) = found.get(at).cloned() {
        let jumps = inspection
            .uses
            .iter()
            .filter(|each| each.extension.context == name);
        let jumps: Vec<String> = jumps
            .flat_map(|each| targets(each))
            .filter_map(|target| match target.context {
                Part::Literal(context) => Some(context),
                _ => None,
            })
            .collect();
        for jump in jumps {
            for more in map.reach(&jump) {
                if !found.iter().any(|known| known == more) {
                    found.push(more.to_owned());
                }
            }
        }
        at += 1;
    }
    found
}

fn first_trunk(inspection: &Inspection<'_>, contexts: &[String]) -> Option<(Span, String)> {
    let dials = inspection
        .uses
        .iter()
        .filter(|each| each.is_any(&["Dial", "RetryDial"]));
    dials
        .filter(|each| {
            contexts
                .iter()
                .any(|context| context == each.extension.context)
        })
        .find_map(|each| Some((each.step.span.clone(), trunk_of(inspection, each)?)))
}

/// A destination that leads out of the house: a number at a trunk.
fn trunk_of(inspection: &Inspection<'_>, each: &Use<'_>) -> Option<String> {
    let first = each.argument(0);
    let destinations = parts(&first, '&');
    destinations
        .into_iter()
        .find(|text| is_outward(inspection, text))
        .map(str::to_owned)
}

fn is_outward(inspection: &Inspection<'_>, destination: &str) -> bool {
    let Some((driver, resource)) = destination.trim().split_once('/') else {
        return false;
    };
    let dials_a_number = resource.contains("${") && resource.contains(['/', '@']);
    match call::Technology::from_name(driver).map(Dialect::of) {
        Some(Some(dialect)) => {
            let technology = dialect.technology();
            let name = technology.channel_stem(resource);
            let endpoint = inspection.material.sip.endpoint(dialect, name);
            let is_trunk = endpoint.is_some_and(|endpoint| is_fixed(inspection, endpoint));
            is_trunk || (dials_a_number && endpoint.is_some())
        }
        Some(None) => false,
        None => crate::names::is_technology(driver) && resource.contains("${EXTEN"),
    }
}

/// An endpoint that does not register with us, so that its address is written in a file.
fn is_fixed(inspection: &Inspection<'_>, endpoint: &sip_channel::endpoint::Endpoint) -> bool {
    let sip = &inspection.material.sip;
    endpoint.static_host.is_some()
        || sip
            .registrations
            .iter()
            .any(|r| r.line_endpoint.as_deref() == Some(&endpoint.name))
        || (endpoint.dialect == Dialect::Pjsip && !endpoint.outbound_auths.is_empty())
}
