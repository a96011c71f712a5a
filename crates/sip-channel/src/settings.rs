//! `pjsip.conf` and `sip.conf` as one model: endpoints, addresses of record, transports, and who
//! registers where.

mod load;
mod pjsip_conf;
mod reader;
mod sip_conf;
#[cfg(test)]
pub(crate) mod tests;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use load::option_tables;

use sip::stack::Network;

use crate::aor::{Aor, AorKey};
use crate::auth::Credential;
use crate::endpoint::{Dialect, Endpoint, IdentifyBy};
use crate::transport::Transport;

/// Everything that the two files say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `[general]` of `sip.conf`; `None` when there is no such file.
    pub chan_sip: Option<ChanSip>,
    /// `global` and `system` of `pjsip.conf`; `None` when there is no such file.
    pub pjsip: Option<Pjsip>,
    /// Where we listen.
    pub transports: Vec<Transport>,
    /// How requests find endpoints of `pjsip.conf` by address or header, in the file's order.
    pub identifies: Vec<Identify>,
    /// Where we register.
    pub registrations: Vec<OutboundRegistration>,
    endpoints: BTreeMap<(Dialect, String), Arc<Endpoint>>,
    aors: BTreeMap<AorKey, Aor>,
}

/// What holds for all of `sip.conf`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChanSip {
    /// What calls of strangers get.
    pub guest: Arc<Endpoint>,
    /// Strangers may call.
    pub allow_guest: bool,
    /// Unknown names get the same challenge as wrong passwords.
    pub always_auth_reject: bool,
    /// Endpoints are found by the user of the credentials, too.
    pub match_auth_username: bool,
    /// Realm of our challenges.
    pub realm: String,
    /// User-Agent and Server.
    pub user_agent: String,
    /// SRV records are asked for.
    pub srv_lookup: bool,
    /// Domains that are ours, with the context for their calls (empty: the endpoint's); none: all.
    pub domains: Vec<(String, String)>,
    /// Time before an unanswered REGISTER of ours is sent again.
    pub register_timeout: Duration,
    /// How often a REGISTER of ours is tried; 0: for ever.
    pub register_attempts: u32,
    /// A 403 to our REGISTER is tried again like a 401.
    pub register_retry_403: bool,
    /// Seconds we ask for, and give to clients that ask nothing.
    pub default_expiry: u32,
    /// Least seconds that clients may have.
    pub min_expiry: u32,
    /// Most seconds that clients may have.
    pub max_expiry: u32,
    /// Callers are told a network's Q.850 cause (`use_q850_reason`).
    pub send_q850_reason: bool,
    /// Compact header names.
    pub compact_headers: bool,
    /// T1 of the transactions.
    pub timer_t1: Duration,
    /// Max-Forwards of our requests.
    pub max_forwards: u8,
    /// The keep-alive of a NAT binding, when wanted.
    pub keepalive: Option<Duration>,
    /// What the external address is, when there is one.
    pub external: External,
}

/// How `sip.conf` is seen from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// Address or host name; empty: none.
    pub host: String,
    /// Port, when another.
    pub port: Option<u16>,
    /// Address for media, when another.
    pub media_address: String,
    /// Networks that see the real address.
    pub local_nets: Vec<Network>,
}

/// What holds for all of `pjsip.conf`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pjsip {
    /// User-Agent and Server.
    pub user_agent: String,
    /// Realm of our challenges where the auth has none.
    pub default_realm: String,
    /// User of From when there is nobody to name.
    pub default_from_user: String,
    /// The order in which ways to an endpoint are tried.
    pub identifier_order: Vec<IdentifyBy>,
    /// Max-Forwards of our requests.
    pub max_forwards: u8,
    /// How often a blank line keeps connections open; `None`: never.
    pub keep_alive_interval: Option<Duration>,
    /// The endpoint for calls to a bare URI.
    pub default_outbound_endpoint: String,
    /// `user@domain` names are not tried.
    pub disable_multi_domain: bool,
    /// What follows `;` in a user part is no part of it.
    pub ignore_uri_user_options: bool,
    /// T1 of the transactions.
    pub timer_t1: Duration,
    /// Timer B of the transactions.
    pub timer_b: Duration,
    /// Long requests stay on UDP.
    pub disable_tcp_switch: bool,
    /// Compact header names.
    pub compact_headers: bool,
    /// A 180 may follow a 183.
    pub allow_180_after_183: bool,
    /// The number to call for messages.
    pub default_voicemail_extension: String,
    /// Other names of our domains: alias and domain.
    pub domain_aliases: Vec<(String, String)>,
    /// Where requests may come from at all.
    pub acl: crate::auth::Acl,
    /// Where contacts may be at all.
    pub contact_acl: crate::auth::Acl,
}

