//! The media thread: owns all RTP sockets and one `media::worker::Worker`.

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::{Duration, Instant};

use media::control::{MediaCommand, MediaEvent, MediaId, TapId};
use media::worker::{Component, Sink, StreamIndex, Worker};
use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token, Waker};

use crate::clock;
use crate::control_thread::Wake;
use crate::net::rtp_ports::RtpPair;
use crate::recorder_thread::RecorderLink;

/// What the control thread hands over.
pub(crate) enum ToMedia {
    /// A session with its sockets.
    Open(MediaId, RtpPair),
    /// An order.
    Command(MediaCommand),
    /// No more work: end the thread.
    Stop,
}

/// The control thread's end of the media thread.
pub(crate) struct MediaThread {
    link: MediaLink,
    thread: std::thread::JoinHandle<()>,
}

/// The way to the media thread.
#[derive(Clone)]
pub(crate) struct MediaLink {
    orders: Sender<ToMedia>,
    waker: Arc<Waker>,
    /// Something was handed over since the last `flush`.
    waiting: Rc<Cell<bool>>,
}

impl MediaThread {
    /// Starts the thread. `events` get what it reports; `wake` is called after each batch.
    pub(crate) fn start(
        seed: u64,
        events: Sender<MediaEvent>,
        recordings: RecorderLink,
        wake: Wake,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (orders, inbox) = std::sync::mpsc::channel();
        let sockets = Sockets {
            open: Vec::new(),
            events,
            recordings,
            told: false,
        };
        let mut this = Loop {
            poll,
            inbox,
            worker: Worker::new(seed),
            sockets,
            unread: Vec::new(),
        };
        let thread = std::thread::Builder::new()
            .name("media".to_owned())
            .spawn(move || this.run(wake.as_ref()))?;
        Ok(Self {
            link: MediaLink {
                orders,
                waker,
                waiting: Rc::default(),
            },
            thread,
        })
    }

    /// The way to the thread.
    pub(crate) fn link(&self) -> MediaLink {
        self.link.clone()
    }

    /// Ends the thread and waits for it.
    pub(crate) fn stop(self) {
        self.link.send(ToMedia::Stop);
        self.link.flush();
        let _ = self.thread.join();
    }
}

impl MediaLink {
    /// Hands something over; `flush` wakes the thread.
    pub(crate) fn send(&self, order: ToMedia) {
        self.waiting.set(true);
        // An error means that the thread is gone, which is told when it is joined.
        let _ = self.orders.send(order);
    }

    /// Lets the thread see what was handed over.
    pub(crate) fn flush(&self) {
        if self.waiting.replace(false) {
            let _ = self.waker.wake();
        }
    }
}

struct Loop {
    poll: Poll,
    inbox: Receiver<ToMedia>,
    worker: Worker,
    sockets: Sockets,
    /// Sockets with more to read than their turn allowed.
    unread: Vec<Token>,
}

/// The sockets by stream index, and the way back to the control thread: the worker's sink.
struct Sockets {
    open: Vec<Option<Pair>>,
    events: Sender<MediaEvent>,
    recordings: RecorderLink,
    told: bool,
}

struct Pair {
    rtp: UdpSocket,
    rtcp: UdpSocket,
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
            let _ = pair.socket(component).send_to(bytes, to);
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

impl Pair {
    fn socket(&self, component: Component) -> &UdpSocket {
        match component {
            Component::Rtp => &self.rtp,
            Component::Rtcp => &self.rtcp,
        }
    }
}

impl Loop {
    fn run(&mut self, wake: &dyn Fn()) {
        let mut events = Events::with_capacity(1024);
        let mut buffer = vec![0; LARGEST_PACKET];
        loop {
            let now = clock::now();
            let wait = match self.unread.is_empty() {
                true => self
                    .worker
                    .next_deadline()
                    .map(|at| at.saturating_duration_since(now)),
                false => Some(Duration::ZERO),
            };
            if let Err(error) = self.poll.poll(&mut events, wait.map(round_up))
                && error.kind() != io::ErrorKind::Interrupted
            {
                return;
            }
            for token in std::mem::take(&mut self.unread) {
                self.receive(token, &mut buffer);
            }
            let now = clock::now();
            for event in &events {
                if event.token() == WAKE {
                    if !self.take_orders(now) {
                        return;
                    }
                } else {
                    self.receive(event.token(), &mut buffer);
                }
            }
            self.worker.tick(clock::now(), &mut self.sockets);
            if std::mem::take(&mut self.sockets.told) {
                wake();
            }
        }
    }

    /// False when the thread must end.
    fn take_orders(&mut self, now: Instant) -> bool {
        loop {
            match self.inbox.try_recv() {
                Ok(ToMedia::Open(media, pair)) => self.open(now, media, pair),
                Ok(ToMedia::Command(command)) => self.command(now, command),
                Ok(ToMedia::Stop) | Err(TryRecvError::Disconnected) => return false,
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    fn open(&mut self, now: Instant, media: MediaId, pair: RtpPair) {
        let index = self.worker.open(now, media).0 as usize;
        let mut pair = Pair {
            rtp: UdpSocket::from_std(pair.rtp),
            rtcp: UdpSocket::from_std(pair.rtcp),
        };
        let registry = self.poll.registry();
        let registered = registry
            .register(&mut pair.rtp, Token(2 * index), Interest::READABLE)
            .and_then(|()| {
                registry.register(&mut pair.rtcp, Token(2 * index + 1), Interest::READABLE)
            });
        if registered.is_err() {
            return;
        }
        if self.sockets.open.len() <= index {
            self.sockets.open.resize_with(index + 1, || None);
        }
        self.sockets.open[index] = Some(pair);
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
            // Closing a socket takes it out of the poll.
            *place = None;
        }
    }

    /// Reads all that has arrived; the poll tells of it only once.
    fn receive(&mut self, token: Token, buffer: &mut [u8]) {
        let (index, component) = match token.0 % 2 {
            0 => (token.0 / 2, Component::Rtp),
            _ => (token.0 / 2, Component::Rtcp),
        };
        for _ in 0..MOST_PACKETS_A_TURN {
            let Some(pair) = self.sockets.open.get(index).and_then(Option::as_ref) else {
                return;
            };
            let (length, from) = match pair.socket(component).recv_from(buffer) {
                Ok(received) => received,
                // An ICMP error for an earlier packet says nothing about the next one.
                Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => continue,
                Err(_) => return,
            };
            let stream = StreamIndex(index as u32);
            let bytes = &mut buffer[..length];
            self.worker.handle_packet(
                clock::now(),
                stream,
                component,
                from,
                bytes,
                &mut self.sockets,
            );
        }
        self.unread.push(token);
    }
}

/// The poll counts in milliseconds; waking too early would spin.
fn round_up(wait: Duration) -> Duration {
    Duration::from_millis(wait.as_micros().div_ceil(1000) as u64)
}

const WAKE: Token = Token(usize::MAX);
const LARGEST_PACKET: usize = 2048;
/// So many packets of one socket, then the others get their turn (a flood must not stop them).
const MOST_PACKETS_A_TURN: usize = 256;
