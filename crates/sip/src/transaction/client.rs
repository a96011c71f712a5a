//! The non-INVITE client transaction (RFC 3261 §17.1.2).

use super::{Class, ClientAction, Reliability, Timers};
use std::time::{Duration, Instant};

/// What the transaction waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Request sent, nothing heard. `resend` is timer E, `give_up` timer F.
    Trying {
        /// When the request goes out again; never over a reliable transport.
        resend: Option<Instant>,
        /// The interval that ends at `resend`.
        interval: Duration,
        /// When nobody is there.
        give_up: Instant,
    },
    /// A provisional response came; the request is still repeated, every T2.
    Proceeding {
        /// Timer E.
        resend: Option<Instant>,
        /// Timer F, unchanged: a provisional response does not extend it.
        give_up: Instant,
    },
    /// The final response came; its retransmissions are absorbed until timer K.
    Completed {
        /// Timer K.
        until: Instant,
    },
    /// Nothing more can happen.
    Terminated,
}

/// One request other than INVITE and ACK, seen from the side that sent it.
#[derive(Debug, Clone)]
pub struct Client {
    state: State,
    timers: Timers,
    transport: Reliability,
}

impl Client {
    /// Starts the transaction; the owner sends the request for the first time.
    pub fn start(now: Instant, timers: Timers, transport: Reliability) -> Self {
        let resend = (transport == Reliability::Unreliable).then(|| now + timers.t1);
        let state = State::Trying {
            resend,
            interval: timers.t1,
            give_up: now + timers.patience(),
        };
        Self {
            state,
            timers,
            transport,
        }
    }

    /// A response of this class matched the transaction.
    pub fn response(&mut self, now: Instant, class: Class, out: &mut Vec<ClientAction>) {
        let next = match (self.state, class) {
            (
                State::Trying {
                    resend, give_up, ..
                },
                Class::Provisional,
            ) => State::Proceeding {
                resend: resend.map(|_| now + self.timers.t2),
                give_up,
            },
            (State::Proceeding { .. }, Class::Provisional) => self.state,
            (State::Trying { .. } | State::Proceeding { .. }, Class::Success | Class::Failure) => {
                State::Completed {
                    until: now + self.timers.absorb(self.transport),
                }
            }
            (State::Completed { .. } | State::Terminated, _) => return,
        };
        self.state = next;
        out.push(ClientAction::PassUp);
    }

    /// Time has passed; whatever is due by `now` happens.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<ClientAction>) {
        match &mut self.state {
            State::Trying { give_up, .. } | State::Proceeding { give_up, .. }
                if now >= *give_up =>
            {
                self.state = State::Terminated;
                out.push(ClientAction::TimedOut);
            }
            State::Trying {
                resend: Some(at),
                interval,
                ..
            } if now >= *at => {
                *interval = self.timers.backed_off(*interval);
                *at = now + *interval;
                out.push(ClientAction::SendRequest);
            }
            State::Proceeding {
                resend: Some(at), ..
            } if now >= *at => {
                *at = now + self.timers.t2;
                out.push(ClientAction::SendRequest);
            }
            State::Completed { until } if now >= *until => {
                self.state = State::Terminated;
                out.push(ClientAction::Ended);
            }
            State::Trying { .. }
            | State::Proceeding { .. }
            | State::Completed { .. }
            | State::Terminated => {}
        }
    }

    /// When [`tick`](Self::tick) wants to be called next.
    pub fn next_deadline(&self) -> Option<Instant> {
        match self.state {
            State::Trying {
                resend, give_up, ..
            }
            | State::Proceeding { resend, give_up } => {
                Some(resend.map_or(give_up, |at| at.min(give_up)))
            }
            State::Completed { until } => Some(until),
            State::Terminated => None,
        }
    }

    /// What it waits for.
    pub const fn state(&self) -> State {
        self.state
    }
}

#[cfg(test)]
mod tests;
