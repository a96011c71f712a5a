//! The media threads: one a core, each with its sockets and a `media::worker::Worker`. The control thread
//! decides who has which session, and hands everything over by a channel for each thread.

mod pace;
mod work;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};

use media::control::{MediaCommand, MediaEvent, MediaId};
use media::placement::{Move, Placement};
use media::worker::Moved;

use crate::clock;
use crate::control_thread::Wake;
use crate::net::readiness::{Bell, Readiness};
use crate::net::rtp_ports::RtpPair;
use crate::recorder_thread::RecorderLink;
use work::Work;

/// What a media thread is handed.
pub(crate) enum ToMedia {
    /// A session with its sockets.
    Open(MediaId, RtpPair),
    /// An order.
    Command(MediaCommand),
    /// Give these sessions, all that hear each other, to another thread.
    Leave(Vec<MediaId>, Intake),
    /// That session comes from another thread; orders about it wait until it is here.
    Expect(MediaId),
    /// They are here, those excepted that were gone already.
    Arrive(Vec<(MediaId, Option<(Moved, RtpPair)>)>),
    /// No more work: end the thread.
    Stop,
}

/// The control thread's end of the media threads.
pub(crate) struct MediaThreads {
    link: MediaLink,
    threads: Vec<std::thread::JoinHandle<()>>,
}

/// The way to the media threads.
#[derive(Clone)]
pub(crate) struct MediaLink(Rc<RefCell<Router>>);

/// Where one thread takes what it is handed.
#[derive(Clone)]
pub(crate) struct Intake {
    orders: Sender<ToMedia>,
    bell: Bell,
}

struct Router {
    placement: Placement,
    inboxes: Vec<Intake>,
    /// Something was handed over since the last `flush`.
    waiting: Vec<bool>,
    moves: Vec<Move>,
}

impl MediaThreads {
    /// Starts a thread for each core. `events` get what they report; `wake` is called after each batch.
    pub(crate) fn start(
        seed: u64,
        events: &Sender<MediaEvent>,
        recordings: &RecorderLink,
        wake: &Wake,
    ) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (epoch, mut inboxes, mut threads) = (clock::now(), Vec::new(), Vec::new());
        for number in 0..cores.min(MOST_THREADS) {
            let readiness = Readiness::new()?;
            let (orders, inbox): (_, Receiver<ToMedia>) = channel();
            inboxes.push(Intake {
                orders,
                bell: readiness.bell(),
            });
            let seed = seed.wrapping_add(number as u64);
            let reports = (events.clone(), recordings.clone());
            let mut work = Work::new(epoch, seed, inbox, readiness, reports);
            let wake = wake.clone();
            let thread = std::thread::Builder::new()
                .name("media".to_owned())
                .spawn(move || work.run(wake.as_ref()))?;
            threads.push(thread);
        }
        let link = MediaLink(Rc::new(RefCell::new(Router {
            placement: Placement::new(inboxes.len()),
            waiting: vec![false; inboxes.len()],
            inboxes,
            moves: Vec::new(),
        })));
        Ok(Self { link, threads })
    }

    /// The way to the threads.
    pub(crate) fn link(&self) -> MediaLink {
        self.link.clone()
    }

    /// Ends the threads and waits for them.
    pub(crate) fn stop(self) {
        self.link.0.borrow_mut().stop();
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

impl MediaLink {
    /// A session begins, on one of the threads.
    pub(crate) fn open(&self, media: MediaId, pair: RtpPair) {
        let router = &mut *self.0.borrow_mut();
        let worker = router.placement.open(media);
        router.send(worker, ToMedia::Open(media, pair));
    }

    /// Hands an order to the thread that it concerns; `flush` wakes it. Sessions that will hear each
    /// other are brought together before.
    pub(crate) fn order(&self, command: MediaCommand) {
        let router = &mut *self.0.borrow_mut();
        let mut moves = std::mem::take(&mut router.moves);
        let worker = router.placement.order(&command, &mut moves);
        router.bring_together(&mut moves);
        router.moves = moves;
        router.send(worker, ToMedia::Command(command));
    }

    /// Lets the threads see what was handed over.
    pub(crate) fn flush(&self) {
        self.0.borrow_mut().flush();
    }
}

impl Router {
    /// All that go from one thread to another go at once, so that no packet between two of them comes
    /// when only one is there.
    fn bring_together(&mut self, moves: &mut Vec<Move>) {
        while let Some(&Move { from, to, .. }) = moves.first() {
            let mut leaving = Vec::new();
            moves.retain(|it| {
                let same = (it.from, it.to) == (from, to);
                leaving.extend(same.then_some(it.media));
                !same
            });
            let Some(inbox) = self.inboxes.get(to).cloned() else {
                continue;
            };
            // In this order, so that no order about the sessions overtakes them.
            for media in &leaving {
                self.send(to, ToMedia::Expect(*media));
            }
            self.send(from, ToMedia::Leave(leaving, inbox));
        }
    }

    fn send(&mut self, worker: usize, order: ToMedia) {
        if let (Some(inbox), Some(waiting)) =
            (self.inboxes.get(worker), self.waiting.get_mut(worker))
        {
            *waiting = true;
            // An error means that the thread is gone, which is told when it is joined.
            let _ = inbox.orders.send(order);
        }
    }

    fn flush(&mut self) {
        for (inbox, waiting) in self.inboxes.iter().zip(&mut self.waiting) {
            if std::mem::take(waiting) {
                inbox.bell.ring();
            }
        }
    }

    fn stop(&mut self) {
        for worker in 0..self.inboxes.len() {
            self.send(worker, ToMedia::Stop);
        }
        self.flush();
    }
}

impl Intake {
    fn hand_over(&self, order: ToMedia) {
        let _ = self.orders.send(order);
        self.bell.ring();
    }
}

/// Orders about sessions that are on their way here.
type Expected = BTreeMap<MediaId, Vec<ToMedia>>;

/// More would only make each of them wait longer for a full round.
const MOST_THREADS: usize = 64;
