//! G.726 at 32 kbit/s: adaptive differences of 4 bits, in the fixed-point arithmetic of the
//! Recommendation, packed as RFC 3551 §4.5.4 says or as for AAL2 (ITU-T I.366.2).
//!
//! Names of variables follow the Recommendation, so that they can be found there.

use super::{Decode, Encode};

/// Which sample of a byte comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// The low half (RFC 3551).
    LowFirst,
    /// The high half (AAL2).
    HighFirst,
}

pub(super) struct Decoder {
    state: State,
    packing: Packing,
}

impl Decoder {
    pub(super) fn new(packing: Packing) -> Self {
        Self {
            state: State::new(),
            packing,
        }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        for &byte in payload {
            let (first, second) = match self.packing {
                Packing::LowFirst => (byte & 15, byte >> 4),
                Packing::HighFirst => (byte >> 4, byte & 15),
            };
            out.push(self.state.decode(first));
            out.push(self.state.decode(second));
        }
    }
}

pub(super) struct Encoder {
    state: State,
    packing: Packing,
    /// The first half of an unfinished byte.
    half: Option<u8>,
}

impl Encoder {
    pub(super) fn new(packing: Packing) -> Self {
        Self {
            state: State::new(),
            packing,
            half: None,
        }
    }
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        for &sample in samples {
            let code = self.state.encode(sample);
            match (self.half.take(), self.packing) {
                (None, _) => self.half = Some(code),
                (Some(first), Packing::LowFirst) => out.push(code << 4 | first),
                (Some(first), Packing::HighFirst) => out.push(first << 4 | code),
            }
        }
    }
}

/// A number as sign, exponent of 4 bits and mantissa of 6, as the predictor keeps its signals.
#[derive(Clone, Copy)]
struct Float {
    negative: bool,
    exponent: i32,
    mantissa: i32,
}

impl Float {
    const ZERO: Self = Self {
        negative: false,
        exponent: 0,
        mantissa: 32,
    };

    fn new(negative: bool, magnitude: i32) -> Self {
        if magnitude == 0 {
            return Self {
                negative,
                ..Self::ZERO
            };
        }
        let exponent = bits(magnitude);
        Self {
            negative,
            exponent,
            mantissa: (magnitude << 6) >> exponent,
        }
    }

    /// FMULT: a coefficient times this.
    fn times(self, coefficient: i32) -> i32 {
        let coefficient = coefficient >> 2;
        let magnitude = if coefficient > 0 {
            coefficient
        } else {
            -coefficient & 0x1fff
        };
        let exponent = bits(magnitude);
        let mantissa = if magnitude == 0 {
            32
        } else {
            (magnitude << 6) >> exponent
        };
        let product = (mantissa * self.mantissa + 48) >> 4;
        let shift = exponent + self.exponent - 19;
        let product = if shift >= 0 {
            (product << shift) & 0x7fff
        } else {
            product >> -shift
        };
        if self.negative == (coefficient < 0) {
            product
        } else {
            -product
        }
    }
}

struct State {
    /// Scale factors, slow and fast.
    yl: i32,
    yu: i32,
    /// Averages of the code's size, and the speed that follows from them.
    dms: i32,
    dml: i32,
    ap: i32,
    /// Coefficients of poles and zeros.
    a: [i32; 2],
    b: [i32; 6],
    /// Signs of the partly reconstructed signal.
    pk: [bool; 2],
    dq: [Float; 6],
    sr: [Float; 2],
    tone: bool,
}

/// What a predictor says of the next sample.
struct Estimate {
    /// Signal estimate, and its part by zeros, both doubled.
    se: i32,
    sez: i32,
    /// Scale factor.
    y: i32,
}

impl State {
    fn new() -> Self {
        Self {
            yl: 34_816,
            yu: 544,
            dms: 0,
            dml: 0,
            ap: 0,
            a: [0; 2],
            b: [0; 6],
            pk: [false; 2],
            dq: [Float::ZERO; 6],
            sr: [Float::ZERO; 2],
            tone: false,
        }
    }

    fn decode(&mut self, code: u8) -> i16 {
        let estimate = self.estimate();
        let sample = self.learn(code, &estimate);
        (sample << 2).clamp(-32_768, 32_767) as i16
    }

    fn encode(&mut self, sample: i16) -> u8 {
        let estimate = self.estimate();
        let difference = (i32::from(sample) >> 2) - estimate.se;
        let code = quantize(difference, estimate.y);
        self.learn(code, &estimate);
        code
    }

    fn estimate(&self) -> Estimate {
        let zeros: i32 = self.dq.iter().zip(self.b).map(|(dq, b)| dq.times(b)).sum();
        let poles: i32 = self.sr.iter().zip(self.a).map(|(sr, a)| sr.times(a)).sum();
        Estimate {
            se: (zeros + poles) >> 1,
            sez: zeros >> 1,
            y: self.scale(),
        }
    }

    /// MIX: slow and fast scale factor by speed.
    fn scale(&self) -> i32 {
        if self.ap >= 256 {
            return self.yu;
        }
        let slow = self.yl >> 6;
        let difference = self.yu - slow;
        let speed = self.ap >> 2;
        if difference > 0 {
            slow + ((difference * speed) >> 6)
        } else {
            slow + ((difference * speed + 0x3f) >> 6)
        }
    }

