//! Reading all files on a thread of its own, while the control thread goes on serving calls. Whoever
//! wants what they say asks a second time when the reading is over.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use config::{Problem, Span};
use control::programs::Question;

use crate::control_thread::Wake;
use crate::directories::Installation;
use crate::disk::Folder;
use crate::guard::{LARGE_PLAN, Verdict};
use crate::house::House;
use crate::load::{self, Outcome};
use crate::stored_files::StoredFiles;

/// Everything that the files said.
pub(crate) struct Read {
    pub(super) outcome: Outcome,
    /// What the check says; `None` when that would take long and nothing depends on it.
    pub(super) verdict: Option<Verdict>,
}

/// The readings: one at a time, each with a number.
pub(crate) struct Readings {
    wake: Wake,
    /// The last one that was begun.
    begun: u64,
    under_way: Option<Receiver<Read>>,
    /// One that begins later is wanted: files may have changed since the last began.
    again: bool,
    /// The last one, while those who waited for it ask again.
    over: Option<Arc<Read>>,
    /// The reading that whoever is being answered has to wait for.
    awaited: Option<u64>,
    /// What was asked for by whoever is being answered.
    fresh: Vec<(u64, Option<String>)>,
    /// What nobody comes back for.
    unattended: Vec<(u64, Option<String>)>,
    later: Vec<(u64, Question)>,
}

impl Readings {
    /// None yet. `wake` is called when one is over.
    pub(crate) fn new(wake: Wake) -> Self {
        Self {
            wake,
            begun: 0,
            under_way: None,
            again: false,
            over: None,
            awaited: None,
            fresh: Vec::new(),
            unattended: Vec::new(),
            later: Vec::new(),
        }
    }

    /// What the files said, if a reading is just over.
    pub(super) fn over(&self) -> Option<Arc<Read>> {
        self.over.clone()
    }

    /// Begins a reading, or one after that which is under way.
    pub(super) fn want(&mut self, installation: &Installation, part: Option<&str>) {
        let number = match self.under_way {
            Some(_) => {
                self.again = true;
                self.begun + 1
            }
            None => {
                self.begin(installation.clone());
                self.begun
            }
        };
        self.awaited = Some(number);
        self.fresh.push((number, part.map(str::to_owned)));
    }

    /// See `Exchange::take_awaited`.
    pub(crate) fn take_awaited(&mut self) -> Option<u64> {
        self.fresh.clear();
        self.awaited.take()
    }

    /// Whoever asked does not ask again: what was wanted is taken without them.
    pub(crate) fn nobody_waits(&mut self) {
        self.awaited = None;
        self.unattended.append(&mut self.fresh);
    }

    /// See `Exchange::once_read`.
    pub(crate) fn once(&mut self, reading: u64, then: Question) {
        self.later.push((reading, then));
    }

    fn begin(&mut self, installation: Installation) {
        self.begun += 1;
        let (tell, outcome) = channel();
        self.under_way = Some(outcome);
        let bell = Bell(self.wake.clone());
        let thread = std::thread::Builder::new().name("files".to_owned());
        // Without a thread its sender is gone, which is taken for a reading that failed.
        let _ = thread.spawn(move || read(&installation, &tell, bell));
    }

    /// Looks whether the reading under way is over; its number.
    fn look(&mut self) -> Option<u64> {
        let read = match self.under_way.as_ref()?.try_recv() {
            Ok(read) => read,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Read::failed(),
        };
        self.under_way = None;
        self.over = Some(Arc::new(read));
        Some(self.begun)
    }

    fn take_later(&mut self, reading: u64) -> Vec<Question> {
        let (now, later): (Vec<_>, _) = std::mem::take(&mut self.later)
            .into_iter()
            .partition(|(number, _)| *number <= reading);
        self.later = later;
        now.into_iter().map(|(_, then)| then).collect()
    }

    fn take_unattended(&mut self, reading: u64) -> Vec<Option<String>> {
        let (now, later): (Vec<_>, _) = std::mem::take(&mut self.unattended)
            .into_iter()
            .partition(|(number, _)| *number <= reading);
        self.unattended = later;
        now.into_iter().map(|(_, part)| part).collect()
    }

    fn close(&mut self, installation: &Installation) {
        if let Some(read) = self.over.take() {
            throw_away(read);
        }
        if std::mem::take(&mut self.again) {
            self.begin(installation.clone());
        }
    }
}

impl House {
    /// Is a reading over? Its number; what it read can be taken until it is left.
    pub(crate) fn finish_reading(&mut self) -> Option<u64> {
        self.readings.look()
    }

    /// Serves the rest of those who waited for a reading, and forgets it.
    pub(crate) fn leave_reading(&mut self, reading: u64) {
        for then in self.readings.take_later(reading) {
            then(self);
        }
        for part in self.readings.take_unattended(reading) {
            let report = self.reload(part.as_deref()).unwrap_or_default();
            if !report.is_empty() {
                self.notice(report);
            }
        }
        self.readings.close(&self.installation);
    }
}

impl Read {
    fn failed() -> Self {
        let place = Span::of_file("reload");
        let problem = Problem::error(&place, "the files could not be read: the reading ended");
        Self {
            outcome: Err(vec![problem]),
            verdict: None,
        }
    }
}

/// Rings when the thread ends, however it ends.
struct Bell(Wake);

impl Drop for Bell {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn read(installation: &Installation, tell: &Sender<Read>, bell: Bell) {
    let strict = installation.options.strict;
    let folder = Folder::new(&installation.directories.etc);
    let stored = StoredFiles::new(&folder, installation.options.execincludes);
    let outcome = load::load(installation, &stored).map(|(configuration, mut problems)| {
        problems.extend(stored.take_problems());
        (configuration, problems)
    });
    let is_checked = match &outcome {
        Ok((new, _)) => strict || new.dialplan.steps().nth(LARGE_PLAN).is_none(),
        Err(_) => false,
    };
    let verdict = is_checked.then(|| Verdict::of(installation));
    let _ = tell.send(Read { outcome, verdict });
    drop(bell);
}

/// A large plan takes its time to go: calls do not wait for that.
pub(super) fn throw_away(what: impl Send + 'static) {
    let thread = std::thread::Builder::new().name("leftovers".to_owned());
    // Without a thread it goes here.
    let _ = thread.spawn(move || drop(what));
}
