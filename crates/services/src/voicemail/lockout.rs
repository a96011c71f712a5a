//! Wrong passwords, counted for each mailbox over all calls: three tries a call would otherwise be as
//! many tries as there are calls.

use std::collections::BTreeMap;
use std::time::Duration;

use super::MailboxId;

/// Who typed what wrong how often.
#[derive(Debug, Default)]
pub struct Lockout {
    failures: BTreeMap<MailboxId, Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    last: Duration,
    locked_until: Option<Duration>,
}

impl Lockout {
    /// Is the mailbox locked at this moment since the epoch?
    pub fn is_locked(&self, id: &MailboxId, now: Duration) -> bool {
        let until = self.failures.get(id).and_then(|f| f.locked_until);
        until.is_some_and(|until| now < until)
    }

    /// Counts a wrong password. The mailbox is locked for `time` after `most` of them in a row, `most`
    /// being 0 for never; a pause of that length starts the count anew.
    pub fn wrong(&mut self, id: &MailboxId, now: Duration, most: u32, time: Duration) -> bool {
        if most == 0 {
            return false;
        }
        if self.failures.len() >= LIMIT && !self.failures.contains_key(id) {
            self.failures
                .retain(|_, f| now.saturating_sub(f.last) < time);
        }
        let failures = self.failures.entry(id.clone()).or_default();
        if now.saturating_sub(failures.last) > time {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
        if failures.count < most {
            return false;
        }
        failures.count = 0;
        failures.locked_until = Some(now.saturating_add(time));
        true
    }

    /// A right password clears the count.
    pub fn right(&mut self, id: &MailboxId) {
        self.failures.remove(id);
    }
}

/// More mailboxes than this are looked over for those that can be forgotten.
const LIMIT: usize = 10_000;
