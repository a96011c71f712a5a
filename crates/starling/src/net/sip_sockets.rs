//! SIP's sockets: UDP sockets, TCP listeners and streams, all in the control thread's poll.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Write};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream, UdpSocket};
use mio::{Interest, Registry, Token};
use sip::header::Transport;
use sip::stack::{ConnectionId, Flow, Input, ListenerId};

/// All sockets that carry SIP.
pub(crate) struct SipSockets {
    registry: Registry,
    sockets: HashMap<Token, Socket>,
    listeners: BTreeMap<ListenerId, Token>,
    connections: HashMap<ConnectionId, Token>,
    next_token: usize,
    next_accepted: u64,
}

enum Socket {
    Udp(ListenerId, UdpSocket),
    TcpListener(ListenerId, TcpListener),
    Stream(Stream),
}

struct Stream {
    id: ConnectionId,
    tcp: TcpStream,
    /// Asked for by the stack and not open yet.
    opening: bool,
    unsent: Vec<u8>,
}

impl SipSockets {
    /// No sockets yet. Tokens from `FIRST_TOKEN` on are ours.
    pub(crate) fn new(registry: Registry) -> Self {
        Self {
            registry,
            sockets: HashMap::new(),
            listeners: BTreeMap::new(),
            connections: HashMap::new(),
            next_token: FIRST_TOKEN,
            next_accepted: 0,
        }
    }

    /// Binds a transport; tells where, with the real port.
    pub(crate) fn listen(
        &mut self,
        id: ListenerId,
        kind: Transport,
        at: SocketAddr,
    ) -> io::Result<SocketAddr> {
        let token = self.token();
        let (socket, local) = match kind {
            Transport::Udp => {
                let mut udp = UdpSocket::from_std(bind_udp(at)?);
                self.registry
                    .register(&mut udp, token, Interest::READABLE)?;
                let local = udp.local_addr()?;
                (Socket::Udp(id, udp), local)
            }
            Transport::Tcp => {
                let mut tcp = TcpListener::bind(at)?;
                self.registry
                    .register(&mut tcp, token, Interest::READABLE)?;
                let local = tcp.local_addr()?;
                (Socket::TcpListener(id, tcp), local)
            }
            other => {
                let text = format!("transport {} is not supported yet", other.as_param());
                return Err(io::Error::new(io::ErrorKind::Unsupported, text));
            }
        };
        self.sockets.insert(token, socket);
        self.listeners.insert(id, token);
        Ok(local)
    }

    /// Closes a transport.
    pub(crate) fn unlisten(&mut self, id: ListenerId) {
        if let Some(token) = self.listeners.remove(&id) {
            self.sockets.remove(&token);
        }
    }

