//! The machine inside of a phone: an own SIP node, its calls, its ear. It knows nothing of how the
//! exchange works.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip::auth::DigestServer;
use sip::message::{Message, Request};
use sip::stack::{Flow, Listener, ListenerId, Stack, StackConfig, TransactionId};

use super::ear::Ear;
use super::leg::Leg;
use super::setup::{Manner, Setup};
use crate::net::{Arrival, Order};

/// A phone.
pub(crate) struct Body {
    pub(crate) setup: Setup,
    /// Its SIP address.
    pub(crate) address: SocketAddr,
    /// Where the exchange is.
    pub(crate) exchange: SocketAddr,
    /// What stands behind the `@` in addresses of the exchange.
    pub(crate) domain: String,
    pub(crate) rtp_ports: Vec<u16>,
    pub(crate) stack: Stack,
    pub(crate) orders: VecDeque<Order>,
    pub(crate) registration: Registration,
    pub(crate) legs: Vec<Leg>,
    pub(crate) asked: BTreeMap<TransactionId, Asked>,
    pub(crate) ear: Ear,
    pub(crate) digits_heard: String,
    /// Digits to send by INFO, and when the next one may go.
    pub(crate) info_digits: VecDeque<char>,
    pub(crate) next_info: Option<Instant>,
    pub(crate) diary: Vec<Record>,
    pub(crate) registrar: DigestServer,
    /// Who is registered here: user and where.
    pub(crate) registered_here: BTreeMap<String, SocketAddr>,
    /// When RTCP came.
    pub(crate) reports: Vec<Instant>,
    pub(crate) hosts: BTreeMap<String, std::net::IpAddr>,
}

/// A message that a phone sent or received.
#[derive(Clone, Debug)]
pub struct Record {
    /// When.
    pub at: Instant,
    /// It was sent; else received.
    pub sent: bool,
    /// The message.
    pub message: Message,
}

/// Whether the exchange knows where the phone is.
#[derive(Clone, Debug)]
pub(crate) enum Registration {
    /// It never asked.
    None,
    /// It asks.
    Asking,
    /// It is known until it has to ask again.
    Held { renew: Instant },
    /// It was refused.
    Refused(u16),
}

/// What a request of ours was for.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Register {
        request: Request,
        answers: u8,
        seconds: u32,
    },
    Invite {
        leg: usize,
    },
    Reinvite {
        leg: usize,
    },
    Bye,
    Refer {
        leg: usize,
    },
    Other,
}

impl Body {
    pub(crate) fn new(now: Instant, setup: Setup, address: SocketAddr, rtp: Vec<u16>) -> Self {
        let seed = u64::from(address.port()) ^ u64::from_be_bytes(pad(setup.user.as_bytes()));
        let config = StackConfig {
            seed: [seed, 2, 3, 4],
            user_agent: "a phone".to_owned(),
            tcp_above: None,
            naptr_lookup: false,
            ..StackConfig::default()
        };
        let ip = address.ip();
        let mut stack = Stack::new(config, Box::new(move |_: std::net::IpAddr| ip));
        let kind = setup.transport;
        let listener = Listener {
            id: SIP,
            kind,
            local: address,
            advertised: None,
        };
        stack.handle(now, sip::stack::Input::ListenerOpened(listener));
        let hour = Duration::from_secs(3600);
        let realm = if setup.host_name.is_empty() {
            "phone"
        } else {
            &setup.host_name
        };
        Self {
            registrar: DigestServer::new(realm, [7; 32], now, hour, &[]),
            setup,
            address,
            exchange: address,
            domain: String::new(),
            rtp_ports: rtp,
            stack,
            orders: VecDeque::new(),
            registration: Registration::None,
            legs: Vec::new(),
            asked: BTreeMap::new(),
            ear: Ear::default(),
            digits_heard: String::new(),
            info_digits: VecDeque::new(),
            next_info: None,
            diary: Vec::new(),
            registered_here: BTreeMap::new(),
            reports: Vec::new(),
            hosts: BTreeMap::new(),
        }
    }

