//! Extension patterns: `_` and then digits, `X` `Z` `N`, `[sets]`, `.` and `!`, and the order in
//! which Asterisk prefers one to another.

mod byte_set;
pub(crate) mod trie;

pub(crate) use byte_set::ByteSet;

/// One position of a pattern. The derived order is Asterisk's order of preference; a pattern that has
/// ended comes after all of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    /// Exactly this byte.
    Byte(u8),
    /// One of these: `X`, `Z`, `N` or a set in brackets.
    Set(ByteSet),
    /// `.`: one byte or more.
    Rest,
    /// `!`: whatever follows, even nothing, at once.
    Early,
}

/// What an extension (or the caller's number beside it) is compared with. The order is that of the
/// search: names before patterns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The name itself, without its `-`.
    Name(Vec<u8>),
    /// A pattern, unit by unit.
    Pattern(Vec<Unit>),
}

impl Key {
    /// Reads an extension as written in a file. `Err` says why a pattern can match nothing.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix('_') {
            None => Ok(Self::Name(without_dashes(text))),
            Some(pattern) => units(pattern.as_bytes()).map(Self::Pattern),
        }
    }

    /// Whether it matches a number completely. Only for a single comparison; a context asks its
    /// trie.
    pub(crate) fn matches(&self, number: &str) -> bool {
        let number = without_dashes(number);
        match self {
            Self::Name(name) => *name == number,
            Self::Pattern(units) => matches_units(units, &number),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        use std::cmp::Ordering::{Greater, Less};
        match (self, other) {
            (Self::Name(name), Self::Name(other)) => name.cmp(other),
            (Self::Name(_), Self::Pattern(_)) => Less,
            (Self::Pattern(_), Self::Name(_)) => Greater,
            (Self::Pattern(units), Self::Pattern(others)) => {
                let first_difference = units.iter().zip(others).find(|(unit, other)| unit != other);
                match first_difference {
                    Some((unit, other)) => unit.cmp(other),
                    // The shorter one has ended, and that is the least preferred.
                    None => others.len().cmp(&units.len()),
                }
            }
        }
    }
}

/// A dialled number as it is compared: `-` is only a separator.
pub(crate) fn without_dashes(text: &str) -> Vec<u8> {
    text.bytes().filter(|byte| *byte != b'-').collect()
}

fn units(pattern: &[u8]) -> Result<Vec<Unit>, String> {
    let mut units = Vec::new();
    let mut rest = pattern;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        units.push(match byte {
            b' ' | b'-' => continue,
            b'x' | b'X' => Unit::Set(ByteSet::range(b'0', b'9')),
            b'z' | b'Z' => Unit::Set(ByteSet::range(b'1', b'9')),
            b'n' | b'N' => Unit::Set(ByteSet::range(b'2', b'9')),
            b'.' => Unit::Rest,
            b'!' => Unit::Early,
            b'[' => {
                let Some(end) = rest.iter().position(|byte| *byte == b']') else {
                    return Err("its '[' has no ']'".to_owned());
                };
                let set = bracketed(&rest[..end]);
                rest = &rest[end + 1..];
                if set.is_empty() {
                    return Err("its '[]' holds nothing".to_owned());
                }
                Unit::Set(set)
            }
            byte => Unit::Byte(*byte),
        });
    }
    if units.len() > LONGEST {
        return Err(format!("it has more than {LONGEST} places"));
    }
    Ok(units)
}

fn bracketed(mut inside: &[u8]) -> ByteSet {
    let mut set = ByteSet::default();
    while let Some((first, after)) = inside.split_first() {
        inside = after;
        if let [b'-', last, after @ ..] = inside {
            inside = after;
            set.insert_range(*first, *last);
        } else {
            set.insert_range(*first, *first);
        }
    }
    set
}

fn matches_units(units: &[Unit], number: &[u8]) -> bool {
    let mut number = number.iter();
    for unit in units {
        let byte = number.next();
        let fits = match (unit, byte) {
            (Unit::Early, _) | (Unit::Rest, Some(_)) => return true,
            (Unit::Byte(expected), Some(byte)) => expected == byte,
            (Unit::Set(set), Some(byte)) => set.contains(*byte),
            (Unit::Byte(_) | Unit::Set(_) | Unit::Rest, None) => false,
        };
        if !fits {
            return false;
        }
    }
    number.next().is_none()
}

/// As many as Asterisk reads of an extension; a search nests as deep.
const LONGEST: usize = 255;

#[cfg(test)]
mod tests;
