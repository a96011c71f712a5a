//! Finding the servers of a URI (RFC 3263) without a resolver: the search asks, answers come in,
//! at the end stands an ordered list of hops.

mod srv;
#[cfg(test)]
mod tests;

use crate::header::{Scheme, Transport, Uri};
use srv::{Service, by_priority};
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};

/// A question to a name server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DnsQuery {
    /// Which transports does this domain offer?
    Naptr(String),
    /// Which hosts serve `_sip._udp.example.com`?
    Srv(String),
    /// Which addresses (A and AAAA) has this host?
    Address(String),
}

/// What a name server said. No such name and no answer in time are an empty list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsAnswer {
    /// The question, unchanged.
    pub query: DnsQuery,
    /// The records; those that do not fit the question are ignored.
    pub records: Vec<DnsRecord>,
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsRecord {
    /// RFC 3403; only those with flag `s` matter here.
    Naptr {
        /// Lower ones first.
        order: u16,
        /// Lower ones first, within an order.
        preference: u16,
        /// `s` points to SRV records.
        flags: String,
        /// e.g. `SIP+D2U`.
        service: String,
        /// The name to ask next.
        replacement: String,
    },
    /// RFC 2782.
    Srv {
        /// Lower ones first.
        priority: u16,
        /// The share of the load within a priority.
        weight: u16,
        /// The server's port.
        port: u16,
        /// The server's name; `.` means that the service is not offered.
        target: String,
    },
    /// A or AAAA.
    Address(IpAddr),
}

/// A place to send a request to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hop {
    /// How to get there.
    pub transport: Transport,
    /// Where it is.
    pub address: SocketAddr,
}

/// What the search may use.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// The transports that are open here, the preferred one first.
    pub transports: Vec<Transport>,
    /// Whether to ask for NAPTR records.
    pub naptr: bool,
    /// Whether to ask for SRV records (`srvlookup` of sip.conf).
    pub srv: bool,
    /// Whether IPv6 addresses can be reached.
    pub ipv6: bool,
}

/// What the search wants or has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchOutput {
    /// Ask this; the answer goes to [`ServerSearch::handle`].
    Query(DnsQuery),
    /// Try these in order. The search is over.
    Found(Vec<Hop>),
    /// There is no server. The search is over.
    NotFound(NotFound),
}

/// Why there is no server for a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// Only SIP URIs name a server.
    NotSip,
    /// The URI asks for a transport that is not open here, or `sips:` and none is secure.
    NoTransport,
    /// The domain says that it offers no SIP.
    NotOffered,
    /// The name has no address that can be reached.
    NoAddress,
}

/// One search (RFC 3263 §4).
#[derive(Debug)]
pub struct ServerSearch {
    options: SearchOptions,
    secure: bool,
    host: String,
    port: Option<u16>,
    random: u64,
    state: State,
    outputs: VecDeque<SearchOutput>,
}

#[derive(Debug)]
enum State {
    /// Which transports the domain offers.
    Naptr,
    /// Which servers each service has; in order of preference.
    Services(Vec<Service>),
    /// Which addresses each server has.
    Servers(Vec<Server>),
    Done,
}

#[derive(Debug)]
struct Server {
    transport: Transport,
    name: String,
    port: u16,
    addresses: Option<Vec<IpAddr>>,
}

impl ServerSearch {
    /// Begins the search for a Request-URI or Route. `random` spreads load over equal servers.
    pub fn new(uri: &Uri, options: SearchOptions, random: u64) -> Self {
        let maddr = uri.param("maddr").filter(|maddr| !maddr.is_empty());
        let host = maddr.map_or_else(|| uri.host().to_owned(), |maddr| maddr.into_owned());
        let mut search = Self {
            options,
            secure: uri.scheme() == Scheme::Sips,
            host: host.trim_end_matches('.').to_owned(),
            port: uri.port(),
            random,
            state: State::Done,
            outputs: VecDeque::new(),
        };
        search.begin(uri);
        search
    }

