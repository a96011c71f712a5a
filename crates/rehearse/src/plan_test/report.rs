//! What came of tests, for people and for CI.

use std::fmt::Write as _;

use super::{Coverage, Report, Verdict};

/// For people: failures with the story of the call, then coverage.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for verdict in &report.verdicts {
        one(verdict, &mut out);
    }
    let all = report.verdicts.len();
    let bad = report
        .verdicts
        .iter()
        .filter(|verdict| !verdict.failures.is_empty())
        .count();
    let _ = writeln!(out, "\n{} of {all} tests passed", all - bad);
    coverage(&report.coverage, &mut out);
    out
}

fn one(verdict: &Verdict, out: &mut String) {
    let Verdict {
        name,
        span,
        failures,
        story,
        ..
    } = verdict;
    if failures.is_empty() {
        let _ = writeln!(out, "ok      {name}");
        return;
    }
    let _ = writeln!(out, "FAILED  {name}");
    for (line, failure) in failures {
        let _ = writeln!(out, "        {}:{line}: {failure}", span.file);
    }
    for line in story.lines() {
        let _ = writeln!(out, "        | {line}");
    }
}

fn coverage(coverage: &Coverage, out: &mut String) {
    for (name, file) in coverage.files() {
        let (run, lines) = (file.run.len(), file.lines.len());
        let _ = write!(
            out,
            "{name}: {run} of {lines} lines ({} %)",
            percent(run, lines)
        );
        if !file.forks.is_empty() {
            let (gone, all) = (file.ways.len(), file.forks.len() * 2);
            let _ = write!(out, ", {gone} of {all} branches ({} %)", percent(gone, all));
        }
        out.push('\n');
        let missed: Vec<String> = file.missed().map(|line| line.to_string()).collect();
        if !missed.is_empty() {
            let _ = writeln!(out, "  not run: lines {}", missed.join(", "));
        }
    }
}

fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

/// JUnit's XML, as CI servers read it.
pub fn junit(report: &Report) -> String {
    let bad = report
        .verdicts
        .iter()
        .filter(|verdict| !verdict.failures.is_empty())
        .count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"dialplan\" tests=\"{}\" failures=\"{bad}\">\n",
        report.verdicts.len()
    );
    for verdict in &report.verdicts {
        let name = escaped(&verdict.name);
        let file = escaped(&verdict.span.file);
        let time = verdict.lasted.as_secs_f64();
        let _ = write!(
            out,
            "  <testcase classname=\"{file}\" name=\"{name}\" time=\"{time}\""
        );
        if verdict.failures.is_empty() {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        for (line, failure) in &verdict.failures {
            let message = escaped(failure);
            let _ = writeln!(out, "    <failure message=\"{file}:{line}: {message}\">");
            let _ = writeln!(out, "{}    </failure>", escaped(&verdict.story));
        }
        out.push_str("  </testcase>\n");
    }
    out.push_str("</testsuite>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 knows no other control characters.
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
