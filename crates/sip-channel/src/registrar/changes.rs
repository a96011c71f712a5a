//! What a change of contacts asks for, and whom it pushes out.

use std::collections::VecDeque;
use std::time::Instant;

use call::{Event, WallClock};
use sip::header::Uri;

use super::Row;
use crate::aor::{Aor, AorKey};
use crate::contact::{Contact, Reach};
use crate::endpoint::Dialect;

/// What a change of contacts asks for.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Rows to keep over a restart.
    pub rows: Vec<Row>,
    /// What happened.
    pub events: Vec<Event>,
    /// Addresses of record whose contacts are others now.
    pub aors: Vec<AorKey>,
}

impl Changes {
    /// Adds another's.
    pub fn extend(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.events.extend(other.events);
        self.aors.extend(other.aors);
    }

    pub(super) fn added(
        &mut self,
        aor: &Aor,
        contact: &Contact,
        is_new: bool,
        wall: &WallClock,
        now: Instant,
    ) {
        self.rows.push(Row::present(aor, contact, wall.at(now)));
        self.aors.push(aor.key.clone());
        if is_new || aor.key.dialect() == Dialect::ChanSip {
            let place = contact
                .source
                .map_or_else(|| contact.uri.to_string(), |at| at.to_string());
            self.tell(&aor.key, &contact.endpoint, "Registered", place);
        }
    }

    pub(super) fn all_removed(&mut self, aor: &Aor, contacts: Vec<Contact>, why: &str) {
        for contact in contacts {
            self.removed(&aor.key, &aor.name, &contact, why);
        }
    }

    pub(super) fn removed(&mut self, key: &AorKey, name: &str, contact: &Contact, why: &str) {
        self.rows.extend(Row::absent(key, name, contact));
        self.aors.push(key.clone());
        let endpoint = if contact.endpoint.is_empty() {
            name
        } else {
            &contact.endpoint
        };
        self.tell(key, endpoint, "Unregistered", why.to_owned());
    }

    fn tell(&mut self, key: &AorKey, endpoint: &str, status: &'static str, detail: String) {
        self.events.push(Event::EndpointStatus {
            technology: key.dialect().technology(),
            endpoint: endpoint.to_owned(),
            status,
            detail,
        });
    }
}

/// Pushes out what exceeds the limit: those that cannot be reached, then those that expire first.
pub(super) fn make_room(aor: &Aor, all: &mut Vec<Contact>, coming: usize, changes: &mut Changes) {
    let most = usize::try_from(aor.max_contacts).unwrap_or(usize::MAX);
    let mut candidates: VecDeque<(bool, Instant, Uri)> = {
        let registered = all.iter().filter_map(|contact| {
            let reachable = !(aor.remove_unavailable && contact.reach == Reach::Unreachable);
            Some((reachable, contact.expires_at?, contact.uri.clone()))
        });
        let mut sorted: Vec<_> = registered.collect();
        sorted.sort_by_key(|(reachable, at, _)| (*reachable, *at));
        sorted.into()
    };
    while candidates.len() + coming > most {
        let Some((_, _, uri)) = candidates.pop_front() else {
            return;
        };
        if let Some(at) = all
            .iter()
            .position(|contact| !contact.is_permanent() && contact.uri == uri)
        {
            let gone = all.remove(at);
            // A chan_sip peer has moved; it has not gone.
            if aor.key.dialect() == Dialect::Pjsip {
                changes.all_removed(aor, vec![gone], "Replaced");
            }
        }
    }
}
