//! What real phones send and must still be understood; and what must be refused.

use super::*;
use crate::header::HeaderName;

#[test]
fn line_ends_may_lack_their_return() {
    let bytes = String::from_utf8(datagram(&OPTIONS))
        .unwrap()
        .replace("\r\n", "\n");
    let message = parsed(bytes.as_bytes());
    assert_eq!(inspect(&message), None);
    assert_eq!(message.headers().len(), OPTIONS.len() - 1);
}

#[test]
fn the_last_empty_line_may_be_missing() {
    let mut bytes = datagram(&OPTIONS);
    bytes.truncate(bytes.len() - 2);
    assert_eq!(inspect(&parsed(&bytes)), None);
}

#[test]
fn line_ends_may_come_first() {
    let mut bytes = b"\r\n\r\n".to_vec();
    bytes.extend(datagram(&OPTIONS));
    assert_eq!(inspect(&parsed(&bytes)), None);
}

#[test]
fn keep_alives_are_nobodys_mistake() {
    for bytes in [&b""[..], b"\r\n", b"\r\n\r\n", b"\0\0\0\0", b"\0"] {
        let fault = parse(bytes, Framing::Datagram).unwrap_err();
        assert_eq!((fault.kind, fault.refusal()), (FaultKind::KeepAlive, None));
    }
}

#[test]
fn without_length_the_body_ends_with_the_datagram() {
    let mut bytes = options_with("Content-Type: application/sdp");
    bytes.extend_from_slice(b"v=0\r\n");
    let message = parsed(&bytes);
    assert_eq!(message.body().as_bytes(), b"v=0\r\n");
    assert!(
        message
            .to_bytes()
            .windows(19)
            .any(|w| w == b"Content-Length: 5\r\n")
    );
}

#[test]
fn latin_1_names_lose_nothing() {
    let mut bytes = options_with("From: \"Ren?\" <sip:rene@pbx.example>;tag=a1");
    let at = bytes.iter().position(|b| *b == b'?').unwrap();
    bytes[at] = 0xe9;
    let message = parsed(&bytes);
    assert_eq!(inspect(&message), None);
    assert_eq!(
        message.headers().from().unwrap().display.as_deref(),
        Some("René")
    );
    let Message::Request(request) = &message else {
        panic!("a response")
    };
    let answer = Response::to(request, 200);
    assert_eq!(
        answer.headers.get(HeaderName::From),
        request.headers.get(HeaderName::From)
    );
    assert!(
        answer
            .headers
            .get(HeaderName::From)
            .unwrap()
            .contains(&0xe9)
    );
}

/// One odd line, and that the request still passes.
#[test]
fn odd_lines_that_pass() {
    for line in [
        "CSeq:   1    OPTIONS  ",
        "CSeq\t:\t1\tOPTIONS",
        "To:sip:bob@pbx.example",
        "To: Bob, the builder (2nd) <sip:bob@pbx.example>",
        "To: B@b <sip:bob@pbx.example>",
        "To: \"Bob\"<sip:bob@pbx.example>",
        "To: <sip:*43#@pbx.example>",
        "To: <tel:+33123456789>",
        "Via: SIP/2.0/UDP my_phone:5060;rport;branch=z9hG4bK77",
        "Via: SIP/2.0/udp 192.0.2.1:5060 ; branch = z9hG4bK77;;rport",
        "Contact: <sip:bob@192.0.2.7:5062;transport=udp>;expires=3600;+sip.instance=\"<urn:x>\"",
        "Contact: Bob, at home <sip:bob@192.0.2.7>, \"x, y\" <sip:x@192.0.2.8>",
        "Contact: *",
        "Contact:",
        "Supported:",
        "Subject:",
        "Max-Forwards: 070",
        "X-Nothing:",
        "a line without colon",
        ": no name",
        "Date: yesterday",
        "Expires: soon",
    ] {
        let message = parsed(&options_with(line));
        assert_eq!(inspect(&message), None, "{line}");
    }
}

#[test]
fn faults_that_are_answered() {
    for (line, reason) in [
        ("CSeq: one OPTIONS", "Bad CSeq"),
        ("CSeq: 1", "Bad CSeq"),
        ("CSeq: 2147483648 OPTIONS", "Bad CSeq"),
        ("CSeq: 1 INVITE", "CSeq method differs from request"),
        ("From: \"Alice <sip:alice@pbx.example>;tag=1", "Bad From"),
        ("To: <sip:bob@pbx.example", "Bad To"),
        ("To: bob", "Bad To"),
        ("To:", "Bad To"),
        ("Via: SIP/2.0/UDP", "Bad Via"),
        ("Via: 192.0.2.1", "Bad Via"),
        ("Via: SIP/2.0/UDP 192.0.2.1:99999", "Bad Via"),
        ("Via:", "Missing Via"),
        ("Call-ID:", "Empty Call-ID"),
        ("f: <sip:second@pbx.example>", "Repeated From"),
        ("i: second", "Repeated Call-ID"),
        ("Max-Forwards: 256", "Bad Max-Forwards"),
        ("Max-Forwards: -1", "Bad Max-Forwards"),
        ("Route: <sip:>", "Bad Route"),
        ("Contact: nowhere", "Bad Contact"),
    ] {
        let refusal = inspect(&parsed(&options_with(line)));
        assert_eq!(
            refusal,
            Some(Refusal {
                status: 400,
                reason
            }),
            "{line}"
        );
    }
}

