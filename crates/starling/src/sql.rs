//! Performs statements on databases, away from everything else: each database has its own threads, and
//! whatever it does, every order is answered in its time.

mod postgres;
mod sqlite;
mod watch;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use call::{Outcome, SqlAnswer, SqlOrder};
use services::{SqlConnection, SqlConnections, SqlSource};

use crate::clock;
use watch::{Ticket, Watch};

/// All databases that can be asked.
#[derive(Clone)]
pub(crate) struct Sql {
    shared: Arc<Mutex<Shared>>,
    watch: Watch,
}

#[derive(Default)]
struct Shared {
    connections: SqlConnections,
    desks: BTreeMap<String, Arc<Desk>>,
}

/// One database: what is to be asked, and who asks.
struct Desk {
    settings: SqlConnection,
    state: Mutex<DeskState>,
    bell: Condvar,
}

#[derive(Default)]
struct DeskState {
    orders: VecDeque<(SqlOrder, Arc<Ticket>)>,
    workers: usize,
    idle: usize,
    /// No connection stood; none is tried before this.
    rests_until: Option<(Instant, String)>,
    /// The configuration has another one of this name now.
    closed: bool,
}

/// What a connection can do. It belongs to one thread.
trait Connection {
    /// Does a statement.
    fn perform(
        &mut self,
        order: &SqlOrder,
        until: Instant,
        ticket: &Ticket,
    ) -> Result<SqlAnswer, SqlFault>;
    /// The far end is still there, as far as can be known without asking it.
    fn is_alive(&mut self) -> bool;
}

/// Why there is no answer.
enum SqlFault {
    /// The database refuses the statement.
    Refused(String),
    /// The connection is of no use any more.
    Broken(String),
}

impl Sql {
    /// Nothing is connected before somebody asks, unless it is configured so.
    pub(crate) fn new(connections: SqlConnections) -> Self {
        let this = Self {
            shared: Arc::default(),
            watch: Watch::new(),
        };
        this.set_connections(connections);
        this
    }

    /// The databases from now on; connections to those that are the same stay.
    pub(crate) fn set_connections(&self, connections: SqlConnections) {
        let mut shared = lock(&self.shared);
        shared.desks.retain(|name, desk| {
            let same = connections
                .find(name)
                .is_some_and(|now| same(now, &desk.settings));
            if !same {
                lock(&desk.state).closed = true;
                desk.bell.notify_all();
            }
            same
        });
        let first = connections.iter().filter(|c| c.connect_first);
        let first: Vec<String> = first.map(|c| c.name.clone()).collect();
        shared.connections = connections;
        drop(shared);
        for connection in first {
            let order = SqlOrder {
                connection,
                text: "SELECT 1".to_owned(),
                limit: PATIENCE_AT_START,
                most_rows: 1,
            };
            self.perform(order, |_| {});
        }
    }

    /// Has a statement done; `done` gets what came of it, at the latest when its time is over.
    pub(crate) fn perform(&self, order: SqlOrder, done: impl FnOnce(Outcome) + Send + 'static) {
        let ticket = Arc::new(Ticket::new(done));
        let desk = match self.desk(&order.connection) {
            Ok(desk) => desk,
            Err(why) => return ticket.answer(Outcome::Failed(why)),
        };
        let mut state = lock(&desk.state);
        if let Some((until, why)) = &state.rests_until {
            if clock::now() < *until {
                let why = why.clone();
                drop(state);
                return ticket.answer(Outcome::Failed(why));
            }
            state.rests_until = None;
        }
        if state.orders.len() >= MOST_WAITING {
            drop(state);
            let why = format!(
                "{MOST_WAITING} statements wait for '{}' already",
                order.connection
            );
            return ticket.answer(Outcome::Failed(why));
        }
        self.watch.add(clock::now() + order.limit, ticket.clone());
        state.orders.push_back((order, ticket));
        let wants_worker =
            state.idle < state.orders.len() && state.workers < desk.settings.most_connections;
        if wants_worker {
            state.workers += 1;
        }
        drop(state);
        desk.bell.notify_one();
        if wants_worker {
            let worker = desk.clone();
            let thread = std::thread::Builder::new().name("sql".to_owned());
            if thread.spawn(move || work(&worker)).is_err() {
                // The watch answers what nobody does.
                lock(&desk.state).workers -= 1;
            }
        }
    }

