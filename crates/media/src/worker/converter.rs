//! From what one session receives to what another one sends, when codec or packet length differ.

use audio::{Codec, Decode, Encode, SampleRate, Transcoder, decoder_near, encoder, encoder_near};

use crate::control::StreamSetup;
use crate::rtp::Header;

/// Converts one stream and cuts it into packets of the agreed length.
pub(super) struct Converter {
    from: Codec,
    /// From packets of varying size to linear samples, before all else.
    before: Option<Before>,
    transcoder: Transcoder,
    /// From linear samples to packets of varying size, after all else.
    after: Option<After>,
    pending: Vec<u8>,
    /// Bytes at the front of `pending` that were handed out.
    used: usize,
    /// Payload bytes and timestamp units of a packet that is made.
    packet_bytes: usize,
    packet_units: u32,
    /// Bytes of a frame that is made: packets are not cut within one.
    frame_bytes: usize,
    /// Payload bytes and timestamp units of a frame that comes in, and both clocks.
    frame: (usize, u32),
    clocks: (u32, u32),
    input: Option<Input>,
    next_timestamp: u32,
    /// One packet of silence.
    silence: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Input {
    ssrc: u32,
    expected: u32,
}

impl Converter {
    /// None when there is no way from one codec to the other.
    pub(super) fn new(from: Codec, to: Codec, setup: &StreamSetup) -> Option<Self> {
        let clocks = (from.rtp_clock_rate(), to.rtp_clock_rate());
        let (before, linear_from) = match from.frame_unit() {
            Some(_) => (None, from),
            None => Before::new(from, to.linear_rate()?)?,
        };
        let (after, linear_to) = match to.frame_unit() {
            Some(_) => (None, to),
            None => After::new(to, linear_from.linear_rate()?, setup)?,
        };
        let packet_bytes = linear_to.frame_bytes(u32::from(setup.packet_ms))?;
        let packet_units =
            u32::try_from(linear_to.duration_ms(packet_bytes)?).ok()? * (clocks.1 / 1_000);
        let unit_units = u64::from(linear_from.frame_samples()?) * u64::from(clocks.0)
            / u64::from(linear_from.sample_rate());
        Some(Self {
            from,
            before,
            transcoder: Transcoder::new(linear_from, linear_to)?,
            after,
            pending: Vec::with_capacity(4 * packet_bytes),
            used: 0,
            packet_bytes,
            packet_units,
            frame_bytes: linear_to.frame_unit()?,
            frame: (linear_from.frame_unit()?, u32::try_from(unit_units).ok()?),
            clocks,
            input: None,
            next_timestamp: 0,
            silence: silence(linear_to, packet_bytes),
        })
    }

    #[inline]
    pub(super) fn is_from(&self, codec: Codec) -> bool {
        self.from == codec
    }

    /// Packets can be passed on as they are if nothing of earlier ones is left here; then the next
    /// conversion begins anew.
    #[inline]
    pub(super) fn stand_aside(&mut self) -> bool {
        let empty = self.pending.len() == self.used;
        if empty {
            self.input = None;
        }
        empty
    }

    /// Forgets what is unfinished: something else was sent meanwhile.
    pub(super) fn interrupt(&mut self) {
        self.input = None;
        self.pending.clear();
        self.used = 0;
    }

    /// Takes a packet. `begin` gives the timestamp at which a stream that begins anew goes on.
    pub(super) fn take(&mut self, header: &Header, payload: &[u8], begin: impl Fn() -> u32) {
        let Some(mut before) = self.before.take() else {
            self.take_linear(header, payload, begin);
            return;
        };
        self.take_linear(header, before.decode(payload), begin);
        self.before = Some(before);
    }

    fn take_linear(&mut self, header: &Header, payload: &[u8], begin: impl Fn() -> u32) {
        let units = (payload.len() / self.frame.0) as u32 * self.frame.1;
        let gap = match self.input {
            Some(input) if input.ssrc == header.ssrc => {
                header.timestamp.wrapping_sub(input.expected).cast_signed()
            }
            _ => i32::MAX,
        };
        let second = self.clocks.0.cast_signed();
        if gap < 0 && gap > -second {
            // Late: its place was filled or skipped.
            return;
        }
        if gap < 0 || gap > second / LONGEST_GAP {
            self.interrupt();
            self.next_timestamp = begin();
        } else if gap > 0 {
            self.bridge(gap.cast_unsigned());
        }
        self.transcoder.convert(payload, &mut self.pending);
        let expected = header.timestamp.wrapping_add(units);
        self.input = Some(Input {
            ssrc: header.ssrc,
            expected,
        });
    }