#[test]
fn missing_headers_are_named() {
    for (gone, reason) in [
        (1, "Missing Via"),
        (2, "Missing From"),
        (3, "Missing To"),
        (4, "Missing Call-ID"),
        (5, "Missing CSeq"),
    ] {
        let mut lines = OPTIONS.to_vec();
        lines.remove(gone);
        let refusal = inspect(&parsed(&datagram(&lines)));
        assert_eq!(refusal.map(|r| r.reason), Some(reason));
    }
}

#[test]
fn start_lines() {
    let kind = |line: &str| {
        let mut lines = OPTIONS;
        lines[0] = line;
        parse(&datagram(&lines), Framing::Datagram)
            .err()
            .map(|fault| fault.kind)
    };
    for (line, expected) in [
        ("OPTIONS sip:bob@pbx.example sip/2.0", None),
        ("OPTIONS tel:+331 SIP/2.0", None),
        (
            "OPTIONS sip:bob@pbx.example HTTP/1.1",
            Some(FaultKind::StartLine),
        ),
        ("GET / HTTP/1.1", Some(FaultKind::StartLine)),
        ("OPTIONS", Some(FaultKind::StartLine)),
        (
            "OPT(IONS sip:bob@pbx.example SIP/2.0",
            Some(FaultKind::StartLine),
        ),
        ("OPTIONS pbx.example SIP/2.0", Some(FaultKind::RequestUri)),
        (
            "OPTIONS <sip:bob@pbx.example> SIP/2.0",
            Some(FaultKind::RequestUri),
        ),
        ("SIP/2.0 99 Low", Some(FaultKind::StartLine)),
        ("SIP/2.0 700 High", Some(FaultKind::StartLine)),
        ("SIP/2.0 2000 Long", Some(FaultKind::StartLine)),
        ("SIP/2.0 OK", Some(FaultKind::StartLine)),
        ("SIP/2.0 200", None),
        ("SIP/2.0 200 ", None),
    ] {
        assert_eq!(kind(line), expected, "{line}");
    }
}

#[test]
fn lengths() {
    let check = |line: &str, expected: Result<usize, FaultKind>| {
        let mut bytes = options_with(line);
        bytes.extend_from_slice(b"12345");
        let read = parse(&bytes, Framing::Datagram)
            .map(|m| m.body().len())
            .map_err(|f| f.kind);
        assert_eq!(read, expected, "{line}");
    };
    check("Content-Length: 5", Ok(5));
    check("l : 3", Ok(3));
    check("Content-Length: 0", Ok(0));
    check("Content-Length: 6", Err(FaultKind::Truncated));
    check("Content-Length: -5", Err(FaultKind::ContentLength));
    check("Content-Length: 5x", Err(FaultKind::ContentLength));
    check("Content-Length:", Err(FaultKind::ContentLength));
    check(
        "Content-Length: 99999999999999999999",
        Err(FaultKind::ContentLength),
    );
    check("Content-Length: 5\r\nl: 5", Ok(5));
    check("Content-Length: 5\r\nl: 3", Err(FaultKind::ContentLength));
}

#[test]
fn floods_of_headers_and_bytes_are_refused() {
    let with_headers = |count: usize| {
        let mut lines = OPTIONS.to_vec();
        lines.resize(1 + count, "X: y");
        parse(&datagram(&lines), Framing::Datagram).map_err(|fault| fault.refusal())
    };
    assert!(with_headers(MAX_HEADERS).is_ok());
    let refusal = with_headers(MAX_HEADERS + 1).unwrap_err().unwrap();
    assert_eq!(refusal.status, 513);
    let fault = parse(&vec![b'a'; MAX_MESSAGE_BYTES + 1], Framing::Datagram).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooLarge);
}

#[test]
fn an_ack_is_never_answered() {
    let mut lines = OPTIONS;
    lines[0] = "ACK sip:2001:db8::1 SIP/2.0";
    lines[5] = "CSeq: 1 ACK";
    let fault = parse(&datagram(&lines), Framing::Datagram).unwrap_err();
    assert!(fault.partial.is_some() && fault.refusal().is_none());
}
