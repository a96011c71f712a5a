//! Calendar time: zones, and `strftime` with Asterisk's extensions.

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::Duration;

use dialplan::times::WallTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Local time at a moment since the epoch, in a named zone or the machine's own; `None` when there is
/// no such zone.
pub fn calendar(since_epoch: Duration, zone: Option<&str>) -> Option<WallTime> {
    let zoned = local(since_epoch, zone)?;
    Some(WallTime {
        minute_of_day: u16::try_from(i32::from(zoned.hour()) * 60 + i32::from(zoned.minute()))
            .ok()?,
        weekday: u8::try_from(zoned.weekday().to_sunday_zero_offset()).ok()?,
        day: u8::try_from(zoned.day()).ok()?,
        month: u8::try_from(zoned.month()).ok()?,
    })
}

/// A moment since the epoch as text, by a `strftime` format. An unknown zone is UTC. Asterisk's `%q`
/// gives milliseconds, `%1q` to `%9q` that many digits of the second's fraction.
pub fn format_time(since_epoch: Duration, zone: Option<&str>, format: &str) -> String {
    let zoned = local(since_epoch, zone).or_else(|| local(since_epoch, Some("UTC")));
    let mut out = String::new();
    if let Some(zoned) = zoned {
        expand(&zoned, format, &mut out);
    }
    out
}

/// A moment since the epoch (below 0 before it) in a zone, taken apart for speech; `None` when there
/// is no such zone. `now` tells how many days ago it was.
pub(crate) fn spoken(at: i64, now: Duration, zone: Option<&str>) -> Option<crate::say::Moment> {
    let zone = named(zone)?;
    let now = i64::try_from(now.as_secs()).ok()?;
    let zoned = Timestamp::from_second(at).ok()?.to_zoned(zone.clone());
    let today = Timestamp::from_second(now).ok()?.to_zoned(zone).date();
    let days_ago = today.since((jiff::Unit::Day, zoned.date())).ok()?;
    Some(crate::say::Moment {
        year: zoned.year().into(),
        month: u8::try_from(zoned.month()).ok()?,
        day: u8::try_from(zoned.day()).ok()?,
        weekday: u8::try_from(zoned.weekday().to_sunday_zero_offset()).ok()?,
        hour: u8::try_from(zoned.hour()).ok()?,
        minute: u8::try_from(zoned.minute()).ok()?,
        second: u8::try_from(zoned.second()).ok()?,
        days_ago: days_ago.get_days().into(),
    })
}

/// Reads a text by a `strptime` format in a zone; seconds since the epoch.
pub(crate) fn parse_time(text: &str, zone: Option<&str>, format: &str) -> Option<i64> {
    let broken = jiff::fmt::strtime::parse(format, text).ok()?;
    let zone = named(zone)?;
    let moment = match broken.to_datetime() {
        Ok(moment) => moment,
        Err(_) => broken.to_date().ok()?.at(0, 0, 0, 0),
    };
    Some(moment.to_zoned(zone).ok()?.timestamp().as_second())
}

fn local(since_epoch: Duration, zone: Option<&str>) -> Option<Zoned> {
    let seconds = i64::try_from(since_epoch.as_secs()).ok()?;
    let nanos = i32::try_from(since_epoch.subsec_nanos()).ok()?;
    Some(Timestamp::new(seconds, nanos).ok()?.to_zoned(named(zone)?))
}

fn named(zone: Option<&str>) -> Option<TimeZone> {
    static SYSTEM: OnceLock<TimeZone> = OnceLock::new();
    match zone {
        None | Some("") => Some(SYSTEM.get_or_init(TimeZone::system).clone()),
        Some(name) => TimeZone::get(name).ok(),
    }
}

fn expand(at: &Zoned, format: &str, out: &mut String) {
    let mut rest = format.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut padding = None;
        while let Some(flag) = rest.next_if(|c| matches!(c, '_' | '-' | '0' | '^' | '#')) {
            padding = Some(flag);
        }
        let mut digits = String::new();
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        rest.next_if(|c| matches!(c, 'E' | 'O'));
        match rest.next() {
            Some(conversion) => {
                convert(at, conversion, padding, digits.parse().ok(), out);
            }
            None => out.push('%'),
        }
    }
}

