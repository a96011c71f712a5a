//! Phones and hints follow the mailboxes.

use std::time::Instant;

use call::Event;
use services::voicemail::{Counts, MailboxId};

use super::House;
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
    pub(super) fn note_mailbox(&mut self, now: Instant, event: &Event) {
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
