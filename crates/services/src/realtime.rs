//! Realtime: tables of databases in place of files. `extconfig.conf` says which family (`sippeers`,
//! `extensions`, `voicemail`) is which table, and which whole files are rows.

mod ask;
mod statements;

use config::{Entry, Problem, Span, Tree};

use crate::SqlConnections;
pub(crate) use ask::query;
pub use ask::{Refused, change, destroy, lookup, lookup_all, store};
pub use statements::{Row, all_rows, file_select, file_text, rows, sections};

/// A table that a family or file lives in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Whole name of the database.
    pub connection: String,
    /// The table.
    pub name: String,
    /// Where it is configured.
    pub span: Span,
}

/// What `extconfig.conf` and `sorcery.conf` say.
#[derive(Clone, Debug, Default)]
pub struct Realtime {
    /// Families and files, each with its tables in the order of trying.
    families: Vec<(String, Vec<Table>)>,
    /// Types of objects of `pjsip.conf`, each with its family.
    objects: Vec<(String, String)>,
}

impl Realtime {
    /// Reads both files, as far as they are there.
    pub fn load(
        extconfig: Option<&Tree>,
        sorcery: Option<&Tree>,
        databases: &SqlConnections,
    ) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        let mut rows: Vec<(String, u32, Table)> = Vec::new();
        let settings = extconfig.and_then(|tree| tree.find("settings"));
        for entry in settings.iter().flat_map(|section| &section.entries) {
            match table_of(entry, databases) {
                Ok((table, priority, problem)) => {
                    problems.extend(problem);
                    rows.push((entry.name.clone(), priority, table));
                }
                Err(why) => {
                    let text = format!("family '{}': {why}; it has no effect", entry.name);
                    problems.push(Problem::warning(&entry.span, text));
                }
            }
        }
        rows.sort_by_key(|(_, priority, _)| *priority);
        for (name, _, table) in rows {
            match this.families.iter_mut().find(|(known, _)| *known == name) {
                Some((_, tables)) => tables.push(table),
                None => this.families.push((name, vec![table])),
            }
        }
        for section in sorcery.iter().flat_map(|tree| tree.live()) {
            for entry in &section.entries {
                let kind = entry.name.split('/').next().unwrap_or_default();
                if let Some(family) = entry.value.strip_prefix("realtime,") {
                    this.objects
                        .push((kind.to_owned(), family.trim().to_owned()));
                }
            }
        }
        (this, problems)
    }

    /// The tables of a family, in the order of trying; empty when it has none.
    pub fn tables(&self, family: &str) -> &[Table] {
        let mut all = self.families.iter();
        let found = all.find(|(name, _)| name.eq_ignore_ascii_case(family));
        found
            .map(|(_, tables)| tables.as_slice())
            .unwrap_or_default()
    }

    /// Is there such a family?
    pub fn has(&self, family: &str) -> bool {
        !self.tables(family).is_empty()
    }

    /// All families and files, for `core show config mappings`.
    pub fn families(&self) -> impl Iterator<Item = (&str, &[Table])> {
        let all = self.families.iter();
        all.map(|(name, tables)| (name.as_str(), tables.as_slice()))
    }

    /// The families that hold objects of a type of `pjsip.conf` (`endpoint`).
    pub fn families_of_object<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.objects.iter().filter(move |(known, _)| known == kind);
        all.map(|(_, family)| family.as_str())
    }
}

type Found = (Table, u32, Option<Problem>);

/// `driver,database[,table[,priority]]`.
fn table_of(entry: &Entry, databases: &SqlConnections) -> Result<Found, String> {
    let mut parts = entry
        .value
        .split(',')
        .map(|part| part.trim().trim_matches('"'));
    let driver = parts.next().unwrap_or_default().to_ascii_lowercase();
    let database = parts.next().unwrap_or_default();
    let name = parts
        .next()
        .filter(|n| !n.is_empty())
        .unwrap_or(&entry.name);
    let priority = parts.next().and_then(|p| p.parse().ok()).unwrap_or(1);
    if crate::sql::identifier(name).is_none() {
        return Err(format!("'{name}' cannot be the name of a table"));
    }
    let mut problem = None;
    let connection = match driver.as_str() {
        "odbc" => databases.odbc(database),
        "pgsql" => databases.find("pgsql"),
        "sqlite3" | "sqlite" => databases.find(&format!("sqlite3/{database}")),
        "mysql" => {
            let found = databases.odbc(database).or_else(|| databases.odbc("mysql"));
            if let Some(found) = found {
                let text = format!(
                    "MySQL's own protocol is not spoken; family '{}' is read from '{}' of res_odbc.conf",
                    entry.name, found.name
                );
                problem = Some(Problem::warning(&entry.span, text));
            }
            found
        }
        _ => return Err(format!("driver '{driver}' is not spoken here")),
    };
    let Some(connection) = connection else {
        let hint = match driver.as_str() {
            "mysql" => {
                "; MySQL's own protocol is not spoken: give res_odbc.conf a section of that name, \
                 with PostgreSQL or SQLite"
            }
            "odbc" => "; res_odbc.conf has no such section that can be used",
            _ => "; it is not configured",
        };
        return Err(format!("there is no database '{database}'{hint}"));
    };
    let table = Table {
        connection: connection.name.clone(),
        name: name.to_owned(),
        span: entry.span.clone(),
    };
    Ok((table, priority, problem))
}

#[cfg(test)]
mod tests;
