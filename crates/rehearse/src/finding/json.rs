//! Findings for programs: plain JSON, and SARIF 2.1.0 for code review tools.

use std::fmt::Write as _;

use config::Severity;

use super::{Finding, Kind};

/// `{"findings":[…]}`, one object a finding.
pub fn json(findings: &[Finding]) -> String {
    let rows: Vec<String> = findings.iter().map(one).collect();
    format!("{{\"findings\":[{}]}}\n", rows.join(","))
}

/// A SARIF log with one run.
pub fn sarif(findings: &[Finding]) -> String {
    let rules: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| {
            format!(
                "{{\"id\":{},\"shortDescription\":{{\"text\":{}}},\"defaultConfiguration\":{{\"level\":\"{}\"}}}}",
                quoted(kind.name()),
                quoted(kind.about()),
                level(kind.severity())
            )
        })
        .collect();
    let results: Vec<String> = findings.iter().map(result).collect();
    format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"tool\":{{\"driver\":{{\"name\":\"starling check\",\"rules\":[{}]}}}},\"columnKind\":\"unicodeCodePoints\",\
         \"results\":[{}]}}]}}\n",
        rules.join(","),
        results.join(",")
    )
}

/// A text as a JSON string, quotes included.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if u32::from(letter) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

fn one(finding: &Finding) -> String {
    let hint = finding
        .hint
        .as_deref()
        .map_or_else(|| "null".to_owned(), quoted);
    format!(
        "{{\"kind\":{},\"severity\":\"{}\",\"file\":{},\"line\":{},\"column\":{},\"text\":{},\"message\":{},\"hint\":{hint}}}",
        quoted(finding.kind.name()),
        finding.severity,
        quoted(&finding.span.file),
        finding.span.line,
        finding.span.column,
        quoted(&finding.offending),
        quoted(&finding.message),
    )
}

fn result(finding: &Finding) -> String {
    let message = match &finding.hint {
        Some(hint) => format!("{}; {hint}", finding.message),
        None => finding.message.clone(),
    };
    let span = &finding.span;
    let region = match (span.line, span.column) {
        (0, _) => String::new(),
        (line, 0) => format!(",\"region\":{{\"startLine\":{line}}}"),
        (line, column) => {
            let length = u32::try_from(finding.offending.chars().count())
                .unwrap_or(1)
                .max(1);
            let end = column.saturating_add(length);
            format!(
                ",\"region\":{{\"startLine\":{line},\"startColumn\":{column},\"endColumn\":{end}}}"
            )
        }
    };
    format!(
        "{{\"ruleId\":{},\"level\":\"{}\",\"message\":{{\"text\":{}}},\"locations\":[{{\"physicalLocation\":\
         {{\"artifactLocation\":{{\"uri\":{}}}{region}}}}}]}}",
        quoted(finding.kind.name()),
        level(finding.severity),
        quoted(&message),
        quoted(&span.file),
    )
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
