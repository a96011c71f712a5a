//! What the worker's clock sends: packets of tones and sounds, and digits in front of them.

use std::time::{Duration, Instant};

use super::agenda::Due;
use super::hooks::{Packet, transmit};
use super::inband::DigitTone;
use super::player::Step;
use super::shelf::Shelf;
use super::stream::{Agreed, Feed, Stream};
use super::{Component, Sink, StreamIndex, Worker, stream_at};
use crate::control::{Digit, DigitTransport, MediaEvent};
use crate::rtp::Header;

impl Worker {
    /// Queues a digit of known length.
    pub(super) fn send_digit(
        &mut self,
        now: Instant,
        index: StreamIndex,
        digit: Digit,
        duration_ms: u32,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        stream.digits_out.push(digit, duration_ms);
        self.arm_digits(now, index);
    }

    /// Sees to it that waiting digits are sent, once the stream is agreed.
    pub(super) fn arm_digits(&mut self, now: Instant, index: StreamIndex) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        if !stream.is_negotiated() || stream.digit_tone.is_some() {
            return;
        }
        match stream.digits_out.next_deadline(now) {
            Some(at) if !stream.alarms.is_set(Due::DigitOut) => {
                self.agenda
                    .set(&mut stream.alarms, index, Due::DigitOut, at);
            }
            _ => {}
        }
    }

    /// Sends the next packet of a digit, or begins the next digit.
    pub(super) fn continue_digit(
        &mut self,
        now: Instant,
        index: StreamIndex,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        if !stream.digits_out.is_sending() {
            stream.begin_digit(now);
        }
        self.scratch.clear();
        let next = if stream.digit_tone.is_some() {
            stream.tone_packets(now, index, &mut self.scratch, sink)
        } else {
            stream.event_packets(now, index, &mut self.scratch, sink);
            stream.digits_out.next_deadline(now)
        };
        if let Some(at) = next {
            self.agenda
                .set(&mut stream.alarms, index, Due::DigitOut, at);
        }
        self.arm_digits(now, index);
    }

    /// Sends the packets of a tone or sound that are due.
    pub(super) fn play(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let room = (&mut self.scratch, &mut self.shelf);
        let next = stream.play(now, index, room, sink);
        if let Some(at) = next {
            self.agenda.set(&mut stream.alarms, index, Due::Play, at);
            self.arm_report(now, index);
        }
    }

    /// Sees to it that a session over which something flows reports.
    pub(super) fn arm_report(&mut self, now: Instant, index: StreamIndex) {
        if let Some(stream) = stream_at(&mut self.streams, index)
            && !stream.alarms.is_set(Due::Report)
        {
            let at = now + super::reports::INTERVAL;
            self.agenda.set(&mut stream.alarms, index, Due::Report, at);
        }
    }
}

impl Stream {
    /// Can a digit of another session be sent here? One that is audible in the sound needs no help
    /// where digits are tones.
    pub(super) fn sends_digits(&self, silent: bool) -> bool {
        let Some(agreed) = &self.agreed else {
            return false;
        };
        match agreed.setup.digits {
            DigitTransport::Signalling => false,
            DigitTransport::InBand => silent,
            DigitTransport::TelephoneEvent => silent || agreed.setup.telephone_event.is_some(),
        }
    }

    fn begin_digit(&mut self, now: Instant) {
        let timestamp = self.out.timestamp_at(now);
        let Some(digit) = self.digits_out.start(now, timestamp) else {
            return;
        };
        if let Some(converter) = &mut self.converter {
            converter.interrupt();
        }
        let Some(agreed) = &self.agreed else { return };
        if agreed.event_type().is_none() {
            let packet_ms = agreed.setup.packet_ms;
            let tone = DigitTone::new(digit, agreed.send_codec, packet_ms, now, timestamp);
            self.untranslatable += u64::from(tone.is_none());
            self.digit_tone = tone.map(Box::new);
        }
    }

    /// Sends the telephone-event packets that are due; without a payload type for them only time passes.
    fn event_packets(
        &mut self,
        now: Instant,
        index: StreamIndex,
        scratch: &mut Vec<u8>,
        sink: &mut impl Sink,
    ) {
        let Some(agreed) = &self.agreed else { return };
        while let Some(event) = self.digits_out.next_packet(now) {
            let Some(payload_type) = agreed.event_type() else {
                continue;
            };
            if !agreed.may_send {
                continue;
            }
            let ours =
                self.out
                    .number_event(event.began, event.timestamp, payload_type, event.marker);
            send(agreed, index, &ours, &event.payload, scratch, sink);
        }
    }

