//! The RTP header: read from, and rewritten in, a packet as it came (RFC 3550 §5.1).

use std::ops::Range;

/// The fixed part of an RTP header, and where the payload lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Begins a talk spurt or an event.
    pub marker: bool,
    /// Payload type, 0 to 127.
    pub payload_type: u8,
    /// Sequence number.
    pub sequence: u16,
    /// Timestamp, in units of the payload's clock.
    pub timestamp: u32,
    /// Names the sending stream.
    pub ssrc: u32,
    /// The payload without contributing sources, extension and padding.
    pub payload: Range<usize>,
}

impl Header {
    /// Reads a packet; None when it is not a well-formed RTP packet.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let fixed: &[u8; HEADER_BYTES] = bytes.first_chunk()?;
        if fixed[0] >> 6 != VERSION {
            return None;
        }
        let [_, _, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *fixed;
        // Most packets have none of contributing sources, extension and padding.
        let payload = if fixed[0] & 0x3f == 0 {
            HEADER_BYTES..bytes.len()
        } else {
            payload_range(bytes, fixed[0])?
        };
        Some(Self {
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            payload,
        })
    }

    /// Overwrites the fixed fields at the front of `bytes`; version, padding, extension and
    /// contributing sources stay. Returns false, and writes nothing, when there is no room.
    #[inline]
    pub fn rewrite(&self, bytes: &mut [u8]) -> bool {
        let Some(fixed) = bytes.first_chunk_mut::<HEADER_BYTES>() else {
            return false;
        };
        fixed[1] = u8::from(self.marker) << 7 | self.payload_type & 0x7f;
        fixed[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        fixed[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        fixed[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
        true
    }

    /// Appends a plain header (no padding, extension or contributing sources).
    pub fn append_to(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; HEADER_BYTES]);
        out[start] = VERSION << 6;
        self.rewrite(&mut out[start..]);
    }
}

/// Does a packet on a shared port belong to RTCP (RFC 5761 §4)?
#[inline]
pub fn is_rtcp(bytes: &[u8]) -> bool {
    matches!(bytes, [first, 192..=223, ..] if first >> 6 == VERSION)
}

fn payload_range(bytes: &[u8], flags: u8) -> Option<Range<usize>> {
    let mut start = HEADER_BYTES + 4 * usize::from(flags & 0x0f);
    if flags & 0x10 != 0 {
        let length = bytes.get(start + 2..start + 4)?;
        start += 4 + 4 * usize::from(u16::from_be_bytes([length[0], length[1]]));
    }
    let mut end = bytes.len();
    if flags & 0x20 != 0 {
        let padding = usize::from(*bytes.last()?);
        end = end.checked_sub(padding).filter(|_| padding > 0)?;
    }
    (start <= end).then_some(start..end)
}

/// Length of the fixed header in bytes.
pub const HEADER_BYTES: usize = 12;
const VERSION: u8 = 2;
