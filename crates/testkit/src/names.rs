//! The names of a world: what its DNS answers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use sip::dns::{DnsAnswer, DnsQuery, DnsRecord};

/// Addresses are known; nobody has other records.
pub(crate) fn answer(hosts: &BTreeMap<String, IpAddr>, query: DnsQuery) -> DnsAnswer {
    let records = match &query {
        DnsQuery::Address(name) => hosts.get(name).copied().map(DnsRecord::Address),
        DnsQuery::Naptr(_) | DnsQuery::Srv(_) => None,
    };
    DnsAnswer {
        query,
        records: records.into_iter().collect(),
    }
}
