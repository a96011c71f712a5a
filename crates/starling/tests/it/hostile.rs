//! What strangers may send: torture messages, garbage, wrong passwords. Nothing ends the program, stops
//! it or fills its memory, and who belongs to it is served all the while.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use crate::clock;
use crate::exchange::{Exchange, PJSIP, PLAN, SIP, pjsip_user, sip_user};
use crate::wire_phone::{Message, WirePhone};

#[test]
fn torture_messages_over_udp_get_what_they_deserve() {
    // chan_sip's `nat` sends answers back to where the question came from, whatever Via says.
    let sip = format!("{SIP}nat=force_rport,comedia\n{}", sip_user("alice"));
    let files = [("sip.conf", sip.as_str()), ("extensions.conf", PLAN)];
    let mut exchange = Exchange::with(&files);
    let another = Exchange::with(&files);
    let mut wrong = Vec::new();
    for (name, expected) in TORTURE {
        // Branch and host of another message: repetitions of it, for whoever has heard that one.
        let exchange = if SAME_BRANCH.contains(name) {
            &another
        } else {
            &exchange
        };
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        let found = final_status(&socket, exchange.address(), &torture(name));
        if found != *expected {
            wrong.push(format!("{name}: {found:?} and not {expected:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(exchange.runs());
    a_call_works(&exchange);
}

#[test]
fn torture_messages_over_tcp_do_no_harm() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    for (name, _) in TORTURE {
        let mut stream = TcpStream::connect(exchange.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        stream.write_all(&torture(name)).unwrap();
        let _ = stream.read(&mut [0; 4096]);
    }
    assert!(exchange.runs());
    a_call_works(&exchange);
}

#[test]
fn garbage_does_not_grow_the_program() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    let mut random = Random(7);
    flood(&exchange, 1000, &mut |_| random.garbage());
    let before = exchange.resident_kib();
    flood(&exchange, 10_000, &mut |_| random.garbage());
    let growth = exchange.resident_kib().saturating_sub(before);
    println!("10000 datagrams of garbage: {growth} KiB more than {before}");
    assert!(growth < 4096, "{growth} KiB");
    assert!(exchange.runs());
    assert_eq!(phone.dial("600"), 200);
    phone.hangs_up();
}

#[test]
fn guessed_passwords_do_not_grow_the_program() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    flood(&exchange, 1000, &mut guess);
    let before = exchange.resident_kib();
    flood(&exchange, 5000, &mut |number| guess(number + 1000));
    let growth = exchange.resident_kib().saturating_sub(before);
    println!("5000 guessed passwords: {growth} KiB more than {before}");
    assert!(growth < 32 * 1024, "{growth} KiB");
    assert!(exchange.runs());
    assert_eq!(phone.dial("600"), 200);
    phone.hangs_up();
    assert_eq!(phone.register(), 200);
}

#[test]
fn a_wrong_password_is_refused_and_the_right_one_still_works() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let sip = format!("{SIP}{}", sip_user("alice"));
    for (name, text, status) in [("pjsip.conf", pjsip, 401), ("sip.conf", sip, 403)] {
        let exchange = Exchange::with(&[(name, &text), ("extensions.conf", PLAN)]);
        let mut thief = WirePhone::new("alice", exchange.address()).has_password("guess");
        for _ in 0..3 {
            assert_eq!(thief.register(), status, "{name}");
        }
        WirePhone::new("alice", exchange.address()).registered();
    }
}

fn a_call_works(exchange: &Exchange) {
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("900"), 200);
    phone.voice.hears(1004.0);
    phone.hangs_up();
    exchange.becomes_idle();
}

/// Sends a message, then a question that is always answered; what was said to the message before that
/// is its final status.
fn final_status(socket: &UdpSocket, exchange: SocketAddr, message: &[u8]) -> Option<u16> {
    socket.send_to(message, exchange).unwrap();
    let mut status = None;
    let at = socket.local_addr().unwrap();
    let mut buffer = [0; 65_536];
    clock::until("the exchange goes on answering", || {
        socket
            .send_to(options(at, exchange).as_bytes(), exchange)
            .unwrap();
        while let Ok((length, _)) = socket.recv_from(&mut buffer) {
            let answer = Message(String::from_utf8_lossy(&buffer[..length]).into_owned());
            if answer.header("Call-ID") == "are-you-there" {
                return Some(());
            }
            status = status.or_else(|| answer.status().filter(|status| *status >= 200));
        }
        None
    });
    status
}

