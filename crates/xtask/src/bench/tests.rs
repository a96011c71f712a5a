//! The generator against known values, and against an exchange of a few lines.

use std::net::UdpSocket;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::bench::bare_relay;
use crate::bench::calling::{Calling, Ending};
use crate::bench::clock::now;
use crate::bench::digest::{self, Asked};
use crate::bench::load::{Agenda, drive};
use crate::bench::md5;
use crate::bench::message::{self, Codec, header};
use crate::bench::options::{Options, Work};
use crate::bench::phones::Phones;
use crate::bench::registering::Registering;
use crate::bench::report::{Report, figure};
use crate::bench::streams::{Ears, Leg, Plan, ssrc, stream};
use crate::bench::tally::{Tally, Times};
use crate::bench::usage::{Memory, Usage, ticks};
use crate::bench::wire::{CALLERS, LINES, PHONES, REGISTRANTS, Side, Wire, media_sockets};

#[test]
fn md5_as_in_rfc_1321() {
    for (text, expected) in [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a",
        ),
        // The length does not fit into the first block.
        (&"a".repeat(56), "3b0c8ac703f828b04c6c197006d17218"),
    ] {
        assert_eq!(md5::hex(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn digests_with_and_without_qop() {
    let mufasa = Asked {
        user: "Mufasa",
        password: "CircleOfLife",
        method: "GET",
        uri: "/dir/index.html",
    };
    let old = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
               opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
    let answer = digest::answer(&mufasa, old).unwrap();
    assert!(
        answer.contains("response=\"1949323746fe6a43ef61f9606e7febea\""),
        "{answer}"
    );
    assert!(
        answer.contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
        "{answer}"
    );

    let phone = Asked {
        user: "user0007",
        password: "secret7",
        method: "REGISTER",
        uri: "sip:127.0.0.1:5060",
    };
    let new = "Digest realm=\"asterisk\",nonce=\"abc/1=\",algorithm=MD5,qop=\"auth\"";
    let answer = digest::answer(&phone, new).unwrap();
    assert!(answer.contains("nonce=\"abc/1=\""), "{answer}");
    assert!(answer.contains(QOP_RESPONSE), "{answer}");

    assert_eq!(
        digest::answer(&phone, "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256"),
        None
    );
}

#[test]
fn messages_are_read() {
    let text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a\r\nContact: \"x\" <sip:a@1.2.3.4:9>;q=1\r\n\
                CSeq: 1 INVITE\r\ncall-id: c12-7@x\r\n\r\n\
                v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 0\r\n";
    assert_eq!(message::status(text), Some(200));
    assert_eq!(message::method(text), "INVITE");
    assert_eq!(message::contact(text), Some("sip:a@1.2.3.4:9"));
    assert_eq!(header(text, "Call-ID"), Some("c12-7@x"));
    assert_eq!(message::audio_address(text), "127.0.0.9:4000".parse().ok());
    // What stands in the body is no header, and a port of zero is a refusal.
    assert_eq!(header(&text.replace("v=0", "To: x"), "To"), None);
    assert_eq!(message::audio_address(&text.replace("4000", "0")), None);
    assert_eq!(message::method("BYE sip:x SIP/2.0\r\n\r\n"), "BYE");
}

#[test]
fn the_command_line() {
    let parsed = Options::parse(&["calls", "media", "--seconds", "3", "--no-ramp"]).unwrap();
    let works = [
        Work::Calls,
        Work::Relay,
        Work::Transcode,
        Work::Playback,
        Work::Echo,
    ];
    assert_eq!(parsed.works, works);
    assert_eq!((parsed.seconds, parsed.calls, parsed.ramp), (3, 100, false));
    assert_eq!(Options::parse(&[]).unwrap().works.len(), 9);
    let json = Options::parse(&["--json", "x.json"]).unwrap().json;
    assert_eq!(json, Some(PathBuf::from("x.json")));
    for wrong in [
        &["fly"][..],
        &["--seconds"],
        &["--seconds", "0"],
        &["--calls", "many"],
    ] {
        assert!(Options::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn figures_and_tables() {
    for (value, expected) in [
        (0.0, "0"),
        (0.1234, "0.123"),
        (2.717, "2.72"),
        (12.34, "12.3"),
        (4321.9, "4322"),
        (f64::NAN, "-"),
    ] {
        assert_eq!(figure(value), expected);
    }
    let mut report = Report::default();
    report.add("calls", "processor for a \"call\"", 1.5, "ms");
    assert!(
        report
            .table()
            .contains("| calls | processor for a \"call\" |  1.50 | ms   |")
    );
    assert!(report.json().contains(
        r#"{"work": "calls", "what": "processor for a \"call\"", "value": 1.500000, "unit": "ms"}"#
    ));
}

#[test]
fn what_proc_tells() {
    // The name of a process may hold anything.
    assert_eq!(
        ticks("7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14"),
        Some(11 + 12)
    );
    assert_eq!(ticks("7 (a"), None);
    let pid = std::process::id();
    let before = Usage::of(pid).unwrap();
    let used = (0..1000).any(|round| {
        let sum = (0..100_000u64).fold(round, |sum, n| std::hint::black_box(sum ^ n));
        std::hint::black_box(sum);
        !Usage::of(pid).unwrap().since(&before).total.is_zero()
    });
    assert!(used);
    assert!(Memory::of(pid).resident_kib > 100);
}

#[test]
fn quantiles_and_cleanness() {
    let mut times = Times::default();
    for number in 1..=100 {
        times.add(Duration::from_millis(number));
    }
    assert!((times.quantile_ms(0.5) - 50.01).abs() < 1e-9);
    assert!((times.quantile_ms(0.99) - 99.01).abs() < 1e-9);
    assert!(Times::default().quantile_ms(0.5).is_nan());

    for (asked, succeeded, repeated, clean) in [
        (1000, 991, 9, true),
        (1000, 990, 0, false),
        (1000, 1000, 10, false),
        (0, 0, 0, false),
    ] {
        let tally = Tally {
            asked,
            succeeded,
            repeated,
            ..Tally::default()
        };
        assert_eq!(tally.is_clean(), clean, "{asked} {succeeded} {repeated}");
    }
}

#[test]
fn the_agenda_wakes_the_soonest_first() {
    let start = now();
    let mut agenda = Agenda::default();
    agenda.add(start + Duration::from_secs(2), 1);
    agenda.add(start + Duration::from_secs(1), 2);
    assert_eq!(agenda.due(start), None);
    let later = start + Duration::from_secs(3);
    assert_eq!((agenda.due(later), agenda.due(later)), (Some(2), Some(1)));
    assert_eq!(agenda.due(later), None);
}

#[test]
fn calls_that_the_exchange_ends() {
    let wire = Wire::open(CALLERS).unwrap();
    let exchange = tiny_exchange(&wire, 0, true);
    let mut calling = callers(&wire, Ending::ByExchange);
    drive(&mut calling, &wire, 0..40, 200.0);
    assert_eq!((calling.tally.succeeded, calling.tally.failed), (40, 0));
    wire.send(Side::Caller, 0, STOP);
    exchange.join().unwrap();
}

#[test]
fn calls_that_stay_and_then_leave() {
    let wire = Wire::open(CALLERS).unwrap();
    let exchange = tiny_exchange(&wire, 0, false);
    let mut calling = callers(&wire, Ending::Never);
    drive(&mut calling, &wire, 0..10, 200.0);
    assert_eq!(calling.legs().len(), 10);
    assert_eq!(calling.legs()[5].line, 5 % LINES);
    calling.leave(now(), &wire);
    drive(&mut calling, &wire, 10..10, 200.0);
    assert_eq!((calling.tally.succeeded, calling.tally.failed), (10, 0));
    wire.send(Side::Caller, 0, STOP);
    exchange.join().unwrap();
}

#[test]
fn what_is_lost_is_repeated_and_counted() {
    let wire = Wire::open(CALLERS).unwrap();
    let exchange = tiny_exchange(&wire, 3, false);
    let mut calling = callers(&wire, Ending::After(Duration::ZERO));
    drive(&mut calling, &wire, 0..20, 500.0);
    assert_eq!(calling.tally.succeeded, 20);
    assert_eq!(calling.tally.repeated, 3);
    assert!(!calling.tally.is_clean());
    wire.send(Side::Caller, 0, STOP);
    exchange.join().unwrap();
}

#[test]
fn registrations_answer_the_challenge() {
    let wire = Wire::open(REGISTRANTS).unwrap();
    let exchange = tiny_exchange(&wire, 0, true);
    let mut registering = Registering::default();
    drive(&mut registering, &wire, 0..30, 300.0);
    assert_eq!(
        (registering.tally.succeeded, registering.tally.failed),
        (30, 0)
    );
    wire.send(Side::Caller, 0, STOP);
    exchange.join().unwrap();
}

#[test]
fn a_phone_answers_in_the_codec_of_its_name_and_repeats_itself() {
    let wire = Wire::open(CALLERS).unwrap();
    let exchange = UdpSocket::bind(wire.exchange).unwrap();
    exchange.set_read_timeout(Some(QUIET)).unwrap();
    let audio = (0..LINES)
        .map(|_| "127.0.0.3:7000".parse().unwrap())
        .collect();
    let mut phones = Phones::with_audio(audio);
    let body = message::description("127.0.0.1:10000".parse().unwrap(), Codec::Gsm);
    let invite = format!(
        "INVITE sip:gsm@127.0.0.3 SIP/2.0\r\nVia: v\r\nFrom: f\r\nTo: t\r\nCall-ID: x\r\n\
         CSeq: 1 INVITE\r\n\r\n{body}"
    );
    assert_eq!(phones.hear(1, &invite, &wire), 0);
    let heard = || {
        let mut buffer = [0; 4096];
        let length = exchange.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    assert!(heard().starts_with("SIP/2.0 180 "));
    let answer = heard();
    assert!(answer.contains("m=audio 7000 RTP/AVP 3 101"), "{answer}");
    assert_eq!(phones.hear(1, &invite, &wire), 1);
    assert_eq!(heard(), answer);
    assert_eq!((phones.legs.len(), phones.legs[0].line), (1, 1));
    assert_eq!(phones.legs[0].remote, "127.0.0.1:10000".parse().unwrap());
}

#[test]
fn packets_come_through_the_bare_relay_and_are_counted() {
    let (callers, phones) = (
        media_sockets(CALLERS).unwrap(),
        media_sockets(PHONES).unwrap(),
    );
    let addresses = |sockets: &[UdpSocket]| -> Vec<String> {
        let texts = sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap().to_string());
        texts.collect()
    };
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let remote = socket.local_addr().unwrap();
    let sides = [addresses(&callers), addresses(&phones)]
        .map(|side| bare_relay::addresses(&side.join(",")));
    // The relay waits for packets until the test ends.
    std::thread::spawn(move || bare_relay::relay(&socket, &sides));
    let legs: Vec<Leg> = (0..8)
        .map(|ssrc: u32| Leg {
            socket: (ssrc & 1) as usize * LINES + (ssrc >> 1) as usize,
            remote,
            ssrc,
            codec: Codec::Ulaw,
        })
        .collect();
    let all: Vec<&UdpSocket> = callers.iter().chain(&phones).collect();
    let plan = Plan {
        window: Duration::from_millis(400),
        is_stamped: true,
        ears: Ears::Waiting,
    };
    for ears in [Ears::Waiting, Ears::Sweeping] {
        let mut edges = 0;
        let streamed = stream(&all, &legs, Plan { ears, ..plan }, || edges += 1).unwrap();
        assert_eq!(edges, 2);
        assert!(streamed.sent > 0);
        assert_eq!(streamed.received, streamed.sent);
        assert!(!streamed.delays.quantile_ms(0.5).is_nan());
    }
}

#[test]
fn rtcp_is_not_counted() {
    let mut packet = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2];
    assert_eq!(ssrc(&packet), Some(0x0102));
    packet[1] = 200;
    assert_eq!(ssrc(&packet), None);
    assert_eq!(ssrc(&packet[..11]), None);
}

fn callers(wire: &Wire, ending: Ending) -> Calling {
    let audio = (0..LINES)
        .map(|line| wire.address(Side::Caller, line))
        .collect();
    Calling::to("answer", ending, audio, Phones::default())
}

/// Answers calls and ends them if it `ends`, challenges registrations and accepts them. Deaf to the
/// first so many messages. Goes home when told to, or when nobody says anything any more.
fn tiny_exchange(wire: &Wire, deaf: usize, ends: bool) -> JoinHandle<()> {
    let socket = UdpSocket::bind(wire.exchange).unwrap();
    socket.set_read_timeout(Some(QUIET)).unwrap();
    let contact = format!("Contact: <sip:exchange@{}>\r\n", wire.exchange);
    let body = message::description("127.0.0.1:10000".parse().unwrap(), Codec::Ulaw);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        let mut heard = 0;
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            heard += 1;
            if buffer.starts_with(STOP.as_bytes()) {
                return;
            }
            if heard <= deaf {
                continue;
            }
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            for message in reaction(&text, &contact, &body, ends) {
                socket.send_to(message.as_bytes(), from).unwrap();
            }
        }
    })
}

fn reaction(text: &str, contact: &str, body: &str, ends: bool) -> Vec<String> {
    let ok = || message::response(text, "200 OK", "e", "", "");
    match message::method(text) {
        "INVITE" => vec![
            message::response(text, "100 Trying", "e", "", ""),
            message::response(text, "200 OK", "e", contact, body),
        ],
        "ACK" if ends => {
            let [to, from, id] = ["From", "To", "Call-ID"].map(|name| header(text, name).unwrap());
            vec![format!(
                "BYE sip:x SIP/2.0\r\nVia: v\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {id}\r\n\
                 CSeq: 1 BYE\r\n\r\n"
            )]
        }
        "BYE" if message::status(text).is_none() => vec![ok()],
        "REGISTER" => match header(text, "Authorization") {
            Some(value) if value.contains("username=\"user") => vec![ok()],
            Some(_) => vec![message::response(text, "403 Forbidden", "e", "", "")],
            None => vec![message::response(
                text,
                "401 Unauthorized",
                "e",
                CHALLENGE,
                "",
            )],
        },
        _ => Vec::new(),
    }
}

const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"x\",nonce=\"y\",algorithm=SHA-256\r\n\
                         WWW-Authenticate: Digest realm=\"x\",nonce=\"y\",algorithm=MD5,qop=\"auth\"\r\n";
const QUIET: Duration = Duration::from_secs(10);
const STOP: &str = "STOP";
const QOP_RESPONSE: &str = "response=\"3588f11b179f1a8fa49afa00f935b76b\"";
