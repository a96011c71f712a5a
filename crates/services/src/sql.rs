//! Databases by name: what `res_odbc.conf` (with `odbc.ini`), `res_pgsql.conf` and
//! `res_config_sqlite3.conf` say about them. Connecting is the outside's business.

mod odbc_ini;
mod text;

use std::time::Duration;

use config::{Files, LoadOptions, Problem, Section, Span};

use odbc_ini::OdbcIni;
pub use text::{identifier, quoted};

/// Which database, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlSource {
    /// A file.
    Sqlite {
        /// Its path.
        path: String,
    },
    /// A server.
    Postgres {
        /// Its address, or the folder of its socket.
        host: String,
        /// Its port.
        port: u16,
        /// User.
        user: String,
        /// Password; may be empty.
        password: String,
        /// Name of the database.
        database: String,
    },
}

/// A database that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlConnection {
    /// `odbc/NAME`, `sqlite3/NAME` or `pgsql`.
    pub name: String,
    /// Where it is.
    pub source: SqlSource,
    /// So many connections at once.
    pub most_connections: usize,
    /// A connection must stand within this time.
    pub connect_limit: Duration,
    /// After a connection failed, none is tried for so long.
    pub pause: Duration,
    /// Connect at the start, not at the first question.
    pub connect_first: bool,
    /// Where it is configured.
    pub span: Span,
}

/// All databases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlConnections {
    connections: Vec<SqlConnection>,
}

impl SqlConnections {
    /// Reads all files about databases.
    pub fn load(files: &dyn Files, options: &LoadOptions) -> (Self, Vec<Problem>) {
        let mut this = Self::default();
        let mut problems = Vec::new();
        let mut read = |name: &str| match config::load_if_present(files, name, options) {
            Ok(Some(loaded)) => {
                problems.extend(loaded.problems);
                Some(loaded.tree)
            }
            Ok(None) => None,
            Err(more) => {
                problems.extend(more);
                None
            }
        };
        let odbc = read("res_odbc.conf");
        let pgsql = read("res_pgsql.conf");
        let sqlite = read("res_config_sqlite3.conf");
        if let Some(tree) = odbc {
            let ini = OdbcIni::load(files, options);
            for section in tree.live().filter(|s| !s.name.eq_ignore_ascii_case("ENV")) {
                match odbc_class(section, &ini) {
                    Ok(Some(connection)) => this.connections.push(connection),
                    Ok(None) => {}
                    Err(problem) => problems.push(*problem),
                }
                problems.extend(unknown(section, ODBC_KEYS));
            }
        }
        if let Some(section) = pgsql.as_ref().and_then(|tree| tree.find("general")) {
            this.connections.push(pgsql_server(section));
            problems.extend(unknown(section, PGSQL_KEYS));
        }
        for section in sqlite.iter().flat_map(|tree| tree.live()) {
            if let Some(path) = value(section, "dbfile") {
                let name = format!("sqlite3/{}", section.name);
                let path = path.to_owned();
                let source = SqlSource::Sqlite { path };
                this.connections.push(connection(name, source, section));
            }
            problems.extend(unknown(section, SQLITE_KEYS));
        }
        (this, problems)
    }

    /// Further databases, for tests and programs.
    pub fn with(mut self, connection: SqlConnection) -> Self {
        self.connections.push(connection);
        self
    }

    /// A database by its whole name, without regard to case.
    pub fn find(&self, name: &str) -> Option<&SqlConnection> {
        let mut all = self.connections.iter();
        all.find(|c| c.name.eq_ignore_ascii_case(name))
    }

    /// The whole name of a class of `res_odbc.conf`.
    pub fn odbc(&self, class: &str) -> Option<&SqlConnection> {
        self.find(&format!("odbc/{class}"))
    }

