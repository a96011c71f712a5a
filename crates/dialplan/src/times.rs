//! The time specification shared by timed includes and GotoIfTime:
//! `times,weekdays,days,months[,timezone]`.

/// A broken-down wall-clock moment, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WallTime {
    /// Minutes since midnight, 0 to 1439.
    pub minute_of_day: u16,
    /// 0 is Sunday, 6 is Saturday.
    pub weekday: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Month of the year, 1 to 12.
    pub month: u8,
}

/// "Now", as timed includes need it: the local time, and a way to ask for it elsewhere.
#[derive(Clone, Copy)]
pub struct MomentForTimes<'a> {
    /// The time in the zone of this machine.
    pub local: WallTime,
    /// The time in a named zone (`Europe/Paris`); `None` for a zone that is not known, which then
    /// counts as local.
    pub in_zone: &'a dyn Fn(&str) -> Option<WallTime>,
}

impl MomentForTimes<'_> {
    /// A moment that knows no other zone.
    pub fn local(local: WallTime) -> MomentForTimes<'static> {
        MomentForTimes {
            local,
            in_zone: &|_| None,
        }
    }

    /// The time in `zone`, or the local one.
    pub fn in_zone(&self, zone: Option<&str>) -> WallTime {
        zone.and_then(self.in_zone).unwrap_or(self.local)
    }
}

/// A parsed time specification: the sets of minutes, weekdays, days and months it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSpecification {
    /// Inclusive ranges of minutes of the day; the end may lie before the start (over midnight).
    minutes: Vec<(u16, u16)>,
    weekdays: u32,
    days: u32,
    months: u32,
    timezone: Option<String>,
}

impl TimeSpecification {
    /// Parses `times,weekdays,days,months[,timezone]`; `|` separates as well. Missing fields and
    /// `*` mean always; lists are joined by `&`; ranges wrap around. A faulty element is left out
    /// and described in the second part.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let mut fields = text.split([',', '|']).map(str::trim);
        let specification = Self {
            minutes: minutes(fields.next().unwrap_or_default(), &mut faults),
            weekdays: set(
                fields.next().unwrap_or_default(),
                &WEEKDAYS,
                7,
                "weekday",
                &mut faults,
            ),
            days: set(
                fields.next().unwrap_or_default(),
                &[],
                31,
                "day",
                &mut faults,
            ),
            months: set(
                fields.next().unwrap_or_default(),
                &MONTHS,
                12,
                "month",
                &mut faults,
            ),
            timezone: fields
                .next()
                .filter(|zone| !zone.is_empty())
                .map(str::to_owned),
        };
        (specification, faults)
    }

    /// The zone it is meant in; `None` is the zone of this machine.
    pub fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }

    /// Whether the moment lies within.
    pub fn covers(&self, now: &MomentForTimes<'_>) -> bool {
        let now = now.in_zone(self.timezone());
        self.minutes
            .iter()
            .any(|range| within(*range, now.minute_of_day))
            && holds(self.weekdays, u32::from(now.weekday))
            && holds(self.days, u32::from(now.day).wrapping_sub(1))
            && holds(self.months, u32::from(now.month).wrapping_sub(1))
    }
}

fn within((start, end): (u16, u16), minute: u16) -> bool {
    if start <= end {
        (start..=end).contains(&minute)
    } else {
        minute >= start || minute <= end
    }
}

fn holds(set: u32, index: u32) -> bool {
    set.checked_shr(index).is_some_and(|bits| bits & 1 == 1)
}

fn minutes(text: &str, faults: &mut Vec<String>) -> Vec<(u16, u16)> {
    if text.is_empty() || text == "*" {
        return vec![(0, 24 * 60 - 1)];
    }
    let mut ranges = Vec::new();
    for part in text.split('&').map(str::trim) {
        let (start, end) = part.split_once('-').unwrap_or((part, part));
        match (clock(start), clock(end)) {
            (Some(start), Some(end)) => ranges.push((start, end)),
            _ => faults.push(format!(
                "'{part}' is not a time or range of times like 9:00-17:30"
            )),
        }
    }
    ranges
}

fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let hour: u16 = hour.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u16 = minute.parse().ok().filter(|minute| *minute < 60)?;
    Some(hour * 60 + minute)
}

fn set(text: &str, names: &[&str], max: u32, what: &str, faults: &mut Vec<String>) -> u32 {
    if text.is_empty() || text == "*" {
        return (1 << max) - 1;
    }
    let mut set = 0;
    for part in text.split('&').map(str::trim) {
        let (start, end) = part.split_once('-').unwrap_or((part, part));
        let (Some(start), Some(end)) = (index(start, names, max), index(end, names, max)) else {
            faults.push(format!("'{part}' is not a {what} or range of {what}s"));
            continue;
        };
        let mut next = start;
        while next != end {
            set |= 1 << next;
            next = (next + 1) % max;
        }
        set |= 1 << end;
    }
    set
}

/// Position of a name, or of a number counted from 1.
fn index(text: &str, names: &[&str], max: u32) -> Option<u32> {
    let text = text.trim();
    if let Some(at) = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text))
    {
        return u32::try_from(at).ok();
    }
    let number: u32 = text.parse().ok()?;
    (1..=max).contains(&number).then(|| number - 1)
}

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

#[cfg(test)]
mod tests;
