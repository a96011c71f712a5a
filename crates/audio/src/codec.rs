//! The names of codecs and what negotiation needs to know of each: one row a codec in one table.
//!
//! The arithmetic is behind [`Decode`] and [`Encode`]; only G.711, GSM, G.722 and signed linear
//! have any. Everything else is stored and passed through unchanged.

use Kind::{Image, Text, Video};

pub use rate::SampleRate;
pub use transcode::{Transcoder, translation_cost};

mod g711;
mod g722;
mod g722_tables;
mod gsm;
mod rate;
mod slin;
#[cfg(test)]
mod tests;
mod transcode;

/// A codec by name. The order of the table is the order in which `core show codecs` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Codec {
    /// G.711 µ-law.
    Ulaw,
    /// G.711 A-law.
    Alaw,
    /// GSM 06.10 full rate.
    Gsm,
    /// G.722 at 64 kbit/s: 16 kHz samples under an 8 kHz RTP clock (RFC 3551 §4.5.2).
    G722,
    /// 16-bit linear samples. A payload is in network byte order, as L16 is on the wire
    /// (RFC 3551 §4.5.11), in memory as well; files are swapped when read and written.
    Slin(SampleRate),
    /// G.723.1.
    G723,
    /// G.726 at 32 kbit/s, packed as RFC 3551 says.
    G726,
    /// G.726 at 32 kbit/s, packed as for AAL2.
    G726Aal2,
    /// Dialogic ADPCM (DVI4 in RTP).
    Adpcm,
    /// LPC-10 at 2.4 kbit/s.
    Lpc10,
    /// G.729 with or without annexes A and B.
    G729,
    /// iLBC, 30 ms frames.
    Ilbc,
    /// Speex at 8 kHz.
    Speex,
    /// Speex at 16 kHz.
    Speex16,
    /// Speex at 32 kHz.
    Speex32,
    /// Opus.
    Opus,
    /// G.722.1 at 32 kbit/s.
    Siren7,
    /// G.722.1 annex C at 48 kbit/s.
    Siren14,
    /// G.719 at 64 kbit/s.
    G719,
    /// Codec 2 at 2.4 kbit/s.
    Codec2,
    /// SILK at 8 kHz.
    Silk8,
    /// SILK at 12 kHz.
    Silk12,
    /// SILK at 16 kHz.
    Silk16,
    /// SILK at 24 kHz.
    Silk24,
    /// JPEG still pictures.
    Jpeg,
    /// PNG still pictures.
    Png,
    /// H.261 video.
    H261,
    /// H.263 video.
    H263,
    /// H.263+ video (H263-1998).
    H263p,
    /// H.264 video.
    H264,
    /// H.265 video.
    H265,
    /// MPEG-4 part 2 video.
    Mpeg4,
    /// VP8 video.
    Vp8,
    /// VP9 video.
    Vp9,
    /// Redundant real-time text (RFC 2198 over RFC 4103).
    T140Red,
    /// Real-time text (RFC 4103).
    T140,
    /// T.38 fax over UDPTL.
    T38,
}

/// What a codec carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Still pictures and fax.
    Image,
    /// Real-time text.
    Text,
}

impl Kind {
    /// The word that `core show codecs` and SDP media lines use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Image => "image",
            Self::Text => "text",
        }
    }
}

