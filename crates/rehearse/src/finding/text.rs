//! Findings for people: a line with place and reason, the line of the file with the text underlined.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use config::Severity;

use super::{Finding, Kind};

/// All findings, and a line that counts them.
pub fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    let (of_form, of_meaning): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .partition(|f| f.kind.is_of_form() && f.severity == Severity::Note);
    for finding in of_meaning {
        one(finding, &mut out);
    }
    form(&of_form, &mut out);
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings, notes) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
    );
    let _ = writeln!(out, "{errors} errors, {warnings} warnings, {notes} notes");
    out
}

fn one(finding: &Finding, out: &mut String) {
    let Finding {
        kind,
        severity,
        span,
        offending,
        message,
        hint,
        line,
    } = finding;
    let _ = writeln!(out, "{span}: {severity}[{}]: {message}", kind.name());
    if let Some(line) = line {
        let number = span.line.to_string();
        let margin = " ".repeat(number.len());
        let before = usize::try_from(span.column.saturating_sub(1)).unwrap_or(0);
        let (shown, from) = excerpt(line, before);
        let _ = writeln!(out, " {number} | {shown}");
        let blank: String = shown
            .chars()
            .take(from)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let room = shown.chars().count().saturating_sub(from).max(1);
        let marks = "^".repeat(offending.chars().count().clamp(1, room));
        let _ = writeln!(out, " {margin} | {blank}{marks}");
    }
    if let Some(hint) = hint {
        let _ = writeln!(out, "   = {hint}");
    }
    out.push('\n');
}

/// Remarks on form: one line for each kind in each file.
fn form(findings: &[&Finding], out: &mut String) {
    let mut groups: BTreeMap<(&str, Kind), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let group = groups.entry((&*finding.span.file, finding.kind));
        group.or_default().push(finding);
    }
    for ((file, kind), group) in &groups {
        let first = &group[0].message;
        let same = group.iter().all(|finding| finding.message == *first);
        let what = if same { first } else { kind.about() };
        let mut lines: Vec<u32> = group.iter().map(|finding| finding.span.line).collect();
        lines.retain(|line| *line > 0);
        lines.dedup();
        let shown: Vec<String> = lines.iter().take(MOST_LINES).map(u32::to_string).collect();
        let place = match (lines.len(), lines.len().saturating_sub(MOST_LINES)) {
            (0, _) => String::new(),
            (1, _) => format!(": line {}", shown[0]),
            (_, 0) => format!(": lines {}", shown.join(", ")),
            (_, more) => format!(": lines {} and {more} more", shown.join(", ")),
        };
        let _ = writeln!(out, "{file}: note[{}]: {what}{place}", kind.name());
    }
    if !groups.is_empty() {
        out.push('\n');
    }
}

/// A long line is cut around the column.
fn excerpt(line: &str, before: usize) -> (String, usize) {
    let length = line.chars().count();
    if length <= WIDEST {
        return (line.to_owned(), before.min(length));
    }
    let start = before.saturating_sub(WIDEST / 3).min(length);
    let shown: String = line.chars().skip(start).take(WIDEST).collect();
    let prefix = if start > 0 { "…" } else { "" };
    let from = before - start + prefix.chars().count();
    (format!("{prefix}{shown}…"), from)
}

const WIDEST: usize = 120;
/// Lines that are named in a remark on form; `--json` has them all.
const MOST_LINES: usize = 12;
