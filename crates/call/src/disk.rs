//! Files as services see them: a port with the few steps that survive a power cut, and work that is
//! done on it away from the control thread.

mod memory;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

pub use memory::MemoryDisk;

/// Why a step on the disk was not done, in words.
pub type DiskFault = String;

/// The disk. Paths are absolute. What a step reports as done is there after a power cut.
pub trait Disk {
    /// The names in a folder, sorted; none when there is no such folder.
    fn names(&self, folder: &str) -> Vec<String>;

    /// All that is in a plain file; `None` when there is no such file.
    ///
    /// # Errors
    /// It is there and cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, DiskFault>;

    /// Replaces a file as a whole or not at all, and makes its folder.
    ///
    /// # Errors
    /// The old contents are still there.
    fn write(&self, path: &str, contents: &[u8]) -> Result<(), DiskFault>;

    /// Gives a file another name, in place of what may be there.
    ///
    /// # Errors
    /// It has the old name still.
    fn rename(&self, from: &str, to: &str) -> Result<(), DiskFault>;

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// It is there still.
    fn remove(&self, path: &str) -> Result<(), DiskFault>;

    /// Makes sure of a file that somebody else wrote.
    ///
    /// # Errors
    /// It may be lost.
    fn secure(&self, path: &str) -> Result<(), DiskFault>;

    /// Keeps other programs off a folder, with the lock file that Asterisk's programs look for, until
    /// the value is dropped.
    ///
    /// # Errors
    /// Somebody else has it for too long.
    fn lock(&self, folder: &str) -> Result<Box<dyn Any>, DiskFault>;
}

/// Work of a service on files.
pub trait DiskWork: Debug + Send + Sync + 'static {
    /// What comes of it.
    type Reply: Send + Sync + 'static;

    /// Does it.
    fn perform(&self, disk: &dyn Disk) -> Self::Reply;
}

/// Any `DiskWork`, for `Effect::OnDisk`.
pub trait AnyDiskWork: Debug + Send + Sync {
    /// Does it; the reply is for `Outcome::OnDisk`.
    fn perform_any(&self, disk: &dyn Disk) -> Arc<dyn Any + Send + Sync>;
}

impl<W: DiskWork> AnyDiskWork for W {
    fn perform_any(&self, disk: &dyn Disk) -> Arc<dyn Any + Send + Sync> {
        Arc::new(self.perform(disk))
    }
}
