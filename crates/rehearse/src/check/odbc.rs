//! `func_odbc.conf`: each section is a function of the dialplan.

use config::{Entry, Section, Span};

use super::Inspection;
use crate::finding::Kind;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    let Some(tree) = inspection.material.tree("func_odbc.conf") else {
        return;
    };
    for section in tree.live().filter(|section| section.name != "general") {
        name(inspection, section);
        order(inspection, section);
        let mut has_sql = false;
        for entry in &section.entries {
            let key = entry.name.to_ascii_lowercase();
            let is_old = matches!(key.as_str(), "read" | "write");
            if !is_old && !matches!(key.as_str(), "readsql" | "writesql" | "insertsql") {
                continue;
            }
            has_sql |= key != "insertsql";
            if is_old {
                let text = format!("'{key}' is the old name of an option");
                let finding = inspection.report(Kind::OldForm, &entry.span, &entry.name, text);
                finding.hint(format!("write {key}sql"));
            }
            if entry.value.ends_with(';') {
                let text = "a statement needs no semicolon at its end";
                inspection.report(Kind::OldForm, &entry.span, &entry.value, text);
            }
        }
        if !has_sql {
            let text = format!("[{}] has neither readsql nor writesql", section.name);
            inspection.report(Kind::Configuration, &section.span, &section.name, text);
        }
    }
}

/// Options once each, in the order in which everybody reads them.
fn order(inspection: &mut Inspection<'_>, section: &Section) {
    let place = |entry: &Entry| {
        let is = |name: &&str| entry.name.eq_ignore_ascii_case(name);
        ORDER.iter().position(is)
    };
    let mut before = 0;
    for entry in &section.entries {
        let Some(at) = place(entry) else {
            if !OTHERS
                .iter()
                .any(|name| entry.name.eq_ignore_ascii_case(name))
            {
                let text = format!("func_odbc.conf has no option '{}'", entry.name);
                let kind = Kind::Configuration;
                let finding = inspection.report(kind, &entry.span, &entry.name, text);
                finding.did_you_mean(&entry.name, ORDER.iter().chain(OTHERS).copied());
            }
            continue;
        };
        if at < before {
            let text = format!("'{}' usually stands further up", entry.name);
            inspection.report(Kind::UnusualOrder, &entry.span, &entry.name, text);
        }
        if section.all(&entry.name).count() > 1 {
            let text = format!("'{}' stands more than once in this section", entry.name);
            inspection.report(Kind::UnusualOrder, &entry.span, &entry.name, text);
        }
        before = before.max(at);
    }
}

fn name(inspection: &mut Inspection<'_>, section: &Section) {
    let is_usual = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if section.name.bytes().all(is_usual) {
        return;
    }
    let prefix = section.get("prefix").unwrap_or("ODBC");
    let text = format!(
        "the function is called {prefix}_{}, letter by letter",
        section.name
    );
    let span: Span = section.span.clone();
    inspection.report(Kind::LetterCase, &span, &section.name, text);
}

const ORDER: &[&str] = &[
    "prefix",
    "synopsis",
    "dsn",
    "escapecommas",
    "mode",
    "rowlimit",
    "readhandle",
    "readsql",
    "writehandle",
    "writesql",
    "insertsql",
    "read",
    "write",
];

/// Options that may stand anywhere.
const OTHERS: &[&str] = &["syntax", "minargs", "single_db_connection"];
