//! What comes in: bytes to messages, keep-alives swallowed, broken messages refused or dropped.

use super::flow::{ConnectionId, Flow, ListenerId};
use super::{Output, Stack};
use crate::header::{HeaderName, Transport};
use crate::message::{
    FaultKind, Framing, Message, Method, ParseFault, Request, Response, StreamItem, inspect, parse,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::time::Instant;

impl Stack {
    pub(super) fn datagram(
        &mut self,
        now: Instant,
        listener: ListenerId,
        remote: SocketAddr,
        bytes: &[u8],
    ) {
        if self.listeners.kind(listener) != Some(Transport::Udp) || is_stun(bytes) {
            return;
        }
        let flow = Flow {
            listener,
            kind: Transport::Udp,
            remote,
            connection: None,
        };
        self.parsed(now, flow, parse(bytes, Framing::Datagram));
    }

    pub(super) fn stream_bytes(&mut self, now: Instant, id: ConnectionId, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(id) else {
            return;
        };
        let flow = connection.flow(id);
        match connection.kind {
            Transport::Ws | Transport::Wss => {
                return self.parsed(now, flow, parse(bytes, Framing::Datagram));
            }
            Transport::Udp | Transport::Tcp | Transport::Tls => connection.reader.push(bytes),
        }
        loop {
            let Some(connection) = self.connections.get_mut(id) else {
                return;
            };
            let Some(item) = connection.reader.next() else {
                break;
            };
            match item {
                Ok(StreamItem::Message(message)) => self.parsed(now, flow, Ok(message)),
                Ok(StreamItem::Ping) => {
                    let bytes = b"\r\n".to_vec();
                    self.outputs.push_back(Output::Transmit { flow, bytes });
                }
                Ok(StreamItem::Pong) => {}
                Err(fault) => self.parsed(now, flow, Err(fault)),
            }
        }
        let broken = self
            .connections
            .get(id)
            .is_some_and(|c| c.reader.is_broken());
        if broken {
            self.hang_up_on(now, id);
        }
    }

    fn parsed(&mut self, now: Instant, flow: Flow, parsed: Result<Message, ParseFault>) {
        match parsed {
            Err(fault) if fault.kind == FaultKind::KeepAlive => {}
            Err(fault) => {
                if let (Some(refusal), Some(partial)) = (fault.refusal(), &fault.partial) {
                    let mut response = Response::to(partial, refusal.status);
                    response.reason = refusal.reason.into();
                    self.answer_statelessly(now, flow, partial, response);
                }
                self.tell_discarded(flow, fault.to_string());
            }
            Ok(message) => match (inspect(&message), message) {
                (None, Message::Request(request)) => self.request_came(now, flow, request),
                (None, Message::Response(response)) => self.response_came(now, flow, response),
                (Some(refusal), Message::Request(request)) => {
                    let mut response = Response::to(&request, refusal.status);
                    response.reason = refusal.reason.into();
                    self.answer_statelessly(now, flow, &request, response);
                    self.tell_discarded(flow, refusal.reason);
                }
                (Some(refusal), Message::Response(_)) => {
                    self.tell_discarded(flow, refusal.reason);
                }
            },
        }
    }

    /// Sends a refusal without keeping anything: a repeated request gets the same again
    /// (RFC 3261 §8.2.7). ACK gets nothing.
    pub(super) fn answer_statelessly(
        &mut self,
        now: Instant,
        flow: Flow,
        request: &Request,
        mut response: Response,
    ) {
        let Ok(mut via) = request.headers.top_via() else {
            return;
        };
        if request.method == Method::Ack {
            return;
        }
        via.note_source(flow.remote, self.config.force_rport);
        response.headers.set_first(HeaderName::Via, via.to_string());
        response.ensure_to_tag(&self.stateless_tag(request));
        let mut way_back = flow;
        if flow.kind == Transport::Udp && !via.wants_rport() {
            way_back.remote.set_port(via.port_or_default());
        }
        let bytes = Message::Response(response).to_bytes();
        self.deliver(now, way_back, "", bytes);
    }

    /// The same tag for each copy of a request.
    fn stateless_tag(&self, request: &Request) -> String {
        let mut hasher = DefaultHasher::new();
        self.config.seed.hash(&mut hasher);
        request.headers.get(HeaderName::CallId).hash(&mut hasher);
        request.headers.get(HeaderName::From).hash(&mut hasher);
        request.headers.get(HeaderName::CSeq).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// STUN on the SIP port (RFC 5626 §3.5.2): the two top bits of its first byte are zero, which no
/// SIP message begins with, and its magic cookie follows.
fn is_stun(bytes: &[u8]) -> bool {
    bytes.len() >= 20 && bytes[0] < 0x40 && bytes[4..8] == [0x21, 0x12, 0xa4, 0x42]
}
