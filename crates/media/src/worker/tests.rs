//! Whole streams in virtual time: phones send packets, a sink keeps what comes out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::{Codec, decoder, encoder, measure};

use super::*;
use crate::control::{
    Digit, DigitTransport, Direction, PlaybackId, Recorded, RecordingSetup, TapId,
};
use crate::rtp::{HEADER_BYTES, Header};

mod addresses;
mod chaos;
mod conversion;
mod digits;
mod mixing;
mod moving;
mod playing;
mod recording;
mod relaying;
mod reports;

/// A worker with a clock and everything that it gave out.
struct World {
    worker: Worker,
    start: Instant,
    now: Instant,
    out: Recorder,
}

#[derive(Default)]
struct Recorder {
    now_ms: u64,
    packets: Vec<Sent>,
    events: Vec<(u64, MediaEvent)>,
    recordings: BTreeMap<TapId, Vec<u8>>,
}

/// A packet that the worker sent.
#[derive(Clone, Debug)]
struct Sent {
    at_ms: u64,
    stream: StreamIndex,
    component: Component,
    to: SocketAddr,
    bytes: Vec<u8>,
}

impl Sink for Recorder {
    fn transmit(
        &mut self,
        stream: StreamIndex,
        component: Component,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        let bytes = bytes.to_vec();
        self.packets.push(Sent {
            at_ms: self.now_ms,
            stream,
            component,
            to,
            bytes,
        });
    }

    fn event(&mut self, event: MediaEvent) {
        self.events.push((self.now_ms, event));
    }

    fn recorded(&mut self, tap: TapId, bytes: &[u8]) {
        self.recordings.entry(tap).or_default().extend(bytes);
    }
}

impl Sent {
    fn header(&self) -> Header {
        Header::parse(&self.bytes).unwrap()
    }

    fn payload(&self) -> &[u8] {
        &self.bytes[self.header().payload]
    }
}

/// The far end of a session: numbers its packets as a phone does.
struct Phone {
    index: StreamIndex,
    media: MediaId,
    address: SocketAddr,
    next: Header,
    clock_per_ms: u32,
}

impl World {
    fn new() -> Self {
        let start = crate::rtp::tests::start();
        Self {
            worker: Worker::new(42),
            start,
            now: start,
            out: Recorder::default(),
        }
    }

    /// Opens a session without agreeing on anything.
    fn open(&mut self, number: u64) -> Phone {
        let media = MediaId(number);
        let index = self.worker.open(self.now, media);
        let address = address(number);
        let next = Header {
            marker: true,
            payload_type: 0,
            sequence: 65_530,
            timestamp: 0xffff_f000,
            ssrc: 1_000 + number as u32,
            payload: 0..0,
        };
        Phone {
            index,
            media,
            address,
            next,
            clock_per_ms: 8,
        }
    }

    /// Opens a session that sends and receives this codec.
    fn phone(&mut self, number: u64, codec: Codec, packet_ms: u8) -> Phone {
        self.phone_with(number, setup(number, codec, packet_ms))
    }

    fn phone_with(&mut self, number: u64, stream: StreamSetup) -> Phone {
        let mut phone = self.open(number);
        phone.next.payload_type = stream.receive[0].0;
        phone.clock_per_ms = stream.receive[0].1.rtp_clock_rate() / 1_000;
        self.order(MediaCommand::Negotiated {
            media: phone.media,
            stream,
        });
        phone
    }

    fn order(&mut self, command: MediaCommand) {
        self.settle();
        assert!(self.worker.handle_command(self.now, command, &mut self.out));
        self.settle();
    }

    /// All these sessions go to another worker.
    fn move_to_another(&mut self, phones: &mut [&mut Phone]) {
        let mut other = Worker::since(self.start, 4_711);
        // Somebody is there already, so that places differ.
        other.open(self.now, MediaId(99_999));
        for phone in phones {
            let moved = self.worker.take(phone.media).unwrap();
            phone.index = other.put(moved);
        }
        assert_eq!(self.worker.open_count(), 0);
        assert_eq!(self.worker.next_deadline(), None, "nothing stays behind");
        self.worker = other;
        self.settle();
    }

