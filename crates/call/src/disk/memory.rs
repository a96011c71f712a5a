//! A disk that is a value: for simulated exchanges, and for tests that let it fill up or the machine
//! die at any step.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::{Disk, DiskFault};

/// Files by path.
#[derive(Debug, Default)]
pub struct MemoryDisk {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    /// After so many more steps that change something, none succeeds any more.
    steps_left: Cell<Option<usize>>,
}

impl MemoryDisk {
    /// Every further step that changes something fails after this many; `None` heals it.
    pub fn fails_after(&self, steps: Option<usize>) {
        self.steps_left.set(steps);
    }

    /// All paths.
    pub fn paths(&self) -> Vec<String> {
        self.files.borrow().keys().cloned().collect()
    }

    /// Puts a file there, whatever steps are left.
    pub fn put(&self, path: &str, contents: impl Into<Vec<u8>>) {
        self.files
            .borrow_mut()
            .insert(path.to_owned(), contents.into());
    }

    /// A file.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.files.borrow().get(path).cloned()
    }

    fn step(&self) -> Result<(), DiskFault> {
        match self.steps_left.get() {
            None => Ok(()),
            Some(0) => Err("the disk is full".to_owned()),
            Some(left) => {
                self.steps_left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl Disk for MemoryDisk {
    fn names(&self, folder: &str) -> Vec<String> {
        let stem = format!("{}/", folder.trim_end_matches('/'));
        let mut names: Vec<String> = self
            .files
            .borrow()
            .range(stem.clone()..)
            .map_while(|(path, _)| path.strip_prefix(&stem))
            .filter_map(|rest| rest.split('/').next().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, DiskFault> {
        Ok(self.get(path))
    }

    fn write(&self, path: &str, contents: &[u8]) -> Result<(), DiskFault> {
        self.step()?;
        self.put(path, contents);
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), DiskFault> {
        self.step()?;
        let mut files = self.files.borrow_mut();
        let contents = files
            .remove(from)
            .ok_or_else(|| format!("'{from}' is not there"))?;
        files.insert(to.to_owned(), contents);
        Ok(())
    }

    fn remove(&self, path: &str) -> Result<(), DiskFault> {
        self.step()?;
        self.files.borrow_mut().remove(path);
        Ok(())
    }

    fn secure(&self, path: &str) -> Result<(), DiskFault> {
        self.step()?;
        match self.files.borrow().contains_key(path) {
            true => Ok(()),
            false => Err(format!("'{path}' is not there")),
        }
    }

    fn lock(&self, _: &str) -> Result<Box<dyn Any>, DiskFault> {
        self.step()?;
        Ok(Box::new(()))
    }
}
