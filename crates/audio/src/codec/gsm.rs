//! GSM 06.10 full rate: 160 samples in 33 bytes; the arithmetic is `oxideav-gsm`'s.
//!
//! Also the packing of two frames in 65 bytes that `.WAV` (wav49) files use.

use oxideav_gsm::{DecoderState, EncoderState, UnpackedFrame};

use super::{Decode, Encode};

pub(super) struct Decoder {
    state: DecoderState,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            state: DecoderState::new(),
        }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        for frame in payload.chunks_exact(FRAME_BYTES) {
            match UnpackedFrame::from_gsm_byte_frame(frame) {
                Ok(frame) => out.extend_from_slice(&self.state.decode_frame(&frame)),
                // The signature nibble is wrong: not a frame. Silence keeps the time right.
                Err(_) => out.extend_from_slice(&[0; FRAME_SAMPLES]),
            }
        }
    }
}

pub(super) struct Encoder {
    state: EncoderState,
    waiting: Vec<i16>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self {
            state: EncoderState::new(),
            waiting: Vec::with_capacity(FRAME_SAMPLES),
        }
    }

    fn frame(&mut self, samples: &[i16; FRAME_SAMPLES], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.state.encode_frame(samples).to_gsm_byte_frame());
    }
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let mut rest = samples;
        if !self.waiting.is_empty() {
            let missing = FRAME_SAMPLES - self.waiting.len();
            let (head, tail) = rest.split_at(missing.min(rest.len()));
            self.waiting.extend_from_slice(head);
            rest = tail;
            let Ok(full) = <[i16; FRAME_SAMPLES]>::try_from(self.waiting.as_slice()) else {
                return;
            };
            self.waiting.clear();
            self.frame(&full, out);
        }
        let (frames, tail) = rest.as_chunks::<FRAME_SAMPLES>();
        for frame in frames {
            self.frame(frame, out);
        }
        self.waiting.extend_from_slice(tail);
    }
}

/// Splits 65-byte blocks into pairs of 33-byte frames; a block cut short is left out.
pub(crate) fn split_wav49(blocks: &[u8]) -> Vec<u8> {
    let mut frames = Vec::with_capacity(blocks.len() / PAIR_BYTES * 2 * FRAME_BYTES);
    for block in blocks.chunks_exact(PAIR_BYTES) {
        if let Ok((first, second)) = UnpackedFrame::pair_from_msgsm_block(block) {
            frames.extend_from_slice(&first.to_gsm_byte_frame());
            frames.extend_from_slice(&second.to_gsm_byte_frame());
        }
    }
    frames
}

/// Joins pairs of 33-byte frames into 65-byte blocks; a frame that is left over, or is none, is
/// left out.
pub(crate) fn join_wav49(frames: &[u8]) -> Vec<u8> {
    let mut blocks = Vec::with_capacity(frames.len() / (2 * FRAME_BYTES) * PAIR_BYTES);
    for pair in frames.chunks_exact(2 * FRAME_BYTES) {
        let (first, second) = pair.split_at(FRAME_BYTES);
        if let (Ok(first), Ok(second)) = (
            UnpackedFrame::from_gsm_byte_frame(first),
            UnpackedFrame::from_gsm_byte_frame(second),
        ) {
            blocks.extend_from_slice(&UnpackedFrame::pair_to_msgsm_block(&first, &second));
        }
    }
    blocks
}

const FRAME_BYTES: usize = 33;
const FRAME_SAMPLES: usize = 160;
const PAIR_BYTES: usize = 65;
