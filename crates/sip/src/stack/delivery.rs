//! Getting bytes onto their path: datagrams at once, streams through a connection that may have
//! to be opened first. Also what happens when a path breaks.

use super::connections::Sending;
use super::flow::{ConnectionId, Flow, ListenerId};
use super::io::{NoAnswer, Output, TransactionId, UserEvent};
use super::sent::{Attempt, Sent};
use super::{Alarm, Stack};
use crate::header::Transport;
use std::net::SocketAddr;
use std::time::Instant;

impl Stack {
    /// Sends a keep-alive along a stream (RFC 5626 §3.5.1: two line ends). Nothing for WebSocket,
    /// which has pings of its own; for UDP the same bytes keep a NAT binding open.
    pub fn keep_alive(&mut self, now: Instant, flow: Flow) {
        match flow.kind {
            Transport::Udp | Transport::Tcp | Transport::Tls => {
                self.deliver(now, flow, "", b"\r\n\r\n".to_vec());
            }
            Transport::Ws | Transport::Wss => {}
        }
    }

    /// Sends bytes along a flow, whose connection is found or opened when it names none that
    /// lives. Gives the path taken; `None` when there is none.
    pub(super) fn deliver(
        &mut self,
        now: Instant,
        mut flow: Flow,
        host: &str,
        bytes: Vec<u8>,
    ) -> Option<Flow> {
        if flow.kind == Transport::Udp {
            self.outputs.push_back(Output::Transmit { flow, bytes });
            return Some(flow);
        }
        let connection = self.connection_for(now, flow, host)?;
        flow.connection = Some(connection);
        let bytes_max = self.config.limits.waiting_bytes;
        match self.connections.send(connection, bytes, bytes_max) {
            Sending::Now(bytes) => self.outputs.push_back(Output::Transmit { flow, bytes }),
            Sending::Later => {}
            Sending::Refused => return None,
        }
        Some(flow)
    }

    pub(super) fn connected(&mut self, id: ConnectionId) {
        self.deadlines.set(Alarm::Connection(id), None);
        let Some(flow) = self
            .connections
            .get(id)
            .map(|connection| connection.flow(id))
        else {
            // It was given up in the meantime.
            self.outputs
                .push_back(Output::Disconnect { connection: id });
            return;
        };
        for bytes in self.connections.opened(id) {
            self.outputs.push_back(Output::Transmit { flow, bytes });
        }
    }

    pub(super) fn accepted(&mut self, listener: ListenerId, id: ConnectionId, remote: SocketAddr) {
        let kind = self
            .listeners
            .kind(listener)
            .filter(|kind| kind.is_reliable());
        let room = self.connections.len() < self.config.limits.connections;
        match kind {
            Some(kind) if room && self.connections.get(id).is_none() => {
                self.connections.accept(id, listener, kind, remote);
            }
            _ => self
                .outputs
                .push_back(Output::Disconnect { connection: id }),
        }
    }

    pub(super) fn broken(&mut self, now: Instant, id: ConnectionId) {
        self.deadlines.set(Alarm::Connection(id), None);
        let Some(connection) = self.connections.remove(id) else {
            return;
        };
        self.tell(UserEvent::FlowLost {
            flow: connection.flow(id),
        });
        for transaction in connection.waiting {
            self.path_failed(now, transaction);
        }
    }

    /// Closes a connection on which nothing sensible comes any more.
    pub(super) fn hang_up_on(&mut self, now: Instant, id: ConnectionId) {
        self.outputs
            .push_back(Output::Disconnect { connection: id });
        self.broken(now, id);
    }

    pub(super) fn connection_is_late(&mut self, now: Instant, id: ConnectionId) {
        self.hang_up_on(now, id);
    }

    /// Only requests that nobody has answered in any way can be what was not delivered.
    pub(super) fn send_failed(&mut self, now: Instant, flow: Flow) {
        self.fail_waiting(now, |attempt| {
            let Flow {
                listener,
                kind,
                remote,
                ..
            } = attempt.flow;
            (listener, kind, remote) == (flow.listener, flow.kind, flow.remote)
                && !attempt.machine.is_proceeding()
        });
    }

    pub(super) fn listener_closed(&mut self, now: Instant, listener: ListenerId) {
        self.listeners.close(listener);
        for connection in self.connections.of(listener) {
            self.broken(now, connection);
        }
        self.fail_waiting(now, |attempt| attempt.flow.listener == listener);
    }

    fn fail_waiting(&mut self, now: Instant, hit: impl Fn(&Attempt) -> bool) {
        let is_hit = |sent: &Sent| {
            sent.attempt
                .as_ref()
                .is_some_and(|a| a.machine.is_waiting() && hit(a))
        };
        let hits: Vec<_> = self
            .sent
            .iter()
            .filter(|(_, sent)| is_hit(sent))
            .map(|(id, _)| *id)
            .collect();
        for transaction in hits {
            self.path_failed(now, transaction);
        }
    }

    fn path_failed(&mut self, now: Instant, id: TransactionId) {
        let waiting = self.sent.get(&id).is_some_and(|sent| sent.is_waiting());
        if waiting {
            self.next_target(now, id, NoAnswer::TransportFailed);
        }
    }

    fn connection_for(&mut self, now: Instant, flow: Flow, host: &str) -> Option<ConnectionId> {
        if let Some(id) = flow.connection
            && self.connections.get(id).is_some()
        {
            return Some(id);
        }
        if let Some(id) = self.connections.to(flow.kind, flow.remote) {
            return Some(id);
        }
        // Nobody listens at the port from which the other side once called us.
        if matches!(flow.connection, Some(ConnectionId::Accepted(_)))
            || self.connections.len() >= self.config.limits.connections
        {
            return None;
        }
        let Flow {
            listener,
            kind,
            remote,
            ..
        } = flow;
        let connection = self.connections.dial(listener, kind, remote);
        self.deadlines.set(
            Alarm::Connection(connection),
            Some(now + self.config.connect_patience),
        );
        let host = host.to_owned();
        self.outputs.push_back(Output::Connect {
            connection,
            listener,
            kind,
            remote,
            host,
        });
        Some(connection)
    }
}
