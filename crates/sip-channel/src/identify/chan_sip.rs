//! chan_sip: by the user of From among friends and users, then by address among friends and peers.

use std::net::SocketAddr;
use std::sync::Arc;

use sip::auth::Credentials;
use sip::header::{HeaderName, Transport};
use sip::message::Method;

use super::{Identified, Incoming};
use crate::contact::Contacts;
use crate::endpoint::{Dialect, Endpoint, Kind};
use crate::settings::{ChanSip, Settings};

pub(super) fn identify(
    settings: &Settings,
    general: &ChanSip,
    incoming: &Incoming<'_>,
    contacts: &Contacts,
) -> Identified {
    match find(settings, general, incoming, contacts) {
        Some(endpoint) if endpoint.acl.allows(incoming.source.ip()) => {
            Identified::Endpoint(Arc::clone(endpoint))
        }
        Some(_) => Identified::Forbidden(Dialect::ChanSip),
        None if general.allow_guest && incoming.request.method != Method::Register => {
            Identified::Guest(Arc::clone(&general.guest))
        }
        None => Identified::Unknown(Dialect::ChanSip),
    }
}

fn find<'a>(
    settings: &'a Settings,
    general: &ChanSip,
    incoming: &Incoming<'_>,
    contacts: &Contacts,
) -> Option<&'a Arc<Endpoint>> {
    let named = |name: &str| settings.endpoint(Dialect::ChanSip, name);
    // REGISTER names its peer in To, and nothing else counts.
    if incoming.request.method == Method::Register {
        let to = incoming.request.headers.to().ok()?;
        let found = named(&user_of(&to.uri))?;
        return (found.kind != Kind::User).then_some(found);
    }
    let by_credentials = general
        .match_auth_username
        .then(|| credentials_user(incoming))
        .flatten();
    let by_credentials = by_credentials.and_then(|name| named(&name));
    let from = incoming
        .request
        .headers
        .from()
        .ok()
        .map(|from| user_of(&from.uri));
    let by_from = from.and_then(|name| named(&name));
    // SUBSCRIBE finds everyone by name, other requests only those who call by name.
    let by_name = by_credentials
        .or(by_from)
        .filter(|found| found.kind != Kind::Peer || incoming.request.method == Method::Subscribe);
    by_name.or_else(|| by_address(settings, incoming, contacts))
}

/// A peer at exactly this address and port, else one that does not mind the port.
fn by_address<'a>(
    settings: &'a Settings,
    incoming: &Incoming<'_>,
    contacts: &Contacts,
) -> Option<&'a Arc<Endpoint>> {
    let source = canonical(incoming.source);
    let mut loose = None;
    for endpoint in settings.endpoints(Dialect::ChanSip) {
        if endpoint.kind == Kind::User || !speaks(endpoint, incoming.kind) {
            continue;
        }
        for address in addresses(endpoint, contacts) {
            if canonical(address) == source {
                return Some(endpoint);
            }
            // Ports of stream connections say nothing.
            let any_port = endpoint.insecure_port || incoming.kind.is_reliable();
            if any_port && canonical(address).ip() == source.ip() && loose.is_none() {
                loose = Some(endpoint);
            }
        }
    }
    loose
}

fn addresses(endpoint: &Endpoint, contacts: &Contacts) -> Vec<SocketAddr> {
    if let Some(fixed) = &endpoint.static_host {
        return contacts.addresses_of(&fixed.host, fixed.port);
    }
    let registered = endpoint.aors.iter().flat_map(|aor| contacts.of(aor));
    let address = |contact: &crate::contact::Contact| {
        let written = contact
            .uri
            .host_ip()
            .map(|ip| SocketAddr::new(ip, contact.uri.port().unwrap_or(USUAL_PORT)));
        // After a restart the source is not known, the address is.
        contact
            .source
            .filter(|_| endpoint.nat.rewrite_contact)
            .or(written)
            .or(contact.source)
    };
    registered.filter_map(address).collect()
}

fn speaks(endpoint: &Endpoint, kind: Transport) -> bool {
    endpoint.transports.is_empty() || endpoint.transports.contains(&kind)
}

fn user_of(uri: &sip::header::Uri) -> String {
    let user = uri.user().unwrap_or_default();
    user.split(';').next().unwrap_or("").to_owned()
}

fn credentials_user(incoming: &Incoming<'_>) -> Option<String> {
    let headers = &incoming.request.headers;
    let values = [HeaderName::Authorization, HeaderName::ProxyAuthorization];
    let mut values = values.into_iter().filter_map(|name| headers.get(name));
    values.find_map(|value| Some(Credentials::parse(value).ok()?.username))
}

fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

const USUAL_PORT: u16 = 5060;
