//! Voicemail: what `voicemail.conf` says, mailboxes in Asterisk's folders, mail, and what is known of
//! every mailbox meanwhile. The disk is the truth; other programs may share it.

pub mod config;
mod lockout;
pub mod mail;
mod message;
pub mod password;
pub mod spool;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use config::{BoxOptions, General, Mailbox, VoicemailConf, Zone};
pub use lockout::Lockout;
pub use message::{Message, MessageInfo};

/// A mailbox by name and context.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxId {
    /// `6001`.
    pub name: String,
    /// `default`.
    pub context: String,
}

impl MailboxId {
    /// Of `box@context`, or `box` in the context `default`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (name, context) = text.split_once('@').unwrap_or((text, ""));
        let context = if context.is_empty() {
            "default"
        } else {
            context
        };
        Self {
            name: name.to_owned(),
            context: context.to_owned(),
        }
    }
}

impl fmt::Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.context)
    }
}

/// How many messages a mailbox holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Urgent and not heard.
    pub urgent: u32,
    /// Not heard, without the urgent ones.
    pub new: u32,
    /// Heard.
    pub old: u32,
}

impl Counts {
    /// All that nobody heard yet.
    pub fn unheard(self) -> u32 {
        self.urgent.saturating_add(self.new)
    }
}

/// The service: configuration, last known counts, wrong passwords. Shared within the control thread.
pub struct Voicemail {
    conf: RefCell<Arc<VoicemailConf>>,
    /// The folder of all mailboxes.
    spool: String,
    /// The name of the machine, for mail.
    host: String,
    /// The folder of configuration files.
    conf_folder: String,
    counts: RefCell<BTreeMap<MailboxId, Counts>>,
    lockout: RefCell<Lockout>,
}

/// What voicemail must know of the machine that it runs on.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// The folder that holds all contexts.
    pub spool: String,
    /// The machine's name.
    pub host: String,
    /// The folder of configuration files.
    pub conf_folder: String,
}

impl Voicemail {
    /// With its configuration and what it must know of the machine.
    pub fn new(conf: Arc<VoicemailConf>, machine: Machine) -> Self {
        let Machine {
            spool,
            host,
            conf_folder,
        } = machine;
        Self {
            conf: RefCell::new(conf),
            spool,
            host,
            conf_folder,
            counts: RefCell::default(),
            lockout: RefCell::default(),
        }
    }

    /// The configuration in force.
    pub fn conf(&self) -> Arc<VoicemailConf> {
        self.conf.borrow().clone()
    }

    /// Takes a new configuration; calls in progress keep what they have.
    pub fn set_conf(&self, conf: Arc<VoicemailConf>) {
        *self.conf.borrow_mut() = conf;
    }

    /// Changes a password in memory; the file is somebody else's business.
    pub fn set_password(&self, id: &MailboxId, password: &str) {
        let mut conf = self.conf.borrow_mut();
        Arc::make_mut(&mut conf).set_password(id, password);
    }

    /// The folder of all mailboxes.
    pub fn spool(&self) -> &str {
        &self.spool
    }

    /// The folder of mails that are to be sent: beside the contexts, under a name that none has.
    pub fn outbox(&self) -> String {
        format!("{}/.outbox", self.spool)
    }

    /// The path of a configuration file.
    pub fn conf_path(&self, name: &str) -> String {
        if name.starts_with('/') {
            name.to_owned()
        } else {
            format!("{}/{name}", self.conf_folder)
        }
    }

    /// The machine's name.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// An address with the machine's name where it has none.
    pub fn full_address(&self, address: &str) -> String {
        if address.contains('@') {
            address.to_owned()
        } else {
            format!("{address}@{}", self.host)
        }
    }

    /// The last known counts.
    pub fn counts(&self, id: &MailboxId) -> Counts {
        self.counts.borrow().get(id).copied().unwrap_or_default()
    }

    /// Notes counts; tells whether they are others than before.
    pub fn note(&self, id: &MailboxId, counts: Counts) -> bool {
        self.counts.borrow_mut().insert(id.clone(), counts) != Some(counts)
    }

    /// Whether a mailbox refuses every password for now, since the moment given since the epoch.
    pub fn is_locked(&self, id: &MailboxId, now: Duration) -> bool {
        self.lockout.borrow().is_locked(id, now)
    }

    /// Counts a wrong password; true when the mailbox is locked from now on.
    pub fn wrong_password(&self, id: &MailboxId, now: Duration) -> bool {
        let conf = self.conf();
        let (most, time) = (conf.general.lockafter, conf.general.locktime.0);
        self.lockout.borrow_mut().wrong(id, now, most, time)
    }

    /// A right password clears the count.
    pub fn right_password(&self, id: &MailboxId) {
        self.lockout.borrow_mut().right(id);
    }
}

#[cfg(test)]
mod tests;
