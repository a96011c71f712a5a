//! RTCP of the sessions: a report each five seconds while packets flow, a goodbye at the end, and what
//! the far end reports.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use audio::Codec;

use super::agenda::Due;
use super::stream::{Agreed, Stream};
use super::{Component, Sink, StreamIndex, Worker, stream_at};
use crate::rtp::rtcp::{append_bye, append_description, append_report, read};
use crate::rtp::{Line, RtcpItem, SenderInfo, Summary};

/// What one session knows by RTCP.
#[derive(Clone, Debug, Default)]
pub(super) struct Reports {
    /// Where the far end's RTCP comes from.
    address: Option<SocketAddr>,
    /// Middle of the time in the last sender report of the far end, and when it came.
    last_sender: Option<(u32, Instant)>,
    /// What was sent and received when the last report was made.
    counted: (u32, u64),
    pub(super) far_lost: u32,
    pub(super) far_jitter: u32,
    pub(super) round_trip: Option<Duration>,
    /// Far from what each packet needs.
    pub(super) life: Box<Life>,
    /// What was lost when the last reports were made.
    lost_counted: (u64, u32),
}

/// Figures of a whole life: in milliseconds, and in packets lost between two reports.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    pub(super) round_trips: Summary,
    pub(super) jitters: Summary,
    pub(super) losses: Summary,
    pub(super) far_jitters: Summary,
    pub(super) far_losses: Summary,
}

impl Worker {
    /// Takes an RTCP packet.
    pub(super) fn receive_report(
        &mut self,
        now: Instant,
        index: StreamIndex,
        from: SocketAddr,
        bytes: &[u8],
    ) {
        let time = self.ntp(now);
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let Some(agreed) = &stream.agreed else { return };
        if !agreed.addresses.accepts_report(from) {
            stream.refused += 1;
            return;
        }
        let ours = stream.out.ssrc();
        let ms_per_unit = 1_000.0 / f64::from(agreed.send_codec.rtp_clock_rate().max(1));
        let reports = &mut stream.reports;
        reports.address = Some(from);
        read(bytes, |item| match item {
            RtcpItem::Sender(_, info) => {
                reports.last_sender = Some(((info.ntp >> 16) as u32, now));
            }
            RtcpItem::Report(block) if block.ssrc == ours => {
                reports.far_lost = block.lost;
                reports.far_jitter = block.jitter;
                reports
                    .life
                    .far_jitters
                    .add(f64::from(block.jitter) * ms_per_unit);
                let lost = block.lost.saturating_sub(reports.lost_counted.1);
                reports.lost_counted.1 = block.lost;
                reports.life.far_losses.add(f64::from(lost));
                if block.last_report != 0 {
                    reports.round_trip = round_trip(time, block.last_report, block.delay);
                }
                if let Some(passed) = reports.round_trip {
                    reports.life.round_trips.add(passed.as_secs_f64() * 1_000.0);
                }
            }
            RtcpItem::Report(_) | RtcpItem::Bye(_) => {}
        });
    }

    /// Sends the report that is due, unless nothing flowed since the last one.
    pub(super) fn report(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        let time = self.ntp(now);
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let counted = stream.counted();
        if counted == stream.reports.counted {
            return;
        }
        stream.write_report(now, time, &mut self.scratch);
        stream.reports.counted = counted;
        stream.send_report(index, &self.scratch, sink);
        self.agenda
            .set(&mut stream.alarms, index, Due::Report, now + INTERVAL);
    }

    /// Tells the far end that the session is over, if it ever heard of us.
    pub(super) fn goodbye(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        let time = self.ntp(now);
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        if stream.counted() == (0, 0) {
            return;
        }
        stream.write_report(now, time, &mut self.scratch);
        append_bye(&mut self.scratch, stream.out.ssrc());
        stream.send_report(index, &self.scratch, sink);
    }

    /// Our clock as RTCP writes it: seconds since the worker began, in 32.32 fixed point. RFC 3550 §6.4.1
    /// allows that to whoever does not know the time of day.
    fn ntp(&self, now: Instant) -> u64 {
        let life = self
            .epoch
            .map_or(Duration::ZERO, |epoch| now.saturating_duration_since(epoch));
        // Not zero even at the first moment: zero means "no report" to the far end.
        let seconds = life.as_secs() + 1;
        (seconds << 32) | (u64::from(life.subsec_nanos()) * (1 << 32) / 1_000_000_000)
    }
}

