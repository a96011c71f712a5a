//! The statements of realtime, and what their answers mean.

use std::fmt::Write;

use call::SqlAnswer;

use super::Table;
use crate::sql::{identifier, quoted};

/// A row: names and values of the columns that have one. A column with `;` in its value is there
/// several times.
pub type Row = Vec<(String, String)>;

/// `SELECT`, with conditions as realtime writes them: `name`, `name LIKE`, `name >`. `None` when one of
/// the names cannot be one.
pub(super) fn select(table: &Table, conditions: &[(&str, &str)], sorted: bool) -> Option<String> {
    let mut text = format!("SELECT * FROM {}", identifier(&table.name)?);
    text.push_str(&filter(conditions)?);
    if sorted && let Some((first, _)) = conditions.first() {
        let column = first.split_whitespace().next()?;
        let _ = write!(text, " ORDER BY {}", identifier(column)?);
    }
    Some(text)
}

pub(super) fn update(
    table: &Table,
    conditions: &[(&str, &str)],
    values: &[(&str, &str)],
) -> Option<String> {
    let pair =
        |(name, value): &(&str, &str)| Some(format!("{}={}", identifier(name)?, quoted(value)));
    let values: Option<Vec<String>> = values.iter().map(pair).collect();
    let table = identifier(&table.name)?;
    let filter = filter(conditions)?;
    Some(format!("UPDATE {table} SET {}{filter}", values?.join(", ")))
}

pub(super) fn insert(table: &Table, values: &[(&str, &str)]) -> Option<String> {
    let names: Option<Vec<String>> = values.iter().map(|(name, _)| identifier(name)).collect();
    let texts: Vec<String> = values.iter().map(|(_, value)| quoted(value)).collect();
    let table = identifier(&table.name)?;
    let (names, texts) = (names?.join(", "), texts.join(", "));
    Some(format!("INSERT INTO {table} ({names}) VALUES ({texts})"))
}

pub(super) fn delete(table: &Table, conditions: &[(&str, &str)]) -> Option<String> {
    let table = identifier(&table.name)?;
    Some(format!("DELETE FROM {table}{}", filter(conditions)?))
}

fn filter(conditions: &[(&str, &str)]) -> Option<String> {
    let mut text = String::new();
    for (at, (name, value)) in conditions.iter().enumerate() {
        let (column, operator) = name.trim().split_once(' ').unwrap_or((name, "="));
        let operator = operator.trim().to_ascii_uppercase();
        if !OPERATORS.contains(&operator.as_str()) {
            return None;
        }
        let joint = if at == 0 { "WHERE" } else { "AND" };
        let column = identifier(column)?;
        let _ = write!(text, " {joint} {column} {operator} {}", quoted(value));
        if operator == "LIKE" {
            text.push_str(" ESCAPE '\\'");
        }
    }
    Some(text)
}

/// The rows of an answer. Empty columns are as good as none, as drivers of Asterisk have it.
pub fn rows(answer: SqlAnswer) -> Vec<Row> {
    let SqlAnswer { columns, rows, .. } = answer;
    let row = |values: Vec<Option<String>>| {
        let mut row = Row::new();
        for (name, value) in columns.iter().zip(values) {
            let pieces = value.as_deref().unwrap_or_default().split(';');
            let pieces = pieces.map(str::trim).filter(|piece| !piece.is_empty());
            row.extend(pieces.map(|piece| (name.clone(), decoded(piece))));
        }
        row
    };
    rows.into_iter().map(row).collect()
}

/// `^3B` is a semicolon that does not divide, `^5E` the sign itself.
fn decoded(text: &str) -> String {
    text.replace("^3B", ";").replace("^5E", "^")
}

/// All rows of a table.
pub fn all_rows(table: &Table) -> Option<String> {
    Some(format!("SELECT * FROM {}", identifier(&table.name)?))
}

/// A whole file from the rows of a table of files (`ast_config`).
pub fn file_select(table: &Table, file: &str) -> Option<String> {
    Some(format!(
        "SELECT category, var_name, var_val FROM {} WHERE filename = {} AND commented = 0 \
         ORDER BY cat_metric DESC, var_metric ASC, category, var_name",
        identifier(&table.name)?,
        quoted(file)
    ))
}

/// The text of a file whose rows are in an answer.
pub fn file_text(answer: &SqlAnswer) -> String {
    let mut text = String::new();
    let mut category = None;
    for row in &answer.rows {
        let part = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
        if part(1).starts_with("#include") {
            let _ = writeln!(text, "#include {}", one_line(part(2)));
            category = None;
            continue;
        }
        if category != Some(part(0)) {
            category = Some(part(0));
            let _ = writeln!(text, "[{}]", one_line(part(0)));
        }
        let value = one_line(part(2)).replace(';', "\\;");
        let _ = writeln!(text, "{} => {value}", one_line(part(1)));
    }
    text
}

/// Rows as sections of a file, each named by one of its columns.
pub fn sections(rows: &[Row], name_column: &str, kind: Option<&str>) -> String {
    let mut text = String::new();
    for row in rows {
        let name = row.iter().find(|(column, _)| column == name_column);
        let Some((_, name)) = name.filter(|(_, n)| !n.contains([']', '[', '\n'])) else {
            continue;
        };
        let _ = writeln!(text, "[{name}]");
        if let Some(kind) = kind {
            let _ = writeln!(text, "type = {kind}");
        }
        for (column, value) in row.iter().filter(|(column, _)| column != name_column) {
            let value = one_line(value).replace(';', "\\;");
            let _ = writeln!(text, "{} = {value}", one_line(column));
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n', '\0'], " ")
}

const OPERATORS: &[&str] = &["=", "!=", "<>", "<", ">", "<=", ">=", "LIKE", "NOT LIKE"];
