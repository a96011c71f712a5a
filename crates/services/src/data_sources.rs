//! Everything about databases that dialplans may use, and the results that they have not read to the end.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use call::script::Call;
use call::{ChannelId, SqlAnswer};
use config::{Files, LoadOptions, Problem};

use crate::odbc::{MOST_ROWS, OdbcFunctions};
use crate::realtime::{self, Realtime, Refused};
use crate::sql::SqlConnections;

/// What the files say.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Databases by name.
    pub connections: SqlConnections,
    /// `func_odbc.conf`.
    pub functions: OdbcFunctions,
    /// `extconfig.conf`.
    pub realtime: Realtime,
}

impl Sources {
    /// Reads all files about databases.
    pub fn load(files: &dyn Files, options: &LoadOptions) -> (Self, Vec<Problem>) {
        let (connections, mut problems) = SqlConnections::load(files, options);
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
        let functions = read("func_odbc.conf");
        let (extconfig, sorcery) = (read("extconfig.conf"), read("sorcery.conf"));
        let (functions, more) = functions
            .map(|tree| OdbcFunctions::load(&tree, &connections))
            .unwrap_or_default();
        problems.extend(more);
        let (realtime, more) = Realtime::load(extconfig.as_ref(), sorcery.as_ref(), &connections);
        problems.extend(more);
        let this = Self {
            connections,
            functions,
            realtime,
        };
        (this, problems)
    }
}

/// The databases of this exchange. Shared by reference within the control thread.
#[derive(Debug, Default)]
pub struct DataSources {
    sources: RefCell<Rc<Sources>>,
    results: RefCell<BTreeMap<u64, Kept>>,
    last_result: Cell<u64>,
}

/// A result that is read row by row.
#[derive(Debug)]
struct Kept {
    owner: ChannelId,
    columns: Vec<String>,
    rows: VecDeque<Vec<Option<String>>>,
}

impl DataSources {
    /// With what the files say.
    pub fn new(sources: Sources) -> Self {
        let this = Self::default();
        this.replace(sources);
        this
    }

    /// The files say something else now.
    pub fn replace(&self, sources: Sources) {
        *self.sources.borrow_mut() = Rc::new(sources);
    }

    /// What the files say.
    pub fn current(&self) -> Rc<Sources> {
        self.sources.borrow().clone()
    }

    /// Keeps a result for later; gives its name. Results of calls that are over are forgotten.
    pub fn keep(&self, call: &Call, answer: SqlAnswer) -> u64 {
        let id = self.last_result.get() + 1;
        self.last_result.set(id);
        let mut results = self.results.borrow_mut();
        results.retain(|_, kept| call.look_at(kept.owner, |_| ()).is_some());
        let own = results.iter().filter(|(_, kept)| kept.owner == call.id());
        let own: Vec<u64> = own.map(|(id, _)| *id).collect();
        if own.len() >= MOST_RESULTS {
            results.remove(&own[0]);
        }
        let kept = Kept {
            owner: call.id(),
            columns: answer.columns,
            rows: answer.rows.into(),
        };
        results.insert(id, kept);
        id
    }

    /// The next row of a kept result, with the names of the columns.
    pub fn fetch(&self, id: u64) -> Option<(Vec<String>, Vec<Option<String>>)> {
        let mut results = self.results.borrow_mut();
        let kept = results.get_mut(&id)?;
        let row = kept.rows.pop_front();
        let columns = kept.columns.clone();
        if row.is_none() {
            results.remove(&id);
        }
        Some((columns, row?))
    }

    /// Forgets a kept result; false when there is none.
    pub fn forget(&self, id: u64) -> bool {
        self.results.borrow_mut().remove(&id).is_some()
    }
}

/// Has a statement done on a database while a call waits.
///
/// # Errors
/// It failed, or took too long.
pub async fn query(call: &mut Call, connection: &str, text: String) -> Result<SqlAnswer, Refused> {
    realtime::query(call, connection, text, MOST_ROWS).await
}

/// A call that never reads its results to the end keeps at most so many.
const MOST_RESULTS: usize = 20;
