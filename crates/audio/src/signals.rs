//! Signals that the tests of this room listen to.

use std::f64::consts::TAU;

/// Numbers that look random, the same in every run.
pub(crate) struct Noise(pub(crate) u32);

impl Noise {
    /// Evenly spread over −1…1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 16) / 32_768.0 - 1.0
    }
}

/// Something like a voice: pulses of a gliding pitch and hiss through three wandering formants,
/// in syllables of about 200 ms.
pub(crate) fn speech(rate: u32, ms: u32, voice: u32) -> Vec<i16> {
    let mut noise = Noise(voice);
    let count = (rate * ms / 1000) as usize;
    let mut phase = 0.0;
    let mut resonators = [[0.0_f64; 2]; 3];
    let mut formants = [500.0, 1400.0, 2500.0];
    let mut voiced = true;
    let mut out = Vec::with_capacity(count);
    for n in 0..count {
        let time = n as f64 / f64::from(rate);
        if n % (rate as usize / 5) == 0 {
            formants = [
                500.0 + 250.0 * noise.next(),
                1400.0 + 500.0 * noise.next(),
                2500.0 + 400.0 * noise.next(),
            ];
            voiced = noise.next() > -0.5;
        }
        let pitch = 140.0 + 30.0 * (TAU * 0.7 * time).sin();
        phase += pitch / f64::from(rate);
        let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase = phase.fract();
        let source = if voiced {
            pulse + 0.002 * noise.next()
        } else {
            0.05 * noise.next()
        };
        let mut sum = 0.0;
        for (state, formant) in resonators.iter_mut().zip(formants) {
            let radius = (-std::f64::consts::PI * 90.0 / f64::from(rate)).exp();
            let next = source + 2.0 * radius * (TAU * formant / f64::from(rate)).cos() * state[0]
                - radius * radius * state[1];
            *state = [next, state[0]];
            sum += next;
        }
        let syllable = 0.55 - 0.45 * (TAU * 5.0 * time).cos();
        out.push((sum * syllable * 3000.0).clamp(-30_000.0, 30_000.0) as i16);
    }
    out
}

/// How far what came out is from what went in, in dB, at the delay (below `delay_max`) that suits
/// best.
pub(crate) fn snr_db(input: &[i16], output: &[i16], delay_max: usize) -> f64 {
    (0..delay_max.min(output.len()))
        .map(|delay| {
            let (mut signal, mut error) = (0.0, 1e-9);
            for (&x, &y) in input.iter().zip(&output[delay..]).skip(200) {
                signal += f64::from(x).powi(2);
                error += (f64::from(x) - f64::from(y)).powi(2);
            }
            10.0 * (signal / error).log10()
        })
        .fold(f64::NEG_INFINITY, f64::max)
}
