//! A call goes out: from a dial string to an endpoint, an address and an INVITE.

use std::net::IpAddr;
use std::sync::Arc;

use call::{ChannelId, HangupCause, Invitation, LogLevel, Profile, Signal};
use sip::header::{Transport, Uri};
use sip::stack::{Destination, NextHop};

use super::SipChannel;
use super::names::Purpose;
use super::watching::destination_of;
use crate::aor::AorKey;
use crate::auth::Credential;
use crate::contact::Contact;
use crate::dial_string::{Instead, PjsipTarget, SipTarget};
use crate::endpoint::{Dialect, Endpoint, Kind, StaticHost};
use crate::leg::{Calling, Leg, LegMedia, Line, Plan};

/// A call that waits for the DNS.
pub(super) struct Waiting {
    line: Line,
    plan: Plan,
    invitation: Invitation,
}

/// Where a dial string leads.
struct Way {
    line: Line,
    plan: Plan,
    /// The address that decides which of ours is shown; `None`: it must be looked up.
    remote: Option<IpAddr>,
}

/// Why nobody can be called.
struct NoWay {
    cause: HangupCause,
    why: String,
}

impl SipChannel {
    pub(super) fn dial(&mut self, channel: ChannelId, invitation: Invitation) {
        if self.has_leg(channel) {
            return;
        }
        let found = match Dialect::of(invitation.technology) {
            Some(Dialect::ChanSip) => self.sip_way(channel, &invitation.resource),
            Some(Dialect::Pjsip) => self.pjsip_way(channel, &invitation.resource),
            None => Err(NoWay {
                cause: HangupCause::CHANNEL_NOT_IMPLEMENTED,
                why: "that is not SIP".to_owned(),
            }),
        };
        let way = match found {
            Ok(way) => way,
            Err(NoWay { cause, why }) => {
                let text = format!("cannot call '{}': {why}", invitation.resource);
                return self.cannot_call(channel, cause, text);
            }
        };
        let Way { line, plan, remote } = way;
        if self.has_enough_calls(&line.endpoint) {
            let text = format!("'{}' has as many calls as it may", line.endpoint.name);
            return self.cannot_call(channel, HangupCause::USER_BUSY, text);
        }
        if line.endpoint.requires_encryption() {
            // What must be encrypted is not called in clear.
            let text = format!("'{}' demands encrypted media", line.endpoint.name);
            return self.cannot_call(channel, HangupCause::BEARER_NOT_AVAILABLE, text);
        }
        if let Some(remote) = remote {
            return self.call(line, plan, &invitation, remote);
        }
        let uri = next_hop(&plan).clone();
        let srv = self.office.settings.pjsip.is_some()
            || self
                .office
                .settings
                .chan_sip
                .as_ref()
                .is_some_and(|all| all.srv_lookup);
        self.waiting.insert(
            channel,
            Waiting {
                line,
                plan,
                invitation,
            },
        );
        let purpose = Purpose::Call(channel);
        if let Some(found) = self.names.search(&mut self.office, &uri, srv, purpose) {
            self.found(found);
        }
    }

    /// The DNS has spoken about a call that waits.
    pub(super) fn located(&mut self, channel: ChannelId, addresses: &[std::net::SocketAddr]) {
        let Some(Waiting {
            line,
            plan,
            invitation,
        }) = self.waiting.remove(&channel)
        else {
            return;
        };
        match addresses.first() {
            Some(first) => self.call(line, plan, &invitation, first.ip()),
            None => {
                let cause = unresolved(line.endpoint.dialect);
                let text = format!("'{}' has no address", next_hop(&plan).host());
                self.cannot_call(channel, cause, text);
            }
        }
    }

    fn call(&mut self, line: Line, plan: Plan, invitation: &Invitation, remote: IpAddr) {
        let (channel, behind_router) = (line.channel, plan.behind_router);
        let endpoint = Arc::clone(&line.endpoint);
        let opened = LegMedia::open(&mut self.office, channel, &endpoint, remote, behind_router);
        let Some(media) = opened else {
            let text = "no port for media is free".to_owned();
            return self.cannot_call(channel, HangupCause::CONGESTION, text);
        };
        self.office
            .tell(channel, Signal::Profile(Box::new(profile_of(&endpoint))));
        let mut line = line;
        let state = Calling::begin(&mut self.office, &mut line, plan, media, invitation);
        self.add_leg(Leg::new(line, state));
    }

    fn cannot_call(&mut self, channel: ChannelId, cause: HangupCause, text: String) {
        self.office.log(LogLevel::Notice, Some(channel), text);
        self.office.tell(channel, Signal::Hangup(cause));
    }
}

