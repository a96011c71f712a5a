//! The strength of one frequency in a block of samples.

use std::f64::consts::TAU;

/// A Goertzel filter for one frequency; cheaper than a transform when few frequencies matter.
#[derive(Clone, Copy, Debug)]
pub struct Goertzel {
    twice_cos: f64,
    newer: f64,
    older: f64,
    count: u32,
}

impl Goertzel {
    /// A filter for `freq` Hz in samples of `rate` Hz.
    pub fn new(freq: f64, rate: u32) -> Self {
        let twice_cos = 2.0 * (TAU * freq / f64::from(rate.max(1))).cos();
        Self {
            twice_cos,
            newer: 0.0,
            older: 0.0,
            count: 0,
        }
    }

    /// Takes one more sample in.
    pub fn feed(&mut self, sample: f64) {
        let next = sample + self.twice_cos * self.newer - self.older;
        self.older = self.newer;
        self.newer = next;
        self.count += 1;
    }

    /// The squared peak that a tone of this frequency would have had, and starts afresh.
    pub fn take_peak_squared(&mut self) -> f64 {
        let Self {
            twice_cos,
            newer,
            older,
            count,
        } = *self;
        *self = Self {
            newer: 0.0,
            older: 0.0,
            count: 0,
            ..*self
        };
        if count == 0 {
            return 0.0;
        }
        let power = newer * newer + older * older - twice_cos * newer * older;
        4.0 * power.max(0.0) / (f64::from(count) * f64::from(count))
    }
}
