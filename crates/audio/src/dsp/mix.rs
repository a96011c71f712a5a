//! Adding streams up, and making them louder or softer.

/// Adds samples to a sum of many; the shorter of the two decides how many.
pub fn add_into(sum: &mut [i32], samples: &[i16]) {
    for (sum, &sample) in sum.iter_mut().zip(samples) {
        *sum = sum.saturating_add(i32::from(sample));
    }
}

/// A sum as samples, limited to 16 bits.
pub fn saturate(sum: &[i32], out: &mut Vec<i16>) {
    out.extend(sum.iter().map(|&sample| clip(sample)));
}

/// A sum without one's own part of it: what a member of a conference hears. `own` may be shorter
/// than the sum; the rest counts as silence.
pub fn mix_minus(sum: &[i32], own: &[i16], out: &mut Vec<i16>) {
    let own = own.iter().copied().chain(std::iter::repeat(0));
    out.extend(
        sum.iter()
            .zip(own)
            .map(|(&sum, own)| clip(sum.saturating_sub(i32::from(own)))),
    );
}

/// A factor of loudness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain(f32);

impl Gain {
    /// Leaves samples as they are.
    pub const UNITY: Self = Self(1.0);

    /// As `VOLUME()` counts: `n` above 0 multiplies by n, below 0 divides by −n, 0 changes nothing.
    pub fn from_volume(volume: f32) -> Self {
        if volume > 0.0 {
            Self(volume)
        } else if volume < 0.0 {
            Self(-1.0 / volume)
        } else {
            Self::UNITY
        }
    }

    /// By decibels.
    pub fn from_db(db: f32) -> Self {
        Self(10_f32.powf(db / 20.0))
    }

    /// The factor itself.
    pub fn factor(self) -> f32 {
        self.0
    }

    /// One after the other.
    pub fn then(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }

    /// Changes the samples, limited to 16 bits.
    pub fn apply(self, samples: &mut [i16]) {
        if self == Self::UNITY {
            return;
        }
        for sample in samples {
            // The cast saturates.
            *sample = (f32::from(*sample) * self.0) as i16;
        }
    }
}

impl Default for Gain {
    fn default() -> Self {
        Self::UNITY
    }
}

fn clip(sample: i32) -> i16 {
    sample.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}