    fn send(&mut self, phone: &Phone, source: Source) {
        self.order(MediaCommand::Send {
            media: phone.media,
            source,
        });
    }

    /// Each hears the other.
    fn bridge(&mut self, a: &Phone, b: &Phone, with_digits: bool) {
        self.send(
            a,
            Source::Relay {
                from: b.media,
                with_digits,
            },
        );
        self.send(
            b,
            Source::Relay {
                from: a.media,
                with_digits,
            },
        );
    }

    fn settle(&mut self) {
        self.out.now_ms = self.now.duration_since(self.start).as_millis() as u64;
        if self.worker.next_deadline().is_some_and(|at| at <= self.now) {
            self.worker.tick(self.now, &mut self.out);
        }
        assert!(
            self.worker.next_deadline().is_none_or(|at| at > self.now),
            "a deadline stays due"
        );
    }

    /// Lets time pass, with all that is due in it.
    fn pass(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        while let Some(at) = self.worker.next_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.settle();
        }
        self.now = end;
        self.settle();
    }

    fn deliver(&mut self, phone: &Phone, from: SocketAddr, header: &Header, payload: &[u8]) {
        let mut bytes = Vec::new();
        header.append_to(&mut bytes);
        bytes.extend_from_slice(payload);
        let (worker, out) = (&mut self.worker, &mut self.out);
        worker.handle_packet(self.now, phone.index, Component::Rtp, from, &mut bytes, out);
        self.settle();
    }

    /// One packet of sound, after which the packet's time passes.
    fn says(&mut self, phone: &mut Phone, payload: &[u8], packet_ms: u32) {
        let header = phone.number(packet_ms);
        self.deliver(phone, phone.address, &header, payload);
        self.pass(u64::from(packet_ms));
    }

    /// Sends samples of the codec's own rate, packet by packet.
    fn speaks(&mut self, phone: &mut Phone, codec: Codec, packet_ms: u32, samples: &[i16]) {
        for payload in packets(codec, packet_ms, samples) {
            self.says(phone, &payload, packet_ms);
        }
    }

    /// The RTP packets that went to a phone.
    fn heard(&self, phone: &Phone) -> Vec<Sent> {
        let of_phone =
            |sent: &&Sent| sent.stream == phone.index && sent.component == Component::Rtp;
        self.out.packets.iter().filter(of_phone).cloned().collect()
    }

    /// The bytes of a recording.
    fn recorded(&self, tap: u64) -> &[u8] {
        self.out
            .recordings
            .get(&TapId(tap))
            .map_or(&[], Vec::as_slice)
    }

    /// The samples of a recording.
    fn recording(&self, tap: u64, codec: Codec) -> Vec<i16> {
        let mut samples = Vec::new();
        decoder(codec)
            .unwrap()
            .decode(self.recorded(tap), &mut samples);
        samples
    }

    fn events(&self) -> Vec<MediaEvent> {
        self.out
            .events
            .iter()
            .map(|(_, event)| event.clone())
            .collect()
    }

    /// The digits that were reported as ended, with their lengths.
    fn digits_of(&self, phone: &Phone) -> Vec<(Digit, u32)> {
        let ended = |(_, event): &(u64, MediaEvent)| match event {
            MediaEvent::DigitEnded {
                media,
                digit,
                duration_ms,
            } if *media == phone.media => Some((*digit, *duration_ms)),
            _ => None,
        };
        self.out.events.iter().filter_map(ended).collect()
    }

    /// Presses a key as a phone with telephone-event does, 20 ms a packet.
    fn presses(&mut self, phone: &mut Phone, event: u8, duration_ms: u32) {
        let timestamp = phone.next.timestamp;
        let steps = duration_ms / 20;
        for step in 1..=steps + 3 {
            let end = step > steps;
            let [high, low] = ((step.min(steps) * 160) as u16).to_be_bytes();
            let header = Header {
                marker: step == 1,
                payload_type: EVENT,
                timestamp,
                ..phone.number(0)
            };
            let flags = if end { 0x8a } else { 10 };
            self.deliver(phone, phone.address, &header, &[event, flags, high, low]);
            self.pass(if end { 0 } else { 20 });
        }
        phone.next.timestamp = timestamp.wrapping_add(duration_ms * 8);
    }
}

