//! The four transaction machines of RFC 3261 §17 with the corrections of RFC 6026.
//!
//! A machine holds no message and opens no socket. It is told what arrived and what the time is,
//! and says what must be sent; whoever owns it keeps the bytes.

pub mod client;
pub mod invite_client;
pub mod invite_server;
pub mod server;
pub mod table;
pub mod timers;

pub use table::{Deadlines, ServerKey};
pub use timers::{Reliability, Timers};

/// What a client machine asks of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAction {
    /// Send the request, for the first time or again.
    SendRequest,
    /// Send the ACK for the non-2xx final response (RFC 3261 §17.1.1.3).
    SendAck,
    /// Give the response to the user.
    PassUp,
    /// Tell the user that nobody answered; the machine has ended.
    TimedOut,
    /// The machine has ended after a final response; forget it.
    Ended,
}

/// What a server machine asks of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerAction {
    /// Make and send 100 Trying: the user has been silent for too long (RFC 3261 §17.2.1).
    SendTrying,
    /// Send the latest response, for the first time or again.
    SendResponse,
    /// Give the ACK to the dialog: it acknowledges a 2xx (RFC 6026 §7.1).
    PassAck,
    /// The final response was never acknowledged; the machine has ended.
    NotAcknowledged,
    /// The machine has ended; forget it.
    Ended,
}

/// The three kinds of response a transaction distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 100 to 199.
    Provisional,
    /// 200 to 299.
    Success,
    /// 300 and above.
    Failure,
}

impl Class {
    /// The class of a status code. Codes below 100 do not pass the parser and count as provisional.
    pub const fn of(code: u16) -> Self {
        match code {
            0..=199 => Self::Provisional,
            200..=299 => Self::Success,
            _ => Self::Failure,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
