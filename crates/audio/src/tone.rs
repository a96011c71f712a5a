//! Tone lists as `Playtones` and indications.conf write them: `440+480/2000,0/4000`.
//!
//! A part marked `!` sounds once: at the end the list goes back to its first part without `!`, and
//! stops when there is none.

pub use generator::ToneGenerator;

mod generator;
#[cfg(test)]
mod tests;

/// A cadence of tones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToneList {
    /// The parts in order.
    pub parts: Vec<TonePart>,
}

/// One part of a tone list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TonePart {
    /// First frequency in Hz; 0 is silence.
    pub freq1: u32,
    /// Second frequency in Hz; 0 when there is none.
    pub freq2: u32,
    /// The second frequency modulates the loudness of the first (`*`) instead of adding to it.
    pub modulated: bool,
    /// How long it lasts; 0 is for ever.
    pub duration_ms: u32,
    /// Marked `!`: does not start the repetition.
    pub once: bool,
}

/// A part of a tone list that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToneFault {
    /// The offending part.
    pub part: String,
}

impl std::fmt::Display for ToneFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "'{}' is not a tone: write [!]frequency[+frequency or *frequency][/milliseconds]",
            self.part
        )
    }
}

impl std::error::Error for ToneFault {}

impl ToneList {
    /// Reads a list; every part must be right. Parts are separated by commas, or by `|` when one
    /// is there.
    pub fn parse(text: &str) -> Result<Self, ToneFault> {
        let (list, mut faults) = Self::parse_leniently(text);
        if faults.is_empty() {
            Ok(list)
        } else {
            Err(faults.swap_remove(0))
        }
    }

    /// Reads a list as Asterisk does: wrong parts are reported and left out.
    pub fn parse_leniently(text: &str) -> (Self, Vec<ToneFault>) {
        let separator = if text.contains('|') { '|' } else { ',' };
        let mut list = Self::default();
        let mut faults = Vec::new();
        if text.trim().is_empty() {
            faults.push(ToneFault {
                part: String::new(),
            });
            return (list, faults);
        }
        for part in text.split(separator) {
            match parse_part(part) {
                Some(part) => list.parts.push(part),
                None => faults.push(ToneFault {
                    part: part.trim().to_owned(),
                }),
            }
        }
        (list, faults)
    }

    /// One endless tone.
    pub fn steady(freq: u32) -> Self {
        Self::once(freq, 0, 0)
    }

    /// The tone pair of a telephone digit (`0`–`9`, `*`, `#`, `A`–`D`, case does not matter),
    /// once; 0 ms is for ever. None for any other character.
    pub fn digit(digit: char, duration_ms: u32) -> Option<Self> {
        let (row, column) = digit_frequencies(digit)?;
        Some(Self::once(row, column, duration_ms))
    }

    /// The index of the part that follows the last one.
    pub fn repeat_from(&self) -> Option<usize> {
        self.parts.iter().position(|part| !part.once)
    }

    /// How long the list sounds, or None when it never ends.
    pub fn duration_ms(&self) -> Option<u64> {
        if self.repeat_from().is_some() || self.parts.iter().any(|part| part.duration_ms == 0) {
            return None;
        }
        Some(
            self.parts
                .iter()
                .map(|part| u64::from(part.duration_ms))
                .sum(),
        )
    }

    fn once(freq1: u32, freq2: u32, duration_ms: u32) -> Self {
        let part = TonePart {
            freq1,
            freq2,
            modulated: false,
            duration_ms,
            once: true,
        };
        Self { parts: vec![part] }
    }
}

impl std::fmt::Display for ToneList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let mark = if part.once { "!" } else { "" };
            write!(f, "{comma}{mark}{}", part.freq1)?;
            if part.freq2 != 0 || part.modulated {
                write!(
                    f,
                    "{}{}",
                    if part.modulated { '*' } else { '+' },
                    part.freq2
                )?;
            }
            if part.duration_ms != 0 {
                write!(f, "/{}", part.duration_ms)?;
            }
        }
        Ok(())
    }
}

/// The low and the high frequency of a digit in Hz (ITU-T Q.23); None when it is none.
pub fn digit_frequencies(digit: char) -> Option<(u32, u32)> {
    let digit = digit.to_ascii_uppercase();
    DIGITS.iter().enumerate().find_map(|(row, digits)| {
        let column = digits.iter().position(|&it| it == digit)?;
        Some((ROWS[row], COLUMNS[column]))
    })
}

fn parse_part(text: &str) -> Option<TonePart> {
    let text = text.trim();
    let (once, rest) = match text.strip_prefix('!') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (freq1, rest) = take_pitch(rest)?;
    let (freq2, modulated, rest) = match rest.chars().next() {
        Some(joint @ ('+' | '*')) => {
            let (freq2, rest) = take_pitch(&rest[1..])?;
            (freq2, joint == '*', rest)
        }
        _ => (0, false, rest),
    };
    // What follows a complete part is ignored, as by Asterisk.
    let duration_ms = match rest.strip_prefix('/') {
        Some(duration) => take_number(duration.trim_start())?.0,
        None => 0,
    };
    Some(TonePart {
        freq1,
        freq2,
        modulated,
        duration_ms,
        once,
    })
}

/// A frequency in Hz, or `M` and the number of a MIDI note (69 is 440 Hz).
fn take_pitch(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let Some(note) = text.strip_prefix('M') else {
        return take_number(text);
    };
    let (note, rest) = take_number(note)?;
    let semitones = i32::try_from(note).ok().filter(|note| *note <= 127)? - 69;
    Some((
        (440.0 * (f64::from(semitones) / 12.0).exp2() + 1e-6) as u32,
        rest,
    ))
}

fn take_number(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    Some((number.parse().ok()?, rest))
}

/// The low frequencies of digits, in Hz (ITU-T Q.23).
pub(crate) const ROWS: [u32; 4] = [697, 770, 852, 941];
/// The high frequencies of digits, in Hz.
pub(crate) const COLUMNS: [u32; 4] = [1209, 1336, 1477, 1633];
/// The keypad.
pub(crate) const DIGITS: [[char; 4]; 4] = [
    ['1', '2', '3', 'A'],
    ['4', '5', '6', 'B'],
    ['7', '8', '9', 'C'],
    ['*', '0', '#', 'D'],
];
