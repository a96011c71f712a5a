//! The way of an arriving packet: whose is it, what is it, who hears it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use audio::DigitHeard;

use super::agenda::Due;
use super::stream::{Arrived, Feed, Payload, Stream};
use super::{Component, Sink, StreamIndex, Worker, stream_at};
use crate::control::MediaEvent;
use crate::rtp::{DigitReport, Header, is_rtcp};

impl Worker {
    /// Takes a packet that arrived on a socket of a session. The bytes may be changed.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        index: StreamIndex,
        component: Component,
        from: SocketAddr,
        bytes: &mut [u8],
        sink: &mut impl Sink,
    ) {
        if component == Component::Rtcp || is_rtcp(bytes) {
            self.receive_report(now, index, from, bytes);
            return;
        }
        let Some(header) = Header::parse(bytes) else {
            return;
        };
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let Some(payload) = stream.receive(now, self.epoch, from, &header) else {
            return;
        };
        if !stream.heard_first {
            stream.heard_first = true;
            sink.event(MediaEvent::FirstPacket {
                media: stream.media,
            });
        }
        if !stream.alarms.is_set(Due::Report) {
            self.agenda.set(
                &mut stream.alarms,
                index,
                Due::Report,
                now + super::reports::INTERVAL,
            );
        }
        let has_hooks = stream.hooks.is_some();
        match payload {
            Payload::Sound(codec) => {
                let mut sound = Arrived {
                    now,
                    codec,
                    header,
                    bytes,
                };
                if stream.tone_listener.is_some() {
                    self.listen(index, &sound, sink);
                }
                match has_hooks {
                    false => self.spread(index, &mut sound, sink),
                    true => self.receive_hooked(index, &mut sound, sink),
                }
            }
            Payload::TelephoneEvent => {
                self.keep_back(index, &header);
                self.receive_event(now, index, &header, bytes, sink);
            }
            Payload::ComfortNoise => {
                let payload = bytes.get(header.payload.clone()).unwrap_or_default();
                if let Some(hooks) = &mut stream.hooks {
                    hooks.hear_noise(now, &header, payload);
                }
                self.keep_back(index, &header);
            }
            Payload::Unknown => self.keep_back(index, &header),
        }
    }

    /// Ends a digit whose end packets got lost.
    pub(super) fn expire_digit(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let report = stream.digits_in.expire(now);
        // Later packets of the digit moved the deadline.
        if let Some(at) = stream.digits_in.next_deadline() {
            self.agenda.set(&mut stream.alarms, index, Due::DigitIn, at);
        }
        if let Some(report) = report {
            self.digit_received(now, index, report, true, sink);
        }
    }

    /// Ends a digit since its session closes.
    pub(super) fn end_received_digit(
        &mut self,
        now: Instant,
        index: StreamIndex,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        if let Some(report) = stream.digits_in.end() {
            self.digit_received(now, index, report, true, sink);
        }
    }

    /// Hands sound to all who listen.
    #[inline]
    pub(super) fn spread(
        &mut self,
        index: StreamIndex,
        sound: &mut Arrived<'_>,
        sink: &mut impl Sink,
    ) {
        let mut position = 0;
        while let Some(listener) = self.listener(index, position) {
            position += 1;
            if let Some(target) = stream_at(&mut self.streams, listener) {
                target.pass_on(listener, sound, &mut self.scratch, sink);
                if !target.alarms.is_set(Due::Report) {
                    let at = sound.now + super::reports::INTERVAL;
                    self.agenda
                        .set(&mut target.alarms, listener, Due::Report, at);
                }
            }
        }
    }

    /// Sees to it that a packet which is not passed on does not look lost to those who listen.
    fn keep_back(&mut self, index: StreamIndex, header: &Header) {
        let mut position = 0;
        while let Some(listener) = self.listener(index, position) {
            position += 1;
            if let Some(target) = stream_at(&mut self.streams, listener) {
                target.out.skip(header);
            }
        }
    }

    #[inline]
    fn listener(&self, index: StreamIndex, position: usize) -> Option<StreamIndex> {
        let stream = self.streams.get(index.0 as usize)?.as_deref()?;
        stream.listeners.get(position).copied()
    }

    fn receive_event(
        &mut self,
        now: Instant,
        index: StreamIndex,
        header: &Header,
        bytes: &[u8],
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let restarted = if stream.digits_in_ssrc == header.ssrc {
            None
        } else {
            stream.digits_in_ssrc = header.ssrc;
            stream.digits_in.restart()
        };
        let payload = bytes.get(header.payload.clone()).unwrap_or_default();
        let reports = stream
            .digits_in
            .packet(now, header.marker, header.timestamp, payload);
        match stream.digits_in.next_deadline() {
            // Set once a digit; it is moved when it comes too early.
            Some(at) if !stream.alarms.is_set(Due::DigitIn) => {
                self.agenda.set(&mut stream.alarms, index, Due::DigitIn, at);
            }
            Some(_) => {}
            None => stream.alarms.clear(Due::DigitIn),
        }
        for report in std::iter::once(restarted).chain(reports).flatten() {
            self.digit_received(now, index, report, true, sink);
        }
        self.prune();
    }

    fn listen(&mut self, index: StreamIndex, sound: &Arrived<'_>, sink: &mut impl Sink) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let Some(mut listener) = stream.tone_listener.take() else {
            return;
        };
        let payload = sound
            .bytes
            .get(sound.header.payload.clone())
            .unwrap_or_default();
        listener.listen(sound.codec, payload);
        for heard in &listener.heard {
            let report = match *heard {
                DigitHeard::Began { digit } => DigitReport::Began(digit),
                DigitHeard::Ended { digit, duration_ms } => {
                    DigitReport::Ended { digit, duration_ms }
                }
            };
            self.digit_received(sound.now, index, report, false, sink);
        }
        if let Some(stream) = stream_at(&mut self.streams, index) {
            stream.tone_listener = Some(listener);
        }
    }

    /// Tells the control plane, and those who listen with digits. `silent`: the digit is not audible in
    /// the sound anyway.
    fn digit_received(
        &mut self,
        now: Instant,
        index: StreamIndex,
        report: DigitReport,
        silent: bool,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let media = stream.media;
        sink.event(match report {
            DigitReport::Began(digit) => MediaEvent::DigitBegan { media, digit },
            DigitReport::Ended { digit, duration_ms } => MediaEvent::DigitEnded {
                media,
                digit,
                duration_ms,
            },
        });
        let mut position = 0;
        while let Some(listener) = self.listener(index, position) {
            position += 1;
            let Some(target) = stream_at(&mut self.streams, listener) else {
                continue;
            };
            let wanted = matches!(target.feed, Feed::Relay { with_digits: true });
            if !wanted || !target.sends_digits(silent) {
                continue;
            }
            match report {
                DigitReport::Began(digit) => {
                    target.digits_out.begin(digit);
                }
                DigitReport::Ended { digit, duration_ms } => {
                    target.digits_out.end(digit, duration_ms);
                }
            }
            self.arm_digits(now, listener);
        }
    }
}

impl Stream {
    /// Judges and counts a packet; None when it is not for us.
    #[inline]
    fn receive(
        &mut self,
        now: Instant,
        epoch: Option<Instant>,
        from: SocketAddr,
        header: &Header,
    ) -> Option<Payload> {
        let agreed = self.agreed.as_mut()?;
        if !agreed.addresses.accepts(now, from, header.sequence) {
            self.refused += 1;
            return None;
        }
        let life = epoch.map_or(Duration::ZERO, |epoch| now.saturating_duration_since(epoch));
        let clock = u64::from(agreed.receive_clock);
        let arrival = (life.as_micros() as u64).wrapping_mul(clock) / 1_000_000;
        self.reception.packet(
            header.ssrc,
            header.sequence,
            header.timestamp,
            arrival as u32,
        );
        agreed
            .may_receive
            .then(|| agreed.meaning(header.payload_type))
    }
}