    /// Takes an answer. Answers to what was not asked, or was answered already, change nothing.
    pub fn handle(&mut self, answer: DnsAnswer) {
        match (&mut self.state, &answer.query) {
            (State::Naptr, DnsQuery::Naptr(name)) if *name == self.host => {
                self.take_naptr(&answer.records);
            }
            (State::Services(services), DnsQuery::Srv(name)) => {
                let open = services.iter_mut().filter(|s| s.name == *name);
                open.for_each(|service| service.note(&answer.records));
                if services.iter().all(Service::is_answered) {
                    self.take_services();
                }
            }
            (State::Servers(servers), DnsQuery::Address(name)) => {
                let addresses: Vec<IpAddr> = answer
                    .records
                    .iter()
                    .filter_map(DnsRecord::address)
                    .take(MOST)
                    .collect();
                for server in servers.iter_mut().filter(|s| s.name == *name) {
                    server.addresses.get_or_insert_with(|| addresses.clone());
                }
                self.finish_if_complete();
            }
            _ => {}
        }
    }

    /// The next question or the end; `None` while answers are awaited.
    pub fn poll_output(&mut self) -> Option<SearchOutput> {
        self.outputs.pop_front()
    }

    /// RFC 3263 §4.1, down to where the first question must be asked.
    fn begin(&mut self, uri: &Uri) {
        if !uri.is_sip() {
            return self.end(NotFound::NotSip);
        }
        let asked = match (uri.param("transport"), uri.transport()) {
            (Some(_), None) => return self.end(NotFound::NoTransport),
            (_, asked) => asked.map(|t| self.secured(t)),
        };
        let usual = if self.secure {
            Transport::Tls
        } else {
            Transport::Udp
        };
        let literal = crate::header::parse_ip(&self.host);
        if asked.is_none() && literal.is_none() && self.port.is_none() {
            return self.search_by_name();
        }
        let transport = asked.unwrap_or_else(|| self.usable_or_first(usual));
        if !self.options.transports.contains(&transport) {
            return self.end(NotFound::NoTransport);
        }
        match (literal, self.port) {
            (Some(ip), port) => {
                let port = port.unwrap_or_else(|| transport.default_port());
                let address = SocketAddr::new(ip, port);
                self.outputs
                    .push_back(SearchOutput::Found(vec![Hop { transport, address }]));
            }
            (None, Some(port)) => self.ask_addresses(vec![(transport, self.host.clone(), port)]),
            (None, None) if self.options.srv => self.ask_services(vec![transport]),
            (None, None) => self.ask_host(transport),
        }
    }

    fn search_by_name(&mut self) {
        if self.usable_transports().is_empty() {
            return self.end(NotFound::NoTransport);
        }
        if self.options.srv && self.options.naptr {
            self.state = State::Naptr;
            self.ask(DnsQuery::Naptr(self.host.clone()));
        } else if self.options.srv {
            self.ask_services(self.usable_transports());
        } else {
            let usual = if self.secure {
                Transport::Tls
            } else {
                Transport::Udp
            };
            self.ask_host(self.usable_or_first(usual));
        }
    }

    fn take_naptr(&mut self, records: &[DnsRecord]) {
        let usable = self.usable_transports();
        let mut offers: Vec<_> = records
            .iter()
            .filter_map(DnsRecord::naptr)
            .filter(|o| usable.contains(&o.1))
            .collect();
        if offers.is_empty() {
            return self.ask_services(usable);
        }
        offers.sort_by_key(|(rank, ..)| *rank);
        let services = offers
            .into_iter()
            .take(MOST)
            .map(|(_, transport, name)| Service::new(transport, name))
            .collect();
        self.await_services(services);
    }

    fn ask_services(&mut self, transports: Vec<Transport>) {
        let host = &self.host;
        let services = transports
            .into_iter()
            .map(|t| Service::of(t, host))
            .collect();
        self.await_services(services);
    }

    fn await_services(&mut self, services: Vec<Service>) {
        for (at, service) in services.iter().enumerate() {
            if !services[..at].iter().any(|s| s.name == service.name) {
                self.outputs
                    .push_back(SearchOutput::Query(DnsQuery::Srv(service.name.clone())));
            }
        }
        self.state = State::Services(services);
    }

