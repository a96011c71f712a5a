//! What the stack may be told at its start.

use crate::transaction::Timers;
use std::time::Duration;

/// Settings of one SIP node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackConfig {
    /// T1, T2 and T4.
    pub timers: Timers,
    /// Text of User-Agent and Server; empty: neither is sent.
    pub user_agent: String,
    /// The source of all tags, branches and Call-IDs. Must be unpredictable in production.
    pub seed: [u64; 4],
    /// How long an INVITE may stay unanswered before 100 Trying is sent for the user.
    pub trying_after: Duration,
    /// Answer requests to the port they came from even when Via does not ask (`force_rport`).
    /// Can be changed for one transaction with `Stack::force_rport`.
    pub force_rport: bool,
    /// Requests longer than this many bytes prefer TCP to UDP when a TCP listener exists
    /// (RFC 3261 §18.1.1); `None` never switches, as Asterisk does by default.
    pub tcp_above: Option<usize>,
    /// Whether SRV records are asked for (`srvlookup` of sip.conf).
    pub srv_lookup: bool,
    /// Whether NAPTR records are asked for.
    pub naptr_lookup: bool,
    /// How long a connection may take to open before the next address is tried.
    pub connect_patience: Duration,
    /// Extensions (option tags) that Require may name; others are refused with 420.
    pub supported: Vec<String>,
    /// Bounds on memory.
    pub limits: Limits,
}

/// How much the stack may hold at once. Beyond it, requests get 503 and connections are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Transactions of both sides.
    pub transactions: usize,
    /// Dialogs.
    pub dialogs: usize,
    /// Stream connections.
    pub connections: usize,
    /// Early dialogs of one INVITE that we sent.
    pub forks: usize,
    /// Bytes waiting for one connection to open.
    pub waiting_bytes: usize,
}

impl Default for StackConfig {
    fn default() -> Self {
        Self {
            timers: Timers::default(),
            user_agent: String::new(),
            seed: [0; 4],
            trying_after: Duration::from_millis(200),
            force_rport: true,
            tcp_above: Some(1300),
            srv_lookup: true,
            naptr_lookup: true,
            connect_patience: Duration::from_secs(5),
            supported: [
                "100rel",
                "timer",
                "replaces",
                "norefersub",
                "outbound",
                "path",
            ]
            .map(str::to_owned)
            .to_vec(),
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            transactions: 200_000,
            dialogs: 50_000,
            connections: 20_000,
            forks: 32,
            waiting_bytes: 256 * 1024,
        }
    }
}
