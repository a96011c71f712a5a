//! G.711, both laws, by tables computed at compile time from the definition in ITU-T G.711.
//!
//! Negative samples are mirrored by complement, not negation, as G.711 works on sign and
//! magnitude; −1 and 0 therefore meet in the two codes of zero.

use super::{Decode, Encode};

/// One of the two laws as a decoder.
pub(super) struct Decoder(&'static [i16; 256]);

impl Decoder {
    pub(super) const ULAW: Self = Self(&ULAW_SAMPLES);
    pub(super) const ALAW: Self = Self(&ALAW_SAMPLES);
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        out.extend(payload.iter().map(|&code| self.0[usize::from(code)]));
    }
}

/// One of the two laws as an encoder.
pub(super) struct Encoder {
    codes: &'static [u8],
    shift: u32,
}

impl Encoder {
    pub(super) const ULAW: Self = Self {
        codes: &ULAW_CODES,
        shift: ULAW_SHIFT,
    };
    pub(super) const ALAW: Self = Self {
        codes: &ALAW_CODES,
        shift: ALAW_SHIFT,
    };
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        out.extend(samples.iter().map(|&sample| {
            // The table is indexed by the sample as an unsigned number, low bits dropped.
            self.codes[usize::from(sample as u16 >> self.shift)]
        }));
    }
}

/// The A-law code of every µ-law code.
pub(super) static ULAW_TO_ALAW: [u8; 256] = recode(&ULAW_SAMPLES, Law::A);
/// The µ-law code of every A-law code.
pub(super) static ALAW_TO_ULAW: [u8; 256] = recode(&ALAW_SAMPLES, Law::Mu);

#[derive(Clone, Copy)]
enum Law {
    A,
    Mu,
}

const fn recode(samples: &[i16; 256], law: Law) -> [u8; 256] {
    let mut codes = [0; 256];
    let mut code = 0;
    while code < 256 {
        codes[code] = match law {
            Law::A => alaw_code(samples[code]),
            Law::Mu => ulaw_code(samples[code]),
        };
        code += 1;
    }
    codes
}

const fn ulaw_code(sample: i16) -> u8 {
    let (sign, magnitude) = if sample < 0 {
        (0x80, !sample)
    } else {
        (0, sample)
    };
    let biased = ((magnitude >> 2) + ULAW_BIAS) as u16;
    let biased = if biased > 0x1fff { 0x1fff } else { biased };
    let segment = 10 - biased.leading_zeros(); // 33 has its highest bit in segment 0.
    let step = (biased >> (segment + 1)) & 0x0f;
    !(sign | (segment as u8) << 4 | step as u8)
}

const fn ulaw_sample(code: u8) -> i16 {
    let bits = !code;
    let segment = (bits >> 4) & 7;
    let step = (bits & 0x0f) as i32;
    let magnitude = (((step << 3) + 4 * ULAW_BIAS as i32) << segment) - 4 * ULAW_BIAS as i32;
    if bits & 0x80 != 0 {
        -magnitude as i16
    } else {
        magnitude as i16
    }
}

const fn alaw_code(sample: i16) -> u8 {
    let (sign, magnitude) = if sample < 0 {
        (0, !sample)
    } else {
        (0x80, sample)
    };
    let magnitude = (magnitude >> 4) as u16;
    let code = if magnitude < 32 {
        magnitude as u8
    } else {
        let segment = 11 - magnitude.leading_zeros();
        ((segment + 1) << 4) as u8 | ((magnitude >> segment) & 0x0f) as u8
    };
    (sign | code) ^ ALAW_TOGGLE
}

const fn alaw_sample(code: u8) -> i16 {
    let bits = code ^ ALAW_TOGGLE;
    let segment = (bits >> 4) & 7;
    let step = (bits & 0x0f) as i16;
    let magnitude = match segment {
        0 => (step << 4) + 8,
        _ => ((step << 4) + 0x108) << (segment - 1),
    };
    if bits & 0x80 != 0 {
        magnitude
    } else {
        -magnitude
    }
}

const ULAW_BIAS: i16 = 33;
const ULAW_SHIFT: u32 = 2;
const ALAW_SHIFT: u32 = 4;
/// A-law inverts every other bit so that silence is not a run of zeros on the line.
const ALAW_TOGGLE: u8 = 0x55;

static ULAW_SAMPLES: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        samples[code] = ulaw_sample(code as u8);
        code += 1;
    }
    samples
};

static ALAW_SAMPLES: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        samples[code] = alaw_sample(code as u8);
        code += 1;
    }
    samples
};

static ULAW_CODES: [u8; 1 << (16 - ULAW_SHIFT)] = {
    let mut codes = [0; 1 << (16 - ULAW_SHIFT)];
    let mut index = 0;
    while index < codes.len() {
        codes[index] = ulaw_code(((index as u16) << ULAW_SHIFT) as i16);
        index += 1;
    }
    codes
};

static ALAW_CODES: [u8; 1 << (16 - ALAW_SHIFT)] = {
    let mut codes = [0; 1 << (16 - ALAW_SHIFT)];
    let mut index = 0;
    while index < codes.len() {
        codes[index] = alaw_code(((index as u16) << ALAW_SHIFT) as i16);
        index += 1;
    }
    codes
};
