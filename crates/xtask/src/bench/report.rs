//! The one table at the end, and the same as JSON.

use std::fmt::Write;
use std::fs;

/// What was measured.
#[derive(Default)]
pub(super) struct Report {
    rows: Vec<Row>,
}

struct Row {
    work: String,
    what: String,
    value: f64,
    unit: &'static str,
}

impl Report {
    pub(super) fn add(
        &mut self,
        work: &str,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) {
        self.rows.push(Row {
            work: work.to_owned(),
            what: what.into(),
            value,
            unit,
        });
    }

    /// A Markdown table, aligned for reading as it is.
    pub(super) fn table(&self) -> String {
        let mut cells: Vec<[String; 4]> = vec![HEAD.map(str::to_owned)];
        cells.extend(self.rows.iter().map(|row| {
            let value = figure(row.value);
            [
                row.work.clone(),
                row.what.clone(),
                value,
                row.unit.to_owned(),
            ]
        }));
        let width = |column: usize| {
            let lengths = cells.iter().map(|row| row[column].chars().count());
            lengths.max().unwrap_or(0)
        };
        let [work, what, value, unit] = [width(0), width(1), width(2), width(3)];
        let mut out = format!("\n{}\n\n", machine());
        for (at, row) in cells.iter().enumerate() {
            let [a, b, c, d] = row;
            let _ = writeln!(out, "| {a:work$} | {b:what$} | {c:>value$} | {d:unit$} |");
            if at == 0 {
                let dashes = |length: usize| "-".repeat(length);
                let right = "-".repeat(value.saturating_sub(1));
                let [a, b, d] = [dashes(work), dashes(what), dashes(unit)];
                let _ = writeln!(out, "| {a} | {b} | {right}: | {d} |");
            }
        }
        out
    }

    pub(super) fn json(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(Row::json).collect();
        format!(
            "{{\n  \"machine\": {},\n  \"rows\": [\n    {}\n  ]\n}}\n",
            quoted(&machine()),
            rows.join(",\n    ")
        )
    }
}

impl Row {
    fn json(&self) -> String {
        // JSON has no infinity and no "not a number".
        let value = if self.value.is_finite() {
            format!("{:.6}", self.value)
        } else {
            "null".to_owned()
        };
        format!(
            "{{\"work\": {}, \"what\": {}, \"value\": {value}, \"unit\": {}}}",
            quoted(&self.work),
            quoted(&self.what),
            quoted(self.unit)
        )
    }
}

/// Three figures that count, and never an exponent.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if !value.is_finite() => return "-".to_owned(),
        _ if size >= 100.0 || size == 0.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

/// Processor, cores, kernel, and how busy the machine has been of late: figures mean little without.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let about = read("/proc/cpuinfo");
    let model = about
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let load = read("/proc/loadavg");
    format!(
        "{cores} x {model}, Linux {}, load average {}",
        read("/proc/sys/kernel/osrelease").trim(),
        load.split(' ').next().unwrap_or("unknown")
    )
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

const HEAD: [&str; 4] = ["work", "what", "value", "unit"];
