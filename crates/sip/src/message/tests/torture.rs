//! The torture messages of RFC 4475: what its section 3 says of each.

use super::*;
use crate::auth::{DigestServer, Verdict};
use crate::header::{HeaderName, Scheme};
use std::time::Duration;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Goes on to whoever looks at what it asks.
    Accepted,
    /// Is answered with this status.
    Answered(u16),
    /// Is no answerable message, or a response that fits nothing.
    Dropped,
}

use Fate::{Accepted, Answered, Dropped};

const FATES: [(&str, Fate); 50] = [
    // §3.1.1: valid messages.
    ("wsinv", Accepted),
    ("intmeth", Accepted),
    ("esc01", Accepted),
    ("escnull", Accepted),
    ("esc02", Accepted),
    ("lwsdisp", Accepted),
    ("longreq", Accepted),
    ("dblreq", Accepted),
    ("semiuri", Accepted),
    ("transports", Accepted),
    ("mpart01", Accepted),
    ("unreason", Accepted),
    ("noreason", Accepted),
    // §3.1.2: invalid messages. Where the RFC leaves the choice, what cannot be mistaken is
    // borne: blanks in the start line and around an address, odd dates, commas in names.
    ("badinv01", Answered(400)),
    ("clerr", Answered(400)),
    ("ncl", Answered(400)),
    ("scalar02", Answered(400)),
    ("scalarlg", Dropped),
    ("quotbal", Answered(400)),
    ("ltgtruri", Answered(400)),
    ("lwsruri", Answered(400)),
    ("lwsstart", Accepted),
    ("trws", Accepted),
    ("escruri", Answered(400)),
    ("baddate", Accepted),
    ("regbadct", Answered(400)),
    ("badaspec", Accepted),
    ("baddn", Accepted),
    ("badvers", Answered(505)),
    ("mismatch01", Answered(400)),
    ("mismatch02", Answered(400)),
    ("bigcode", Dropped),
    // §3.2: the transaction layer.
    ("badbranch", Accepted),
    // §3.3: the application layer. What is accepted here is refused by those who know more:
    // 420, 406, 415, 401 and the like.
    ("insuf", Answered(400)),
    ("unkscm", Answered(416)),
    ("novelsc", Answered(416)),
    ("unksm2", Accepted),
    ("bext01", Accepted),
    ("invut", Accepted),
    ("regaut01", Accepted),
    ("multi01", Answered(400)),
    ("mcl01", Answered(400)),
    ("bcast", Dropped),
    ("zeromf", Accepted),
    ("cparam01", Accepted),
    ("cparam02", Accepted),
    ("regescrt", Accepted),
    ("sdp01", Accepted),
    // §3.4: an element of RFC 2543.
    ("inv2543", Accepted),
    // In the archive but not in the text: no version at all.
    ("test", Dropped),
];

#[test]
fn each_message_meets_its_fate() {
    for (name, expected) in FATES {
        assert_eq!(fate(&bytes(name)), expected, "{name}");
    }
}

#[test]
fn every_file_is_in_the_table() {
    let mut count = 0;
    for file in std::fs::read_dir(DIRECTORY).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "dat") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert!(FATES.iter().any(|(n, _)| *n == name), "{name}");
            count += 1;
        }
    }
    assert_eq!(count, FATES.len());
}

#[test]
fn accepted_messages_go_out_as_they_came_in() {
    // Left out: a missing or padded part that we write in full, and bytes after the message.
    let changed = ["dblreq", "trws", "lwsstart", "inv2543", "noreason", "baddn"];
    for (name, fate) in FATES.iter().filter(|(name, _)| !changed.contains(name)) {
        if *fate == Accepted {
            let bytes = bytes(name);
            let written = parsed(&bytes).to_bytes();
            assert_eq!(
                String::from_utf8_lossy(&written),
                String::from_utf8_lossy(&bytes),
                "{name}"
            );
            assert_eq!(written, bytes, "{name}");
        }
    }
}

