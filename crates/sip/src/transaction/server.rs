//! The non-INVITE server transaction (RFC 3261 §17.2.2, RFC 4320).

use super::{Class, Reliability, ServerAction, Timers};
use std::time::Instant;

/// What the transaction waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The user has said nothing yet; repeated requests are swallowed.
    Trying,
    /// A provisional response was sent.
    Proceeding,
    /// The final response was sent and is repeated when asked again, until timer J.
    Completed {
        /// Timer J.
        until: Instant,
    },
    /// Nothing more can happen.
    Terminated,
}

/// One request other than INVITE and ACK, and our responses to it.
#[derive(Debug, Clone)]
pub struct Server {
    state: State,
    timers: Timers,
    transport: Reliability,
}

impl Server {
    /// A request came.
    pub const fn start(timers: Timers, transport: Reliability) -> Self {
        Self {
            state: State::Trying,
            timers,
            transport,
        }
    }

    /// The request came again.
    pub fn repeated(&self, out: &mut Vec<ServerAction>) {
        if matches!(self.state, State::Proceeding | State::Completed { .. }) {
            out.push(ServerAction::SendResponse);
        }
    }

    /// The user gives a response of this class. Returns whether it is still wanted.
    pub fn respond(&mut self, now: Instant, class: Class, out: &mut Vec<ServerAction>) -> bool {
        let next = match (self.state, class) {
            (State::Trying | State::Proceeding, Class::Provisional) => State::Proceeding,
            (State::Trying | State::Proceeding, Class::Success | Class::Failure) => {
                State::Completed {
                    until: now + self.timers.j(self.transport),
                }
            }
            (State::Completed { .. } | State::Terminated, _) => return false,
        };
        self.state = next;
        out.push(ServerAction::SendResponse);
        true
    }

    /// Time has passed; whatever is due by `now` happens.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<ServerAction>) {
        if let State::Completed { until } = self.state
            && now >= until
        {
            self.state = State::Terminated;
            out.push(ServerAction::Ended);
        }
    }

    /// When [`tick`](Self::tick) wants to be called next.
    pub const fn next_deadline(&self) -> Option<Instant> {
        match self.state {
            State::Completed { until } => Some(until),
            State::Trying | State::Proceeding | State::Terminated => None,
        }
    }

    /// What it waits for.
    pub const fn state(&self) -> State {
        self.state
    }
}

#[cfg(test)]
mod tests;
