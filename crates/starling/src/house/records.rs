//! Records of calls: from what happens to the thread that writes them.

use std::path::Path;
use std::time::Instant;

use call::{Event, Picture, WallClock};
use services::cdr::{CdrSettings, Ledger};

use super::House;
use crate::clock;
use crate::records::RecordsThread;

/// The open records, and the way to where finished ones go.
pub(super) struct Records {
    settings: CdrSettings,
    ledger: Ledger,
    thread: Option<RecordsThread>,
}

impl Records {
    /// None yet; the thread starts with the first need.
    pub(super) fn new(settings: CdrSettings, wall: WallClock) -> Self {
        Self {
            ledger: Ledger::new(settings.general.clone(), wall),
            settings,
            thread: None,
        }
    }

    pub(super) fn are_wanted(&self) -> bool {
        self.settings.is_wanted()
    }

    pub(super) fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.stop();
        }
    }
}

impl House {
    /// Other rules and files from now on; calls that go on keep the beginning of their records.
    pub(crate) fn change_records(&mut self, settings: CdrSettings) {
        let records = &mut self.records;
        records.ledger.configure(settings.general.clone());
        if !settings.is_wanted() {
            records.ledger.clear();
        }
        if let Some(thread) = &records.thread {
            thread.configure(settings.clone());
        }
        records.settings = settings;
    }

    pub(super) fn note_step(&mut self, now: Instant, event: &Event) {
        let Event::StepBegins {
            channel,
            location,
            application,
            arguments,
        } = event
        else {
            return;
        };
        if self.records.are_wanted() {
            let (at, app) = (
                self.wall.at(now),
                (application.as_str(), arguments.as_str()),
            );
            self.records.ledger.step(at, *channel, location, app);
        }
    }

    pub(super) fn note_picture(&mut self, picture: &Picture) {
        if !self.records.are_wanted() {
            return;
        }
        self.records.ledger.pictured(picture);
        while let Some(record) = self.records.ledger.poll() {
            if self.records.thread.is_none() {
                let logs = Path::new(&self.installation.directories.log);
                match RecordsThread::start(logs, self.records.settings.clone()) {
                    Ok(thread) => self.records.thread = Some(thread),
                    Err(why) => self.complain(format!("records of calls cannot be written: {why}")),
                }
            }
            if let Some(thread) = &self.records.thread {
                thread.write(record);
            }
        }
    }

    /// What went wrong with files of records.
    pub(super) fn hear_of_records(&mut self) {
        let complaints = self.records.thread.as_ref().map(RecordsThread::complaints);
        for text in complaints.into_iter().flatten() {
            self.complain(text);
        }
    }
}

/// The clock of the house, as it is at its start.
pub(super) fn wall(now: Instant) -> WallClock {
    WallClock::new(now, clock::since_epoch())
}