    /// A finished packet with its timestamp.
    #[inline]
    pub(super) fn next_packet(&mut self) -> Option<(u32, &[u8])> {
        let end = self.used + self.packet_bytes;
        let payload = self.pending.get(self.used..end)?;
        let timestamp = self.next_timestamp;
        self.used = end;
        self.next_timestamp = timestamp.wrapping_add(self.packet_units);
        match &mut self.after {
            None => Some((timestamp, payload)),
            Some(after) => Some((timestamp, after.encode(payload))),
        }
    }

    /// Drops what was handed out.
    #[inline]
    pub(super) fn compact(&mut self) {
        self.pending.drain(..self.used);
        self.used = 0;
    }

    /// Something is missing: fills up an unfinished packet with silence, and lets the rest of the gap
    /// show in the timestamps.
    fn bridge(&mut self, gap: u32) {
        let gap = u64::from(gap) * u64::from(self.clocks.1) / u64::from(self.clocks.0.max(1));
        let mut gap = u32::try_from(gap).unwrap_or(u32::MAX);
        let unfinished = (self.pending.len() - self.used) % self.packet_bytes;
        if unfinished > 0 {
            let wanted = self.packet_bytes - unfinished;
            let missing = (u64::from(gap) * self.packet_bytes as u64 / u64::from(self.packet_units))
                .min(wanted as u64) as usize;
            let missing = missing - missing % self.frame_bytes;
            let fill = self.silence.len().saturating_sub(missing);
            self.pending.extend_from_slice(&self.silence[fill..]);
            let filled = missing as u64 * u64::from(self.packet_units) / self.packet_bytes as u64;
            gap = gap.saturating_sub(filled as u32);
        }
        // Only a finished packet may be followed by a hole.
        if (self.pending.len() - self.used).is_multiple_of(self.packet_bytes) {
            self.next_timestamp = self.next_timestamp.wrapping_add(gap);
        }
    }
}

/// A decoder whose samples are handed on as if they had arrived so.
struct Before {
    decoder: Box<dyn Decode>,
    samples: Vec<i16>,
    bytes: Vec<u8>,
}

impl Before {
    fn new(from: Codec, wanted: SampleRate) -> Option<(Option<Self>, Codec)> {
        let (decoder, rate) = decoder_near(from, wanted)?;
        let this = Self {
            decoder,
            samples: Vec::new(),
            bytes: Vec::new(),
        };
        Some((Some(this), Codec::Slin(rate)))
    }

    fn decode(&mut self, payload: &[u8]) -> &[u8] {
        self.samples.clear();
        self.decoder.decode(payload, &mut self.samples);
        self.bytes.clear();
        let bytes = self.samples.iter().flat_map(|sample| sample.to_be_bytes());
        self.bytes.extend(bytes);
        &self.bytes
    }
}

/// An encoder of whole packets.
pub(super) struct After {
    encoder: Box<dyn Encode>,
    samples: Vec<i16>,
    packet: Vec<u8>,
}

impl After {
    fn new(to: Codec, given: SampleRate, setup: &StreamSetup) -> Option<(Option<Self>, Codec)> {
        let (mut this, codec) = Self::near(to, given)?;
        this.encoder.tune(&setup.opus);
        Some((Some(this), codec))
    }

    /// With the codec that it takes.
    pub(super) fn near(to: Codec, given: SampleRate) -> Option<(Self, Codec)> {
        let (encoder, rate) = encoder_near(to, given)?;
        let this = Self {
            encoder,
            samples: Vec::new(),
            packet: Vec::new(),
        };
        Some((this, Codec::Slin(rate)))
    }

    pub(super) fn tune(&mut self, settings: &audio::OpusSettings) {
        self.encoder.tune(settings);
    }

    pub(super) fn encode(&mut self, linear: &[u8]) -> &[u8] {
        self.samples.clear();
        let pairs = linear.as_chunks::<2>().0;
        self.samples
            .extend(pairs.iter().map(|pair| i16::from_be_bytes(*pair)));
        self.packet.clear();
        self.encoder.encode(&self.samples, &mut self.packet);
        &self.packet
    }
}

/// Payload of silence, as near to that many bytes as whole frames allow; empty when we cannot make any.
pub(super) fn silence(codec: Codec, bytes: usize) -> Vec<u8> {
    let Some(mut encoder) = encoder(codec) else {
        return Vec::new();
    };
    let ms = codec.duration_ms(bytes).unwrap_or(0);
    let samples = ms as usize * codec.sample_rate() as usize / 1_000;
    let mut out = Vec::with_capacity(bytes);
    encoder.encode(&vec![0; samples], &mut out);
    out
}

/// Gaps longer than this part of a second are pauses: the clock decides where the stream goes on.
const LONGEST_GAP: i32 = 5;
