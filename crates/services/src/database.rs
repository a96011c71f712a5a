//! The database that dialplans and drivers keep small facts in (`DB()`, registrations): families of
//! keys, in memory, with every change told so that the outside can keep it on disk.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

/// What must be kept on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseChange {
    /// This row has this value now.
    Put {
        /// Family.
        family: String,
        /// Key.
        key: String,
        /// Value.
        value: String,
    },
    /// This row is gone.
    Delete {
        /// Family.
        family: String,
        /// Key.
        key: String,
    },
}

/// Families of keys with values. Shared by reference within the control thread.
#[derive(Debug, Default)]
pub struct Database {
    rows: RefCell<BTreeMap<(String, String), String>>,
    changes: RefCell<VecDeque<DatabaseChange>>,
}

impl Database {
    /// A database with the rows that were on disk: family, key, value.
    pub fn load(rows: impl IntoIterator<Item = (String, String, String)>) -> Self {
        let rows = rows
            .into_iter()
            .map(|(family, key, value)| ((family, key), value))
            .collect();
        Self {
            rows: RefCell::new(rows),
            changes: RefCell::default(),
        }
    }

    /// A value.
    pub fn get(&self, family: &str, key: &str) -> Option<String> {
        self.rows
            .borrow()
            .get(&(family.to_owned(), key.to_owned()))
            .cloned()
    }

    /// Sets a value.
    pub fn put(&self, family: &str, key: &str, value: &str) {
        let (family, key, value) = (family.to_owned(), key.to_owned(), value.to_owned());
        self.rows
            .borrow_mut()
            .insert((family.clone(), key.clone()), value.clone());
        self.changes
            .borrow_mut()
            .push_back(DatabaseChange::Put { family, key, value });
    }

    /// Forgets a value; tells whether there was one.
    pub fn delete(&self, family: &str, key: &str) -> bool {
        let (family, key) = (family.to_owned(), key.to_owned());
        let was = self
            .rows
            .borrow_mut()
            .remove(&(family.clone(), key.clone()))
            .is_some();
        if was {
            self.changes
                .borrow_mut()
                .push_back(DatabaseChange::Delete { family, key });
        }
        was
    }

    /// Forgets all of a family, or what is below a key prefix in it; tells how many rows.
    pub fn delete_tree(&self, family: &str, prefix: &str) -> usize {
        let doomed = self.rows_below(family, prefix);
        doomed
            .iter()
            .filter(|(family, key, _)| self.delete(family, key))
            .count()
    }

    /// The rows of a family and of the families below it (`cidname`, `cidname/sub`); an empty family
    /// means all. Family, key, value.
    pub fn rows_below(&self, family: &str, prefix: &str) -> Vec<(String, String, String)> {
        let rows = self.rows.borrow();
        let below = |path: &str, stem: &str| {
            stem.is_empty()
                || path
                    .strip_prefix(stem)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let matching = rows
            .iter()
            .filter(|((f, k), _)| below(f, family) && below(k, prefix));
        matching
            .map(|((f, k), v)| (f.clone(), k.clone(), v.clone()))
            .collect()
    }

    /// The next change to keep on disk.
    pub fn poll_change(&self) -> Option<DatabaseChange> {
        self.changes.borrow_mut().pop_front()
    }
}

#[cfg(test)]
mod tests;
