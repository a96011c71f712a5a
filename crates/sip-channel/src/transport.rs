//! Where we listen, and how others see that.

use std::net::SocketAddr;

use sip::stack::Network;

use crate::endpoint::Dialect;

/// One port of ours, from `pjsip.conf` or from `[general]` of `sip.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transport {
    /// Its section; for `sip.conf` `udp`, `tcp`, ….
    pub name: String,
    /// What it speaks.
    pub kind: sip::header::Transport,
    /// Where it is bound; may be the unspecified address.
    pub bind: SocketAddr,
    /// Who wants it. When both files ask for the same port, it is one transport for both.
    pub dialects: Vec<Dialect>,
    /// The address that others see in signalling; empty: the real one.
    pub external_signaling_address: String,
    /// The port that others see; `None`: the real one.
    pub external_signaling_port: Option<u16>,
    /// The address that others see for media; empty: the one for signalling.
    pub external_media_address: String,
    /// Networks that see the real addresses.
    pub local_nets: Vec<Network>,
    /// Requests to a contact leave by the transport that it registered over.
    pub symmetric: bool,
    /// Whether a reload may change it.
    pub allow_reload: bool,
    /// Type of service of its packets, 0 to 255.
    pub tos: u8,
}

impl Transport {
    /// Whether the dialect listens here.
    pub fn serves(&self, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect)
    }
}
