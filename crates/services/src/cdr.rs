//! Call detail records: who called whom, when, for how long, and what came of it. Made from pictures of
//! what happens; one record for each pair of parties in a call out or a bridge, and one for each time
//! that a caller spends alone with the dialplan.

mod csv;
mod ledger;
mod settings;

use std::time::Duration;

pub use csv::{CsvOptions, account_file, csv_line};
pub use ledger::Ledger;
pub use settings::{CdrOptions, CdrSettings};

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// Nobody answered.
    NoAnswer,
    /// It could not be carried, where congestion is told apart from failure.
    Congestion,
    /// It could not be carried, or nothing could be called.
    Failed,
    /// Busy.
    Busy,
    /// Answered.
    Answered,
}

impl Disposition {
    /// The word in the record.
    pub fn text(self) -> &'static str {
        match self {
            Self::NoAnswer => "NO ANSWER",
            Self::Congestion => "CONGESTION",
            Self::Failed => "FAILED",
            Self::Busy => "BUSY",
            Self::Answered => "ANSWERED",
        }
    }
}

/// A finished record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Account code of the first party.
    pub account_code: String,
    /// Number of the first party.
    pub source: String,
    /// Extension that was called.
    pub destination: String,
    /// Context that it was called in.
    pub context: String,
    /// `"name" <number>` of the first party.
    pub caller_id: String,
    /// The first party's channel.
    pub channel: String,
    /// The second party's channel; empty when there was none.
    pub other_channel: String,
    /// The last application.
    pub application: String,
    /// Its arguments.
    pub arguments: String,
    /// When it began, since the Unix epoch.
    pub start: Duration,
    /// When it was answered.
    pub answer: Option<Duration>,
    /// When it ended.
    pub end: Duration,
    /// Seconds from its beginning to its end.
    pub duration: u64,
    /// Seconds from the answer to its end.
    pub billed: u64,
    /// What came of it.
    pub disposition: Disposition,
    /// `OMIT`, `BILLING` or `DOCUMENTATION`.
    pub ama_flags: String,
    /// Unique id of the first party's channel.
    pub unique_id: String,
    /// What all records of one call have in common.
    pub linked_id: String,
    /// What the dialplan wrote.
    pub user_field: String,
    /// Account code of the second party.
    pub peer_account: String,
    /// Tells records of one channel apart.
    pub sequence: u32,
    /// Fields that only this installation knows.
    pub own_fields: Vec<(String, String)>,
}

#[cfg(test)]
mod tests;
