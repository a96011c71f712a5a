//! Asterisk's own file of `DB()` rows, `astdb.sqlite3`: read once, or written for it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rusqlite::{Connection, OpenFlags, params};

use crate::directories::Installation;
use crate::store::{self, Rows};
use crate::{print, refuse};

/// Its usual name.
pub(crate) const FILE_NAME: &str = "astdb.sqlite3";

/// All rows; keys are `/family/key`.
pub(crate) fn read(path: &Path) -> Result<Rows, String> {
    let told = |error: rusqlite::Error| format!("{}: {error}", path.display());
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(told)?;
    let mut statement = file.prepare("SELECT key, value FROM astdb").map_err(told)?;
    let pairs = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    });
    let pairs: Result<Vec<_>, _> = pairs.map_err(told)?.collect();
    let rows = pairs.map_err(told)?.into_iter().filter_map(|(key, value)| {
        let (family, key) = key.strip_prefix('/').unwrap_or(&key).split_once('/')?;
        Some((family.to_owned(), key.to_owned(), value))
    });
    Ok(rows.collect())
}

/// Writes rows into a file as Asterisk has it; it may be there already.
fn write(path: &Path, rows: &Rows) -> Result<(), String> {
    let told = |error: rusqlite::Error| format!("{}: {error}", path.display());
    let mut file = Connection::open(path).map_err(told)?;
    let all = file.transaction().map_err(told)?;
    all.execute_batch(
        "CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))",
    )
    .map_err(told)?;
    for (family, key, value) in rows {
        let key = format!("/{family}/{key}");
        let text = "INSERT OR REPLACE INTO astdb (key, value) VALUES (?1, ?2)";
        all.execute(text, params![key, value]).map_err(told)?;
    }
    all.commit().map_err(told)
}

/// `database import FILE [DIR]`, `database export FILE [DIR]`: the exchange must not run meanwhile.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (import, file, folder) = match words.as_slice() {
        ["import", file] => (true, file, None),
        ["import", file, folder] => (true, file, Some(PathBuf::from(folder))),
        ["export", file] => (false, file, None),
        ["export", file, folder] => (false, file, Some(PathBuf::from(folder))),
        _ => return refuse("database import FILE [DIR], or database export FILE [DIR]"),
    };
    let folder = folder.unwrap_or_else(|| {
        let (installation, _) = Installation::load(Path::new(USUAL), false);
        PathBuf::from(installation.directories.database)
    });
    let store =
        |error: redb::Error| format!("{}: {error} (is the exchange running?)", folder.display());
    let path = Path::new(file);
    let done = if import {
        read(path).and_then(|rows| {
            let count = rows.len();
            store::import(&folder, rows).map(|()| count).map_err(store)
        })
    } else {
        store::export(&folder)
            .map_err(store)
            .and_then(|rows| write(path, &rows).map(|()| rows.len()))
    };
    match done {
        Ok(count) => print(&format!("{count} rows\n")),
        Err(why) => refuse(&why),
    }
}

const USUAL: &str = "/etc/asterisk/asterisk.conf";

#[cfg(test)]
mod tests;
