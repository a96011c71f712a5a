//! One row a codec, in the order of the console's list.

use super::Kind::{self, Image, Text, Video};
use super::{Codec, PacketMs, SampleRate};

pub(super) struct Row {
    pub(super) codec: Codec,
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) description: &'static str,
    pub(super) kind: Kind,
    pub(super) encoding: &'static str,
    pub(super) rtp_clock: u32,
    pub(super) sample_rate: u32,
    pub(super) static_type: Option<u8>,
    pub(super) dynamic_type: Option<u8>,
    pub(super) frame: Option<Frame>,
    pub(super) packet: PacketMs,
}

/// The smallest whole piece of payload, and its samples at the codec's own rate.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) samples: u16,
    pub(super) bytes: u16,
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
                samples: 1,
                bytes: 2,
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

    const fn framed(self, samples: u16, bytes: u16) -> Self {
        Self {
            frame: Some(Frame { samples, bytes }),
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
pub(super) const ENCODING_ALIASES: &[(&str, &str)] = &[
    ("G729A", "G729"),
    ("G.729", "G729"),
    ("H263-2000", "H263-1998"),
    ("G726", "G726-32"),
];

pub(super) static TABLE: &[Row] = &[
    Row::audio(Codec::Ulaw, "ulaw", "PCMU", 8_000)
        .described("G.711 µ-law")
        .also(&["mulaw", "pcmu"])
        .fixed(0)
        .framed(1, 1)
        .packets(10, 150, 20),
    Row::audio(Codec::Alaw, "alaw", "PCMA", 8_000)
        .described("G.711 A-law")
        .also(&["pcma"])
        .fixed(8)
        .framed(1, 1)
        .packets(10, 150, 20),
    Row::audio(Codec::Gsm, "gsm", "GSM", 8_000)
        .described("GSM 06.10 full rate")
        .fixed(3)
        .framed(160, 33)
        .packets(20, 300, 20),
    Row::audio(Codec::G722, "g722", "G722", 16_000)
        .described("G.722, 64 kbit/s")
        .fixed(9)
        .clock(8_000)
        .framed(2, 1)
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
        .framed(240, 24)
        .packets(30, 300, 30),
    Row::audio(Codec::G726, "g726", "G726-32", 8_000)
        .described("G.726, 32 kbit/s, packed as in RFC 3551")
        .dynamic(111)
        .framed(2, 1)
        .packets(10, 300, 20),
    Row::audio(Codec::G726Aal2, "g726aal2", "AAL2-G726-32", 8_000)
        .described("G.726, 32 kbit/s, packed as for AAL2")
        .dynamic(112)
        .framed(2, 1)
        .packets(10, 300, 20),
    Row::audio(Codec::Adpcm, "adpcm", "DVI4", 8_000)
        .described("Dialogic ADPCM")
        .fixed(5)
        .framed(2, 1)
        .packets(10, 300, 20),
    Row::audio(Codec::Lpc10, "lpc10", "LPC", 8_000)
        .described("LPC-10, 2.4 kbit/s")
        .fixed(7)
        .framed(180, 7)
        .packets(20, 20, 20),
    Row::audio(Codec::G729, "g729", "G729", 8_000)
        .described("G.729A, 8 kbit/s")
        .also(&["g729a"])
        .fixed(18)
        .framed(80, 10)
        .packets(10, 230, 20),
    Row::audio(Codec::Ilbc, "ilbc", "iLBC", 8_000)
        .described("iLBC, 13.3 kbit/s")
        .dynamic(97)
        .framed(240, 50)
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
        .framed(320, 80)
        .packets(20, 80, 20),
    Row::audio(Codec::Siren14, "siren14", "G7221", 32_000)
        .described("G.722.1 annex C, 48 kbit/s")
        .also(&["g722.1c"])
        .dynamic(115)
        .framed(640, 120)
        .packets(20, 80, 20),
    Row::audio(Codec::G719, "g719", "G719", 48_000)
        .described("G.719, 64 kbit/s")
        .dynamic(116)
        .framed(960, 160)
        .packets(20, 80, 20),
    Row::audio(Codec::Codec2, "codec2", "CODEC2", 8_000)
        .described("Codec 2, 2.4 kbit/s")
        .framed(160, 6)
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