    /// All SRV answers are in. Without any record, the host itself is asked (§4.2).
    fn take_services(&mut self) {
        let State::Services(services) = std::mem::replace(&mut self.state, State::Done) else {
            return;
        };
        if services.iter().all(Service::has_no_record) {
            let usual = if self.secure {
                Transport::Tls
            } else {
                Transport::Udp
            };
            let only = services
                .first()
                .filter(|_| services.len() == 1)
                .map(|s| s.transport);
            return self.ask_host(only.unwrap_or_else(|| self.usable_or_first(usual)));
        }
        let mut servers = Vec::new();
        for service in services {
            let transport = service.transport;
            for record in by_priority(service.into_records(), &mut self.random) {
                servers.push((transport, record.target, record.port));
            }
        }
        if servers.is_empty() {
            return self.end(NotFound::NotOffered);
        }
        servers.truncate(MOST);
        self.ask_addresses(servers);
    }

    fn ask_host(&mut self, transport: Transport) {
        let port = self.port.unwrap_or_else(|| transport.default_port());
        self.ask_addresses(vec![(transport, self.host.clone(), port)]);
    }

    fn ask_addresses(&mut self, servers: Vec<(Transport, String, u16)>) {
        let mut asked: Vec<String> = Vec::new();
        let servers = servers
            .into_iter()
            .map(|(transport, name, port)| {
                let literal = crate::header::parse_ip(&name).map(|ip| vec![ip]);
                if literal.is_none() && !asked.contains(&name) {
                    asked.push(name.clone());
                }
                Server {
                    transport,
                    name,
                    port,
                    addresses: literal,
                }
            })
            .collect();
        self.state = State::Servers(servers);
        asked
            .into_iter()
            .for_each(|name| self.ask(DnsQuery::Address(name)));
        self.finish_if_complete();
    }

    fn finish_if_complete(&mut self) {
        let State::Servers(servers) = &self.state else {
            return;
        };
        let mut hops: Vec<Hop> = Vec::new();
        for server in servers {
            let Some(addresses) = &server.addresses else {
                return;
            };
            for ip in addresses
                .iter()
                .filter(|ip| ip.is_ipv4() || self.options.ipv6)
            {
                let address = SocketAddr::new(*ip, server.port);
                let hop = Hop {
                    transport: server.transport,
                    address,
                };
                if !hops.contains(&hop) && hops.len() < MOST {
                    hops.push(hop);
                }
            }
        }
        if hops.is_empty() {
            return self.end(NotFound::NoAddress);
        }
        self.state = State::Done;
        self.outputs.push_back(SearchOutput::Found(hops));
    }

    fn ask(&mut self, query: DnsQuery) {
        self.outputs.push_back(SearchOutput::Query(query));
    }

    fn end(&mut self, why: NotFound) {
        self.state = State::Done;
        self.outputs.push_back(SearchOutput::NotFound(why));
    }

    /// `sips:` turns a transport into its secure form (RFC 3261 §26.2.2).
    fn secured(&self, transport: Transport) -> Transport {
        match transport {
            Transport::Udp | Transport::Tcp if self.secure => Transport::Tls,
            Transport::Ws if self.secure => Transport::Wss,
            other => other,
        }
    }

    /// The open transports that DNS may choose among. WebSocket clients are never searched for.
    fn usable_transports(&self) -> Vec<Transport> {
        let wanted = |t: &Transport| {
            !matches!(t, Transport::Ws | Transport::Wss) && (t.is_secure() || !self.secure)
        };
        self.options
            .transports
            .iter()
            .copied()
            .filter(wanted)
            .collect()
    }

    fn usable_or_first(&self, usual: Transport) -> Transport {
        let usable = self.usable_transports();
        if usable.contains(&usual) {
            usual
        } else {
            usable.first().copied().unwrap_or(usual)
        }
    }
}

impl DnsRecord {
    fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Address(ip) => Some(*ip),
            _ => None,
        }
    }

    /// Rank, transport and next name of a NAPTR record that leads to SRV records of SIP.
    fn naptr(&self) -> Option<((u16, u16), Transport, String)> {
        let Self::Naptr {
            order,
            preference,
            flags,
            service,
            replacement,
        } = self
        else {
            return None;
        };
        let transport = match service.to_ascii_uppercase().as_str() {
            "SIP+D2U" => Transport::Udp,
            "SIP+D2T" => Transport::Tcp,
            "SIPS+D2T" => Transport::Tls,
            _ => return None,
        };
        let name = replacement.trim_end_matches('.').to_owned();
        let leads_on = flags.eq_ignore_ascii_case("s") && !name.is_empty();
        leads_on.then_some(((*order, *preference), transport, name))
    }
}

/// No answer may make us try more places than this.
const MOST: usize = 32;
