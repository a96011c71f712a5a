//! Messages go to other folders and mailboxes, or away.

use call::disk::{Disk, DiskFault, DiskWork};

use super::super::message::file_stem;
use super::{
    Deposit, Deposited, Mailing, Recording, box_path, count, endings, free_number, numbers, size,
    whereabouts,
};
use crate::voicemail::{Counts, MailboxId, Message};

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It goes to this folder; the last value is the most that folder takes, and when it is full the
    /// oldest of it makes room if the second value says so.
    MoveTo(String, bool, u32),
    /// It is gone.
    Delete,
}

/// Carries out changes of a mailbox, then closes the gaps they leave.
#[derive(Debug)]
pub struct Rearrange {
    /// The folder of all mailboxes.
    pub spool: String,
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Messages and what becomes of each.
    pub changes: Vec<(Message, Change)>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rearranged {
    /// The mailbox holds so much now.
    pub counts: Counts,
    /// Which of the changes were not possible, and why.
    pub faults: Vec<String>,
}

impl DiskWork for Rearrange {
    type Reply = Rearranged;

    fn perform(&self, disk: &dyn Disk) -> Rearranged {
        let path = box_path(&self.spool, &self.mailbox);
        let mut faults = Vec::new();
        let mut folders: Vec<&str> = Vec::new();
        for (message, change) in &self.changes {
            if !folders.contains(&message.folder.as_str()) {
                folders.push(&message.folder);
            }
            if let Err(fault) = change_one(disk, &path, message, change) {
                faults.push(fault);
            }
        }
        for folder in folders {
            if let Err(fault) = close_gaps(disk, &format!("{path}/{folder}")) {
                faults.push(fault);
            }
        }
        Rearranged {
            counts: count(disk, &path),
            faults,
        }
    }
}

fn change_one(
    disk: &dyn Disk,
    path: &str,
    message: &Message,
    change: &Change,
) -> Result<(), DiskFault> {
    let from = format!("{path}/{}", message.folder);
    let _from = disk.lock(&from)?;
    // Gone already: another program was faster.
    let Some(number) = whereabouts(disk, path, message) else {
        return Ok(());
    };
    match change {
        Change::Delete => delete(disk, &from, number),
        Change::MoveTo(folder, pushes, limit) => {
            let to = format!("{path}/{folder}");
            if to == from {
                return Ok(());
            }
            let _to = disk.lock(&to)?;
            let there = numbers(disk, &to);
            if size(there.len()) >= *limit {
                match there.first() {
                    Some(oldest) if *pushes => delete(disk, &to, *oldest)?,
                    _ => return Err(format!("folder '{folder}' is full")),
                }
            }
            relocate(disk, &from, number, &to, free_number(disk, &to)?)
        }
    }
}

/// The text goes last, so that the message is in one folder or, for a blink of a crash, in both.
fn relocate(
    disk: &dyn Disk,
    from: &str,
    number: u32,
    to: &str,
    free: u32,
) -> Result<(), DiskFault> {
    let (old, new) = (file_stem(number), file_stem(free));
    let endings = endings(disk, from, number);
    for ending in &endings {
        let contents = disk.read(&format!("{from}/{old}.{ending}"))?;
        disk.write(
            &format!("{to}/{new}.{ending}"),
            &contents.unwrap_or_default(),
        )?;
    }
    disk.rename(&format!("{from}/{old}.txt"), &format!("{to}/{new}.txt"))?;
    for ending in &endings {
        disk.remove(&format!("{from}/{old}.{ending}"))?;
    }
    Ok(())
}

fn delete(disk: &dyn Disk, folder: &str, number: u32) -> Result<(), DiskFault> {
    let stem = format!("{folder}/{}", file_stem(number));
    disk.remove(&format!("{stem}.txt"))?;
    for ending in endings(disk, folder, number) {
        disk.remove(&format!("{stem}.{ending}"))?;
    }
    Ok(())
}

/// Numbers begin at 0 and have no gaps, as other programs expect.
fn close_gaps(disk: &dyn Disk, folder: &str) -> Result<(), DiskFault> {
    let _lock = disk.lock(folder)?;
    for (free, number) in numbers(disk, folder).into_iter().enumerate() {
        let free = size(free);
        if free == number {
            continue;
        }
        for ending in endings(disk, folder, free) {
            disk.remove(&format!("{folder}/{}.{ending}", file_stem(free)))?;
        }
        let (old, new) = (file_stem(number), file_stem(free));
        // Copies first: at any moment one number has everything.
        let endings = endings(disk, folder, number);
        for ending in &endings {
            let contents = disk.read(&format!("{folder}/{old}.{ending}"))?;
            disk.write(
                &format!("{folder}/{new}.{ending}"),
                &contents.unwrap_or_default(),
            )?;
        }
        disk.rename(
            &format!("{folder}/{old}.txt"),
            &format!("{folder}/{new}.txt"),
        )?;
        for ending in &endings {
            disk.remove(&format!("{folder}/{old}.{ending}"))?;
        }
    }
    Ok(())
}

/// Puts a copy of a message into another mailbox, behind a comment where there is one.
#[derive(Debug)]
pub struct CopyTo {
    /// The folder of all mailboxes.
    pub spool: String,
    /// Whose message it is.
    pub from: MailboxId,
    /// Which.
    pub message: Message,
    /// Recording to go instead of the message's own: the comment and the message in one.
    pub instead: Option<Recording>,
    /// Where to.
    pub to: MailboxId,
    /// Most messages in its folder.
    pub limit: u32,
    /// Mail about it.
    pub mailing: Option<Mailing>,
    /// Whether it is urgent there.
    pub urgent: bool,
    /// Changed values of the text file.
    pub changed: Vec<(String, String)>,
}

impl DiskWork for CopyTo {
    type Reply = Deposited;

    fn perform(&self, disk: &dyn Disk) -> Deposited {
        let path = box_path(&self.spool, &self.from);
        let recording = match &self.instead {
            Some(recording) => recording.clone(),
            None => {
                let Some(number) = whereabouts(disk, &path, &self.message) else {
                    return Deposited::Failed("the message is not there any more".to_owned());
                };
                let folder = format!("{path}/{}", self.message.folder);
                Recording {
                    stem: format!("{folder}/{}", file_stem(number)),
                    endings: endings(disk, &folder, number),
                }
            }
        };
        let mut info = self.message.info.clone();
        for (name, value) in &self.changed {
            info.set(name, value.clone());
        }
        info.set("flag", if self.urgent { "Urgent" } else { "" });
        Deposit {
            spool: self.spool.clone(),
            mailbox: self.to.clone(),
            recording,
            keep: self.instead.is_none(),
            info,
            limit: self.limit,
            mailing: self.mailing.clone(),
        }
        .perform(disk)
    }
}
