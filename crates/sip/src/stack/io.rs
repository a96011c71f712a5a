//! What goes into the stack and what comes out of it.

use super::flow::{ConnectionId, Flow, Listener, ListenerId};
use crate::dns::{DnsAnswer, DnsQuery};
use crate::header::{HeaderName, Transport};
use crate::message::{Request, Response};
use std::net::SocketAddr;

/// A transaction of either side. Ids are never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId(pub(crate) u64);

/// A dialog. Ids are never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DialogId(pub(crate) u64);

/// A question to the DNS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub(crate) u64);

/// What happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// A datagram came.
    Datagram {
        /// At this UDP listener.
        listener: ListenerId,
        /// From here.
        from: SocketAddr,
        /// Its payload.
        bytes: &'a [u8],
    },
    /// A connection that `Output::Connect` asked for is open.
    Connected {
        /// Its name.
        connection: ConnectionId,
    },
    /// Somebody connected to a listener.
    Accepted {
        /// The listener.
        listener: ListenerId,
        /// A name not used before, `ConnectionId::Accepted`.
        connection: ConnectionId,
        /// Who connected.
        remote: SocketAddr,
    },
    /// Bytes came on a stream. For WebSocket: exactly one message.
    StreamBytes {
        /// The stream.
        connection: ConnectionId,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// A connection was closed, or could not be opened.
    Broken {
        /// The connection.
        connection: ConnectionId,
    },
    /// A datagram could not be sent (ICMP unreachable, no route).
    SendFailed {
        /// Where it should have gone.
        flow: Flow,
    },
    /// The DNS has answered.
    DnsAnswer {
        /// Which question.
        query: QueryId,
        /// The records; none when there is no such name or nobody answered in time.
        answer: DnsAnswer,
    },
    /// A transport is open, or its address has changed.
    ListenerOpened(Listener),
    /// A transport is closed; its connections are gone too.
    ListenerClosed(ListenerId),
    /// The time of `next_deadline` has come.
    Tick,
}

/// What the outside must do.
#[derive(Debug, Clone)]
pub enum Output {
    /// Send these bytes: one datagram, a piece of a stream, or one WebSocket message.
    Transmit {
        /// Along this path.
        flow: Flow,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Open a connection; report `Connected` or `Broken`.
    Connect {
        /// Its name.
        connection: ConnectionId,
        /// The listener whose settings (certificate, source address) it uses.
        listener: ListenerId,
        /// TCP, TLS, WS or WSS.
        kind: Transport,
        /// Where to.
        remote: SocketAddr,
        /// The host name that a certificate must show; empty when only an address is known.
        host: String,
    },
    /// Close a connection; no report is needed.
    Disconnect {
        /// The connection.
        connection: ConnectionId,
    },
    /// Ask the DNS; report `DnsAnswer` in any case, after a while an empty one.
    Resolve {
        /// The name of the question.
        query: QueryId,
        /// The question.
        question: DnsQuery,
    },
    /// Tell the user.
    Event(UserEvent),
}

/// What the user of the stack learns.
#[derive(Debug, Clone)]
pub enum UserEvent {
    /// A request outside of any dialog. It waits for `Stack::respond`.
    Request {
        /// Names it in `respond`.
        transaction: TransactionId,
        /// The request.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// A request within a dialog, in order and with the dialog's target already refreshed. It
    /// waits for `Stack::respond`. Never ACK or CANCEL; PRACK only when it has a body, all others
    /// are answered by the stack.
    InDialog {
        /// The dialog.
        dialog: DialogId,
        /// Names it in `respond`.
        transaction: TransactionId,
        /// The request.
        request: Request,
        /// Where it came from.
        flow: Flow,
    },
    /// Our 2xx to an INVITE was acknowledged.
    Ack {
        /// The dialog.
        dialog: DialogId,
        /// The ACK; its body may be the answer to our offer.
        request: Request,
    },
    /// A reliable provisional response was acknowledged.
    Pracked {
        /// The dialog.
        dialog: DialogId,
        /// The INVITE that it answered.
        transaction: TransactionId,
    },
    /// The caller gave up before we answered. The stack has answered CANCEL with 200 and the
    /// INVITE with 487; nothing is left to send.
    Cancelled {
        /// The INVITE.
        transaction: TransactionId,
        /// The CANCEL; its Reason says whether the call was completed elsewhere (RFC 3326).
        request: Request,
    },
    /// A response to a request of ours: every provisional and the final one; for an INVITE the
    /// first 2xx of every fork. Each such 2xx wants `Stack::ack`.
    Response {
        /// The request.
        transaction: TransactionId,
        /// The response.
        response: Response,
        /// Where it came from.
        flow: Flow,
        /// The dialog that it belongs to or has made.
        dialog: Option<DialogId>,
    },
    /// A request of ours has ended without a final response.
    NoAnswer {
        /// The request.
        transaction: TransactionId,
        /// The reason.
        why: NoAnswer,
        /// The dialog in which it was sent.
        dialog: Option<DialogId>,
    },
    /// Nobody acknowledged our 2xx for 64 times T1: the dialog should be ended with BYE
    /// (RFC 3261 §13.3.1.4).
    Unacknowledged {
        /// The dialog.
        dialog: DialogId,
    },
    /// Nobody acknowledged a reliable provisional response for 64 times T1: the INVITE should be
    /// refused with a 5xx (RFC 3262 §3).
    NotPracked {
        /// The INVITE.
        transaction: TransactionId,
    },
    /// A dialog is gone: its last usage has ended, or its INVITE failed or went to another fork.
    DialogEnded {
        /// The dialog.
        dialog: DialogId,
    },
    /// A stream connection is gone; registrations over it cannot be reached any more.
    FlowLost {
        /// The flow.
        flow: Flow,
    },
    /// A message could not be used and was dropped or refused; worth a line in the log.
    Discarded {
        /// Where it came from.
        flow: Flow,
        /// What was wrong.
        why: String,
    },
}

/// Why a request of ours has no final response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody answered in 64 times T1; treat it as 408.
    Timeout,
    /// It could not be delivered; treat it as 503.
    TransportFailed,
    /// The name has no address, or no transport of ours fits; treat it as 503.
    Unresolved,
    /// It was cancelled before anybody answered.
    Cancelled,
    /// The stack holds as many transactions as it may.
    Full,
}

/// Header fields that a caller adds to a message that the stack makes.
pub type ExtraHeaders = Vec<(HeaderName, String)>;

/// An order names a dialog or transaction that is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// No such dialog.
    Dialog,
    /// No such transaction, or it has its final response.
    Transaction,
    /// The stack is full; nothing was sent.
    Full,
}

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Dialog => "the dialog has ended",
            Self::Transaction => "the transaction has its final response",
            Self::Full => "too many transactions at once",
        })
    }
}

impl std::error::Error for Gone {}
