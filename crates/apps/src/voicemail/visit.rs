//! One visit of an owner to a mailbox: the folder that is open, and what becomes of its messages when
//! it is closed.

use call::script::prelude::*;
use services::voicemail::spool::{Change, DELETED, INBOX, OLD, OpenFolder, Rearrange, URGENT};
use services::voicemail::{Counts, Message};

use super::desk::{Desk, counted};

/// A mailbox with an open folder.
pub(crate) struct Visit {
    pub(crate) desk: Desk,
    pub(crate) folder: String,
    pub(crate) messages: Vec<Heard>,
    pub(crate) current: usize,
    /// Nothing was played yet.
    pub(crate) starting: bool,
}

/// A message, and what the owner did with it.
pub(crate) struct Heard {
    pub(crate) message: Message,
    pub(crate) heard: bool,
    pub(crate) deleted: bool,
    pub(crate) save_to: Option<String>,
}

impl Visit {
    pub(crate) async fn begin(call: &mut Call, desk: Desk, folder: &str) -> Result<Self, HungUp> {
        let mut this = Self {
            desk,
            folder: String::new(),
            messages: Vec::new(),
            current: 0,
            starting: true,
        };
        this.open(call, folder).await?;
        Ok(this)
    }

    /// Opens a folder; what was open is closed before.
    pub(crate) async fn open(&mut self, call: &mut Call, folder: &str) -> Result<(), HungUp> {
        self.close(call).await?;
        let work = OpenFolder {
            path: self.desk.path(),
            folder: folder.to_owned(),
        };
        let found = call.on_disk(work).await?;
        let found = found
            .map(|found| found.as_ref().clone())
            .unwrap_or_default();
        let fresh = |message| Heard {
            message,
            heard: false,
            deleted: false,
            save_to: None,
        };
        self.messages = found.into_iter().map(fresh).collect();
        self.folder = folder.to_owned();
        self.current = 0;
        self.starting = true;
        Ok(())
    }

    /// Carries out what the owner wanted. Works after a hang-up, too.
    pub(crate) async fn close(&mut self, call: &mut Call) -> Result<(), HungUp> {
        let options = self.desk.mailbox.options.clone();
        let most = options.maxmsg;
        let kept_deleted = match options.backupdeleted.as_str() {
            text if crate::applications::is_yes(text) => most,
            text => text.parse().unwrap_or(0),
        };
        let mut changes = Vec::new();
        for Heard {
            message,
            heard,
            deleted,
            save_to,
        } in std::mem::take(&mut self.messages)
        {
            let unheard = message.folder == INBOX || message.folder == URGENT;
            let change = if let Some(folder) = save_to {
                Change::MoveTo(folder, false, most)
            } else if deleted && kept_deleted > 0 && message.folder != DELETED {
                Change::MoveTo(DELETED.to_owned(), true, kept_deleted)
            } else if deleted {
                Change::Delete
            } else if heard && unheard && options.moveheard {
                Change::MoveTo(OLD.to_owned(), true, most)
            } else {
                continue;
            };
            changes.push((message, change));
        }
        if changes.is_empty() {
            return Ok(());
        }
        let work = Rearrange {
            spool: self.desk.service.spool().to_owned(),
            mailbox: self.desk.id().clone(),
            changes,
        };
        if let Some(done) = call.on_disk(work).await? {
            for fault in &done.faults {
                call.warn(format!("mailbox {}: {fault}", self.desk.id()));
            }
            counted(call, &self.desk.service, self.desk.id(), done.counts);
        }
        Ok(())
    }

    /// What the mailbox holds, from the disk.
    pub(crate) async fn counts(&self, call: &mut Call) -> Result<Counts, HungUp> {
        Ok(Counts {
            urgent: self.desk.folder_count(call, URGENT).await?,
            new: self.desk.folder_count(call, INBOX).await?,
            old: self.desk.folder_count(call, OLD).await?,
        })
    }

    /// The message at hand.
    pub(crate) fn message(&self) -> Option<&Message> {
        self.messages.get(self.current).map(|heard| &heard.message)
    }

    /// Where the recording of the message at hand is.
    pub(crate) fn stem(&self) -> Option<String> {
        let message = self.message()?;
        Some(format!("{}/{}", self.desk.path(), message.stem()))
    }

    pub(crate) fn is_last(&self) -> bool {
        self.current + 1 >= self.messages.len()
    }

    /// Goes to the next message; false when there is none.
    pub(crate) fn next(&mut self) -> bool {
        if !self.is_last() {
            self.current += 1;
            return true;
        }
        let wraps = self.desk.mailbox.options.messagewrap && self.messages.len() > 1;
        if wraps {
            self.current = 0;
        }
        wraps
    }

    /// Goes to the message before; false when there is none.
    pub(crate) fn previous(&mut self) -> bool {
        if self.current > 0 {
            self.current -= 1;
            return true;
        }
        let wraps = self.desk.mailbox.options.messagewrap && self.messages.len() > 1;
        if wraps {
            self.current = self.messages.len() - 1;
        }
        wraps
    }
}