    fn desk(&self, name: &str) -> Result<Arc<Desk>, String> {
        let mut shared = lock(&self.shared);
        if let Some(desk) = shared.desks.get(name) {
            return Ok(desk.clone());
        }
        let found = shared.connections.find(name).cloned();
        let settings = found.ok_or_else(|| format!("no database '{name}' is configured"))?;
        let desk = Arc::new(Desk {
            settings,
            state: Mutex::default(),
            bell: Condvar::new(),
        });
        shared.desks.insert(name.to_owned(), desk.clone());
        Ok(desk)
    }
}

/// One thread of a desk, with one connection.
fn work(desk: &Desk) {
    let mut connection: Option<Box<dyn Connection>> = None;
    while let Some((order, ticket)) = desk.next() {
        let until = ticket.until(order.limit);
        if ticket.is_answered() {
            continue;
        }
        let outcome = desk.serve(&mut connection, &order, until, &ticket);
        ticket.answer(match outcome {
            Ok(answer) => Outcome::Rows(answer),
            Err(SqlFault::Refused(why) | SqlFault::Broken(why)) => Outcome::Failed(why),
        });
    }
}

impl Desk {
    /// The next order; `None` when this thread is not needed any more.
    fn next(&self) -> Option<(SqlOrder, Arc<Ticket>)> {
        let mut state = lock(&self.state);
        loop {
            if let Some(order) = state.orders.pop_front() {
                return Some(order);
            }
            if state.closed {
                state.workers -= 1;
                return None;
            }
            state.idle += 1;
            let waited = self.bell.wait_timeout(state, IDLE);
            let (again, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            state = again;
            state.idle -= 1;
            if waited.timed_out() && state.orders.is_empty() {
                state.workers -= 1;
                return None;
            }
        }
    }

    fn serve(
        &self,
        connection: &mut Option<Box<dyn Connection>>,
        order: &SqlOrder,
        until: Instant,
        ticket: &Ticket,
    ) -> Result<SqlAnswer, SqlFault> {
        if connection.as_mut().is_some_and(|c| !c.is_alive()) {
            *connection = None;
        }
        if connection.is_none() {
            match self.connect(until) {
                Ok(new) => *connection = Some(new),
                Err(why) => {
                    let until = clock::now() + self.settings.pause;
                    lock(&self.state).rests_until = Some((until, why.clone()));
                    return Err(SqlFault::Broken(why));
                }
            }
        }
        let Some(open) = connection else {
            return Err(SqlFault::Broken("there is no connection".to_owned()));
        };
        let answer = open.perform(order, until, ticket);
        if matches!(answer, Err(SqlFault::Broken(_))) {
            *connection = None;
        }
        answer
    }

    fn connect(&self, until: Instant) -> Result<Box<dyn Connection>, String> {
        let settings = &self.settings;
        let patience = until.saturating_duration_since(clock::now());
        let patience = patience.min(settings.connect_limit);
        let connected: Result<Box<dyn Connection>, String> = match &settings.source {
            SqlSource::Sqlite { path } => sqlite::open(path).map(|c| Box::new(c) as _),
            SqlSource::Postgres { .. } => {
                postgres::connect(&settings.source, patience).map(|c| Box::new(c) as _)
            }
        };
        connected.map_err(|why| format!("database '{}': {why}", settings.name))
    }
}

/// Where a database is written does not make it another one.
fn same(one: &SqlConnection, other: &SqlConnection) -> bool {
    one.source == other.source
        && one.most_connections == other.most_connections
        && one.connect_limit == other.connect_limit
        && one.pause == other.pause
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many statements wait for one database.
const MOST_WAITING: usize = 2_000;
/// A connection that nobody needs is closed after this.
const IDLE: Duration = Duration::from_secs(60);
const PATIENCE_AT_START: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests;
