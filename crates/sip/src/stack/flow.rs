//! Where messages come from and go to: our listeners, their connections, and flows over them.

use crate::header::{Transport, Uri};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// One configured transport of ours: a UDP socket, or a listening TCP, TLS or WebSocket port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListenerId(pub u32);

/// One stream connection. Whoever opened it names it, so the two counters cannot collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectionId {
    /// Opened by the other side; the number is the outside's.
    Accepted(u64),
    /// Opened because the stack asked with `Output::Connect`; the number is the stack's.
    Dialled(u64),
}

/// The path of one message: which of our transports, and who is at its other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Our transport.
    pub listener: ListenerId,
    /// Its kind.
    pub kind: Transport,
    /// The other end.
    pub remote: SocketAddr,
    /// The stream; `None` exactly for UDP.
    pub connection: Option<ConnectionId>,
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_param(), self.remote)
    }
}

/// A transport that the outside has opened for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Its name.
    pub id: ListenerId,
    /// What it speaks. TLS is unpacked outside; WebSocket frames too.
    pub kind: Transport,
    /// Where it is bound; may be the unspecified address.
    pub local: SocketAddr,
    /// The name it has for others, when that is not the address it sends from.
    pub advertised: Option<Advertised>,
}

/// An address behind which we hide, such as a router's (`external_signaling_address`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advertised {
    /// Host name or address; IPv6 literals in brackets.
    pub host: String,
    /// Port, when another than the bound one.
    pub port: Option<u16>,
    /// Networks that reach us directly and see the real address (`local_net`).
    pub direct: Vec<Network>,
}

/// An address range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Any address in it.
    pub address: IpAddr,
    /// Length of the common prefix in bits.
    pub prefix: u8,
}

impl Network {
    /// Whether `ip` lies in the range; addresses of the other family never do.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let bits = |ip: IpAddr| match ip {
            IpAddr::V4(v4) => (32, u128::from(u32::from(v4)) << 96),
            IpAddr::V6(v6) => (128, u128::from(v6)),
        };
        let ((width, ours), (other_width, theirs)) = (bits(self.address), bits(ip));
        let prefix = u32::from(self.prefix).min(width);
        let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
        width == other_width && ours & mask == theirs & mask
    }
}

/// Tells which of this machine's addresses a packet to some remote would leave from; needed when
/// a listener is bound to the unspecified address.
pub trait LocalAddresses: Send {
    /// The source address towards `remote`.
    fn towards(&self, remote: IpAddr) -> IpAddr;
}

impl<F: Fn(IpAddr) -> IpAddr + Send> LocalAddresses for F {
    fn towards(&self, remote: IpAddr) -> IpAddr {
        self(remote)
    }
}

/// Where a request shall go.
#[derive(Debug, Clone, PartialEq)]
pub struct Destination {
    /// The next hop.
    pub hop: NextHop,
    /// Only this transport may be used (`transport=` of an endpoint).
    pub listener: Option<ListenerId>,
}

/// The next hop of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum NextHop {
    /// As RFC 3261 §8.1.2 says: the first Route, else the Request-URI, located by RFC 3263.
    Routed,
    /// This URI, whatever the request says: an outbound proxy that is not put into Route.
    Uri(Uri),
    /// This address.
    Address(Transport, SocketAddr),
    /// This path, and no other: the connection a phone behind NAT keeps open.
    Flow(Flow),
}

impl Destination {
    /// Follow Route and Request-URI.
    pub const fn routed() -> Self {
        Self {
            hop: NextHop::Routed,
            listener: None,
        }
    }

    /// Send to the host of `uri`.
    pub const fn uri(uri: Uri) -> Self {
        Self {
            hop: NextHop::Uri(uri),
            listener: None,
        }
    }

    /// Send to an address.
    pub const fn address(kind: Transport, remote: SocketAddr) -> Self {
        Self {
            hop: NextHop::Address(kind, remote),
            listener: None,
        }
    }

    /// Send along a path.
    pub const fn flow(flow: Flow) -> Self {
        Self {
            hop: NextHop::Flow(flow),
            listener: Some(flow.listener),
        }
    }

    /// The same, over this transport of ours.
    pub const fn through(mut self, listener: ListenerId) -> Self {
        self.listener = Some(listener);
        self
    }
}

#[cfg(test)]
mod tests;
