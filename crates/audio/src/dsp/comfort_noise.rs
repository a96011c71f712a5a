//! Comfort noise (RFC 3389): while a speaker is silent, noise of the described level and colour.

#[cfg(test)]
mod tests;

/// Makes the noise that payloads describe.
#[derive(Clone, Debug)]
pub struct ComfortNoise {
    /// Root mean square of the white noise that goes into the filter.
    strength: f32,
    /// Reflection coefficients of the filter, and its memory.
    reflections: Vec<f32>,
    memory: Vec<f32>,
    random: u32,
}

impl ComfortNoise {
    /// Noise as a payload describes it; None for an empty one.
    pub fn new(payload: &[u8], seed: u32) -> Option<Self> {
        let mut this = Self {
            strength: 0.0,
            reflections: Vec::new(),
            memory: Vec::new(),
            random: seed,
        };
        this.describe(payload).then_some(this)
    }

    /// A new description (RFC 3389 §3). False, without effect, when it is empty.
    pub fn describe(&mut self, payload: &[u8]) -> bool {
        let Some((&level, coefficients)) = payload.split_first() else {
            return false;
        };
        self.reflections.clear();
        // 127 is zero; nothing may reach one, where the filter would ring for ever.
        let reflection = |byte: &u8| ((f32::from(*byte) - 127.0) / 128.0).clamp(-0.99, 0.99);
        let used = coefficients.iter().take(ORDER_MAX);
        self.reflections.extend(used.map(reflection));
        self.memory.resize(self.reflections.len() + 1, 0.0);
        let wanted = OVERLOAD * 10_f32.powf(-f32::from(level & 0x7f) / 20.0);
        // The filter makes white noise louder by this much.
        let gain: f32 = self.reflections.iter().map(|k| 1.0 - k * k).product();
        self.strength = wanted * gain.sqrt();
        true
    }

    /// Appends so many samples.
    pub fn fill(&mut self, count: usize, out: &mut Vec<i16>) {
        for _ in 0..count {
            let white = self.white();
            let sample = self.colour(white);
            out.push(sample as i16);
        }
    }

    /// Evenly spread, of the wanted strength.
    fn white(&mut self) -> f32 {
        self.random = self
            .random
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        let even = (self.random >> 8) as f32 / (1 << 23) as f32 - 1.0;
        even * self.strength * ROOT_OF_3
    }

    /// An all-pole lattice.
    fn colour(&mut self, white: f32) -> f32 {
        let mut forward = white;
        for stage in (0..self.reflections.len()).rev() {
            let k = self.reflections[stage];
            forward -= k * self.memory[stage];
            self.memory[stage + 1] = self.memory[stage] + k * forward;
        }
        if let Some(first) = self.memory.first_mut() {
            *first = forward;
        }
        forward
    }
}

/// Levels are below this root mean square.
const OVERLOAD: f32 = 32_768.0;
const ROOT_OF_3: f32 = 1.732_050_8;
const ORDER_MAX: usize = 12;
