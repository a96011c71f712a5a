//! The one continuous stream that we send: one SSRC, consecutive sequence numbers and timestamps that go
//! on over any change of what is sent.

use std::time::{Duration, Instant};

use super::Header;

/// Numbers the packets of one stream that we send.
#[derive(Clone, Debug)]
pub struct Outgoing {
    ssrc: u32,
    next_sequence: u16,
    timestamp: u32,
    /// When `timestamp` was current; None before the first packet.
    at: Option<Instant>,
    /// Timestamp units a second, and of one packet.
    clock: u32,
    step: u32,
    forwarded: Option<Forwarded>,
    marker_due: bool,
    packets: u32,
    octets: u32,
}

/// How the numbers of a stream that is passed through become ours.
#[derive(Clone, Copy, Debug)]
struct Forwarded {
    ssrc: u32,
    sequence_offset: u16,
    timestamp_offset: u32,
    /// Highest sequence number and timestamp that were passed on, in the numbers of the origin.
    highest: u16,
    highest_timestamp: u32,
    /// Packets since the beginning, as far as it takes to forget `first`.
    age: u16,
    first: u16,
}

impl Outgoing {
    /// A stream that begins at random numbers (RFC 3550 §5.1).
    pub fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self {
            ssrc,
            next_sequence: sequence,
            timestamp,
            at: None,
            clock: 8_000,
            step: 160,
            forwarded: None,
            marker_due: true,
            packets: 0,
            octets: 0,
        }
    }

    /// Sets the clock (units a second) and the length of a packet in milliseconds.
    pub fn set_format(&mut self, clock: u32, packet_ms: u8) {
        self.clock = clock;
        self.step = clock / 1_000 * u32::from(packet_ms);
        self.forwarded = None;
    }

    /// What is sent changes: the next packet carries the marker and continues the numbers.
    pub fn switch(&mut self) {
        self.forwarded = None;
        self.marker_due = true;
    }

    /// Names this stream.
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Packets and payload bytes sent.
    pub fn sent(&self) -> (u32, u32) {
        (self.packets, self.octets)
    }

    /// Timestamp units of one packet.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// The timestamp of something that begins now: after what was sent, by the time that passed.
    pub fn timestamp_at(&self, now: Instant) -> u32 {
        let Some(at) = self.at else {
            return self.timestamp;
        };
        let passed = self.units(now.saturating_duration_since(at));
        self.timestamp.wrapping_add(passed.max(self.step))
    }

    /// The timestamp of this moment, for a sender report.
    pub fn timestamp_of_report(&self, now: Instant) -> u32 {
        let passed = self
            .at
            .map_or(0, |at| self.units(now.saturating_duration_since(at)));
        self.timestamp.wrapping_add(passed)
    }

    /// Renumbers a packet that is passed through with its gaps and its order; None when it must be
    /// dropped, since it is older than the beginning of what is passed through.
    #[inline]
    pub fn forward(&mut self, now: Instant, theirs: &Header) -> Option<Header> {
        let mut map = match self.forwarded {
            Some(map) if map.continues(theirs) => map,
            _ => self.adopt(now, theirs),
        };
        let ahead = theirs.sequence.wrapping_sub(map.highest).cast_signed();
        if map.age < SETTLED {
            if theirs.sequence.wrapping_sub(map.first).cast_signed() < 0 {
                return None;
            }
            map.age += 1;
        }
        let sequence = theirs.sequence.wrapping_add(map.sequence_offset);
        let timestamp = theirs.timestamp.wrapping_add(map.timestamp_offset);
        if ahead >= 0 {
            map.highest = theirs.sequence;
            map.highest_timestamp = theirs.timestamp;
            self.next_sequence = sequence.wrapping_add(1);
            self.timestamp = timestamp;
            self.at = Some(now);
        }
        self.forwarded = Some(map);
        let marker = std::mem::take(&mut self.marker_due) || theirs.marker;
        self.count(theirs.payload.len());
        Some(Header {
            marker,
            payload_type: theirs.payload_type,
            sequence,
            timestamp,
            ssrc: self.ssrc,
            payload: theirs.payload.clone(),
        })
    }

    /// A packet of the stream that is passed through is kept back: it leaves no gap in our numbers, as
    /// loss would.
    #[inline]
    pub fn skip(&mut self, theirs: &Header) {
        if let Some(map) = &mut self.forwarded
            && map.continues(theirs)
            && theirs.sequence.wrapping_sub(map.highest).cast_signed() > 0
        {
            map.highest = theirs.sequence;
            map.sequence_offset = map.sequence_offset.wrapping_sub(1);
        }
    }

    /// Numbers a packet of our own making that begins at `timestamp`.
    #[inline]
    pub fn number(
        &mut self,
        now: Instant,
        timestamp: u32,
        payload_type: u8,
        bytes: usize,
    ) -> Header {
        self.forwarded = None;
        let sequence = self.next_sequence;
        self.next_sequence = sequence.wrapping_add(1);
        self.timestamp = timestamp;
        self.at = Some(now);
        self.count(bytes);
        Header {
            marker: std::mem::take(&mut self.marker_due),
            payload_type,
            sequence,
            timestamp,
            ssrc: self.ssrc,
            payload: 0..bytes,
        }
    }

    /// Numbers a packet of an event that began at `timestamp`, when the clock showed `began`.
    pub fn number_event(
        &mut self,
        began: Instant,
        timestamp: u32,
        payload_type: u8,
        marker: bool,
    ) -> Header {
        let header = Header {
            marker,
            ..self.number(began, timestamp, payload_type, 4)
        };
        // The sound that follows begins a talk spurt of its own.
        self.marker_due = true;
        header
    }

    fn adopt(&mut self, now: Instant, theirs: &Header) -> Forwarded {
        if self.forwarded.is_some() {
            self.marker_due = true;
        }
        Forwarded {
            ssrc: theirs.ssrc,
            sequence_offset: self.next_sequence.wrapping_sub(theirs.sequence),
            timestamp_offset: self.timestamp_at(now).wrapping_sub(theirs.timestamp),
            highest: theirs.sequence,
            highest_timestamp: theirs.timestamp,
            age: 0,
            first: theirs.sequence,
        }
    }

    fn count(&mut self, bytes: usize) {
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(bytes as u32);
    }

    /// Timestamp units of a duration; wraps as timestamps do.
    fn units(&self, duration: Duration) -> u32 {
        ((duration.as_micros() as u64).wrapping_mul(u64::from(self.clock)) / 1_000_000) as u32
    }
}

impl Forwarded {
    /// Is this packet of the same stream, without a jump that means that the sender began anew?
    #[inline]
    fn continues(&self, theirs: &Header) -> bool {
        let ahead = theirs.sequence.wrapping_sub(self.highest).cast_signed();
        let time = theirs
            .timestamp
            .wrapping_sub(self.highest_timestamp)
            .cast_signed();
        self.ssrc == theirs.ssrc
            && (-LATEST..JUMP).contains(&ahead)
            && (-TIME_JUMP..TIME_JUMP).contains(&time)
    }
}

/// After this many packets none from before the beginning can come any more.
const SETTLED: u16 = 200;
const LATEST: i16 = 100;
const JUMP: i16 = 3_000;
/// Ten minutes at 8 kHz: silence may be long, but a new timestamp base is longer.
const TIME_JUMP: i32 = 8_000 * 600;
