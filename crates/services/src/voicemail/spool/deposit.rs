//! A recording becomes a message, and the mail about it is written down, together or not at all.

use call::disk::{Disk, DiskFault, DiskWork};

use super::super::mail::{Letter, Outbox};
use super::super::message::file_stem;
use super::{INBOX, URGENT, box_path, count, free_number, numbers, size};
use crate::voicemail::{Counts, MailboxId, MessageInfo};

/// Files of one recording: `<stem>.<ending>` each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Path without ending.
    pub stem: String,
    /// Endings, the one for the mail first.
    pub endings: Vec<String>,
}

/// What is to be mailed about a message.
#[derive(Clone, Debug)]
pub struct Mailing {
    /// The folder of mails that are to be sent.
    pub outbox: String,
    /// A name for it that no other has.
    pub name: String,
    /// Mails; the recording is attached where wanted.
    pub letters: Vec<Letter>,
    /// The message is not kept.
    pub delete: bool,
}

/// Puts a recording into a mailbox.
#[derive(Debug)]
pub struct Deposit {
    /// The folder of all mailboxes.
    pub spool: String,
    /// Where to.
    pub mailbox: MailboxId,
    /// The recording. It is moved, or copied where `keep` is set.
    pub recording: Recording,
    /// Others want it, too.
    pub keep: bool,
    /// The text file.
    pub info: MessageInfo,
    /// Most messages in the folder.
    pub limit: u32,
    /// Mail about it.
    pub mailing: Option<Mailing>,
}

/// What became of a deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deposited {
    /// It is in the folder, or was mailed and deleted. The mailbox holds so much now.
    Done {
        /// Its number.
        number: u32,
        /// All counts.
        counts: Counts,
    },
    /// The folder is full.
    Full,
    /// The disk refused; nothing is in the mailbox.
    Failed(DiskFault),
}

impl DiskWork for Deposit {
    type Reply = Deposited;

    fn perform(&self, disk: &dyn Disk) -> Deposited {
        match self.deposit(disk) {
            Ok(done) => done,
            Err(fault) => Deposited::Failed(fault),
        }
    }
}

impl Deposit {
    fn deposit(&self, disk: &dyn Disk) -> Result<Deposited, DiskFault> {
        let path = box_path(&self.spool, &self.mailbox);
        let name = if self.info.is_urgent() { URGENT } else { INBOX };
        let folder = format!("{path}/{name}");
        let _lock = disk.lock(&folder)?;
        if size(numbers(disk, &folder).len()) >= self.limit {
            return Ok(Deposited::Full);
        }
        let number = free_number(disk, &folder)?;
        let stem = format!("{folder}/{}", file_stem(number));
        for ending in &self.recording.endings {
            let from = format!("{}.{ending}", self.recording.stem);
            let to = format!("{stem}.{ending}");
            if self.keep {
                let contents = disk.read(&from)?;
                disk.write(
                    &to,
                    &contents.ok_or_else(|| format!("'{from}' is not there"))?,
                )?;
            } else {
                disk.secure(&from)?;
                disk.rename(&from, &to)?;
            }
        }
        let outbox = match &self.mailing {
            Some(mailing) => Some((mailing, self.write_mails(disk, mailing, &stem, number)?)),
            None => None,
        };
        let text = format!("{stem}.txt");
        disk.write(&text, self.info.render().as_bytes())?;
        // From here on the message counts. A mail that stays pending now is sent at the next start.
        if let Some((mailing, outbox)) = outbox
            && outbox.release(disk).is_ok()
            && mailing.delete
        {
            disk.remove(&text)?;
            for ending in &self.recording.endings {
                disk.remove(&format!("{stem}.{ending}"))?;
            }
        }
        let counts = count(disk, &path);
        Ok(Deposited::Done { number, counts })
    }

    fn write_mails(
        &self,
        disk: &dyn Disk,
        mailing: &Mailing,
        stem: &str,
        number: u32,
    ) -> Result<Outbox, DiskFault> {
        let mut outbox = Outbox::new(&mailing.outbox, &mailing.name);
        for letter in &mailing.letters {
            let attached = match &letter.attach {
                Some(ending) => disk
                    .read(&format!("{stem}.{ending}"))?
                    .map(|bytes| (format!("{}.{ending}", file_stem(number)), bytes)),
                None => None,
            };
            outbox.write(
                disk,
                letter,
                attached,
                &format!("{stem}.txt"),
                self.info.get("msg_id"),
            )?;
        }
        Ok(outbox)
    }
}
