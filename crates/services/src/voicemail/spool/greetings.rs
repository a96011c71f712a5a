//! Greetings and names of mailboxes: `unavail`, `busy`, `greet`, `temp` beside the folders.

use call::disk::{Disk, DiskFault, DiskWork};

use super::Recording;

/// A greeting by the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// Nobody answers.
    Unavailable,
    /// The line is busy.
    Busy,
    /// The owner's name.
    Name,
    /// Wins over all others while it is there.
    Temporary,
}

impl Greeting {
    /// The file, without ending.
    pub fn file(self) -> &'static str {
        match self {
            Self::Unavailable => "unavail",
            Self::Busy => "busy",
            Self::Name => "greet",
            Self::Temporary => "temp",
        }
    }
}

/// Which of a mailbox's greetings are there.
#[derive(Debug)]
pub struct LookFor {
    /// The mailbox's folder.
    pub path: String,
    /// Greetings.
    pub greetings: Vec<Greeting>,
}

impl DiskWork for LookFor {
    type Reply = Vec<bool>;

    fn perform(&self, disk: &dyn Disk) -> Vec<bool> {
        let names = disk.names(&self.path);
        let stems: Vec<&str> = names
            .iter()
            .filter_map(|name| name.rsplit_once('.'))
            .map(|(stem, _)| stem)
            .collect();
        let is_there = |greeting: &Greeting| stems.contains(&greeting.file());
        self.greetings.iter().map(is_there).collect()
    }
}

/// Makes a recording the greeting.
#[derive(Debug)]
pub struct KeepGreeting {
    /// The mailbox's folder.
    pub path: String,
    /// Which.
    pub greeting: Greeting,
    /// The recording; its files are moved.
    pub recording: Recording,
}

impl DiskWork for KeepGreeting {
    type Reply = Result<(), DiskFault>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        for ending in &self.recording.endings {
            let from = format!("{}.{ending}", self.recording.stem);
            disk.secure(&from)?;
            disk.rename(
                &from,
                &format!("{}/{}.{ending}", self.path, self.greeting.file()),
            )?;
        }
        Ok(())
    }
}

/// Removes a greeting in all formats.
#[derive(Debug)]
pub struct RemoveGreeting {
    /// The mailbox's folder.
    pub path: String,
    /// Which.
    pub greeting: Greeting,
}

impl DiskWork for RemoveGreeting {
    type Reply = Result<(), DiskFault>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        for name in disk.names(&self.path) {
            if name
                .rsplit_once('.')
                .is_some_and(|(stem, _)| stem == self.greeting.file())
            {
                disk.remove(&format!("{}/{name}", self.path))?;
            }
        }
        Ok(())
    }
}

/// Removes a recording that nobody wants.
#[derive(Debug)]
pub struct RemoveRecording {
    /// Which.
    pub recording: Recording,
}

impl DiskWork for RemoveRecording {
    type Reply = ();

    fn perform(&self, disk: &dyn Disk) {
        for ending in &self.recording.endings {
            // What stays is below `tmp` and belongs to no message.
            let _ = disk.remove(&format!("{}.{ending}", self.recording.stem));
        }
    }
}
