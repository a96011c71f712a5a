//! G.722 at 64 kbit/s: two ADPCM coders, 6 bits for 0–4 kHz and 2 bits for 4–8 kHz, after a
//! quadrature mirror filter bank. Written after ITU-T G.722 §3 to §6; the arithmetic is its own
//! 16-bit fixed point, so both ends stay in step with any other implementation.

use super::g722_tables::{
    BANK, HIGH_DECISION, HIGH_GROWTH, HIGH_OUTPUTS, LOW_DECISIONS, LOW_GROWTH, LOW_OUTPUTS_4,
    LOW_OUTPUTS_6, STEPS,
};
use super::{Decode, Encode};

/// 16 kHz samples to one byte a pair.
pub(super) struct Encoder {
    low: Band,
    high: Band,
    bank: [i32; 24],
    waiting: Option<i16>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self {
            low: Band::LOW,
            high: Band::HIGH,
            bank: [0; 24],
            waiting: None,
        }
    }

    fn pair(&mut self, first: i16, second: i16) -> u8 {
        self.bank.copy_within(2.., 0);
        self.bank[22] = i32::from(first);
        self.bank[23] = i32::from(second);
        let (mut older, mut newer) = (0, 0);
        for (tap, pair) in self.bank.as_chunks::<2>().0.iter().enumerate() {
            older += pair[0] * BANK[tap];
            newer += pair[1] * BANK[11 - tap];
        }
        let low = self.low.encode_low((newer + older) >> 14);
        let high = self.high.encode_high((newer - older) >> 14);
        high << 6 | low
    }
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let mut rest = samples;
        if let (Some(first), Some((&second, tail))) = (self.waiting, rest.split_first()) {
            self.waiting = None;
            out.push(self.pair(first, second));
            rest = tail;
        }
        let (pairs, odd) = rest.as_chunks::<2>();
        for &[first, second] in pairs {
            out.push(self.pair(first, second));
        }
        if let Some(&sample) = odd.first() {
            self.waiting = Some(sample);
        }
    }
}

/// One byte to a pair of 16 kHz samples.
pub(super) struct Decoder {
    low: Band,
    high: Band,
    bank: [i32; 24],
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            low: Band::LOW,
            high: Band::HIGH,
            bank: [0; 24],
        }
    }

    fn byte(&mut self, code: u8) -> [i16; 2] {
        let low = self.low.decode_low(code & 0x3f);
        let high = self.high.decode_high(code >> 6);
        self.bank.copy_within(2.., 0);
        self.bank[22] = low + high;
        self.bank[23] = low - high;
        let (mut first, mut second) = (0, 0);
        for (tap, pair) in self.bank.as_chunks::<2>().0.iter().enumerate() {
            first += pair[1] * BANK[11 - tap];
            second += pair[0] * BANK[tap];
        }
        [clip(first >> 11) as i16, clip(second >> 11) as i16]
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        out.reserve(payload.len() * 2);
        for &code in payload {
            out.extend_from_slice(&self.byte(code));
        }
    }
}

/// One ADPCM coder: the adaptive step of its quantiser and its predictor.
struct Band {
    /// Logarithm of the step, 2048 an octave.
    log_step: i32,
    step: i32,
    predictor: Predictor,
}

impl Band {
    const LOW: Self = Self {
        log_step: 0,
        step: 32,
        predictor: Predictor::NEW,
    };
    const HIGH: Self = Self {
        log_step: 0,
        step: 8,
        predictor: Predictor::NEW,
    };

    fn encode_low(&mut self, input: i32) -> u8 {
        let error = clip(input - self.predictor.estimate);
        let magnitude = if error < 0 { !error } else { error };
        let level = LOW_DECISIONS
            .iter()
            .take_while(|&&decision| magnitude >= (decision * self.step) >> 12)
            .count() as u8;
        // Codes run down from 61 (positive) and from 31 (negative), except for the two smallest
        // negative levels, which got the last two codes.
        let code = match (error < 0, level) {
            (true, 0 | 1) => 63 - level,
            (true, _) => 33 - level,
            (false, _) => 61 - level,
        };
        self.adapt_low(code);
        code
    }

    fn decode_low(&mut self, code: u8) -> i32 {
        let difference = (self.step * LOW_OUTPUTS_6[usize::from(code)]) >> 15;
        let output = (self.predictor.estimate + difference).clamp(-16384, 16383);
        self.adapt_low(code);
        output
    }

