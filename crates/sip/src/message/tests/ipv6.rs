//! The cases of RFC 5118: IPv6 addresses in SIP.

use super::*;
use crate::header::{NameAddr, Uri, Via};
use std::net::IpAddr;

fn ip(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

#[test]
fn references_in_uris() {
    // §4.1 to §4.4, §4.9, §4.10: text, address, port; `None` means a refusal.
    for (uri, expected) in [
        ("sip:[2001:db8::10]", Some(("2001:db8::10", None))),
        ("sip:2001:db8::10", None),
        ("sip:[2001:db8::10:5070]", Some(("2001:db8::10:5070", None))),
        (
            "sip:[2001:db8::10]:5070",
            Some(("2001:db8::10", Some(5070))),
        ),
        ("sip:caller@[2001:db8::1]", Some(("2001:db8::1", None))),
        (
            "sip:caller@[::ffff:192.0.2.2]",
            Some(("::ffff:192.0.2.2", None)),
        ),
        (
            "sip:user@[2001:db8::192.0.2.1]",
            Some(("2001:db8::192.0.2.1", None)),
        ),
        (
            "sip:user@[2001:db8:::192.0.2.1]",
            Some(("2001:db8::192.0.2.1", None)),
        ),
        ("sip:user@[2001:db8:::1]", None),
        ("sip:user@[2001:db8::1", None),
        ("sip:user@[192.0.2.1]", None),
        ("sip:user@[]", None),
    ] {
        let read = Uri::parse(uri).ok().map(|uri| (uri.host_ip(), uri.port()));
        assert_eq!(
            read,
            expected.map(|(address, port)| (ip(address), port)),
            "{uri}"
        );
    }
}

#[test]
fn a_bare_address_in_the_request_uri_is_refused() {
    let mut lines = OPTIONS;
    lines[0] = "OPTIONS sip:2001:db8::10 SIP/2.0";
    let fault = parse(&datagram(&lines), Framing::Datagram).unwrap_err();
    assert_eq!(
        (fault.kind, fault.refusal().unwrap().status),
        (FaultKind::RequestUri, 400)
    );
}

#[test]
fn received_with_and_without_brackets() {
    // §4.5: liberal in what is accepted, no brackets in what is sent.
    for received in ["2001:db8::9:255", "[2001:db8::9:255]"] {
        let text = format!("SIP/2.0/UDP [2001:db8::9:1]:5061;received={received};branch=z9hG4bK1");
        let via = Via::parse(text.as_bytes()).unwrap();
        assert_eq!(
            (via.host.as_str(), via.port),
            ("[2001:db8::9:1]", Some(5061))
        );
        assert_eq!(via.received(), ip("2001:db8::9:255"), "{received}");
        assert_eq!(via.to_string(), text);
    }
    let mut via = Via::parse(b"SIP/2.0/UDP phone.example;rport;branch=z9hG4bK1").unwrap();
    via.note_source("[2001:db8::7]:5062".parse().unwrap(), false);
    let noted = "SIP/2.0/UDP phone.example;rport=5062;branch=z9hG4bK1;received=2001:db8::7";
    assert_eq!(via.to_string(), noted);
}

#[test]
fn both_families_in_one_message() {
    // §4.7.
    let bytes = options_with(
        "Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bK1, SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK2",
    );
    let message = parsed(&bytes);
    let vias = message.headers().vias().unwrap();
    assert_eq!(
        vias.iter().map(|v| v.host.as_str()).collect::<Vec<_>>(),
        ["[2001:db8::9:1]", "192.0.2.1"]
    );
    assert_eq!(inspect(&message), None);
    let contact = NameAddr::parse(b"\"Caller\" <sip:caller@[2001:db8::20]>").unwrap();
    assert_eq!(contact.uri.host_ip(), ip("2001:db8::20"));
}

#[test]
fn our_own_uris_get_brackets() {
    let uri = Uri::sip(Some("a b"), "2001:db8::1", Some(5070)).unwrap();
    assert_eq!(uri.as_str(), "sip:a%20b@[2001:db8::1]:5070");
    assert_eq!(uri.with_host_port("::1", None).as_str(), "sip:a%20b@[::1]");
}
