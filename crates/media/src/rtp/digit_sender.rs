//! Digits that we send, one after the other: as telephone-event packets (RFC 4733), or as tones that the
//! worker generates meanwhile.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::digit_receiver::event_of;
use crate::control::Digit;

/// The digits that wait to be sent on one stream, and the one that is being sent.
#[derive(Clone, Debug, Default)]
pub struct DigitSender {
    waiting: VecDeque<Waiting>,
    active: Option<Active>,
    /// The next digit must not begin earlier.
    free_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    digit: Digit,
    /// None: until [`DigitSender::end`] says how long.
    duration_ms: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Active {
    digit: Digit,
    event: u8,
    began: Instant,
    timestamp: u32,
    duration_ms: Option<u32>,
    sent_ms: u32,
    ends_sent: u8,
    next_at: Instant,
}

/// One telephone-event packet to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPacket {
    /// The four bytes of payload.
    pub payload: [u8; 4],
    /// First packet of the event.
    pub marker: bool,
    /// The timestamp that all packets of the event have.
    pub timestamp: u32,
    /// When the event began.
    pub began: Instant,
}

impl DigitSender {
    /// Adds a digit of known length. False when it is no digit or too many wait.
    pub fn push(&mut self, digit: Digit, duration_ms: u32) -> bool {
        self.add(digit, Some(duration_ms.clamp(LEAST_DIGIT_MS, LONGEST_MS)))
    }

    /// Adds a digit that lasts until [`Self::end`].
    pub fn begin(&mut self, digit: Digit) -> bool {
        self.add(digit, None)
    }

    /// The digit that was begun lasts so long in total.
    pub fn end(&mut self, digit: Digit, duration_ms: u32) {
        let duration = Some(duration_ms.clamp(LEAST_DIGIT_MS, LONGEST_MS));
        if let Some(active) = &mut self.active
            && active.digit == digit
            && active.duration_ms.is_none()
        {
            active.duration_ms = duration;
        } else if let Some(open) = self
            .waiting
            .iter_mut()
            .find(|waiting| waiting.digit == digit && waiting.duration_ms.is_none())
        {
            open.duration_ms = duration;
        }
    }

    /// Whoever begun digits is gone: they end as soon as they may.
    pub fn end_open(&mut self, now: Instant) {
        if let Some(active) = &mut self.active
            && active.duration_ms.is_none()
        {
            let passed = now.saturating_duration_since(active.began).as_millis();
            let passed = u32::try_from(passed).unwrap_or(LONGEST_MS);
            active.duration_ms = Some(passed.clamp(LEAST_DIGIT_MS, LONGEST_MS));
        }
        for open in self
            .waiting
            .iter_mut()
            .filter(|waiting| waiting.duration_ms.is_none())
        {
            open.duration_ms = Some(LEAST_DIGIT_MS);
        }
    }

    /// Is a digit on the line, so that sound must wait?
    #[inline]
    pub fn is_sending(&self) -> bool {
        self.active.is_some()
    }

    /// Is there nothing to do?
    pub fn is_idle(&self) -> bool {
        self.active.is_none() && self.waiting.is_empty()
    }

    /// When to call [`Self::start`] or [`Self::next_packet`]; None while idle.
    pub fn next_deadline(&self, now: Instant) -> Option<Instant> {
        match &self.active {
            Some(active) => Some(active.next_at),
            None if self.waiting.is_empty() => None,
            None => Some(self.free_at.map_or(now, |at| at.max(now))),
        }
    }

    /// Begins the next waiting digit, if it is time; `timestamp` is that of this moment. Gives the
    /// digit, for tones.
    pub fn start(&mut self, now: Instant, timestamp: u32) -> Option<Digit> {
        if self.active.is_some() || self.free_at.is_some_and(|at| now < at) {
            return None;
        }
        let Waiting { digit, duration_ms } = self.waiting.pop_front()?;
        let event = event_of(digit)?;
        self.active = Some(Active {
            digit,
            event,
            began: now,
            timestamp,
            duration_ms,
            sent_ms: 0,
            ends_sent: 0,
            next_at: now,
        });
        Some(digit)
    }

    /// The telephone-event packet that is due: updates each 20 ms, the end three times.
    pub fn next_packet(&mut self, now: Instant) -> Option<EventPacket> {
        let active = self
            .active
            .as_mut()
            .filter(|active| active.next_at <= now)?;
        let marker = active.sent_ms == 0;
        let passed = active
            .next_at
            .saturating_duration_since(active.began)
            .as_millis();
        let passed = u32::try_from(passed).unwrap_or(LONGEST_MS);
        let ended = active
            .duration_ms
            .is_some_and(|duration| passed >= duration);
        // A digit whose end nobody tells ends at the longest that its field can say.
        let ended = ended || passed >= LONGEST_MS;
        if ended {
            active.ends_sent += 1;
            let whole = active.duration_ms.unwrap_or(LONGEST_MS).min(LONGEST_MS);
            active.duration_ms = Some(whole.max(active.sent_ms));
            active.sent_ms = whole.max(active.sent_ms);
        } else {
            // A known end lies ahead; one that is not known may be now, so nothing is promised.
            active.sent_ms = match active.duration_ms {
                Some(whole) => (passed + STEP_MS).min(whole),
                None => passed.max(STEP_MS),
            };
        }
        let packet = active.packet(marker, ended);
        active.next_at += STEP;
        if active.ends_sent == ENDS {
            self.finish(now);
        }
        Some(packet)
    }

    /// As a tone: has the digit on the line lasted its time at `now`? Then it is over.
    pub fn tone_is_over(&mut self, now: Instant) -> bool {
        let Some(active) = &mut self.active else {
            return true;
        };
        let passed = now.saturating_duration_since(active.began);
        let limit = active.duration_ms.unwrap_or(LONGEST_MS);
        if passed < Duration::from_millis(u64::from(limit)) {
            return false;
        }
        self.finish(now);
        true
    }

    fn finish(&mut self, now: Instant) {
        self.active = None;
        self.free_at = Some(now + GAP);
    }

    fn add(&mut self, digit: Digit, duration_ms: Option<u32>) -> bool {
        if event_of(digit).is_none() || self.waiting.len() >= MAX_WAITING {
            return false;
        }
        self.waiting.push_back(Waiting {
            digit: digit.to_ascii_uppercase(),
            duration_ms,
        });
        true
    }
}

impl Active {
    fn packet(&self, marker: bool, end: bool) -> EventPacket {
        let units = u16::try_from(self.sent_ms * 8)
            .unwrap_or(u16::MAX)
            .to_be_bytes();
        let flags = u8::from(end) << 7 | VOLUME;
        EventPacket {
            payload: [self.event, flags, units[0], units[1]],
            marker,
            timestamp: self.timestamp,
            began: self.began,
        }
    }
}

/// Shorter digits are drawn out to this, in milliseconds: many devices miss them otherwise.
pub const LEAST_DIGIT_MS: u32 = 80;
/// What the duration field can say.
const LONGEST_MS: u32 = 8_000;
const STEP_MS: u32 = 20;
const STEP: Duration = Duration::from_millis(STEP_MS as u64);
const ENDS: u8 = 3;
const GAP: Duration = Duration::from_millis(60);
const VOLUME: u8 = 10;
const MAX_WAITING: usize = 128;
