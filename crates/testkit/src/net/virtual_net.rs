//! A network that delays, loses and reorders as it is told, and does the same each time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use sip::stack::ConnectionId;

use super::{Arrival, NodeId, Order};

/// How good a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// One way.
    pub latency: Duration,
    /// Up to so much is added to each datagram, which lets them overtake each other.
    pub jitter: Duration,
    /// Of a thousand datagrams, so many are lost.
    pub lost_per_mille: u32,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            latency: Duration::from_millis(1),
            jitter: Duration::ZERO,
            lost_per_mille: 0,
        }
    }
}

/// The network.
pub(crate) struct VirtualNet {
    pub(crate) conditions: Conditions,
    nodes: BTreeMap<IpAddr, NodeId>,
    listening: HashSet<SocketAddr>,
    streams: BTreeMap<(NodeId, ConnectionId), (NodeId, ConnectionId)>,
    flying: BinaryHeap<Reverse<Flight>>,
    count: u64,
    random: u64,
}

/// Compared by time and number only: the first fields.
struct Flight {
    at: Instant,
    number: u64,
    to: NodeId,
    arrival: Arrival,
}

impl VirtualNet {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            conditions: Conditions::default(),
            nodes: BTreeMap::new(),
            listening: HashSet::new(),
            streams: BTreeMap::new(),
            flying: BinaryHeap::new(),
            count: 0,
            random: seed,
        }
    }

    /// Everything for this address goes to that node.
    pub(crate) fn add(&mut self, node: NodeId, ip: IpAddr) {
        self.nodes.insert(ip, node);
    }

    /// Streams to this address are accepted.
    pub(crate) fn listen(&mut self, at: SocketAddr) {
        self.listening.insert(at);
    }

    pub(crate) fn take(&mut self, now: Instant, node: NodeId, order: Order) {
        match order {
            Order::Send { from, to, bytes } => self.send(now, from, to, bytes),
            Order::Connect {
                connection,
                from,
                to,
            } => {
                self.connect(now, (node, connection), from, to);
            }
            Order::Write { connection, bytes } => {
                if let Some(&(to, connection)) = self.streams.get(&(node, connection)) {
                    self.fly(now, to, Arrival::Bytes { connection, bytes });
                }
            }
            Order::Close { connection } => {
                if let Some((to, connection)) = self.streams.remove(&(node, connection)) {
                    self.streams.remove(&(to, connection));
                    self.fly(now, to, Arrival::Broken { connection });
                }
            }
            Order::Listen { at } => self.listen(at),
        }
    }

    pub(crate) fn arrival(&mut self, now: Instant) -> Option<(NodeId, Arrival)> {
        if self.next_deadline()? > now {
            return None;
        }
        self.flying
            .pop()
            .map(|Reverse(flight)| (flight.to, flight.arrival))
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.flying.peek().map(|Reverse(flight)| flight.at)
    }

    fn send(&mut self, now: Instant, from: SocketAddr, to: SocketAddr, bytes: Vec<u8>) {
        let Some(&node) = self.nodes.get(&to.ip()) else {
            return;
        };
        if self.random(1000) < u64::from(self.conditions.lost_per_mille) {
            return;
        }
        let jitter = self.conditions.jitter.as_micros() as u64;
        let late = Duration::from_micros(self.random(jitter.saturating_add(1)));
        self.fly(now + late, node, Arrival::Datagram { to, from, bytes });
    }

    fn connect(
        &mut self,
        now: Instant,
        origin: (NodeId, ConnectionId),
        from: IpAddr,
        to: SocketAddr,
    ) {
        let everywhere = SocketAddr::new(IpAddr::from([0, 0, 0, 0]), to.port());
        let open = self.listening.contains(&to) || self.listening.contains(&everywhere);
        let Some(&node) = self.nodes.get(&to.ip()).filter(|_| open) else {
            return self.fly(
                now,
                origin.0,
                Arrival::Broken {
                    connection: origin.1,
                },
            );
        };
        self.count += 1;
        let accepted = ConnectionId::Accepted(self.count);
        self.streams.insert(origin, (node, accepted));
        self.streams.insert((node, accepted), origin);
        let remote = SocketAddr::new(from, 40_000 + (self.count % 20_000) as u16);
        self.fly(
            now,
            node,
            Arrival::Accepted {
                to,
                connection: accepted,
                remote,
            },
        );
        self.fly(
            now,
            origin.0,
            Arrival::Connected {
                connection: origin.1,
            },
        );
    }

    fn fly(&mut self, now: Instant, to: NodeId, arrival: Arrival) {
        self.count += 1;
        let (at, number) = (now + self.conditions.latency, self.count);
        self.flying.push(Reverse(Flight {
            at,
            number,
            to,
            arrival,
        }));
    }

    /// A number below `bound` (SplitMix64).
    fn random(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

impl Ord for Flight {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl PartialOrd for Flight {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Flight {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Flight {}
