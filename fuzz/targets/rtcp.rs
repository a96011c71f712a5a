//! Any bytes may arrive as a report, on its own port or on the stream's: between packets that
//! make the worker send reports of its own.
#![no_main]

mod worker;

use libfuzzer_sys::fuzz_target;
use media::worker::Component;
use worker::Exchange;

fuzz_target!(|bytes: &[u8]| {
    let mut exchange = Exchange::new();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    for (at, report) in [bytes, first, second].into_iter().enumerate() {
        for sequence in 0..3_u8 {
            let mut voice = vec![0x80, 0, 0, sequence, 0, 0, 0, sequence, 1, 2, 3, 4];
            voice.extend([0xff; 160]);
            exchange.arrives(at, Component::Rtp, &voice);
        }
        exchange.arrives(at, Component::Rtcp, report);
        exchange.arrives(at, Component::Rtp, report);
    }
    exchange.ends();
});
