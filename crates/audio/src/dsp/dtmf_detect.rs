//! Telephone digits in sound, by a bank of Goertzel filters over blocks of 12.75 ms (ITU-T Q.24).
//!
//! A block holds a digit when its two strongest tones are loud enough, of similar loudness, far
//! above the other six and most of everything that is heard: speech fails the last. Two such
//! blocks begin a digit, two others end it.

use super::Goertzel;
use crate::tone::{COLUMNS, DIGITS, ROWS};

/// A digit begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitHeard {
    /// It has been there long enough to be one.
    Began {
        /// The digit, upper case.
        digit: char,
    },
    /// It is over.
    Ended {
        /// The digit, upper case.
        digit: char,
        /// How long it lasted, in milliseconds, to a block of 12.75 ms.
        duration_ms: u32,
    },
}

/// Looks for digits in one stream.
pub struct DtmfDetector {
    rate: u32,
    block: u32,
    filled: u32,
    rows: [Goertzel; 4],
    columns: [Goertzel; 4],
    energy: f64,
    reverse_twist: f64,
    last: Option<char>,
    current: Option<Current>,
}

struct Current {
    digit: char,
    blocks: u32,
    missed: u32,
}

impl DtmfDetector {
    /// For samples of `rate` Hz.
    pub fn new(rate: u32) -> Self {
        let rate = rate.max(4_000);
        let bank = |freqs: [u32; 4]| freqs.map(|freq| Goertzel::new(f64::from(freq), rate));
        Self {
            rate,
            block: (u64::from(rate) * BLOCK_8K / 8_000) as u32,
            filled: 0,
            rows: bank(ROWS),
            columns: bank(COLUMNS),
            energy: 0.0,
            reverse_twist: REVERSE_TWIST,
            last: None,
            current: None,
        }
    }

    /// The same, for poor lines (`relaxdtmf`): the low tone may be louder by 8 dB instead of 4.
    pub fn relaxed(rate: u32) -> Self {
        Self {
            reverse_twist: NORMAL_TWIST,
            ..Self::new(rate)
        }
    }

    /// The digit that is being heard.
    pub fn digit(&self) -> Option<char> {
        self.current.as_ref().map(|current| current.digit)
    }

    /// Listens to more samples; what begins or ends in them is appended.
    pub fn feed(&mut self, samples: &[i16], heard: &mut Vec<DigitHeard>) {
        for &sample in samples {
            let sample = f64::from(sample);
            self.energy += sample * sample;
            for filter in self.rows.iter_mut().chain(&mut self.columns) {
                filter.feed(sample);
            }
            self.filled += 1;
            if self.filled == self.block {
                let found = self.judge_block();
                self.step(found, heard);
            }
        }
    }

    fn judge_block(&mut self) -> Option<char> {
        let mean_square = self.energy / f64::from(self.block);
        self.energy = 0.0;
        self.filled = 0;
        let rows = self.rows.each_mut().map(Goertzel::take_peak_squared);
        let columns = self.columns.each_mut().map(Goertzel::take_peak_squared);
        let (row, low) = strongest(&rows)?;
        let (column, high) = strongest(&columns)?;
        let loud = low >= PEAK_MIN * PEAK_MIN && high >= PEAK_MIN * PEAK_MIN;
        let balanced = high <= low * NORMAL_TWIST && low <= high * self.reverse_twist;
        // A sine's mean square is half of its squared peak.
        let pure = (low + high) / 2.0 >= PURITY * mean_square;
        (loud && balanced && pure).then_some(DIGITS[row][column])
    }

    fn step(&mut self, found: Option<char>, heard: &mut Vec<DigitHeard>) {
        match &mut self.current {
            Some(current) if found == Some(current.digit) => {
                current.blocks += 1 + current.missed;
                current.missed = 0;
            }
            Some(current) => {
                current.missed += 1;
                if current.missed >= BLOCKS_TO_END {
                    let duration = u64::from(current.blocks) * u64::from(self.block) * 1000;
                    heard.push(DigitHeard::Ended {
                        digit: current.digit,
                        duration_ms: (duration / u64::from(self.rate)) as u32,
                    });
                    self.current = None;
                    self.begin(found, heard);
                }
            }
            None => self.begin(found, heard),
        }
        self.last = found;
    }

    fn begin(&mut self, found: Option<char>, heard: &mut Vec<DigitHeard>) {
        if let Some(digit) = found.filter(|_| found == self.last) {
            heard.push(DigitHeard::Began { digit });
            self.current = Some(Current {
                digit,
                blocks: 2,
                missed: 0,
            });
        }
    }
}

/// The strongest of a group and its strength, if the others are far below it.
fn strongest(group: &[f64; 4]) -> Option<(usize, f64)> {
    let (index, &best) = group.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let alone = group
        .iter()
        .enumerate()
        .all(|(i, &it)| i == index || it * ALONE <= best);
    alone.then_some((index, best))
}

/// Samples in a block at 8 kHz: long enough to tell neighbours apart, and two whole ones fit in
/// any 40 ms.
const BLOCK_8K: u64 = 102;
const BLOCKS_TO_END: u32 = 2;
/// Smallest peak of a tone: −31 dBm0, leaving room below −25 dBm0 for a detuned one.
const PEAK_MIN: f64 = 630.0;
/// The high tone may be louder by 8 dB, the low one by 4 dB.
const NORMAL_TWIST: f64 = 6.31;
const REVERSE_TWIST: f64 = 2.51;
/// Each tone is 8 dB above the others of its group.
const ALONE: f64 = 6.31;
/// Part of all energy that the two tones must have; a tone 1.5 % off still gives 0.8.
const PURITY: f64 = 0.70;
