//! The stack's own source of tags, branches and Call-IDs: xoshiro256**, seeded from outside.
//!
//! Names must be unlikely to repeat and hard to guess from the outside, and a test must be able
//! to play the same run twice; so the seed is an argument.

/// A seeded generator of names.
#[derive(Debug, Clone)]
pub(crate) struct Random([u64; 4]);

impl Random {
    /// Starts from a seed; each word counts.
    pub(crate) fn new(seed: [u64; 4]) -> Self {
        let mut mixer = 0x9e37_79b9_7f4a_7c15_u64;
        let words = seed.map(|word| {
            mixer = mixer.wrapping_add(word);
            split_mix(&mut mixer)
        });
        Self(words)
    }

    /// The next 64 bits.
    pub(crate) fn word(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number below `limit`, which must not be 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        let product = u128::from(self.word()) * u128::from(limit.max(1));
        u32::try_from(product >> 64).unwrap_or(0)
    }

    /// A token of 16 hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        format!("{:016x}", self.word())
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;
