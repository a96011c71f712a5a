//! We take registrations (RFC 3261 §10.3). A pure function over the contacts; who may register is
//! decided before.

mod changes;
mod date;
mod keeping;
mod rows;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use call::WallClock;
use sip::header::{HeaderName, NameAddr, Transport, Uri};
use sip::message::{Request, Response};
use sip::stack::Flow;

use crate::aor::{Aor, AorKey};
use crate::contact::{Contact, Contacts, Reach};
use crate::endpoint::{Dialect, Endpoint, IdentifyBy};
use crate::settings::Settings;

pub use changes::Changes;
pub use date::http_date;
pub use rows::Row;
pub(crate) use rows::hash;

/// A REGISTER of an endpoint that has proved itself.
#[derive(Clone, Copy, Debug)]
pub struct Registering<'a> {
    /// The configuration.
    pub settings: &'a Settings,
    /// Who registers.
    pub endpoint: &'a Endpoint,
    /// The REGISTER.
    pub request: &'a Request,
    /// Where it came from.
    pub flow: Flow,
    /// The name of our transport that it came by.
    pub transport: &'a str,
    /// The time.
    pub now: Instant,
    /// The calendar.
    pub wall: &'a WallClock,
}

/// The answer to a REGISTER.
#[derive(Clone, Debug)]
pub struct Registered {
    /// What to answer.
    pub response: Response,
    /// What else to do.
    pub changes: Changes,
}

/// Takes a REGISTER.
pub fn register(contacts: &mut Contacts, registering: &Registering<'_>) -> Registered {
    let mut changes = Changes::default();
    let request = registering.request;
    let response = match registering.find_aor().and_then(|aor| {
        registering.apply(aor, contacts, &mut changes)?;
        Ok(aor)
    }) {
        Ok(aor) => registering.accepted(aor, contacts),
        Err(status) => Response::to(request, status),
    };
    contacts.note_earliest();
    Registered { response, changes }
}

