//! Text that callers choose, on its way into a shell, a dial string or a database.

use std::collections::BTreeSet;

use super::Inspection;
use super::plan_map::Extension;
use super::uses::Use;
use crate::finding::Kind;
use crate::references::{Reference, references};

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let mut at: Option<*const Extension<'_>> = None;
    let mut tainted: BTreeSet<String> = BTreeSet::new();
    for each in inspection.uses {
        let here = std::ptr::from_ref(each.extension);
        if at != Some(here) {
            at = Some(here);
            tainted.clear();
        }
        if each.is("Set") {
            assignment(each, &mut tainted);
        }
        sinks(inspection, each, &tainted);
    }
}

/// What a variable gets from a caller stays dangerous under its new name.
fn assignment(each: &Use<'_>, tainted: &mut BTreeSet<String>) {
    let Some((name, value)) = each.arguments.split_once('=') else {
        return;
    };
    let name = name.trim().trim_start_matches('_').to_owned();
    let comes_from_caller = references(value)
        .iter()
        .any(|r| is_dangerous(r, each, tainted, Sink::Dial));
    if comes_from_caller {
        tainted.insert(name);
    } else {
        tainted.remove(&name);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sink {
    Shell,
    Dial,
    Database,
    Web,
}

fn sinks(inspection: &mut Inspection<'_>, each: &Use<'_>, tainted: &BTreeSet<String>) {
    let whole = if each.is_any(&["System", "TrySystem"]) {
        Some((Sink::Shell, each.arguments.to_owned()))
    } else if each.is("MixMonitor") {
        // What runs when the recording is done.
        let command = each.split().split_off(2.min(each.split().len()));
        Some((Sink::Shell, command.join(",")))
    } else if each.is_any(&["Dial", "RetryDial", "Page"]) {
        Some((Sink::Dial, each.argument(0)))
    } else if each.is_any(&["MYSQL", "CBMysql"]) {
        Some((Sink::Database, each.arguments.to_owned()))
    } else {
        None
    };
    if let Some((sink, text)) = whole {
        for reference in references(&text) {
            if is_dangerous(&reference, each, tainted, sink) {
                report(inspection, each, &reference, sink);
            }
        }
    }
    if each.nested {
        return;
    }
    for reference in references(each.arguments) {
        let sink = reference
            .within
            .iter()
            .rev()
            .find_map(|function| sink_of(function));
        if let Some(sink) = sink
            && is_dangerous(&reference, each, tainted, sink)
        {
            report(inspection, each, &reference, sink);
        }
    }
}

fn sink_of(function: &str) -> Option<Sink> {
    let name = function.to_ascii_uppercase();
    match name.as_str() {
        "SHELL" => Some(Sink::Shell),
        "CURL" => Some(Sink::Web),
        _ if name.starts_with("ODBC_") || name == "REALTIME" => Some(Sink::Database),
        _ => None,
    }
}

fn report(inspection: &mut Inspection<'_>, each: &Use<'_>, reference: &Reference<'_>, sink: Sink) {
    let at = inspection.at(each);
    let (what, hint) = match sink {
        Sink::Shell => ("a shell runs", "${FILTER(0-9,…)} lets digits through only"),
        Sink::Dial => (
            "Dial takes apart at & and /",
            "${FILTER(0-9*#+,…)} lets a number through only",
        ),
        Sink::Database => (
            "a database runs",
            "${SQL_ESC(…)} or ${FILTER(0-9,…)} keeps it harmless",
        ),
        Sink::Web => (
            "becomes part of an address on the web",
            "${URIENCODE(…)} keeps it one value",
        ),
    };
    let text = format!(
        "callers choose the text of {}, which {what}",
        reference.whole
    );
    let finding = inspection.report(Kind::Injection, &at, reference.whole, text);
    finding.hint(hint);
}

fn is_dangerous(
    reference: &Reference<'_>,
    each: &Use<'_>,
    tainted: &BTreeSet<String>,
    sink: Sink,
) -> bool {
    let harmless = |function: &&str| {
        HARMLESS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(function))
    };
    if reference.is_expression || reference.in_expression || reference.within.iter().any(harmless) {
        return false;
    }
    // A database escapes what it is given as a parameter's value.
    if sink == Sink::Database && reference.within.iter().any(|f| f.starts_with("SQL_ESC")) {
        return false;
    }
    let Some(name) = reference.name() else {
        return false;
    };
    if reference.arguments().is_some() {
        return GIVEN_BY_CALLERS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name));
    }
    match name {
        "EXTEN" => takes_anything(each.extension.name),
        "CALLERIDNUM" | "CALLERIDNAME" | "CALLERID" => true,
        _ => tainted.contains(name),
    }
}

/// Does the extension match more than digits?
fn takes_anything(name: &str) -> bool {
    name.starts_with('_') && name.contains(['.', '!'])
}

/// What these functions tell comes from the far end.
const GIVEN_BY_CALLERS: &[&str] = &[
    "CALLERID",
    "SIP_HEADER",
    "PJSIP_HEADER",
    "SIPCHANINFO",
    "REDIRECTING",
];
/// What comes out of these functions is a number, a hash, or chosen letters.
const HARMLESS: &[&str] = &[
    "FILTER",
    "LEN",
    "MD5",
    "SHA1",
    "URIENCODE",
    "BASE64_ENCODE",
    "MATH",
    "REGEX",
    "ISNULL",
    "EXISTS",
    "DB_EXISTS",
    "KEYPADHASH",
    "FIELDQTY",
    "INC",
    "DEC",
    "DB",
    "BLACKLIST",
    "VALID_EXTEN",
    "DIALPLAN_EXISTS",
    "STRFTIME",
];