impl Stream {
    fn counted(&self) -> (u32, u64) {
        (self.out.sent().0, self.reception.received())
    }

    fn write_report(&mut self, now: Instant, time: u64, out: &mut Vec<u8>) {
        out.clear();
        let (packets, octets) = self.out.sent();
        let timestamp = self.out.timestamp_of_report(now);
        let sends = packets != self.reports.counted.0;
        let sender = sends.then_some(SenderInfo {
            ntp: time,
            timestamp,
            packets,
            octets,
        });
        self.summarize();
        let mut block = self.reception.report();
        if let (Some(block), Some((sender, at))) = (&mut block, self.reports.last_sender) {
            block.last_report = sender;
            let delay = now.saturating_duration_since(at).as_micros() * 65_536 / 1_000_000;
            block.delay = u32::try_from(delay).unwrap_or(u32::MAX);
        }
        let ssrc = self.out.ssrc();
        append_report(out, ssrc, sender, block);
        append_description(out, ssrc, "starling");
    }

    /// What was received since the last report goes into the figures of the whole life.
    fn summarize(&mut self) {
        if self.reception.received() == self.reports.counted.1 {
            return;
        }
        let clock = self
            .agreed
            .as_ref()
            .map_or(8_000, |agreed| agreed.receive_clock);
        let jitter = f64::from(self.reception.jitter()) * 1_000.0 / f64::from(clock.max(1));
        let lost = self.reception.lost();
        let reports = &mut self.reports;
        reports.life.jitters.add(jitter);
        let newly = lost.saturating_sub(reports.lost_counted.0);
        reports.life.losses.add(newly as f64);
        reports.lost_counted.0 = lost;
    }

    /// One direction as the E-model sees it.
    pub(super) fn lines(&self) -> (Line, Line) {
        let codec = |agreed: &Agreed| (agreed.receive_codec(), agreed.send_codec);
        let agreed = self.agreed.as_ref();
        let (receives, sends) = agreed.map_or((Codec::Ulaw, Codec::Ulaw), codec);
        let percent = |lost: f64, came: f64| 100.0 * lost / (lost + came).max(1.0);
        let round_trip = self.reports.life.round_trips;
        let round_trip_ms = if round_trip.count > 0 {
            round_trip.last
        } else {
            0.0
        };
        let clock = agreed.map_or(8_000, |agreed| agreed.receive_clock);
        let (lost, came) = (self.reception.lost(), self.reception.received());
        let received = Line {
            codec: receives,
            loss_percent: percent(lost as f64, came as f64),
            jitter_ms: f64::from(self.reception.jitter()) * 1_000.0 / f64::from(clock.max(1)),
            round_trip_ms,
        };
        let lost = f64::from(self.reports.far_lost);
        let sent = Line {
            codec: sends,
            loss_percent: percent(lost, f64::from(self.out.sent().0) - lost),
            jitter_ms: self.reports.life.far_jitters.last,
            round_trip_ms,
        };
        (received, sent)
    }

    fn send_report(&self, index: StreamIndex, bytes: &[u8], sink: &mut impl Sink) {
        let Some(agreed) = &self.agreed else { return };
        let (component, mut to) = Agreed::report_address(agreed);
        if let (Component::Rtcp, Some(learned)) = (component, self.reports.address)
            && agreed.setup.symmetric
        {
            to = learned;
        }
        // Held in the old way: there is nobody to report to.
        if to.ip().is_unspecified() {
            return;
        }
        sink.transmit(index, component, to, bytes);
    }
}

/// RFC 3550 §6.4.1, in 1/65536 s. Nonsense gives None.
fn round_trip(now: u64, last_report: u32, delay: u32) -> Option<Duration> {
    let units = ((now >> 16) as u32)
        .wrapping_sub(last_report)
        .wrapping_sub(delay);
    let plausible = units < 60 * 65_536;
    plausible.then(|| Duration::from_micros(u64::from(units) * 1_000_000 / 65_536))
}

/// Time between reports.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);