impl<'a> Registering<'a> {
    /// The address of record that To names: the endpoint's own with chan_sip, one of its list with
    /// chan_pjsip.
    fn find_aor(&self) -> Result<&'a Aor, u16> {
        let to = self.request.headers.to().map_err(|_| BAD_REQUEST)?;
        let aor = match self.endpoint.dialect {
            Dialect::ChanSip => self
                .endpoint
                .aors
                .first()
                .and_then(|key| self.settings.aor(key)),
            Dialect::Pjsip => self.pjsip_aor(&to.uri),
        };
        let aor = aor.ok_or(NOT_FOUND)?;
        // A peer with a fixed host, or an address of record without room, takes no registration.
        if aor.max_contacts == 0 {
            Err(FORBIDDEN)
        } else {
            Ok(aor)
        }
    }

    fn pjsip_aor(&self, to: &Uri) -> Option<&'a Aor> {
        let user = to.user()?;
        let global = self.settings.pjsip.as_ref()?;
        let domain = to.host();
        let user = if global.ignore_uri_user_options {
            user.split(';').next().unwrap_or("")
        } else {
            &user
        };
        let mut aliases = global.domain_aliases.iter();
        let alias = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(domain));
        let mut wanted = vec![format!("{user}@{domain}")];
        wanted.extend(alias.map(|(_, real)| format!("{user}@{real}")));
        wanted.push(user.to_owned());
        let own = |name: &String| {
            let key = AorKey::new(Dialect::Pjsip, name);
            self.endpoint
                .aors
                .contains(&key)
                .then(|| self.settings.aor(&key))
                .flatten()
        };
        let by_auth = self
            .endpoint
            .identify_by
            .contains(&IdentifyBy::AuthUsername);
        let by_auth = by_auth.then(|| self.endpoint.auths.first()).flatten();
        wanted
            .iter()
            .find_map(own)
            .or_else(|| own(&by_auth?.username))
    }

    fn apply(&self, aor: &Aor, contacts: &mut Contacts, changes: &mut Changes) -> Result<(), u16> {
        let headers = &self.request.headers;
        let cseq = headers.cseq().map_err(|_| BAD_REQUEST)?.number;
        let call_id = headers.call_id().ok_or(BAD_REQUEST)?.into_owned();
        let all = contacts.by_aor.entry(aor.key.clone()).or_default();
        if headers.contact_is_star() {
            // RFC 3261 §10.2.2: only with Expires 0, and alone.
            let lone = headers.contacts().is_ok_and(|others| others.is_empty());
            if headers.expires() != Some(0) || !lone {
                return Err(BAD_REQUEST);
            }
            in_order(all.iter(), &call_id, cseq)?;
            let (out, kept) = all.drain(..).partition(|contact| !contact.is_permanent());
            *all = kept;
            changes.all_removed(aor, out, "Unregistered");
            return Ok(());
        }
        let mut wishes = self.wishes(aor, &call_id, cseq)?;
        if self.endpoint.dialect == Dialect::ChanSip {
            wishes.truncate(1);
        }
        let touched = all
            .iter()
            .filter(|one| wishes.iter().any(|wish| wish.is_for(one)));
        in_order(touched, &call_id, cseq)?;
        self.check_room(aor, all, &wishes)?;
        self.take(aor, all, wishes, changes);
        Ok(())
    }

    fn wishes(&self, aor: &Aor, call_id: &str, cseq: u32) -> Result<Vec<Wish>, u16> {
        let headers = &self.request.headers;
        let listed = headers.contacts().map_err(|_| BAD_REQUEST)?;
        let path = self.path(aor)?;
        let mut wishes = Vec::new();
        for wanted in listed {
            if !wanted.uri.is_sip() {
                return Err(BAD_REQUEST);
            }
            let asked = wanted.expires().or_else(|| headers.expires());
            let seconds = match asked {
                Some(0) => 0,
                Some(seconds) => seconds.clamp(aor.minimum_expiration, aor.maximum_expiration),
                None => aor.default_expiration.max(1),
            };
            let ip = wanted
                .uri
                .host_ip()
                .unwrap_or_else(|| self.flow.remote.ip());
            let global = self
                .settings
                .pjsip
                .as_ref()
                .map(|global| &global.contact_acl);
            let global = global.filter(|_| self.endpoint.dialect == Dialect::Pjsip);
            if !self.endpoint.contact_acl.allows(ip) || global.is_some_and(|acl| !acl.allows(ip)) {
                return Err(FORBIDDEN);
            }
            let contact = self.contact(aor, &wanted, seconds, (call_id, cseq, &path));
            wishes.push(Wish {
                contact,
                gone: seconds == 0,
            });
        }
        Ok(wishes)
    }

    fn contact(
        &self,
        aor: &Aor,
        wanted: &NameAddr,
        seconds: u32,
        (call_id, cseq, path): (&str, u32, &str),
    ) -> Contact {
        let source = self.flow.remote;
        let rewrites = self.is_behind_router();
        let uri = match self.endpoint.dialect {
            Dialect::Pjsip if rewrites && path.is_empty() => rewritten(&wanted.uri, self.flow),
            _ => wanted.uri.clone(),
        };
        let agent = self
            .request
            .headers
            .text(HeaderName::UserAgent)
            .unwrap_or_default();
        Contact {
            uri,
            registered_uri: wanted.uri.clone(),
            flow: Some(self.flow),
            source: Some(source),
            at_source: rewrites && path.is_empty(),
            transport: self.transport.to_owned(),
            expires_at: Some(self.now + Duration::from_secs(seconds.into())),
            seconds,
            path: path.to_owned(),
            user_agent: agent.chars().take(LONGEST_AGENT).collect(),
            call_id: call_id.to_owned(),
            cseq,
            endpoint: self.endpoint.name.clone(),
            q: wanted.q(),
            reach: if aor.qualify.is_some() {
                Reach::Unknown
            } else {
                Reach::NotWatched
            },
        }
    }

    /// Whether requests have to go where this one came from.
    fn is_behind_router(&self) -> bool {
        let nat = self.endpoint.nat;
        nat.rewrite_contact || (nat.auto_force_rport && self.via_differs())
    }

    fn via_differs(&self) -> bool {
        let Ok(via) = self.request.headers.top_via() else {
            return false;
        };
        let ip = via
            .host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse();
        let sent_by = ip.map(|ip| SocketAddr::new(ip, via.port_or_default()));
        let source = self.flow.remote;
        sent_by != Ok(SocketAddr::new(source.ip().to_canonical(), source.port()))
    }

    /// The proxies in between. Without `support_path` they are passed over, as Asterisk does.
    fn path(&self, aor: &Aor) -> Result<String, u16> {
        let headers = &self.request.headers;
        if !aor.support_path || !headers.has(HeaderName::Path) {
            return Ok(String::new());
        }
        let path = headers
            .addresses(HeaderName::Path)
            .map_err(|_| BAD_REQUEST)?;
        Ok(path
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "))
    }

    /// Whether the limit holds once the wishes are granted (chan_pjsip counts before it changes).
    fn check_room(&self, aor: &Aor, all: &[Contact], wishes: &[Wish]) -> Result<(), u16> {
        let here = |wish: &&Wish| all.iter().any(|contact| wish.is_for(contact));
        let new = wishes
            .iter()
            .filter(|wish| !wish.gone && !here(wish))
            .count();
        let refreshed = wishes
            .iter()
            .filter(|wish| !wish.gone && here(wish))
            .count();
        let gone = wishes.iter().filter(|wish| wish.gone && here(wish)).count();
        let most = usize::try_from(aor.max_contacts).unwrap_or(usize::MAX);
        let registered = all.iter().filter(|contact| !contact.is_permanent());
        let lost = registered
            .clone()
            .filter(|contact| contact.reach == Reach::Unreachable)
            .count();
        let count = if aor.remove_existing {
            new + refreshed
        } else if aor.remove_unavailable {
            (registered.count() + new).saturating_sub(gone + lost)
        } else {
            (registered.count() + new).saturating_sub(gone)
        };
        if new > 0 && count > most {
            Err(FORBIDDEN)
        } else {
            Ok(())
        }
    }

    fn take(&self, aor: &Aor, all: &mut Vec<Contact>, wishes: Vec<Wish>, changes: &mut Changes) {
        let mut fresh = Vec::new();
        for wish in wishes {
            let at = all.iter().position(|contact| wish.is_for(contact));
            match (at, wish.gone) {
                (Some(at), true) => {
                    let gone = all.remove(at);
                    changes.all_removed(aor, vec![gone], "Unregistered");
                }
                (None, true) => {}
                (Some(at), false) => {
                    let mut contact = wish.contact;
                    let old = all.remove(at);
                    if old.source == contact.source {
                        contact.reach = old.reach;
                    }
                    if old.uri != contact.uri {
                        changes.rows.extend(Row::absent(&aor.key, &aor.name, &old));
                    }
                    fresh.push((contact, false));
                }
                (None, false) => fresh.push((wish.contact, true)),
            }
        }
        let kept: Vec<Contact> = fresh.iter().map(|(contact, _)| contact.clone()).collect();
        changes::make_room(aor, all, kept.len(), changes);
        all.extend(kept);
        for (contact, is_new) in fresh {
            changes.added(aor, &contact, is_new, self.wall, self.now);
        }
    }

    fn accepted(&self, aor: &Aor, contacts: &Contacts) -> Response {
        let mut response = Response::to(self.request, OK);
        let all = contacts.of(&aor.key);
        for contact in all {
            let left = contact
                .expires_at
                .map(|at| at.saturating_duration_since(self.now));
            let Some(left) = left else { continue };
            let mut address = NameAddr::new(contact.registered_uri.clone());
            let seconds = left.as_millis().div_ceil(1000).to_string();
            address.params.set("expires", Some(&seconds));
            response
                .headers
                .push(HeaderName::Contact, address.to_string());
        }
        if let (Dialect::ChanSip, Some(only)) = (self.endpoint.dialect, all.last())
            && !only.is_permanent()
        {
            response
                .headers
                .push(HeaderName::Expires, only.seconds.to_string());
        }
        if aor.support_path {
            response
                .headers
                .copy_from(&self.request.headers, HeaderName::Path);
        }
        response
            .headers
            .push(HeaderName::Date, http_date(self.wall.at(self.now)));
        response
    }
}

