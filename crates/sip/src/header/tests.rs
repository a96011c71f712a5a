//! Typed headers, each with what it takes and what it refuses.

use super::*;
use crate::message::{Headers, Method};

#[test]
fn every_name_is_found_again() {
    for name in [
        "Via",
        "v",
        "VIA",
        "f",
        "From",
        "t",
        "TO",
        "i",
        "call-id",
        "CSEQ",
        "m",
        "l",
        "c",
        "k",
        "s",
        "e",
        "o",
        "u",
        "r",
        "b",
        "x",
        "a",
        "d",
        "j",
        "y",
        "n",
        "P-Asserted-Identity",
        "min-se",
        "proxy-authorization",
        "www-authenticate",
        "user-to-user",
        "Request-Disposition",
    ] {
        assert!(
            !matches!(HeaderName::parse(name.as_bytes()), HeaderName::Other(_)),
            "{name}"
        );
    }
    for name in [
        "z",
        "Vi",
        "Vias",
        "Cseq ",
        "q",
        "",
        "P-Preferred-Identities",
        &"a".repeat(99),
    ] {
        assert!(
            matches!(HeaderName::parse(name.as_bytes()), HeaderName::Other(_)),
            "{name}"
        );
    }
    assert_eq!(HeaderName::from("x-foo"), HeaderName::from("X-Foo"));
    assert_eq!(HeaderName::Other("v".into()), HeaderName::Other("V".into()));
    assert_eq!(HeaderName::from("m"), HeaderName::Contact);
    assert_eq!(HeaderName::from("i").to_string(), "Call-ID");
}

#[test]
fn vias() {
    let via =
        Via::parse(b"SIP/2.0/TLS host:5061;branch=z9hG4bKx;received=192.0.2.9;rport=99").unwrap();
    assert_eq!(via.transport(), Some(Transport::Tls));
    assert_eq!((via.branch(), via.rport()), (Some("z9hG4bKx"), Some(99)));
    assert_eq!(via.received(), Some("192.0.2.9".parse().unwrap()));
    let ours = Via::new(Transport::Udp, "192.0.2.1", Some(5062), "z9hG4bK1");
    assert_eq!(
        ours.to_string(),
        "SIP/2.0/UDP 192.0.2.1:5062;rport;branch=z9hG4bK1"
    );
    let noted = |text: &str, force| {
        let mut via = Via::parse(text.as_bytes()).unwrap();
        via.note_source("192.0.2.1:7000".parse().unwrap(), force);
        via.params.to_string()
    };
    assert_eq!(noted("SIP/2.0/UDP 192.0.2.1", false), "");
    assert_eq!(noted("SIP/2.0/UDP 10.0.0.1", false), ";received=192.0.2.1");
    assert_eq!(noted("SIP/2.0/UDP phone", false), ";received=192.0.2.1");
    assert_eq!(
        noted("SIP/2.0/UDP 192.0.2.1;rport", false),
        ";rport=7000;received=192.0.2.1"
    );
    assert_eq!(
        noted("SIP/2.0/UDP 192.0.2.1", true),
        ";received=192.0.2.1;rport=7000"
    );
    assert_eq!(
        Via::parse(b"SIP/2.0/WSS x.invalid")
            .unwrap()
            .port_or_default(),
        443
    );
}

