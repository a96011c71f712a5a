//! What one received stream went through: loss and jitter, after RFC 3550 appendix A.

use super::ReportBlock;

/// Statistics of one received RTP stream.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    ssrc: u32,
    started: bool,
    base: u16,
    highest: u16,
    cycles: u32,
    received: u64,
    /// Expected packets of streams that ended by a jump or a new SSRC.
    lost_before: u64,
    this_stream: u32,
    last_transit: u32,
    /// Sixteen times the jitter, in timestamp units.
    jitter: u32,
    expected_at_report: u32,
    received_at_report: u32,
}

impl Reception {
    /// Counts a packet. `arrival` is the time of arrival in units of the payload's clock.
    #[inline]
    pub fn packet(&mut self, ssrc: u32, sequence: u16, timestamp: u32, arrival: u32) {
        self.received += 1;
        let ahead = sequence.wrapping_sub(self.highest);
        if !self.started || ssrc != self.ssrc || (MAX_DROPOUT..MISORDERED).contains(&ahead) {
            self.restart(ssrc, sequence, arrival.wrapping_sub(timestamp));
            return;
        }
        if ahead < MAX_DROPOUT {
            if sequence < self.highest {
                self.cycles += 1;
            }
            self.highest = sequence;
        }
        self.this_stream += 1;
        let transit = arrival.wrapping_sub(timestamp);
        let difference = transit
            .wrapping_sub(self.last_transit)
            .cast_signed()
            .unsigned_abs();
        self.last_transit = transit;
        // A pause or a new timestamp base is no jitter.
        if difference < MAX_TRANSIT_STEP {
            self.jitter = (self.jitter + difference).saturating_sub((self.jitter + 8) >> 4);
        }
    }

    /// Packets received over the whole life.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Packets lost over the whole life.
    pub fn lost(&self) -> u64 {
        self.lost_before + u64::from(self.expected().saturating_sub(self.this_stream))
    }

    /// Interarrival jitter in timestamp units.
    pub fn jitter(&self) -> u32 {
        self.jitter >> 4
    }

    /// The report block for the next RTCP packet, without the round-trip fields; None before the
    /// first packet.
    pub fn report(&mut self) -> Option<ReportBlock> {
        if !self.started {
            return None;
        }
        let expected = self.expected();
        let expected_now = expected.wrapping_sub(self.expected_at_report);
        let received_now = self.this_stream.wrapping_sub(self.received_at_report);
        self.expected_at_report = expected;
        self.received_at_report = self.this_stream;
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction = u64::from(lost_now) * 256 / u64::from(expected_now.max(1));
        Some(ReportBlock {
            ssrc: self.ssrc,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            lost: u32::try_from(self.lost()).unwrap_or(u32::MAX).min(MAX_LOST),
            highest: self.cycles << 16 | u32::from(self.highest),
            jitter: self.jitter(),
            last_report: 0,
            delay: 0,
        })
    }

    fn restart(&mut self, ssrc: u32, sequence: u16, transit: u32) {
        if self.started {
            self.lost_before = self.lost();
        }
        self.started = true;
        self.ssrc = ssrc;
        self.base = sequence;
        self.highest = sequence;
        self.cycles = 0;
        self.this_stream = 1;
        self.last_transit = transit;
        self.expected_at_report = 0;
        self.received_at_report = 0;
    }

    fn expected(&self) -> u32 {
        if !self.started {
            return 0;
        }
        let highest = (self.cycles << 16) | u32::from(self.highest);
        highest.wrapping_sub(u32::from(self.base)).wrapping_add(1)
    }
}

/// Sequence numbers may jump ahead by less than this.
const MAX_DROPOUT: u16 = 3_000;
/// From here on a difference means a packet that came late.
const MISORDERED: u16 = 0u16.wrapping_sub(100);
const MAX_TRANSIT_STEP: u32 = 48_000;
/// The field has 24 bits, with sign.
const MAX_LOST: u32 = 0x7f_ffff;
