//! Pairs of UDP ports for media: the even one for RTP, the odd one above it for RTCP.

use std::net::{IpAddr, SocketAddr, UdpSocket};

/// The two sockets of one media session, not blocking.
#[derive(Debug)]
pub(crate) struct RtpPair {
    /// RTP, on an even port.
    pub(crate) rtp: UdpSocket,
    /// RTCP, on the port above.
    pub(crate) rtcp: UdpSocket,
}

/// Hands out pairs from the range of `rtp.conf`, round and round, so that a port just freed rests.
#[derive(Debug)]
pub(crate) struct RtpPorts {
    first: u16,
    last: u16,
    next: u16,
}

impl RtpPorts {
    /// `rtpstart` and `rtpend`; an odd start is raised to the next even number.
    pub(crate) fn new(start: u16, end: u16) -> Self {
        let first = start.saturating_add(start % 2);
        Self {
            first,
            last: end.max(first.saturating_add(1)),
            next: first,
        }
    }

    /// A new range; pairs that are open stay.
    pub(crate) fn set_range(&mut self, start: u16, end: u16) {
        *self = Self::new(start, end);
    }

    /// Opens the next free pair on an address; `None` when the range is (nearly) in use, or the system
    /// gives no more sockets.
    pub(crate) fn open(&mut self, address: IpAddr) -> Option<(u16, RtpPair)> {
        let pairs = (u32::from(self.last) + 1).saturating_sub(u32::from(self.first)) / 2;
        for _ in 0..pairs.clamp(1, MOST_TRIES) {
            let port = self.next;
            self.next = match port.checked_add(2) {
                Some(next) if u32::from(next) < u32::from(self.last) => next,
                _ => self.first,
            };
            match bind_pair(address, port) {
                Ok(pair) => return Some((port, pair)),
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
                // No descriptors, no such address: the next port would not do either.
                Err(_) => return None,
            }
        }
        None
    }
}

fn bind_pair(address: IpAddr, port: u16) -> std::io::Result<RtpPair> {
    let bind = |port| {
        let socket = UdpSocket::bind(SocketAddr::new(address, port))?;
        socket.set_nonblocking(true)?;
        std::io::Result::Ok(socket)
    };
    let rtcp_port = port
        .checked_add(1)
        .ok_or(std::io::ErrorKind::InvalidInput)?;
    Ok(RtpPair {
        rtp: bind(port)?,
        rtcp: bind(rtcp_port)?,
    })
}

/// When so many ports in a row are taken, a call fails at once rather than the whole house slowly.
const MOST_TRIES: u32 = 128;

#[cfg(test)]
mod tests;