/// One `identify` section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identify {
    /// Its name.
    pub name: String,
    /// The endpoint it leads to.
    pub endpoint: String,
    /// Networks.
    pub networks: Vec<Network>,
    /// Host names, whose addresses have to be looked up.
    pub hosts: Vec<String>,
    /// A header and the text it must have.
    pub headers: Vec<HeaderMatch>,
    /// The Request-URI it must have; empty: none is compared.
    pub request_uri: String,
    /// The transport it must come by; empty: any.
    pub transport: String,
    /// SRV records of the host names are asked for.
    pub srv_lookups: bool,
}

/// A header that leads to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderMatch {
    /// Its name.
    pub name: String,
    /// The whole value.
    pub value: String,
}

/// One place where we register.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundRegistration {
    /// Whose manners.
    pub dialect: Dialect,
    /// The section; for `sip.conf` `user@host`.
    pub name: String,
    /// The Request-URI of REGISTER.
    pub server: sip::header::Uri,
    /// To and From.
    pub client: sip::header::Uri,
    /// User part of Contact.
    pub contact_user: String,
    /// Answers to challenges.
    pub auths: Vec<Credential>,
    /// Seconds to ask for.
    pub expiration: u32,
    /// The transport to use, by name; empty: any.
    pub transport: String,
    /// The kind of transport to use; `None`: any.
    pub kind: Option<sip::header::Transport>,
    /// Requests go by this proxy.
    pub outbound_proxy: Option<sip::header::Uri>,
    /// When to try again.
    pub retry: Retry,
    /// The endpoint that calls over this registration come from, when a `line` parameter marks them.
    pub line_endpoint: Option<String>,
}

/// When to try a registration again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// After no answer or a temporary failure.
    pub after: Duration,
    /// After 403; `None`: never.
    pub after_forbidden: Option<Duration>,
    /// After another permanent failure; `None`: never.
    pub after_fatal: Option<Duration>,
    /// Attempts in a row; 0: for ever.
    pub most: u32,
    /// A refused password is a permanent failure.
    pub refusal_is_permanent: bool,
}

impl Settings {
    /// An endpoint by name, as its dialect compares names.
    pub fn endpoint(&self, dialect: Dialect, name: &str) -> Option<&Arc<Endpoint>> {
        self.endpoints.get(&(dialect, dialect.fold(name)))
    }

    /// All endpoints of a dialect by name.
    pub fn endpoints(&self, dialect: Dialect) -> impl Iterator<Item = &Arc<Endpoint>> {
        let all = self.endpoints.values();
        all.filter(move |endpoint| endpoint.dialect == dialect)
    }

    /// An address of record.
    pub fn aor(&self, key: &AorKey) -> Option<&Aor> {
        self.aors.get(key)
    }

    /// All addresses of record of a dialect by name.
    pub fn aors(&self, dialect: Dialect) -> impl Iterator<Item = &Aor> {
        self.aors
            .values()
            .filter(move |aor| aor.key.dialect() == dialect)
    }

    /// Adds an endpoint, in the place of an earlier one of its name.
    pub fn add_endpoint(&mut self, endpoint: Endpoint) {
        let key = (endpoint.dialect, endpoint.dialect.fold(&endpoint.name));
        self.endpoints.insert(key, Arc::new(endpoint));
    }

    /// Adds an address of record, in the place of an earlier one of its name.
    pub fn add_aor(&mut self, aor: Aor) {
        self.aors.insert(aor.key.clone(), aor);
    }
}
