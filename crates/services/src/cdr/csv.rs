//! `Master.csv`: one line for a record.

use std::fmt::Write as _;
use std::time::Duration;

use call::FormatTime;

use super::Record;

config::options! {
    /// Records as lines of text.
    pub struct CsvOptions as "csv" {
        /// Times are UTC.
        usegmtime: bool = "no",
        /// With the unique id.
        loguniqueid: bool = "no",
        /// With the user field.
        loguserfield: bool = "no",
        /// With the columns of Asterisk 1.8 and later.
        newcdrcolumns: bool = "no",
        /// Also in a file for each account.
        accountlogs: bool = "yes",
    }
    unsupported: [];
    ignored: [];
}

/// The line, with its end.
pub fn csv_line(record: &Record, options: &CsvOptions, format_time: FormatTime) -> String {
    let mut line = String::new();
    let zone = options.usegmtime.then_some("UTC");
    let moment = |at: Duration| format_time(at, zone, "%Y-%m-%d %H:%M:%S");
    let answer = record.answer.map(moment);
    let (start, end) = (moment(record.start), moment(record.end));
    let r = record;
    for text in [
        &r.account_code,
        &r.source,
        &r.destination,
        &r.context,
        &r.caller_id,
        &r.channel,
        &r.other_channel,
        &r.application,
        &r.arguments,
        &start,
    ] {
        quote(&mut line, text);
    }
    match answer {
        Some(answer) => quote(&mut line, &answer),
        None => line.push(','),
    }
    quote(&mut line, &end);
    let _ = write!(line, "{},{},", r.duration, r.billed);
    quote(&mut line, r.disposition.text());
    quote(&mut line, &r.ama_flags);
    if options.loguniqueid {
        quote(&mut line, &r.unique_id);
    }
    if options.loguserfield {
        quote(&mut line, &r.user_field);
    }
    if options.newcdrcolumns {
        quote(&mut line, &r.peer_account);
        quote(&mut line, &r.linked_id);
        let _ = write!(line, "{},", r.sequence);
    }
    line.pop();
    line.push('\n');
    line
}

/// The name of the account's own file, if the account may have one.
pub fn account_file(record: &Record, options: &CsvOptions) -> Option<String> {
    let account = &record.account_code;
    let is_plain = !account.is_empty()
        && !account.starts_with('.')
        && !account.contains(['/', '\0'])
        && account.len() <= LONGEST_NAME;
    (options.accountlogs && is_plain).then(|| format!("{account}.csv"))
}

/// A line end within a field would let a caller write lines of its own.
fn quote(line: &mut String, text: &str) {
    line.push('"');
    for letter in text.chars() {
        match letter {
            '"' => line.push_str("\"\""),
            '\r' | '\n' => line.push(' '),
            other => line.push(other),
        }
    }
    line.push_str("\",");
}

/// File names end at 255 bytes.
const LONGEST_NAME: usize = 200;
