//! Whose packets a session believes, and where it sends: symmetric RTP (RFC 4961) with a guard against
//! strangers who send to our port.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The addresses of the far end: described and learned.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    described: SocketAddr,
    symmetric: bool,
    /// Where packets go.
    to: SocketAddr,
    state: State,
    heard: Instant,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Nobody was heard since the last description.
    Open,
    /// Somebody else than described was heard; believed, but not yet sent to.
    Candidate {
        from: SocketAddr,
        packets: u8,
        sequence: u16,
    },
    /// Only packets from there count.
    Locked(SocketAddr),
}

impl Addresses {
    pub(super) fn new(described: SocketAddr, symmetric: bool, now: Instant) -> Self {
        Self {
            described,
            symmetric,
            to: described,
            state: State::Open,
            heard: now,
        }
    }

    /// A new description: learn again. A learned address stays in use meanwhile if the description
    /// repeats the old one.
    pub(super) fn describe(&mut self, described: SocketAddr, symmetric: bool) {
        if described != self.described || !symmetric {
            self.to = described;
        }
        self.described = described;
        self.symmetric = symmetric;
        self.state = State::Open;
    }

    /// Where packets go.
    #[inline]
    pub(super) fn to(&self) -> SocketAddr {
        self.to
    }

    /// Is a packet from there to be believed?
    #[inline]
    pub(super) fn accepts(&mut self, now: Instant, from: SocketAddr, sequence: u16) -> bool {
        if let State::Locked(known) = self.state
            && known == from
        {
            self.heard = now;
            return true;
        }
        self.learn(now, from, sequence)
    }

    /// RTCP comes from another port, so only the host is compared.
    pub(super) fn accepts_report(&self, from: SocketAddr) -> bool {
        from.ip() == self.to.ip() || from.ip() == self.described.ip()
    }

    fn learn(&mut self, now: Instant, from: SocketAddr, sequence: u16) -> bool {
        let quiet = now.saturating_duration_since(self.heard) > QUIET;
        self.state = match self.state {
            State::Locked(_) if !quiet => return false,
            State::Open | State::Candidate { .. } if from == self.described => self.lock(from),
            State::Candidate {
                from: known,
                packets,
                sequence: last,
            } if known == from => {
                // Only packets in order prove that somebody really sends a stream.
                let in_order = (1..10).contains(&sequence.wrapping_sub(last));
                let packets = if in_order { packets + 1 } else { 1 };
                if packets >= PROBATION {
                    self.lock(from)
                } else {
                    State::Candidate {
                        from,
                        packets,
                        sequence,
                    }
                }
            }
            State::Candidate { .. } if !quiet => return false,
            _ => State::Candidate {
                from,
                packets: 1,
                sequence,
            },
        };
        self.heard = now;
        true
    }

    fn lock(&mut self, from: SocketAddr) -> State {
        if self.symmetric {
            self.to = from;
        }
        State::Locked(from)
    }
}

/// As long as the known sender was heard within this time, nobody else is believed.
const QUIET: Duration = Duration::from_secs(2);
/// So many packets in order make an address the known one.
const PROBATION: u8 = 4;
