//! Where endpoints can be reached at the moment.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use sip::header::{Transport, Uri};
use sip::stack::{Flow, NextHop};

use crate::aor::AorKey;

/// One place where an address of record can be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// The address to call; with `rewrite_contact` or behind a router, host and port are those that
    /// the REGISTER came from.
    pub uri: Uri,
    /// The address as the client wrote it.
    pub registered_uri: Uri,
    /// The path of the REGISTER; `None` for permanent contacts and those of before a restart.
    pub flow: Option<Flow>,
    /// Where the REGISTER came from.
    pub source: Option<SocketAddr>,
    /// Whether requests go to `source`, whatever the address says.
    pub at_source: bool,
    /// The name of our transport that it came in by.
    pub transport: String,
    /// The seconds that it was granted.
    pub seconds: u32,
    /// When it is forgotten; `None` for permanent contacts.
    pub expires_at: Option<Instant>,
    /// The proxies in between (RFC 3327), as written.
    pub path: String,
    /// What the client calls itself.
    pub user_agent: String,
    /// Call-ID of the REGISTER that made it.
    pub call_id: String,
    /// CSeq of that REGISTER.
    pub cseq: u32,
    /// The endpoint that registered it.
    pub endpoint: String,
    /// Preference in thousandths.
    pub q: u16,
    /// What watching it has shown.
    pub reach: Reach,
}

/// What watching a contact has shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nobody watches.
    #[default]
    NotWatched,
    /// No answer yet, and none missed.
    Unknown,
    /// It answered in this time.
    Reachable(Duration),
    /// It answered too late, after this time.
    Lagged(Duration),
    /// It did not answer.
    Unreachable,
}

impl Reach {
    /// Whether a call may be tried.
    pub fn may_be_called(self) -> bool {
        matches!(self, Self::NotWatched | Self::Unknown | Self::Reachable(_))
    }

    /// The last round trip.
    pub fn round_trip(self) -> Option<Duration> {
        match self {
            Self::Reachable(time) | Self::Lagged(time) => Some(time),
            Self::NotWatched | Self::Unknown | Self::Unreachable => None,
        }
    }
}

impl Contact {
    /// A contact from the configuration.
    pub fn permanent(uri: Uri) -> Self {
        Self {
            registered_uri: uri.clone(),
            uri,
            flow: None,
            source: None,
            at_source: false,
            seconds: 0,
            transport: String::new(),
            expires_at: None,
            path: String::new(),
            user_agent: String::new(),
            call_id: String::new(),
            cseq: 0,
            endpoint: String::new(),
            q: 1000,
            reach: Reach::NotWatched,
        }
    }

    /// Where requests to it go: over its own connection, to its source, or where its address and
    /// its path lead.
    pub fn next_hop(&self) -> NextHop {
        match (self.flow, self.source) {
            (Some(flow), _) if flow.connection.is_some() && self.path.is_empty() => {
                NextHop::Flow(flow)
            }
            (flow, Some(source)) if self.at_source => {
                let kind = flow.map_or(Transport::Udp, |flow| flow.kind);
                NextHop::Address(kind, source)
            }
            _ => NextHop::Routed,
        }
    }

    /// Whether it comes from the configuration.
    pub fn is_permanent(&self) -> bool {
        self.expires_at.is_none()
    }
}

/// All contacts, and the addresses of host names that the configuration mentions.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    pub(crate) by_aor: BTreeMap<AorKey, Vec<Contact>>,
    hosts: BTreeMap<String, Vec<SocketAddr>>,
    earliest: Option<Instant>,
}

impl Contacts {
    /// The contacts of an address of record, permanent ones first.
    pub fn of(&self, aor: &AorKey) -> &[Contact] {
        self.by_aor.get(aor).map_or(&[], Vec::as_slice)
    }

    /// Every contact with its address of record.
    pub fn iter(&self) -> impl Iterator<Item = (&AorKey, &Contact)> {
        self.by_aor
            .iter()
            .flat_map(|(aor, all)| all.iter().map(move |one| (aor, one)))
    }

    /// Notes what a host name stands for; nothing when it could not be resolved.
    pub fn note_host(&mut self, host: &str, addresses: Vec<SocketAddr>) {
        self.hosts.insert(host.to_ascii_lowercase(), addresses);
    }

    /// What a host name or address stands for; empty while it is not known.
    pub fn addresses_of(&self, host: &str, port: Option<u16>) -> Vec<SocketAddr> {
        let literal = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>();
        if let Ok(ip) = literal {
            return vec![SocketAddr::new(ip, port.unwrap_or(USUAL_PORT))];
        }
        let known = self.hosts.get(&host.to_ascii_lowercase());
        let known = known.map_or(&[][..], Vec::as_slice).iter();
        known
            .map(|found| SocketAddr::new(found.ip(), port.unwrap_or_else(|| found.port())))
            .collect()
    }

    /// Whether a host name was looked up already, and had an address.
    pub fn host_is_known(&self, host: &str) -> Option<bool> {
        self.hosts
            .get(&host.to_ascii_lowercase())
            .map(|found| !found.is_empty())
    }

    /// When the first contact expires.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.earliest
    }

    /// To be called after contacts have changed.
    pub(crate) fn note_earliest(&mut self) {
        self.earliest = self
            .iter()
            .filter_map(|(_, contact)| contact.expires_at)
            .min();
    }
}

const USUAL_PORT: u16 = 5060;
