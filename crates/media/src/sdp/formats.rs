//! What the payload types of an RTP stream mean: static ones, `a=rtpmap`, telephone-event.

use audio::{Codec, OpusSettings};

use super::MediaLine;

/// One payload type of a media line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// The payload type, 0 to 127.
    pub payload_type: u8,
    /// What it carries.
    pub kind: FormatKind,
}

/// What a payload type carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatKind {
    /// A codec that we know by name.
    Codec(Codec),
    /// Digits (RFC 4733) at an 8000 Hz clock.
    TelephoneEvent,
    /// Something else, by its `a=rtpmap`, or by its number without one.
    Unknown(String),
}

impl Format {
    /// The codec, if it is one that we know.
    pub fn codec(&self) -> Option<Codec> {
        match self.kind {
            FormatKind::Codec(codec) => Some(codec),
            FormatKind::TelephoneEvent | FormatKind::Unknown(_) => None,
        }
    }
}

pub(super) fn read(line: &MediaLine) -> Vec<Format> {
    let maps: Vec<(u8, &str)> = line
        .attributes
        .iter()
        .filter(|attribute| attribute.name.eq_ignore_ascii_case("rtpmap"))
        .filter_map(|attribute| rtpmap(attribute.value.as_deref()?))
        .collect();
    let mut formats: Vec<Format> = Vec::with_capacity(line.formats.len());
    for number in &line.formats {
        let Some(payload_type) = number.parse().ok().filter(|&number: &u8| number < 128) else {
            continue;
        };
        if formats
            .iter()
            .any(|known| known.payload_type == payload_type)
        {
            continue;
        }
        let map = maps
            .iter()
            .find(|(mapped, _)| *mapped == payload_type)
            .map(|(_, map)| *map);
        formats.push(Format {
            payload_type,
            kind: meaning(payload_type, map),
        });
    }
    formats
}

/// The `a=fmtp` that goes with a codec, when it needs one.
pub(super) fn fmtp(codec: Codec) -> Option<&'static str> {
    match codec {
        Codec::G729 => Some("annexb=no"),
        Codec::Ilbc => Some("mode=30"),
        Codec::Siren7 => Some("bitrate=32000"),
        Codec::Siren14 => Some("bitrate=48000"),
        Codec::G719 => Some("bitrate=64000"),
        Codec::G723 => Some("annexa=no"),
        Codec::Opus => Some("useinbandfec=1"),
        _ => None,
    }
}

/// How the far end wants to have Opus (RFC 7587 §6.1); the usual for other codecs.
pub(super) fn opus_settings(line: &MediaLine, (number, codec): (u8, Codec)) -> OpusSettings {
    let mut settings = OpusSettings::default();
    let parameters = line
        .attributes
        .iter()
        .filter(|attribute| attribute.name.eq_ignore_ascii_case("fmtp") && codec == Codec::Opus)
        .filter_map(|attribute| attribute.value.as_deref()?.split_once(' '))
        .filter(|(of, _)| of.trim().parse() == Ok(number))
        .flat_map(|(_, parameters)| parameters.split(';'))
        .filter_map(|parameter| parameter.split_once('='));
    let mut fec = codec != Codec::Opus;
    for (name, value) in parameters {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "useinbandfec" => fec = value == "1",
            "usedtx" => settings.dtx = value == "1",
            "maxaveragebitrate" => settings.bitrate = value.parse().ok(),
            _ => {}
        }
    }
    settings.fec = fec;
    settings
}

/// `97 iLBC/8000`
fn rtpmap(value: &str) -> Option<(u8, &str)> {
    let (number, map) = value.split_once(|c: char| c.is_ascii_whitespace())?;
    Some((number.parse().ok()?, map.trim()))
}

fn meaning(payload_type: u8, map: Option<&str>) -> FormatKind {
    let fixed = Codec::from_static_payload_type(payload_type);
    let Some(map) = map else {
        return fixed.map_or_else(
            || FormatKind::Unknown(payload_type.to_string()),
            FormatKind::Codec,
        );
    };
    let mut parts = map.split('/').map(str::trim);
    let name = parts.next().unwrap_or_default();
    // Some devices leave the clock out: `rtpmap:0 PCMU`.
    let clock = parts
        .next()
        .map_or(Some(DEFAULT_CLOCK), |clock| clock.parse().ok());
    let channels = parts
        .next()
        .and_then(|channels| channels.parse::<u8>().ok());
    if name.eq_ignore_ascii_case("telephone-event") && clock == Some(DEFAULT_CLOCK) {
        return FormatKind::TelephoneEvent;
    }
    let named = clock
        .and_then(|clock| Codec::from_rtpmap(name, clock))
        .filter(|codec| {
            channels.is_none_or(|channels| channels == codec.rtpmap_channels().unwrap_or(1))
        });
    // A fixed payload type with its own name and a wrong clock (`9 G722/16000`) means itself.
    let fixed = fixed.filter(|codec| codec.encoding_name().eq_ignore_ascii_case(name));
    named
        .or(fixed)
        .map_or_else(|| FormatKind::Unknown(map.to_owned()), FormatKind::Codec)
}

const DEFAULT_CLOCK: u32 = 8_000;