    fn adapt_low(&mut self, code: u8) {
        let coarse = usize::from(code >> 2);
        let difference = (self.step * LOW_OUTPUTS_4[coarse]) >> 15;
        self.grow(LOW_GROWTH[coarse], 18_432, 8);
        self.predictor.update(difference);
    }

    fn encode_high(&mut self, input: i32) -> u8 {
        let error = clip(input - self.predictor.estimate);
        let magnitude = if error < 0 { !error } else { error };
        let large = magnitude >= (HIGH_DECISION * self.step) >> 12;
        let code = match (error < 0, large) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        self.adapt_high(code);
        code
    }

    fn decode_high(&mut self, code: u8) -> i32 {
        let difference = (self.step * HIGH_OUTPUTS[usize::from(code)]) >> 15;
        let output = (self.predictor.estimate + difference).clamp(-16384, 16383);
        self.adapt_high(code);
        output
    }

    fn adapt_high(&mut self, code: u8) {
        let difference = (self.step * HIGH_OUTPUTS[usize::from(code)]) >> 15;
        self.grow(HIGH_GROWTH[usize::from(code)], 22_528, 10);
        self.predictor.update(difference);
    }

    /// The step leaks towards its minimum and grows by the code just sent (§3.5).
    fn grow(&mut self, growth: i32, log_max: i32, octaves: i32) {
        self.log_step = (((self.log_step * 127) >> 7) + growth).clamp(0, log_max);
        let mantissa = STEPS[((self.log_step >> 6) & 31) as usize];
        let shift = octaves - (self.log_step >> 11);
        self.step = if shift < 0 {
            mantissa << -shift
        } else {
            mantissa >> shift
        } << 2;
    }
}

/// Two poles and six zeros that follow the signal by the signs of what came (§3.6).
struct Predictor {
    poles: [i32; 2],
    zeros: [i32; 6],
    /// Past outputs, newest first.
    outputs: [i32; 2],
    /// Past quantised differences, newest first.
    differences: [i32; 6],
    /// Past outputs of the zeros' part alone, newest first.
    partials: [i32; 2],
    zero_estimate: i32,
    estimate: i32,
}

impl Predictor {
    const NEW: Self = Self {
        poles: [0; 2],
        zeros: [0; 6],
        outputs: [0; 2],
        differences: [0; 6],
        partials: [0; 2],
        zero_estimate: 0,
        estimate: 0,
    };

    fn update(&mut self, difference: i32) {
        let output = clip(self.estimate + difference);
        let partial = clip(self.zero_estimate + difference);
        self.move_poles(partial);
        self.move_zeros(difference);

        self.partials = [partial, self.partials[0]];
        self.outputs = [output, self.outputs[0]];
        self.differences.copy_within(..5, 1);
        self.differences[0] = difference;

        let pole_estimate = clip(
            self.outputs
                .iter()
                .zip(self.poles)
                .map(|(&output, pole)| (pole * clip(2 * output)) >> 15)
                .sum(),
        );
        self.zero_estimate = clip(
            self.differences
                .iter()
                .zip(self.zeros)
                .map(|(&difference, zero)| (zero * clip(2 * difference)) >> 15)
                .sum(),
        );
        self.estimate = clip(pole_estimate + self.zero_estimate);
    }

    fn move_poles(&mut self, partial: i32) {
        let same = |other: i32| (partial < 0) == (other < 0);
        let [newer, older] = self.partials;
        let [first, second] = self.poles;

        let pull = clip(4 * first);
        let pull = if same(newer) { clip(-pull) } else { pull };
        let nudge = if same(older) { 128 } else { -128 };
        let second = (nudge + (pull >> 7) + ((second * 32_512) >> 15)).clamp(-12_288, 12_288);

        let nudge = if same(newer) { 192 } else { -192 };
        let limit = clip(15_360 - second);
        let first = clip(nudge + ((first * 32_640) >> 15)).clamp(-limit, limit);
        self.poles = [first, second];
    }

    fn move_zeros(&mut self, difference: i32) {
        let nudge = if difference == 0 { 0 } else { 128 };
        for (zero, &past) in self.zeros.iter_mut().zip(&self.differences) {
            let nudge = if (difference < 0) == (past < 0) {
                nudge
            } else {
                -nudge
            };
            *zero = clip(nudge + ((*zero * 32_640) >> 15));
        }
    }
}

/// Saturation to 16 bits, as every addition of the recommendation does it.
fn clip(value: i32) -> i32 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX))
}