    /// Sends; an error is told as `Input::SendFailed` or `Input::Broken`.
    pub(crate) fn transmit(&mut self, flow: &Flow, bytes: &[u8], give: &mut impl FnMut(Input<'_>)) {
        match flow.connection {
            None => {
                let token = self.listeners.get(&flow.listener);
                let sent = match token.and_then(|t| self.sockets.get(t)) {
                    Some(Socket::Udp(_, udp)) => udp.send_to(bytes, flow.remote).map(|_| ()),
                    _ => Err(io::ErrorKind::NotConnected.into()),
                };
                if sent.is_err_and(|e| e.kind() != io::ErrorKind::WouldBlock) {
                    give(Input::SendFailed { flow: *flow });
                }
            }
            Some(connection) => self.send_on_stream(connection, bytes, give),
        }
    }

    /// Opens a stream.
    pub(crate) fn connect(
        &mut self,
        id: ConnectionId,
        kind: Transport,
        remote: SocketAddr,
        give: &mut impl FnMut(Input<'_>),
    ) {
        let token = self.token();
        let opened = match kind {
            Transport::Tcp => TcpStream::connect(remote).and_then(|mut tcp| {
                let interest = Interest::READABLE | Interest::WRITABLE;
                self.registry.register(&mut tcp, token, interest)?;
                Ok(tcp)
            }),
            _ => Err(io::ErrorKind::Unsupported.into()),
        };
        match opened {
            Ok(tcp) => {
                let stream = Stream {
                    id,
                    tcp,
                    opening: true,
                    unsent: Vec::new(),
                };
                self.sockets.insert(token, Socket::Stream(stream));
                self.connections.insert(id, token);
            }
            Err(_) => give(Input::Broken { connection: id }),
        }
    }

    /// Closes a stream.
    pub(crate) fn disconnect(&mut self, id: ConnectionId) {
        if let Some(token) = self.connections.remove(&id) {
            self.sockets.remove(&token);
        }
    }

    /// Reads and writes what a socket is ready for. True when there is more to read.
    pub(crate) fn ready(
        &mut self,
        token: Token,
        buffer: &mut [u8],
        give: &mut impl FnMut(Input<'_>),
    ) -> bool {
        match self.sockets.get_mut(&token) {
            Some(Socket::Udp(listener, udp)) => {
                for _ in 0..MOST_READS_A_TURN {
                    match udp.recv_from(buffer) {
                        Ok((length, from)) => {
                            let (listener, bytes) = (*listener, &buffer[..length]);
                            give(Input::Datagram {
                                listener,
                                from,
                                bytes,
                            });
                        }
                        Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {}
                        Err(_) => return false,
                    }
                }
                true
            }
            Some(Socket::TcpListener(..)) => {
                self.accept(token, give);
                false
            }
            Some(Socket::Stream(_)) => self.stream_ready(token, buffer, give),
            None => false,
        }
    }

    fn accept(&mut self, token: Token, give: &mut impl FnMut(Input<'_>)) {
        loop {
            let Some(Socket::TcpListener(listener, tcp)) = self.sockets.get(&token) else {
                return;
            };
            let listener = *listener;
            let Ok((mut tcp, remote)) = tcp.accept() else {
                return;
            };
            let own = self.token();
            let interest = Interest::READABLE | Interest::WRITABLE;
            if self.registry.register(&mut tcp, own, interest).is_err() {
                continue;
            }
            self.next_accepted += 1;
            let id = ConnectionId::Accepted(self.next_accepted);
            let stream = Stream {
                id,
                tcp,
                opening: false,
                unsent: Vec::new(),
            };
            self.sockets.insert(own, Socket::Stream(stream));
            self.connections.insert(id, own);
            give(Input::Accepted {
                listener,
                connection: id,
                remote,
            });
        }
    }

    fn stream_ready(
        &mut self,
        token: Token,
        buffer: &mut [u8],
        give: &mut impl FnMut(Input<'_>),
    ) -> bool {
        let Some(Socket::Stream(stream)) = self.sockets.get_mut(&token) else {
            return false;
        };
        let connection = stream.id;
        if stream.opening {
            match (stream.tcp.take_error(), stream.tcp.peer_addr()) {
                (Ok(None), Ok(_)) => {
                    stream.opening = false;
                    give(Input::Connected { connection });
                }
                (Ok(None), Err(e)) if e.kind() == io::ErrorKind::NotConnected => return false,
                _ => {
                    self.broken(connection, give);
                    return false;
                }
            }
        }
        if stream.flush().is_err() {
            self.broken(connection, give);
            return false;
        }
        for _ in 0..MOST_READS_A_TURN {
            match stream.tcp.read(buffer) {
                Ok(0) => {
                    self.broken(connection, give);
                    return false;
                }
                Ok(length) => {
                    give(Input::StreamBytes {
                        connection,
                        bytes: &buffer[..length],
                    });
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return false,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.broken(connection, give);
                    return false;
                }
            }
        }
        true
    }

    fn send_on_stream(
        &mut self,
        connection: ConnectionId,
        bytes: &[u8],
        give: &mut impl FnMut(Input<'_>),
    ) {
        let token = self.connections.get(&connection).copied();
        let Some(Socket::Stream(stream)) = token.and_then(|t| self.sockets.get_mut(&t)) else {
            return give(Input::Broken { connection });
        };
        stream.unsent.extend_from_slice(bytes);
        let full = stream.unsent.len() > MOST_UNSENT;
        if full || (!stream.opening && stream.flush().is_err()) {
            self.broken(connection, give);
        }
    }

    fn broken(&mut self, connection: ConnectionId, give: &mut impl FnMut(Input<'_>)) {
        self.disconnect(connection);
        give(Input::Broken { connection });
    }

    fn token(&mut self) -> Token {
        self.next_token += 1;
        Token(self.next_token)
    }
}

impl Stream {
    fn flush(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match self.tcp.write(&self.unsent) {
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

/// A burst of requests must find room in the kernel while we work on the one before.
fn bind_udp(at: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let domain = socket2::Domain::for_address(at);
    let socket = socket2::Socket::new(domain, socket2::Type::DGRAM, Some(socket2::Protocol::UDP))?;
    let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
    let _ = socket.set_send_buffer_size(RECEIVE_BUFFER);
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    Ok(socket.into())
}

/// Tokens below are the control thread's own.
pub(crate) const FIRST_TOKEN: usize = 1 << 20;
const MOST_READS_A_TURN: usize = 64;
/// What a stream that does not read may leave with us.
const MOST_UNSENT: usize = 1 << 20;
const RECEIVE_BUFFER: usize = 4 << 20;
