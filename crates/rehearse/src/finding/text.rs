//! Findings for people: a line with place and reason, the line of the file with the text underlined.

use std::fmt::Write as _;

use config::Severity;

use super::Finding;

/// All findings, and a line that counts them.
pub fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        one(finding, &mut out);
    }
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
