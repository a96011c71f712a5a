//! Why bytes are no message, with enough of them kept to answer the sender.

use super::{Refusal, Request, reason_phrase};
use std::fmt;

/// A message that cannot be read. The sender's fault.
#[derive(Clone, Debug)]
pub struct ParseFault {
    /// Offset of the fault in the bytes given.
    pub at: usize,
    /// What is wrong.
    pub kind: FaultKind,
    /// The headers that could be read, when it was a request; [`super::Response::to`] takes it.
    pub partial: Option<Box<Request>>,
}

/// What is wrong with a message's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Only line ends: a keep-alive, nobody's mistake.
    KeepAlive,
    /// The first line is neither a request line nor a status line.
    StartLine,
    /// The Request-URI is not legal.
    RequestUri,
    /// More than [`super::MAX_HEADERS`] headers.
    TooManyHeaders,
    /// More than [`super::MAX_MESSAGE_BYTES`] bytes.
    TooLarge,
    /// Content-Length is no number, or there are several that differ.
    ContentLength,
    /// A stream's message without Content-Length (RFC 3261 §18.3).
    NoContentLength,
    /// The bytes end before the headers or the body do.
    Truncated,
}

impl ParseFault {
    /// How to answer, when an answer is possible: there is a partial request, and it is no ACK.
    pub fn refusal(&self) -> Option<Refusal> {
        let partial = self.partial.as_ref()?;
        if partial.method == super::Method::Ack {
            return None;
        }
        let status = match self.kind {
            FaultKind::TooLarge | FaultKind::TooManyHeaders => 513,
            _ => 400,
        };
        let reason = match self.kind {
            FaultKind::RequestUri => "Bad Request-URI",
            FaultKind::ContentLength => "Bad Content-Length",
            FaultKind::NoContentLength => "Missing Content-Length",
            FaultKind::Truncated => "Body shorter than Content-Length",
            _ => reason_phrase(status),
        };
        Some(Refusal { status, reason })
    }

    /// Whether a stream is out of step after this and must be closed.
    pub fn ends_stream(&self) -> bool {
        !matches!(self.kind, FaultKind::KeepAlive | FaultKind::RequestUri)
    }
}

impl fmt::Display for ParseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FaultKind::KeepAlive => "only line ends",
            FaultKind::StartLine => "not a SIP start line",
            FaultKind::RequestUri => "Request-URI is not legal",
            FaultKind::TooManyHeaders => "too many headers",
            FaultKind::TooLarge => "message too large",
            FaultKind::ContentLength => "Content-Length is not one number",
            FaultKind::NoContentLength => "no Content-Length on a stream",
            FaultKind::Truncated => "message ends too early",
        };
        write!(f, "{what} (byte {})", self.at)
    }
}

impl std::error::Error for ParseFault {}