    /// Sends the packets of a digit tone that are due; gives the time of the next one.
    fn tone_packets(
        &mut self,
        now: Instant,
        index: StreamIndex,
        scratch: &mut Vec<u8>,
        sink: &mut impl Sink,
    ) -> Option<Instant> {
        let agreed = self.agreed.as_ref()?;
        let tone = self.digit_tone.as_mut()?;
        let packet = Duration::from_millis(u64::from(agreed.setup.packet_ms));
        let (mut at, mut timestamp) = tone.clock;
        while at <= now {
            if self.digits_out.tone_is_over(at) {
                self.digit_tone = None;
                self.out.switch();
                return self.digits_out.next_deadline(now);
            }
            scratch.clear();
            let ours = self
                .out
                .number(at, timestamp, agreed.send_type, agreed.packet_bytes);
            ours.append_to(scratch);
            tone.next_packet(scratch);
            if agreed.may_send {
                let packet = Packet {
                    now: at,
                    index,
                    to: agreed.addresses.to(),
                    codec: agreed.send_codec,
                    bytes: scratch,
                };
                transmit(&mut self.hooks, packet, sink);
            }
            at += packet;
            timestamp = timestamp.wrapping_add(self.out.step());
        }
        tone.clock = (at, timestamp);
        Some(at)
    }

    /// Sends what is due of the program; gives the time of the next packet.
    fn play(
        &mut self,
        now: Instant,
        index: StreamIndex,
        (scratch, shelf): (&mut Vec<u8>, &mut Shelf),
        sink: &mut impl Sink,
    ) -> Option<Instant> {
        let agreed = self.agreed.as_ref()?;
        let Feed::Play(player) = &mut self.feed else {
            return None;
        };
        let (mut at, mut timestamp) = match player.clock {
            Some((at, timestamp)) if now.saturating_duration_since(at) < LATEST => (at, timestamp),
            _ => (now, self.out.timestamp_at(now)),
        };
        while at <= now {
            scratch.clear();
            scratch.resize(crate::rtp::HEADER_BYTES, 0);
            let step = player.next_packet(scratch, shelf);
            if step != Step::Packet {
                self.untranslatable += u64::from(step == Step::Impossible);
                let playback = player.playback();
                self.feed = Feed::Nothing;
                if let Some(playback) = playback {
                    sink.event(MediaEvent::PlaybackEnded {
                        media: self.media,
                        playback,
                    });
                }
                return None;
            }
            // A digit in front of it, or a hold, costs what would have been heard meanwhile.
            if agreed.may_send && !self.digits_out.is_sending() {
                let bytes = scratch.len() - crate::rtp::HEADER_BYTES;
                let ours = self.out.number(at, timestamp, agreed.send_type, bytes);
                scratch[0] = 0x80;
                ours.rewrite(scratch);
                let packet = Packet {
                    now: at,
                    index,
                    to: agreed.addresses.to(),
                    codec: agreed.send_codec,
                    bytes: scratch,
                };
                transmit(&mut self.hooks, packet, sink);
            }
            at += player.packet();
            timestamp = timestamp.wrapping_add(self.out.step());
        }
        player.clock = Some((at, timestamp));
        Some(at)
    }
}

impl Agreed {
    /// The payload type of events that we send, when digits travel so.
    fn event_type(&self) -> Option<u8> {
        match self.setup.digits {
            DigitTransport::TelephoneEvent => self.setup.telephone_event.map(|(ours, _)| ours),
            DigitTransport::InBand | DigitTransport::Signalling => None,
        }
    }
}

fn send(
    agreed: &Agreed,
    index: StreamIndex,
    header: &Header,
    payload: &[u8],
    scratch: &mut Vec<u8>,
    sink: &mut impl Sink,
) {
    scratch.clear();
    header.append_to(scratch);
    scratch.extend_from_slice(payload);
    sink.transmit(index, Component::Rtp, agreed.addresses.to(), scratch);
}

/// After a longer standstill the rest is not sent in a burst: the schedule begins anew.
const LATEST: Duration = Duration::from_millis(200);
