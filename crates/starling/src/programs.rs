//! The thread of programs: AMI, HTTP and whatever else speaks over a stream with the exchange. Its
//! tasks own the sockets; what they want of the exchange goes through a door to the control thread.

mod ami;
mod http;
mod listen;

use std::io;
use std::sync::Arc;

use control::programs::{Door, Feed, News, Question};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{mpsc, oneshot};

use crate::control_thread::Wake;
use crate::house::House;
use crate::load::ProgramSettings;

/// What the control thread keeps of it.
pub(crate) struct Programs {
    inbox: mpsc::Receiver<Question>,
    feed: Feed,
    door: Door,
    thread: Option<Running>,
    http: http::HttpServer,
    ami: ami::AmiServer,
}

struct Running {
    tasks: Handle,
    /// Dropping it ends the thread.
    _stop: oneshot::Sender<()>,
}

impl Programs {
    /// No thread yet: one is started with the first task.
    pub(crate) fn new(wake: Wake) -> Self {
        let (door, inbox) = Door::new(MOST_QUESTIONS, wake);
        let feed = Feed::new(MOST_NEWS);
        let thread = None;
        Self {
            inbox,
            feed,
            door,
            thread,
            http: http::HttpServer::default(),
            ami: ami::AmiServer::default(),
        }
    }

    /// Opens, changes and closes what programs connect to. Tells what is wrong.
    pub(crate) fn apply(&mut self, settings: &ProgramSettings) -> Vec<String> {
        let mut http = std::mem::take(&mut self.http);
        let mut complaints = http.apply(self, settings.http.clone());
        self.http = http;
        let mut ami = std::mem::take(&mut self.ami);
        complaints.extend(ami.apply(self, settings.ami.clone()));
        self.ami = ami;
        complaints
    }

    /// For tasks that ask.
    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    /// For tasks that listen.
    pub(crate) fn feed(&self) -> Feed {
        self.feed.clone()
    }

    /// Where tasks are spawned; starts the thread when there is none.
    pub(crate) fn tasks(&mut self) -> io::Result<Handle> {
        if let Some(running) = &self.thread {
            return Ok(running.tasks.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let tasks = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("programs".to_owned());
        thread.spawn(move || {
            let _ = runtime.block_on(stopped);
        })?;
        self.thread = Some(Running {
            tasks: tasks.clone(),
            _stop: stop,
        });
        Ok(tasks)
    }

    /// Answers what tasks ask; not so many in a turn that calls would wait. True when more wait.
    pub(crate) fn answer(&mut self, house: &mut House) -> bool {
        for _ in 0..QUESTIONS_A_TURN {
            let Ok(question) = self.inbox.try_recv() else {
                return false;
            };
            question(house);
            house.readings.nobody_waits();
        }
        !self.inbox.is_empty()
    }
}

/// Tells programs about an event that has no picture.
pub(crate) fn tell(feed: &Feed, event: &call::Event) {
    if feed.is_heard() {
        feed.tell(News::Told(Arc::new(event.clone())));
    }
}

const MOST_QUESTIONS: usize = 1_000;
const QUESTIONS_A_TURN: usize = 50;
/// A slow program may be so far behind before it loses events.
const MOST_NEWS: usize = 8_192;
