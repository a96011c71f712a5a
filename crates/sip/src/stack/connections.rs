//! The stream connections: found again by their remote address, fed byte by byte.

use super::flow::{ConnectionId, Flow, ListenerId};
use super::io::TransactionId;
use crate::header::Transport;
use crate::message::StreamReader;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;

/// All connections.
#[derive(Default)]
pub(crate) struct Connections {
    all: BTreeMap<ConnectionId, Connection>,
    by_remote: HashMap<(Transport, SocketAddr), ConnectionId>,
    dialled: u64,
}

/// One stream.
pub(crate) struct Connection {
    pub(crate) listener: ListenerId,
    pub(crate) kind: Transport,
    pub(crate) remote: SocketAddr,
    pub(crate) reader: StreamReader,
    /// Requests of ours that went this way and have no final response.
    pub(crate) waiting: BTreeSet<TransactionId>,
    /// What waits for the connection to open; `None` once it has.
    opening: Option<Queue>,
    alias: Option<SocketAddr>,
}

#[derive(Default)]
struct Queue {
    messages: Vec<Vec<u8>>,
    bytes: usize,
}

/// What became of a message given to a connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    /// The connection is open: transmit these bytes.
    Now(Vec<u8>),
    /// It waits until the connection opens.
    Later,
    /// There is no such connection, or too much waits for it already.
    Refused,
}

impl Connection {
    pub(crate) fn flow(&self, id: ConnectionId) -> Flow {
        let Self {
            listener,
            kind,
            remote,
            ..
        } = *self;
        Flow {
            listener,
            kind,
            remote,
            connection: Some(id),
        }
    }
}

impl Connections {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, id: ConnectionId) -> Option<&Connection> {
        self.all.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        self.all.get_mut(&id)
    }

    /// A connection to that address, open or opening.
    pub(crate) fn to(&self, kind: Transport, remote: SocketAddr) -> Option<ConnectionId> {
        self.by_remote.get(&(kind, remote)).copied()
    }

    pub(crate) fn accept(
        &mut self,
        id: ConnectionId,
        listener: ListenerId,
        kind: Transport,
        remote: SocketAddr,
    ) {
        self.add(id, listener, kind, remote, None);
    }

    /// A new connection of ours, not open yet.
    pub(crate) fn dial(
        &mut self,
        listener: ListenerId,
        kind: Transport,
        remote: SocketAddr,
    ) -> ConnectionId {
        self.dialled += 1;
        let id = ConnectionId::Dialled(self.dialled);
        self.add(id, listener, kind, remote, Some(Queue::default()));
        id
    }

    /// The connection is open; gives what waited for it.
    pub(crate) fn opened(&mut self, id: ConnectionId) -> Vec<Vec<u8>> {
        let queue = self
            .all
            .get_mut(&id)
            .and_then(|connection| connection.opening.take());
        queue.map_or_else(Vec::new, |queue| queue.messages)
    }

    pub(crate) fn send(&mut self, id: ConnectionId, bytes: Vec<u8>, bytes_max: usize) -> Sending {
        let Some(connection) = self.all.get_mut(&id) else {
            return Sending::Refused;
        };
        let Some(queue) = &mut connection.opening else {
            return Sending::Now(bytes);
        };
        queue.bytes = queue.bytes.saturating_add(bytes.len());
        if queue.bytes > bytes_max {
            return Sending::Refused;
        }
        queue.messages.push(bytes);
        Sending::Later
    }

    /// Requests to `remote` may use this connection too (RFC 5923).
    pub(crate) fn alias(&mut self, id: ConnectionId, remote: SocketAddr) {
        let Some(connection) = self.all.get_mut(&id) else {
            return;
        };
        let key = (connection.kind, remote);
        // The first one keeps the name, or anybody could draw another's requests to himself.
        if connection.alias.is_none() && !self.by_remote.contains_key(&key) {
            connection.alias = Some(remote);
            self.by_remote.insert(key, id);
        }
    }

    pub(crate) fn remove(&mut self, id: ConnectionId) -> Option<Connection> {
        let connection = self.all.remove(&id)?;
        for remote in [Some(connection.remote), connection.alias]
            .into_iter()
            .flatten()
        {
            let key = (connection.kind, remote);
            if self.by_remote.get(&key) == Some(&id) {
                self.by_remote.remove(&key);
            }
        }
        Some(connection)
    }

    /// All connections of a listener.
    pub(crate) fn of(&self, listener: ListenerId) -> Vec<ConnectionId> {
        let ours = self
            .all
            .iter()
            .filter(|(_, connection)| connection.listener == listener);
        ours.map(|(id, _)| *id).collect()
    }

    fn add(
        &mut self,
        id: ConnectionId,
        listener: ListenerId,
        kind: Transport,
        remote: SocketAddr,
        opening: Option<Queue>,
    ) {
        let (reader, waiting, alias) = (StreamReader::default(), BTreeSet::new(), None);
        let connection = Connection {
            listener,
            kind,
            remote,
            reader,
            waiting,
            opening,
            alias,
        };
        self.all.insert(id, connection);
        self.by_remote.insert((kind, remote), id);
    }
}
