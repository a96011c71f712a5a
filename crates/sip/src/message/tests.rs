//! Messages as a whole.

mod build;
mod ipv6;
mod properties;
mod sloppy;
mod stream;
mod torture;

use super::*;

/// A datagram of these lines, an empty line and no body.
fn datagram(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn parsed(bytes: &[u8]) -> Message {
    match parse(bytes, Framing::Datagram) {
        Ok(message) => message,
        Err(fault) => panic!("{fault}: {}", String::from_utf8_lossy(bytes)),
    }
}

fn request(bytes: &[u8]) -> Request {
    match parsed(bytes) {
        Message::Request(request) => request,
        Message::Response(response) => panic!("a response: {response:?}"),
    }
}

/// An OPTIONS request in which one line is replaced, by name, or added.
fn options_with(line: &str) -> Vec<u8> {
    let name = line.split(':').next().unwrap().trim();
    let mut lines = OPTIONS.to_vec();
    match lines
        .iter()
        .position(|l| l.starts_with(&format!("{name}:")))
    {
        Some(at) => lines[at] = line,
        None => lines.push(line),
    }
    datagram(&lines)
}

const OPTIONS: [&str; 7] = [
    "OPTIONS sip:bob@pbx.example SIP/2.0",
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77;rport",
    "From: \"Alice\" <sip:alice@pbx.example>;tag=a1",
    "To: <sip:bob@pbx.example>",
    "Call-ID: 4711@192.0.2.1",
    "CSeq: 1 OPTIONS",
    "Max-Forwards: 70",
];