/// `SIP/…`.
impl SipChannel {
    fn sip_way(&self, channel: ChannelId, resource: &str) -> Result<Way, NoWay> {
        let target = SipTarget::parse(resource);
        let settings = &self.office.settings;
        let named = settings.endpoint(Dialect::ChanSip, &target.host);
        let named = named.filter(|endpoint| endpoint.kind != Kind::User && target.port.is_none());
        match named {
            Some(endpoint) => {
                let mut way = match &endpoint.static_host {
                    Some(fixed) => self.fixed_way(channel, endpoint, fixed, &target.number)?,
                    None => self.registered_way(channel, endpoint, &target.number)?,
                };
                if !target.secret.is_empty() {
                    way.line.log_in_as(login_of(&target));
                }
                Ok(way)
            }
            None => self.stranger_way(channel, &target),
        }
    }

    /// A peer with `host=`.
    fn fixed_way(
        &self,
        channel: ChannelId,
        endpoint: &Arc<Endpoint>,
        fixed: &StaticHost,
        number: &str,
    ) -> Result<Way, NoWay> {
        let unreachable = endpoint
            .aors
            .iter()
            .flat_map(|aor| self.office.contacts.of(aor))
            .any(|contact| !contact.reach.may_be_called());
        if unreachable {
            return Err(absent("it is unreachable"));
        }
        let addresses = self.office.contacts.addresses_of(&fixed.host, fixed.port);
        let first = addresses
            .first()
            .ok_or_else(|| absent("its host has no address"))?;
        let user = [number, &endpoint.default_user]
            .into_iter()
            .find(|user| !user.is_empty());
        let port = Some(first.port()).filter(|port| *port != USUAL_PORT);
        let uri =
            Uri::sip(user, &fixed.host, port).map_err(|_| absent("its host is no host name"))?;
        let kind = endpoint
            .transports
            .first()
            .copied()
            .unwrap_or(Transport::Udp);
        let destination = match &endpoint.outbound_proxy {
            Some(proxy) => Destination::uri(proxy.clone()),
            None => Destination::address(kind, *first),
        };
        let plan = Plan {
            uri: with_phone(uri, endpoint),
            routes: Vec::new(),
            destination,
            behind_router: false,
        };
        let line = Line::new(channel, Arc::clone(endpoint));
        Ok(Way {
            line,
            plan,
            remote: Some(first.ip()),
        })
    }

    /// A peer that registers.
    fn registered_way(
        &self,
        channel: ChannelId,
        endpoint: &Arc<Endpoint>,
        number: &str,
    ) -> Result<Way, NoWay> {
        let contacts = endpoint
            .aors
            .iter()
            .flat_map(|aor| self.office.contacts.of(aor));
        let contact = contacts
            .last()
            .ok_or_else(|| absent("it is not registered"))?;
        if !contact.reach.may_be_called() {
            return Err(absent("it is unreachable"));
        }
        let uri = if number.is_empty() {
            contact.registered_uri.clone()
        } else {
            number_at(contact, number).ok_or_else(|| absent("its contact has no host"))?
        };
        let line = Line::new(channel, Arc::clone(endpoint));
        Ok(self.way_to(line, contact, uri))
    }

    /// A host that no section describes.
    fn stranger_way(&self, channel: ChannelId, target: &SipTarget) -> Result<Way, NoWay> {
        let host = &target.host;
        if host.is_empty() || host.chars().all(|c| c.is_ascii_digit()) {
            return Err(absent("there is no such peer"));
        }
        let general = self.office.settings.chan_sip.as_ref();
        let general = general.ok_or_else(|| absent("there is no sip.conf"))?;
        let user = Some(target.number.as_str()).filter(|user| !user.is_empty());
        let uri = Uri::sip(user, host, target.port).map_err(|_| absent("that is no host name"))?;
        let mut line = Line::new(channel, Arc::clone(&general.guest));
        if !target.secret.is_empty() {
            line.log_in_as(login_of(target));
        }
        let remote = uri.host_ip();
        let plan = Plan {
            uri: with_phone(uri, &line.endpoint),
            routes: Vec::new(),
            destination: Destination::routed(),
            behind_router: false,
        };
        Ok(Way { line, plan, remote })
    }
}

/// `PJSIP/…`.
impl SipChannel {
    fn pjsip_way(&self, channel: ChannelId, resource: &str) -> Result<Way, NoWay> {
        let target = PjsipTarget::parse(resource);
        let settings = &self.office.settings;
        let name = match target.endpoint.as_str() {
            "" => settings
                .pjsip
                .as_ref()
                .map_or("", |all| &all.default_outbound_endpoint),
            name => name,
        };
        let endpoint = settings.endpoint(Dialect::Pjsip, name);
        let endpoint = endpoint.ok_or_else(|| no_route("there is no such endpoint"))?;
        let line = Line::new(channel, Arc::clone(endpoint));
        let (contact, user) = match &target.instead {
            Instead::Uri(text) => {
                let uri = Uri::parse(text).map_err(|_| no_route("that is no SIP address"))?;
                return Ok(self.way_to(line, &Contact::permanent(uri.clone()), uri));
            }
            Instead::Aor(aor) => {
                let key = AorKey::new(Dialect::Pjsip, aor);
                (self.best_contact(std::slice::from_ref(&key)), None)
            }
            Instead::User(user) => (self.best_contact(&endpoint.aors), Some(user)),
            Instead::Nothing => (self.best_contact(&endpoint.aors), None),
        };
        let contact = contact.ok_or_else(|| no_route("it has no contact that can be reached"))?;
        let uri = match user {
            Some(user) => contact.uri.with_user(Some(user)),
            None => contact.uri.clone(),
        };
        Ok(self.way_to(line, contact, uri))
    }

