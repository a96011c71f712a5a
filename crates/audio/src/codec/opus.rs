//! Opus (RFC 6716): what a payload says of itself, and, with the feature `opus`, the arithmetic of libopus.
//!
//! Unlike all others, a payload is one packet of varying size: it can be neither cut nor joined.

/// How Opus is made; the far end asks for it with `a=fmtp` (RFC 7587 §6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpusSettings {
    /// Repeat each packet coarsely in the next one (`useinbandfec`).
    pub fec: bool,
    /// Send next to nothing in silence (`usedtx`).
    pub dtx: bool,
    /// The most bits a second (`maxaveragebitrate`); None: what suits the rate.
    pub bitrate: Option<u32>,
    /// Loss that is to be survived, in percent.
    pub loss_percent: u8,
    /// Effort, 0 to 10: 5 costs half of what 10 does.
    pub complexity: u8,
}

impl Default for OpusSettings {
    fn default() -> Self {
        Self {
            fec: true,
            dtx: false,
            bitrate: None,
            loss_percent: 5,
            complexity: 5,
        }
    }
}

/// Samples at 48 kHz in a payload (RFC 6716 §3.1); None when it is none.
pub(super) fn payload_samples(payload: &[u8]) -> Option<u32> {
    let &toc = payload.first()?;
    let config = usize::from(toc >> 3);
    let frame = match config {
        0..=11 => [480, 960, 1_920, 2_880][config % 4],
        12..=15 => [480, 960][config % 2],
        _ => [120, 240, 480, 960][config % 4],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(*payload.get(1)? & 0x3f),
    };
    let samples = frame * frames;
    (samples > 0 && samples <= LONGEST).then_some(samples)
}

#[cfg(feature = "opus")]
pub(super) use arithmetic::{Decoder, Encoder, has_rate};

/// 120 ms at 48 kHz.
const LONGEST: u32 = 5_760;

#[cfg(feature = "opus")]
mod arithmetic {
    use opus::{Application, Bitrate, Channels};

    use super::super::{Decode, Encode, SampleRate};
    use super::OpusSettings;

    /// Does libopus work at this rate itself?
    pub(in super::super) fn has_rate(rate: SampleRate) -> bool {
        matches!(rate.hz(), 8_000 | 12_000 | 16_000 | 24_000 | 48_000)
    }

    pub(in super::super) struct Decoder {
        inner: opus::Decoder,
        longest: usize,
    }

    impl Decoder {
        pub(in super::super) fn new(rate: SampleRate) -> Option<Self> {
            let inner = opus::Decoder::new(rate.hz(), Channels::Mono).ok()?;
            let longest = rate.hz() as usize * 120 / 1_000;
            Some(Self { inner, longest })
        }

        /// Appends what libopus gives for at most so many samples.
        fn run(&mut self, payload: &[u8], most: usize, fec: bool, out: &mut Vec<i16>) -> bool {
            let start = out.len();
            out.resize(start + most, 0);
            let made = match out.get_mut(start..) {
                Some(space) => self.inner.decode(payload, space, fec).unwrap_or(0),
                None => 0,
            };
            out.truncate(start + made.min(most));
            made > 0
        }
    }

    impl Decode for Decoder {
        fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
            if !payload.is_empty() {
                self.run(payload, self.longest, false, out);
            }
        }

        fn conceal(&mut self, samples: usize, out: &mut Vec<i16>) -> bool {
            self.run(&[], samples.min(self.longest), false, out)
        }

        fn recover(&mut self, next: &[u8], samples: usize, out: &mut Vec<i16>) -> bool {
            !next.is_empty() && self.run(next, samples.min(self.longest), true, out)
        }
    }

    pub(in super::super) struct Encoder {
        inner: opus::Encoder,
        rate: usize,
        waiting: Vec<i16>,
        packet: Vec<u8>,
    }

    impl Encoder {
        pub(in super::super) fn new(rate: SampleRate) -> Option<Self> {
            let inner = opus::Encoder::new(rate.hz(), Channels::Mono, Application::Voip).ok()?;
            let mut this = Self {
                inner,
                rate: rate.hz() as usize,
                waiting: Vec::new(),
                packet: vec![0; PACKET_MAX],
            };
            this.tune(&OpusSettings::default());
            Some(this)
        }

        fn packet(&mut self, samples: usize, out: &mut Vec<u8>) {
            let Some(frame) = self.waiting.get(..samples) else {
                return;
            };
            let bytes = self.inner.encode(frame, &mut self.packet).unwrap_or(0);
            out.extend_from_slice(self.packet.get(..bytes).unwrap_or_default());
            self.waiting.drain(..samples);
        }
    }

    impl Encode for Encoder {
        /// A length that a packet may have (10 to 60 ms) becomes one; else each 20 ms become one.
        fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
            let fits = |ms: &usize| samples.len() == self.rate * ms / 1_000;
            let whole = self.waiting.is_empty() && [10, 20, 40, 60].iter().any(fits);
            self.waiting.extend_from_slice(samples);
            let packet = match whole {
                true => samples.len(),
                false => self.rate / 50,
            };
            while self.waiting.len() >= packet {
                self.packet(packet, out);
            }
        }

        fn tune(&mut self, settings: &OpusSettings) {
            let bits = match settings.bitrate {
                Some(bits) => {
                    Bitrate::Bits(i32::try_from(bits.clamp(6_000, 510_000)).unwrap_or(24_000))
                }
                None => Bitrate::Auto,
            };
            // An old libopus that lacks one of these works without it.
            let _ = self.inner.set_bitrate(bits);
            let _ = self.inner.set_inband_fec(settings.fec);
            let _ = self.inner.set_dtx(settings.dtx);
            let _ = self
                .inner
                .set_packet_loss_perc(i32::from(settings.loss_percent.min(100)));
            let _ = self
                .inner
                .set_complexity(i32::from(settings.complexity.min(10)));
        }
    }

    /// What RFC 6716 §3.2 allows a frame, thrice over.
    const PACKET_MAX: usize = 4_000;
}
