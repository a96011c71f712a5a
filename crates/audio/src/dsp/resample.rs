//! Change of sample rate by a polyphase FIR filter, for any ratio of whole numbers.
//!
//! One low-pass filter (windowed sinc) is designed when a stream begins, cut into one branch a
//! phase; each output sample is one branch over the newest input.

use crate::codec::SampleRate;

/// Changes the sample rate of one stream. Delays it by 24 samples of the lower rate (3 ms at
/// 8 kHz).
pub struct Resampler {
    /// One branch a phase, `taps` long each, newest input last.
    branches: Vec<i16>,
    taps: usize,
    phases: usize,
    /// Phases that the input advances for each output sample.
    step: usize,
    phase: usize,
    /// The last `taps - 1` samples and what has not been used yet.
    input: Vec<i16>,
}

impl Resampler {
    /// Between two of our rates; None when they are equal.
    pub fn between(from: SampleRate, to: SampleRate) -> Option<Self> {
        Self::new(from.hz(), to.hz())
    }

    /// Between any two rates in Hz; None when they are equal, when one is 0, or when their ratio
    /// is so odd that the filter would be unreasonably large.
    pub fn new(from: u32, to: u32) -> Option<Self> {
        if from == to || from == 0 || to == 0 {
            return None;
        }
        let divisor = greatest_common_divisor(from, to);
        let phases = (to / divisor) as usize;
        let step = (from / divisor) as usize;
        // The filter spans a fixed number of samples of the lower rate.
        let taps = (BASE_TAPS * step.max(phases))
            .div_ceil(phases)
            .next_multiple_of(8);
        if taps.saturating_mul(phases) > FILTER_MAX {
            return None;
        }
        Some(Self {
            branches: design(taps, phases, step),
            taps,
            phases,
            step,
            phase: 0,
            input: vec![0; taps - 1],
        })
    }

    /// Appends the resampled input.
    pub fn resample(&mut self, samples: &[i16], out: &mut Vec<i16>) {
        self.input.extend_from_slice(samples);
        out.reserve(samples.len() * self.phases / self.step + 1);
        let mut start = 0;
        while let Some(window) = self.input.get(start..start + self.taps) {
            let branch = &self.branches[self.phase * self.taps..][..self.taps];
            out.push(dot(window, branch));
            self.phase += self.step;
            start += self.phase / self.phases;
            self.phase %= self.phases;
        }
        // When the rate falls by more than the input at hand, the next window starts beyond it.
        let used = start.min(self.input.len());
        self.input.drain(..used);
        debug_assert_eq!(used, start, "the filter is longer than any step");
    }
}

fn dot(window: &[i16], branch: &[i16]) -> i16 {
    let sum: i32 = window
        .iter()
        .zip(branch)
        .map(|(&s, &c)| i32::from(s) * i32::from(c))
        .sum();
    ((sum + (UNITY as i32 / 2)) >> UNITY_BITS).clamp(-32768, 32767) as i16
}

/// A Kaiser-windowed sinc for the product rate, cut into branches that each pass DC unchanged.
fn design(taps: usize, phases: usize, step: usize) -> Vec<i16> {
    let length = taps * phases;
    let centre = (length as f64 - 1.0) / 2.0;
    // In cycles a sample of the product rate: just below half of the lower rate.
    let cutoff = PASS_BAND * 0.5 / phases.max(step) as f64;
    let prototype: Vec<f64> = (0..length)
        .map(|n| {
            let t = n as f64 - centre;
            sinc(2.0 * cutoff * t) * kaiser(t / (centre + 1.0))
        })
        .collect();
    let mut branches = vec![0_i16; length];
    for phase in 0..phases {
        // Input sample `i` of a window of `taps` lies `taps - 1 - i` input samples in the past.
        let branch: Vec<f64> = (0..taps)
            .map(|i| prototype[phase + (taps - 1 - i) * phases])
            .collect();
        let gain = UNITY / branch.iter().sum::<f64>();
        let rounded = &mut branches[phase * taps..][..taps];
        for (coefficient, exact) in rounded.iter_mut().zip(&branch) {
            *coefficient = (exact * gain).round() as i16;
        }
        let error = UNITY as i32 - rounded.iter().map(|&c| i32::from(c)).sum::<i32>();
        if let Some(largest) = rounded.iter_mut().max() {
            *largest += error as i16;
        }
    }
    branches
}

fn sinc(x: f64) -> f64 {
    let x = x * std::f64::consts::PI;
    if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
}

/// The Kaiser window at `x` in −1…1.
fn kaiser(x: f64) -> f64 {
    bessel_i0(KAISER_BETA * (1.0 - x * x).max(0.0).sqrt()) / bessel_i0(KAISER_BETA)
}

fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-12 {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
        k += 1.0;
    }
    sum
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

/// Taps at the lower rate: 48 give a transition of 600 Hz at 8 kHz for 60 dB.
const BASE_TAPS: usize = 48;
/// Middle of the transition as a part of the lower rate's band: 3.7 of 4 kHz.
const PASS_BAND: f64 = 0.925;
/// Shape for 60 dB of stop-band attenuation (Kaiser's formula).
const KAISER_BETA: f64 = 5.65;
/// Fixed point of the coefficients: 14 bits leave room for three times full scale in 32 bits.
const UNITY_BITS: u32 = 14;
const UNITY: f64 = (1 << UNITY_BITS) as f64;
/// Coefficients of the largest filter that is ever built.
const FILTER_MAX: usize = 1 << 18;
