//! Applications, functions, their arguments and their option letters.

use call::script::AppEntry;

use super::Inspection;
use super::uses::{Use, branches, cut};
use crate::finding::Kind;
use crate::names;
use crate::references::references;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    for each in inspection.uses {
        match inspection
            .surroundings
            .registry
            .application(each.application)
        {
            Some(entry) => {
                old_name(inspection, each);
                let before = inspection.found.len();
                count_arguments(inspection, each, entry);
                if inspection.found.len() == before {
                    options(inspection, each, entry);
                }
            }
            None => unknown_application(inspection, each),
        }
        if !each.nested {
            for text in [each.application, each.arguments] {
                functions(inspection, each, text);
            }
        }
        written_function(inspection, each);
    }
}

fn unknown_application(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let name = each.application;
    // A name that is computed is known only when it runs.
    if name.is_empty() || name.contains('$') {
        return;
    }
    let span = &inspection.at(each);
    if names::is_application(name) {
        let text =
            format!("application {name} is not part of this exchange; a call that gets here ends");
        let finding = inspection.report(Kind::UnsupportedApplication, span, name, text);
        let old = OLD_APPLICATIONS
            .iter()
            .find(|(old, _)| old.eq_ignore_ascii_case(name));
        if let Some((_, modern)) = old {
            finding.hint(format!("write {modern}"));
        }
        return;
    }
    let text = format!("there is no application '{name}'; a call that gets here ends");
    let registry = inspection.surroundings.registry.clone();
    let finding = inspection.report(Kind::UnknownApplication, span, name, text);
    let own = registry.applications().into_iter().map(|a| a.doc.name);
    finding.did_you_mean(name, own.chain(names::applications()));
}

/// It works, and there is a modern form.
fn old_name(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let old = OLD_APPLICATIONS.iter().find(|(old, _)| each.is(old));
    if let Some((name, modern)) = old {
        let at = inspection.at(each);
        let text = format!("{name} is of old releases");
        let finding = inspection.report(Kind::OldForm, &at, each.application, text);
        finding.hint(format!("write {modern}"));
    }
}

fn functions(inspection: &mut Inspection<'_>, each: &Use<'_>, text: &str) {
    for reference in references(text) {
        if let (Some(name), Some(_)) = (reference.name(), reference.arguments()) {
            function(inspection, each, name);
        }
    }
}

/// `Set(FUNCTION(x)=…)`.
fn written_function(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let at = inspection.at(each);
    if !each.is_any(&["Set", "MSet"]) {
        return;
    }
    let Some((target, _)) = each.arguments.split_once('=') else {
        return;
    };
    let Some((name, _)) = target.split_once('(') else {
        return;
    };
    function(inspection, each, name.trim());
    let known = inspection.surroundings.registry.function(name.trim());
    if known.is_some_and(|known| !known.doc.writable) {
        let text = format!("function {} can be read, not set", name.trim());
        inspection.report(Kind::BadExpression, &at, target, text);
    }
}

fn function(inspection: &mut Inspection<'_>, each: &Use<'_>, name: &str) {
    if let Some((_, modern)) = OLD_FUNCTIONS.iter().find(|(old, _)| *old == name) {
        let at = inspection.at(each);
        let text = format!("function {name} is of old releases");
        let finding = inspection.report(Kind::OldForm, &at, name, text);
        finding.hint(format!("write {modern}"));
    }
    let registry = inspection.surroundings.registry.clone();
    if name.is_empty() || name.contains(['$', ' ']) || registry.function(name).is_some() {
        return;
    }
    let span = &inspection.at(each);
    if names::is_function(name) {
        let text = format!("function {name} is not part of this exchange; it gives nothing");
        inspection.report(Kind::UnsupportedFunction, span, name, text);
        return;
    }
    let text = format!("there is no function '{name}'; it gives nothing");
    let finding = inspection.report(Kind::UnknownFunction, span, name, text);
    let own = registry.functions().into_iter().map(|f| f.doc.name);
    finding.did_you_mean(name, own.chain(names::functions()));
}

