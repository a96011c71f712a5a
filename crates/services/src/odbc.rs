//! `func_odbc.conf`: functions of the dialplan that are statements of a database.

use config::{Problem, Section, Tree};
use dialplan::Template;

use crate::SqlConnections;
use crate::sql::is_true;

/// One function.
#[derive(Clone, Debug)]
pub struct OdbcFunction {
    /// Its name, prefix and all (`ODBC_PRESENCE`).
    pub name: String,
    /// Whole names of the databases to read from, in the order of trying.
    pub read_from: Vec<String>,
    /// Whole names of the databases to write to.
    pub write_to: Vec<String>,
    /// `readsql`.
    pub read: Option<Template>,
    /// `writesql`.
    pub write: Option<Template>,
    /// `insertsql`: when `writesql` changed nothing.
    pub insert: Option<Template>,
    /// `escapecommas`.
    pub escape_commas: bool,
    /// `mode=multirow`: a read gives the name of a result, for `ODBC_FETCH`.
    pub many_rows: bool,
    /// `rowlimit`.
    pub most_rows: usize,
    /// `synopsis`.
    pub synopsis: String,
    /// `syntax`.
    pub syntax: String,
}

/// All functions.
#[derive(Clone, Debug, Default)]
pub struct OdbcFunctions {
    functions: Vec<OdbcFunction>,
}

impl OdbcFunctions {
    /// Reads the file.
    pub fn load(tree: &Tree, databases: &SqlConnections) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        for section in tree
            .live()
            .filter(|s| !s.name.eq_ignore_ascii_case("general"))
        {
            match function(section, databases, &mut problems) {
                Ok(function) => this.functions.push(function),
                Err(why) => {
                    let text = format!("function '{}': {why}; it does not exist", section.name);
                    problems.push(Problem::warning(&section.span, text));
                }
            }
        }
        (this, problems)
    }

    /// A function by its whole name.
    pub fn find(&self, name: &str) -> Option<&OdbcFunction> {
        let mut all = self.functions.iter();
        all.find(|f| f.name.eq_ignore_ascii_case(name))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &OdbcFunction> {
        self.functions.iter()
    }
}

fn function(
    section: &Section,
    databases: &SqlConnections,
    problems: &mut Vec<Problem>,
) -> Result<OdbcFunction, String> {
    let value = |names: &[&str]| {
        let mut entries = section.entries.iter();
        let found = entries.find(|e| names.iter().any(|n| e.name.eq_ignore_ascii_case(n)));
        found
            .map(|entry| entry.value.trim())
            .filter(|v| !v.is_empty())
    };
    problems.extend(unknown_keys(section));
    let mut statement = |names: &[&str]| {
        let (template, faults) = Template::parse(value(names)?);
        let faults = faults.into_iter();
        problems.extend(faults.map(|fault| Problem::warning(&section.span, fault)));
        Some(template)
    };
    let read = statement(&["readsql", "read"]);
    let write = statement(&["writesql", "write"]);
    let insert = statement(&["insertsql"]);
    if read.is_none() && write.is_none() {
        return Err("it has neither readsql nor writesql".to_owned());
    }
    let handles = |names: &[&str]| -> Vec<&str> {
        let listed = value(names).unwrap_or_default().split(',').map(str::trim);
        listed.filter(|name| !name.is_empty()).collect()
    };
    let written = handles(&["writehandle", "dsn"]);
    let mut read_from = handles(&["readhandle"]);
    if read_from.is_empty() {
        read_from.clone_from(&written);
    }
    let mut known = |names: Vec<&str>| -> Vec<String> {
        let mut found = Vec::new();
        for name in names {
            match databases.odbc(name) {
                Some(connection) => found.push(connection.name.clone()),
                None => {
                    let text = format!("function '{}': no database '{name}'", section.name);
                    problems.push(Problem::warning(&section.span, text));
                }
            }
        }
        found
    };
    let (read_from, write_to) = (known(read_from), known(written));
    let prefix = value(&["prefix"]).unwrap_or("ODBC");
    let most_rows = value(&["rowlimit"]).and_then(|text| text.parse().ok());
    Ok(OdbcFunction {
        name: format!("{prefix}_{}", section.name),
        read_from,
        write_to,
        read,
        write,
        insert,
        escape_commas: value(&["escapecommas"]).is_none_or(is_true),
        many_rows: value(&["mode"]).is_some_and(|mode| mode.eq_ignore_ascii_case("multirow")),
        most_rows: most_rows
            .filter(|most| *most > 0)
            .unwrap_or(MOST_ROWS)
            .min(MOST_ROWS),
        synopsis: value(&["synopsis"])
            .unwrap_or("A statement of func_odbc.conf.")
            .to_owned(),
        syntax: value(&["syntax"]).unwrap_or_default().to_owned(),
    })
}

fn unknown_keys(section: &Section) -> Vec<Problem> {
    let known = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key));
    let odd = section.entries.iter().filter(|entry| !known(&entry.name));
    odd.map(|entry| {
        let text = format!("'{}' is not known here; ignored", entry.name);
        Problem::warning(&entry.span, text).did_you_mean(&entry.name, KEYS.iter().copied())
    })
    .collect()
}

/// So many rows are kept of one answer.
pub const MOST_ROWS: usize = 10_000;
const KEYS: &[&str] = &[
    "dsn",
    "readhandle",
    "writehandle",
    "readsql",
    "read",
    "writesql",
    "write",
    "insertsql",
    "prefix",
    "escapecommas",
    "rowlimit",
    "mode",
    "synopsis",
    "syntax",
    "minargs",
];

#[cfg(test)]
mod tests;
