//! A set of bytes, ordered as Asterisk orders sets in patterns.

use std::cmp::Ordering;

/// Which of the 256 bytes are in; bit `b % 64` of word `b / 64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(crate) fn range(first: u8, last: u8) -> Self {
        let mut set = Self::default();
        set.insert_range(first, last);
        set
    }

    pub(crate) fn insert_range(&mut self, first: u8, last: u8) {
        for byte in first..=last {
            self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
        }
    }

    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

impl Ord for ByteSet {
    /// Smaller sets first; of equal ones that with the lowest byte that the other lacks.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_bytes = || {
            let words = self.0.iter().zip(&other.0);
            words
                .map(|(word, other)| {
                    let lowest = (word ^ other) & (word ^ other).wrapping_neg();
                    (other & lowest).cmp(&(word & lowest))
                })
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        self.len().cmp(&other.len()).then_with(by_bytes)
    }
}

impl PartialOrd for ByteSet {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
