//! The network of a world: emulated in virtual time, or the machine's own sockets.
//!
//! Whoever has an address is a node; nodes put out [`Order`]s and get [`Arrival`]s.

mod virtual_net;
mod wire;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use sip::header::Transport;
use sip::stack::ConnectionId;

pub use virtual_net::Conditions;
pub(crate) use virtual_net::VirtualNet;
pub(crate) use wire::Wire;

/// Whose orders and arrivals these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum NodeId {
    /// A phone, by its place in the world.
    Phone(usize),
    /// A simulated exchange, by its place in the world.
    Exchange(usize),
}

/// What a node wants of the network.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    /// Send a datagram.
    Send {
        from: SocketAddr,
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    /// Open a stream; answered with `Connected` or `Broken`.
    Connect {
        connection: ConnectionId,
        from: IpAddr,
        to: SocketAddr,
    },
    /// Write to a stream.
    Write {
        connection: ConnectionId,
        bytes: Vec<u8>,
    },
    /// Close a stream.
    Close { connection: ConnectionId },
    /// Take streams at this address.
    Listen { at: SocketAddr },
}

/// What the network brings.
#[derive(Clone, Debug)]
pub(crate) enum Arrival {
    /// A datagram.
    Datagram {
        to: SocketAddr,
        from: SocketAddr,
        bytes: Vec<u8>,
    },
    /// A stream that was asked for is open.
    Connected { connection: ConnectionId },
    /// Somebody opened a stream to `to`.
    Accepted {
        to: SocketAddr,
        connection: ConnectionId,
        remote: SocketAddr,
    },
    /// Bytes of a stream.
    Bytes {
        connection: ConnectionId,
        bytes: Vec<u8>,
    },
    /// A stream is gone or could not be opened.
    Broken { connection: ConnectionId },
}

/// Either kind of network.
pub(crate) enum Net {
    /// Emulated.
    Virtual(VirtualNet),
    /// Real.
    Wire(Wire),
}

impl Net {
    /// Gives a node an address with a SIP socket of that kind, and tells its port.
    pub(crate) fn open(
        &mut self,
        node: NodeId,
        kind: Transport,
        at: SocketAddr,
    ) -> io::Result<u16> {
        match self {
            Self::Virtual(net) => {
                net.add(node, at.ip());
                if kind == Transport::Tcp {
                    net.listen(at);
                }
                Ok(at.port())
            }
            Self::Wire(wire) if kind == Transport::Tcp => wire.listen(node, at),
            Self::Wire(wire) => wire.open(node, at),
        }
    }

    /// An even port and the one above it, both open.
    pub(crate) fn open_pair(&mut self, node: NodeId, ip: IpAddr, port: u16) -> io::Result<u16> {
        match self {
            Self::Virtual(net) => {
                net.add(node, ip);
                Ok(port)
            }
            Self::Wire(wire) => wire.open_pair(node, ip),
        }
    }

    /// Does what a node wants.
    pub(crate) fn take(&mut self, now: Instant, node: NodeId, order: Order) {
        match self {
            Self::Virtual(net) => net.take(now, node, order),
            Self::Wire(wire) => wire.take(node, order),
        }
    }

    /// The next thing that arrives, if it is time.
    pub(crate) fn arrival(&mut self, now: Instant) -> Option<(NodeId, Arrival)> {
        match self {
            Self::Virtual(net) => net.arrival(now),
            Self::Wire(wire) => wire.arrival(),
        }
    }

    /// When something arrives next; unknown for real networks.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        match self {
            Self::Virtual(net) => net.next_deadline(),
            Self::Wire(_) => None,
        }
    }
}
