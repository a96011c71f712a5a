//! The log of the queues: one line for everything that happens there, in Asterisk's form, written by a
//! thread of its own. These lines are counted by others, so they are left out only when a disk takes
//! none for very long.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use call::QueueLogLine;

use crate::clock;

/// The file and its thread.
pub(super) struct QueueLog {
    path: Option<PathBuf>,
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
    lost: u64,
}

enum Order {
    Line(String),
    File(Option<File>),
}

impl QueueLog {
    /// Opens the file and writes its first line. `None`: there shall be no such log.
    pub(super) fn open(path: Option<PathBuf>) -> std::io::Result<Self> {
        let (orders, inbox) = sync_channel(MOST_WAITING);
        let mut file = None;
        let thread = std::thread::Builder::new()
            .name("queue log".to_owned())
            .spawn(move || {
                while let Ok(order) = inbox.recv() {
                    match order {
                        Order::File(next) => file = next,
                        // A full disk must not end the exchange.
                        Order::Line(line) => {
                            if let Some(file) = &mut file {
                                let _ = file.write_all(line.as_bytes());
                            }
                        }
                    }
                }
            })?;
        let mut this = Self {
            path: None,
            orders: Some(orders),
            thread: Some(thread),
            lost: 0,
        };
        this.set_file(path);
        this.write(&about_itself("QUEUESTART"));
        Ok(this)
    }

    /// Opens the file anew: it may have been moved, or have another name now.
    pub(super) fn reopen(&mut self, path: Option<PathBuf>) {
        self.set_file(path);
        self.write(&about_itself("CONFIGRELOAD"));
    }

    fn set_file(&mut self, path: Option<PathBuf>) {
        let file = path.as_deref().and_then(append);
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order::File(file));
        }
        self.path = path;
    }

    /// Adds a line with this moment.
    pub(super) fn write(&mut self, line: &QueueLogLine) {
        let Some(orders) = self.orders.as_ref().filter(|_| self.path.is_some()) else {
            return;
        };
        let QueueLogLine {
            call_id,
            queue,
            agent,
            event,
            data,
        } = line;
        let now = clock::since_epoch().as_secs();
        let text = [call_id, queue, agent, event, data].map(|part| part.replace(['\n', '\r'], " "));
        let text = format!("{now}|{}\n", text.join("|"));
        match orders.try_send(Order::Line(text)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.lost += 1,
        }
    }
}

impl Drop for QueueLog {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn append(path: &Path) -> Option<File> {
    OpenOptions::new().create(true).append(true).open(path).ok()
}

fn about_itself(event: &str) -> QueueLogLine {
    let none = || "NONE".to_owned();
    QueueLogLine {
        call_id: none(),
        queue: none(),
        agent: none(),
        event: event.to_owned(),
        data: String::new(),
    }
}

const MOST_WAITING: usize = 100_000;
