//! Digits that arrive as telephone-event packets (RFC 4733): each one is reported once, whatever is lost,
//! repeated or out of order.

use std::time::{Duration, Instant};

use crate::control::Digit;

/// What became known of a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitReport {
    /// It began.
    Began(Digit),
    /// It ended.
    Ended {
        /// The digit.
        digit: Digit,
        /// Its length in milliseconds.
        duration_ms: u32,
    },
}

/// Follows the events of one received stream.
#[derive(Clone, Debug, Default)]
pub struct DigitReceiver {
    current: Option<Current>,
    /// Timestamp of the last event that ended: its repeated end packets are not new.
    ended: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Current {
    digit: Digit,
    timestamp: u32,
    /// Units of segments that are complete (RFC 4733 §2.5.1.3), and of the running one.
    before: u32,
    duration: u32,
    give_up: Instant,
}

/// The reports of one packet: at most the end of one digit, and begin and end of the next.
pub type Reports = [Option<DigitReport>; 3];

impl DigitReceiver {
    /// Takes a telephone-event payload.
    pub fn packet(
        &mut self,
        now: Instant,
        marker: bool,
        timestamp: u32,
        payload: &[u8],
    ) -> Reports {
        let mut reports = [None; 3];
        let Some(event) = Event::parse(payload) else {
            return reports;
        };
        if self.is_old(timestamp) {
            return reports;
        }
        let give_up = now + PATIENCE;
        match &mut self.current {
            Some(current) if current.timestamp == timestamp => {
                current.duration = current.duration.max(event.duration);
                current.give_up = give_up;
            }
            Some(current) if current.goes_on_in(marker, timestamp, event) => {
                current.before = current.before.saturating_add(current.duration);
                current.duration = event.duration;
                current.timestamp = timestamp;
                current.give_up = give_up;
            }
            _ => {
                reports[0] = self.end();
                reports[1] = Some(DigitReport::Began(event.digit));
                let (digit, duration) = (event.digit, event.duration);
                self.current = Some(Current {
                    digit,
                    timestamp,
                    before: 0,
                    duration,
                    give_up,
                });
            }
        }
        if event.end {
            reports[2] = self.end();
        }
        reports
    }

    /// Ends the running digit, when the stream ends or another one begins.
    pub fn end(&mut self) -> Option<DigitReport> {
        let current = self.current.take()?;
        self.ended = Some(current.timestamp);
        let units = current.before.saturating_add(current.duration);
        Some(DigitReport::Ended {
            digit: current.digit,
            duration_ms: units / UNITS_PER_MS,
        })
    }

    /// The numbers of the stream begin anew.
    pub fn restart(&mut self) -> Option<DigitReport> {
        let report = self.end();
        self.ended = None;
        report
    }

    /// When to call [`Self::expire`].
    pub fn next_deadline(&self) -> Option<Instant> {
        self.current.map(|current| current.give_up)
    }

    /// Ends a digit whose end packets were all lost.
    pub fn expire(&mut self, now: Instant) -> Option<DigitReport> {
        self.current.filter(|current| current.give_up <= now)?;
        self.end()
    }

    /// A packet of an event that is over, or that began before the running one.
    fn is_old(&self, timestamp: u32) -> bool {
        let behind = |known: u32| known.wrapping_sub(timestamp).cast_signed();
        let before_current = self
            .current
            .is_some_and(|current| (1..RECENT).contains(&behind(current.timestamp)));
        before_current
            || self
                .ended
                .is_some_and(|ended| (0..RECENT).contains(&behind(ended)))
    }
}

impl Current {
    /// An event that outgrows the duration field continues under a new timestamp without marker.
    fn goes_on_in(&self, marker: bool, timestamp: u32, event: Event) -> bool {
        let passed = timestamp.wrapping_sub(self.timestamp);
        !marker
            && event.digit == self.digit
            && self.duration >= NEARLY_FULL
            && passed.abs_diff(self.duration) < SLACK
    }
}

#[derive(Clone, Copy)]
struct Event {
    digit: Digit,
    end: bool,
    duration: u32,
}

impl Event {
    fn parse(payload: &[u8]) -> Option<Self> {
        let [event, flags, d0, d1] = *payload.first_chunk()?;
        let digit = DIGITS.get(usize::from(event)).copied()?;
        let duration = u32::from(u16::from_be_bytes([d0, d1]));
        Some(Self {
            digit: char::from(digit),
            end: flags & 0x80 != 0,
            duration,
        })
    }
}

/// The number of a digit as an event; None for what is no digit.
pub(crate) fn event_of(digit: Digit) -> Option<u8> {
    let upper = digit.to_ascii_uppercase();
    let position = DIGITS
        .iter()
        .position(|&known| char::from(known) == upper)?;
    u8::try_from(position).ok()
}

const DIGITS: &[u8; 16] = b"0123456789*#ABCD";
/// A digit of which nothing is heard for so long is over.
const PATIENCE: Duration = Duration::from_millis(200);
const UNITS_PER_MS: u32 = 8;
/// Events within ten seconds before a known one are late, not new.
const RECENT: i32 = 80_000;
const NEARLY_FULL: u32 = 0xf000;
const SLACK: u32 = 0x1000;