    /// Takes a code in and gives the sample that both sides reconstruct from it, at 14 bits.
    fn learn(&mut self, code: u8, estimate: &Estimate) -> i32 {
        let code = usize::from(code & 15);
        let negative = code & 8 != 0;
        let size = if negative { 15 - code } else { code };
        let magnitude = reconstruct(DIFFERENCES[size], estimate.y);
        let difference = if negative { -magnitude } else { magnitude };
        let sample = estimate.se + difference;
        let partly = difference + estimate.sez;
        self.adapt_scale(WEIGHTS[size], estimate.y);
        let transition = self.transition(magnitude);
        let sign = partly < 0;
        if transition {
            self.a = [0; 2];
            self.b = [0; 6];
        } else {
            self.adapt_poles(partly, sign);
            self.adapt_zeros(difference, magnitude);
        }
        self.dq.rotate_right(1);
        self.dq[0] = Float::new(negative, magnitude);
        self.sr.rotate_right(1);
        self.sr[0] = match sample {
            -32_768 => Float::new(true, 0),
            sample => Float::new(sample < 0, sample.abs()),
        };
        self.pk = [sign, self.pk[0]];
        self.tone = !transition && self.a[1] < -11_776;
        self.adapt_speed(SPEEDS[size], transition, estimate.y);
        sample
    }

    /// FUNCTW, FILTD, LIMB, FILTE.
    fn adapt_scale(&mut self, weight: i32, y: i32) {
        self.yu = (y + ((weight - y) >> 5)).clamp(544, 5_120);
        self.yl += self.yu + (-self.yl >> 6);
    }

    /// TRANS: a sudden end of a narrow-band signal, such as the steps of a modem.
    fn transition(&self, magnitude: i32) -> bool {
        let whole = self.yl >> 15;
        let part = (self.yl >> 10) & 0x1f;
        let threshold = if whole > 9 {
            31 << 10
        } else {
            (32 + part) << whole
        };
        let threshold = (threshold + (threshold >> 1)) >> 1;
        self.tone && magnitude > threshold
    }

    fn adapt_poles(&mut self, partly: i32, sign: bool) {
        let [a1, a2] = &mut self.a;
        let same = sign == self.pk[0];
        let mut second = *a2 - (*a2 >> 7);
        if partly != 0 {
            // UPA2: a limited part of the first coefficient, against its sign.
            let limited = match if same { -*a1 } else { *a1 } {
                ..=-8_192 => -256,
                8_192.. => 255,
                first => first >> 5,
            };
            let older = if sign == self.pk[1] { 128 } else { -128 };
            second += limited + older;
        }
        *a2 = second.clamp(-12_288, 12_288);
        let mut first = *a1 - (*a1 >> 8);
        if partly != 0 {
            first += if same { 192 } else { -192 };
        }
        let limit = 15_360 - *a2;
        *a1 = first.clamp(-limit, limit);
    }

    fn adapt_zeros(&mut self, difference: i32, magnitude: i32) {
        for (b, dq) in self.b.iter_mut().zip(&self.dq) {
            *b -= *b >> 8;
            if magnitude != 0 {
                *b += if dq.negative == (difference < 0) {
                    128
                } else {
                    -128
                };
            }
        }
    }

    /// FILTA, FILTB, SUBTC, FILTC.
    fn adapt_speed(&mut self, speed: i32, transition: bool, y: i32) {
        self.dms += (speed - self.dms) >> 5;
        self.dml += ((speed << 2) - self.dml) >> 7;
        let unsteady = ((self.dms << 2) - self.dml).abs() >= self.dml >> 3;
        if transition {
            self.ap = 256;
        } else if y < 1_536 || self.tone || unsteady {
            self.ap += (512 - self.ap) >> 4;
        } else {
            self.ap += -self.ap >> 4;
        }
    }
}

/// LOG, SUBTB, QUAN.
fn quantize(difference: i32, y: i32) -> u8 {
    let magnitude = difference.abs();
    let exponent = bits(magnitude >> 1);
    let mantissa = ((magnitude << 7) >> exponent) & 0x7f;
    let logarithm = (exponent << 7) + mantissa - (y >> 2);
    let size = DECISIONS
        .iter()
        .take_while(|&&limit| limit <= logarithm)
        .count();
    match (difference < 0, size) {
        (true, size) => 15 - size as u8,
        // All ones: a difference of nothing is sent as negative.
        (false, 0) => 15,
        (false, size) => size as u8,
    }
}

/// ADDA, ANTILOG.
fn reconstruct(difference: i32, y: i32) -> i32 {
    let logarithm = difference + (y >> 2);
    if logarithm < 0 {
        return 0;
    }
    let exponent = (logarithm >> 7) & 15;
    let mantissa = 128 + (logarithm & 127);
    (mantissa << 7) >> (14 - exponent)
}

/// How many bits a number has.
fn bits(number: i32) -> i32 {
    32 - number.leading_zeros().cast_signed()
}

/// Between the sizes of codes.
const DECISIONS: [i32; 7] = [-124, 80, 178, 246, 300, 349, 400];
/// By the size of a code, 0 to 7: logarithm of the difference, weight of the scale, size for the speed.
const DIFFERENCES: [i32; 8] = [-2_048, 4, 135, 213, 273, 323, 373, 425];
const WEIGHTS: [i32; 8] = [-384, 576, 1_312, 2_048, 3_584, 6_336, 11_360, 35_904];
const SPEEDS: [i32; 8] = [0, 0, 0, 0x200, 0x200, 0x200, 0x600, 0xe00];
