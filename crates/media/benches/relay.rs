//! Time and allocations for each packet, without sockets: relayed at 100, 1 000 and 3 000 calls, and in a
//! conference of 100.
//!
//! `cargo bench -p media --bench relay`. The packets of all calls come in turn, as they do each 20 ms, so
//! that the state of a call has left the near caches when its next packet comes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use audio::Codec;
use media::control::{
    DigitTransport, Direction, MediaCommand, MediaEvent, MediaId, MixId, MixMember, MixSetup,
    Source, StreamSetup,
};
use media::rtp::Header;
use media::worker::{Component, Sink, StreamIndex, Worker};

fn main() {
    let kinds: [(&str, Codec, Codec); 3] = [
        ("relay ulaw", Codec::Ulaw, Codec::Ulaw),
        ("ulaw to alaw", Codec::Ulaw, Codec::Alaw),
        ("ulaw to g722", Codec::Ulaw, Codec::G722),
    ];
    for (name, one, other) in kinds {
        for calls in [100, 1_000, 3_000] {
            let rounds = if other == Codec::G722 { 50 } else { 400 };
            let best = (0..3)
                .map(|_| measure(calls, one, other, rounds))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((nanoseconds, allocations)) = best {
                report(name, calls, nanoseconds, allocations);
            }
        }
    }
    for (name, codec) in [("mix ulaw", Codec::Ulaw), ("mix g722", Codec::G722)] {
        for talkers in [1, 10, 100] {
            let (nanoseconds, allocations) = conference(100, talkers, codec);
            report(&format!("{name}, {talkers}"), 100, nanoseconds, allocations);
        }
    }
}

/// One room; so many of the members talk.
#[allow(
    clippy::disallowed_methods,
    reason = "a benchmark measures real time; the worker still gets its time as an argument"
)]
fn conference(members: usize, talkers: usize, codec: Codec) -> (f64, f64) {
    let start = Instant::now();
    let (mut worker, phones) = bridged(start, members / 2, codec, codec);
    let mut sink = Counter::default();
    let mix = MixId(1);
    let setup = MixSetup::default();
    worker.handle_command(start, MediaCommand::OpenMix { mix, setup }, &mut sink);
    for number in 0..members as u64 {
        let member = MixMember::default();
        let source = Source::Mix { mix, member };
        let media = MediaId(number);
        worker.handle_command(start, MediaCommand::Send { media, source }, &mut sink);
    }
    let silence = if codec == Codec::Ulaw { 0xff } else { 0xfa };
    let rounds = 200;
    let mut run = |from: u32, to: u32| {
        for round in from..to {
            let now = start + Duration::from_millis(20 * u64::from(round));
            worker.tick(now, &mut sink);
            for (place, phone) in phones.iter().enumerate() {
                let mut packet = [silence; 12 + 160];
                if place < talkers {
                    let byte = |(at, byte): (usize, &mut u8)| *byte = (at * 7 + place) as u8;
                    packet.iter_mut().enumerate().for_each(byte);
                }
                packet[0] = 0x80;
                phone.header(round).rewrite(&mut packet);
                let (index, from) = (phone.index, phone.address);
                worker.handle_packet(now, index, Component::Rtp, from, &mut packet, &mut sink);
            }
        }
    };
    run(0, 20);
    let (began, allocated) = (Instant::now(), ALLOCATIONS.load(Ordering::Relaxed));
    run(20, 20 + rounds);
    let passed = began.elapsed().as_nanos() as f64;
    let allocated = ALLOCATIONS.load(Ordering::Relaxed) - allocated;
    let packets = f64::from(rounds) * members as f64;
    (passed / packets, allocated as f64 / packets)
}

#[allow(clippy::print_stdout, reason = "its output is what a benchmark is for")]
fn report(name: &str, calls: usize, nanoseconds: f64, allocations: f64) {
    println!(
        "{name:<14} {calls:>5} calls {nanoseconds:>8.1} ns a packet {allocations:>6.3} allocations"
    );
}