/// What one Contact of a REGISTER asks for.
struct Wish {
    contact: Contact,
    gone: bool,
}

impl Wish {
    /// Whether it speaks of this contact.
    fn is_for(&self, other: &Contact) -> bool {
        !other.is_permanent() && self.contact.uri.is_equivalent(&other.uri)
    }
}

/// RFC 3261 §10.3 step 7: of one Call-ID, a lower CSeq comes too late.
fn in_order<'a>(
    touched: impl Iterator<Item = &'a Contact>,
    call_id: &str,
    cseq: u32,
) -> Result<(), u16> {
    let mut touched = touched.filter(|contact| !contact.is_permanent());
    let is_late = touched.any(|contact| contact.call_id == call_id && cseq < contact.cseq);
    if is_late { Err(SERVER_ERROR) } else { Ok(()) }
}

/// Host and port of the source in the place of those in the Contact.
fn rewritten(uri: &Uri, flow: Flow) -> Uri {
    let ip = flow.remote.ip().to_canonical();
    let uri = uri.with_host_port(&ip.to_string(), Some(flow.remote.port()));
    let uri = uri.without_param("maddr");
    match flow.kind {
        Transport::Udp => uri.without_param("transport"),
        kind => uri.with_param("transport", Some(kind.as_param())),
    }
}

const OK: u16 = 200;
const BAD_REQUEST: u16 = 400;
const FORBIDDEN: u16 = 403;
const NOT_FOUND: u16 = 404;
const SERVER_ERROR: u16 = 500;
const LONGEST_AGENT: usize = 200;