    /// The first contact that may be called.
    fn best_contact(&self, aors: &[AorKey]) -> Option<&Contact> {
        let mut all = aors.iter().flat_map(|aor| self.office.contacts.of(aor));
        all.find(|contact| contact.reach.may_be_called())
    }

    fn way_to(&self, line: Line, contact: &Contact, uri: Uri) -> Way {
        let endpoint = Arc::clone(&line.endpoint);
        let destination = destination_of(&self.office, contact, Some(&endpoint));
        let mut routes = Vec::new();
        if let (Dialect::Pjsip, Some(proxy)) = (endpoint.dialect, &endpoint.outbound_proxy) {
            routes.push(format!("<{proxy}>"));
        }
        if !contact.path.is_empty() {
            routes.push(contact.path.clone());
        }
        let written = contact.registered_uri.host_ip();
        let behind_router = contact.source.is_some_and(|source| {
            written.is_some_and(|written| written != source.ip().to_canonical())
        });
        let uri = with_phone(uri, &endpoint);
        let plan = Plan {
            uri,
            routes,
            destination,
            behind_router,
        };
        let remote = match &plan.destination.hop {
            NextHop::Flow(flow) => Some(flow.remote.ip()),
            NextHop::Address(_, remote) => Some(remote.ip()),
            NextHop::Uri(_) | NextHop::Routed => self.known_address(&plan),
        };
        Way { line, plan, remote }
    }

    fn known_address(&self, plan: &Plan) -> Option<IpAddr> {
        let uri = next_hop(plan);
        let known = self.office.contacts.addresses_of(uri.host(), uri.port());
        uri.host_ip()
            .or_else(|| known.first().map(|address| address.ip()))
    }
}

/// What decides where the INVITE goes.
fn next_hop(plan: &Plan) -> &Uri {
    match &plan.destination.hop {
        NextHop::Uri(uri) => uri,
        NextHop::Routed | NextHop::Address(..) | NextHop::Flow(_) => &plan.uri,
    }
}

/// A number at the address that the peer registered from.
fn number_at(contact: &Contact, number: &str) -> Option<Uri> {
    let seen = contact.source.filter(|_| contact.at_source);
    let (host, port) = match seen {
        Some(source) => (source.ip().to_canonical().to_string(), Some(source.port())),
        None => (contact.uri.host().to_owned(), contact.uri.port()),
    };
    let port = port.filter(|port| *port != USUAL_PORT);
    Uri::sip(Some(number), host.trim_matches(['[', ']']), port).ok()
}

fn with_phone(uri: Uri, endpoint: &Endpoint) -> Uri {
    let user = uri.user().unwrap_or_default().into_owned();
    let digits = |c: char| c.is_ascii_digit() || "+*#-.()".contains(c);
    if endpoint.user_is_phone && !user.is_empty() && user.chars().all(digits) {
        return uri.with_param("user", Some("phone"));
    }
    uri
}

/// What the endpoint's section says about the channel that is called.
fn profile_of(endpoint: &Endpoint) -> Profile {
    Profile {
        context: endpoint.context.clone(),
        language: endpoint.language.clone(),
        account_code: endpoint.account_code.clone(),
        music_class: endpoint.music_class.clone(),
        tone_zone: endpoint.tone_zone.clone(),
        call_groups: endpoint.call_groups,
        pickup_groups: endpoint.pickup_groups,
        named_groups: [
            endpoint.named_call_groups.clone(),
            endpoint.named_pickup_groups.clone(),
        ],
        identity: endpoint.caller.clone(),
    }
}

fn login_of(target: &SipTarget) -> Credential {
    let user = if target.auth_user.is_empty() {
        &target.number
    } else {
        &target.auth_user
    };
    Credential::password("dial string", user, &target.secret)
}

fn unresolved(dialect: Dialect) -> HangupCause {
    match dialect {
        Dialect::ChanSip => HangupCause::SUBSCRIBER_ABSENT,
        Dialect::Pjsip => HangupCause::CONGESTION,
    }
}

fn absent(why: &str) -> NoWay {
    NoWay {
        cause: HangupCause::SUBSCRIBER_ABSENT,
        why: why.to_owned(),
    }
}

fn no_route(why: &str) -> NoWay {
    NoWay {
        cause: HangupCause::NO_ROUTE_DESTINATION,
        why: why.to_owned(),
    }
}

const USUAL_PORT: u16 = 5060;
