//! Dialogs (RFC 3261 §12): what two user agents remember about each other between requests.
//!
//! A dialog lives as long as one of its usages (RFC 5057): the INVITE usage that BYE ends, and
//! subscriptions.

pub mod repetition;
pub mod route_set;

use crate::header::{HeaderName, NameAddr, Uri};
use crate::message::{Body, Method, Request};
use crate::stack::{ExtraHeaders, Flow, TransactionId};
use repetition::Repetition;
pub use route_set::RouteSet;

/// What names a dialog on the wire. Tags and Call-ID are compared byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DialogName {
    /// Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// Their tag; empty when an RFC 2543 element sent none.
    pub remote_tag: String,
}

/// How far a dialog has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Made by a provisional response.
    Early,
    /// Made or confirmed by a 2xx.
    Confirmed,
}

/// Which of the two sent the request that made the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// We did; the Call-ID is ours.
    Caller,
    /// They did.
    Callee,
}

/// What a dialog thinks of the CSeq of a new request (RFC 3261 §12.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// In order.
    Next,
    /// Seen before; a retransmission that outlived its transaction.
    Repeated,
    /// Lower than one seen before: refuse with 500.
    Stale,
}

/// Why an incoming request must wait (RFC 3261 §14.2, RFC 3311 §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glare {
    /// Ours of the same kind is under way: 491.
    Crossed,
    /// Their earlier one is not answered yet: 500 with Retry-After.
    TooEarly,
}

/// One dialog.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// Its name on the wire.
    pub name: DialogName,
    /// Our side.
    pub role: Role,
    /// Early or confirmed.
    pub phase: Phase,
    /// From of our requests, with our tag.
    pub local: NameAddr,
    /// To of our requests, with their tag.
    pub remote: NameAddr,
    /// Where our requests go: their Contact.
    pub remote_target: Uri,
    /// The proxies in between.
    pub route_set: RouteSet,
    /// Contact of our last message that had one, as written.
    pub local_contact: Option<String>,
    /// How the last message of theirs came.
    pub flow: Flow,
    /// Send everything along this path instead of to the route set's or target's address.
    pub pinned: Option<Flow>,
    /// Whether the INVITE usage is alive.
    pub has_call: bool,
    /// How many subscriptions are alive.
    pub subscriptions: u16,
    pub(crate) local_sequence: u32,
    pub(crate) remote_sequence: Option<u32>,
    pub(crate) remote_rseq: Option<(u32, u32)>,
    pub(crate) pending: Pending,
    pub(crate) answer: Option<Answer>,
    pub(crate) invite: Option<SentInvite>,
    pub(crate) held_bye: Option<HeldBye>,
}

/// Offer/answer exchanges under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) our_invite: Option<TransactionId>,
    pub(crate) their_invite: Option<TransactionId>,
    pub(crate) our_update: Option<TransactionId>,
    pub(crate) their_update: Option<TransactionId>,
}

/// A 2xx of ours that waits for its ACK.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) transaction: TransactionId,
    pub(crate) sequence: u32,
    pub(crate) repetition: Repetition,
}

/// A BYE that waits for the ACK.
#[derive(Debug, Clone)]
pub(crate) struct HeldBye {
    pub(crate) transaction: TransactionId,
    pub(crate) extra: ExtraHeaders,
    pub(crate) body: Body,
}

/// The INVITE of ours whose 2xx must be acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct SentInvite {
    pub(crate) transaction: TransactionId,
    pub(crate) sequence: u32,
    /// Credentials, which the ACK repeats (RFC 3261 §13.2.2.4).
    pub(crate) credentials: Vec<(HeaderName, String)>,
}

impl Dialog {
    /// Judges and notes the CSeq of an incoming request other than ACK and CANCEL.
    pub(crate) fn receive_sequence(&mut self, number: u32) -> Order {
        match self.remote_sequence {
            Some(last) if number < last => Order::Stale,
            Some(last) if number == last => Order::Repeated,
            Some(_) | None => {
                self.remote_sequence = Some(number);
                Order::Next
            }
        }
    }

    /// The number for our next request.
    pub(crate) fn next_sequence(&mut self) -> u32 {
        // 2^31 - 1 is the largest legal number; nobody gets there by counting.
        self.local_sequence = (self.local_sequence + 1) & 0x7fff_ffff;
        self.local_sequence
    }

    /// Whether an incoming request collides with one that is under way.
    pub(crate) fn glare(&self, method: &Method, has_body: bool) -> Option<Glare> {
        let Pending {
            our_invite,
            their_invite,
            our_update,
            their_update,
        } = self.pending;
        match method {
            Method::Invite if their_invite.is_some() => Some(Glare::TooEarly),
            Method::Invite if our_invite.is_some() => Some(Glare::Crossed),
            Method::Update if their_update.is_some() => Some(Glare::TooEarly),
            Method::Update if has_body && our_update.is_some() => Some(Glare::Crossed),
            _ => None,
        }
    }

    /// Whether we may start a re-INVITE now (RFC 3261 §14.1).
    pub fn may_reinvite(&self) -> bool {
        let Pending {
            our_invite,
            their_invite,
            ..
        } = self.pending;
        self.phase == Phase::Confirmed
            && our_invite.is_none()
            && their_invite.is_none()
            && self.answer.is_none()
    }

    /// Whether we may start an UPDATE now (RFC 3311 §5.1).
    pub fn may_update(&self) -> bool {
        self.pending.our_update.is_none() && self.pending.their_update.is_none()
    }

    /// Whether nothing keeps the dialog alive.
    pub fn is_unused(&self) -> bool {
        !self.has_call && self.subscriptions == 0
    }

    pub(crate) fn forget_pending(&mut self, transaction: TransactionId) {
        let Pending {
            our_invite,
            their_invite,
            our_update,
            their_update,
        } = &mut self.pending;
        for slot in [our_invite, their_invite, our_update, their_update] {
            if *slot == Some(transaction) {
                *slot = None;
            }
        }
    }

    /// Writes Request-URI, Route, From, To and Call-ID of a request in this dialog
    /// (RFC 3261 §12.2.1.1).
    pub(crate) fn address(&self, request: &mut Request) {
        let (uri, routes) = self.route_set.towards(&self.remote_target);
        request.uri = uri;
        let headers = &mut request.headers;
        headers.remove(HeaderName::Route);
        for route in routes {
            headers.push(HeaderName::Route, route);
        }
        headers.set(HeaderName::From, self.local.to_string());
        headers.set(HeaderName::To, self.remote.to_string());
        headers.set(HeaderName::CallId, &self.name.call_id);
    }
}

/// Whether requests with this method move the remote target (RFC 3261 §12.2, RFC 3311, RFC 6665).
pub(crate) const fn refreshes_target(method: &Method) -> bool {
    matches!(
        method,
        Method::Invite | Method::Update | Method::Subscribe | Method::Notify | Method::Refer
    )
}

/// Whether a 2xx to a request with this method makes a dialog.
pub(crate) const fn makes_dialog(method: &Method) -> bool {
    matches!(method, Method::Invite | Method::Subscribe | Method::Refer)
}
