//! The sockets of the callers and of the called phones. A few for each side: more than one has
//! room for bursts, and a thousand would only cost the generator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

/// All SIP sockets of one measurement.
pub(super) struct Wire {
    pub(super) exchange: SocketAddr,
    callers: Vec<UdpSocket>,
    phones: Vec<UdpSocket>,
}

/// Which end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Caller,
    Phone,
}

impl Wire {
    /// Opens the sockets and finds a free port for the exchange. Callers are at `callers`, which is
    /// how the exchange tells those it trusts from those that must register.
    pub(super) fn open(callers: Ipv4Addr) -> io::Result<Self> {
        let probe = UdpSocket::bind((EXCHANGE, 0))?;
        Ok(Self {
            exchange: probe.local_addr()?,
            callers: sockets(callers)?,
            phones: sockets(PHONES)?,
        })
    }

    /// The same exchange and phones with new callers, whom late answers to the old ones do not reach.
    pub(super) fn again(&self, callers: Ipv4Addr) -> io::Result<Self> {
        let phones = self.phones.iter().map(UdpSocket::try_clone);
        Ok(Self {
            exchange: self.exchange,
            callers: sockets(callers)?,
            phones: phones.collect::<io::Result<_>>()?,
        })
    }

    /// Our address on a line.
    pub(super) fn address(&self, side: Side, line: usize) -> SocketAddr {
        let socket = &self.side(side)[line % LINES];
        // A socket that is bound has an address.
        socket.local_addr().unwrap_or(self.exchange)
    }

    /// Sends to the exchange. What a full buffer swallows is repeated like anything else that is lost.
    pub(super) fn send(&self, side: Side, line: usize, text: &str) {
        let _ = self.side(side)[line % LINES].send_to(text.as_bytes(), self.exchange);
    }

    /// Takes what has come, at most a round's worth from each socket; true when there was something.
    pub(super) fn take(&self, mut hear: impl FnMut(Side, usize, &str)) -> bool {
        let mut buffer = [0; 4096];
        let mut any = false;
        for side in [Side::Caller, Side::Phone] {
            for (line, socket) in self.side(side).iter().enumerate() {
                for _ in 0..ROUND {
                    let Ok(length) = socket.recv(&mut buffer) else {
                        break;
                    };
                    any = true;
                    if let Ok(text) = std::str::from_utf8(&buffer[..length]) {
                        hear(side, line, text);
                    }
                }
            }
        }
        any
    }

    fn side(&self, side: Side) -> &[UdpSocket] {
        match side {
            Side::Caller => &self.callers,
            Side::Phone => &self.phones,
        }
    }
}

/// Sockets for media, which are read by threads that wait.
pub(super) fn media_sockets(host: Ipv4Addr) -> io::Result<Vec<UdpSocket>> {
    (0..LINES).map(|_| UdpSocket::bind((host, 0))).collect()
}

fn sockets(host: Ipv4Addr) -> io::Result<Vec<UdpSocket>> {
    let sockets = media_sockets(host)?;
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    Ok(sockets)
}

/// Sockets a side has.
pub(super) const LINES: usize = 4;
pub(super) const EXCHANGE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
/// Whoever calls from here is known by the address.
pub(super) const CALLERS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
pub(super) const PHONES: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
/// Whoever is here must register.
pub(super) const REGISTRANTS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 4);
const ROUND: usize = 64;
