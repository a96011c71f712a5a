//! Any bytes are a description or an error; a description has the same streams after being written
//! and read; to
//! every offer there is an answer or a refusal, and the answer is one that an offerer can take.
#![no_main]

use audio::Codec;
use libfuzzer_sys::fuzz_target;
use media::control::Direction;
use media::sdp::{
    AnswerOrder, Description, DigitMode, LocalMedia, accept, answer, holds_us, offer,
    offered_codecs, reoffer,
};
use std::net::Ipv4Addr;

fuzz_target!(|bytes: &[u8]| {
    let Ok(description) = Description::parse(bytes) else {
        return;
    };
    let written = description.to_bytes();
    let again = Description::parse(&written).expect("reads what it wrote");
    assert_eq!(ports(&again), ports(&description), "the same streams");
    let _ = holds_us(&description);
    let _ = offered_codecs(&description);
    for order in [AnswerOrder::Ours, AnswerOrder::Theirs] {
        let local = local(order);
        let ours = offer(&local);
        let _ = accept(&local, &ours, &description);
        let _ = reoffer(&local, &description).to_bytes();
        if let Ok((answered, setup)) = answer(&local, &description) {
            assert_eq!(
                answered.media.len(),
                description.media.len(),
                "RFC 3264 section 6"
            );
            assert!(
                setup.receive.contains(&setup.send),
                "we send what we agreed on"
            );
            Description::parse(&answered.to_bytes()).expect("our answer can be read");
        }
    }
});

fn ports(description: &Description) -> Vec<u16> {
    description.media.iter().map(|line| line.port).collect()
}

fn local(order: AnswerOrder) -> LocalMedia {
    LocalMedia {
        address: Ipv4Addr::new(192, 0, 2, 1).into(),
        port: 10_000,
        codecs: vec![Codec::Ulaw, Codec::Alaw, Codec::G722, Codec::Gsm],
        digits: DigitMode::Auto,
        ptime: 20,
        direction: Direction::SendReceive,
        order,
        symmetric: true,
        rtcp_mux: true,
        owner: "fuzz".to_owned(),
        title: "fuzz".to_owned(),
        id: 1,
        version: 1,
    }
}
