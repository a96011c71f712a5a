//! Texts for `config show help`.

use std::fmt::Write;

use crate::{OptionDoc, TableDoc};

/// What a kind of section is for, and its options with a line each.
#[must_use]
pub fn table_help(table: &TableDoc) -> String {
    let mut text = format!("{}\n", table.kind);
    push_indented(&mut text, table.about, 2);
    text.push('\n');
    let width = table
        .options
        .iter()
        .map(|option| option.name.len())
        .max()
        .unwrap_or(0);
    for option in table.options {
        let summary = option
            .help
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty());
        let line = format!("  {:width$}  {}", option.name, summary.unwrap_or_default());
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !table.unsupported.is_empty() {
        let _ = write!(
            text,
            "\nNot supported yet: {}.\n",
            table.unsupported.join(", ")
        );
    }
    if !table.ignored.is_empty() {
        let _ = write!(text, "\nWithout effect: {}.\n", table.ignored.join(", "));
    }
    text
}

/// Everything about one option.
#[must_use]
pub fn option_help(table: &TableDoc, option: &OptionDoc) -> String {
    let mut text = format!("[{}] {}\n", table.kind, option.name);
    push_indented(&mut text, option.help, 2);
    let _ = writeln!(text, "\n  Value:      {}", option.kind);
    let default = if option.default.is_empty() {
        "(none)"
    } else {
        option.default
    };
    let _ = writeln!(text, "  Default:    {default}");
    if !option.aliases.is_empty() {
        let _ = writeln!(text, "  Also:       {}", option.aliases.join(", "));
    }
    if !option.deprecated.is_empty() {
        let _ = writeln!(text, "  Deprecated: {}", option.deprecated);
    }
    text
}

fn push_indented(text: &mut String, lines: &str, by: usize) {
    for line in lines.lines().map(str::trim) {
        let indent = if line.is_empty() { 0 } else { by };
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}

#[cfg(test)]
mod tests;
