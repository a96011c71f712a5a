//! Configuration files with what databases say put in: whole files that are rows of a table, and phones
//! that are rows of realtime families.

use std::cell::{Cell, RefCell};
use std::sync::mpsc::channel;
use std::time::Duration;

use call::{Outcome, SqlAnswer, SqlOrder};
use config::{FileError, Files, LoadOptions, Problem};
use services::Sources;
use services::odbc::MOST_ROWS;
use services::realtime::{Table, all_rows, file_select, file_text, rows, sections};

use crate::sql::Sql;

/// The files of a folder and of databases.
pub(crate) struct StoredFiles<'a> {
    files: &'a dyn Files,
    sources: Sources,
    sql: Sql,
    /// A database did not answer: nobody waits for another one.
    given_up: Cell<bool>,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> StoredFiles<'a> {
    /// Connects to nothing unless a file or family is in a database.
    pub(crate) fn new(files: &'a dyn Files, allow_exec: bool) -> Self {
        let options = LoadOptions {
            allow_exec,
            ..LoadOptions::default()
        };
        let (sources, _) = Sources::load(files, &options);
        let sql = Sql::new(sources.connections.clone().lazily());
        Self {
            files,
            sources,
            sql,
            given_up: Cell::new(false),
            problems: RefCell::default(),
        }
    }

    /// What could not be read from databases so far.
    pub(crate) fn take_problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    fn whole(&self, name: &str) -> Option<String> {
        let tables = self.sources.realtime.tables(name);
        let answer = self.first(tables, |table| file_select(table, name))?;
        Some(file_text(&answer)).filter(|text| !text.is_empty())
    }

    /// Rows of families as sections behind what the file says.
    fn more(&self, name: &str) -> String {
        match name {
            "sip.conf" => self.family("sippeers", "name", None),
            "pjsip.conf" => {
                let mut text = String::new();
                for kind in OBJECTS {
                    let families = self.sources.realtime.families_of_object(kind);
                    text.extend(families.map(|family| self.family(family, "id", Some(kind))));
                }
                text
            }
            _ => String::new(),
        }
    }

    fn family(&self, family: &str, name: &str, kind: Option<&str>) -> String {
        let tables = self.sources.realtime.tables(family);
        let answer = self.first(tables, all_rows);
        answer.map_or_else(String::new, |answer| sections(&rows(answer), name, kind))
    }

    fn first(
        &self,
        tables: &[Table],
        make: impl Fn(&Table) -> Option<String>,
    ) -> Option<SqlAnswer> {
        for table in tables {
            let Some(text) = make(table) else { continue };
            match self.ask(table, text) {
                Ok(answer) => return Some(answer),
                Err(why) => {
                    let problem = Problem::warning(&table.span, format!("'{}': {why}", table.name));
                    self.problems.borrow_mut().push(problem);
                }
            }
        }
        None
    }

    fn ask(&self, table: &Table, text: String) -> Result<SqlAnswer, String> {
        if self.given_up.get() {
            return Err("not read, since another database did not answer".to_owned());
        }
        let (tell, answer) = channel();
        let order = SqlOrder {
            connection: table.connection.clone(),
            text,
            limit: PATIENCE,
            most_rows: MOST_ROWS,
        };
        self.sql
            .perform(order, move |outcome| drop(tell.send(outcome)));
        match answer.recv_timeout(PATIENCE * 2) {
            Ok(Outcome::Rows(answer)) => Ok(answer),
            Ok(Outcome::Failed(why)) => {
                self.given_up.set(why.contains("in time"));
                Err(why)
            }
            _ => {
                self.given_up.set(true);
                Err("the database did not answer".to_owned())
            }
        }
    }
}

impl Drop for StoredFiles<'_> {
    fn drop(&mut self) {
        self.sql
            .set_connections(services::SqlConnections::default());
    }
}

impl Files for StoredFiles<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let found = match self.whole(name) {
            Some(text) => Ok(text.into_bytes()),
            None => self.files.read(name),
        };
        let more = self.more(name);
        if more.is_empty() {
            return found;
        }
        let mut all = match found {
            Ok(text) => text,
            Err(FileError::Missing) => Vec::new(),
            Err(error) => return Err(error),
        };
        all.push(b'\n');
        all.extend(more.into_bytes());
        Ok(all)
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        self.files.expand(pattern)
    }

    fn execute(&self, command: &str) -> Result<Vec<u8>, FileError> {
        self.files.execute(command)
    }
}

/// A start or a reload waits so long for a database.
const PATIENCE: Duration = Duration::from_secs(3);
/// Types of objects of `pjsip.conf` that can be rows.
const OBJECTS: &[&str] = &[
    "transport",
    "endpoint",
    "auth",
    "aor",
    "identify",
    "domain_alias",
    "registration",
    "acl",
];
