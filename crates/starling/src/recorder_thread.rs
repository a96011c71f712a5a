//! The thread that writes recordings: pieces come from the media thread, orders from the control thread.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::JoinHandle;

use call::{EffectId, Outcome};
use media::control::TapId;
use media::recorder::{Disk, Ending, HEAD_BYTES, Recorder, RecordingPlan};

use crate::control_thread::Wake;

/// What the thread is told.
pub(crate) enum ToRecorder {
    /// Begin files.
    Open(EffectId, Arc<RecordingPlan>),
    /// A piece of sound.
    Piece(TapId, Vec<u8>),
    /// End files.
    Close(EffectId, TapId, Ending),
    /// No more work: end the thread.
    Stop,
}

/// The way to the thread.
#[derive(Clone)]
pub(crate) struct RecorderLink {
    orders: Sender<ToRecorder>,
    /// Bytes on their way.
    waiting: Arc<AtomicUsize>,
}

/// The control thread's end of it.
pub(crate) struct RecorderThread {
    link: RecorderLink,
    thread: JoinHandle<()>,
}

impl RecorderThread {
    /// Starts the thread. `done` gets each outcome; `wake` is called after it.
    pub(crate) fn start(done: Sender<(EffectId, Outcome)>, wake: Wake) -> io::Result<Self> {
        let (orders, inbox) = std::sync::mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let link = RecorderLink {
            orders,
            waiting: waiting.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("recorder".to_owned())
            .spawn(move || {
                run(&inbox, &waiting, |id, outcome| {
                    if done.send((id, outcome)).is_ok() {
                        wake();
                    }
                });
            })?;
        Ok(Self { link, thread })
    }

    /// The way to the thread.
    pub(crate) fn link(&self) -> RecorderLink {
        self.link.clone()
    }

    /// Closes all files and ends the thread.
    pub(crate) fn stop(self) {
        self.link.send(ToRecorder::Stop);
        let _ = self.thread.join();
    }
}

impl RecorderLink {
    /// Hands something over. An error means that the thread is gone, which is told when it is joined.
    pub(crate) fn send(&self, order: ToRecorder) {
        let _ = self.orders.send(order);
    }

    /// Hands a piece over; what a disk that stands still cannot take is lost.
    pub(crate) fn piece(&self, tap: TapId, bytes: &[u8]) {
        let before = self.waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        if before > MOST_WAITING {
            self.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
            return;
        }
        self.send(ToRecorder::Piece(tap, bytes.to_vec()));
    }
}

fn run(inbox: &Receiver<ToRecorder>, waiting: &AtomicUsize, done: impl Fn(EffectId, Outcome)) {
    let mut recorder = Recorder::default();
    let mut disk = RealDisk::default();
    let outcome = |result: Result<(), String>| match result {
        Ok(()) => Outcome::Done,
        Err(problem) => Outcome::Failed(problem),
    };
    while let Ok(order) = inbox.recv() {
        match order {
            ToRecorder::Open(id, plan) => done(id, outcome(recorder.open(&plan, &mut disk))),
            ToRecorder::Piece(tap, bytes) => {
                waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
                recorder.take(tap, &bytes, &mut disk);
            }
            ToRecorder::Close(id, tap, ending) => {
                done(id, outcome(recorder.close(tap, &ending, &mut disk)));
            }
            ToRecorder::Stop => break,
        }
    }
    recorder.close_all(&mut disk);
}

/// Files by their paths.
#[derive(Default)]
struct RealDisk {
    open: HashMap<String, File>,
}

impl RealDisk {
    fn file(&self, path: &str) -> io::Result<&File> {
        self.open
            .get(path)
            .ok_or_else(|| io::Error::other("it is not open"))
    }
}

impl Disk for RealDisk {
    fn open(&mut self, path: &str, keep: bool) -> Result<(u64, Vec<u8>), String> {
        if self.open.contains_key(path) {
            return Err(format!("'{path}' is being recorded already"));
        }
        let opened = open(path, keep).map_err(told(path, "recorded"))?;
        let (file, length, head) = opened;
        self.open.insert(path.to_owned(), file);
        Ok((length, head))
    }

    fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), String> {
        self.file(path)
            .and_then(|file| file.write_all_at(bytes, at))
            .map_err(told(path, "written"))
    }

    fn cut(&mut self, path: &str, length: u64) -> Result<(), String> {
        self.file(path)
            .and_then(|file| file.set_len(length))
            .map_err(told(path, "cut off"))
    }

    fn close(&mut self, path: &str) {
        self.open.remove(path);
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        make_folder(to)
            .and_then(|()| fs::rename(from, to))
            .map_err(told(from, "renamed"))
    }

    fn delete(&mut self, path: &str) -> Result<(), String> {
        fs::remove_file(path).map_err(told(path, "deleted"))
    }
}

fn open(path: &str, keep: bool) -> io::Result<(File, u64, Vec<u8>)> {
    make_folder(path)?;
    // A pipe has no beginning that a header could be corrected in, and may make us wait for ever.
    if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
        return Err(io::Error::other("it is not a plain file"));
    }
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(!keep)
        .open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    (&file).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok((file, length, head))
}

fn make_folder(path: &str) -> io::Result<()> {
    Path::new(path).parent().map_or(Ok(()), fs::create_dir_all)
}

fn told(path: &str, what: &str) -> impl Fn(io::Error) -> String {
    move |error| format!("'{path}' cannot be {what}: {error}")
}

/// A minute of a thousand calls.
const MOST_WAITING: usize = 64 << 20;

#[cfg(test)]
mod tests;
