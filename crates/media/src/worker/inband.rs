//! Digits as tones: looking for them in what is received, and making them.

use std::sync::Arc;
use std::time::Instant;

use audio::{
    Codec, Decode, DigitHeard, DtmfDetector, Encode, ToneGenerator, ToneList, decoder, encoder,
};

/// Listens for digit tones in one received stream.
#[derive(Default)]
pub(super) struct Listener {
    ear: Option<(Codec, Box<dyn Decode>, DtmfDetector)>,
    samples: Vec<i16>,
    pub(super) heard: Vec<DigitHeard>,
}

impl Listener {
    /// Listens to one payload; what was heard stands in `heard` afterwards.
    pub(super) fn listen(&mut self, codec: Codec, payload: &[u8]) {
        self.heard.clear();
        if self.ear.as_ref().is_none_or(|(known, ..)| *known != codec) {
            self.ear = decoder(codec)
                .map(|decoder| (codec, decoder, DtmfDetector::new(codec.sample_rate())));
        }
        let Some((_, decoder, detector)) = &mut self.ear else {
            return;
        };
        self.samples.clear();
        decoder.decode(payload, &mut self.samples);
        detector.feed(&self.samples, &mut self.heard);
    }
}

/// A digit tone that is being sent.
pub(super) struct DigitTone {
    generator: ToneGenerator,
    encoder: Box<dyn Encode>,
    samples: Vec<i16>,
    /// When the next packet is due, and its timestamp.
    pub(super) clock: (Instant, u32),
}

impl DigitTone {
    /// None when we cannot make this codec.
    pub(super) fn new(
        digit: char,
        codec: Codec,
        packet_ms: u8,
        now: Instant,
        timestamp: u32,
    ) -> Option<Self> {
        let rate = codec.sample_rate();
        let list = Arc::new(ToneList::digit(digit, 0)?);
        Some(Self {
            generator: ToneGenerator::new(list, rate),
            encoder: encoder(codec)?,
            samples: vec![0; usize::from(packet_ms) * rate as usize / 1_000],
            clock: (now, timestamp),
        })
    }

    /// Appends the payload of the next packet.
    pub(super) fn next_packet(&mut self, out: &mut Vec<u8>) {
        self.generator.fill(&mut self.samples);
        self.encoder.encode(&self.samples, out);
    }
}
