//! Mailboxes on disk: `<spool>/<context>/<box>/<folder>/msgNNNN.*`. A message is there when its text
//! file is, which is written last and removed first; recordings without one belong to nobody.

mod deposit;
mod greetings;
mod join;
mod rearrange;

use call::disk::{Disk, DiskFault, DiskWork};

use super::message::{file_stem, parse_name};
use super::{Counts, MailboxId, Message, MessageInfo};

pub use deposit::{Deposit, Deposited, Mailing, Recording};
pub use greetings::{Greeting, KeepGreeting, LookFor, RemoveGreeting, RemoveRecording};
pub use join::Join;
pub use rearrange::{Change, CopyTo, Rearrange, Rearranged};

/// Folders by the number that the keys choose, as far as there is one.
pub const FOLDERS: [&str; 10] = [
    "INBOX", "Old", "Work", "Family", "Friends", "Cust1", "Cust2", "Cust3", "Cust4", "Cust5",
];
/// Messages that nobody heard.
pub const INBOX: &str = "INBOX";
/// Messages heard.
pub const OLD: &str = "Old";
/// Messages that nobody heard and that are urgent.
pub const URGENT: &str = "Urgent";
/// Deleted ones, where they are kept.
pub const DELETED: &str = "Deleted";

/// The folder of a mailbox.
pub fn box_path(spool: &str, id: &MailboxId) -> String {
    format!("{spool}/{}/{}", id.context, id.name)
}

/// Counts the messages of mailboxes.
#[derive(Debug)]
pub struct Count {
    /// The folder of all mailboxes.
    pub spool: String,
    /// Which.
    pub boxes: Vec<MailboxId>,
}

impl DiskWork for Count {
    type Reply = Vec<(MailboxId, Counts)>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        let one = |id: &MailboxId| (id.clone(), count(disk, &box_path(&self.spool, id)));
        self.boxes.iter().map(one).collect()
    }
}

/// Counts the messages of one folder of a mailbox.
#[derive(Debug)]
pub struct CountFolder {
    /// The mailbox's folder.
    pub path: String,
    /// Which of its folders.
    pub folder: String,
}

impl DiskWork for CountFolder {
    type Reply = u32;

    fn perform(&self, disk: &dyn Disk) -> u32 {
        size(numbers(disk, &format!("{}/{}", self.path, self.folder)).len())
    }
}

/// Lists the messages of a folder; the urgent ones come before those of INBOX. Gaps that another
/// program left in the numbers are borne.
#[derive(Debug)]
pub struct OpenFolder {
    /// The mailbox's folder.
    pub path: String,
    /// Which of its folders.
    pub folder: String,
}

impl DiskWork for OpenFolder {
    type Reply = Vec<Message>;

    fn perform(&self, disk: &dyn Disk) -> Vec<Message> {
        let mut found = Vec::new();
        if self.folder == INBOX {
            list(disk, &self.path, URGENT, &mut found);
        }
        list(disk, &self.path, &self.folder, &mut found);
        found
    }
}

fn list(disk: &dyn Disk, path: &str, folder: &str, found: &mut Vec<Message>) {
    for number in numbers(disk, &format!("{path}/{folder}")) {
        let text = format!("{path}/{folder}/{}.txt", file_stem(number));
        if let Ok(Some(text)) = disk.read(&text) {
            found.push(Message {
                folder: folder.to_owned(),
                number,
                info: MessageInfo::parse(&text),
            });
        }
    }
}

/// How many messages a mailbox holds.
pub(super) fn count(disk: &dyn Disk, path: &str) -> Counts {
    let of = |folder: &str| size(numbers(disk, &format!("{path}/{folder}")).len());
    Counts {
        urgent: of(URGENT),
        new: of(INBOX),
        old: of(OLD),
    }
}

/// The numbers of a folder's messages, in order.
fn numbers(disk: &dyn Disk, folder: &str) -> Vec<u32> {
    let names = disk.names(folder);
    let texts = names.iter().filter_map(|name| parse_name(name));
    let mut numbers: Vec<u32> = texts
        .filter(|(_, ending)| *ending == "txt")
        .map(|(number, _)| number)
        .collect();
    numbers.sort_unstable();
    numbers
}

/// The endings of a message's files, the text's own left out.
fn endings(disk: &dyn Disk, folder: &str, number: u32) -> Vec<String> {
    let names = disk.names(folder);
    let own = names.iter().filter_map(|name| parse_name(name));
    own.filter(|(own, ending)| *own == number && *ending != "txt")
        .map(|(_, ending)| ending.to_owned())
        .collect()
}

/// The number behind a folder's last message. Recordings that a crash left at that number are removed.
fn free_number(disk: &dyn Disk, folder: &str) -> Result<u32, DiskFault> {
    let last = numbers(disk, folder).last().copied();
    let free = last.map_or(0, |last| last.saturating_add(1));
    for ending in endings(disk, folder, free) {
        disk.remove(&format!("{folder}/{}.{ending}", file_stem(free)))?;
    }
    Ok(free)
}

/// The message as it is called now: another program may have moved it.
fn whereabouts(disk: &dyn Disk, path: &str, message: &Message) -> Option<u32> {
    let folder = format!("{path}/{}", message.folder);
    let is = |number: u32| {
        let text = disk.read(&format!("{folder}/{}.txt", file_stem(number)));
        text.ok()
            .flatten()
            .is_some_and(|text| MessageInfo::parse(&text) == message.info)
    };
    if is(message.number) {
        return Some(message.number);
    }
    numbers(disk, &folder).into_iter().find(|n| is(*n))
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
