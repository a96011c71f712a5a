//! Sockets.

pub(crate) mod addresses;
pub(crate) mod port_owner;
pub(crate) mod readiness;
pub(crate) mod resolver;
pub(crate) mod rtp_ports;
pub(crate) mod sip_sockets;
