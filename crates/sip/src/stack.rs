//! One SIP node without sockets: transactions, dialogs, connections and server location behind
//! `handle`, `poll_output` and `next_deadline`.
//!
//! The user of the stack gives orders by methods (`request`, `respond`, `ack`, …) and reads
//! [`UserEvent`]s from `poll_output`. After every call, drain `poll_output`.

mod answering;
mod asking;
mod calls;
mod cancelling;
mod config;
mod connections;
mod delivery;
mod flow;
mod io;
mod listeners;
mod locating;
mod making_dialogs;
mod our_host;
mod random;
mod received;
mod receiving;
mod reliable;
mod responses;
mod sent;
mod serving;
#[cfg(test)]
mod tests;

pub use asking::retried;
pub use config::{Limits, StackConfig};
pub use flow::{
    Advertised, ConnectionId, Destination, Flow, Listener, ListenerId, LocalAddresses, Network,
    NextHop,
};
pub use io::{
    DialogId, ExtraHeaders, Gone, Input, NoAnswer, Output, QueryId, TransactionId, UserEvent,
};
pub use listeners::OurAddress;

use crate::dialog::{Dialog, DialogName};
use crate::transaction::{Deadlines, ServerKey};
use connections::Connections;
use listeners::Listeners;
use random::Random;
use received::Received;
use sent::Sent;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;
use std::time::Instant;

/// A host name that never exists. Wherever a header of a message given to the stack has it as
/// the host of a URI (From, Contact, P-Asserted-Identity, …), the stack writes the address of ours
/// that the receiver can reach; in Contact with port and transport.
pub const OUR_HOST: &str = "our-host.invalid";

/// One SIP node.
pub struct Stack {
    config: StackConfig,
    random: Random,
    ids: u64,
    outputs: VecDeque<Output>,
    deadlines: Deadlines<Alarm>,
    listeners: Listeners,
    connections: Connections,
    sent: BTreeMap<TransactionId, Sent>,
    sent_by_key: HashMap<ServerKey, TransactionId>,
    received: BTreeMap<TransactionId, Received>,
    received_by_key: HashMap<ServerKey, TransactionId>,
    dialogs: BTreeMap<DialogId, Dialog>,
    dialogs_by_name: HashMap<DialogName, DialogId>,
    queries: BTreeMap<QueryId, TransactionId>,
}

/// Whose deadline it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    Sent(TransactionId),
    Received(TransactionId),
    Dialog(DialogId),
    Connection(ConnectionId),
}

impl Stack {
    /// A node without transports; `Input::ListenerOpened` gives it some.
    pub fn new(mut config: StackConfig, addresses: Box<dyn LocalAddresses>) -> Self {
        config.timers = config.timers.at_least_a_millisecond();
        Self {
            random: Random::new(config.seed),
            config,
            ids: 0,
            outputs: VecDeque::new(),
            deadlines: Deadlines::default(),
            listeners: Listeners::new(addresses),
            connections: Connections::default(),
            sent: BTreeMap::new(),
            sent_by_key: HashMap::new(),
            received: BTreeMap::new(),
            received_by_key: HashMap::new(),
            dialogs: BTreeMap::new(),
            dialogs_by_name: HashMap::new(),
            queries: BTreeMap::new(),
        }
    }

    /// Takes in what happened outside.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Datagram {
                listener,
                from,
                bytes,
            } => {
                self.datagram(now, listener, from, bytes);
            }
            Input::Connected { connection } => self.connected(connection),
            Input::Accepted {
                listener,
                connection,
                remote,
            } => {
                self.accepted(listener, connection, remote);
            }
            Input::StreamBytes { connection, bytes } => self.stream_bytes(now, connection, bytes),
            Input::Broken { connection } => self.broken(now, connection),
            Input::SendFailed { flow } => self.send_failed(now, flow),
            Input::DnsAnswer { query, answer } => self.dns_answer(now, query, answer),
            Input::ListenerOpened(listener) => self.listeners.open(listener),
            Input::ListenerClosed(listener) => self.listener_closed(now, listener),
            Input::Tick => {}
        }
        self.tick(now);
    }

    /// What must be done next; call until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `Input::Tick` is wanted at the latest; `None` when nothing is pending.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// Replaces settings; bounds and timers hold for what starts from now on.
    pub fn configure(&mut self, config: StackConfig) {
        self.config = config;
        self.config.timers = self.config.timers.at_least_a_millisecond();
    }

    /// The dialog, while it lives.
    pub fn dialog(&self, dialog: DialogId) -> Option<&Dialog> {
        self.dialogs.get(&dialog)
    }

    /// The dialog with this Call-ID, our tag and their tag, as Replaces and Join name it.
    pub fn find_dialog(&self, name: &DialogName) -> Option<DialogId> {
        self.dialogs_by_name.get(name).copied()
    }

    /// The dialog that a transaction of either side belongs to or has made. For an INVITE of
    /// ours with several forks: the first.
    pub fn dialog_of(&self, transaction: TransactionId) -> Option<DialogId> {
        match self.sent.get(&transaction) {
            Some(sent) => sent
                .dialog
                .or_else(|| sent.forks.first().map(|fork| fork.dialog)),
            None => self.received.get(&transaction)?.dialog,
        }
    }

    /// How others reach us at this listener, as seen from `remote`.
    pub fn our_address(&self, listener: ListenerId, remote: IpAddr) -> Option<OurAddress> {
        self.listeners.our_address(listener, remote)
    }

    /// The address of this machine that packets to `remote` leave from.
    pub fn local_ip(&self, remote: IpAddr) -> IpAddr {
        self.listeners.local_ip(remote)
    }

    /// A fresh token of 64 random bits, for tags, Call-IDs and the like.
    pub fn token(&mut self) -> String {
        self.random.token()
    }

    /// How many transactions and dialogs are alive.
    pub fn load(&self) -> Load {
        Load {
            transactions: self.sent.len() + self.received.len(),
            dialogs: self.dialogs.len(),
            connections: self.connections.len(),
        }
    }

    fn tick(&mut self, now: Instant) {
        while let Some(alarm) = self.deadlines.pop_due(now) {
            match alarm {
                Alarm::Sent(id) => self.sent_is_due(now, id),
                Alarm::Received(id) => self.received_is_due(now, id),
                Alarm::Dialog(id) => self.answer_is_due(now, id),
                Alarm::Connection(id) => self.connection_is_late(now, id),
            }
        }
    }

    fn new_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn tell(&mut self, event: UserEvent) {
        self.outputs.push_back(Output::Event(event));
    }

    fn is_full(&self) -> bool {
        self.sent.len() + self.received.len() >= self.config.limits.transactions
    }
}

/// How much the stack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Transactions of both sides.
    pub transactions: usize,
    /// Dialogs.
    pub dialogs: usize,
    /// Stream connections.
    pub connections: usize,
}
