//! What follows from a mailbox's change: lamps, hints, what others hear.

use std::rc::Rc;
use std::time::Instant;

use call::Event;
use services::voicemail::{Counts, Machine, MailboxId, Voicemail};

use crate::directories::Installation;
use crate::house::House;
use crate::load::Configuration;
use crate::programs;

impl House {
    /// A mailbox was counted, by whoever.
    pub(crate) fn mailbox_counted(&mut self, now: Instant, id: &MailboxId, counts: Counts) {
        if !self.services.voicemail.note(id, counts) {
            return;
        }
        let event = Event::MailboxChanged {
            mailbox: id.to_string(),
            new: counts.unheard(),
            old: counts.old,
            urgent: counts.urgent,
        };
        self.note_mailbox(now, &event);
        programs::tell(&self.feed, &event);
        self.happened(event);
        self.drain(now);
    }

    /// Phones and hints follow the mailboxes.
    pub(crate) fn note_mailbox(&mut self, now: Instant, event: &Event) {
        let Event::MailboxChanged {
            mailbox, new, old, ..
        } = event
        else {
            return;
        };
        self.sip.notify_mailbox(now, mailbox, *new, *old);
        let state = match new {
            0 => call::DeviceState::NotInUse,
            _ => call::DeviceState::InUse,
        };
        let device = format!("MWI:{mailbox}");
        let order = call::Command::SetDeviceState { device, state };
        self.switchboard.handle(now, call::Input::Order(order));
    }
}

/// The folder of all mailboxes.
pub(crate) fn mailbox_folder(installation: &Installation) -> String {
    format!("{}/voicemail", installation.directories.spool)
}

pub(crate) fn new_voicemail(
    installation: &Installation,
    configuration: &Configuration,
) -> Rc<Voicemail> {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let machine = Machine {
        spool: mailbox_folder(installation),
        host: match host.trim() {
            "" => "localhost".to_owned(),
            host => host.to_owned(),
        },
        conf_folder: installation.directories.etc.clone(),
    };
    Rc::new(Voicemail::new(configuration.voicemail.clone(), machine))
}
