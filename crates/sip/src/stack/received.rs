//! A request of theirs and what we have answered.

use super::flow::Flow;
use super::io::{DialogId, TransactionId};
use super::reliable::Reliable;
use super::sent::reliability;
use super::{Alarm, Stack};
use crate::header::{Transport, Via};
use crate::message::{Method, Request, Response};
use crate::transaction::invite_server::InviteServer;
use crate::transaction::server::Server;
use crate::transaction::{Class, ServerAction, ServerKey, Timers};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// One request of theirs.
pub(crate) struct Received {
    pub(crate) machine: ServerMachine,
    /// Its headers; the body has gone to the user.
    pub(crate) request: Request,
    /// The topmost Via as it came.
    pub(crate) via: Via,
    pub(crate) flow: Flow,
    pub(crate) force_rport: bool,
    pub(crate) key: ServerKey,
    pub(crate) merged: Option<ServerKey>,
    /// The tag that our responses add to To.
    pub(crate) local_tag: String,
    pub(crate) dialog: Option<DialogId>,
    /// Whether it was sent inside of the dialog, which then outlives it.
    pub(crate) inside: bool,
    /// The latest response as it was sent.
    pub(crate) latest: Vec<u8>,
    pub(crate) reliable: Reliable,
}

/// The machine that fits the method.
pub(crate) enum ServerMachine {
    Invite(InviteServer),
    Other(Server),
}

impl ServerMachine {
    pub(crate) fn start(
        method: &Method,
        now: Instant,
        timers: Timers,
        kind: Transport,
        trying_after: Duration,
    ) -> Self {
        let transport = reliability(kind);
        match method {
            Method::Invite => {
                Self::Invite(InviteServer::start(now, timers, transport, trying_after))
            }
            _ => Self::Other(Server::start(timers, transport)),
        }
    }

    pub(crate) fn repeated(&self, out: &mut Vec<ServerAction>) {
        match self {
            Self::Invite(machine) => machine.repeated(out),
            Self::Other(machine) => machine.repeated(out),
        }
    }

    pub(crate) fn respond(
        &mut self,
        now: Instant,
        class: Class,
        out: &mut Vec<ServerAction>,
    ) -> bool {
        match self {
            Self::Invite(machine) => machine.respond(now, class, out),
            Self::Other(machine) => machine.respond(now, class, out),
        }
    }

    /// Whether the user may still answer.
    pub(crate) fn is_open(&self) -> bool {
        use crate::transaction::{invite_server, server};
        match self {
            Self::Invite(machine) => {
                matches!(machine.state(), invite_server::State::Proceeding { .. })
            }
            Self::Other(machine) => {
                matches!(
                    machine.state(),
                    server::State::Trying | server::State::Proceeding
                )
            }
        }
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<ServerAction>) {
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
}

impl Received {
    /// Where a response goes (RFC 3261 §18.2.2, RFC 3581): over the stream the request came by,
    /// or to the address it came from. `maddr` is not followed: nobody may aim us at others.
    fn way_back(&self, alive: bool) -> Flow {
        let source = self.flow.remote;
        let sent_by = SocketAddr::new(source.ip(), self.via.port_or_default());
        match self.flow.kind {
            Transport::Udp if self.force_rport || self.via.wants_rport() => self.flow,
            Transport::Udp => Flow {
                remote: sent_by,
                ..self.flow
            },
            _ if alive => self.flow,
            // Nobody can call a browser.
            Transport::Ws | Transport::Wss => self.flow,
            Transport::Tcp | Transport::Tls => Flow {
                remote: sent_by,
                connection: None,
                ..self.flow
            },
        }
    }
}

impl Stack {
    /// Whether responses of this transaction go to the port the request came from even if its
    /// Via did not ask for it. Overrides `StackConfig::force_rport`.
    pub fn force_rport(&mut self, transaction: TransactionId, force: bool) {
        if let Some(received) = self.received.get_mut(&transaction) {
            received.force_rport = force;
        }
    }

    pub(super) fn wind_received(&mut self, id: TransactionId) {
        let deadline = self.received.get(&id).and_then(|received| {
            let machine = received.machine.next_deadline();
            machine
                .into_iter()
                .chain(received.reliable.next_deadline())
                .min()
        });
        self.deadlines.set(Alarm::Received(id), deadline);
    }

    pub(super) fn received_is_due(&mut self, now: Instant, id: TransactionId) {
        self.provisional_is_due(now, id);
        let Some(received) = self.received.get_mut(&id) else {
            return;
        };
        let mut actions = Vec::new();
        received.machine.tick(now, &mut actions);
        self.perform(now, id, actions);
        self.wind_received(id);
    }

    /// Does what a server machine has asked for, but for `PassAck`, which only an ACK causes.
    pub(super) fn perform(&mut self, now: Instant, id: TransactionId, actions: Vec<ServerAction>) {
        for action in actions {
            match action {
                ServerAction::SendTrying => {
                    if let Some(received) = self.received.get_mut(&id) {
                        let trying = Response::to(&received.request, 100);
                        received.latest = crate::message::Message::Response(trying).to_bytes();
                    }
                    self.send_response_again(now, id);
                }
                ServerAction::SendResponse => self.send_response_again(now, id),
                ServerAction::NotAcknowledged | ServerAction::Ended => self.forget_received(id),
                ServerAction::PassAck => {}
            }
        }
    }

    pub(super) fn send_response_again(&mut self, now: Instant, id: TransactionId) {
        let Some(received) = self.received.get(&id) else {
            return;
        };
        let bytes = received.latest.clone();
        self.send_back(now, id, bytes);
    }

    /// Sends bytes to where the request came from.
    pub(super) fn send_back(&mut self, now: Instant, id: TransactionId, bytes: Vec<u8>) {
        let Some(received) = self.received.get(&id) else {
            return;
        };
        let alive = received
            .flow
            .connection
            .is_some_and(|c| self.connections.get(c).is_some());
        let flow = received.way_back(alive);
        self.deliver(now, flow, "", bytes);
    }

    fn forget_received(&mut self, id: TransactionId) {
        let Some(received) = self.received.remove(&id) else {
            return;
        };
        for key in [Some(received.key), received.merged].into_iter().flatten() {
            if self.received_by_key.get(&key) == Some(&id) {
                self.received_by_key.remove(&key);
            }
        }
        self.deadlines.set(Alarm::Received(id), None);
    }
}
