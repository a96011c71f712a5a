//! Host names: those of the configuration are kept resolved, those in dial strings are looked up when
//! they are called.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use call::{ChannelId, LogLevel};
use sip::dns::{DnsAnswer, SearchOptions, SearchOutput, ServerSearch};
use sip::header::{Transport, Uri};

use super::{Output, SipChannel};
use crate::office::Office;

/// Searches under way.
pub(super) struct Names {
    last: u64,
    searches: BTreeMap<u64, Search>,
    /// The search that each open question belongs to.
    questions: BTreeMap<u64, u64>,
    renew_at: Instant,
    watches: bool,
}

struct Search {
    machine: ServerSearch,
    purpose: Purpose,
}

/// What a search is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A host of the configuration.
    Host(String),
    /// A call out.
    Call(ChannelId),
}

impl Names {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            last: 0,
            searches: BTreeMap::new(),
            questions: BTreeMap::new(),
            renew_at: now + RENEW,
            watches: false,
        }
    }

    /// Looks up all names of the configuration, unless that is under way.
    pub(super) fn watch(&mut self, office: &mut Office) {
        self.renew_at = office.now + RENEW;
        let names = office.settings.host_names();
        self.watches = !names.is_empty();
        for (host, port, srv) in names {
            let purpose = Purpose::Host(host.clone());
            let running = self
                .searches
                .values()
                .any(|search| search.purpose == purpose);
            if let (false, Ok(uri)) = (running, Uri::sip(None, &host, port)) {
                self.search(office, &uri, srv, purpose);
            }
        }
    }

    /// Looks for the addresses of a URI. The result comes from [`SipChannel::resolved`], or at once
    /// when no question is needed.
    pub(super) fn search(
        &mut self,
        office: &mut Office,
        uri: &Uri,
        srv: bool,
        purpose: Purpose,
    ) -> Option<Found> {
        let mut kinds: Vec<Transport> = office.listeners.values().map(|own| own.kind).collect();
        kinds.push(Transport::Udp);
        kinds.retain(|kind| !matches!(kind, Transport::Ws | Transport::Wss));
        kinds.sort_unstable();
        kinds.dedup();
        let ipv6 = office.listeners.values().any(|own| own.bind.is_ipv6());
        let options = SearchOptions {
            transports: kinds,
            naptr: false,
            srv,
            ipv6,
        };
        let machine = ServerSearch::new(uri, options, office.random());
        self.last += 1;
        let id = self.last;
        self.searches.insert(id, Search { machine, purpose });
        self.drive(office, id)
    }

    fn answered(&mut self, office: &mut Office, query: u64, answer: DnsAnswer) -> Option<Found> {
        let id = self.questions.remove(&query)?;
        self.searches.get_mut(&id)?.machine.handle(answer);
        self.drive(office, id)
    }

    fn drive(&mut self, office: &mut Office, id: u64) -> Option<Found> {
        let search = self.searches.get_mut(&id)?;
        let addresses = loop {
            match search.machine.poll_output()? {
                SearchOutput::Query(question) => {
                    self.last += 1;
                    let query = self.last;
                    self.questions.insert(query, id);
                    office
                        .outputs
                        .push_back(Output::Resolve { query, question });
                }
                SearchOutput::Found(hops) => break hops.iter().map(|hop| hop.address).collect(),
                SearchOutput::NotFound(_) => break Vec::new(),
            }
        };
        let search = self.searches.remove(&id)?;
        self.questions.retain(|_, owner| *owner != id);
        Some(Found {
            purpose: search.purpose,
            addresses,
        })
    }

    pub(super) fn tick(&mut self, office: &mut Office) {
        if self.watches && self.renew_at <= office.now {
            self.watch(office);
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.watches.then_some(self.renew_at)
    }

    /// A name could not be resolved: look again soon.
    fn hurry(&mut self, now: Instant) {
        self.renew_at = self.renew_at.min(now + RENEW_MISSING);
    }
}

/// The end of a search; no addresses when there are none.
#[derive(Clone, Debug)]
pub(super) struct Found {
    purpose: Purpose,
    pub(super) addresses: Vec<SocketAddr>,
}

impl SipChannel {
    pub(super) fn resolved(&mut self, query: u64, answer: DnsAnswer) {
        if let Some(found) = self.names.answered(&mut self.office, query, answer) {
            self.found(found);
        }
    }

    pub(super) fn found(&mut self, found: Found) {
        let Found {
            purpose,
            mut addresses,
        } = found;
        match purpose {
            Purpose::Call(channel) => self.located(channel, &addresses),
            Purpose::Host(host) => {
                let known = self.office.contacts.host_is_known(&host);
                if addresses.is_empty() {
                    self.names.hurry(self.office.now);
                    if known.is_none() {
                        let text =
                            format!("the host '{host}' of the SIP configuration has no address");
                        self.office.log(LogLevel::Warning, None, text);
                    }
                    // What was known is better than nothing.
                    if known == Some(true) {
                        return;
                    }
                }
                addresses.dedup();
                self.office.contacts.note_host(&host, addresses);
            }
        }
    }
}

const RENEW: Duration = Duration::from_secs(300);
const RENEW_MISSING: Duration = Duration::from_secs(30);