#[test]
fn addresses() {
    let check = |text: &str, display: Option<&str>, uri: &str, params: &str| {
        let read = NameAddr::parse(text.as_bytes()).unwrap();
        assert_eq!(read.display.as_deref(), display, "{text}");
        assert_eq!(
            (read.uri.as_str(), &*read.params.to_string()),
            (uri, params),
            "{text}"
        );
    };
    check("sip:a@b", None, "sip:a@b", "");
    check("sip:a@b;tag=1", None, "sip:a@b", ";tag=1");
    check("sip:a;x=y@b;tag=1", None, "sip:a;x=y@b", ";tag=1");
    check("sip:b;tag=1", None, "sip:b", ";tag=1");
    check("<sip:a@b;p>;tag=1", None, "sip:a@b;p", ";tag=1");
    check(
        "\"A <b> \\\"c\\\"\" <sip:a@b>",
        Some("A <b> \"c\""),
        "sip:a@b",
        "",
    );
    check(
        "A B<sip:a@b>;x=\"1;2\"",
        Some("A B"),
        "sip:a@b",
        ";x=\"1;2\"",
    );
    check("\"\" <sip:a@b>", None, "sip:a@b", "");
    check("O'Neil, J. <sip:a@b>", Some("O'Neil, J."), "sip:a@b", "");
    for text in [
        "",
        "<sip:a@b",
        "\"x <sip:a@b>",
        "\"x\"",
        "a",
        "<>",
        "sip:a@b?x=y",
        "<a b>",
    ] {
        assert!(NameAddr::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn contact_params() {
    for (text, expires, q) in [
        ("<sip:a@b>", None, 1000),
        ("<sip:a@b>;expires=60;q=0.5", Some(60), 500),
        ("<sip:a@b>;expires=\"60\";q=7", Some(60), 1000),
        ("<sip:a@b>;expires=99999999999;q=x", Some(u32::MAX), 1000),
        ("<sip:a@b>;expires=-1;q=-1", None, 0),
        ("<sip:a@b>;q=NaN", None, 0),
    ] {
        let read = NameAddr::parse(text.as_bytes()).unwrap();
        assert_eq!((read.expires(), read.q()), (expires, q), "{text}");
    }
}

#[test]
fn params_keep_order_and_quotes() {
    let mut params = Params::parse(";a=1;B=\"x y\" ; c ;; d = 2;=5");
    assert_eq!(params.to_string(), ";a=1;B=\"x y\";c;d=2");
    assert_eq!(
        (params.get("b"), params.get("C"), params.get("z")),
        (Some("x y"), Some(""), None)
    );
    params.set("A", Some("two words"));
    params.set("e", None);
    params.set("f", Some("[::1]"));
    assert!(params.remove("D") && !params.remove("D"));
    assert_eq!(params.to_string(), ";a=\"two words\";B=\"x y\";c;e;f=[::1]");
}

#[test]
fn sequences() {
    let rack = RAck::parse(b"776656 1 INVITE").unwrap();
    assert_eq!(
        (rack.rseq, rack.cseq.number, rack.cseq.method.clone()),
        (776_656, 1, Method::Invite)
    );
    assert_eq!(rack.to_string(), "776656 1 INVITE");
    for text in ["", "1", "1 INVITE", "x 1 INVITE", "1 1"] {
        assert!(RAck::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert_eq!(
        CSeq::parse(b"2147483647 ACK").unwrap().number,
        2_147_483_647
    );
    for text in [
        "",
        "1",
        "INVITE",
        "-1 INVITE",
        "+1 INVITE",
        "1 IN(VITE",
        "1 A B",
        "99999999999 A",
    ] {
        assert!(CSeq::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn timers() {
    for (text, interval, refresher) in [
        ("1800", 1800, None),
        ("90;refresher=uac", 90, Some(Refresher::Uac)),
        ("90 ; Refresher=UAS;x", 90, Some(Refresher::Uas)),
        ("90;refresher=me", 90, None),
    ] {
        let read = SessionExpires::parse(text.as_bytes());
        assert_eq!(
            read,
            Ok(SessionExpires {
                interval,
                refresher
            }),
            "{text}"
        );
    }
    assert!(SessionExpires::parse(b"soon").is_err());
    let ours = SessionExpires {
        interval: 90,
        refresher: Some(Refresher::Uas),
    };
    assert_eq!(ours.to_string(), "90;refresher=uas");
    assert_eq!(MinSe::parse(b"90;x"), Ok(MinSe(90)));
    for (text, seconds) in [(" 60 ", Some(60)), ("", None), ("-1", None), ("1e3", None)] {
        assert_eq!(delta_seconds(text), seconds, "{text}");
    }
}

#[test]
fn replaces() {
    let text = "98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff;early-only";
    let read = Replaces::parse(text.as_bytes()).unwrap();
    assert_eq!(
        (&*read.call_id, &*read.to_tag, &*read.from_tag),
        ("98732@sip.example.com", "ff87ff", "r33th4x0r")
    );
    assert!(read.early_only);
    assert_eq!(Replaces::parse(read.to_string().as_bytes()), Ok(read));
    for text in [
        "",
        "1@2",
        "1@2;to-tag=3",
        ";to-tag=1;from-tag=2",
        "1;to-tag;from-tag=2",
    ] {
        assert!(Replaces::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn words_with_parameters() {
    let reason = Reason::parse(b"Q.850 ;cause=16 ;text=\"Normal Clearing\"").unwrap();
    assert_eq!(
        (&*reason.protocol, reason.cause, reason.text.as_deref()),
        ("Q.850", Some(16), Some("Normal Clearing"))
    );
    assert_eq!(
        reason.to_string(),
        "Q.850;cause=16;text=\"Normal Clearing\""
    );
    let state = SubscriptionState::parse(b"Terminated;reason=noresource;expires=0").unwrap();
    assert!(state.is_terminated() && state.expires() == Some(0));
    assert!(SubscriptionState::parse(b";x").is_err());
    let party =
        RemoteParty::parse(b"\"A\" <sip:1@b>;party=calling;privacy=full;screen=yes").unwrap();
    assert!(party.is_private() && party.is_screened() && party.party() == Some("calling"));
    let diversion = Diversion::parse(b"<sip:1@b>;reason=user-busy;counter=2").unwrap();
    assert_eq!((diversion.reason(), diversion.count()), ("user-busy", 2));
}

#[test]
fn token_lists_join_all_headers() {
    let mut headers = Headers::new();
    headers.push(HeaderName::Supported, "100rel, timer,,");
    headers.push("k".into(), "Replaces");
    headers.push(HeaderName::Require, "path");
    let list = headers.tokens(HeaderName::Supported);
    assert_eq!(list.to_string(), "100rel, timer, Replaces");
    assert!(headers.supports("replaces") && headers.supports("PATH") && !headers.supports("gruu"));
    headers.push(HeaderName::RetryAfter, "120 (in a meeting);duration=60");
    assert_eq!(headers.number(HeaderName::RetryAfter), Some(120));
    headers.push(HeaderName::ContentType, "Application / SDP ; charset=utf-8");
    assert_eq!(headers.content_type().as_deref(), Some("application/sdp"));
}

#[test]
fn quotes_and_escapes() {
    assert_eq!(unquote("\"a \\\"b\\\" \\\\\""), "a \"b\" \\");
    assert_eq!(quote("a \"b\" \\\r\n"), "\"a \\\"b\\\" \\\\  \"");
    assert_eq!(unescape("%41%zz%4"), "A%zz%4");
    assert_eq!(escape("a b@c", "@"), "a%20b@c");
    let pieces = |text: &'static str| {
        split_list(text.as_bytes(), b',')
            .map(decode)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        pieces("a, \"b, \\\", c\" , <d,e>,,f"),
        ["a", "\"b, \\\", c\"", "<d,e>", "f"]
    );
}
