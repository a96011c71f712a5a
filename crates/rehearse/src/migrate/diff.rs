//! A unified diff that `patch` understands: reasons stand before each file and behind each `@@`.

use std::fmt::Write as _;

use super::sheet::Sheet;

/// The reasons and the hunks of a file.
pub(super) fn unified(sheet: &Sheet) -> String {
    let mut out = String::new();
    let name = &sheet.name;
    let mut reasons = sheet.reasons.clone();
    reasons.sort();
    for (line, reason) in &reasons {
        let _ = match line {
            0 => writeln!(out, "# {name}: {reason}"),
            line => writeln!(out, "# {name}:{line}: {reason}"),
        };
    }
    let rows = rows(sheet);
    if rows.iter().all(|row| row.sign == ' ') {
        return out;
    }
    let (before, after) = match (sheet.exists, sheet.dropped) {
        (false, _) => ("/dev/null".to_owned(), format!("b/{name}")),
        (_, true) => (format!("a/{name}"), "/dev/null".to_owned()),
        _ => (format!("a/{name}"), format!("b/{name}")),
    };
    let _ = writeln!(out, "--- {before}\n+++ {after}");
    for hunk in hunks(&rows) {
        write_hunk(&rows[hunk], &reasons, &mut out);
    }
    out
}

/// A line of the diff, with the numbers that it has, or would have, before and after.
struct Row<'a> {
    sign: char,
    text: &'a str,
    old: usize,
    new: usize,
}

fn rows(sheet: &Sheet) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let (mut old, mut new) = (1, 1);
    let mut push = |sign: char, text| {
        rows.push(Row {
            sign,
            text,
            old,
            new,
        });
        old += usize::from(sign != '+');
        new += usize::from(sign != '-');
    };
    for line in &sheet.lines {
        let keeps = !sheet.dropped && line.new.first() == Some(&line.old);
        if keeps {
            push(' ', &line.old);
        } else {
            push('-', &line.old);
        }
        let added = line.new.iter().skip(usize::from(keeps));
        for text in added.filter(|_| !sheet.dropped) {
            push('+', text);
        }
    }
    for text in sheet.appended.iter().filter(|_| !sheet.dropped) {
        push('+', text);
    }
    rows
}

/// Runs of changed rows with three rows around them.
fn hunks(rows: &[Row<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let changed = rows.iter().enumerate().filter(|(_, row)| row.sign != ' ');
    for (at, _) in changed {
        let from = at.saturating_sub(AROUND);
        let to = (at + AROUND + 1).min(rows.len());
        match found.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => found.push(from..to),
        }
    }
    found
}

fn write_hunk(rows: &[Row<'_>], reasons: &[(usize, String)], out: &mut String) {
    let Some(first) = rows.first() else { return };
    let before = rows.iter().filter(|row| row.sign != '+').count();
    let after = rows.iter().filter(|row| row.sign != '-').count();
    // A range without lines is named after the line before it.
    let old = first.old - usize::from(before == 0);
    let new = first.new - usize::from(after == 0);
    let mut why: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.sign != ' ') {
        let those = reasons.iter().filter(|(line, _)| *line == row.old);
        for (_, reason) in those.filter(|_| row.sign == '-') {
            if !why.contains(&reason.as_str()) {
                why.push(reason);
            }
        }
    }
    let why = why.join("; ");
    let _ = writeln!(out, "@@ -{old},{before} +{new},{after} @@ {why}");
    for row in rows {
        let _ = writeln!(out, "{}{}", row.sign, row.text);
    }
}

const AROUND: usize = 3;
