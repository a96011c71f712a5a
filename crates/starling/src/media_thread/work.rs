//! The life of one media thread: takes what arrived, lets the worker act, rests.

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::{Duration, Instant};

use media::control::{MediaCommand, MediaEvent, MediaId, TapId};
use media::worker::{Component, Moved, Sink, StreamIndex, Worker};

use super::pace::Pace;
use super::{Expected, Intake, ToMedia};
use crate::clock;
use crate::net::readiness::{BELL, Readiness};
use crate::net::rtp_ports::RtpPair;
use crate::recorder_thread::RecorderLink;

/// One thread's sessions and sockets.
pub(super) struct Work {
    readiness: Readiness,
    inbox: Receiver<ToMedia>,
    worker: Worker,
    sockets: Sockets,
    expected: Expected,
    pace: Pace,
}

/// The sockets by stream index, and the way back to the control thread: the worker's sink.
struct Sockets {
    open: Vec<Option<RtpPair>>,
    events: Sender<MediaEvent>,
    recordings: RecorderLink,
    told: bool,
}

impl Sink for Sockets {
    fn transmit(
        &mut self,
        stream: StreamIndex,
        component: Component,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        if let Some(pair) = self.open.get(stream.0 as usize).and_then(Option::as_ref) {
            // A packet that cannot be sent is a packet lost on the way.
            let _ = socket(pair, component).send_to(bytes, to);
        }
    }

    fn event(&mut self, event: MediaEvent) {
        self.told = true;
        let _ = self.events.send(event);
    }

    fn recorded(&mut self, tap: TapId, bytes: &[u8]) {
        self.recordings.piece(tap, bytes);
    }
}

fn socket(pair: &RtpPair, component: Component) -> &UdpSocket {
    match component {
        Component::Rtp => &pair.rtp,
        Component::Rtcp => &pair.rtcp,
    }
}

impl Work {
    pub(super) fn new(
        epoch: Instant,
        seed: u64,
        inbox: Receiver<ToMedia>,
        readiness: Readiness,
        (events, recordings): (Sender<MediaEvent>, RecorderLink),
    ) -> Self {
        Self {
            readiness,
            inbox,
            worker: Worker::since(epoch, seed),
            sockets: Sockets {
                open: Vec::new(),
                events,
                recordings,
                told: false,
            },
            expected: Expected::new(),
            pace: Pace::new(epoch),
        }
    }

    pub(super) fn run(&mut self, wake: &dyn Fn()) {
        let mut buffer = vec![0; LARGEST_PACKET];
        loop {
            let deadline = self.worker.next_deadline();
            let wait = deadline.map(|at| at.saturating_duration_since(clock::now()));
            let Some(packets) = self.round(wait, &mut buffer) else {
                return;
            };
            let now = clock::now();
            self.worker.tick(now, &mut self.sockets);
            if std::mem::take(&mut self.sockets.told) {
                wake();
            }
            if let Some(rest) = self.pace.rest(now, packets) {
                clock::rest(rest);
            }
        }
    }

    /// Waits, and takes what has arrived until there is nothing more; the number of packets. None when
    /// the thread must end.
    fn round(&mut self, mut wait: Option<Duration>, buffer: &mut [u8]) -> Option<u32> {
        let mut packets = 0;
        for _ in 0..MOST_LAPS {
            let count = self.readiness.wait(wait).ok()?;
            wait = Some(Duration::ZERO);
            let now = clock::now();
            let mut received = false;
            for place in 0..count {
                match self.readiness.number(place) {
                    None => {}
                    Some(BELL) => {
                        self.readiness.quiet();
                        self.take_orders(now)?;
                    }
                    Some(number) => {
                        received = true;
                        packets += u32::from(self.receive(now, number, buffer));
                    }
                }
            }
            if !received {
                break;
            }
        }
        Some(packets)
    }

    /// None when the thread must end.
    fn take_orders(&mut self, now: Instant) -> Option<()> {
        loop {
            match self.inbox.try_recv() {
                Ok(ToMedia::Stop) | Err(TryRecvError::Disconnected) => return None,
                Ok(order) => self.take_order(now, order),
                Err(TryRecvError::Empty) => return Some(()),
            }
        }
    }

