//! Names become addresses, and the next address is tried when one fails.

use super::bench::*;
use crate::dns::{DnsQuery, DnsRecord};
use crate::header::Transport;
use crate::message::{Method, Request};
use crate::stack::*;
use crate::transaction::tests::ms;

fn addresses(last: &[u8]) -> Vec<DnsRecord> {
    last.iter()
        .map(|n| DnsRecord::Address([192, 0, 2, *n].into()))
        .collect()
}

fn invites(us: &mut Bench, target: &str) -> TransactionId {
    let request = Request::new(Method::Invite, uri(target));
    let id = us.stack.request(us.now, request, Destination::routed());
    us.drain();
    id
}

fn receiver(us: &Bench) -> String {
    us.sent
        .front()
        .map_or_else(String::new, |(flow, _)| flow.remote.to_string())
}

#[test]
fn a_503_goes_to_the_next_server_and_is_still_acknowledged() {
    let mut us = Bench::new();
    invites(&mut us, "sip:bob@example.com");
    assert_eq!(us.queries[0].1, DnsQuery::Address("example.com".into()));
    us.answers_dns(addresses(&[2, 3]));
    assert_eq!(receiver(&us), "192.0.2.2:5060");
    let first = us.sent_request();
    us.hears(bobs(&first, 503, "x"));
    assert_eq!(us.sent.len(), 2);
    assert_eq!(us.sent_request().method, Method::Ack);
    assert_eq!(receiver(&us), "192.0.2.3:5060");
    let second = us.sent_request();
    assert_ne!(first.headers.top_via(), second.headers.top_via());
    us.hears(bobs(&first, 503, "x"));
    assert_eq!(us.said(), ["ACK"]);
    us.hears(bobs(&second, 503, "y"));
    assert_eq!(us.told(), ["503"], "the last server's word counts");
    us.comes_to_rest();
}

#[test]
fn silence_and_unreachable_ports_go_to_the_next_server() {
    let mut us = Bench::new();
    invites(&mut us, "sip:bob@example.com");
    us.answers_dns(addresses(&[2, 3, 4]));
    us.wait(ms(32_000));
    assert_eq!(
        us.sent.back().unwrap().0.remote.to_string(),
        "192.0.2.3:5060"
    );
    let remote = "192.0.2.3:5060".parse().unwrap();
    us.said();
    us.input(Input::SendFailed {
        flow: Flow {
            listener: UDP,
            kind: Transport::Udp,
            remote,
            connection: None,
        },
    });
    assert_eq!(receiver(&us), "192.0.2.4:5060");
    let last = us.sent_request();
    us.hears(bobs(&last, 486, "x"));
    assert_eq!(us.told(), ["486"]);
    us.comes_to_rest();
}

#[test]
fn nothing_found_is_told() {
    let mut us = Bench::new();
    invites(&mut us, "sip:bob@example.com");
    us.answers_dns(Vec::new());
    invites(&mut us, "sip:bob@192.0.2.2;transport=tls");
    invites(&mut us, "sip:bob@192.0.2.2;transport=sctp");
    assert_eq!(us.told(), ["no answer: Unresolved"; 3]);
    us.comes_to_rest();
}

#[test]
fn srv_records_give_port_and_order() {
    let mut us = Bench::with(StackConfig {
        naptr_lookup: false,
        ..Default::default()
    });
    let request = Request::new(Method::Options, uri("sip:example.com;transport=udp"));
    us.stack.request(us.now, request, Destination::routed());
    us.drain();
    assert_eq!(
        us.queries[0].1,
        DnsQuery::Srv("_sip._udp.example.com".into())
    );
    let srv = |priority, port| DnsRecord::Srv {
        priority,
        weight: 0,
        port,
        target: format!("host{priority}.example.com"),
    };
    us.answers_dns(vec![srv(20, 5080), srv(10, 5070)]);
    while !us.queries.is_empty() {
        us.answers_dns(addresses(&[9]));
    }
    assert_eq!(receiver(&us), "192.0.2.9:5070");
    let first = us.sent_request();
    us.hears(bobs(&first, 503, "x"));
    assert_eq!(receiver(&us), "192.0.2.9:5080");
    let second = us.sent_request();
    us.hears(bobs(&second, 200, "x"));
    us.comes_to_rest();
}

#[test]
fn after_a_cancel_no_other_server_is_tried() {
    let mut us = Bench::new();
    let id = invites(&mut us, "sip:bob@example.com");
    us.answers_dns(addresses(&[2, 3]));
    us.stack.cancel(us.now, id, Vec::new()).unwrap();
    us.wait(ms(40_000));
    assert!(
        us.sent
            .iter()
            .all(|(flow, _)| flow.remote.to_string() == "192.0.2.2:5060")
    );
    assert_eq!(us.told(), ["no answer: Timeout"]);
    us.comes_to_rest();
}
