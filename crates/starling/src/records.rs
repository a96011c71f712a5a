//! The thread that writes records of calls to files.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use services::cdr::{CdrSettings, Record, account_file, csv_line};

use crate::clock;

/// What the thread is told.
enum Order {
    Write(Box<Record>),
    Configure(Box<CdrSettings>),
}

/// The control thread's end of it.
pub(crate) struct RecordsThread {
    orders: Option<Sender<Order>>,
    complaints: Receiver<String>,
    thread: Option<JoinHandle<()>>,
}

impl RecordsThread {
    /// Starts the thread; `logs` is the folder of log files.
    pub(crate) fn start(logs: &Path, settings: CdrSettings) -> io::Result<Self> {
        let (orders, inbox) = std::sync::mpsc::channel();
        let (complain, complaints) = std::sync::mpsc::channel();
        let mut writer = Writer {
            folder: logs.join("cdr-csv"),
            settings,
            waiting: Vec::new(),
            since: None,
            complain,
        };
        let thread = std::thread::Builder::new()
            .name("records".to_owned())
            .spawn(move || writer.run(&inbox))?;
        Ok(Self {
            orders: Some(orders),
            complaints,
            thread: Some(thread),
        })
    }

    /// Writes a record, at once or with others.
    pub(crate) fn write(&self, record: Record) {
        self.send(Order::Write(Box::new(record)));
    }

    /// Other files from now on.
    pub(crate) fn configure(&self, settings: CdrSettings) {
        self.send(Order::Configure(Box::new(settings)));
    }

    /// What went wrong since the last time.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.complaints.try_iter().collect()
    }

    /// Writes what waits and ends the thread.
    pub(crate) fn stop(mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn send(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends only when this end does.
            let _ = orders.send(order);
        }
    }
}

struct Writer {
    folder: PathBuf,
    settings: CdrSettings,
    waiting: Vec<Record>,
    /// When the first of those that wait came.
    since: Option<Instant>,
    complain: Sender<String>,
}

impl Writer {
    fn run(&mut self, inbox: &Receiver<Order>) {
        loop {
            let order = match self.patience() {
                Some(patience) => inbox.recv_timeout(patience),
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(Order::Write(record)) => {
                    self.since.get_or_insert_with(clock::now);
                    self.waiting.push(*record);
                    if self.is_full() {
                        self.flush();
                    }
                }
                Ok(Order::Configure(settings)) => {
                    self.flush();
                    self.settings = *settings;
                }
                Err(RecvTimeoutError::Timeout) => self.flush(),
                Err(RecvTimeoutError::Disconnected) => return self.flush(),
            }
        }
    }

    /// How long those that wait may go on doing so.
    fn patience(&self) -> Option<Duration> {
        let most = Duration::from_secs(self.settings.general.time.into());
        let waited = clock::now().saturating_duration_since(self.since?);
        Some(most.saturating_sub(waited))
    }

    fn is_full(&self) -> bool {
        let general = &self.settings.general;
        let size = usize::try_from(general.size).unwrap_or(usize::MAX);
        !general.batch || self.waiting.len() >= size
    }

    fn flush(&mut self) {
        self.since = None;
        let Some(options) = &self.settings.csv else {
            return self.waiting.clear();
        };
        for record in std::mem::take(&mut self.waiting) {
            let line = csv_line(&record, options, apps::time::format_time);
            let own = account_file(&record, options);
            for name in ["Master.csv"].into_iter().chain(own.as_deref()) {
                let path = self.folder.join(name);
                if let Err(why) = append(&path, &line) {
                    let text = format!(
                        "a record of a call is lost, {} cannot be written: {why}; the record: {}",
                        path.display(),
                        line.trim_end()
                    );
                    let _ = self.complain.send(text);
                }
            }
        }
    }
}

/// Opens the file each time, so that it can be rotated.
fn append(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::options().append(true).create(true).open(path)?;
    file.write_all(line.as_bytes())
}
