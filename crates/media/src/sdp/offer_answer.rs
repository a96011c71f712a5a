//! Offer/answer for one audio stream (RFC 3264), with Asterisk's manners.
//!
//! Every other stream of an offer is answered in its place with port 0. Payload types of an answer are
//! those of the offer; the two directions may nevertheless use different ones.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use audio::Codec;

use super::formats::{FormatKind, fmtp, opus_settings};
use super::{
    Attribute, Connection, Description, MediaKind, MediaLine, Origin, OtherLine, direction_word,
};
use crate::control::{DigitTransport, Direction, StreamSetup};

/// Our side of one audio stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMedia {
    /// The address that the far end shall send to.
    pub address: IpAddr,
    /// The RTP port that the far end shall send to.
    pub port: u16,
    /// Codecs as `allow=` orders them; those that are not audio are passed over.
    pub codecs: Vec<Codec>,
    /// How digits travel.
    pub digits: DigitMode,
    /// The packet length that we ask for, in milliseconds.
    pub ptime: u8,
    /// Which way we want media to flow; not `SendReceive` while we hold the far end.
    pub direction: Direction,
    /// Whose order of codecs an answer of ours has.
    pub order: AnswerOrder,
    /// Send to where packets come from.
    pub symmetric: bool,
    /// Offer, and agree to, RTCP on the RTP port.
    pub rtcp_mux: bool,
    /// User in `o=`, usually `-`.
    pub owner: String,
    /// Text of `s=`.
    pub title: String,
    /// Identity in `o=`; stays the same for all descriptions of a dialog.
    pub id: u64,
    /// Version in `o=`; one more whenever the description differs from the one before.
    pub version: u64,
}

/// Whose preference orders the codecs of an answer; the first one is what we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOrder {
    /// The order of `allow=` (chan_sip).
    Ours,
    /// The order of the offer (chan_pjsip).
    Theirs,
}

/// The `dtmfmode`/`dtmf_mode` of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitMode {
    /// RFC 4733. When the far end cannot, ours are sent as tones and its tones are not looked for.
    TelephoneEvent,
    /// Tones in the audio, both ways.
    InBand,
    /// SIP INFO.
    Signalling,
    /// RFC 4733 when the far end can, else tones.
    Auto,
    /// RFC 4733 when the far end can, else SIP INFO.
    AutoSignalling,
}

impl DigitMode {
    /// Do descriptions of ours name telephone-event?
    pub fn telephone_event(self) -> bool {
        !matches!(self, Self::InBand | Self::Signalling)
    }

    fn transport(self, agreed: bool) -> DigitTransport {
        match (self, agreed) {
            (Self::TelephoneEvent | Self::Auto | Self::AutoSignalling, true)
            | (Self::TelephoneEvent, false) => DigitTransport::TelephoneEvent,
            (Self::InBand, _) | (Self::Auto, false) => DigitTransport::InBand,
            (Self::Signalling, _) | (Self::AutoSignalling, false) => DigitTransport::Signalling,
        }
    }
}

/// Why an offer cannot be answered (488 Not Acceptable Here).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferRefused {
    /// No audio stream, or only refused ones.
    NoAudio,
    /// No codec of the offer is allowed; these were offered.
    NoCommonCodec(Vec<String>),
    /// The audio wants a transport that we do not have (`RTP/SAVP`).
    Transport(String),
    /// No `c=` line, or one with a host name instead of an address.
    NoAddress,
}

impl fmt::Display for OfferRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAudio => write!(f, "the offer has no audio stream"),
            Self::NoCommonCodec(offered) => {
                write!(f, "no codec in common; offered: {}", offered.join(", "))
            }
            Self::Transport(proto) => write!(f, "the audio transport '{proto}' is not supported"),
            Self::NoAddress => write!(f, "the offer has no usable address for its audio"),
        }
    }
}

impl std::error::Error for OfferRefused {}

/// Why an answer to our offer cannot be used (the call is ended, cause 58 or 88).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRefused {
    /// The audio stream is missing, of another kind, or refused with port 0.
    AudioDeclined,
    /// It has none of the codecs that we offered; these were answered.
    NoCommonCodec(Vec<String>),
    /// Another transport than the offered one.
    Transport(String),
    /// No `c=` line, or one with a host name instead of an address.
    NoAddress,
}

impl fmt::Display for AnswerRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AudioDeclined => write!(f, "the answer declines the audio stream"),
            Self::NoCommonCodec(answered) => {
                write!(
                    f,
                    "no offered codec in the answer; it has: {}",
                    answered.join(", ")
                )
            }
            Self::Transport(proto) => write!(f, "the answer changes the transport to '{proto}'"),
            Self::NoAddress => write!(f, "the answer has no usable address for its audio"),
        }
    }
}

