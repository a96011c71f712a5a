//! Which of this machine's addresses a packet to some remote leaves from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use sip::stack::LocalAddresses;

/// Asks the kernel's routing table, by connecting a socket that never sends.
pub(crate) struct KernelRoutes {
    v4: Option<UdpSocket>,
    v6: Option<UdpSocket>,
}

impl KernelRoutes {
    /// Opens one socket a family; a family that the machine lacks answers with its loopback address.
    pub(crate) fn new() -> Self {
        Self {
            v4: UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok(),
            v6: UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).ok(),
        }
    }
}

impl LocalAddresses for KernelRoutes {
    fn towards(&self, remote: IpAddr) -> IpAddr {
        let (socket, otherwise) = match remote {
            IpAddr::V4(_) => (&self.v4, IpAddr::V4(Ipv4Addr::LOCALHOST)),
            IpAddr::V6(_) => (&self.v6, IpAddr::V6(Ipv6Addr::LOCALHOST)),
        };
        let Some(socket) = socket else {
            return otherwise;
        };
        let connected = socket.connect(SocketAddr::new(remote, DISCARD_PORT));
        let local = connected.and_then(|()| socket.local_addr());
        local.map_or(otherwise, |address| address.ip())
    }
}

/// Any port does; nothing is sent.
const DISCARD_PORT: u16 = 9;
