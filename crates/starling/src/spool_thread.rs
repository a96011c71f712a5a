//! The thread of the folder `outgoing`: it watches the files, reads and changes them, and asks the
//! control thread for calls. What to do when is decided by `services::Spool`.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::{Duration, SystemTime};

use call::script::Origination;
use call::{DialStatus, Originated};
use inotify::{EventMask, Inotify, WatchMask};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use services::spool::NOTE_PREFIX;
use services::{Spool, SpoolOrder};

use crate::clock;
use crate::control_thread::Wake;

/// What the control thread is asked.
pub(crate) enum FromSpool {
    /// Make a call.
    Call(Box<Origination>),
    /// Run the extension `failed` of a context if there is one.
    RunFailed {
        context: String,
        variables: Vec<(String, String)>,
        reason: u8,
    },
    /// A warning.
    Warn(String),
    /// For consoles.
    Tell(String),
}

/// An attempt has ended.
struct Ended {
    name: String,
    status: DialStatus,
    reason: u8,
}

/// The control thread's end. Dropping it ends the thread.
pub(crate) struct SpoolLink {
    ended: Sender<Ended>,
    waker: Arc<Waker>,
}

impl SpoolLink {
    /// Starts the thread. `orders` gets what it asks; `wake` is called after each.
    pub(crate) fn start(folder: &str, orders: Sender<FromSpool>, wake: Wake) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (ended, inbox) = channel();
        let folder = PathBuf::from(folder);
        let thread = std::thread::Builder::new().name("outgoing".to_owned());
        thread.spawn(move || {
            let mut folder = Folder {
                outgoing: folder.join("outgoing"),
                done: folder.join("outgoing_done"),
                spool: Spool::default(),
                orders,
                wake,
            };
            if let Err(error) = folder.watch(poll, &inbox) {
                let text = format!("{} is not watched: {error}", folder.outgoing.display());
                folder.ask(FromSpool::Warn(text));
            }
        })?;
        Ok(Self { ended, waker })
    }

    /// Tells what came of a call, if it is one of the spool's.
    pub(crate) fn originated(&self, call: &Originated) {
        if let Some(name) = call.note.strip_prefix(NOTE_PREFIX) {
            let ended = Ended {
                name: name.to_owned(),
                status: call.status,
                reason: call.reason(),
            };
            if self.ended.send(ended).is_ok() {
                let _ = self.waker.wake();
            }
        }
    }
}

impl Drop for SpoolLink {
    fn drop(&mut self) {
        let (nobody, _) = channel();
        self.ended = nobody;
        let _ = self.waker.wake();
    }
}

struct Folder {
    outgoing: PathBuf,
    done: PathBuf,
    spool: Spool,
    orders: Sender<FromSpool>,
    wake: Wake,
}

