//! A request of ours and what has become of it.

use super::Alarm;
use super::Stack;
use super::flow::{ConnectionId, Flow, ListenerId};
use super::io::{DialogId, ExtraHeaders, NoAnswer, TransactionId, UserEvent};
use super::locating::Locating;
use crate::header::Transport;
use crate::message::{Method, Request};
use crate::transaction::client::Client;
use crate::transaction::invite_client::InviteClient;
use crate::transaction::{Class, ClientAction, Reliability, ServerKey, Timers};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

/// One request of ours, over all the addresses where it is tried.
pub(crate) struct Sent {
    /// As the user gave it, completed but without Via.
    pub(crate) request: Request,
    pub(crate) purpose: Purpose,
    /// The dialog inside of which it was sent.
    pub(crate) dialog: Option<DialogId>,
    /// The dialogs that its responses have made or confirmed.
    pub(crate) forks: Vec<Fork>,
    pub(crate) only: Option<ListenerId>,
    pub(crate) locating: Option<Locating>,
    /// Where else it can be tried.
    pub(crate) targets: VecDeque<Target>,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) cancel: Cancel,
}

/// Who wants to know how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The user.
    User,
    /// Nobody: a CANCEL, or an attempt that was left for the next address.
    Silent,
    /// It is the ACK for a 2xx to this INVITE and this dialog: sent once, then kept there.
    Ack {
        invite: TransactionId,
        dialog: DialogId,
    },
}

/// One address to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) kind: Transport,
    pub(crate) remote: SocketAddr,
    /// The name whose certificate is expected.
    pub(crate) host: String,
    /// This path and no other.
    pub(crate) path: Option<(ListenerId, Option<ConnectionId>)>,
    /// Whether a long request may go over TCP instead.
    pub(crate) switchable: bool,
}

/// The request at one address.
pub(crate) struct Attempt {
    pub(crate) machine: ClientMachine,
    pub(crate) key: ServerKey,
    pub(crate) flow: Flow,
    /// As it was sent, Via included.
    pub(crate) request: Request,
    pub(crate) bytes: Vec<u8>,
    /// The ACK for its refusal.
    pub(crate) ack: Option<Vec<u8>>,
}

/// A dialog made by this request.
pub(crate) struct Fork {
    pub(crate) dialog: DialogId,
    pub(crate) remote_tag: String,
    /// Whether its 2xx has come.
    pub(crate) succeeded: bool,
    /// The ACK, to be repeated for each repetition of the 2xx.
    pub(crate) ack: Option<(Flow, Vec<u8>)>,
}

/// Whether the user has given up on an INVITE.
#[derive(Debug, Clone)]
pub(crate) enum Cancel {
    No,
    /// As soon as a provisional response permits (RFC 3261 §9.1).
    Wanted(ExtraHeaders),
    /// CANCEL is on its way; a callee that says nothing more is given up.
    Sent {
        give_up: Instant,
    },
}

/// The machine that fits the method.
pub(crate) enum ClientMachine {
    Invite(InviteClient),
    Other(Client),
}

impl ClientMachine {
    pub(crate) fn start(method: &Method, now: Instant, timers: Timers, kind: Transport) -> Self {
        let transport = reliability(kind);
        match method {
            Method::Invite => Self::Invite(InviteClient::start(now, timers, transport)),
            _ => Self::Other(Client::start(now, timers, transport)),
        }
    }

    pub(crate) fn response(&mut self, now: Instant, class: Class, out: &mut Vec<ClientAction>) {
        match self {
            Self::Invite(machine) => machine.response(now, class, out),
            Self::Other(machine) => machine.response(now, class, out),
        }
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<ClientAction>) {
        match self {
            Self::Invite(machine) => machine.tick(now, out),
            Self::Other(machine) => machine.tick(now, out),
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        match self {
            Self::Invite(machine) => machine.next_deadline(),
            Self::Other(machine) => machine.next_deadline(),
        }
    }

    /// Whether the final response is still awaited.
    pub(crate) fn is_waiting(&self) -> bool {
        use crate::transaction::{client, invite_client};
        match self {
            Self::Invite(machine) => matches!(
                machine.state(),
                invite_client::State::Calling { .. } | invite_client::State::Proceeding
            ),
            Self::Other(machine) => matches!(
                machine.state(),
                client::State::Trying { .. } | client::State::Proceeding { .. }
            ),
        }
    }

    /// Whether a provisional response has come and nothing more.
    pub(crate) fn is_proceeding(&self) -> bool {
        use crate::transaction::{client, invite_client};
        match self {
            Self::Invite(machine) => machine.state() == invite_client::State::Proceeding,
            Self::Other(machine) => matches!(machine.state(), client::State::Proceeding { .. }),
        }
    }
}

impl Sent {
    pub(crate) fn new(request: Request, purpose: Purpose, dialog: Option<DialogId>) -> Self {
        Self {
            request,
            purpose,
            dialog,
            forks: Vec::new(),
            only: None,
            locating: None,
            targets: VecDeque::new(),
            attempt: None,
            cancel: Cancel::No,
        }
    }

