//! Asking for rows, and changing them, while a call waits: what applications use.

use std::time::Duration;

use call::script::{Call, HungUp};
use call::{Effect, Outcome, SqlAnswer, SqlOrder};

use super::{Row, Table, rows, statements};
use crate::data_sources::DataSources;
use crate::odbc::MOST_ROWS;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No table is configured for the family.
    NoFamily,
    /// None of the databases answered; says why.
    Failed(String),
    /// The channel is gone.
    HungUp,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoFamily => f.write_str("extconfig.conf has no such family"),
            Self::Failed(why) => f.write_str(why),
            Self::HungUp => f.write_str("the call is over"),
        }
    }
}

/// The first row of a family that fulfils the conditions (`name`, `name LIKE`, `name >`).
///
/// # Errors
/// See [`Refused`].
pub async fn lookup(
    call: &mut Call,
    family: &str,
    conditions: &[(&str, &str)],
) -> Result<Option<Row>, Refused> {
    let make = |table: &Table| statements::select(table, conditions, false);
    let answer = ask(call, family, &make, 1).await?;
    Ok(rows(answer).into_iter().next())
}

/// All rows of a family that fulfil the conditions, sorted by the column of the first.
///
/// # Errors
/// See [`Refused`].
pub async fn lookup_all(
    call: &mut Call,
    family: &str,
    conditions: &[(&str, &str)],
) -> Result<Vec<Row>, Refused> {
    let make = |table: &Table| statements::select(table, conditions, true);
    Ok(rows(ask(call, family, &make, MOST_ROWS).await?))
}

/// Gives columns of rows other values; tells how many rows.
///
/// # Errors
/// See [`Refused`].
pub async fn change(
    call: &mut Call,
    family: &str,
    conditions: &[(&str, &str)],
    values: &[(&str, &str)],
) -> Result<u64, Refused> {
    let make = |table: &Table| statements::update(table, conditions, values);
    Ok(ask(call, family, &make, 0).await?.affected)
}

/// Adds a row.
///
/// # Errors
/// See [`Refused`].
pub async fn store(call: &mut Call, family: &str, values: &[(&str, &str)]) -> Result<u64, Refused> {
    let make = |table: &Table| statements::insert(table, values);
    Ok(ask(call, family, &make, 0).await?.affected)
}

/// Removes rows; tells how many.
///
/// # Errors
/// See [`Refused`].
pub async fn destroy(
    call: &mut Call,
    family: &str,
    conditions: &[(&str, &str)],
) -> Result<u64, Refused> {
    let make = |table: &Table| statements::delete(table, conditions);
    Ok(ask(call, family, &make, 0).await?.affected)
}

/// Asks the tables of a family in turn, until one answers.
async fn ask(
    call: &mut Call,
    family: &str,
    make: &dyn Fn(&Table) -> Option<String>,
    most_rows: usize,
) -> Result<SqlAnswer, Refused> {
    let sources = call.service::<DataSources>().ok_or(Refused::NoFamily)?;
    let tables = sources.current().realtime.tables(family).to_vec();
    let mut why = Refused::NoFamily;
    for table in tables {
        let Some(text) = make(&table) else {
            return Err(Refused::Failed("a name in it cannot be one".to_owned()));
        };
        match query(call, &table.connection, text, most_rows).await {
            Ok(answer) => return Ok(answer),
            Err(Refused::HungUp) => return Err(Refused::HungUp),
            Err(refused) => why = refused,
        }
    }
    Err(why)
}

/// Has a statement done on a database.
///
/// # Errors
/// It failed, or took too long.
pub(crate) async fn query(
    call: &mut Call,
    connection: &str,
    text: String,
    most_rows: usize,
) -> Result<SqlAnswer, Refused> {
    let order = SqlOrder {
        connection: connection.to_owned(),
        text,
        limit: LIMIT,
        most_rows,
    };
    match call.perform(Effect::Sql(order)).await {
        Ok(Outcome::Rows(answer)) => Ok(answer),
        Ok(Outcome::Failed(why)) => Err(Refused::Failed(why)),
        Ok(_) => Err(Refused::Failed("there is no answer".to_owned())),
        Err(HungUp) => Err(Refused::HungUp),
    }
}

/// A caller waits at most so long for a database.
const LIMIT: Duration = Duration::from_secs(10);
