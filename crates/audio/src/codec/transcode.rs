//! From one codec's payload to another's, resampling on the way, and what that costs.

use super::{Codec, Decode, Encode, SampleRate, decoder, encoder, g711};
use crate::dsp::Resampler;

/// Converts the payloads of one stream.
pub struct Transcoder {
    path: Path,
}

enum Path {
    Copy,
    Table(&'static [u8; 256]),
    Linear(Box<Linear>),
}

struct Linear {
    decoder: Box<dyn Decode>,
    resampler: Option<Resampler>,
    encoder: Box<dyn Encode>,
    decoded: Vec<i16>,
    resampled: Vec<i16>,
}

impl Transcoder {
    /// A converter for one stream, or None when we lack the arithmetic of either codec.
    pub fn new(from: Codec, to: Codec) -> Option<Self> {
        let path = match (from, to) {
            _ if from == to => Path::Copy,
            (Codec::Ulaw, Codec::Alaw) => Path::Table(&g711::ULAW_TO_ALAW),
            (Codec::Alaw, Codec::Ulaw) => Path::Table(&g711::ALAW_TO_ULAW),
            _ => Path::Linear(Box::new(Linear {
                decoder: decoder(from)?,
                resampler: Resampler::between(from.linear_rate()?, to.linear_rate()?),
                encoder: encoder(to)?,
                decoded: Vec::new(),
                resampled: Vec::new(),
            })),
        };
        Some(Self { path })
    }

    /// Appends the converted payload. Codecs of long frames (GSM) may give nothing now and more
    /// the next time.
    pub fn convert(&mut self, payload: &[u8], out: &mut Vec<u8>) {
        match &mut self.path {
            Path::Copy => out.extend_from_slice(payload),
            Path::Table(codes) => {
                out.extend(payload.iter().map(|&code| codes[usize::from(code)]));
            }
            Path::Linear(linear) => linear.convert(payload, out),
        }
    }
}

impl Linear {
    fn convert(&mut self, payload: &[u8], out: &mut Vec<u8>) {
        self.decoded.clear();
        self.decoder.decode(payload, &mut self.decoded);
        match &mut self.resampler {
            None => self.encoder.encode(&self.decoded, out),
            Some(resampler) => {
                self.resampled.clear();
                resampler.resample(&self.decoded, &mut self.resampled);
                self.encoder.encode(&self.resampled, out);
            }
        }
    }
}

/// What converting costs, in the unit that `core show translation` prints: it counts what quality
/// is lost on the way and grows with every step, so the least is the best path. 0 for the same
/// codec, None when there is no path.
pub fn translation_cost(from: Codec, to: Codec) -> Option<u32> {
    if from == to {
        return Some(0);
    }
    if !from.can_transcode() || !to.can_transcode() {
        return None;
    }
    let (from_rate, to_rate) = (from.linear_rate()?, to.linear_rate()?);
    let cost = match (from, to) {
        (Codec::Ulaw, Codec::Alaw) | (Codec::Alaw, Codec::Ulaw) => LOSSY_TO_LOSSY,
        // G.722 takes and gives 8 kHz samples in a single step.
        (_, Codec::G722) if from_rate == SampleRate::R8000 => decoding_cost(from) + ENCODE_UP,
        (Codec::G722, _) if to_rate == SampleRate::R8000 => DECODE_DOWN + encoding_cost(to),
        _ => decoding_cost(from) + resampling_cost(from_rate, to_rate) + encoding_cost(to),
    };
    Some(cost)
}

fn decoding_cost(codec: Codec) -> u32 {
    if matches!(codec, Codec::Slin(_)) {
        0
    } else {
        9_000
    }
}

fn encoding_cost(codec: Codec) -> u32 {
    if matches!(codec, Codec::Slin(_)) {
        0
    } else {
        6_000
    }
}

fn resampling_cost(from: SampleRate, to: SampleRate) -> u32 {
    match from.cmp(&to) {
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Less => 8_000,
        std::cmp::Ordering::Greater => 8_500,
    }
}

const LOSSY_TO_LOSSY: u32 = 9_150;
const ENCODE_UP: u32 = 8_250;
const DECODE_DOWN: u32 = 9_600;
