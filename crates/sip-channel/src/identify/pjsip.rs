//! chan_pjsip: ways in the configured order, after the mark of a registration of ours.

use std::sync::Arc;

use sip::auth::Credentials;
use sip::header::{HeaderName, Uri, unescape};

use super::{Identified, Incoming};
use crate::contact::Contacts;
use crate::endpoint::{Dialect, Endpoint, IdentifyBy};
use crate::outbound_registration::line_mark;
use crate::settings::{Identify, Pjsip, Settings};

pub(super) fn identify(
    settings: &Settings,
    global: &Pjsip,
    incoming: &Incoming<'_>,
    contacts: &Contacts,
) -> Identified {
    let ip = incoming.source.ip();
    if !global.acl.allows(ip) {
        return Identified::Forbidden(Dialect::Pjsip);
    }
    let search = Search {
        settings,
        global,
        incoming,
        contacts,
    };
    let ways = || {
        global
            .identifier_order
            .iter()
            .find_map(|way| search.by(*way))
    };
    match search.by_line().or_else(ways) {
        Some(endpoint) if endpoint.acl.allows(ip) => Identified::Endpoint(Arc::clone(endpoint)),
        Some(_) => Identified::Forbidden(Dialect::Pjsip),
        None => Identified::Unknown(Dialect::Pjsip),
    }
}

struct Search<'a, 's> {
    settings: &'s Settings,
    global: &'s Pjsip,
    incoming: &'a Incoming<'a>,
    contacts: &'a Contacts,
}

impl<'s> Search<'_, 's> {
    fn by(&self, way: IdentifyBy) -> Option<&'s Arc<Endpoint>> {
        match way {
            IdentifyBy::Username => {
                let from = self.incoming.request.headers.from().ok()?;
                let user = self.user(&from.uri)?;
                self.named(&user, from.uri.host(), IdentifyBy::Username)
            }
            IdentifyBy::AuthUsername => {
                let (user, realm) = self.credentials()?;
                self.named(&user, &realm, IdentifyBy::AuthUsername)
            }
            IdentifyBy::Ip => self.identified(|identify| self.is_from(identify)),
            IdentifyBy::Header => self.identified(|identify| self.has_header(identify)),
            IdentifyBy::RequestUri => self.identified(|identify| {
                !identify.request_uri.is_empty()
                    && self.incoming.request.uri.as_str() == identify.request_uri
            }),
            IdentifyBy::Anonymous => {
                let from = self.incoming.request.headers.from().ok();
                let host = from.as_ref().map_or("", |from| from.uri.host());
                self.with_domain("anonymous", host)
            }
        }
    }

    /// A call over a registration of ours that is marked with its endpoint.
    fn by_line(&self) -> Option<&'s Arc<Endpoint>> {
        let request = self.incoming.request;
        let to = request.headers.to().ok();
        let mark = request
            .uri
            .param("line")
            .or_else(|| to.as_ref()?.uri.param("line"))?;
        let registrations = self.settings.registrations.iter();
        let mut lines = registrations.filter(|one| line_mark(one).is_some_and(|own| own == mark));
        let name = lines.next()?.line_endpoint.as_deref()?;
        self.settings.endpoint(Dialect::Pjsip, name)
    }

    fn named(&self, user: &str, domain: &str, way: IdentifyBy) -> Option<&'s Arc<Endpoint>> {
        let found = self.with_domain(user, domain)?;
        found.identify_by.contains(&way).then_some(found)
    }

    /// `user@domain`, then `user@` what the domain stands for, then `user`.
    fn with_domain(&self, user: &str, domain: &str) -> Option<&'s Arc<Endpoint>> {
        let named = |name: &str| self.settings.endpoint(Dialect::Pjsip, name);
        if self.global.disable_multi_domain || domain.is_empty() {
            return named(user);
        }
        let mut aliases = self.global.domain_aliases.iter();
        let alias = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(domain));
        named(&format!("{user}@{domain}"))
            .or_else(|| named(&format!("{user}@{}", alias?.1)))
            .or_else(|| named(user))
    }

    fn identified(&self, fits: impl Fn(&Identify) -> bool) -> Option<&'s Arc<Endpoint>> {
        let by_transport = |identify: &&Identify| {
            let used = self.incoming.transport.map_or("", |one| one.name.as_str());
            identify.transport.is_empty() || identify.transport == used
        };
        let mut all = self.settings.identifies.iter().filter(by_transport);
        let found = all.find(|identify| fits(identify))?;
        self.settings.endpoint(Dialect::Pjsip, &found.endpoint)
    }

    fn is_from(&self, identify: &Identify) -> bool {
        let ip = self.incoming.source.ip().to_canonical();
        let named = || {
            identify
                .hosts
                .iter()
                .flat_map(|host| self.contacts.addresses_of(host, None))
        };
        identify.networks.iter().any(|network| network.contains(ip))
            || named().any(|address| address.ip().to_canonical() == ip)
    }

    fn has_header(&self, identify: &Identify) -> bool {
        let headers = &self.incoming.request.headers;
        identify.headers.iter().any(|wanted| {
            let name = HeaderName::from(wanted.name.as_str());
            headers
                .all(name)
                .any(|value| value == wanted.value.as_bytes())
        })
    }

    fn user(&self, uri: &Uri) -> Option<String> {
        let user = uri.user()?;
        let end = if self.global.ignore_uri_user_options {
            user.find(';')
        } else {
            None
        };
        Some(user.get(..end.unwrap_or(user.len()))?.to_owned())
    }

    fn credentials(&self) -> Option<(String, String)> {
        let headers = &self.incoming.request.headers;
        let names = [HeaderName::Authorization, HeaderName::ProxyAuthorization];
        let mut values = names.into_iter().filter_map(|name| headers.get(name));
        let found = values.find_map(|value| Credentials::parse(value).ok())?;
        Some((unescape(&found.username).into_owned(), found.realm))
    }
}