fn options(at: SocketAddr, exchange: SocketAddr) -> String {
    format!(
        "OPTIONS sip:{exchange} SIP/2.0\r\nVia: SIP/2.0/UDP {at};branch=z9hG4bK-{};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:x@{at}>;tag=1\r\nTo: <sip:{exchange}>\r\n\
         Call-ID: are-you-there\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
        at.port()
    )
}

/// Sends so many datagrams, and sees to it that the program really read them.
fn flood(exchange: &Exchange, count: u32, datagram: &mut dyn FnMut(u32) -> Vec<u8>) {
    let phone = WirePhone::new("flood", exchange.address());
    for number in 0..count {
        phone.send_raw(&datagram(number));
        if number % 50 == 49 {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket
                .set_read_timeout(Some(Duration::from_millis(500)))
                .unwrap();
            final_status(&socket, exchange.address(), b"\r\n\r\n");
        }
    }
}

/// A REGISTER with credentials that somebody made up.
fn guess(number: u32) -> Vec<u8> {
    let text = format!(
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKg{number};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:alice@127.0.0.1>;tag=g{number}\r\nTo: <sip:alice@127.0.0.1>\r\n\
         Call-ID: guess-{number}\r\nCSeq: 1 REGISTER\r\nContact: <sip:alice@127.0.0.1:9>\r\n\
         Authorization: Digest username=\"alice\", realm=\"asterisk\", nonce=\"{number:08x}\", \
         uri=\"sip:127.0.0.1\", response=\"{number:032x}\", algorithm=MD5\r\n\
         Content-Length: 0\r\n\r\n"
    );
    text.into_bytes()
}

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Bytes; every other time behind a good beginning.
    fn garbage(&mut self) -> Vec<u8> {
        let length = (self.next() % 1200) as usize;
        let beginnings: [&[u8]; 4] = [
            b"",
            b"INVITE sip:600@127.0.0.1 SIP/2.0\r\nVia: ",
            b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1\r\n",
            b"REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9\r\nContact: ",
        ];
        let mut bytes = beginnings[(self.next() % 4) as usize].to_vec();
        bytes.extend((0..length).map(|_| (self.next() >> 24) as u8));
        bytes
    }
}

const SAME_BRANCH: &[&str] = &["cparam02", "regescrt"];

fn torture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../sip/testdata/rfc4475");
    std::fs::read(folder.join(format!("{name}.dat"))).unwrap()
}

/// What an exchange that knows only alice says to each message, as far as it says anything.
const TORTURE: &[(&str, Option<u16>)] = &[
    ("wsinv", Some(481)),
    ("intmeth", Some(501)),
    ("esc01", Some(401)),
    ("escnull", Some(401)),
    ("esc02", Some(501)),
    ("lwsdisp", Some(404)),
    ("longreq", Some(401)),
    ("dblreq", Some(401)),
    ("semiuri", Some(404)),
    ("transports", Some(404)),
    ("mpart01", Some(405)),
    ("unreason", None),
    ("noreason", None),
    ("badinv01", Some(400)),
    ("clerr", Some(400)),
    ("ncl", Some(400)),
    ("scalar02", Some(400)),
    ("scalarlg", None),
    ("quotbal", Some(400)),
    ("ltgtruri", Some(400)),
    ("lwsruri", Some(400)),
    ("lwsstart", Some(401)),
    ("trws", Some(404)),
    ("escruri", Some(400)),
    ("baddate", Some(401)),
    ("regbadct", Some(400)),
    ("badaspec", Some(404)),
    ("baddn", Some(404)),
    ("badvers", Some(505)),
    ("mismatch01", Some(400)),
    ("mismatch02", Some(400)),
    ("bigcode", None),
    ("badbranch", Some(404)),
    ("insuf", Some(400)),
    ("unkscm", Some(416)),
    ("novelsc", Some(416)),
    ("unksm2", Some(401)),
    ("bext01", Some(420)),
    ("invut", Some(401)),
    ("regaut01", Some(401)),
    ("multi01", Some(400)),
    ("mcl01", Some(400)),
    ("bcast", None),
    ("zeromf", Some(404)),
    ("cparam01", Some(401)),
    ("cparam02", Some(401)),
    ("regescrt", Some(401)),
    ("sdp01", Some(401)),
    ("inv2543", Some(401)),
    ("test", None),
];
