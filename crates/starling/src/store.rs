//! The database on disk: one redb file, written by a thread of its own.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use services::DatabaseChange;

/// The rows that were on disk: family, key, value.
pub(crate) type Rows = Vec<(String, String, String)>;

/// The control thread's end of the store.
pub(crate) struct Store {
    changes: Option<Sender<DatabaseChange>>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Opens or makes the file in a folder and reads it.
    /// A new one takes over the rows of Asterisk's own file, when that stands beside it.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Rows), redb::Error> {
        let path = folder.join(FILE_NAME);
        let is_new = !path.exists();
        let file = Database::create(path)?;
        let old = folder.join(crate::astdb::FILE_NAME);
        if is_new && let Ok(rows) = crate::astdb::read(&old) {
            put_all(&file, rows)?;
        }
        let rows = read_all(&file)?;
        let (changes, inbox) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write_all(&file, &inbox))
            .map_err(redb::StorageError::Io)?;
        Ok((
            Self {
                changes: Some(changes),
                thread: Some(thread),
            },
            rows,
        ))
    }

    /// A store that keeps nothing.
    pub(crate) fn forgetful() -> Self {
        Self {
            changes: None,
            thread: None,
        }
    }

    /// Keeps a change; it is on disk within a tenth of a second.
    pub(crate) fn keep(&self, change: DatabaseChange) {
        if let Some(changes) = &self.changes {
            let _ = changes.send(change);
        }
    }

    /// Writes what is left and closes the file.
    pub(crate) fn close(mut self) {
        self.changes = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Adds rows to a file that nobody uses.
pub(crate) fn import(folder: &Path, rows: Rows) -> Result<(), redb::Error> {
    put_all(&Database::create(folder.join(FILE_NAME))?, rows)
}

/// All rows of a file that nobody uses.
pub(crate) fn export(folder: &Path) -> Result<Rows, redb::Error> {
    read_all(&Database::create(folder.join(FILE_NAME))?)
}

fn put_all(file: &Database, rows: Rows) -> Result<(), redb::Error> {
    let puts: Vec<DatabaseChange> = rows
        .into_iter()
        .map(|(family, key, value)| DatabaseChange::Put { family, key, value })
        .collect();
    write(file, &puts)
}

fn read_all(file: &Database) -> Result<Rows, redb::Error> {
    let transaction = file.begin_write()?;
    transaction.open_table(TABLE)?;
    transaction.commit()?;
    let table = file.begin_read()?.open_table(TABLE)?;
    let mut rows = Rows::new();
    for row in table.iter()? {
        let (key, value) = row?;
        let (family, name) = key.value();
        rows.push((family.to_owned(), name.to_owned(), value.value().to_owned()));
    }
    Ok(rows)
}

/// Changes that come close together are one transaction: a thousand registrations at once must not
/// be a thousand waits for the disk.
fn write_all(file: &Database, inbox: &Receiver<DatabaseChange>) {
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        loop {
            match inbox.recv_timeout(GATHER) {
                Ok(change) if batch.len() < LARGEST_BATCH => batch.push(change),
                Ok(change) => {
                    batch.push(change);
                    break;
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        // A full disk must not end the exchange; what is in memory still counts.
        let _ = write(file, &batch);
    }
}

fn write(file: &Database, batch: &[DatabaseChange]) -> Result<(), redb::Error> {
    let transaction = file.begin_write()?;
    {
        let mut table = transaction.open_table(TABLE)?;
        for change in batch {
            match change {
                DatabaseChange::Put { family, key, value } => {
                    table.insert((family.as_str(), key.as_str()), value.as_str())?;
                }
                DatabaseChange::Delete { family, key } => {
                    table.remove((family.as_str(), key.as_str()))?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

const FILE_NAME: &str = "starling.redb";
const TABLE: TableDefinition<'_, (&str, &str), &str> = TableDefinition::new("astdb");
const GATHER: Duration = Duration::from_millis(50);
const LARGEST_BATCH: usize = 10_000;

#[cfg(test)]
mod tests;
