//! Bytes to lines of text. A line that is not UTF-8 is read as Windows-1252, the usual other guess.

use std::borrow::Cow;

/// One line of a file without its end.
pub(crate) enum Line<'a> {
    /// Its text.
    Text(Cow<'a, str>),
    /// Its text, which was not UTF-8.
    Foreign(String),
    /// It is longer than any line may be.
    TooLong,
}

/// The lines with their numbers from 1. A byte order mark is skipped; a NUL ends its line, as it does
/// for Asterisk.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, Line<'_>)> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| {
        if line.len() > LONGEST_LINE {
            return Line::TooLong;
        }
        let line = line.split(|byte| *byte == 0).next().unwrap_or_default();
        match std::str::from_utf8(line) {
            Ok(text) => Line::Text(Cow::Borrowed(text)),
            Err(_) => Line::Foreign(line.iter().map(|byte| windows_1252(*byte)).collect()),
        }
    });
    (1..=u32::MAX).zip(lines)
}

fn windows_1252(byte: u8) -> char {
    let special = byte
        .checked_sub(0x80)
        .and_then(|at| WINDOWS_1252.get(usize::from(at)));
    special.copied().unwrap_or_else(|| char::from(byte))
}

pub(crate) const LONGEST_LINE: usize = 8191;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The letters of 0x80 to 0x9f; the five unused codes stay as they are.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests;
