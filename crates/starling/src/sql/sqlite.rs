//! A database in a file.

use std::time::Instant;

use call::{SqlAnswer, SqlOrder};
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection as File, Error};

use super::{Connection, SqlFault, Ticket};
use crate::clock;

/// An open file.
pub(super) struct Sqlite {
    file: File,
}

pub(super) fn open(path: &str) -> Result<Sqlite, String> {
    let file = File::open(path).map_err(|error| format!("'{path}' cannot be opened: {error}"))?;
    Ok(Sqlite { file })
}

impl Connection for Sqlite {
    fn perform(
        &mut self,
        order: &SqlOrder,
        until: Instant,
        ticket: &Ticket,
    ) -> Result<SqlAnswer, SqlFault> {
        let patience = until.saturating_duration_since(clock::now());
        let handle = self.file.get_interrupt_handle();
        ticket.interrupt_with(move || handle.interrupt());
        let done = self
            .file
            .busy_timeout(patience)
            .and_then(|()| run(&self.file, order));
        done.map_err(|error| SqlFault::Refused(error.to_string()))
    }

    fn is_alive(&mut self) -> bool {
        true
    }
}

/// Does one statement after the other; the answer is the last one's.
fn run(file: &File, order: &SqlOrder) -> Result<SqlAnswer, Error> {
    let mut answer = SqlAnswer::default();
    let mut batch = Batch::new(file, &order.text);
    while let Some(mut statement) = batch.next()? {
        let columns = statement.column_names();
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        let width = columns.len();
        if width == 0 {
            let affected = u64::try_from(statement.raw_execute()?).unwrap_or_default();
            answer = SqlAnswer {
                affected,
                ..SqlAnswer::default()
            };
            continue;
        }
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if found.len() >= order.most_rows {
                break;
            }
            let values = (0..width).map(|at| row.get_ref(at).map(text));
            found.push(values.collect::<Result<Vec<_>, _>>()?);
        }
        answer = SqlAnswer {
            columns,
            affected: u64::try_from(found.len()).unwrap_or_default(),
            rows: found,
        };
    }
    Ok(answer)
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(format!("{number:?}")),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
