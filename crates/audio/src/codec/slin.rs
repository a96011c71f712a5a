//! Linear samples as payload: network byte order (RFC 3551 §4.5.11).

use super::{Decode, Encode};

/// Keeps the odd byte of a payload that ends within a sample.
pub(super) struct Decoder {
    half: Option<u8>,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { half: None }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        let mut rest = payload;
        if let Some(high) = self.half.take() {
            let Some((&low, tail)) = rest.split_first() else {
                self.half = Some(high);
                return;
            };
            out.push(i16::from_be_bytes([high, low]));
            rest = tail;
        }
        let (pairs, odd) = rest.as_chunks::<2>();
        out.extend(pairs.iter().map(|pair| i16::from_be_bytes(*pair)));
        self.half = odd.first().copied();
    }
}

pub(super) struct Encoder;

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        out.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    }
}
