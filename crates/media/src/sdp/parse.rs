//! Reads session descriptions, line by line. Sizes are bounded, since bodies come from strangers.

use std::borrow::Cow;
use std::fmt;

use super::{Attribute, Connection, Description, MediaKind, MediaLine, Origin, OtherLine};

/// Why a body is not a usable session description. Always the sender's fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Longer than 64 KiB or with more streams, lines or formats than anything sensible has.
    TooLarge,
    /// There is no line of a session description in it.
    NotADescription,
    /// A media line that cannot be read.
    MediaLine {
        /// Its line number, from 1.
        line: usize,
    },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the session description is too large"),
            Self::NotADescription => write!(f, "the body is not a session description"),
            Self::MediaLine { line } => {
                write!(
                    f,
                    "line {line} of the session description is not a usable media line"
                )
            }
        }
    }
}

impl std::error::Error for ParseError {}

pub(super) fn parse(body: &[u8]) -> Result<Description, ParseError> {
    if body.len() > MAX_BYTES {
        return Err(ParseError::TooLarge);
    }
    let mut description = Description::default();
    let mut understood = false;
    for (index, line) in body.split(|&byte| byte == b'\n').enumerate() {
        if index >= MAX_LINES {
            return Err(ParseError::TooLarge);
        }
        let text = decode(line.trim_ascii());
        let Some((letter, value)) = split_line(&text) else {
            continue;
        };
        understood |= matches!(letter, 'v' | 'o' | 'm' | 'c');
        read_line(&mut description, letter, value.trim(), index + 1)?;
    }
    if understood {
        Ok(description)
    } else {
        Err(ParseError::NotADescription)
    }
}

fn read_line(
    description: &mut Description,
    letter: char,
    value: &str,
    number: usize,
) -> Result<(), ParseError> {
    if letter == 'm' {
        if description.media.len() >= MAX_STREAMS {
            return Err(ParseError::TooLarge);
        }
        let line = media_line(value, number)?;
        description.media.push(line);
        return Ok(());
    }
    match (letter, description.media.last_mut()) {
        ('a', Some(line)) => line.attributes.extend(attribute(value)),
        ('a', None) => description.attributes.extend(attribute(value)),
        // Session lines that stand too late (`c=` behind `t=` is fine, `t=` behind `m=` is not).
        ('v', _) => {}
        ('o', _) => {
            if description.origin.is_none() {
                description.origin = origin(value);
            }
        }
        ('s', None) => description.name = Some(value.to_owned()),
        ('c', Some(line)) => line.connection = connection(value).or_else(|| line.connection.take()),
        ('c', None) => {
            description.connection = connection(value).or_else(|| description.connection.take())
        }
        ('t' | 'r' | 'z', _) => description.times.push(other(letter, value)),
        (_, Some(line)) => line.other.push(other(letter, value)),
        (_, None) => description.other.push(other(letter, value)),
    }
    Ok(())
}

/// `x=…`; blanks before the `=` are borne.
fn split_line(text: &str) -> Option<(char, &str)> {
    let letter = text.chars().next().filter(char::is_ascii_lowercase)?;
    let value = text[1..].trim_start().strip_prefix('=')?;
    Some((letter, value))
}

/// `audio 49170/2 RTP/AVP 0 8 101`
fn media_line(value: &str, number: usize) -> Result<MediaLine, ParseError> {
    let bad = ParseError::MediaLine { line: number };
    let mut words = value.split_ascii_whitespace();
    let (Some(kind), Some(port), Some(proto)) = (words.next(), words.next(), words.next()) else {
        return Err(bad);
    };
    let (port, count) = match port.split_once('/') {
        Some((port, count)) => (port, count.parse().ok()),
        None => (port, None),
    };
    let Ok(port) = port.parse() else {
        return Err(bad);
    };
    let formats: Vec<String> = words.map(str::to_owned).collect();
    if formats.len() > MAX_FORMATS {
        return Err(ParseError::TooLarge);
    }
    Ok(MediaLine {
        kind: MediaKind::from_word(kind),
        port,
        port_count: count,
        proto: proto.to_owned(),
        formats,
        connection: None,
        attributes: Vec::new(),
        other: Vec::new(),
    })
}

fn attribute(value: &str) -> Option<Attribute> {
    let (name, value) = match value.split_once(':') {
        Some((name, value)) => (name.trim(), Some(value.trim().to_owned())),
        None => (value, None),
    };
    (!name.is_empty()).then(|| Attribute {
        name: name.to_owned(),
        value,
    })
}

fn origin(value: &str) -> Option<Origin> {
    let mut words = value.split_ascii_whitespace();
    let mut word = || words.next().map(str::to_owned);
    // The user name may be forgotten; then there are five words.
    let count = value.split_ascii_whitespace().count();
    let user = if count == 5 { "-".to_owned() } else { word()? };
    Some(Origin {
        user,
        id: word()?,
        version: word()?,
        address: Connection {
            network: word()?,
            family: word()?,
            address: word()?,
        },
    })
}

fn connection(value: &str) -> Option<Connection> {
    let mut words = value.split_ascii_whitespace().map(str::to_owned);
    Some(Connection {
        network: words.next()?,
        family: words.next()?,
        address: words.next()?,
    })
}

fn other(letter: char, value: &str) -> OtherLine {
    OtherLine {
        letter,
        value: value.to_owned(),
    }
}

/// UTF-8 if it is, else Latin-1, in which each byte is a character.
fn decode(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(line.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// The longest body that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024;
const MAX_LINES: usize = 2_000;
const MAX_STREAMS: usize = 32;
const MAX_FORMATS: usize = 256;