    fn take_order(&mut self, now: Instant, order: ToMedia) {
        match order {
            ToMedia::Arrive(moved) => self.arrive(now, moved),
            ToMedia::Expect(media) => match self.expected.get_mut(&media) {
                Some(waiting) => waiting.push(ToMedia::Expect(media)),
                None => drop(self.expected.insert(media, Vec::new())),
            },
            ToMedia::Open(media, pair) => {
                let index = self.worker.open(now, media);
                self.keep(index, pair);
            }
            ToMedia::Leave(mut leaving, to) => {
                leaving.retain(|media| match self.expected.get_mut(media) {
                    Some(waiting) => {
                        waiting.push(ToMedia::Leave(vec![*media], to.clone()));
                        false
                    }
                    None => true,
                });
                self.leave(leaving, &to);
            }
            ToMedia::Command(command) => {
                let waiting = command.media().and_then(|it| self.expected.get_mut(&it));
                match waiting {
                    Some(waiting) => waiting.push(ToMedia::Command(command)),
                    None => self.command(now, command),
                }
            }
            ToMedia::Stop => {}
        }
    }

    fn command(&mut self, now: Instant, command: MediaCommand) {
        let closing = match &command {
            MediaCommand::Close { media } => self.worker.index_of(*media),
            _ => None,
        };
        self.worker.handle_command(now, command, &mut self.sockets);
        if let Some(index) = closing
            && let Some(place) = self.sockets.open.get_mut(index.0 as usize)
        {
            // Closing a socket ends its telling.
            *place = None;
        }
    }

    fn leave(&mut self, leaving: Vec<MediaId>, to: &Intake) {
        let gone = leaving.into_iter().map(|media| {
            let place = self.worker.index_of(media).map(|index| index.0 as usize);
            let pair = place.and_then(|place| self.sockets.open.get_mut(place)?.take());
            if let Some(pair) = &pair {
                let _ = self.readiness.remove(&pair.rtp);
                let _ = self.readiness.remove(&pair.rtcp);
            }
            (media, self.worker.take(media).zip(pair))
        });
        to.hand_over(ToMedia::Arrive(gone.collect()));
    }

    /// What was sent to the sessions meanwhile waits in their sockets.
    fn arrive(&mut self, now: Instant, arrived: Vec<(MediaId, Option<(Moved, RtpPair)>)>) {
        let mut waiting = Vec::new();
        for (media, moved) in arrived {
            if let Some((moved, pair)) = moved {
                let index = self.worker.put(moved);
                self.keep(index, pair);
            }
            waiting.extend(self.expected.remove(&media).unwrap_or_default());
        }
        // One may go and be expected back among these; the rest then waits again.
        for order in waiting {
            self.take_order(now, order);
        }
    }

    fn keep(&mut self, index: StreamIndex, pair: RtpPair) {
        let number = 2 * u64::from(index.0);
        let added = self.readiness.add(&pair.rtp, number);
        let added = added.and_then(|()| self.readiness.add(&pair.rtcp, number + 1));
        let place = index.0 as usize;
        if self.sockets.open.len() <= place {
            self.sockets.open.resize_with(place + 1, || None);
        }
        // Without memory in the kernel the session is deaf; closing it works all the same.
        self.sockets.open[place] = added.is_ok().then_some(pair);
    }

    /// Takes one packet; the socket tells again if there are more. False when there was none.
    fn receive(&mut self, now: Instant, number: u64, buffer: &mut [u8]) -> bool {
        let component = match number % 2 {
            0 => Component::Rtp,
            _ => Component::Rtcp,
        };
        let place = usize::try_from(number / 2).unwrap_or(usize::MAX);
        let Some(pair) = self.sockets.open.get(place).and_then(Option::as_ref) else {
            return false;
        };
        // An ICMP error for an earlier packet says nothing about the next one.
        let Ok((length, from)) = socket(pair, component).recv_from(buffer) else {
            return false;
        };
        let (stream, bytes) = (StreamIndex(place as u32), &mut buffer[..length]);
        self.worker
            .handle_packet(now, stream, component, from, bytes, &mut self.sockets);
        true
    }
}

const LARGEST_PACKET: usize = 2048;
/// So many packets of one socket, then the worker's clock gets its turn (a flood must not stop it).
const MOST_LAPS: usize = 64;