fn convert(
    at: &Zoned,
    conversion: char,
    flag: Option<char>,
    digits: Option<u32>,
    out: &mut String,
) {
    if let Some((value, width, fill)) = numeric(at, conversion) {
        return number(out, value, width, fill, flag);
    }
    let morning = at.hour() < 12;
    match conversion {
        'a' => out.push_str(&day_name(at)[..3]),
        'A' => out.push_str(day_name(at)),
        'b' | 'h' => out.push_str(&month_name(at)[..3]),
        'B' => out.push_str(month_name(at)),
        'c' => expand(at, "%a %b %e %H:%M:%S %Y", out),
        'D' | 'x' => expand(at, "%m/%d/%y", out),
        'F' => expand(at, "%Y-%m-%d", out),
        'n' => out.push('\n'),
        'p' => out.push_str(if morning { "AM" } else { "PM" }),
        'P' => out.push_str(if morning { "am" } else { "pm" }),
        'q' => fraction(at, digits.unwrap_or(3), out),
        'r' => expand(at, "%I:%M:%S %p", out),
        'R' => expand(at, "%H:%M", out),
        't' => out.push('\t'),
        'T' | 'X' => expand(at, "%H:%M:%S", out),
        'z' => zone_offset(at, out),
        'Z' => out.push_str(at.time_zone().to_offset_info(at.timestamp()).abbreviation()),
        '+' => expand(at, "%a %b %e %H:%M:%S %Z %Y", out),
        '%' => out.push('%'),
        // What C does with an unknown letter is not defined; to keep it shows the mistake.
        other => out.extend(['%', other]),
    }
}

/// The conversions that are one number: value, width, what fills it up.
fn numeric(at: &Zoned, conversion: char) -> Option<(i64, usize, char)> {
    let year = i64::from(at.year());
    let iso = at.date().iso_week_date();
    let weekday = at.weekday();
    let hour12 = (at.hour() + 11) % 12 + 1;
    let (value, width, fill) = match conversion {
        'C' => (year / 100, 2, '0'),
        'd' => (at.day().into(), 2, '0'),
        'e' => (at.day().into(), 2, ' '),
        'G' => (iso.year().into(), 4, '0'),
        'g' => (i64::from(iso.year()) % 100, 2, '0'),
        'H' => (at.hour().into(), 2, '0'),
        'I' => (hour12.into(), 2, '0'),
        'j' => (at.day_of_year().into(), 3, '0'),
        'k' => (at.hour().into(), 2, ' '),
        'l' => (hour12.into(), 2, ' '),
        'm' => (at.month().into(), 2, '0'),
        'M' => (at.minute().into(), 2, '0'),
        's' => (at.timestamp().as_second(), 1, '0'),
        'S' => (at.second().into(), 2, '0'),
        'u' => (weekday.to_monday_one_offset().into(), 1, '0'),
        'U' => (week(at, weekday.to_sunday_zero_offset()), 2, '0'),
        'V' => (iso.week().into(), 2, '0'),
        'w' => (weekday.to_sunday_zero_offset().into(), 1, '0'),
        'W' => (week(at, weekday.to_monday_zero_offset()), 2, '0'),
        'y' => (year % 100, 2, '0'),
        'Y' => (year, 1, '0'),
        _ => return None,
    };
    Some((value, width, fill))
}

fn number(out: &mut String, value: i64, width: usize, fill: char, flag: Option<char>) {
    let fill = match flag {
        Some('-') => None,
        Some('_') => Some(' '),
        Some('0') => Some('0'),
        _ => Some(fill),
    };
    let _ = match fill {
        None => write!(out, "{value}"),
        Some(' ') => write!(out, "{value:width$}"),
        Some(_) => write!(out, "{value:0width$}"),
    };
}

fn fraction(at: &Zoned, digits: u32, out: &mut String) {
    let nanos = format!("{:09}", at.subsec_nanosecond());
    out.push_str(&nanos[..digits.clamp(1, 9) as usize]);
}

fn zone_offset(at: &Zoned, out: &mut String) {
    let minutes = at.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    let _ = write!(out, "{sign}{:02}{:02}", minutes / 60, minutes % 60);
}

/// Week of the year when weeks begin on the day whose offset is 0.
fn week(at: &Zoned, weekday: i8) -> i64 {
    (i64::from(at.day_of_year()) + 6 - i64::from(weekday)) / 7
}

fn day_name(at: &Zoned) -> &'static str {
    let index = usize::try_from(at.weekday().to_sunday_zero_offset()).unwrap_or_default();
    DAYS.get(index).copied().unwrap_or(DAYS[0])
}

fn month_name(at: &Zoned) -> &'static str {
    let index = usize::try_from(at.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or(MONTHS[0])
}

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests;
