//! Tables for the console, with the columns of Asterisk's.

mod endpoint;
mod pjsip;
mod sip;
#[cfg(test)]
mod tests;
mod values;

use std::time::Instant;

use call::WallClock;

use crate::contact::{Contact, Contacts};
use crate::endpoint::Endpoint;
use crate::outbound_registration::OutboundRegistrations;
use crate::settings::Settings;

/// What the tables show.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// The configuration.
    pub settings: &'a Settings,
    /// Who can be reached where.
    pub contacts: &'a Contacts,
    /// Registrations of ours.
    pub registrations: &'a OutboundRegistrations,
    /// How many channels an endpoint has.
    pub channels: &'a dyn Fn(&Endpoint) -> usize,
    /// The time.
    pub now: Instant,
    /// The calendar.
    pub wall: &'a WallClock,
}

impl Show<'_> {
    /// The answer to `sip show …`, `pjsip show …` or `pjsip list …`; `None` when there is no such
    /// command, or its driver is not configured.
    pub fn answer(&self, command: &[&str]) -> Option<String> {
        let words: Vec<String> = command
            .iter()
            .map(|word| word.to_ascii_lowercase())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        // Names keep their case.
        let name = command.get(3).copied().unwrap_or("");
        let chan_sip = self.settings.chan_sip.is_some();
        let pjsip = self.settings.pjsip.is_some();
        Some(match words.as_slice() {
            ["sip", "show", "peers"] => self.sip_show_peers(),
            ["sip", "show", "users"] => self.sip_users(),
            ["sip", "show", "registry"] => self.sip_registry(),
            ["sip", "show", "peer", _] if chan_sip => self.sip_show_peer(name),
            ["pjsip", _, ..] if !pjsip => return None,
            ["pjsip", "list", "aors"] => self.pjsip_list_aors(),
            ["pjsip", "list", "contacts"] | ["pjsip", "show", "contacts"] => self.pjsip_contacts(),
            ["pjsip", "list", "endpoints"] => self.pjsip_list_endpoints(),
            ["pjsip", "list" | "show", "auths"] => self.pjsip_auths(),
            ["pjsip", "list" | "show", "transports"] => self.pjsip_transports(),
            ["pjsip", "list" | "show", "registrations"] => self.pjsip_registrations(),
            ["pjsip", "list" | "show", "identifies"] => self.pjsip_identifies(),
            ["pjsip", "show", "aors"] => self.pjsip_aors(),
            ["pjsip", "show", "endpoints"] => self.pjsip_endpoints(),
            ["pjsip", "show", "endpoint", _] => self.pjsip_endpoint(name),
            ["pjsip", "show", "aor", _] => self.pjsip_aor(name),
            _ => return None,
        })
    }

    fn contacts_of<'c>(&'c self, endpoint: &'c Endpoint) -> impl Iterator<Item = &'c Contact> {
        endpoint.aors.iter().flat_map(|aor| self.contacts.of(aor))
    }

    /// The word for an endpoint's state.
    fn state(&self, endpoint: &Endpoint) -> &'static str {
        let channels = (self.channels)(endpoint);
        let busy = usize::try_from(endpoint.busy_level).unwrap_or(usize::MAX);
        let reachable = self
            .contacts_of(endpoint)
            .any(|contact| contact.reach.may_be_called());
        match channels {
            0 if !reachable => "Unavailable",
            0 => "Not in use",
            _ if busy > 0 && channels >= busy => "Busy",
            _ => "In use",
        }
    }
}

/// A text cut or filled to a width.
fn cell(text: &str, width: usize) -> String {
    let cut: String = text.chars().take(width).collect();
    format!("{cut:<width$}")
}
