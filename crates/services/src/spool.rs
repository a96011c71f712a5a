//! The spool of calls to be made: a file for each, tried until it is answered or has failed too often.
//! Pure: somebody else looks into the folder and tells what is there; times are seconds since 1970.

mod call_file;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use call::script::Origination;
use call::{DialStatus, OriginateTo};

pub use call_file::CallFile;

/// All files that are known.
#[derive(Debug, Default)]
pub struct Spool {
    files: BTreeMap<String, State>,
    /// Those that wait, by when they are due.
    due: BTreeSet<(u64, String)>,
    /// The present second, and how many calls began in it.
    begun: (u64, u32),
    calling: usize,
}

#[derive(Debug)]
enum State {
    Waiting {
        at: u64,
    },
    /// Its text is being fetched.
    Fetched,
    Calling(Box<Calling>),
}

#[derive(Debug)]
struct Calling {
    file: CallFile,
    attempt: u32,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum SpoolOrder {
    /// Make the call; its note is `NOTE_PREFIX` and the file's name.
    Call(Box<Origination>),
    /// Run the extension `failed`, if there is one.
    RunFailed {
        /// Its context.
        context: String,
        /// Variables of the channel.
        variables: Vec<(String, String)>,
        /// The number that tells why.
        reason: u8,
    },
    /// Add a line, and set the time of the file's last change.
    Append {
        /// The file.
        name: String,
        /// What is added.
        text: String,
        /// Its time.
        modified: u64,
    },
    /// The file is done with.
    Remove {
        /// The file.
        name: String,
        /// Where it is kept, its last line says this.
        archive: Option<&'static str>,
        /// Not when it was changed meanwhile.
        unless_changed: bool,
    },
    /// For the log.
    Warn(String),
    /// For consoles.
    Tell(String),
}

impl Spool {
    /// A file is there, and was changed at this time: not before then it is tried.
    pub fn seen(&mut self, name: &str, modified: u64) {
        match self.files.get(name) {
            Some(State::Calling(_) | State::Fetched) => return,
            Some(State::Waiting { at }) => {
                let old = (*at, name.to_owned());
                self.due.remove(&old);
            }
            None if self.files.len() >= MOST_FILES => return,
            None => {}
        }
        self.wait(name, modified);
    }

    /// A file was taken away. A call that is being made goes on.
    pub fn gone(&mut self, name: &str) {
        if let Some(State::Waiting { at }) = self.files.get(name) {
            self.due.remove(&(*at, name.to_owned()));
            self.files.remove(name);
        }
    }

    /// When `take_due` has something.
    pub fn next_due(&self, now: u64) -> Option<u64> {
        let (at, _) = self.due.first()?;
        if self.calling >= MOST_CALLS {
            return None;
        }
        let full = self.begun.0 == now && self.begun.1 >= MOST_A_SECOND;
        Some((*at).max(if full { now + 1 } else { 0 }))
    }

    /// A file whose time has come; its text is given to `begin`. Not too many in a second.
    pub fn take_due(&mut self, now: u64) -> Option<String> {
        if self.begun.0 != now {
            self.begun = (now, 0);
        }
        if self.begun.1 >= MOST_A_SECOND || self.calling >= MOST_CALLS {
            return None;
        }
        let (at, _) = self.due.first()?;
        if *at > now {
            return None;
        }
        let (_, name) = self.due.pop_first()?;
        self.begun.1 += 1;
        self.files.insert(name.clone(), State::Fetched);
        Some(name)
    }

