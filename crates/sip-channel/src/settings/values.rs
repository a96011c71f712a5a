//! Values that both files write the same way: codec lists, groups, durations, addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use audio::Codec;
use config::{FromConf, is_no, is_yes};

/// Call or pickup groups, bit n for group n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Groups(pub(crate) u64);

impl FromConf for Groups {
    const KIND: &'static str = "numbers from 0 to 63, such as 1,3-4";

    fn from_conf(text: &str) -> Result<Self, String> {
        let fault = || Self::KIND.to_owned();
        let mut bits = 0;
        for piece in text
            .split(',')
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
        {
            let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
            let first: u32 = first.trim().parse().map_err(|_| fault())?;
            let last: u32 = last.trim().parse().map_err(|_| fault())?;
            if first > 63 || last > 63 {
                return Err(fault());
            }
            for group in first..=last {
                bits |= 1 << group;
            }
        }
        Ok(Self(bits))
    }
}

/// Words separated by commas; a further line replaces the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl FromConf for Words {
    const KIND: &'static str = "a list separated by commas";

    fn from_conf(text: &str) -> Result<Self, String> {
        Vec::from_conf(text).map(Self)
    }
}

/// The limit of `qualify=`: `yes` is two seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct QualifyLimit(pub(crate) Option<Duration>);

impl FromConf for QualifyLimit {
    const KIND: &'static str = "yes, no or milliseconds";

    fn from_conf(text: &str) -> Result<Self, String> {
        match text {
            _ if is_no(text) => Ok(Self(None)),
            _ if is_yes(text) => Ok(Self(Some(Duration::from_secs(2)))),
            _ => {
                let milliseconds: u32 = text.parse().map_err(|_| Self::KIND.to_owned())?;
                Ok(Self(Some(Duration::from_millis(milliseconds.into()))))
            }
        }
    }
}

/// Seconds with a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fraction(pub(crate) Duration);

impl FromConf for Fraction {
    const KIND: &'static str = "seconds, with a fraction if wanted";

    fn from_conf(text: &str) -> Result<Self, String> {
        let seconds = f64::from_conf(text).unwrap_or(-1.0);
        if (0.0..=86_400.0).contains(&seconds) {
            Ok(Self(Duration::from_secs_f64(seconds)))
        } else {
            Err(Self::KIND.to_owned())
        }
    }
}

/// An address to bind to, with or without a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bind {
    /// The address; unspecified by default.
    pub(crate) ip: IpAddr,
    /// The port, when written.
    pub(crate) port: Option<u16>,
}

impl Default for Bind {
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            port: None,
        }
    }
}

impl Bind {
    /// With the usual port where none is written.
    pub(crate) fn with_port(self, usual: u16) -> SocketAddr {
        SocketAddr::new(self.ip, self.port.unwrap_or(usual))
    }
}

impl FromConf for Bind {
    const KIND: &'static str = "an address, with a port if wanted";

    fn from_conf(text: &str) -> Result<Self, String> {
        let bare = |ip: IpAddr| Self { ip, port: None };
        if let Ok(both) = text.parse::<SocketAddr>() {
            return Ok(Self {
                ip: both.ip(),
                port: Some(both.port()).filter(|port| *port != 0),
            });
        }
        let unbracketed = text.trim_start_matches('[').trim_end_matches(']');
        match unbracketed.parse() {
            Ok(ip) => Ok(bare(ip)),
            Err(_) if text == "*" => Ok(bare(Self::default().ip)),
            Err(_) => Err(Self::KIND.to_owned()),
        }
    }
}

/// Type of service: a number or a name of RFC 2474 and RFC 3246, as the byte of the IP header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tos(pub(crate) u8);

impl FromConf for Tos {
    const KIND: &'static str = "a number to 255, cs0 to cs7, af11 to af43, or ef";

    fn from_conf(text: &str) -> Result<Self, String> {
        let fault = || Self::KIND.to_owned();
        if let Some(hexadecimal) = text.strip_prefix("0x") {
            return u8::from_str_radix(hexadecimal, 16)
                .map(Self)
                .map_err(|_| fault());
        }
        if let Ok(number) = text.parse() {
            return Ok(Self(number));
        }
        let name = text.to_ascii_lowercase();
        let digits: Vec<u8> = name
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|b| b - b'0')
            .collect();
        match (name.get(..2), digits.as_slice()) {
            (Some("ef"), []) => Ok(Self(0xb8)),
            (Some("cs"), [class @ 0..=7]) => Ok(Self(class << 5)),
            (Some("af"), [class @ 1..=4, drop @ 1..=3]) => Ok(Self(class << 5 | drop << 3)),
            _ => Err(fault()),
        }
    }
}

/// Codecs in order, and packet lengths where written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodecList {
    /// Best first.
    pub(crate) codecs: Vec<Codec>,
    /// Milliseconds a packet.
    pub(crate) packet_ms: Vec<(Codec, u16)>,
}

impl CodecList {
    /// Applies an `allow` or `disallow` line; a `!` before a name turns its sense. Says which names
    /// are no codecs.
    pub(crate) fn apply(&mut self, allow: bool, line: &str) -> Vec<String> {
        let mut unknown = Vec::new();
        for piece in line
            .split([',', '|'])
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
        {
            let (turned, name) = match piece.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, piece),
            };
            let (name, ms) = match name.split_once(':') {
                Some((name, ms)) => (name, ms.parse().ok()),
                None => (name, None),
            };
            let codecs = match name.to_ascii_lowercase().as_str() {
                "all" => Codec::all().filter(|codec| is_for_calls(*codec)).collect(),
                "none" => Vec::new(),
                "g726" if allow != turned => vec![Codec::G726],
                _ => Codec::from_name(name).into_iter().collect(),
            };
            if codecs.is_empty() && !name.eq_ignore_ascii_case("none") {
                unknown.push(name.to_owned());
            }
            for codec in codecs {
                self.set(codec, allow != turned, ms);
            }
        }
        unknown
    }

    fn set(&mut self, codec: Codec, allowed: bool, ms: Option<u16>) {
        self.packet_ms
            .retain(|(other, _)| *other != codec || (allowed && ms.is_none()));
        if allowed {
            if !self.codecs.contains(&codec) {
                self.codecs.push(codec);
            }
            self.packet_ms.extend(ms.map(|ms| (codec, ms)));
        } else {
            self.codecs.retain(|other| *other != codec);
        }
    }
}

fn is_for_calls(codec: Codec) -> bool {
    codec.is_audio() || codec.is_video()
}

#[cfg(test)]
mod tests;
