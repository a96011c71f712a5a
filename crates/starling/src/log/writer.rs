//! The thread that writes log lines. What it cannot write in time is counted and left out.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// Where lines go in the end.
pub(super) enum Sink {
    File(File),
    /// Standard error.
    Screen,
    Nothing,
}

/// The caller's end.
pub(super) struct Writer {
    orders: Option<SyncSender<Order>>,
    /// Disconnected when the thread is done.
    done: Receiver<()>,
    lost: u64,
}

enum Order {
    Line { sink: usize, text: String },
    Replace(Vec<Sink>),
}

impl Writer {
    /// Starts the thread; at most `limit` lines wait for it.
    pub(super) fn start(sinks: Vec<Sink>, limit: usize) -> io::Result<Self> {
        let (orders, inbox) = sync_channel(limit);
        let (alive, done) = sync_channel::<()>(0);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || {
                write_all(sinks, &inbox);
                drop(alive);
            })?;
        Ok(Self {
            orders: Some(orders),
            done,
            lost: 0,
        })
    }

    /// Writes a line, or leaves it out when too many wait.
    pub(super) fn write(&mut self, sink: usize, line: &str) {
        let mut text = line.to_owned();
        if self.lost > 0 {
            text = format!(
                "({} log lines were left out: writing was too slow)\n{text}",
                self.lost
            );
        }
        let Some(orders) = &self.orders else { return };
        match orders.try_send(Order::Line { sink, text }) {
            Ok(()) => self.lost = 0,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.lost += 1,
        }
    }

    /// Other files from now on. Waits until the thread takes notice, as this is asked for by hand.
    pub(super) fn replace(&mut self, sinks: Vec<Sink>) {
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order::Replace(sinks));
        }
    }
}

impl Drop for Writer {
    /// What waits is written, unless that takes too long.
    fn drop(&mut self) {
        self.orders = None;
        match self.done.recv_timeout(LAST_WORDS) {
            Ok(()) | Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {}
        }
    }
}

fn write_all(mut sinks: Vec<Sink>, inbox: &Receiver<Order>) {
    // Lines that each sink could not take: its disk is full, or its terminal is gone.
    let mut missing = vec![0_u64; sinks.len()];
    while let Ok(order) = inbox.recv() {
        match order {
            Order::Replace(new) => {
                missing = vec![0; new.len()];
                sinks = new;
            }
            Order::Line { sink, mut text } => {
                let (Some(sink), Some(missing)) = (sinks.get_mut(sink), missing.get_mut(sink))
                else {
                    continue;
                };
                if *missing > 0 {
                    text = format!("({missing} log lines could not be written)\n{text}");
                }
                match sink.write(&text) {
                    Ok(()) => *missing = 0,
                    Err(_) => *missing += 1,
                }
            }
        }
    }
}

impl Sink {
    fn write(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::File(file) => file.write_all(text.as_bytes()),
            Self::Screen => io::stderr().write_all(text.as_bytes()),
            Self::Nothing => Ok(()),
        }
    }
}

const LAST_WORDS: Duration = Duration::from_secs(1);