    pub(crate) fn arrival(&mut self, now: Instant, arrival: Arrival) {
        use sip::stack::Input;
        match arrival {
            Arrival::Datagram { to, from, bytes } if to == self.address => {
                if self.setup.manner != Manner::Dead {
                    self.note(now, false, &bytes);
                    let input = Input::Datagram {
                        listener: SIP,
                        from,
                        bytes: &bytes,
                    };
                    self.stack.handle(now, input);
                }
            }
            Arrival::Datagram { to, from: _, bytes } => self.packet(now, to.port(), &bytes),
            Arrival::Connected { connection } => {
                self.stack.handle(now, Input::Connected { connection });
            }
            Arrival::Accepted {
                connection, remote, ..
            } => {
                self.stack.handle(
                    now,
                    Input::Accepted {
                        listener: SIP,
                        connection,
                        remote,
                    },
                );
            }
            Arrival::Bytes { connection, bytes } => {
                self.note(now, false, &bytes);
                self.stack.handle(
                    now,
                    Input::StreamBytes {
                        connection,
                        bytes: &bytes,
                    },
                );
            }
            Arrival::Broken { connection } => {
                self.stack.handle(now, Input::Broken { connection });
            }
        }
        self.work(now);
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        self.stack.handle(now, sip::stack::Input::Tick);
        let mut packets = Vec::new();
        for leg in &mut self.legs {
            let Some(voice) = &mut leg.voice else {
                continue;
            };
            voice.tick(now, &mut packets);
            let (from, to) = (voice.local, voice.setup.remote);
            for bytes in packets.drain(..) {
                self.orders.push_back(Order::Send { from, to, bytes });
            }
        }
        if let Registration::Held { renew } = self.registration
            && renew <= now
        {
            self.register(now, self.setup.expires);
        }
        if self.next_info.is_some_and(|at| at <= now) {
            self.send_info_digit(now);
        }
        self.work(now);
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let renew = match self.registration {
            Registration::Held { renew } => Some(renew),
            Registration::None | Registration::Asking | Registration::Refused(_) => None,
        };
        let voices = self
            .legs
            .iter()
            .filter_map(|leg| leg.voice.as_ref()?.next_deadline())
            .min();
        [self.stack.next_deadline(), renew, voices, self.next_info]
            .into_iter()
            .flatten()
            .min()
    }

    /// Takes what the SIP node says until it is quiet.
    pub(crate) fn work(&mut self, now: Instant) {
        use sip::stack::Output;
        while let Some(output) = self.stack.poll_output() {
            match output {
                Output::Transmit { flow, bytes } => self.transmit(now, flow, bytes),
                Output::Connect {
                    connection, remote, ..
                } => {
                    let from = self.address.ip();
                    self.orders.push_back(Order::Connect {
                        connection,
                        from,
                        to: remote,
                    });
                }
                Output::Disconnect { connection } => {
                    self.orders.push_back(Order::Close { connection });
                }
                Output::Resolve { query, question } => {
                    let answer = crate::names::answer(&self.hosts, question);
                    self.stack
                        .handle(now, sip::stack::Input::DnsAnswer { query, answer });
                }
                Output::Event(event) => self.learn(now, event),
            }
        }
    }

    fn transmit(&mut self, now: Instant, flow: Flow, bytes: Vec<u8>) {
        if self.setup.manner == Manner::Dead {
            return;
        }
        self.note(now, true, &bytes);
        self.orders.push_back(match flow.connection {
            Some(connection) => Order::Write { connection, bytes },
            None => Order::Send {
                from: self.address,
                to: flow.remote,
                bytes,
            },
        });
    }

    fn packet(&mut self, now: Instant, port: u16, bytes: &[u8]) {
        if port % 2 == 1 {
            return self.reports.push(now);
        }
        for leg in &mut self.legs {
            if let Some(voice) = &mut leg.voice
                && voice.local.port() == port
            {
                self.digits_heard
                    .extend(voice.receive(now, bytes, &mut self.ear));
            }
        }
    }

    fn note(&mut self, at: Instant, sent: bool, bytes: &[u8]) {
        if let Ok(message) = sip::message::parse(bytes, sip::message::Framing::Datagram) {
            self.diary.push(Record { at, sent, message });
        }
    }
}

fn pad(name: &[u8]) -> [u8; 8] {
    let mut bytes = [0; 8];
    for (slot, byte) in bytes.iter_mut().zip(name) {
        *slot = *byte;
    }
    bytes
}

/// A phone has one SIP transport.
pub(super) const SIP: ListenerId = ListenerId(1);