    /// Begins an attempt with what is in a file; `None` when it could not be read.
    pub fn begin(&mut self, now: u64, name: &str, text: Option<&str>) -> Vec<SpoolOrder> {
        self.files.remove(name);
        let Some(text) = text else {
            return vec![SpoolOrder::Warn(format!("call file {name} cannot be read"))];
        };
        let file = match CallFile::parse(text) {
            Ok(file) => file,
            Err(why) => {
                let text = format!("call file {name}: {why}; it is removed");
                return vec![SpoolOrder::Warn(text), removed(name, None, false)];
            }
        };
        let mut orders: Vec<SpoolOrder> = file
            .odd
            .iter()
            .map(|line| SpoolOrder::Warn(format!("call file {name}, {line}")))
            .collect();
        if file.attempts > file.most_retries {
            orders.push(SpoolOrder::Tell(expired(&file)));
            orders.push(finished(name, &file, "Expired"));
            return orders;
        }
        let attempt = file.attempts + 1;
        orders.push(SpoolOrder::Append {
            name: name.to_owned(),
            text: format!("\nStartRetry: 1 {attempt} ({now})\n"),
            modified: now.saturating_add(file.retry_seconds),
        });
        let mut wanted = file.origination(attempt);
        wanted.note = Some(format!("{NOTE_PREFIX}{name}"));
        orders.push(SpoolOrder::Tell(format!(
            "Attempting call on {} (Retry {attempt})",
            file.channel
        )));
        orders.push(SpoolOrder::Call(Box::new(wanted)));
        self.calling += 1;
        let calling = Calling { file, attempt };
        self.files
            .insert(name.to_owned(), State::Calling(Box::new(calling)));
        orders
    }

    /// An attempt has ended.
    pub fn ended(
        &mut self,
        now: u64,
        name: &str,
        status: DialStatus,
        reason: u8,
    ) -> Vec<SpoolOrder> {
        let Some(State::Calling(_)) = self.files.get(name) else {
            return Vec::new();
        };
        let Some(State::Calling(calling)) = self.files.remove(name) else {
            return Vec::new();
        };
        self.calling = self.calling.saturating_sub(1);
        let Calling { file, attempt } = *calling;
        if status == DialStatus::Answer {
            let text = format!("Call completed to {}", file.channel);
            return vec![SpoolOrder::Tell(text), finished(name, &file, "Completed")];
        }
        let mut orders = vec![SpoolOrder::Tell(format!(
            "Call to {} failed to go through, reason ({reason}) {}",
            file.channel,
            status.text()
        ))];
        if let OriginateTo::Extension { context, .. } = &file.to {
            orders.push(SpoolOrder::RunFailed {
                context: context.clone(),
                variables: file.variables.clone(),
                reason,
            });
        }
        if attempt > file.most_retries {
            orders.push(SpoolOrder::Tell(expired(&file)));
            orders.push(finished(name, &file, "Expired"));
            return orders;
        }
        let at = now.saturating_add(file.retry_seconds);
        orders.push(SpoolOrder::Append {
            name: name.to_owned(),
            text: format!("\nEndRetry: 1 {attempt} ({now})\n"),
            modified: at,
        });
        self.wait(name, at);
        orders
    }

    fn wait(&mut self, name: &str, at: u64) {
        self.due.insert((at, name.to_owned()));
        self.files.insert(name.to_owned(), State::Waiting { at });
    }
}

fn expired(file: &CallFile) -> String {
    let attempts = file.most_retries.saturating_add(1);
    let s = if attempts == 1 { "" } else { "s" };
    format!(
        "Queued call to {} expired without completion after {attempts} attempt{s}",
        file.channel
    )
}

fn finished(name: &str, file: &CallFile, status: &'static str) -> SpoolOrder {
    removed(name, file.archive.then_some(status), !file.always_delete)
}

fn removed(name: &str, archive: Option<&'static str>, unless_changed: bool) -> SpoolOrder {
    SpoolOrder::Remove {
        name: name.to_owned(),
        archive,
        unless_changed,
    }
}

/// Notes of calls out of the spool begin with it.
pub const NOTE_PREFIX: &str = "outgoing/";
const MOST_FILES: usize = 200_000;
/// Whoever puts thousands of files into the folder must not take the exchange from everybody else.
const MOST_A_SECOND: u32 = 50;
const MOST_CALLS: usize = 1_000;
