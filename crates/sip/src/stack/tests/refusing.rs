//! What the stack refuses, swallows or bounds without asking the user.

use super::bench::*;
use crate::header::HeaderName;
use crate::message::{Method, Request};
use crate::stack::*;
use crate::transaction::tests::ms;

#[test]
fn broken_requests_are_refused_by_table() {
    let good = "OPTIONS sip:a@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKx\r\n\
                From: <sip:b@c>;tag=1\r\nTo: <sip:a@10.0.0.1>\r\nCall-ID: q\r\nCSeq: 1 OPTIONS\r\n\r\n";
    let rows = [
        ("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", "505 OPTIONS"),
        ("sip:a@10.0.0.1 SIP", "http:foo SIP", "416 OPTIONS"),
        ("1 OPTIONS", "1 INVITE", "400 INVITE"),
        ("Call-ID: q\r\n", "", "400 OPTIONS"),
        (
            "Call-ID: q",
            "Call-ID: q\r\nRequire: teleport",
            "420 OPTIONS",
        ),
        (
            "<sip:a@10.0.0.1>\r\nCall",
            "<sip:a@10.0.0.1>;tag=gone\r\nCall",
            "481 OPTIONS",
        ),
        (
            "Call-ID: q",
            "Call-ID: q\r\nContent-Length: 99",
            "400 OPTIONS",
        ),
    ];
    for (from, to, expected) in rows {
        let mut us = Bench::new();
        us.hears_from(BOB, good.replacen(from, to, 1).as_bytes());
        assert_eq!(us.said(), [expected], "{to}");
        assert!(!us.told().iter().any(|event| event.starts_with("request")));
        us.comes_to_rest();
    }
}

#[test]
fn a_420_names_what_is_not_supported() {
    let mut us = Bench::new();
    let mut invite = from_bob(Method::Invite, 1, "c", None);
    invite
        .headers
        .push(HeaderName::Require, "100rel, teleport, beam");
    us.hears(invite);
    let response = us.sent_response();
    assert_eq!(
        response.headers.text(HeaderName::Unsupported).unwrap(),
        "teleport, beam"
    );
}

#[test]
fn keep_alives_stun_and_strays_make_no_noise() {
    let stun = [
        0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ];
    let stray = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKnone\r\n\
                  From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n";
    let mut us = Bench::new();
    for bytes in [&b""[..], b"\r\n\r\n", b"\0\0\0\0", &stun, stray] {
        us.hears_from(BOB, bytes);
    }
    us.hears(from_bob(Method::Ack, 1, "nothing", Some("x")));
    us.hears(from_bob(Method::Ack, 1, "nothing", None));
    assert_eq!((us.said(), us.told()), (vec![], vec![]));
    us.comes_to_rest();
}

#[test]
fn a_request_that_came_along_two_paths_is_taken_once() {
    let mut us = Bench::new();
    let (id, invite) = us.invited();
    let mut copy = invite.clone();
    copy.headers
        .set(HeaderName::Via, "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKother");
    us.hears(copy.clone());
    assert_eq!(us.said(), ["482 INVITE"]);
    // After a challenge the same CSeq is sloppiness, not a fork.
    us.responds(id, 401);
    us.said();
    us.hears(copy);
    assert_eq!(us.told(), ["request INVITE"]);
}

#[test]
fn retransmissions_are_absorbed_also_without_the_magic_cookie() {
    for branch in [";branch=z9hG4bKabc", ";branch=1", ""] {
        let mut us = Bench::new();
        let mut options = from_bob(Method::Options, 1, "c", None);
        options
            .headers
            .set(HeaderName::Via, format!("SIP/2.0/UDP 192.0.2.2{branch}"));
        us.hears(options.clone());
        us.hears(options.clone());
        let UserEvent::Request { transaction, .. } = us.event() else {
            panic!()
        };
        us.responds(transaction, 200);
        us.hears(options.clone());
        assert_eq!(us.said(), ["200 OPTIONS", "200 OPTIONS"], "{branch}");
        assert_eq!(us.told(), [""; 0]);
        us.comes_to_rest();
    }
}

#[test]
fn an_old_style_invite_is_matched_by_its_ack() {
    let mut us = Bench::new();
    let mut invite = from_bob(Method::Invite, 1, "c", None);
    invite.headers.set(HeaderName::Via, "SIP/2.0/UDP 192.0.2.2");
    us.hears(invite);
    let UserEvent::Request { transaction, .. } = us.event() else {
        panic!()
    };
    us.responds(transaction, 486);
    let tag = us
        .sent_response()
        .headers
        .to()
        .unwrap()
        .tag()
        .unwrap()
        .to_owned();
    let mut ack = from_bob(Method::Ack, 1, "c", Some(&tag));
    ack.headers.set(HeaderName::Via, "SIP/2.0/UDP 192.0.2.2");
    us.hears(ack);
    us.wait(ms(20_000));
    assert_eq!(us.said(), [""; 0]);
    us.comes_to_rest();
}

#[test]
fn answers_go_where_via_and_rport_say() {
    // (Via parameters, forced, port)
    let rows = [
        ("", true, 40_000),
        (";rport", false, 40_000),
        ("", false, 5070),
    ];
    for (params, forced, port) in rows {
        let mut us = Bench::new();
        let mut options = from_bob(Method::Options, 1, "c", None);
        let via = format!("SIP/2.0/UDP 192.168.0.5:5070;branch=z9hG4bKx{params}");
        options.headers.set(HeaderName::Via, via);
        let bytes = crate::message::Message::Request(options).to_bytes();
        us.hears_from("203.0.113.9:40000", &bytes);
        let UserEvent::Request { transaction, .. } = us.event() else {
            panic!()
        };
        us.stack.force_rport(transaction, forced);
        us.responds(transaction, 200);
        assert_eq!(
            us.sent[0].0.remote.to_string(),
            format!("203.0.113.9:{port}")
        );
        let via = us.sent_response().headers.top_via().unwrap();
        assert_eq!(via.received(), Some("203.0.113.9".parse().unwrap()));
    }
}

#[test]
fn a_full_house_says_503_and_stays_bounded() {
    let limits = Limits {
        transactions: 3,
        ..Limits::default()
    };
    let mut us = Bench::with(StackConfig {
        limits,
        ..Default::default()
    });
    for call in 0..10 {
        us.hears(from_bob(Method::Options, 1, &format!("c{call}"), None));
    }
    assert_eq!(us.told(), ["request OPTIONS"; 3]);
    assert_eq!(us.said(), ["503 OPTIONS"; 7]);
    let request = Request::new(Method::Options, uri("sip:192.0.2.2"));
    us.stack.request(us.now, request, Destination::routed());
    us.drain();
    assert_eq!(us.told(), ["no answer: Full"]);
    assert_eq!(us.stack.load().transactions, 3);
}

#[test]
fn register_with_a_to_tag_is_no_dialog() {
    let mut us = Bench::new();
    us.hears(from_bob(Method::Register, 1, "r", Some("odd")));
    assert_eq!(us.told(), ["request REGISTER"]);
}
