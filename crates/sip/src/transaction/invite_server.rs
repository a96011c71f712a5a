//! The INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1).
//!
//! It repeats refusals until they are acknowledged. A 2xx is repeated by the dialog instead,
//! because its ACK is a transaction of its own.

use super::{Class, Reliability, ServerAction, Timers};
use std::time::{Duration, Instant};

/// What the transaction waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The user has not answered finally.
    Proceeding {
        /// When 100 Trying is due; `None` once anything has been sent.
        trying: Option<Instant>,
    },
    /// A 2xx was sent; repeated INVITEs are absorbed until timer L.
    Accepted {
        /// Timer L.
        until: Instant,
    },
    /// A refusal was sent and awaits its ACK. `resend` is timer G, `give_up` timer H.
    Completed {
        /// When the refusal goes out again; never over a reliable transport.
        resend: Option<Instant>,
        /// The interval that ends at `resend`.
        interval: Duration,
        /// When the ACK is given up.
        give_up: Instant,
    },
    /// The ACK came; its retransmissions are absorbed until timer I.
    Confirmed {
        /// Timer I.
        until: Instant,
    },
    /// Nothing more can happen.
    Terminated,
}

/// One INVITE and our responses to it.
#[derive(Debug, Clone)]
pub struct InviteServer {
    state: State,
    timers: Timers,
    transport: Reliability,
    responded: bool,
}

impl InviteServer {
    /// An INVITE came. 100 Trying follows after `trying_after` unless the user is faster.
    pub fn start(
        now: Instant,
        timers: Timers,
        transport: Reliability,
        trying_after: Duration,
    ) -> Self {
        let state = State::Proceeding {
            trying: Some(now + trying_after),
        };
        Self {
            state,
            timers,
            transport,
            responded: false,
        }
    }

    /// The INVITE came again.
    pub fn repeated(&self, out: &mut Vec<ServerAction>) {
        let answered = matches!(
            self.state,
            State::Proceeding { .. } | State::Completed { .. }
        );
        if answered && self.responded {
            out.push(ServerAction::SendResponse);
        }
    }

    /// The user gives a response of this class. Returns whether it is still wanted.
    pub fn respond(&mut self, now: Instant, class: Class, out: &mut Vec<ServerAction>) -> bool {
        let State::Proceeding { trying } = &mut self.state else {
            return false;
        };
        match class {
            Class::Provisional => *trying = None,
            Class::Success => {
                self.state = State::Accepted {
                    until: now + self.timers.patience(),
                }
            }
            Class::Failure => {
                let resend =
                    (self.transport == Reliability::Unreliable).then(|| now + self.timers.t1);
                let give_up = now + self.timers.patience();
                self.state = State::Completed {
                    resend,
                    interval: self.timers.t1,
                    give_up,
                };
            }
        }
        self.responded = true;
        out.push(ServerAction::SendResponse);
        true
    }

    /// An ACK came that carries the branch of this INVITE.
    pub fn acknowledged(&mut self, now: Instant, out: &mut Vec<ServerAction>) {
        match self.state {
            State::Completed { .. } => {
                self.state = State::Confirmed {
                    until: now + self.timers.absorb(self.transport),
                };
            }
            // Some phones repeat the branch in the ACK for a 2xx; it is meant for the dialog.
            State::Accepted { .. } => out.push(ServerAction::PassAck),
            State::Proceeding { .. } | State::Confirmed { .. } | State::Terminated => {}
        }
    }

    /// Time has passed; whatever is due by `now` happens.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<ServerAction>) {
        match &mut self.state {
            State::Proceeding {
                trying: trying @ Some(_),
            } if trying.is_some_and(|t| now >= t) => {
                *trying = None;
                self.responded = true;
                out.push(ServerAction::SendTrying);
            }
            State::Completed { give_up, .. } if now >= *give_up => {
                self.state = State::Terminated;
                out.push(ServerAction::NotAcknowledged);
            }
            State::Completed {
                resend: Some(at),
                interval,
                ..
            } if now >= *at => {
                *interval = self.timers.backed_off(*interval);
                *at = now + *interval;
                out.push(ServerAction::SendResponse);
            }
            State::Accepted { until } | State::Confirmed { until } if now >= *until => {
                self.state = State::Terminated;
                out.push(ServerAction::Ended);
            }
            State::Proceeding { .. }
            | State::Accepted { .. }
            | State::Completed { .. }
            | State::Confirmed { .. }
            | State::Terminated => {}
        }
    }

    /// When [`tick`](Self::tick) wants to be called next.
    pub fn next_deadline(&self) -> Option<Instant> {
        match self.state {
            State::Proceeding { trying } => trying,
            State::Completed {
                resend, give_up, ..
            } => Some(resend.map_or(give_up, |at| at.min(give_up))),
            State::Accepted { until } | State::Confirmed { until } => Some(until),
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
