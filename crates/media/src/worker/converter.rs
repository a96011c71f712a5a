//! From what one session receives to what another one sends, when codec or packet length differ.

use audio::{Codec, Transcoder, encoder};

use crate::rtp::Header;

/// Converts one stream and cuts it into packets of the agreed length.
pub(super) struct Converter {
    from: Codec,
    transcoder: Transcoder,
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
    pub(super) fn new(from: Codec, to: Codec, packet_ms: u8) -> Option<Self> {
        let packet_bytes = to.frame_bytes(u32::from(packet_ms))?;
        let unit = from.frame_unit()?;
        let packet_units =
            u32::try_from(to.duration_ms(packet_bytes)?).ok()? * (to.rtp_clock_rate() / 1_000);
        let unit_units = u64::from(from.frame_samples()?) * u64::from(from.rtp_clock_rate())
            / u64::from(from.sample_rate());
        Some(Self {
            from,
            transcoder: Transcoder::new(from, to)?,
            pending: Vec::with_capacity(4 * packet_bytes),
            used: 0,
            packet_bytes,
            packet_units,
            frame_bytes: to.frame_unit()?,
            frame: (unit, u32::try_from(unit_units).ok()?),
            clocks: (from.rtp_clock_rate(), to.rtp_clock_rate()),
            input: None,
            next_timestamp: 0,
            silence: silence(to, packet_bytes),
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
        Some((timestamp, payload))
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