impl std::error::Error for AnswerRefused {}

/// A first offer of ours.
pub fn offer(local: &LocalMedia) -> Description {
    let types = PayloadTypes::assign(local, &[]);
    frame(
        local,
        vec![audio_line(
            local,
            &types,
            local.direction,
            "RTP/AVP",
            local.rtcp_mux,
        )],
    )
}

/// A later offer of ours in a dialog in which `previous` was our last description.
///
/// Streams keep their places and codecs their payload types (RFC 3264 §8).
pub fn reoffer(local: &LocalMedia, previous: &Description) -> Description {
    let Some((position, audio)) = previous.audio() else {
        return offer(local);
    };
    let known: Vec<(u8, FormatKind)> = audio
        .rtp_formats()
        .into_iter()
        .map(|format| (format.payload_type, format.kind))
        .collect();
    let types = PayloadTypes::assign(local, &known);
    let mut lines: Vec<MediaLine> = previous.media.iter().map(declined).collect();
    lines[position] = audio_line(local, &types, local.direction, &audio.proto, local.rtcp_mux);
    frame(local, lines)
}

/// Answers an offer; gives the answer and what was agreed with it.
///
/// The same arguments give the same answer, so an early one (183) equals the final one.
pub fn answer(
    local: &LocalMedia,
    offer: &Description,
) -> Result<(Description, StreamSetup), OfferRefused> {
    let (position, line) = acceptable_audio(offer)?;
    let theirs = line.rtp_formats();
    let joint = joint_codecs(local, &theirs);
    let Some(&first) = joint.first() else {
        return Err(OfferRefused::NoCommonCodec(names(&theirs)));
    };
    let remote = offer.address_of(line).ok_or(OfferRefused::NoAddress)?;
    let events = telephone_event(&theirs).filter(|_| local.digits.telephone_event());
    let direction = agreed_direction(local.direction, offer, line, remote);
    let mux = local.rtcp_mux && line.attribute("rtcp-mux").is_some();
    let types = PayloadTypes {
        codecs: joint.clone(),
        events,
    };
    let mut lines: Vec<MediaLine> = offer.media.iter().map(declined).collect();
    lines[position] = audio_line(local, &types, direction, &line.proto, mux);
    let setup = StreamSetup {
        remote: SocketAddr::new(remote, line.port),
        send: first,
        receive: joint,
        packet_ms: packet_ms(first.1, local.ptime, offer, line),
        digits: local.digits.transport(events.is_some()),
        telephone_event: events.map(|event| (event, event)),
        direction,
        symmetric: local.symmetric,
        rtcp_mux: mux,
        opus: opus_settings(line, first),
    };
    Ok((frame(local, lines), setup))
}

/// Takes the answer to our offer `ours`.
pub fn accept(
    local: &LocalMedia,
    ours: &Description,
    answer: &Description,
) -> Result<StreamSetup, AnswerRefused> {
    let (position, offered) = ours.audio().ok_or(AnswerRefused::AudioDeclined)?;
    let line = answer
        .media
        .get(position)
        .filter(|line| line.kind == MediaKind::Audio && line.port != 0)
        .ok_or(AnswerRefused::AudioDeclined)?;
    if !is_plain_rtp(&line.proto) {
        return Err(AnswerRefused::Transport(line.proto.clone()));
    }
    let (mine, theirs) = (offered.rtp_formats(), line.rtp_formats());
    let mut receive: Vec<(u8, Codec)> = mine
        .iter()
        .filter_map(|format| Some((format.payload_type, format.codec()?)))
        .collect();
    let usable: Vec<(u8, Codec)> = theirs
        .iter()
        .filter_map(|format| Some((format.payload_type, format.codec()?)))
        .filter(|(_, codec)| receive.iter().any(|(_, known)| known == codec))
        .collect();
    let Some(&send) = usable.first() else {
        return Err(AnswerRefused::NoCommonCodec(names(&theirs)));
    };
    let events = telephone_event(&theirs).zip(telephone_event(&mine));
    // Some devices send with the numbers of their answer although we asked for ours.
    let taken = |number, receive: &[(u8, Codec)]| {
        receive.iter().any(|(known, _)| *known == number)
            || events.is_some_and(|(_, accepted)| accepted == number)
    };
    for format in usable {
        if !taken(format.0, &receive) {
            receive.push(format);
        }
    }
    let remote = answer.address_of(line).ok_or(AnswerRefused::NoAddress)?;
    Ok(StreamSetup {
        remote: SocketAddr::new(remote, line.port),
        send,
        receive,
        packet_ms: packet_ms(send.1, local.ptime, answer, line),
        digits: local.digits.transport(events.is_some()),
        telephone_event: events,
        direction: agreed_direction(local.direction, answer, line, remote),
        symmetric: local.symmetric,
        rtcp_mux: local.rtcp_mux && line.attribute("rtcp-mux").is_some(),
        opus: opus_settings(line, send),
    })
}

