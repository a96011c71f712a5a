//! Lines that consoles and log files show: verbose text and log messages, as Asterisk sets them out.

use call::LogLevel;

/// What stands around the text of a log line.
#[derive(Clone, Copy, Debug)]
pub struct LogStamp<'a> {
    /// The moment, as `dateformat` of logger.conf wants it.
    pub date: &'a str,
    /// Process id.
    pub pid: u32,
    /// Number of the call that it is about.
    pub call: Option<u64>,
}

/// `[Nov 21 23:00:00] WARNING[812][C-00000001]: text`, without a line end.
pub fn log_line(level: LogLevel, stamp: &LogStamp<'_>, text: &str) -> String {
    let LogStamp { date, pid, call } = stamp;
    let call = call
        .map(|number| format!("[C-{number:08x}]"))
        .unwrap_or_default();
    format!(
        "[{date}] {}[{pid}]{call}: {}",
        level_name(level),
        printable(text.trim_end())
    )
}

/// Verbose text with the mark of its level, without a line end.
pub fn verbose_line(level: u8, text: &str) -> String {
    let mark = match level {
        0 => "",
        1 => " ",
        2 => "  == ",
        3 => "    -- ",
        _ => "       > ",
    };
    format!("{mark}{}", printable(text.trim_end()))
}

/// The text without what would steer a terminal: names and numbers come from strangers.
pub fn printable(text: &str) -> String {
    let harmless = |c: char| {
        if c.is_control() && c != '\n' && c != '\t' {
            '?'
        } else {
            c
        }
    };
    text.chars().map(harmless).collect()
}

/// `Core debug was OFF and is now 3.`
pub(crate) fn level_change(what: &str, old: u8, new: u8) -> String {
    let level = |level: u8| {
        if level == 0 {
            "OFF".to_owned()
        } else {
            level.to_string()
        }
    };
    if old == new {
        format!("{what} is still {}.\n", level(new))
    } else {
        format!("{what} was {} and is now {}.\n", level(old), level(new))
    }
}

fn level_name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "DEBUG",
        LogLevel::Notice => "NOTICE",
        LogLevel::Warning => "WARNING",
        LogLevel::Error => "ERROR",
    }
}