impl Codec {
    /// Every codec, in the order in which `core show codecs` lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.codec)
    }

    /// The codec of a name as in `allow=`; case does not matter, and names of old versions
    /// (`slinear`, `g723.1`, `g722.1`, `g722.1c`) are known.
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|row| {
                row.name.eq_ignore_ascii_case(name)
                    || row
                        .aliases
                        .iter()
                        .any(|alias| alias.eq_ignore_ascii_case(name))
            })
            .map(|row| row.codec)
    }

    /// The codec of an `a=rtpmap` encoding name and clock rate; case does not matter.
    pub fn from_rtpmap(encoding: &str, clock: u32) -> Option<Self> {
        let encoding = ENCODING_ALIASES
            .iter()
            .find(|(alias, _)| alias.eq_ignore_ascii_case(encoding))
            .map_or(encoding, |(_, encoding)| encoding);
        TABLE
            .iter()
            .find(|row| row.rtp_clock == clock && row.encoding.eq_ignore_ascii_case(encoding))
            .map(|row| row.codec)
    }

    /// The codec that RFC 3551 gives a payload type without an `a=rtpmap`.
    pub fn from_static_payload_type(payload_type: u8) -> Option<Self> {
        TABLE
            .iter()
            .find(|row| row.static_type == Some(payload_type))
            .map(|row| row.codec)
    }

    /// The name in configuration and on the console.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// One line of description for the console.
    pub fn description(self) -> &'static str {
        self.row().description
    }

    /// What it carries.
    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// Sound?
    pub fn is_audio(self) -> bool {
        self.kind() == Kind::Audio
    }

    /// Moving pictures?
    pub fn is_video(self) -> bool {
        self.kind() == Kind::Video
    }

    /// The encoding name of `a=rtpmap` (`PCMU`).
    pub fn encoding_name(self) -> &'static str {
        self.row().encoding
    }

    /// The channel count that `a=rtpmap` must state, when it is not one (Opus, RFC 7587 §7).
    pub fn rtpmap_channels(self) -> Option<u8> {
        (self == Self::Opus).then_some(2)
    }

    /// The payload type that RFC 3551 assigns for good.
    pub fn static_payload_type(self) -> Option<u8> {
        self.row().static_type
    }

    /// The payload type that we offer: the static one, or else the dynamic number that Asterisk
    /// uses by default. None: any free dynamic number.
    pub fn usual_payload_type(self) -> Option<u8> {
        let row = self.row();
        row.static_type.or(row.dynamic_type)
    }

    /// RTP timestamp units a second. For G.722 this is 8000 although it carries 16000 samples.
    pub fn rtp_clock_rate(self) -> u32 {
        self.row().rtp_clock
    }

    /// Samples a second of the sound itself (1000 for what is not sound).
    pub fn sample_rate(self) -> u32 {
        self.row().sample_rate
    }

    /// The rate as linear samples, for sound that has a linear rate of ours.
    pub fn linear_rate(self) -> Option<SampleRate> {
        if self.is_audio() {
            SampleRate::from_hz(self.sample_rate())
        } else {
            None
        }
    }

    /// Bytes of that many milliseconds, for codecs of constant rate; rounded down to whole frames
    /// of the codec. None when the rate varies or less than one frame fits.
    pub fn frame_bytes(self, ms: u32) -> Option<usize> {
        let frame = self.row().frame?;
        let frames = (ms as usize) * 1000 / (frame.us as usize);
        (frames > 0).then_some(frames * frame.bytes as usize)
    }

    /// Milliseconds that this many payload bytes last, for codecs of constant rate.
    pub fn duration_ms(self, bytes: usize) -> Option<u64> {
        let frame = self.row().frame?;
        Some((bytes / frame.bytes as usize) as u64 * u64::from(frame.us) / 1000)
    }

    /// Bytes that belong together: cutting a payload at a multiple of it gives whole frames.
    pub fn frame_unit(self) -> Option<usize> {
        self.row().frame.map(|frame| frame.bytes as usize)
    }

    /// Packet lengths in milliseconds that may be asked for with `allow=ulaw:30`.
    pub fn packet_ms(self) -> PacketMs {
        self.row().packet
    }

    /// Do we have its arithmetic (both ways)?
    pub fn can_transcode(self) -> bool {
        matches!(
            self,
            Self::Ulaw | Self::Alaw | Self::Gsm | Self::G722 | Self::Slin(_)
        )
    }

    fn row(self) -> &'static Row {
        // Every variant has a row: a test walks them. The first row stands in so that this is total.
        TABLE
            .iter()
            .find(|row| row.codec == self)
            .unwrap_or(&TABLE[0])
    }
}

