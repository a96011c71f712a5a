//! From a URI to addresses (RFC 3263); the DNS itself is outside.

use super::Stack;
use super::io::{NoAnswer, Output, QueryId, TransactionId};
use super::sent::Target;
use crate::dns::{DnsAnswer, SearchOptions, SearchOutput, ServerSearch};
use crate::header::{Transport, Uri};
use std::time::Instant;

/// A search under way.
pub(crate) struct Locating {
    search: ServerSearch,
    /// The name whose certificate is expected.
    host: String,
    /// Whether the URI left the transport open, so that a long request may take TCP.
    switchable: bool,
    pub(super) queries: Vec<QueryId>,
}

impl Stack {
    /// Finds the addresses for `uri` and begins to try them.
    pub(super) fn locate(&mut self, now: Instant, id: TransactionId, uri: &Uri) {
        let only = self.sent.get(&id).and_then(|sent| sent.only);
        let named = uri.transport();
        let mut transports = self.listeners.kinds(only);
        // Only who is asked for WebSocket by name can be called over it (RFC 7118 §5.2).
        transports.retain(|kind| match kind {
            Transport::Ws | Transport::Wss => named == Some(*kind),
            Transport::Udp | Transport::Tcp | Transport::Tls => true,
        });
        let options = SearchOptions {
            transports,
            naptr: self.config.naptr_lookup,
            srv: self.config.srv_lookup,
            ipv6: self.listeners.speak_ipv6(only),
        };
        let search = ServerSearch::new(uri, options, self.random.word());
        let host = uri.host().trim_matches(['[', ']']).to_owned();
        let locating = Locating {
            search,
            host,
            switchable: named.is_none(),
            queries: Vec::new(),
        };
        if let Some(sent) = self.sent.get_mut(&id) {
            sent.locating = Some(locating);
        }
        self.drive_search(now, id);
    }

    pub(super) fn dns_answer(&mut self, now: Instant, query: QueryId, answer: DnsAnswer) {
        let Some(id) = self.queries.remove(&query) else {
            return;
        };
        let locating = self
            .sent
            .get_mut(&id)
            .and_then(|sent| sent.locating.as_mut());
        if let Some(locating) = locating {
            locating.queries.retain(|open| *open != query);
            locating.search.handle(answer);
            self.drive_search(now, id);
        }
    }

    /// The search of this request is not needed any more.
    pub(super) fn stop_search(&mut self, id: TransactionId) {
        let locating = self.sent.get_mut(&id).and_then(|sent| sent.locating.take());
        for query in locating.map_or_else(Vec::new, |locating| locating.queries) {
            self.queries.remove(&query);
        }
    }

    fn drive_search(&mut self, now: Instant, id: TransactionId) {
        loop {
            let query = QueryId(self.new_id());
            let locating = self
                .sent
                .get_mut(&id)
                .and_then(|sent| sent.locating.as_mut());
            let Some(locating) = locating else { return };
            match locating.search.poll_output() {
                None => return,
                Some(SearchOutput::Query(question)) => {
                    locating.queries.push(query);
                    self.queries.insert(query, id);
                    self.outputs.push_back(Output::Resolve { query, question });
                }
                Some(SearchOutput::NotFound(_)) => {
                    return self.unanswered(now, id, NoAnswer::Unresolved);
                }
                Some(SearchOutput::Found(hops)) => {
                    let (host, switchable) = (locating.host.clone(), locating.switchable);
                    let targets = hops.into_iter().map(|hop| Target {
                        switchable,
                        ..Target::new(hop.transport, hop.address, host.clone())
                    });
                    let targets: Vec<_> = targets.collect();
                    self.stop_search(id);
                    if let Some(sent) = self.sent.get_mut(&id) {
                        sent.targets.extend(targets);
                    }
                    return self.next_target(now, id, NoAnswer::TransportFailed);
                }
            }
        }
    }
}
