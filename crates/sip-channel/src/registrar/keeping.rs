//! Contacts as time goes by: they expire, lose their connections, and meet new settings.

use std::time::Instant;

use sip::stack::Flow;

use super::Changes;
use crate::aor::Aor;
use crate::contact::{Contact, Contacts, Reach};
use crate::endpoint::Dialect;
use crate::settings::Settings;

impl Contacts {
    /// Forgets what has expired.
    pub fn expire(&mut self, settings: &Settings, now: Instant) -> Changes {
        self.forget(settings, "Expired", |contact| {
            contact.expires_at.is_some_and(|at| at <= now)
        })
    }

    /// Forgets contacts that could be reached only over a connection that is gone.
    pub fn drop_flow(&mut self, settings: &Settings, flow: &Flow) -> Changes {
        if flow.connection.is_none() {
            return Changes::default();
        }
        let over_it = |contact: &Contact| {
            contact
                .flow
                .is_some_and(|own| own.connection == flow.connection)
        };
        self.forget(settings, "Connection lost", over_it)
    }

    fn forget(
        &mut self,
        settings: &Settings,
        why: &str,
        gone: impl Fn(&Contact) -> bool,
    ) -> Changes {
        let mut changes = Changes::default();
        let gone = |contact: &Contact| !contact.is_permanent() && gone(contact);
        for (key, all) in &mut self.by_aor {
            if !all.iter().any(gone) {
                continue;
            }
            let (out, kept): (Vec<_>, Vec<_>) = all.drain(..).partition(gone);
            *all = kept;
            for contact in out {
                let name = settings
                    .aor(key)
                    .map_or_else(|| key.name(), |aor| aor.name.as_str());
                changes.removed(key, name, &contact, why);
            }
        }
        self.note_earliest();
        changes
    }

    /// The permanent contacts of new settings; registered ones stay where their address of record
    /// still takes registrations.
    pub fn configure(&mut self, settings: &Settings) -> Changes {
        let mut old = std::mem::take(&mut self.by_aor);
        let mut changes = Changes::default();
        for dialect in [Dialect::ChanSip, Dialect::Pjsip] {
            for aor in settings.aors(dialect) {
                let before = old.remove(&aor.key).unwrap_or_default();
                self.by_aor
                    .insert(aor.key.clone(), configured(aor, before, &mut changes));
            }
        }
        for (key, gone) in old {
            for contact in gone.iter().filter(|contact| !contact.is_permanent()) {
                changes.removed(&key, key.name(), contact, "Not configured any more");
            }
        }
        self.note_earliest();
        changes
    }
}

fn configured(aor: &Aor, before: Vec<Contact>, changes: &mut Changes) -> Vec<Contact> {
    let watched = if aor.qualify.is_some() {
        Reach::Unknown
    } else {
        Reach::NotWatched
    };
    let (old_fixed, registered): (Vec<_>, Vec<_>) =
        before.into_iter().partition(Contact::is_permanent);
    let mut all: Vec<Contact> = Vec::new();
    for uri in &aor.permanent {
        let known = old_fixed.iter().find(|old| old.uri == *uri);
        let known = known.filter(|old| (old.reach == Reach::NotWatched) == aor.qualify.is_none());
        all.push(known.cloned().unwrap_or_else(|| Contact {
            reach: watched,
            ..Contact::permanent(uri.clone())
        }));
    }
    for mut contact in registered {
        if aor.max_contacts == 0 {
            changes.removed(&aor.key, &aor.name, &contact, "Not configured any more");
            continue;
        }
        if (contact.reach == Reach::NotWatched) != aor.qualify.is_none() {
            contact.reach = watched;
        }
        all.push(contact);
    }
    all
}
