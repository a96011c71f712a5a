//! Responses that are repeated end to end until the other side confirms them: a 2xx to INVITE
//! until its ACK (RFC 3261 §13.3.1.4), a reliable provisional until its PRACK (RFC 3262 §3).
//! Both are repeated over any transport, since a proxy may have changed it on the way.

use crate::transaction::Timers;
use std::time::{Duration, Instant};

/// When to repeat, and when to stop hoping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repetition {
    resend: Instant,
    interval: Duration,
    interval_max: Duration,
    give_up: Instant,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet.
    Nothing,
    /// Send it again.
    Resend,
    /// It was never confirmed.
    GaveUp,
}

impl Repetition {
    /// For a 2xx just sent: the interval grows to T2.
    pub fn of_success(now: Instant, timers: Timers) -> Self {
        Self::start(now, timers, timers.t2)
    }

    /// For a reliable provisional just sent: the interval doubles without bound.
    pub fn of_provisional(now: Instant, timers: Timers) -> Self {
        Self::start(now, timers, timers.patience())
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) -> Due {
        if now >= self.give_up {
            return Due::GaveUp;
        }
        if now < self.resend {
            return Due::Nothing;
        }
        self.interval = self.interval.saturating_mul(2).min(self.interval_max);
        self.resend = now + self.interval;
        Due::Resend
    }

    /// When [`tick`](Self::tick) wants to be called next.
    pub fn next_deadline(&self) -> Instant {
        self.resend.min(self.give_up)
    }

    fn start(now: Instant, timers: Timers, interval_max: Duration) -> Self {
        let (resend, give_up) = (now + timers.t1, now + timers.patience());
        Self {
            resend,
            interval: timers.t1,
            interval_max,
            give_up,
        }
    }
}

#[cfg(test)]
mod tests;
