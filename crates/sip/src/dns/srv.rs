//! SRV records and their order (RFC 2782).

use super::{DnsRecord, MOST};
use crate::header::Transport;

/// A service whose servers are asked for.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) transport: Transport,
    pub(super) name: String,
    records: Option<Vec<SrvRecord>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SrvRecord {
    pub(super) priority: u16,
    pub(super) weight: u16,
    pub(super) port: u16,
    /// Empty when the service is expressly not offered.
    pub(super) target: String,
}

impl Service {
    pub(super) fn new(transport: Transport, name: String) -> Self {
        Self {
            transport,
            name,
            records: None,
        }
    }

    /// The service's usual name under a domain.
    pub(super) fn of(transport: Transport, domain: &str) -> Self {
        let prefix = match transport {
            Transport::Udp => "_sip._udp",
            Transport::Tcp => "_sip._tcp",
            Transport::Tls => "_sips._tcp",
            Transport::Ws => "_sip._ws",
            Transport::Wss => "_sips._ws",
        };
        Self::new(transport, format!("{prefix}.{domain}"))
    }

    pub(super) fn note(&mut self, records: &[DnsRecord]) {
        let read = |record: &DnsRecord| match record {
            DnsRecord::Srv {
                priority,
                weight,
                port,
                target,
            } => Some(SrvRecord {
                priority: *priority,
                weight: *weight,
                port: *port,
                target: target.trim_end_matches('.').to_owned(),
            }),
            _ => None,
        };
        self.records
            .get_or_insert_with(|| records.iter().filter_map(read).take(MOST).collect());
    }

    pub(super) fn is_answered(&self) -> bool {
        self.records.is_some()
    }

    pub(super) fn has_no_record(&self) -> bool {
        self.records.as_ref().is_none_or(Vec::is_empty)
    }

    pub(super) fn into_records(self) -> Vec<SrvRecord> {
        let mut records = self.records.unwrap_or_default();
        records.retain(|record| !record.target.is_empty());
        records
    }
}

/// Orders by priority; within one, draws by weight so that a heavier server comes first more often.
pub(super) fn by_priority(mut records: Vec<SrvRecord>, random: &mut u64) -> Vec<SrvRecord> {
    // Weightless records first, as the draw below demands.
    records.sort_by_key(|r| (r.priority, r.weight));
    let mut ordered = Vec::with_capacity(records.len());
    while let Some(first) = records.first() {
        let level = first.priority;
        let same = records.iter().take_while(|r| r.priority == level);
        let total: u64 = same.map(|r| u64::from(r.weight)).sum();
        let drawn = next_random(random) % (total + 1);
        let mut sum = 0;
        let at = records
            .iter()
            .take_while(|r| r.priority == level)
            .position(|r| {
                sum += u64::from(r.weight);
                sum >= drawn
            });
        ordered.push(records.remove(at.unwrap_or(0)));
    }
    ordered
}

/// SplitMix64: one seed gives all draws of a search.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