impl std::fmt::Display for Codec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Allowed packet lengths of a codec, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketMs {
    /// The shortest, and the step between lengths.
    pub min: u16,
    /// The longest.
    pub max: u16,
    /// What is used when nobody asks.
    pub default: u16,
}

impl PacketMs {
    /// The allowed length nearest below `wanted` (at least the minimum).
    pub fn nearest(self, wanted: u16) -> u16 {
        if self.min == 0 {
            return self.default;
        }
        let wanted = wanted.clamp(self.min, self.max);
        wanted - wanted % self.min
    }
}

/// Turns payloads of one stream into samples at the codec's own rate.
pub trait Decode: Send {
    /// Appends the samples of one payload. A payload that is not a whole number of the codec's
    /// frames is decoded as far as it goes.
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>);
}

/// Turns samples of one stream, at the codec's own rate, into payload.
pub trait Encode: Send {
    /// Appends the payload of these samples. What does not fill a frame of the codec (160 samples
    /// for GSM, 2 for G.722) is kept for the next call.
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>);
}

/// A fresh decoder for one stream, or None when the codec is only passed through.
pub fn decoder(codec: Codec) -> Option<Box<dyn Decode>> {
    match codec {
        Codec::Ulaw => Some(Box::new(g711::Decoder::ULAW)),
        Codec::Alaw => Some(Box::new(g711::Decoder::ALAW)),
        Codec::Gsm => Some(Box::new(gsm::Decoder::new())),
        Codec::G722 => Some(Box::new(g722::Decoder::new())),
        Codec::Slin(_) => Some(Box::new(slin::Decoder::new())),
        _ => None,
    }
}

/// A fresh encoder for one stream, or None when the codec is only passed through.
pub fn encoder(codec: Codec) -> Option<Box<dyn Encode>> {
    match codec {
        Codec::Ulaw => Some(Box::new(g711::Encoder::ULAW)),
        Codec::Alaw => Some(Box::new(g711::Encoder::ALAW)),
        Codec::Gsm => Some(Box::new(gsm::Encoder::new())),
        Codec::G722 => Some(Box::new(g722::Encoder::new())),
        Codec::Slin(_) => Some(Box::new(slin::Encoder)),
        _ => None,
    }
}

pub(crate) use gsm::{join_wav49, split_wav49};

struct Row {
    codec: Codec,
    name: &'static str,
    aliases: &'static [&'static str],
    description: &'static str,
    kind: Kind,
    encoding: &'static str,
    rtp_clock: u32,
    sample_rate: u32,
    static_type: Option<u8>,
    dynamic_type: Option<u8>,
    frame: Option<Frame>,
    packet: PacketMs,
}

/// The smallest whole piece of payload, and how long it lasts.
#[derive(Clone, Copy)]
struct Frame {
    us: u32,
    bytes: u16,
}

impl Row {
    const fn audio(codec: Codec, name: &'static str, encoding: &'static str, rate: u32) -> Self {
        Self {
            codec,
            name,
            aliases: &[],
            description: "",
            kind: Kind::Audio,
            encoding,
            rtp_clock: rate,
            sample_rate: rate,
            static_type: None,
            dynamic_type: None,
            frame: None,
            packet: PacketMs {
                min: 10,
                max: 60,
                default: 20,
            },
        }
    }

    const fn other(codec: Codec, name: &'static str, kind: Kind, encoding: &'static str) -> Self {
        Self {
            kind,
            rtp_clock: if matches!(kind, Kind::Text) {
                1_000
            } else {
                90_000
            },
            sample_rate: 1_000,
            packet: PacketMs {
                min: 0,
                max: 0,
                default: 0,
            },
            ..Self::audio(codec, name, encoding, 0)
        }
    }

    const fn linear(rate: SampleRate, name: &'static str, dynamic_type: Option<u8>) -> Self {
        Self {
            dynamic_type,
            frame: Some(Frame {
                us: 10_000,
                bytes: (rate.hz() / 50) as u16,
            }),
            packet: PacketMs {
                min: 10,
                max: 70,
                default: 20,
            },
            ..Self::audio(Codec::Slin(rate), name, "L16", rate.hz())
        }
        .described("Signed linear, 16 bit")
    }

