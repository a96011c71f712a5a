//! The INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §7.2).
//!
//! Once a provisional response has come it waits without limit: a phone may ring for minutes,
//! and how long is the user's affair (timer C belongs to proxies).

use super::{Class, ClientAction, Reliability, Timers};
use std::time::{Duration, Instant};

/// What the transaction waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// INVITE sent, nothing heard. `resend` is timer A, `give_up` timer B.
    Calling {
        /// When the INVITE goes out again; never over a reliable transport.
        resend: Option<Instant>,
        /// The interval that ends at `resend`.
        interval: Duration,
        /// When nobody is there.
        give_up: Instant,
    },
    /// A provisional response came.
    Proceeding,
    /// A 2xx came; other forks may still answer until timer M (RFC 6026 §7.2).
    Accepted {
        /// Timer M.
        until: Instant,
    },
    /// A refusal came and was acknowledged; its retransmissions are absorbed until timer D.
    Completed {
        /// Timer D.
        until: Instant,
    },
    /// Nothing more can happen.
    Terminated,
}

/// One INVITE and its responses, seen from the side that sent it.
#[derive(Debug, Clone)]
pub struct InviteClient {
    state: State,
    timers: Timers,
    transport: Reliability,
}

impl InviteClient {
    /// Starts the transaction; the owner sends the INVITE for the first time.
    pub fn start(now: Instant, timers: Timers, transport: Reliability) -> Self {
        let resend = (transport == Reliability::Unreliable).then(|| now + timers.t1);
        let state = State::Calling {
            resend,
            interval: timers.t1,
            give_up: now + timers.b(),
        };
        Self {
            state,
            timers,
            transport,
        }
    }

    /// A response of this class matched the transaction.
    pub fn response(&mut self, now: Instant, class: Class, out: &mut Vec<ClientAction>) {
        use State::{Accepted, Calling, Completed, Proceeding, Terminated};
        let next = match (self.state, class) {
            (Calling { .. } | Proceeding, Class::Provisional) => Proceeding,
            (Calling { .. } | Proceeding, Class::Success) => Accepted {
                until: now + self.timers.patience(),
            },
            (Calling { .. } | Proceeding, Class::Failure) => {
                out.push(ClientAction::SendAck);
                Completed {
                    until: now + self.timers.d(self.transport),
                }
            }
            // Another fork answered, or our ACK was lost: the user sorts them by To tag.
            (Accepted { .. }, Class::Success) => return out.push(ClientAction::PassUp),
            (Completed { .. }, Class::Failure) => return out.push(ClientAction::SendAck),
            (Accepted { .. } | Completed { .. } | Terminated, _) => return,
        };
        self.state = next;
        out.push(ClientAction::PassUp);
    }

    /// Time has passed; whatever is due by `now` happens.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<ClientAction>) {
        match &mut self.state {
            State::Calling { give_up, .. } if now >= *give_up => {
                self.state = State::Terminated;
                out.push(ClientAction::TimedOut);
            }
            State::Calling {
                resend: Some(at),
                interval,
                ..
            } if now >= *at => {
                *interval = interval.saturating_mul(2);
                *at = now + *interval;
                out.push(ClientAction::SendRequest);
            }
            State::Accepted { until } | State::Completed { until } if now >= *until => {
                self.state = State::Terminated;
                out.push(ClientAction::Ended);
            }
            State::Calling { .. }
            | State::Accepted { .. }
            | State::Completed { .. }
            | State::Proceeding
            | State::Terminated => {}
        }
    }

    /// When [`tick`](Self::tick) wants to be called next.
    pub fn next_deadline(&self) -> Option<Instant> {
        match self.state {
            State::Calling {
                resend, give_up, ..
            } => Some(resend.map_or(give_up, |at| at.min(give_up))),
            State::Accepted { until } | State::Completed { until } => Some(until),
            State::Proceeding | State::Terminated => None,
        }
    }

    /// What it waits for.
    pub const fn state(&self) -> State {
        self.state
    }
}

#[cfg(test)]
mod tests;
