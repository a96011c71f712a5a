//! Answers for those that do not answer in time.

use std::sync::{Arc, Condvar, Mutex, Weak};
use std::time::{Duration, Instant};

use call::Outcome;

use super::lock;
use crate::clock;

type Reply = Box<dyn FnOnce(Outcome) + Send>;
type Interrupt = Box<dyn Fn() + Send>;

/// An order that is answered once.
pub(super) struct Ticket {
    began: Instant,
    reply: Mutex<Option<Reply>>,
    interrupt: Mutex<Option<Interrupt>>,
}

impl Ticket {
    pub(super) fn new(done: impl FnOnce(Outcome) + Send + 'static) -> Self {
        Self {
            began: clock::now(),
            reply: Mutex::new(Some(Box::new(done))),
            interrupt: Mutex::new(None),
        }
    }

    /// Whoever comes first says what came of it.
    pub(super) fn answer(&self, outcome: Outcome) {
        *lock(&self.interrupt) = None;
        let reply = lock(&self.reply).take();
        if let Some(reply) = reply {
            reply(outcome);
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        lock(&self.reply).is_none()
    }

    pub(super) fn until(&self, limit: Duration) -> Instant {
        self.began + limit
    }

    /// What ends the work when its time is over.
    pub(super) fn interrupt_with(&self, interrupt: impl Fn() + Send + 'static) {
        *lock(&self.interrupt) = Some(Box::new(interrupt));
    }

    fn expire(&self) {
        let interrupt = lock(&self.interrupt).take();
        if let Some(interrupt) = interrupt {
            interrupt();
        }
        self.answer(Outcome::Failed(
            "the database did not answer in time".to_owned(),
        ));
    }
}

/// Tickets with the ends of their time, and what tells of a new one.
type Waiting = (Mutex<Vec<(Instant, Arc<Ticket>)>>, Condvar);

/// The thread that looks at the clock.
#[derive(Clone)]
pub(super) struct Watch {
    shared: Arc<Waiting>,
}

impl Watch {
    pub(super) fn new() -> Self {
        let this = Self {
            shared: Arc::default(),
        };
        let shared = Arc::downgrade(&this.shared);
        let thread = std::thread::Builder::new().name("sql-watch".to_owned());
        drop(thread.spawn(move || while look(&shared) {}));
        this
    }

    pub(super) fn add(&self, until: Instant, ticket: Arc<Ticket>) {
        let (waiting, bell) = &*self.shared;
        lock(waiting).push((until, ticket));
        bell.notify_one();
    }
}

/// Waits for the next deadline; false when nobody is there any more.
fn look(shared: &Weak<Waiting>) -> bool {
    let Some(shared) = shared.upgrade() else {
        return false;
    };
    let (waiting, bell) = &*shared;
    let mut waiting = lock(waiting);
    waiting.retain(|(_, ticket)| !ticket.is_answered());
    let now = clock::now();
    let (due, later): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|(at, _)| *at <= now);
    let next = later.iter().map(|(at, _)| *at).min();
    *waiting = later;
    if due.is_empty() {
        let pause = next.map_or(LONGEST_SLEEP, |at| at.saturating_duration_since(now));
        drop(bell.wait_timeout(waiting, pause.min(LONGEST_SLEEP)));
        return true;
    }
    drop(waiting);
    for (_, ticket) in due {
        ticket.expire();
    }
    true
}

const LONGEST_SLEEP: Duration = Duration::from_secs(1);
