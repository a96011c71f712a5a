//! Dialogic ADPCM (OKI, `vox`): 12-bit samples as differences of 4 bits, the first one in the high half.

use super::{Decode, Encode};

/// What both sides know: the last sample, of 12 bits, and the place in the table of steps.
#[derive(Clone, Copy, Default)]
struct State {
    sample: i32,
    step: i32,
}

impl State {
    fn step_size(self) -> i32 {
        STEPS[self.step.clamp(0, STEP_MAX) as usize]
    }

    fn take(&mut self, code: u8) -> i16 {
        let size = self.step_size();
        let magnitude = i32::from(code & 7);
        // (magnitude + ½) · size / 4, with the rounding of the three single bits.
        let part = |bit: i32, shift: u32| {
            if magnitude & bit != 0 {
                size >> shift
            } else {
                0
            }
        };
        let difference = (size >> 3) + part(4, 0) + part(2, 1) + part(1, 2);
        let difference = if code & 8 == 0 {
            difference
        } else {
            -difference
        };
        self.sample = (self.sample + difference).clamp(-2048, 2047);
        self.step = (self.step + STEP_CHANGE[magnitude as usize]).clamp(0, STEP_MAX);
        (self.sample << 4) as i16
    }

    fn code(self, sample: i16) -> u8 {
        let mut difference = (i32::from(sample) >> 4) - self.sample;
        let mut code = 0;
        if difference < 0 {
            code = 8;
            difference = -difference;
        }
        let mut size = self.step_size();
        for bit in [4, 2, 1] {
            if difference >= size {
                code |= bit;
                difference -= size;
            }
            size >>= 1;
        }
        code
    }
}

#[derive(Default)]
pub(super) struct Decoder(State);

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        for &byte in payload {
            out.push(self.0.take(byte >> 4));
            out.push(self.0.take(byte & 15));
        }
    }
}

#[derive(Default)]
pub(super) struct Encoder {
    state: State,
    /// The first half of an unfinished byte.
    half: Option<u8>,
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        for &sample in samples {
            let code = self.state.code(sample);
            self.state.take(code);
            match self.half.take() {
                None => self.half = Some(code),
                Some(first) => out.push(first << 4 | code),
            }
        }
    }
}

const STEP_MAX: i32 = 48;
const STEP_CHANGE: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
/// 16 · 1.1ⁿ, rounded down.
const STEPS: [i32; 49] = [
    16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130,
    143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796,
    876, 963, 1060, 1166, 1282, 1411, 1552,
];