impl Folder {
    /// Until the control thread is gone.
    fn watch(&mut self, mut poll: Poll, inbox: &Receiver<Ended>) -> io::Result<()> {
        fs::create_dir_all(&self.outgoing)?;
        let mut inotify = Inotify::init()?;
        let mask = WatchMask::CLOSE_WRITE
            | WatchMask::MOVED_TO
            | WatchMask::CREATE
            | WatchMask::ATTRIB
            | WatchMask::DELETE
            | WatchMask::MOVED_FROM;
        inotify.watches().add(&self.outgoing, mask)?;
        let fd = inotify.as_raw_fd();
        poll.registry()
            .register(&mut SourceFd(&fd), CHANGES, Interest::READABLE)?;
        self.look_at_all();
        let mut events = Events::with_capacity(4);
        loop {
            self.begin_what_is_due();
            let wait = self.spool.next_due(now_seconds()).map(|at| {
                let wait = Duration::from_secs(at).saturating_sub(clock::since_epoch());
                // The poll counts in milliseconds; waking too early would spin.
                wait + Duration::from_millis(1)
            });
            if let Err(error) = poll.poll(&mut events, wait)
                && error.kind() != io::ErrorKind::Interrupted
            {
                return Err(error);
            }
            self.take_changes(&mut inotify)?;
            loop {
                match inbox.try_recv() {
                    Ok(ended) => {
                        let Ended {
                            name,
                            status,
                            reason,
                        } = ended;
                        let orders = self.spool.ended(now_seconds(), &name, status, reason);
                        self.obey(orders);
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Ok(()),
                }
            }
        }
    }

    fn take_changes(&mut self, inotify: &mut Inotify) -> io::Result<()> {
        let mut buffer = [0; 16_384];
        loop {
            let events = match inotify.read_events(&mut buffer) {
                Ok(events) => events,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            for event in events {
                if event.mask.contains(EventMask::Q_OVERFLOW) {
                    self.look_at_all();
                } else if let Some(name) = event.name.and_then(OsStr::to_str) {
                    let gone = EventMask::DELETE | EventMask::MOVED_FROM;
                    if event.mask.intersects(gone) {
                        self.spool.gone(name);
                    } else {
                        // A file that appears empty is still being written; a link never is.
                        let fresh = event.mask.contains(EventMask::CREATE);
                        self.look_at(name, if fresh { GROWING } else { 0 });
                    }
                }
            }
        }
    }

    fn look_at_all(&mut self) {
        let Ok(entries) = fs::read_dir(&self.outgoing) else {
            return;
        };
        for entry in entries.flatten() {
            if let Some(name) = entry.file_name().to_str() {
                self.look_at(name, 0);
            }
        }
    }

    fn look_at(&mut self, name: &str, patience: u64) {
        if name.starts_with('.') {
            return;
        }
        let Ok(facts) = fs::metadata(self.outgoing.join(name)) else {
            return;
        };
        if facts.is_file() {
            let modified = facts.modified().map_or(0, seconds);
            let least = match patience {
                0 => 0,
                patience => now_seconds() + patience,
            };
            self.spool.seen(name, modified.max(least));
        }
    }

    fn begin_what_is_due(&mut self) {
        while let Some(name) = self.spool.take_due(now_seconds()) {
            let text = read(&self.outgoing.join(&name));
            let orders = self.spool.begin(now_seconds(), &name, text.as_deref());
            self.obey(orders);
        }
    }

    fn obey(&mut self, orders: Vec<SpoolOrder>) {
        for order in orders {
            let done = match order {
                SpoolOrder::Call(wanted) => {
                    self.ask(FromSpool::Call(wanted));
                    Ok(())
                }
                SpoolOrder::RunFailed {
                    context,
                    variables,
                    reason,
                } => {
                    self.ask(FromSpool::RunFailed {
                        context,
                        variables,
                        reason,
                    });
                    Ok(())
                }
                SpoolOrder::Warn(text) => {
                    self.ask(FromSpool::Warn(text));
                    Ok(())
                }
                SpoolOrder::Tell(text) => {
                    self.ask(FromSpool::Tell(text));
                    Ok(())
                }
                SpoolOrder::Append {
                    name,
                    text,
                    modified,
                } => append(&self.outgoing.join(&name), &text, modified)
                    .map_err(|error| format!("call file {name}: {error}")),
                SpoolOrder::Remove {
                    name,
                    archive,
                    unless_changed,
                } => self
                    .remove(&name, archive, unless_changed)
                    .map_err(|error| format!("call file {name}: {error}")),
            };
            if let Err(text) = done {
                self.ask(FromSpool::Warn(text));
            }
        }
    }

    fn remove(&self, name: &str, archive: Option<&str>, unless_changed: bool) -> io::Result<()> {
        let path = self.outgoing.join(name);
        let Ok(facts) = fs::metadata(&path) else {
            return Ok(());
        };
        let Some(status) = archive else {
            // Whoever wants it called again later has given it a time to come.
            let later = facts.modified().map_or(0, seconds) > now_seconds() + SOON;
            if unless_changed && later {
                return Ok(());
            }
            return fs::remove_file(&path);
        };
        append(&path, &format!("\nStatus: {status}\n"), now_seconds())?;
        fs::create_dir_all(&self.done)?;
        fs::rename(&path, self.done.join(name))
    }

    fn ask(&self, what: FromSpool) {
        if self.orders.send(what).is_ok() {
            (self.wake)();
        }
    }
}

/// `None` when it cannot be read as text, or is too large for one of ours.
fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(LARGEST_FILE).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file that was taken away meanwhile does not come back.
fn append(path: &Path, text: &str, modified: u64) -> io::Result<()> {
    let mut file = match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    file.write_all(text.as_bytes())?;
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(modified))
}

fn now_seconds() -> u64 {
    clock::since_epoch().as_secs()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

const WAKE: Token = Token(0);
const CHANGES: Token = Token(1);
const LARGEST_FILE: u64 = 64 * 1_024;
const GROWING: u64 = 2;
const SOON: u64 = 1;
