//! Messages of our own, and changes to received ones.

use super::*;
use crate::header::HeaderName;

fn text(message: &impl Fn(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    message(&mut out);
    String::from_utf8(out).unwrap()
}

fn invite() -> Request {
    let mut lines = vec![
        "INVITE sip:bob@pbx.example SIP/2.0",
        "v: SIP/2.0/TCP p1;branch=z9hG4bK1",
    ];
    lines.extend(&OPTIONS[1..5]);
    lines.extend([
        "CSeq: 1 INVITE",
        "Record-Route: <sip:p1;lr>",
        "Timestamp: 54",
        "X-Odd:  kept  as is ",
        "l: 0",
    ]);
    request(&datagram(&lines))
}

#[test]
fn a_response_takes_what_the_rfc_says() {
    let names = |status| {
        let response = Response::to(&invite(), status);
        response
            .headers
            .iter()
            .map(|h| h.name().into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let common = "Via Via From To Call-ID CSeq";
    assert_eq!(names(100), format!("{common} Timestamp"));
    assert_eq!(names(180), format!("{common} Record-Route"));
    assert_eq!(names(200), format!("{common} Record-Route"));
    assert_eq!(names(486), common);
}

#[test]
fn a_response_on_the_wire() {
    let mut response = Response::to(&invite(), 486);
    response.ensure_to_tag("b2");
    response.ensure_to_tag("b3");
    assert_eq!(
        text(&|out| response.write(out)),
        "SIP/2.0 486 Busy Here\r\n\
         v: SIP/2.0/TCP p1;branch=z9hG4bK1\r\n\
         Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77;rport\r\n\
         From: \"Alice\" <sip:alice@pbx.example>;tag=a1\r\n\
         To: <sip:bob@pbx.example>;tag=b2\r\n\
         Call-ID: 4711@192.0.2.1\r\n\
         CSeq: 1 INVITE\r\n\
         Content-Length: 0\r\n\r\n"
    );
}

#[test]
fn unchanged_headers_stay_byte_for_byte() {
    let mut request = invite();
    request.headers.set(HeaderName::MaxForwards, "69");
    request.set_body("application/sdp", "v=0\r\n");
    let text = text(&|out| request.write(out));
    assert!(text.contains("\r\nX-Odd:  kept  as is \r\n"), "{text}");
    assert!(text.contains("\r\nMax-Forwards: 69\r\n"), "{text}");
    assert!(text.contains("\r\nContent-Length: 5\r\n"), "{text}");
    assert!(!text.contains("\r\nl: 0"), "{text}");
    assert!(text.ends_with("\r\n\r\nv=0\r\n"), "{text}");
}

#[test]
fn no_value_can_add_a_header() {
    let mut request = invite();
    request.headers.push("X-A".into(), "b\r\nX-Evil: 1\n\0");
    let again = parsed(&Message::from(request).to_bytes());
    assert!(!again.headers().has("X-Evil".into()));
    assert_eq!(again.headers().text("x-a".into()).unwrap(), "b  X-Evil: 1");
}

#[test]
fn lists_are_changed_at_their_head() {
    let mut headers = Headers::new();
    headers.push(HeaderName::Via, "SIP/2.0/UDP a, SIP/2.0/UDP b");
    headers.push(HeaderName::Via, "SIP/2.0/UDP c");
    let hosts = |headers: &Headers| {
        headers
            .vias()
            .unwrap()
            .into_iter()
            .map(|v| v.host)
            .collect::<Vec<_>>()
            .join(" ")
    };
    headers.set_first(HeaderName::Via, "SIP/2.0/UDP x");
    assert_eq!(hosts(&headers), "x b c");
    headers.push_front(HeaderName::Via, "SIP/2.0/UDP y");
    assert_eq!(hosts(&headers), "y x b c");
    for left in ["x b c", "b c", "c", ""] {
        assert!(headers.pop_first(HeaderName::Via));
        assert_eq!(hosts(&headers), left);
    }
    assert!(!headers.pop_first(HeaderName::Via));
    headers.set_first(HeaderName::Via, "SIP/2.0/UDP z");
    assert_eq!(hosts(&headers), "z");
}

#[test]
fn names_are_found_however_they_are_written() {
    let request = invite();
    assert_eq!(request.headers.count(HeaderName::Via), 2);
    assert_eq!(request.headers.text("x-ODD".into()).unwrap(), "kept  as is");
    assert_eq!(
        request.headers.text("CALL-id".into()).unwrap(),
        "4711@192.0.2.1"
    );
    let mut headers = request.headers;
    assert!(headers.remove("V".into()) && !headers.has(HeaderName::Via));
    assert!(headers.remove("X-odd".into()) && !headers.remove("X-odd".into()));
    headers.push("X-b".into(), "1");
    headers.push("x-B".into(), "2");
    headers.set("X-B".into(), "3");
    assert_eq!(headers.all("x-b".into()).collect::<Vec<_>>(), [b"3"]);
    headers.retain(|h| h.is(&HeaderName::To));
    assert_eq!(headers.len(), 1);
}
