//! Sounds that the plan plays: there must be files.

use std::collections::BTreeSet;

use dialplan::arguments::OptionLetters;
use sip_channel::endpoint::Dialect;

use super::Inspection;
use super::uses::Use;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let Some(exists) = inspection.surroundings.sounds else {
        return;
    };
    let languages = languages(inspection);
    let recorded: BTreeSet<String> = recorded(inspection.uses);
    for each in inspection.uses {
        let at = inspection.at(each);
        for name in played(each) {
            let known = || languages.iter().any(|language| exists(&name, language));
            if name.contains('$') || name.is_empty() || recorded.contains(&name) || known() {
                continue;
            }
            let text = format!("there is no sound '{name}' in {}", languages.join(", "));
            inspection.report(Kind::UnknownSound, &at, &name, text);
        }
    }
}

/// The languages that calls may have.
fn languages(inspection: &Inspection<'_>) -> Vec<String> {
    let sip = &inspection.material.sip;
    let endpoints = sip
        .endpoints(Dialect::Pjsip)
        .chain(sip.endpoints(Dialect::ChanSip));
    let mut all: Vec<String> = vec![inspection.surroundings.language.to_owned()];
    all.extend(endpoints.map(|endpoint| endpoint.language.clone()));
    for each in inspection.uses.iter().filter(|each| each.is("Set")) {
        if let Some((target, value)) = each.arguments.split_once('=')
            && target.to_ascii_lowercase().contains("language")
        {
            all.push(value.trim().to_owned());
        }
    }
    all.retain(|language| !language.is_empty() && !language.contains('$'));
    all.sort();
    all.dedup();
    all
}

/// Names that the plan itself records.
fn recorded(uses: &[Use<'_>]) -> BTreeSet<String> {
    let records = uses.iter().filter(|each| each.is("Record"));
    records
        .map(|each| {
            let name = each.argument(0);
            let end = name.rfind(['.', ':']).unwrap_or(name.len());
            name[..end].to_owned()
        })
        .collect()
}

fn played(each: &Use<'_>) -> Vec<String> {
    let list = |text: String| text.split('&').map(|name| name.trim().to_owned()).collect();
    if each.is_any(&[
        "Playback",
        "BackGround",
        "ControlPlayback",
        "BackgroundDetect",
    ]) {
        return list(each.argument(0));
    }
    if each.is("Read") {
        return list(each.argument(1));
    }
    if each.is_any(&["Queue", "Authenticate"]) {
        return list(each.argument(3));
    }
    if each.is("Dial") {
        let options = OptionLetters::parse(&each.argument(2));
        let announced = options.argument('A').unwrap_or_default();
        return announced.split(':').map(str::to_owned).collect();
    }
    Vec::new()
}
