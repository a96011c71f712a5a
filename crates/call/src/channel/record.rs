//! What the dialplan says about a call's record, for whoever writes records.

use std::time::Instant;

/// Wishes about the record of a call. They are kept here until the record is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallRecord {
    /// No record is wanted (`NoCDR`, `CDR_PROP(disable)`).
    pub disabled: bool,
    /// `CDR(userfield)`.
    pub user_field: String,
    /// `CDR(amaflags)`: `OMIT`, `BILLING` or `DOCUMENTATION`; empty is the default.
    pub ama_flags: String,
    /// `CDR(peeraccount)`.
    pub peer_account: String,
    /// Fields that only this installation knows, newest value each.
    pub own_fields: Vec<(String, String)>,
    /// The record begins here rather than with the channel (`ResetCDR`).
    pub began: Option<Instant>,
    /// Records that were finished before the present one (`ForkCDR`, `ResetCDR(w)`).
    pub finished: Vec<FinishedRecord>,
}

/// A record that the dialplan closed before the call was over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedRecord {
    /// When it began.
    pub began: Instant,
    /// When it ended.
    pub ended: Instant,
    /// Its user field.
    pub user_field: String,
    /// Its own fields.
    pub own_fields: Vec<(String, String)>,
}

impl CallRecord {
    /// One of the fields that only this installation knows.
    pub fn own_field(&self, name: &str) -> Option<&str> {
        let mut all = self.own_fields.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Sets a field that only this installation knows.
    pub fn set_own_field(&mut self, name: &str, value: &str) {
        self.own_fields
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        if self.own_fields.len() < MOST_FIELDS {
            self.own_fields.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Closes the record and begins another one, which keeps the fields when told so.
    pub fn begin_anew(&mut self, began: Instant, now: Instant, keep: bool, write: bool) {
        if write && self.finished.len() < MOST_RECORDS {
            self.finished.push(FinishedRecord {
                began,
                ended: now,
                user_field: self.user_field.clone(),
                own_fields: self.own_fields.clone(),
            });
        }
        self.began = Some(now);
        if !keep {
            self.user_field.clear();
            self.own_fields.clear();
        }
    }
}

/// A dialplan that makes fields in a loop must not grow the process without bound.
const MOST_FIELDS: usize = 1_000;
const MOST_RECORDS: usize = 1_000;