/// Nanoseconds and allocations for each packet.
#[allow(
    clippy::disallowed_methods,
    reason = "a benchmark measures real time; the worker still gets its time as an argument"
)]
fn measure(calls: usize, one: Codec, other: Codec, rounds: u32) -> (f64, f64) {
    let start = Instant::now();
    let (mut worker, phones) = bridged(start, calls, one, other);
    let mut sink = Counter::default();
    let mut packet = [0; 512];
    let mut run = |from: u32, to: u32| {
        for round in from..to {
            let now = start + Duration::from_millis(20 * u64::from(round));
            worker.tick(now, &mut sink);
            for phone in &phones {
                packet[0] = 0x80;
                phone.header(round).rewrite(&mut packet);
                let bytes = &mut packet[..12 + 160];
                worker.handle_packet(
                    now,
                    phone.index,
                    Component::Rtp,
                    phone.address,
                    bytes,
                    &mut sink,
                );
            }
        }
    };
    run(0, 10);
    let (began, allocated) = (Instant::now(), ALLOCATIONS.load(Ordering::Relaxed));
    run(10, 10 + rounds);
    let passed = began.elapsed().as_nanos() as f64;
    let allocated = ALLOCATIONS.load(Ordering::Relaxed) - allocated;
    let packets = f64::from(rounds) * phones.len() as f64;
    black_box(sink.bytes);
    assert!(sink.packets as f64 >= packets, "packets were not relayed");
    (passed / packets, allocated as f64 / packets)
}

struct Phone {
    index: StreamIndex,
    address: SocketAddr,
    payload_type: u8,
    ssrc: u32,
}

impl Phone {
    fn header(&self, round: u32) -> Header {
        Header {
            marker: false,
            payload_type: self.payload_type,
            sequence: round as u16,
            timestamp: round * 160,
            ssrc: self.ssrc,
            payload: 0..0,
        }
    }
}

fn bridged(now: Instant, calls: usize, one: Codec, other: Codec) -> (Worker, Vec<Phone>) {
    let mut worker = Worker::new(1);
    let mut sink = Counter::default();
    let mut phones = Vec::new();
    for number in 0..2 * calls as u64 {
        let media = MediaId(number);
        let index = worker.open(now, media);
        let codec = if number % 2 == 0 { one } else { other };
        let address =
            SocketAddr::from(([10, 0, (number / 200) as u8, (number % 200) as u8], 4_000));
        let stream = setup(address, codec);
        let payload_type = stream.send.0;
        worker.handle_command(now, MediaCommand::Negotiated { media, stream }, &mut sink);
        phones.push(Phone {
            index,
            address,
            payload_type,
            ssrc: number as u32,
        });
    }
    for number in 0..2 * calls as u64 {
        let source = Source::Relay {
            from: MediaId(number ^ 1),
            with_digits: true,
        };
        let media = MediaId(number);
        worker.handle_command(now, MediaCommand::Send { media, source }, &mut sink);
    }
    (worker, phones)
}

fn setup(remote: SocketAddr, codec: Codec) -> StreamSetup {
    let payload_type = codec.usual_payload_type().unwrap_or(0);
    StreamSetup {
        remote,
        send: (payload_type, codec),
        receive: vec![(payload_type, codec)],
        packet_ms: 20,
        digits: DigitTransport::TelephoneEvent,
        telephone_event: Some((101, 101)),
        direction: Direction::SendReceive,
        symmetric: true,
        rtcp_mux: false,
        opus: audio::OpusSettings::default(),
    }
}

#[derive(Default)]
struct Counter {
    packets: u64,
    bytes: u64,
}

impl Sink for Counter {
    fn transmit(&mut self, _: StreamIndex, _: Component, to: SocketAddr, bytes: &[u8]) {
        self.packets += 1;
        self.bytes += bytes.len() as u64 + u64::from(to.port());
    }

    fn event(&mut self, _: MediaEvent) {}
}

/// The system's allocator, counting.
struct Counting;

// SAFETY: every call goes to the system's allocator unchanged.
#[allow(unsafe_code, reason = "only an allocator can count allocations")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