    /// The same, none of which connects before it is asked something.
    pub fn lazily(mut self) -> Self {
        for connection in &mut self.connections {
            connection.connect_first = false;
        }
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &SqlConnection> {
        self.connections.iter()
    }
}

fn odbc_class(section: &Section, ini: &OdbcIni) -> Result<Option<SqlConnection>, Box<Problem>> {
    let enabled = value(section, "enabled").is_none_or(is_true);
    if !enabled {
        return Ok(None);
    }
    let refuse = |text: String| Err(Box::new(Problem::warning(&section.span, text)));
    let dsn = value(section, "dsn").unwrap_or_default();
    let mut keys = ini.keys(dsn);
    // What stands in the section itself goes over what the data source says.
    for entry in &section.entries {
        keys.push((entry.name.to_ascii_lowercase(), entry.value.clone()));
    }
    let key = |names: &[&str]| -> Option<String> {
        let mut found = keys.iter().rev();
        let found = found.find(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
        found.map(|(_, value)| value.clone())
    };
    let Some(driver) = key(&["driver"]).map(|driver| ini.driver(&driver)) else {
        return refuse(format!(
            "database '{}': the data source '{dsn}' is not in odbc.ini, and no driver is named here",
            section.name
        ));
    };
    let source = match driver.to_ascii_lowercase() {
        name if name.contains("sqlite") => match key(&["database", "dbfile"]) {
            Some(path) => SqlSource::Sqlite { path },
            None => return refuse(format!("database '{}': it needs a file", section.name)),
        },
        name if ["postgres", "psql", "pgsql"]
            .iter()
            .any(|n| name.contains(n)) =>
        {
            let port = key(&["port"]).and_then(|port| port.trim().parse().ok());
            SqlSource::Postgres {
                host: key(&["servername", "server", "hostname", "host", "socket"])
                    .unwrap_or_else(|| "localhost".to_owned()),
                port: port.unwrap_or(POSTGRES_PORT),
                user: key(&["username", "uid", "user"]).unwrap_or_default(),
                password: key(&["password", "pwd"]).unwrap_or_default(),
                database: key(&["database", "databasename", "dbname"]).unwrap_or_default(),
            }
        }
        _ => {
            return refuse(format!(
                "database '{}': the driver '{driver}' is not spoken here; PostgreSQL and SQLite are",
                section.name
            ));
        }
    };
    Ok(Some(connection(
        format!("odbc/{}", section.name),
        source,
        section,
    )))
}

fn pgsql_server(section: &Section) -> SqlConnection {
    let text = |name: &str| value(section, name).unwrap_or_default().to_owned();
    let host = match value(section, "dbhost").filter(|host| !host.is_empty()) {
        Some(host) => host.to_owned(),
        None => Some(text("dbsock"))
            .filter(|folder| !folder.is_empty())
            .unwrap_or_else(|| "/tmp".to_owned()),
    };
    let source = SqlSource::Postgres {
        host,
        port: text("dbport").trim().parse().unwrap_or(POSTGRES_PORT),
        user: text("dbuser"),
        password: text("dbpass"),
        database: text("dbname"),
    };
    connection("pgsql".to_owned(), source, section)
}

fn connection(name: String, source: SqlSource, section: &Section) -> SqlConnection {
    let number = |name: &str| value(section, name).and_then(|text| text.trim().parse::<u64>().ok());
    let most = number("max_connections").or_else(|| number("limit"));
    let most = most.and_then(|most| usize::try_from(most).ok());
    SqlConnection {
        name,
        source,
        most_connections: most.unwrap_or(USUAL_CONNECTIONS).clamp(1, MOST_CONNECTIONS),
        connect_limit: Duration::from_secs(number("connect_timeout").unwrap_or(10).clamp(1, 60)),
        pause: Duration::from_secs(number("negative_connection_cache").unwrap_or(1).min(3_600)),
        connect_first: value(section, "pre-connect").is_some_and(is_true),
        span: section.span.clone(),
    }
}

fn value<'a>(section: &'a Section, name: &str) -> Option<&'a str> {
    let mut entries = section.entries.iter().rev();
    let found = entries.find(|entry| entry.name.eq_ignore_ascii_case(name));
    found.map(|entry| entry.value.as_str())
}

fn unknown(section: &Section, known: &[&str]) -> Vec<Problem> {
    let odd = section.entries.iter().filter(|entry| {
        let name = entry.name.to_ascii_lowercase();
        !known.contains(&name.as_str())
    });
    odd.map(|entry| {
        let text = format!("'{}' is not known here; ignored", entry.name);
        Problem::warning(&entry.span, text).did_you_mean(&entry.name, known.iter().copied())
    })
    .collect()
}

pub(crate) fn is_true(text: &str) -> bool {
    ["yes", "true", "y", "t", "1", "on"]
        .iter()
        .any(|word| text.trim().eq_ignore_ascii_case(word))
}

const POSTGRES_PORT: u16 = 5432;
/// One connection, as Asterisk has it unless told otherwise, would let one slow question hold up all.
const USUAL_CONNECTIONS: usize = 4;
const MOST_CONNECTIONS: usize = 64;
const ODBC_KEYS: &[&str] = &[
    "dsn",
    "enabled",
    "username",
    "password",
    "pre-connect",
    "max_connections",
    "limit",
    "pooling",
    "share_connections",
    "sanitysql",
    "logging",
    "connect_timeout",
    "isolation",
    "forcecommit",
    "negative_connection_cache",
    "backslash_is_escape",
    "idlecheck",
    "cache_type",
    "cache_size",
    "slow_query_limit",
    "driver",
    "database",
    "databasename",
    "dbname",
    "dbfile",
    "servername",
    "server",
    "hostname",
    "host",
    "socket",
    "port",
    "uid",
    "user",
    "pwd",
];
const PGSQL_KEYS: &[&str] = &[
    "dbhost",
    "dbport",
    "dbname",
    "dbuser",
    "dbpass",
    "dbsock",
    "dbappname",
    "requirements",
    "order_multi_row_results_by_initial_column",
    "max_connections",
    "connect_timeout",
];
const SQLITE_KEYS: &[&str] = &["dbfile", "batch", "busy_timeout", "debug", "requirements"];

#[cfg(test)]
mod tests;
