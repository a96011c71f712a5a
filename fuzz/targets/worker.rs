//! A media worker with two far ends, for the targets that send it packets.

use audio::Codec;
use media::control::{
    DigitTransport, Direction, MediaCommand, MediaEvent, MediaId, Source, StreamSetup,
};
use media::rtp::{Header, is_rtcp};
use media::worker::{Component, Sink, StreamIndex, Worker};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// One moment for all runs; the clock itself plays no part.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Session A hears itself, B hears A: both ways a packet can leave again.
pub struct Exchange {
    worker: Worker,
    indices: [StreamIndex; 2],
    wire: Wire,
    now: Instant,
}

/// Reads back what the worker sends.
#[derive(Default)]
pub struct Wire {
    pub packets: usize,
}

impl Exchange {
    pub fn new() -> Self {
        let (mut worker, now) = (Worker::new(7), *START);
        let mut wire = Wire::default();
        let [a, b] = [MediaId(1), MediaId(2)];
        let indices = [worker.open(now, a), worker.open(now, b)];
        for media in [a, b] {
            worker.handle_command(
                now,
                MediaCommand::Negotiated {
                    media,
                    stream: setup(),
                },
                &mut wire,
            );
        }
        let relay = Source::Relay {
            from: a,
            with_digits: true,
        };
        worker.handle_command(
            now,
            MediaCommand::Send {
                media: a,
                source: Source::Echo,
            },
            &mut wire,
        );
        worker.handle_command(
            now,
            MediaCommand::Send {
                media: b,
                source: relay,
            },
            &mut wire,
        );
        Self {
            worker,
            indices,
            wire,
            now,
        }
    }

    /// A packet arrives at session A or B, 20 ms after the one before.
    pub fn arrives(&mut self, session: usize, component: Component, bytes: &[u8]) {
        self.now += Duration::from_millis(20);
        self.worker.tick(self.now, &mut self.wire);
        let mut bytes = bytes.to_vec();
        let index = self.indices[session % 2];
        let far_end = far_end();
        self.worker.handle_packet(
            self.now,
            index,
            component,
            far_end,
            &mut bytes,
            &mut self.wire,
        );
    }

    /// Both hang up. Nothing is left behind.
    pub fn ends(mut self) {
        for media in [MediaId(1), MediaId(2)] {
            let _ = self.worker.stats(media);
            self.worker
                .handle_command(self.now, MediaCommand::Close { media }, &mut self.wire);
        }
        assert_eq!(self.worker.open_count(), 0);
        assert_eq!(
            self.worker.next_deadline(),
            None,
            "a deadline without a session"
        );
    }
}

impl Sink for Wire {
    fn transmit(&mut self, _: StreamIndex, component: Component, _: SocketAddr, bytes: &[u8]) {
        self.packets += 1;
        match component {
            Component::Rtcp => assert!(is_rtcp(bytes), "a report is a report"),
            Component::Rtp => assert!(
                is_rtcp(bytes) || Header::parse(bytes).is_some(),
                "what we send can be read"
            ),
        }
    }

    fn event(&mut self, _: MediaEvent) {}
}

fn setup() -> StreamSetup {
    StreamSetup {
        remote: far_end(),
        send: (0, Codec::Ulaw),
        receive: vec![
            (0, Codec::Ulaw),
            (8, Codec::Alaw),
            (9, Codec::G722),
            (3, Codec::Gsm),
        ],
        packet_ms: 20,
        digits: DigitTransport::TelephoneEvent,
        telephone_event: Some((101, 101)),
        direction: Direction::SendReceive,
        symmetric: true,
        rtcp_mux: true,
    }
}

fn far_end() -> SocketAddr {
    (Ipv4Addr::new(192, 0, 2, 10), 40_000).into()
}
