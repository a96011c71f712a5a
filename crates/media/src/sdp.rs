//! Session descriptions (RFC 8866): a tolerant model, its parser and writer, and offer/answer.
//!
//! What the field sends is seldom what the RFC says, so nearly every line may be missing, and what is
//! not understood is kept. Text that is not UTF-8 is read as Latin-1.

use std::net::IpAddr;

pub use formats::{Format, FormatKind};
pub use offer_answer::{
    AnswerOrder, AnswerRefused, DigitMode, LocalMedia, OfferRefused, accept, answer, holds_us,
    offer, offered_codecs, reoffer,
};
pub use parse::ParseError;

use crate::control::Direction;

mod formats;
mod offer_answer;
mod parse;
#[cfg(test)]
mod tests;
mod write;

/// One session description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// `o=`; absent in some bodies.
    pub origin: Option<Origin>,
    /// `s=`; may be empty or absent.
    pub name: Option<String>,
    /// `c=` before the first media line.
    pub connection: Option<Connection>,
    /// The values of `t=` (and `r=`, `z=`) lines, with their letter.
    pub times: Vec<OtherLine>,
    /// `a=` lines before the first media line.
    pub attributes: Vec<Attribute>,
    /// The media lines, in order; their positions pair offer and answer.
    pub media: Vec<MediaLine>,
    /// Other lines before the first media line (`i=`, `b=`, `e=` …).
    pub other: Vec<OtherLine>,
}

/// The `o=` line. Numbers are opaque: border controllers send ones of more than 64 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// User name, usually `-`.
    pub user: String,
    /// Identity of the description over its versions.
    pub id: String,
    /// Grows with each change.
    pub version: String,
    /// Network, family and address, as they stand there.
    pub address: Connection,
}

/// The `c=` line, or the end of `o=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// `IN`.
    pub network: String,
    /// `IP4` or `IP6`.
    pub family: String,
    /// Address or host name, perhaps with `/ttl`.
    pub address: String,
}

/// One `a=` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What stands before the colon.
    pub name: String,
    /// What stands after it; None when there is no colon.
    pub value: Option<String>,
}

/// A line that nothing here interprets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherLine {
    /// Its letter.
    pub letter: char,
    /// What stands after the `=`.
    pub value: String,
}

/// One `m=` line with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLine {
    /// What it carries.
    pub kind: MediaKind,
    /// The port; 0 refuses or ends the stream.
    pub port: u16,
    /// The number behind `port/`, when there is one.
    pub port_count: Option<u16>,
    /// The transport, as it stands there (`RTP/AVP`, `udptl`).
    pub proto: String,
    /// Payload types or other format names, preferred first.
    pub formats: Vec<String>,
    /// `c=` of this stream.
    pub connection: Option<Connection>,
    /// `a=` lines of this stream.
    pub attributes: Vec<Attribute>,
    /// Other lines of this stream (`b=`, `i=`, `k=`).
    pub other: Vec<OtherLine>,
}

/// What a media line carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Fax (T.38).
    Image,
    /// Anything else, by its word.
    Other(String),
}

impl MediaKind {
    /// The word on the `m=` line.
    pub fn word(&self) -> &str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Image => "image",
            Self::Other(word) => word,
        }
    }

    fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "audio" => Self::Audio,
            "video" => Self::Video,
            "image" => Self::Image,
            _ => Self::Other(word.to_owned()),
        }
    }
}

impl Description {
    /// Reads a body. Lines may end in LF or CRLF; `s=`, `t=`, `o=` may be missing.
    ///
    /// Fails only when the body is no session description at all, is too large, or has a media line
    /// that cannot be read (the far end's fault: 488 or 400).
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        parse::parse(body)
    }

    /// The body as it goes on the wire, with CRLF.
    pub fn to_bytes(&self) -> Vec<u8> {
        write::to_string(self).into_bytes()
    }

    /// The first audio stream that is not refused, with its position.
    pub fn audio(&self) -> Option<(usize, &MediaLine)> {
        self.media
            .iter()
            .enumerate()
            .find(|(_, line)| line.kind == MediaKind::Audio && line.port != 0)
    }

    /// The address of a stream: its own `c=` or that of the description. None for a host name.
    pub fn address_of(&self, line: &MediaLine) -> Option<IpAddr> {
        line.connection.as_ref().or(self.connection.as_ref())?.ip()
    }

    /// Which way media may flow as seen by the describing side (RFC 8866 §6.7).
    pub fn direction_of(&self, line: &MediaLine) -> Direction {
        stated_direction(&line.attributes)
            .or_else(|| stated_direction(&self.attributes))
            .unwrap_or(Direction::SendReceive)
    }
}

impl MediaLine {
    /// The value of the first attribute of that name; an attribute without a value gives "".
    pub fn attribute(&self, name: &str) -> Option<&str> {
        value_of(&self.attributes, name)
    }

    /// The payload types of an RTP stream with their meaning, preferred first.
    pub fn rtp_formats(&self) -> Vec<Format> {
        formats::read(self)
    }
}

impl Connection {
    /// An internet address.
    pub fn new(address: IpAddr) -> Self {
        let family = if address.is_ipv4() { "IP4" } else { "IP6" };
        Self {
            network: "IN".to_owned(),
            family: family.to_owned(),
            address: address.to_string(),
        }
    }

    /// The address, when it is a number.
    pub fn ip(&self) -> Option<IpAddr> {
        let number = self.address.split('/').next().unwrap_or_default();
        number.trim_matches(['[', ']']).parse().ok()
    }
}

impl Attribute {
    /// `a=name`.
    pub fn flag(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: None,
        }
    }

    /// `a=name:value`.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            value: Some(value.into()),
        }
    }
}

fn value_of<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
    Some(found.value.as_deref().unwrap_or_default())
}

fn stated_direction(attributes: &[Attribute]) -> Option<Direction> {
    attributes.iter().find_map(|attribute| {
        let name = attribute.name.as_str();
        DIRECTIONS
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(name))
            .map(|(_, direction)| *direction)
    })
}

fn direction_word(direction: Direction) -> &'static str {
    DIRECTIONS
        .iter()
        .find(|(_, known)| *known == direction)
        .map_or("sendrecv", |(word, _)| word)
}

const DIRECTIONS: [(&str, Direction); 4] = [
    ("sendrecv", Direction::SendReceive),
    ("sendonly", Direction::SendOnly),
    ("recvonly", Direction::ReceiveOnly),
    ("inactive", Direction::Inactive),
];