#[test]
fn wsinv_is_read_through_its_folds() {
    let wsinv = request(&bytes("wsinv"));
    let headers = &wsinv.headers;
    assert!(wsinv.uri.has_param("unknownparam"));
    let to = headers.to().unwrap();
    assert_eq!(
        (to.uri.as_str(), to.tag()),
        ("sip:vivekg@chair-dnrc.example.com", Some("1918181833n"))
    );
    let from = headers.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("J Rosenberg \\\""));
    assert_eq!(from.tag(), Some("98asjd8"));
    assert_eq!(headers.max_forwards(), Ok(Some(68)));
    let cseq = headers.cseq().unwrap();
    assert_eq!((cseq.number, cseq.method), (9, Method::Invite));
    let vias = headers.vias().unwrap();
    let hops: Vec<_> = vias
        .iter()
        .map(|v| (v.protocol.as_str(), &*v.host, v.branch()))
        .collect();
    assert_eq!(
        hops,
        [
            ("UDP", "192.0.2.2", Some("390skdjuw")),
            ("TCP", "spindle.example.com", Some("z9hG4bK9ikj8")),
            ("UDP", "192.168.255.111", Some("z9hG4bK30239")),
        ]
    );
    assert!(!vias[0].has_unique_branch() && vias[1].has_unique_branch());
    assert_eq!(
        headers.text("NewFangledHeader".into()).unwrap(),
        "newfangled value continued newfangled value"
    );
    assert_eq!(
        headers
            .text("UnknownHeaderWithUnusualValue".into())
            .unwrap(),
        ";;,,;;,;"
    );
    assert_eq!(headers.get(HeaderName::Subject), Some(&b""[..]));
    let contact = headers.contact().unwrap();
    assert_eq!(contact.display.as_deref(), Some("Quoted string \"\""));
    assert_eq!(
        (contact.q(), contact.params.get("newparam")),
        (330, Some("newvalue"))
    );
    assert!(headers.routes().unwrap()[0].is_loose_route());
    assert_eq!(wsinv.body.len(), 150);
}

#[test]
fn intmeth_keeps_every_odd_character() {
    let intmeth = request(&bytes("intmeth"));
    let method = "!interesting-Method0123456789_*+`.%indeed'~";
    assert_eq!(intmeth.method, Method::Other(method.into()));
    assert_eq!(intmeth.uri.host(), "example.com");
    assert_eq!(
        intmeth.uri.raw_user(),
        Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
    );
    assert_eq!(
        intmeth.uri.password().unwrap(),
        "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"
    );
    let to = intmeth.headers.to().unwrap();
    assert_eq!(to.display.as_deref(), Some("BEL:\u{7} NUL:\0 DEL:\u{7f}"));
    let from = intmeth.headers.from().unwrap();
    assert_eq!(
        from.display.as_deref(),
        Some("token1~` token2'+_ token3*%!.-")
    );
    assert_eq!(from.params.get("fromParam''~+*_!.-%"), Some("работающий"));
    assert_eq!(from.tag(), Some("_token~1'+`*%!-."));
    assert_eq!(
        intmeth.headers.call_id().unwrap(),
        "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"
    );
    assert_eq!(
        intmeth
            .headers
            .text("extensionHeader-!.%*+_`'~".into())
            .unwrap(),
        "\u{feff}大停電"
    );
}

#[test]
fn escapes_are_undone_only_where_they_may_be() {
    let esc01 = request(&bytes("esc01"));
    assert_eq!(esc01.uri.user().unwrap(), "sips:user@example.com");
    assert_eq!(esc01.uri.host(), "example.net");
    let contact = esc01.headers.contact().unwrap();
    assert_eq!(contact.uri.user().unwrap(), "caller");
    assert_eq!(
        contact.uri.as_str(),
        "sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31"
    );
    let esc02 = request(&bytes("esc02"));
    assert_eq!(esc02.method, Method::Other("RE%47IST%45R".into()));
    assert_eq!(esc02.headers.contacts().unwrap().len(), 2);
    assert_eq!(
        esc02.headers.from().unwrap().display.as_deref(),
        Some("%Z%45")
    );
    let escnull = request(&bytes("escnull"));
    assert_eq!(
        escnull.headers.to().unwrap().uri.user().unwrap(),
        "null-\0-null"
    );
    assert_eq!(
        escnull.headers.contacts().unwrap()[1].uri.user().unwrap(),
        "\0\0"
    );
}

