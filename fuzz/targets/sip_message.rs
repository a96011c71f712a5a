//! Any bytes are a message or a fault. What is a message has the same headers and body after being
//! written and read again,
//! and a stream gives the same messages however its bytes are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sip::header::{
    CSeq, Diversion, HeaderFault, HeaderName, MinSe, NameAddr, Params, RAck, Reason, RemoteParty,
    Replaces, SessionExpires, SubscriptionState, TokenList, Uri, Via, delta_seconds, split_list,
};
use sip::message::{Framing, Message, StreamItem, StreamReader, inspect, parse};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = parse(bytes, Framing::Datagram) {
        let _ = inspect(&message);
        read_headers(&message);
        let written = message.to_bytes();
        let again = parse(&written, Framing::Datagram).expect("reads what it wrote");
        assert_eq!(
            again.body().as_bytes(),
            message.body().as_bytes(),
            "the same body"
        );
        assert_eq!(names(&again), names(&message), "the same headers");
    }
    if let Some((first, rest)) = bytes.split_first() {
        let cut = usize::from(*first).min(rest.len());
        assert_eq!(stream(&[rest]), stream(&[&rest[..cut], &rest[cut..]]));
    }
});

/// The headers' names, without the length that writing may have added.
fn names(message: &Message) -> Vec<String> {
    let length = HeaderName::ContentLength;
    let entries = message.headers().iter().filter(|entry| !entry.is(&length));
    entries.map(|entry| entry.name().into_owned()).collect()
}

/// Every typed reader sees every value: which header it stands in does not matter to safety.
fn read_headers(message: &Message) {
    for entry in message.headers().iter() {
        let value = entry.value();
        let text = entry.text();
        let _ = CSeq::parse(value);
        let _ = RAck::parse(value);
        let _ = Via::parse(value).map(|via| (via.port_or_default(), via.received(), via.rport()));
        let _ = NameAddr::parse(value);
        let _ = Reason::parse(value);
        let _ = Diversion::parse(value);
        let _ = RemoteParty::parse(value);
        let _ = SubscriptionState::parse(value);
        let _ = Replaces::parse(value);
        let _ = SessionExpires::parse(value);
        let _ = MinSe::parse(value);
        let _ = TokenList::parse(value);
        let _ = delta_seconds(&text);
        let _ = split_list(value, b',').count();
        let _: Result<Uri, HeaderFault> = Uri::parse(&text);
        let _ = Params::parse(&text);
    }
    let _ = message.headers().text(HeaderName::CallId);
}

/// What a stream brings, each item as text.
fn stream(parts: &[&[u8]]) -> Vec<String> {
    let mut reader = StreamReader::new();
    let mut items = Vec::new();
    for part in parts {
        reader.push(part);
        while let Some(item) = reader.next() {
            match item {
                // One CRLF is a pong, two are a ping: that does depend on the cut.
                Ok(StreamItem::Ping | StreamItem::Pong) => {}
                Ok(item) => items.push(format!("{item:?}")),
                // So does how much was there when a fault was seen.
                Err(_) => items.push("fault".to_owned()),
            }
        }
    }
    items
}
