//! The search for servers, case by case of RFC 3263 §4.

use super::*;
use Transport::{Tcp, Tls, Udp};

fn search(uri: &str) -> ServerSearch {
    search_with(uri, &[Udp, Tcp, Tls], true)
}

fn search_with(uri: &str, transports: &[Transport], naptr: bool) -> ServerSearch {
    let options = SearchOptions {
        transports: transports.to_vec(),
        naptr,
        srv: true,
        ipv6: true,
    };
    ServerSearch::new(&Uri::parse(uri).unwrap(), options, 7)
}

fn found(hops: &[(Transport, &str)]) -> SearchOutput {
    let hop = |(transport, address): &(Transport, &str)| Hop {
        transport: *transport,
        address: address.parse().unwrap(),
    };
    SearchOutput::Found(hops.iter().map(hop).collect())
}

fn srv(priority: u16, weight: u16, port: u16, target: &str) -> DnsRecord {
    DnsRecord::Srv {
        priority,
        weight,
        port,
        target: target.into(),
    }
}

fn naptr(order: u16, service: &str, replacement: &str) -> DnsRecord {
    DnsRecord::Naptr {
        order,
        preference: 0,
        flags: "s".into(),
        service: service.into(),
        replacement: replacement.into(),
    }
}

fn ip(text: &str) -> DnsRecord {
    DnsRecord::Address(text.parse().unwrap())
}

/// A small name server: plays the search to its end and notes what was asked.
fn run(
    mut search: ServerSearch,
    zone: &[(DnsQuery, Vec<DnsRecord>)],
) -> (Vec<DnsQuery>, SearchOutput) {
    let mut asked = Vec::new();
    loop {
        match search.poll_output().expect("neither asks nor ends") {
            SearchOutput::Query(query) => {
                let known = zone.iter().find(|(q, _)| *q == query);
                let records = known.map(|(_, r)| r.clone()).unwrap_or_default();
                asked.push(query.clone());
                search.handle(DnsAnswer { query, records });
            }
            end => return (asked, end),
        }
    }
}

fn naptr_of(name: &str) -> DnsQuery {
    DnsQuery::Naptr(name.into())
}

fn srv_of(name: &str) -> DnsQuery {
    DnsQuery::Srv(name.into())
}

fn address_of(name: &str) -> DnsQuery {
    DnsQuery::Address(name.into())
}

#[test]
fn addresses_need_no_question() {
    for (uri, transport, address) in [
        ("sip:192.0.2.1", Udp, "192.0.2.1:5060"),
        ("sip:192.0.2.1:5070", Udp, "192.0.2.1:5070"),
        ("sips:192.0.2.1", Tls, "192.0.2.1:5061"),
        ("sip:192.0.2.1;transport=tcp", Tcp, "192.0.2.1:5060"),
        ("sips:192.0.2.1;transport=tcp", Tls, "192.0.2.1:5061"),
        ("sip:a@[2001:db8::1]:5062", Udp, "[2001:db8::1]:5062"),
        ("sip:example.com;maddr=192.0.2.9", Udp, "192.0.2.9:5060"),
    ] {
        let (asked, end) = run(search(uri), &[]);
        assert_eq!(
            (asked.len(), end),
            (0, found(&[(transport, address)])),
            "{uri}"
        );
    }
}

#[test]
fn a_port_skips_srv() {
    let zone = [(
        address_of("pbx.example"),
        vec![ip("192.0.2.1"), ip("2001:db8::1")],
    )];
    let (asked, end) = run(search("sip:pbx.example:5080"), &zone);
    assert_eq!(asked, [address_of("pbx.example")]);
    assert_eq!(
        end,
        found(&[(Udp, "192.0.2.1:5080"), (Udp, "[2001:db8::1]:5080")])
    );
}

#[test]
fn naptr_chooses_the_transport() {
    let zone = [
        (
            naptr_of("example.com"),
            vec![
                naptr(50, "SIP+D2U", "_sip._udp.example.com."),
                naptr(20, "SIPS+D2T", "_sips._tcp.example.com."),
                naptr(10, "E2U+sip", "elsewhere."),
            ],
        ),
        (
            srv_of("_sips._tcp.example.com"),
            vec![srv(0, 0, 5071, "a.example.com.")],
        ),
        (
            srv_of("_sip._udp.example.com"),
            vec![srv(0, 0, 5062, "b.example.com")],
        ),
        (address_of("a.example.com"), vec![ip("192.0.2.1")]),
        (address_of("b.example.com"), vec![ip("192.0.2.2")]),
    ];
    let (_, end) = run(search("sip:example.com"), &zone);
    assert_eq!(
        end,
        found(&[(Tls, "192.0.2.1:5071"), (Udp, "192.0.2.2:5062")])
    );
    let (_, end) = run(search("sips:example.com"), &zone);
    assert_eq!(end, found(&[(Tls, "192.0.2.1:5071")]));
    let (_, end) = run(search_with("sip:example.com", &[Udp], true), &zone);
    assert_eq!(end, found(&[(Udp, "192.0.2.2:5062")]));
}

