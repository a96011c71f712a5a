//! The tables of applications and functions, found by name without regard to case.

use std::collections::HashMap;
use std::sync::Arc;

use super::{AppEntry, FunctionEntry};

/// All applications and functions of this exchange. Cheap to clone.
#[derive(Clone, Default)]
pub struct Registry {
    tables: Arc<Tables>,
}

#[derive(Default)]
struct Tables {
    applications: HashMap<String, &'static AppEntry>,
    functions: HashMap<String, &'static FunctionEntry>,
}

impl Registry {
    /// Indexes the two tables.
    pub fn new(applications: &'static [AppEntry], functions: &'static [FunctionEntry]) -> Self {
        let tables = Tables {
            applications: applications.iter().map(|a| (key(a.doc.name), a)).collect(),
            functions: functions.iter().map(|f| (key(f.doc.name), f)).collect(),
        };
        Self {
            tables: Arc::new(tables),
        }
    }

    /// An application by name.
    pub fn application(&self, name: &str) -> Option<&'static AppEntry> {
        self.tables.applications.get(&key(name)).copied()
    }

    /// A function by name.
    pub fn function(&self, name: &str) -> Option<&'static FunctionEntry> {
        self.tables.functions.get(&key(name)).copied()
    }

    /// All applications, by name.
    pub fn applications(&self) -> Vec<&'static AppEntry> {
        let mut all: Vec<_> = self.tables.applications.values().copied().collect();
        all.sort_by_key(|a| key(a.doc.name));
        all
    }

    /// All functions, by name.
    pub fn functions(&self) -> Vec<&'static FunctionEntry> {
        let mut all: Vec<_> = self.tables.functions.values().copied().collect();
        all.sort_by_key(|f| key(f.doc.name));
        all
    }
}

fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}