/// Does this description of the far end put us on hold: it will not hear what we send?
pub fn holds_us(remote: &Description) -> bool {
    let Some((_, line)) = remote.audio() else {
        return false;
    };
    let silent = matches!(
        remote.direction_of(line),
        Direction::SendOnly | Direction::Inactive
    );
    silent
        || remote
            .address_of(line)
            .is_some_and(|address| address.is_unspecified())
}

/// The codecs of the audio of an offer or answer, preferred first.
pub fn offered_codecs(remote: &Description) -> Vec<Codec> {
    let Some((_, line)) = remote.audio() else {
        return Vec::new();
    };
    line.rtp_formats()
        .iter()
        .filter_map(super::Format::codec)
        .collect()
}

fn acceptable_audio(offer: &Description) -> Result<(usize, &MediaLine), OfferRefused> {
    let mut lines = offer
        .media
        .iter()
        .enumerate()
        .filter(|(_, line)| line.kind == MediaKind::Audio && line.port != 0);
    let Some(first) = lines.next() else {
        return Err(OfferRefused::NoAudio);
    };
    std::iter::once(first)
        .chain(lines)
        .find(|(_, line)| is_plain_rtp(&line.proto))
        .ok_or_else(|| OfferRefused::Transport(first.1.proto.clone()))
}

fn is_plain_rtp(proto: &str) -> bool {
    proto.eq_ignore_ascii_case("RTP/AVP") || proto.eq_ignore_ascii_case("RTP/AVPF")
}

fn joint_codecs(local: &LocalMedia, theirs: &[super::Format]) -> Vec<(u8, Codec)> {
    let offered: Vec<(u8, Codec)> = theirs
        .iter()
        .filter_map(|format| Some((format.payload_type, format.codec()?)))
        .filter(|(_, codec)| codec.is_audio() && local.codecs.contains(codec))
        .collect();
    match local.order {
        AnswerOrder::Theirs => offered,
        AnswerOrder::Ours => {
            let mut ordered = Vec::with_capacity(offered.len());
            for codec in &local.codecs {
                ordered.extend(offered.iter().filter(|(_, known)| known == codec));
                if ordered.len() == offered.len() {
                    break;
                }
            }
            ordered.dedup();
            ordered
        }
    }
}

fn telephone_event(formats: &[super::Format]) -> Option<u8> {
    let event = formats
        .iter()
        .find(|format| format.kind == FormatKind::TelephoneEvent)?;
    Some(event.payload_type)
}

fn names(formats: &[super::Format]) -> Vec<String> {
    formats
        .iter()
        .filter_map(|format| match &format.kind {
            FormatKind::Codec(codec) => Some(codec.name().to_owned()),
            FormatKind::Unknown(name) => Some(name.clone()),
            FormatKind::TelephoneEvent => None,
        })
        .collect()
}

fn agreed_direction(
    wanted: Direction,
    remote: &Description,
    line: &MediaLine,
    address: IpAddr,
) -> Direction {
    let (mut they_send, mut they_receive) = flags(remote.direction_of(line));
    // RFC 3264 §8.4: the unspecified address is the old way to say hold.
    they_receive &= !address.is_unspecified();
    let (we_send, we_receive) = flags(wanted);
    they_send &= we_receive;
    match (we_send && they_receive, they_send) {
        (true, true) => Direction::SendReceive,
        (true, false) => Direction::SendOnly,
        (false, true) => Direction::ReceiveOnly,
        (false, false) => Direction::Inactive,
    }
}

/// Whether a direction sends and whether it receives.
fn flags(direction: Direction) -> (bool, bool) {
    match direction {
        Direction::SendReceive => (true, true),
        Direction::SendOnly => (true, false),
        Direction::ReceiveOnly => (false, true),
        Direction::Inactive => (false, false),
    }
}

/// What the far end asks for with `a=ptime` (else what we use), within `a=maxptime`, in steps that the
/// codec allows, and 10 to 60 ms.
fn packet_ms(codec: Codec, ours: u8, remote: &Description, line: &MediaLine) -> u8 {
    let number = |name| {
        let text = line
            .attribute(name)
            .or_else(|| super::value_of(&remote.attributes, name))?;
        let whole = text.split(['.', ' ']).next()?;
        whole.parse::<u16>().ok().filter(|&ms| ms > 0)
    };
    let wanted = number("ptime").unwrap_or_else(|| u16::from(ours));
    let limit = number("maxptime").unwrap_or(LONGEST_MS).min(LONGEST_MS);
    let allowed = codec
        .packet_ms()
        .nearest(wanted.min(limit))
        .clamp(SHORTEST_MS, LONGEST_MS);
    u8::try_from(allowed).unwrap_or(20)
}