#[test]
fn without_naptr_each_transport_is_asked() {
    let zone = [
        (
            srv_of("_sip._tcp.example.com"),
            vec![srv(0, 0, 5060, "a.example.com")],
        ),
        (address_of("a.example.com"), vec![ip("192.0.2.1")]),
    ];
    let (asked, end) = run(search("sip:example.com"), &zone);
    let names = [
        "_sip._udp.example.com",
        "_sip._tcp.example.com",
        "_sips._tcp.example.com",
    ];
    assert_eq!(asked[1..4], names.map(srv_of));
    assert_eq!(end, found(&[(Tcp, "192.0.2.1:5060")]));
}

#[test]
fn without_any_record_the_host_itself_is_asked() {
    let zone = [(address_of("example.com"), vec![ip("192.0.2.1")])];
    assert_eq!(
        run(search("sip:example.com"), &zone).1,
        found(&[(Udp, "192.0.2.1:5060")])
    );
    assert_eq!(
        run(search("sips:example.com"), &zone).1,
        found(&[(Tls, "192.0.2.1:5061")])
    );
    let (asked, end) = run(search("sip:example.com;transport=tcp"), &zone);
    assert_eq!(
        asked,
        [srv_of("_sip._tcp.example.com"), address_of("example.com")]
    );
    assert_eq!(end, found(&[(Tcp, "192.0.2.1:5060")]));
}

#[test]
fn priorities_are_strict() {
    let zone = [(
        srv_of("_sip._udp.example.com"),
        vec![
            srv(20, 0, 1, "192.0.2.20"),
            srv(10, 0, 2, "192.0.2.10"),
            srv(30, 9, 3, "192.0.2.30"),
        ],
    )];
    let (_, end) = run(search("sip:example.com;transport=udp"), &zone);
    let hops = [
        (Udp, "192.0.2.10:2"),
        (Udp, "192.0.2.20:1"),
        (Udp, "192.0.2.30:3"),
    ];
    assert_eq!(end, found(&hops));
}

#[test]
fn weights_share_the_load() {
    let records = || {
        let record = |weight, target: &str| srv::SrvRecord {
            priority: 1,
            weight,
            port: 5060,
            target: target.into(),
        };
        vec![record(30, "heavy"), record(10, "light"), record(0, "last")]
    };
    let mut random = 1;
    let mut firsts = [0u32; 3];
    for _ in 0..4000 {
        let order = srv::by_priority(records(), &mut random);
        let at = ["heavy", "light", "last"]
            .iter()
            .position(|n| *n == order[0].target)
            .unwrap();
        firsts[at] += 1;
    }
    // 30/41, 10/41 and 1/41 of 4000.
    assert!((2750..3100).contains(&firsts[0]), "{firsts:?}");
    assert!((850..1100).contains(&firsts[1]), "{firsts:?}");
    assert!((40..200).contains(&firsts[2]), "{firsts:?}");
}

#[test]
fn ends_say_why() {
    let none = [(srv_of("_sip._udp.example.com"), vec![srv(0, 0, 0, ".")])];
    for (uri, transports, why) in [
        ("tel:+123", vec![Udp], NotFound::NotSip),
        ("sips:example.com", vec![Udp, Tcp], NotFound::NoTransport),
        (
            "sip:example.com;transport=tls",
            vec![Udp],
            NotFound::NoTransport,
        ),
        (
            "sip:example.com;transport=sctp",
            vec![Udp],
            NotFound::NoTransport,
        ),
        (
            "sip:example.com;transport=udp",
            vec![Udp],
            NotFound::NotOffered,
        ),
        ("sip:nowhere.example", vec![Udp], NotFound::NoAddress),
    ] {
        let (_, end) = run(search_with(uri, &transports, false), &none);
        assert_eq!(end, SearchOutput::NotFound(why), "{uri}");
    }
}

#[test]
fn strange_answers_change_nothing() {
    let mut search = search("sip:pbx.example:5080");
    search.poll_output().unwrap();
    let records = vec![ip("192.0.2.66")];
    search.handle(DnsAnswer {
        query: address_of("other.example"),
        records: records.clone(),
    });
    search.handle(DnsAnswer {
        query: srv_of("pbx.example"),
        records,
    });
    assert_eq!(search.poll_output(), None);
}

#[test]
fn endless_answers_are_cut() {
    let many = (0..=255).map(|n| ip(&format!("192.0.2.{n}"))).collect();
    let zone = [(address_of("pbx.example"), many)];
    let (_, SearchOutput::Found(hops)) = run(search("sip:pbx.example:5080"), &zone) else {
        panic!("not found")
    };
    assert_eq!(hops.len(), MOST);
}
