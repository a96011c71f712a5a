//! The media plane of a simulated exchange: two workers, and each new session goes to the emptier one, so
//! that most bridges move somebody.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use media::control::{MediaCommand, MediaEvent, MediaId, TapId};
use media::placement::{Move, Placement};
use media::recorder::Recorder;
use media::worker::{Component, Sink, StreamIndex, Worker};

use super::disk::MemoryDisk;
use crate::net::Order;

/// The workers.
pub(crate) struct MediaPlane {
    placement: Placement,
    workers: Vec<Place>,
}

/// One worker, and the RTP addresses of its sessions.
struct Place {
    worker: Worker,
    addresses: BTreeMap<StreamIndex, SocketAddr>,
}

/// What the workers gave out.
#[derive(Default)]
pub(crate) struct Wires {
    pub(crate) orders: Vec<Order>,
    pub(crate) events: VecDeque<MediaEvent>,
    pub(crate) recorder: Recorder,
    pub(crate) disk: MemoryDisk,
}

/// The wires of one worker.
struct Outlet<'a> {
    addresses: &'a BTreeMap<StreamIndex, SocketAddr>,
    wires: &'a mut Wires,
}

impl Sink for Outlet<'_> {
    fn transmit(
        &mut self,
        stream: StreamIndex,
        component: Component,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        let Some(&(mut from)) = self.addresses.get(&stream) else {
            return;
        };
        if component == Component::Rtcp {
            from.set_port(from.port() + 1);
        }
        self.wires.orders.push(Order::Send {
            from,
            to,
            bytes: bytes.to_vec(),
        });
    }

    fn event(&mut self, event: MediaEvent) {
        self.wires.events.push_back(event);
    }

    fn recorded(&mut self, tap: TapId, bytes: &[u8]) {
        let Wires { recorder, disk, .. } = &mut *self.wires;
        recorder.take(tap, bytes, disk);
    }
}

impl MediaPlane {
    pub(crate) fn new(now: Instant, seed: u64) -> Self {
        let place = |number| Place {
            worker: Worker::since(now, seed + number),
            addresses: BTreeMap::new(),
        };
        Self {
            placement: Placement::spread(WORKERS as usize),
            workers: (0..WORKERS).map(place).collect(),
        }
    }

    pub(crate) fn open(&mut self, now: Instant, media: MediaId, at: SocketAddr) {
        let place = &mut self.workers[self.placement.open(media)];
        let stream = place.worker.open(now, media);
        place.addresses.insert(stream, at);
    }

    /// Does what is ordered; false when it is about nothing that is open.
    pub(crate) fn order(&mut self, now: Instant, command: MediaCommand, wires: &mut Wires) -> bool {
        let mut moves = Vec::new();
        let worker = self.placement.order(&command, &mut moves);
        for step in moves {
            self.move_stream(step);
        }
        let place = &mut self.workers[worker];
        let closing = match &command {
            MediaCommand::Close { media } => place.worker.index_of(*media),
            _ => None,
        };
        let (worker, mut outlet) = place.parts(wires);
        let known = worker.handle_command(now, command, &mut outlet);
        if let Some(stream) = closing {
            place.addresses.remove(&stream);
        }
        known
    }

    pub(crate) fn packet(
        &mut self,
        now: Instant,
        port: u16,
        from: SocketAddr,
        bytes: &mut [u8],
        wires: &mut Wires,
    ) {
        let even = port & !1;
        let component = match even == port {
            true => Component::Rtp,
            false => Component::Rtcp,
        };
        for place in &mut self.workers {
            let mut known = place.addresses.iter();
            if let Some((&stream, _)) = known.find(|(_, at)| at.port() == even) {
                let (worker, mut outlet) = place.parts(wires);
                worker.handle_packet(now, stream, component, from, bytes, &mut outlet);
                return;
            }
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let deadlines = self
            .workers
            .iter()
            .map(|place| place.worker.next_deadline());
        deadlines.flatten().min()
    }

    pub(crate) fn tick(&mut self, now: Instant, wires: &mut Wires) {
        for place in &mut self.workers {
            let (worker, mut outlet) = place.parts(wires);
            worker.tick(now, &mut outlet);
        }
    }

    pub(crate) fn open_count(&self) -> usize {
        self.workers
            .iter()
            .map(|place| place.worker.open_count())
            .sum()
    }

    fn move_stream(&mut self, step: Move) {
        let from = &mut self.workers[step.from];
        let stream = from.worker.index_of(step.media);
        let address = stream.and_then(|stream| from.addresses.remove(&stream));
        let moved = from.worker.take(step.media);
        let to = &mut self.workers[step.to];
        if let (Some(moved), Some(address)) = (moved, address) {
            let stream = to.worker.put(moved);
            to.addresses.insert(stream, address);
        }
    }
}

impl Place {
    fn parts<'a>(&'a mut self, wires: &'a mut Wires) -> (&'a mut Worker, Outlet<'a>) {
        let addresses = &self.addresses;
        (&mut self.worker, Outlet { addresses, wires })
    }
}

const WORKERS: u64 = 2;
