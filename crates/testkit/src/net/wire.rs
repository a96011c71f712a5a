//! Real sockets of phones, read whenever the world has time.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use sip::stack::ConnectionId;

use super::{Arrival, NodeId, Order};

/// All sockets of a world.
#[derive(Default)]
pub(crate) struct Wire {
    sockets: Vec<(NodeId, SocketAddr, UdpSocket)>,
    listeners: Vec<(NodeId, SocketAddr, TcpListener)>,
    accepted: u64,
    streams: BTreeMap<(NodeId, ConnectionId), TcpStream>,
    arrived: VecDeque<(NodeId, Arrival)>,
}

impl Wire {
    /// Opens a UDP socket; port 0 takes any.
    pub(crate) fn open(&mut self, node: NodeId, at: SocketAddr) -> io::Result<u16> {
        let socket = UdpSocket::bind(at)?;
        self.keep(node, socket)
    }

    /// Takes streams; port 0 takes any.
    pub(crate) fn listen(&mut self, node: NodeId, at: SocketAddr) -> io::Result<u16> {
        let listener = TcpListener::bind(at)?;
        listener.set_nonblocking(true)?;
        let local = listener.local_addr()?;
        self.listeners.push((node, local, listener));
        Ok(local.port())
    }

    /// Opens an even port and the one above it.
    pub(crate) fn open_pair(&mut self, node: NodeId, ip: IpAddr) -> io::Result<u16> {
        for _ in 0..ATTEMPTS {
            let first = UdpSocket::bind((ip, 0))?;
            let port = first.local_addr()?.port();
            if port % 2 == 1 || port == u16::MAX {
                continue;
            }
            if let Ok(second) = UdpSocket::bind((ip, port + 1)) {
                self.keep(node, second)?;
                return self.keep(node, first);
            }
        }
        Err(io::Error::new(
            ErrorKind::AddrInUse,
            "no two free ports side by side",
        ))
    }

    pub(crate) fn take(&mut self, node: NodeId, order: Order) {
        match order {
            Order::Send { from, to, bytes } => {
                let socket = self.sockets.iter().find(|(_, local, _)| *local == from);
                if let Some((_, _, socket)) = socket {
                    // What cannot be sent is lost, as on any network.
                    let _ = socket.send_to(&bytes, to);
                }
            }
            Order::Connect { connection, to, .. } => {
                let arrival = match connect(to) {
                    Ok(stream) => {
                        self.streams.insert((node, connection), stream);
                        Arrival::Connected { connection }
                    }
                    Err(_) => Arrival::Broken { connection },
                };
                self.arrived.push_back((node, arrival));
            }
            Order::Write { connection, bytes } => {
                let stream = self.streams.get_mut(&(node, connection));
                let broken = stream.is_none_or(|stream| stream.write_all(&bytes).is_err());
                if broken {
                    self.arrived
                        .push_back((node, Arrival::Broken { connection }));
                }
            }
            Order::Close { connection } => drop(self.streams.remove(&(node, connection))),
            // Phones listen from the start; exchanges have sockets of their own.
            Order::Listen { .. } => {}
        }
    }

    pub(crate) fn arrival(&mut self) -> Option<(NodeId, Arrival)> {
        if self.arrived.is_empty() {
            self.read();
        }
        self.arrived.pop_front()
    }

    fn keep(&mut self, node: NodeId, socket: UdpSocket) -> io::Result<u16> {
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        self.sockets.push((node, local, socket));
        Ok(local.port())
    }

    fn read(&mut self) {
        let mut buffer = vec![0; LARGEST_DATAGRAM];
        for (node, to, socket) in &self.sockets {
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                let bytes = buffer[..length].to_vec();
                self.arrived.push_back((
                    *node,
                    Arrival::Datagram {
                        to: *to,
                        from,
                        bytes,
                    },
                ));
            }
        }
        self.accept();
        let mut broken = Vec::new();
        for (&(node, connection), stream) in &mut self.streams {
            match stream.read(&mut buffer) {
                Ok(length) if length > 0 => {
                    let bytes = buffer[..length].to_vec();
                    self.arrived
                        .push_back((node, Arrival::Bytes { connection, bytes }));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                _ => broken.push((node, connection)),
            }
        }
        for (node, connection) in broken {
            self.streams.remove(&(node, connection));
            self.arrived
                .push_back((node, Arrival::Broken { connection }));
        }
    }
}

impl Wire {
    fn accept(&mut self) {
        for (node, to, listener) in &self.listeners {
            while let Ok((stream, remote)) = listener.accept() {
                if stream.set_nonblocking(true).is_err() {
                    continue;
                }
                self.accepted += 1;
                let connection = ConnectionId::Accepted(self.accepted);
                self.streams.insert((*node, connection), stream);
                let arrival = Arrival::Accepted {
                    to: *to,
                    connection,
                    remote,
                };
                self.arrived.push_back((*node, arrival));
            }
        }
    }
}

fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

const ATTEMPTS: u32 = 200;
const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST_DATAGRAM: usize = 65_536;
