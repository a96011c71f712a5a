//! The tables of applications, functions and switches, found by name without regard to case.

use std::collections::HashMap;
use std::sync::Arc;

use super::{AppEntry, FunctionEntry, SwitchEntry};

/// All applications and functions of this exchange. Cheap to clone.
#[derive(Clone, Default)]
pub struct Registry {
    tables: Arc<Tables>,
}

#[derive(Clone, Default)]
struct Tables {
    applications: HashMap<String, &'static AppEntry>,
    functions: HashMap<String, &'static FunctionEntry>,
    switches: HashMap<String, &'static SwitchEntry>,
}

impl Registry {
    /// Indexes the two tables.
    pub fn new(applications: &'static [AppEntry], functions: &'static [FunctionEntry]) -> Self {
        let tables = Tables {
            applications: applications.iter().map(|a| (key(a.doc.name), a)).collect(),
            functions: functions.iter().map(|f| (key(f.doc.name), f)).collect(),
            switches: HashMap::new(),
        };
        Self {
            tables: Arc::new(tables),
        }
    }

    /// The same, with further sources of extensions.
    pub fn with_switches(mut self, switches: &'static [SwitchEntry]) -> Self {
        let tables = Arc::make_mut(&mut self.tables);
        let named = switches.iter().map(|s| (key(s.name), s));
        tables.switches.extend(named);
        self
    }

    /// The same, with further applications; one of a known name takes its place.
    pub fn with_applications(mut self, applications: &'static [AppEntry]) -> Self {
        let tables = Arc::make_mut(&mut self.tables);
        let named = applications.iter().map(|a| (key(a.doc.name), a));
        tables.applications.extend(named);
        self
    }

    /// The same, with functions that configuration made.
    pub fn with_functions(mut self, functions: &[&'static FunctionEntry]) -> Self {
        let tables = Arc::make_mut(&mut self.tables);
        let named = functions.iter().map(|f| (key(f.doc.name), *f));
        tables.functions.extend(named);
        self
    }

    /// A switch by name.
    pub fn switch(&self, name: &str) -> Option<&'static SwitchEntry> {
        self.tables.switches.get(&key(name)).copied()
    }

    /// The names of all switches, in order.
    pub fn switches(&self) -> Vec<&'static str> {
        let mut all: Vec<_> = self.tables.switches.values().map(|s| s.name).collect();
        all.sort_unstable();
        all
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
