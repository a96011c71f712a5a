//! Any bytes are a packet or nothing; the payload lies inside the packet; a worker that relays,
//! echoes and transcodes them sends only what can be read, and closes without a trace.
#![no_main]

mod worker;

use libfuzzer_sys::fuzz_target;
use media::rtp::{Header, is_rtcp};
use media::worker::Component;
use worker::Exchange;

fuzz_target!(|bytes: &[u8]| {
    let mut exchange = Exchange::new();
    for (at, packet) in bytes.chunks(PACKET_BYTES).enumerate() {
        let _ = is_rtcp(packet);
        if let Some(header) = Header::parse(packet) {
            assert!(
                packet.get(header.payload.clone()).is_some(),
                "the payload lies in the packet"
            );
            let mut copy = packet.to_vec();
            assert!(header.rewrite(&mut copy));
            assert_eq!(
                Header::parse(&copy).as_ref(),
                Some(&header),
                "rewriting keeps the header"
            );
        }
        exchange.arrives(at / 4, Component::Rtp, packet);
    }
    exchange.ends();
});

/// A header and a little more; a fixed cut lets the fuzzer learn where packets begin.
const PACKET_BYTES: usize = 20;