fn count_arguments(inspection: &mut Inspection<'_>, each: &Use<'_>, entry: &AppEntry) {
    let place = inspection.at(each);
    if let Some(text) = special_count(each) {
        inspection.report(Kind::ArgumentCount, &place, each.application, text);
        return;
    }
    let doc = &entry.doc;
    if OWN_RULES.iter().any(|name| each.is(name)) {
        return;
    }
    let given = each.split();
    let lacks = |at: usize| given.get(at).is_none_or(|text| text.trim().is_empty());
    let first_lacking = doc
        .syntax
        .iter()
        .enumerate()
        .find(|(at, param)| param.required && lacks(*at));
    if let Some((at, param)) = first_lacking {
        let text = format!("{} needs argument {}: {}", doc.name, at + 1, param.name);
        inspection.report(Kind::ArgumentCount, &place, each.application, text);
        return;
    }
    let free_text = doc
        .syntax
        .last()
        .is_some_and(|param| FREE.iter().any(|word| param.name.contains(word)));
    if given.len() > doc.syntax.len() && !free_text && !TAKES_MORE.iter().any(|name| each.is(name))
    {
        let (most, given) = (doc.syntax.len(), given.len());
        let text = format!(
            "{} takes at most {most} arguments, here are {given}",
            doc.name
        );
        inspection.report(Kind::ArgumentCount, &place, each.arguments, text);
    }
}

/// Applications whose arguments are not a plain list.
fn special_count(each: &Use<'_>) -> Option<String> {
    let name = each.application.to_ascii_lowercase();
    let arguments = each.arguments.trim();
    match name.as_str() {
        "goto" | "gosub" if arguments.is_empty() => {
            Some(format!("{} has no target", each.application))
        }
        "goto" if each.split().len() > 3 => {
            Some("Goto takes at most context, extension and priority".to_owned())
        }
        "gotoif" | "gosubif" | "execif" | "gotoiftime" | "execiftime" | "macroif" => {
            if cut(arguments, '?').is_none() {
                return Some(format!(
                    "{} has no '?' between condition and target",
                    each.application
                ));
            }
            let none = branches(arguments).iter().all(|branch| branch.is_empty());
            none.then(|| {
                format!(
                    "{} leads nowhere: both of its targets are empty",
                    each.application
                )
            })
        }
        "set" if !arguments.contains('=') => Some("Set has no '='".to_owned()),
        _ => None,
    }
}

fn options(inspection: &mut Inspection<'_>, each: &Use<'_>, entry: &AppEntry) {
    let place = inspection.at(each);
    for text in (entry.check)(each.arguments) {
        // Destinations are looked at with the phones at hand.
        if text.starts_with("there is no channel type") {
            continue;
        }
        let letter = text.split('\'').nth(1).unwrap_or_default().to_owned();
        let kind = if text.contains("parenthesis") {
            Kind::UnbalancedBrackets
        } else {
            Kind::UnknownOption
        };
        let at = entry
            .doc
            .syntax
            .iter()
            .position(|param| param.name == "options");
        let options = at.map(|at| each.argument(at)).unwrap_or_default();
        let offending = if options.contains(&letter) {
            options
        } else {
            letter
        };
        let text = format!("{}: {text}", entry.doc.name);
        inspection.report(kind, &place, &offending, text);
    }
}

/// Names that only old releases had, with what is written today.
const OLD_APPLICATIONS: &[(&str, &str)] = &[
    ("SetCIDNum", "Set(CALLERID(num)=…)"),
    ("SetCIDName", "Set(CALLERID(name)=…)"),
    ("SetCallerID", "Set(CALLERID(all)=…)"),
    ("SetVar", "Set(…)"),
    ("SetLanguage", "Set(CHANNEL(language)=…)"),
    ("DigitTimeout", "Set(TIMEOUT(digit)=…)"),
    ("ResponseTimeout", "Set(TIMEOUT(response)=…)"),
    ("AbsoluteTimeout", "Set(TIMEOUT(absolute)=…)"),
];

/// Functions that only old releases had, with what is written today.
const OLD_FUNCTIONS: &[(&str, &str)] = &[
    ("LANGUAGE", "CHANNEL(language)"),
    ("MUSICCLASS", "CHANNEL(musicclass)"),
    ("CALLERPRES", "CALLERID(pres)"),
    ("DEVSTATE", "DEVICE_STATE"),
    ("SIPPEER", "PJSIP_ENDPOINT, on chan_pjsip"),
    ("SIPCHANINFO", "CHANNEL"),
];

/// Their arguments are counted above, or cannot be counted.
const OWN_RULES: &[&str] = &[
    "Goto",
    "Gosub",
    "GotoIf",
    "GosubIf",
    "ExecIf",
    "GotoIfTime",
    "ExecIfTime",
    "MacroIf",
    "Set",
    "MSet",
    "Verbose",
    "Log",
    "NoOp",
    "Return",
    "Exec",
    "TryExec",
];

/// The last argument takes everything.
const TAKES_MORE: &[&str] = &[
    "Playback",
    "SIPAddHeader",
    "System",
    "TrySystem",
    "UserEvent",
    "SendText",
    "PlayTones",
    "While",
];

const FREE: &[&str] = &[
    "args", "...", "…", "text", "message", "command", "string", "header", "body",
];
