//! Our transports, and which address each of them shows to whom.

use super::flow::{Listener, ListenerId, LocalAddresses};
use crate::header::{Transport, Uri};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// All transports that are open.
pub(crate) struct Listeners {
    open: BTreeMap<ListenerId, Listener>,
    addresses: Box<dyn LocalAddresses>,
}

/// The host and port that a Via or Contact of ours shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurAddress {
    /// Host name or address, IPv6 in brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The transport.
    pub kind: Transport,
}

impl OurAddress {
    /// A Contact URI with this user part; `sip:` with `;transport=` unless UDP.
    pub fn contact(&self, user: Option<&str>) -> Option<Uri> {
        let uri = Uri::sip(user, &self.host, Some(self.port)).ok()?;
        Some(match self.kind {
            Transport::Udp => uri,
            Transport::Tcp | Transport::Tls | Transport::Ws | Transport::Wss => {
                uri.with_param("transport", Some(self.kind.as_param()))
            }
        })
    }
}

impl Listeners {
    pub(crate) fn new(addresses: Box<dyn LocalAddresses>) -> Self {
        Self {
            open: BTreeMap::new(),
            addresses,
        }
    }

    pub(crate) fn open(&mut self, listener: Listener) {
        self.open.insert(listener.id, listener);
    }

    pub(crate) fn close(&mut self, id: ListenerId) {
        self.open.remove(&id);
    }

    pub(crate) fn kind(&self, id: ListenerId) -> Option<Transport> {
        self.open.get(&id).map(|listener| listener.kind)
    }

    /// The kinds of transport that are open, for locating servers.
    pub(crate) fn kinds(&self, only: Option<ListenerId>) -> Vec<Transport> {
        let wanted = |id: ListenerId| only.is_none_or(|only| only == id);
        let mut kinds: Vec<_> = self
            .open
            .values()
            .filter(|l| wanted(l.id))
            .map(|l| l.kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Whether any transport reaches IPv6 addresses.
    pub(crate) fn speak_ipv6(&self, only: Option<ListenerId>) -> bool {
        let wanted = |id: ListenerId| only.is_none_or(|only| only == id);
        self.open
            .values()
            .any(|l| wanted(l.id) && l.local.is_ipv6())
    }

    /// The listener for messages of this kind to `remote`: the demanded one if it fits, else the
    /// first that can reach the address family.
    pub(crate) fn choose(
        &self,
        kind: Transport,
        remote: IpAddr,
        only: Option<ListenerId>,
    ) -> Option<ListenerId> {
        let fits = |listener: &&Listener| {
            let local = listener.local.ip();
            // A socket bound to `::` speaks IPv4 too, through mapped addresses.
            let family =
                local.is_ipv4() == remote.is_ipv4() || local.is_unspecified() && local.is_ipv6();
            listener.kind == kind && family && only.is_none_or(|only| only == listener.id)
        };
        let exact = |listener: &&Listener| listener.local.ip().is_ipv4() == remote.is_ipv4();
        let mut candidates = self.open.values().filter(fits);
        let first = self
            .open
            .values()
            .filter(fits)
            .find(exact)
            .or_else(|| candidates.next());
        first.map(|listener| listener.id)
    }

    /// What `remote` must use to reach us at this listener.
    pub(crate) fn our_address(&self, id: ListenerId, remote: IpAddr) -> Option<OurAddress> {
        let listener = self.open.get(&id)?;
        let (kind, port) = (listener.kind, listener.local.port());
        let advertised = listener
            .advertised
            .as_ref()
            .filter(|a| !a.direct.iter().any(|network| network.contains(remote)));
        Some(match advertised {
            Some(a) => OurAddress {
                host: a.host.clone(),
                port: a.port.unwrap_or(port),
                kind,
            },
            None => OurAddress {
                host: self.host(listener.local, remote),
                port,
                kind,
            },
        })
    }

    /// The address that packets to `remote` leave from.
    pub(crate) fn local_ip(&self, remote: IpAddr) -> IpAddr {
        self.addresses.towards(remote)
    }

    fn host(&self, local: SocketAddr, remote: IpAddr) -> String {
        let ip = if local.ip().is_unspecified() {
            self.local_ip(remote)
        } else {
            local.ip()
        };
        match ip.to_canonical() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }
    }
}