impl Phone {
    fn number(&mut self, packet_ms: u32) -> Header {
        let header = self.next.clone();
        self.next.sequence = header.sequence.wrapping_add(1);
        self.next.timestamp = header.timestamp.wrapping_add(packet_ms * self.clock_per_ms);
        self.next.marker = false;
        header
    }
}

fn address(number: u64) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, number as u8], 4_000))
}

fn setup(number: u64, codec: Codec, packet_ms: u8) -> StreamSetup {
    let payload_type = codec.usual_payload_type().unwrap();
    StreamSetup {
        remote: address(number),
        send: (payload_type, codec),
        receive: vec![(payload_type, codec)],
        packet_ms,
        digits: DigitTransport::TelephoneEvent,
        telephone_event: Some((EVENT, EVENT)),
        direction: Direction::SendReceive,
        symmetric: true,
        rtcp_mux: false,
        opus: audio::OpusSettings::default(),
    }
}

/// Cuts samples into payloads.
fn packets(codec: Codec, packet_ms: u32, samples: &[i16]) -> Vec<Vec<u8>> {
    let per_packet = (codec.sample_rate() / 1_000 * packet_ms) as usize;
    let mut encoder = encoder(codec).unwrap();
    samples
        .chunks_exact(per_packet)
        .map(|samples| {
            let mut payload = Vec::new();
            encoder.encode(samples, &mut payload);
            payload
        })
        .collect()
}

/// The samples in packets, which must all be sound.
fn samples(codec: Codec, packets: &[Sent]) -> Vec<i16> {
    let mut decoder = decoder(codec).unwrap();
    let mut samples = Vec::new();
    for packet in packets {
        decoder.decode(packet.payload(), &mut samples);
    }
    samples
}

/// Samples of a steady tone at the codec's own rate.
fn tone(codec: Codec, freq: f64, ms: u32) -> Vec<i16> {
    measure::sine(freq, codec.sample_rate(), ms, -10.0)
}

/// One stream: one SSRC, consecutive numbers, and timestamps that keep up with the clock to `slack_ms`.
fn assert_continuous(packets: &[Sent], units_per_ms: u32, slack_ms: i64) {
    assert!(!packets.is_empty(), "nothing was sent");
    let first = packets[0].header();
    for pair in packets.windows(2) {
        let (before, after) = (pair[0].header(), pair[1].header());
        assert_eq!(after.ssrc, before.ssrc, "the SSRC changed");
        assert_eq!(
            after.sequence,
            before.sequence.wrapping_add(1),
            "at {} ms",
            pair[1].at_ms
        );
        let ahead =
            i64::from(after.timestamp.wrapping_sub(first.timestamp)) / i64::from(units_per_ms);
        let passed = (pair[1].at_ms - packets[0].at_ms) as i64;
        assert!(
            (ahead - passed).abs() <= slack_ms,
            "{ahead} ms of sound in {passed} ms"
        );
        let step = after.timestamp.wrapping_sub(before.timestamp).cast_signed();
        assert!(step >= 0, "time runs backwards at {} ms", pair[1].at_ms);
    }
}

fn markers(packets: &[Sent]) -> Vec<u64> {
    packets
        .iter()
        .filter(|packet| packet.header().marker)
        .map(|packet| packet.at_ms)
        .collect()
}

const EVENT: u8 = 101;
