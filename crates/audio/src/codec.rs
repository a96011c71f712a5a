//! The names of codecs and what negotiation needs to know of each: one row a codec in one table.
//!
//! The arithmetic is behind [`Decode`] and [`Encode`]; G.711, GSM, G.722, G.726, Dialogic ADPCM and
//! signed linear have any. Everything else is stored and passed through unchanged.

pub(crate) use gsm::{join_wav49, split_wav49};
pub use opus::OpusSettings;
pub use rate::SampleRate;
pub use transcode::{Transcoder, translation_cost};

use g726::Packing;
use table::{ENCODING_ALIASES, Row, TABLE};

mod adpcm;
mod g711;
mod g722;
mod g722_tables;
mod g726;
mod gsm;
mod opus;
mod rate;
mod slin;
mod table;
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
        let row = self.row();
        let frame = row.frame?;
        let samples = u64::from(ms) * u64::from(row.sample_rate) / 1000;
        let frames = (samples / u64::from(frame.samples)) as usize;
        (frames > 0).then_some(frames * usize::from(frame.bytes))
    }

    /// Milliseconds that this many payload bytes last, for codecs of constant rate.
    pub fn duration_ms(self, bytes: usize) -> Option<u64> {
        let samples = (bytes / self.frame_unit()?) as u64 * u64::from(self.frame_samples()?);
        Some(samples * 1000 / u64::from(self.sample_rate()))
    }

    /// Samples, at the codec's own rate, that one payload holds; None when only a decoder could tell.
    pub fn payload_samples(self, payload: &[u8]) -> Option<u32> {
        if self == Self::Opus {
            return opus::payload_samples(payload);
        }
        let frames = u32::try_from(payload.len() / self.frame_unit()?).ok()?;
        frames.checked_mul(self.frame_samples()?)
    }

    /// Bytes that belong together: cutting a payload at a multiple of it gives whole frames.
    pub fn frame_unit(self) -> Option<usize> {
        self.row().frame.map(|frame| usize::from(frame.bytes))
    }

    /// Samples, at the codec's own rate, in one [`Codec::frame_unit`].
    pub fn frame_samples(self) -> Option<u32> {
        self.row().frame.map(|frame| u32::from(frame.samples))
    }

    /// Packet lengths in milliseconds that may be asked for with `allow=ulaw:30`.
    pub fn packet_ms(self) -> PacketMs {
        self.row().packet
    }

    /// Do we have its arithmetic (both ways)?
    pub fn can_transcode(self) -> bool {
        matches!(
            self,
            Self::Ulaw
                | Self::Alaw
                | Self::Gsm
                | Self::G722
                | Self::G726
                | Self::G726Aal2
                | Self::Adpcm
                | Self::Slin(_)
        ) || (cfg!(feature = "opus") && self == Self::Opus)
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

    /// Appends about so many samples for a payload that is missing, as the codec itself would. False:
    /// it has no way of its own (see [`crate::Concealer`]).
    fn conceal(&mut self, samples: usize, out: &mut Vec<i16>) -> bool {
        let _ = (samples, out);
        false
    }

    /// The same, out of what the payload after the missing one repeats of it.
    fn recover(&mut self, next: &[u8], samples: usize, out: &mut Vec<i16>) -> bool {
        let _ = (next, samples, out);
        false
    }
}

/// Turns samples of one stream, at the codec's own rate, into payload.
pub trait Encode: Send {
    /// Appends the payload of these samples. What does not fill a frame of the codec (160 samples
    /// for GSM, 2 for G.722) is kept for the next call.
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>);

    /// Works as the far end asked for. Only Opus can be asked for anything.
    fn tune(&mut self, settings: &OpusSettings) {
        let _ = settings;
    }
}

/// A fresh decoder for one stream, or None when the codec is only passed through.
pub fn decoder(codec: Codec) -> Option<Box<dyn Decode>> {
    match codec {
        Codec::Ulaw => Some(Box::new(g711::Decoder::ULAW)),
        Codec::Alaw => Some(Box::new(g711::Decoder::ALAW)),
        Codec::Gsm => Some(Box::new(gsm::Decoder::new())),
        Codec::G722 => Some(Box::new(g722::Decoder::new())),
        Codec::G726 => Some(Box::new(g726::Decoder::new(Packing::LowFirst))),
        Codec::G726Aal2 => Some(Box::new(g726::Decoder::new(Packing::HighFirst))),
        Codec::Adpcm => Some(Box::<adpcm::Decoder>::default()),
        Codec::Slin(_) => Some(Box::new(slin::Decoder::new())),
        #[cfg(feature = "opus")]
        Codec::Opus => Some(Box::new(opus::Decoder::new(SampleRate::R48000)?)),
        _ => None,
    }
}

/// A decoder whose samples have the wanted rate, if the codec can choose; else its own. With the rate.
pub fn decoder_near(codec: Codec, wanted: SampleRate) -> Option<(Box<dyn Decode>, SampleRate)> {
    #[cfg(feature = "opus")]
    if codec == Codec::Opus && opus::has_rate(wanted) {
        return Some((Box::new(opus::Decoder::new(wanted)?), wanted));
    }
    let _ = wanted;
    Some((decoder(codec)?, codec.linear_rate()?))
}

/// An encoder that takes samples of the given rate, if the codec can choose; else of its own. With the
/// rate.
pub fn encoder_near(codec: Codec, given: SampleRate) -> Option<(Box<dyn Encode>, SampleRate)> {
    #[cfg(feature = "opus")]
    if codec == Codec::Opus && opus::has_rate(given) {
        return Some((Box::new(opus::Encoder::new(given)?), given));
    }
    let _ = given;
    Some((encoder(codec)?, codec.linear_rate()?))
}

/// A fresh encoder for one stream, or None when the codec is only passed through.
pub fn encoder(codec: Codec) -> Option<Box<dyn Encode>> {
    match codec {
        Codec::Ulaw => Some(Box::new(g711::Encoder::ULAW)),
        Codec::Alaw => Some(Box::new(g711::Encoder::ALAW)),
        Codec::Gsm => Some(Box::new(gsm::Encoder::new())),
        Codec::G722 => Some(Box::new(g722::Encoder::new())),
        Codec::G726 => Some(Box::new(g726::Encoder::new(Packing::LowFirst))),
        Codec::G726Aal2 => Some(Box::new(g726::Encoder::new(Packing::HighFirst))),
        Codec::Adpcm => Some(Box::<adpcm::Encoder>::default()),
        Codec::Slin(_) => Some(Box::new(slin::Encoder)),
        #[cfg(feature = "opus")]
        Codec::Opus => Some(Box::new(opus::Encoder::new(SampleRate::R48000)?)),
        _ => None,
    }
}
