//! A connection to PostgreSQL, with a small runtime of its own: its thread does nothing else.

use std::time::{Duration, Instant};

use call::{SqlAnswer, SqlOrder};
use services::SqlSource;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use super::{Connection, SqlFault, Ticket};
use crate::clock;

/// A connection that stands.
pub(super) struct Postgres {
    runtime: Option<Runtime>,
    client: Client,
}

pub(super) fn connect(source: &SqlSource, patience: Duration) -> Result<Postgres, String> {
    let SqlSource::Postgres {
        host,
        port,
        user,
        password,
        database,
    } = source
    else {
        return Err("it is no PostgreSQL".to_owned());
    };
    let mut config = Config::new();
    config.host(host).port(*port).application_name("starling");
    config.connect_timeout(patience);
    if !user.is_empty() {
        config.user(user);
    }
    if !password.is_empty() {
        config.password(password);
    }
    if !database.is_empty() {
        config.dbname(database);
    }
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let connecting = async {
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(async move {
            // Its end is seen at the next statement.
            let _ = connection.await;
        });
        client
            .simple_query("SET standard_conforming_strings = on")
            .await?;
        Ok::<_, tokio_postgres::Error>(client)
    };
    let connected = runtime.block_on(async { timeout(patience, connecting).await });
    match connected {
        Ok(Ok(client)) => Ok(Postgres {
            runtime: Some(runtime),
            client,
        }),
        Ok(Err(error)) => {
            runtime.shutdown_background();
            Err(format!("cannot connect: {}", whole(&error)))
        }
        Err(_) => {
            runtime.shutdown_background();
            Err("no connection stood in time".to_owned())
        }
    }
}

impl Connection for Postgres {
    fn perform(
        &mut self,
        order: &SqlOrder,
        until: Instant,
        _: &Ticket,
    ) -> Result<SqlAnswer, SqlFault> {
        let Some(runtime) = &self.runtime else {
            return Err(SqlFault::Broken("it is closed".to_owned()));
        };
        let patience = until.saturating_duration_since(clock::now());
        let asking = self.client.simple_query(&order.text);
        match runtime.block_on(async { timeout(patience, asking).await }) {
            Ok(Ok(messages)) => Ok(answer(messages, order.most_rows)),
            Ok(Err(error)) if error.is_closed() || self.client.is_closed() => {
                Err(SqlFault::Broken(whole(&error)))
            }
            Ok(Err(error)) => Err(SqlFault::Refused(whole(&error))),
            Err(_) => {
                // The server shall not go on working for nobody.
                let cancel = self.client.cancel_token();
                let stopping = cancel.cancel_query(NoTls);
                let _ = runtime.block_on(async { timeout(LAST_WORD, stopping).await });
                Err(SqlFault::Broken(
                    "the database did not answer in time".to_owned(),
                ))
            }
        }
    }

    fn is_alive(&mut self) -> bool {
        // Lets the connection hear what came meanwhile: that the server went, for instance.
        if let Some(runtime) = &self.runtime {
            runtime.block_on(async { tokio::time::sleep(Duration::from_micros(100)).await });
        }
        !self.client.is_closed()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The last statement's answer.
fn answer(messages: Vec<SimpleQueryMessage>, most_rows: usize) -> SqlAnswer {
    let mut answer = SqlAnswer::default();
    for message in messages {
        match message {
            SimpleQueryMessage::RowDescription(columns) => {
                answer.columns = columns.iter().map(|c| c.name().to_owned()).collect();
                answer.rows.clear();
            }
            SimpleQueryMessage::Row(row) if answer.rows.len() < most_rows => {
                let values = (0..row.len()).map(|at| row.get(at).map(str::to_owned));
                answer.rows.push(values.collect());
            }
            SimpleQueryMessage::CommandComplete(count) => answer.affected = count,
            _ => {}
        }
    }
    answer
}

/// What the server says, not only that it says something.
fn whole(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("{} ({})", told.message(), told.code().code()),
        None => {
            let cause = std::error::Error::source(error);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    }
}

/// So long a server has to hear that it need not go on.
const LAST_WORD: Duration = Duration::from_millis(500);
