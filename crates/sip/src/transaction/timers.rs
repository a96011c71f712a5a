//! The timer values of RFC 3261 table 4, all derived from T1, T2 and T4.

use std::time::Duration;

/// Whether the transport delivers by itself; over such a transport nothing is sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reliability {
    /// UDP.
    Unreliable,
    /// TCP, TLS and WebSocket.
    Reliable,
}

/// The base values from which every timer is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// Estimate of the round trip; the first retransmission comes after this.
    pub t1: Duration,
    /// Longest interval between retransmissions of a non-INVITE request or a response.
    pub t2: Duration,
    /// Longest time a message may stay in the network.
    pub t4: Duration,
    /// Timer B alone: how long an INVITE waits for the first response (`timer_b` of pjsip.conf,
    /// `timerb` of sip.conf); `None` is 64 times T1.
    pub b: Option<Duration>,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            b: None,
        }
    }
}

impl Timers {
    /// The same with every value at least a millisecond: a timer of nothing would never let the
    /// clock go on.
    #[must_use]
    pub fn at_least_a_millisecond(self) -> Self {
        let up = |value: Duration| value.max(Duration::from_millis(1));
        Self {
            t1: up(self.t1),
            t2: up(self.t2),
            t4: up(self.t4),
            b: self.b.map(up),
        }
    }

    /// Timer B.
    pub fn b(&self) -> Duration {
        self.b.unwrap_or_else(|| self.patience())
    }

    /// Timers F, H, L and M: how long to wait for the other side at all, 64 times T1.
    pub const fn patience(&self) -> Duration {
        self.t1.saturating_mul(64)
    }

    /// Timer D: how long an INVITE client absorbs repeated refusals, at least 32 s over UDP.
    pub fn d(&self, transport: Reliability) -> Duration {
        self.linger(transport, self.patience().max(Duration::from_secs(32)))
    }

    /// Timers I and K: how long repeated ACKs or final responses are absorbed.
    pub fn absorb(&self, transport: Reliability) -> Duration {
        self.linger(transport, self.t4)
    }

    /// Timer J: how long a non-INVITE server repeats its final response when asked again.
    pub fn j(&self, transport: Reliability) -> Duration {
        self.linger(transport, self.patience())
    }

    /// The interval after `interval`: twice as long, but at most T2 (timers E and G).
    pub fn backed_off(&self, interval: Duration) -> Duration {
        interval.saturating_mul(2).min(self.t2)
    }

    fn linger(&self, transport: Reliability, over_udp: Duration) -> Duration {
        match transport {
            Reliability::Unreliable => over_udp,
            Reliability::Reliable => Duration::ZERO,
        }
    }
}