    const fn described(self, description: &'static str) -> Self {
        Self {
            description,
            ..self
        }
    }

    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    const fn fixed(self, payload_type: u8) -> Self {
        Self {
            static_type: Some(payload_type),
            ..self
        }
    }

    const fn dynamic(self, payload_type: u8) -> Self {
        Self {
            dynamic_type: Some(payload_type),
            ..self
        }
    }

    const fn clock(self, rtp_clock: u32) -> Self {
        Self { rtp_clock, ..self }
    }

    const fn framed(self, us: u32, bytes: u16) -> Self {
        Self {
            frame: Some(Frame { us, bytes }),
            ..self
        }
    }

    const fn packets(self, min: u16, max: u16, default: u16) -> Self {
        Self {
            packet: PacketMs { min, max, default },
            ..self
        }
    }
}

/// Other spellings of `a=rtpmap` names that are in use.
const ENCODING_ALIASES: &[(&str, &str)] = &[
    ("G729A", "G729"),
    ("G.729", "G729"),
    ("H263-2000", "H263-1998"),
    ("G726", "G726-32"),
];

static TABLE: &[Row] = &[
    Row::audio(Codec::Ulaw, "ulaw", "PCMU", 8_000)
        .described("G.711 µ-law")
        .also(&["mulaw", "pcmu"])
        .fixed(0)
        .framed(1_000, 8)
        .packets(10, 150, 20),
    Row::audio(Codec::Alaw, "alaw", "PCMA", 8_000)
        .described("G.711 A-law")
        .also(&["pcma"])
        .fixed(8)
        .framed(1_000, 8)
        .packets(10, 150, 20),
    Row::audio(Codec::Gsm, "gsm", "GSM", 8_000)
        .described("GSM 06.10 full rate")
        .fixed(3)
        .framed(20_000, 33)
        .packets(20, 300, 20),
    Row::audio(Codec::G722, "g722", "G722", 16_000)
        .described("G.722, 64 kbit/s")
        .fixed(9)
        .clock(8_000)
        .framed(1_000, 8)
        .packets(10, 150, 20),
    Row::linear(SampleRate::R8000, "slin", Some(10)).also(&["slinear", "slin8"]),
    Row::linear(SampleRate::R12000, "slin12", Some(122)),
    Row::linear(SampleRate::R16000, "slin16", Some(118)).also(&["slinear16"]),
    Row::linear(SampleRate::R24000, "slin24", Some(123)),
    Row::linear(SampleRate::R32000, "slin32", Some(124)),
    Row::linear(SampleRate::R44100, "slin44", Some(125)).fixed(11),
    Row::linear(SampleRate::R48000, "slin48", Some(126)),
    Row::linear(SampleRate::R96000, "slin96", Some(127)),
    Row::linear(SampleRate::R192000, "slin192", None),
    Row::audio(Codec::G723, "g723", "G723", 8_000)
        .described("G.723.1, 6.3 kbit/s")
        .also(&["g723.1"])
        .fixed(4)
        .framed(30_000, 24)
        .packets(30, 300, 30),
    Row::audio(Codec::G726, "g726", "G726-32", 8_000)
        .described("G.726, 32 kbit/s, packed as in RFC 3551")
        .dynamic(111)
        .framed(1_000, 4)
        .packets(10, 300, 20),
    Row::audio(Codec::G726Aal2, "g726aal2", "AAL2-G726-32", 8_000)
        .described("G.726, 32 kbit/s, packed as for AAL2")
        .dynamic(112)
        .framed(1_000, 4)
        .packets(10, 300, 20),
    Row::audio(Codec::Adpcm, "adpcm", "DVI4", 8_000)
        .described("Dialogic ADPCM")
        .fixed(5)
        .framed(1_000, 4)
        .packets(10, 300, 20),
    Row::audio(Codec::Lpc10, "lpc10", "LPC", 8_000)
        .described("LPC-10, 2.4 kbit/s")
        .fixed(7)
        .framed(22_500, 7)
        .packets(20, 20, 20),
    Row::audio(Codec::G729, "g729", "G729", 8_000)
        .described("G.729A, 8 kbit/s")
        .also(&["g729a"])
        .fixed(18)
        .framed(10_000, 10)
        .packets(10, 230, 20),
    Row::audio(Codec::Ilbc, "ilbc", "iLBC", 8_000)
        .described("iLBC, 13.3 kbit/s")
        .dynamic(97)
        .framed(30_000, 50)
        .packets(30, 300, 30),
    Row::audio(Codec::Speex, "speex", "speex", 8_000)
        .described("Speex, 8 kHz")
        .dynamic(110),
    Row::audio(Codec::Speex16, "speex16", "speex", 16_000)
        .described("Speex, 16 kHz")
        .dynamic(117),
    Row::audio(Codec::Speex32, "speex32", "speex", 32_000)
        .described("Speex, 32 kHz")
        .dynamic(119),
    Row::audio(Codec::Opus, "opus", "opus", 48_000)
        .described("Opus")
        .dynamic(107),
    Row::audio(Codec::Siren7, "siren7", "G7221", 16_000)
        .described("G.722.1, 32 kbit/s")
        .also(&["g722.1"])
        .dynamic(102)
        .framed(20_000, 80)
        .packets(20, 80, 20),
    Row::audio(Codec::Siren14, "siren14", "G7221", 32_000)
        .described("G.722.1 annex C, 48 kbit/s")
        .also(&["g722.1c"])
        .dynamic(115)
        .framed(20_000, 120)
        .packets(20, 80, 20),
    Row::audio(Codec::G719, "g719", "G719", 48_000)
        .described("G.719, 64 kbit/s")
        .dynamic(116)
        .framed(20_000, 160)
        .packets(20, 80, 20),
    Row::audio(Codec::Codec2, "codec2", "CODEC2", 8_000)
        .described("Codec 2, 2.4 kbit/s")
        .framed(20_000, 6)
        .packets(20, 300, 20),
    Row::audio(Codec::Silk8, "silk8", "SILK", 8_000)
        .described("SILK, 8 kHz")
        .also(&["silk"]),
    Row::audio(Codec::Silk12, "silk12", "SILK", 12_000).described("SILK, 12 kHz"),
    Row::audio(Codec::Silk16, "silk16", "SILK", 16_000).described("SILK, 16 kHz"),
    Row::audio(Codec::Silk24, "silk24", "SILK", 24_000).described("SILK, 24 kHz"),
    Row::other(Codec::Jpeg, "jpeg", Image, "JPEG")
        .described("JPEG pictures")
        .fixed(26),
    Row::other(Codec::Png, "png", Image, "PNG").described("PNG pictures"),
    Row::other(Codec::H261, "h261", Video, "H261")
        .described("H.261 video")
        .fixed(31),
    Row::other(Codec::H263, "h263", Video, "H263")
        .described("H.263 video")
        .fixed(34),
    Row::other(Codec::H263p, "h263p", Video, "H263-1998")
        .described("H.263+ video")
        .dynamic(98),
    Row::other(Codec::H264, "h264", Video, "H264")
        .described("H.264 video")
        .dynamic(99),
    Row::other(Codec::H265, "h265", Video, "H265")
        .described("H.265 video")
        .dynamic(109),
    Row::other(Codec::Mpeg4, "mpeg4", Video, "MP4V-ES")
        .described("MPEG-4 video")
        .dynamic(104),
    Row::other(Codec::Vp8, "vp8", Video, "VP8")
        .described("VP8 video")
        .dynamic(100),
    Row::other(Codec::Vp9, "vp9", Video, "VP9")
        .described("VP9 video")
        .dynamic(108),
    Row::other(Codec::T140Red, "red", Text, "RED")
        .described("Redundant real-time text")
        .dynamic(105),
    Row::other(Codec::T140, "t140", Text, "T140")
        .described("Real-time text")
        .dynamic(106),
    Row::other(Codec::T38, "t38", Image, "T38").described("T.38 fax over UDPTL"),
];