/// The payload types of a description of ours.
struct PayloadTypes {
    codecs: Vec<(u8, Codec)>,
    events: Option<u8>,
}

impl PayloadTypes {
    /// Gives each codec its earlier number, its usual one, or a free dynamic one.
    fn assign(local: &LocalMedia, earlier: &[(u8, FormatKind)]) -> Self {
        let mut taken: Vec<u8> = earlier.iter().map(|(number, _)| *number).collect();
        let mut number_for = |kind: FormatKind, usual: Option<u8>| {
            if let Some((number, _)) = earlier.iter().find(|(_, known)| *known == kind) {
                return Some(*number);
            }
            let number = usual
                .filter(|number| !taken.contains(number))
                .or_else(|| DYNAMIC.rev().find(|number| !taken.contains(number)))?;
            taken.push(number);
            Some(number)
        };
        let mut codecs: Vec<(u8, Codec)> = Vec::new();
        for &codec in local.codecs.iter().filter(|codec| codec.is_audio()) {
            if codecs.iter().any(|(_, known)| *known == codec) {
                continue;
            }
            let number = number_for(FormatKind::Codec(codec), codec.usual_payload_type());
            codecs.extend(number.map(|number| (number, codec)));
        }
        let events = local
            .digits
            .telephone_event()
            .then(|| number_for(FormatKind::TelephoneEvent, Some(TELEPHONE_EVENT)))
            .flatten();
        Self { codecs, events }
    }
}

fn audio_line(
    local: &LocalMedia,
    types: &PayloadTypes,
    direction: Direction,
    proto: &str,
    rtcp_mux: bool,
) -> MediaLine {
    let mut formats = Vec::with_capacity(types.codecs.len() + 1);
    let mut attributes = Vec::with_capacity(types.codecs.len() + 6);
    for (number, codec) in &types.codecs {
        formats.push(number.to_string());
        attributes.push(Attribute::new("rtpmap", rtpmap(*number, *codec)));
        attributes
            .extend(fmtp(*codec).map(|text| Attribute::new("fmtp", format!("{number} {text}"))));
    }
    if let Some(number) = types.events {
        formats.push(number.to_string());
        attributes.push(Attribute::new(
            "rtpmap",
            format!("{number} telephone-event/8000"),
        ));
        attributes.push(Attribute::new("fmtp", format!("{number} 0-16")));
    }
    if let Some((_, first)) = types.codecs.first() {
        let ptime = first
            .packet_ms()
            .nearest(u16::from(local.ptime))
            .min(LONGEST_MS);
        attributes.push(Attribute::new("ptime", ptime.to_string()));
    }
    attributes.push(Attribute::new("maxptime", LONGEST_MS.to_string()));
    if rtcp_mux {
        attributes.push(Attribute::flag("rtcp-mux"));
    }
    attributes.push(Attribute::flag(direction_word(direction)));
    MediaLine {
        kind: MediaKind::Audio,
        port: local.port,
        port_count: None,
        proto: proto.to_owned(),
        formats,
        connection: None,
        attributes,
        other: Vec::new(),
    }
}

fn rtpmap(number: u8, codec: Codec) -> String {
    let (name, clock) = (codec.encoding_name(), codec.rtp_clock_rate());
    match codec.rtpmap_channels() {
        Some(channels) => format!("{number} {name}/{clock}/{channels}"),
        None => format!("{number} {name}/{clock}"),
    }
}

/// The same stream, refused (RFC 3264 §6): port 0, and one format since the line needs one.
fn declined(line: &MediaLine) -> MediaLine {
    MediaLine {
        kind: line.kind.clone(),
        port: 0,
        port_count: None,
        proto: line.proto.clone(),
        formats: line.formats.clone(),
        connection: None,
        attributes: Vec::new(),
        other: Vec::new(),
    }
}

fn frame(local: &LocalMedia, media: Vec<MediaLine>) -> Description {
    Description {
        origin: Some(Origin {
            user: local.owner.clone(),
            id: local.id.to_string(),
            version: local.version.to_string(),
            address: Connection::new(local.address),
        }),
        name: Some(local.title.clone()),
        connection: Some(Connection::new(local.address)),
        times: vec![OtherLine {
            letter: 't',
            value: "0 0".to_owned(),
        }],
        attributes: Vec::new(),
        media,
        other: Vec::new(),
    }
}

const DYNAMIC: std::ops::RangeInclusive<u8> = 96..=127;
const TELEPHONE_EVENT: u8 = 101;
const SHORTEST_MS: u16 = 10;
const LONGEST_MS: u16 = 60;