#[test]
fn other_fields_are_right() {
    let contact = |name: &str| request(&bytes(name)).headers.contact().unwrap();
    assert!(contact("cparam01").params.has("unknownparam"));
    assert!(contact("cparam02").uri.has_param("unknownparam"));
    assert_eq!(
        contact("regescrt").uri.header("Route").unwrap(),
        "<sip:sip.example.com>"
    );
    assert_eq!(
        request(&bytes("semiuri")).uri.user().unwrap(),
        "user;par=u@example.net"
    );
    let accept = request(&bytes("semiuri"))
        .headers
        .tokens(HeaderName::Accept);
    assert_eq!(accept.iter().count(), 6);
    let lwsdisp = request(&bytes("lwsdisp")).headers.from().unwrap();
    assert_eq!(lwsdisp.display.as_deref(), Some("caller"));
    let baddn = request(&bytes("baddn")).headers.from().unwrap();
    assert_eq!(baddn.display.as_deref(), Some("Bell, Alexander"));
    let vias = request(&bytes("transports")).headers.vias().unwrap();
    let known: Vec<_> = vias.iter().map(|v| v.transport().is_some()).collect();
    assert_eq!(known, [true, false, true, false, true]);
    let longreq = request(&bytes("longreq"));
    assert_eq!(longreq.headers.vias().unwrap().len(), 34);
    assert_eq!(longreq.headers.from().unwrap().uri.host(), "example.net");
    let dblreq = request(&bytes("dblreq"));
    assert_eq!((dblreq.method, dblreq.body.len()), (Method::Register, 0));
    assert_eq!(request(&bytes("mpart01")).body.len(), 553);
    assert!(
        !request(&bytes("badbranch"))
            .headers
            .top_via()
            .unwrap()
            .has_unique_branch()
    );
    let inv2543 = request(&bytes("inv2543"));
    assert_eq!(inv2543.headers.top_via().unwrap().branch(), None);
    assert!(inv2543.body.starts_with(b"v=0") && inv2543.body.ends_with(b"0\r\n"));
    let unksm2 = request(&bytes("unksm2")).headers;
    assert_eq!(unksm2.to().unwrap().uri.scheme(), Scheme::Other);
    assert_eq!(
        request(&bytes("zeromf")).headers.max_forwards(),
        Ok(Some(0))
    );
}

#[test]
fn responses_keep_their_words() {
    let response = |name: &str| match parsed(&bytes(name)) {
        Message::Response(response) => response,
        Message::Request(_) => panic!("{name} is a request"),
    };
    assert_eq!(response("noreason").reason, "");
    assert!(
        response("unreason")
            .reason
            .starts_with("= 2**3 * 5**2 но сто")
    );
}

#[test]
fn what_the_application_must_refuse() {
    let bext01 = request(&bytes("bext01"));
    let unsupported = unsupported_extensions(&bext01, &["100rel"]);
    assert_eq!(unsupported.len(), 4);
    assert_eq!(unsupported[1], "nothingSupportsThisEither");
    let invut = request(&bytes("invut")).headers.content_type();
    assert_eq!(invut.as_deref(), Some("application/unknownformat"));
    #[expect(
        clippy::disallowed_methods,
        reason = "an Instant cannot be made any other way"
    )]
    let now = std::time::Instant::now();
    let mut server = DigestServer::new("realm", [0; 32], now, Duration::from_secs(32), &[]);
    let verdict = server.verify(now, &request(&bytes("regaut01")), |_| None);
    assert_eq!(verdict, Verdict::Missing);
}

fn fate(bytes: &[u8]) -> Fate {
    match parse(bytes, Framing::Datagram) {
        Ok(message) => match (inspect(&message), message) {
            (None, _) => Accepted,
            (Some(refusal), Message::Request(request)) => answerable(&request, refusal.status),
            (Some(_), Message::Response(_)) => Dropped,
        },
        Err(fault) => match (fault.refusal(), fault.partial) {
            (Some(refusal), Some(partial)) => answerable(&partial, refusal.status),
            _ => Dropped,
        },
    }
}

/// The answer must find its way back.
fn answerable(request: &Request, status: u16) -> Fate {
    let response = Response::to(request, status);
    assert!(response.headers.has(HeaderName::Via));
    assert_eq!(
        response.headers.get(HeaderName::CSeq),
        request.headers.get(HeaderName::CSeq)
    );
    Answered(status)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{DIRECTORY}/{name}.dat")).unwrap()
}

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/rfc4475");