    /// Whether the final response is still awaited.
    pub(crate) fn is_waiting(&self) -> bool {
        self.attempt
            .as_ref()
            .is_none_or(|attempt| attempt.machine.is_waiting())
    }

    fn next_deadline(&self) -> Option<Instant> {
        let machine = self
            .attempt
            .as_ref()
            .and_then(|attempt| attempt.machine.next_deadline());
        let cancelled = match self.cancel {
            Cancel::Sent { give_up } if self.is_waiting() => Some(give_up),
            Cancel::Sent { .. } | Cancel::Wanted(_) | Cancel::No => None,
        };
        machine.into_iter().chain(cancelled).min()
    }
}

impl Stack {
    /// Sets the alarm of a request of ours after anything has happened to it.
    pub(super) fn wind_sent(&mut self, id: TransactionId) {
        let deadline = self.sent.get(&id).and_then(Sent::next_deadline);
        self.deadlines.set(Alarm::Sent(id), deadline);
    }

    pub(super) fn sent_is_due(&mut self, now: Instant, id: TransactionId) {
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        if matches!(sent.cancel, Cancel::Sent { give_up } if now >= give_up) && sent.is_waiting() {
            return self.unanswered(now, id, NoAnswer::Cancelled);
        }
        let mut actions = Vec::new();
        if let Some(attempt) = &mut sent.attempt {
            attempt.machine.tick(now, &mut actions);
        }
        for action in actions {
            match action {
                ClientAction::SendRequest => self.send_again(now, id),
                ClientAction::TimedOut => self.next_target(now, id, NoAnswer::Timeout),
                ClientAction::Ended => self.forget_sent(id),
                ClientAction::SendAck | ClientAction::PassUp => {}
            }
        }
        self.wind_sent(id);
    }

    /// The request has ended without a final response.
    pub(super) fn unanswered(&mut self, now: Instant, id: TransactionId, why: NoAnswer) {
        let Some(sent) = self.sent.get(&id) else {
            return;
        };
        let (purpose, dialog, method) = (sent.purpose, sent.dialog, sent.request.method.clone());
        let user_knows = purpose != Purpose::User;
        self.drop_early_forks(id);
        self.forget_sent(id);
        if let Some(dialog) = dialog.and_then(|dialog| self.dialogs.get_mut(&dialog)) {
            dialog.forget_pending(id);
        }
        if !user_knows {
            self.tell(UserEvent::NoAnswer {
                transaction: id,
                why,
                dialog,
            });
        }
        if let (Method::Bye, Some(dialog)) = (method, dialog) {
            self.call_ended(now, dialog);
        }
    }

    /// Forgets a request whose machine has ended. Forks that never answered go with it.
    pub(super) fn forget_sent(&mut self, id: TransactionId) {
        self.drop_early_forks(id);
        self.no_longer_waiting(id);
        self.stop_search(id);
        let Some(sent) = self.sent.remove(&id) else {
            return;
        };
        if let Some(attempt) = sent.attempt
            && self.sent_by_key.get(&attempt.key) == Some(&id)
        {
            self.sent_by_key.remove(&attempt.key);
        }
        self.deadlines.set(Alarm::Sent(id), None);
    }

    /// The connection under the request may break now without harm.
    pub(super) fn no_longer_waiting(&mut self, id: TransactionId) {
        let flow = self
            .sent
            .get(&id)
            .and_then(|sent| sent.attempt.as_ref())
            .map(|a| a.flow);
        if let Some(connection) = flow.and_then(|flow| flow.connection)
            && let Some(connection) = self.connections.get_mut(connection)
        {
            connection.waiting.remove(&id);
        }
    }

    fn send_again(&mut self, now: Instant, id: TransactionId) {
        let Some(attempt) = self.sent.get(&id).and_then(|sent| sent.attempt.as_ref()) else {
            return;
        };
        let (flow, bytes) = (attempt.flow, attempt.bytes.clone());
        self.deliver(now, flow, "", bytes);
    }
}

pub(crate) fn reliability(kind: Transport) -> Reliability {
    if kind.is_reliable() {
        Reliability::Reliable
    } else {
        Reliability::Unreliable
    }
}
