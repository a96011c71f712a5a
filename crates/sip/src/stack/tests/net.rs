//! Two nodes and a net between them that loses, delays and doubles datagrams.

use super::bench::{bare_response, uri};
use crate::header::Transport;
use crate::message::{Body, Method, Request};
use crate::stack::random::Random;
use crate::stack::*;
use crate::transaction::tests::{ms, start};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BinaryHeap;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

pub(super) struct Net {
    pub(super) caller: Node,
    pub(super) callee: Node,
    now: Instant,
    random: Random,
    /// Of a thousand datagrams, so many are lost.
    loss: u32,
    flying: BinaryHeap<Reverse<Packet>>,
    count: u64,
}

/// When it arrives, a number to tell it from others, from where, to where, what.
type Packet = (Instant, u64, SocketAddr, SocketAddr, Vec<u8>);

pub(super) struct Node {
    pub(super) stack: Stack,
    address: SocketAddr,
    /// How each INVITE of ours ended: how often it was told, and the last word.
    pub(super) endings: BTreeMap<TransactionId, Vec<String>>,
    /// What the callee does with each call.
    manner: Manner,
}

/// What a callee does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Answers,
    RingsThenAnswers,
    Refuses,
    RingsOnly,
}

impl Node {
    fn new(address: &str, seed: u64, manner: Manner) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        let config = StackConfig {
            seed: [seed; 4],
            ..Default::default()
        };
        let mut stack = Stack::new(config, Box::new(move |_: IpAddr| address.ip()));
        let (id, kind) = (ListenerId(1), Transport::Udp);
        let listener = Listener {
            id,
            kind,
            local: address,
            advertised: None,
        };
        stack.handle(start(), Input::ListenerOpened(listener));
        Self {
            stack,
            address,
            endings: BTreeMap::new(),
            manner,
        }
    }

    /// The user of the stack: answers calls, hangs up when a call is established.
    fn reacts(&mut self, now: Instant, event: UserEvent) {
        match event {
            UserEvent::Request { transaction, .. } => {
                let statuses: &[u16] = match self.manner {
                    Manner::Answers => &[200],
                    Manner::RingsThenAnswers => &[180, 200],
                    Manner::Refuses => &[486],
                    Manner::RingsOnly => &[180],
                };
                for status in statuses {
                    let response = bare_response(*status);
                    self.stack.respond(now, transaction, response).unwrap();
                }
            }
            UserEvent::InDialog { transaction, .. } => {
                self.stack
                    .respond(now, transaction, bare_response(200))
                    .unwrap();
            }
            UserEvent::Response {
                transaction,
                response,
                dialog,
                ..
            } => {
                let cseq = response.headers.cseq().unwrap();
                if response.status >= 200 && cseq.method == Method::Invite {
                    self.endings
                        .entry(transaction)
                        .or_default()
                        .push(response.status.to_string());
                }
                if let (200, Method::Invite, Some(dialog)) = (response.status, cseq.method, dialog)
                {
                    self.stack
                        .ack(now, dialog, Vec::new(), Body::empty())
                        .unwrap();
                    self.hang_up(now, dialog);
                }
            }
            UserEvent::NoAnswer {
                transaction,
                why,
                dialog: None,
            } => {
                self.endings
                    .entry(transaction)
                    .or_default()
                    .push(format!("{why:?}"));
            }
            UserEvent::Unacknowledged { dialog } => self.hang_up(now, dialog),
            _ => {}
        }
    }

    fn hang_up(&mut self, now: Instant, dialog: DialogId) {
        let bye = self
            .stack
            .dialog_request(now, dialog, Method::Bye, Vec::new(), Body::empty());
        bye.unwrap();
    }
}

impl Net {
    pub(super) fn new(seed: u64, loss: u32, manner: Manner) -> Self {
        Self {
            caller: Node::new("10.0.0.1:5060", seed, manner),
            callee: Node::new("10.0.0.2:5060", seed + 1, manner),
            now: start(),
            random: Random::new([seed, 1, 2, 3]),
            loss,
            flying: BinaryHeap::new(),
            count: 0,
        }
    }

    pub(super) fn calls(&mut self) -> TransactionId {
        let request = Request::new(Method::Invite, uri("sip:bob@10.0.0.2"));
        let id = self
            .caller
            .stack
            .request(self.now, request, Destination::routed());
        self.caller.endings.entry(id).or_default();
        self.drain();
        id
    }

    pub(super) fn cancels(&mut self, id: TransactionId) {
        // It may have ended already.
        let _ = self.caller.stack.cancel(self.now, id, Vec::new());
        self.drain();
    }

    /// Lets time pass until nothing is pending, or until `limit` milliseconds are over.
    pub(super) fn run(&mut self, limit: u64) {
        let end = self.now + ms(limit);
        loop {
            let flying = self.flying.peek().map(|Reverse((at, ..))| *at);
            let deadlines = [&self.caller, &self.callee].map(|node| node.stack.next_deadline());
            let next = deadlines.into_iter().chain([flying]).flatten().min();
            let Some(next) = next.filter(|at| *at <= end) else {
                break;
            };
            self.now = next.max(self.now);
            if flying == Some(next)
                && let Some(Reverse((_, _, from, to, bytes))) = self.flying.pop()
            {
                let node = self.node_at(to);
                let listener = ListenerId(1);
                let now = self.now;
                let node = if node {
                    &mut self.caller
                } else {
                    &mut self.callee
                };
                node.stack.handle(
                    now,
                    Input::Datagram {
                        listener,
                        from,
                        bytes: &bytes,
                    },
                );
            } else {
                self.caller.stack.handle(self.now, Input::Tick);
                self.callee.stack.handle(self.now, Input::Tick);
            }
            self.drain();
        }
        self.now = end.max(self.now);
    }

    fn node_at(&self, address: SocketAddr) -> bool {
        self.caller.address == address
    }

    fn drain(&mut self) {
        for which in [true, false] {
            let node = if which {
                &mut self.caller
            } else {
                &mut self.callee
            };
            let mut sent = Vec::new();
            while let Some(output) = node.stack.poll_output() {
                match output {
                    Output::Transmit { flow, bytes } => sent.push((flow.remote, bytes)),
                    Output::Event(event) => node.reacts(self.now, event),
                    Output::Connect { .. } | Output::Disconnect { .. } | Output::Resolve { .. } => {
                        panic!("only datagrams between addresses here")
                    }
                }
            }
            let from = node.address;
            for (to, bytes) in sent {
                self.throw(from, to, bytes);
            }
        }
    }

    fn throw(&mut self, from: SocketAddr, to: SocketAddr, bytes: Vec<u8>) {
        let copies = if self.random.below(50) == 0 { 2 } else { 1 };
        for _ in 0..copies {
            if self.random.below(1000) >= self.loss {
                self.count += 1;
                let delay = ms(u64::from(self.random.below(80)) + 1);
                let packet = (self.now + delay, self.count, from, to, bytes.clone());
                self.flying.push(Reverse(packet));
            }
        }
    }
}
