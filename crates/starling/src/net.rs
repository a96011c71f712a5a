//! Sockets.

pub mod addresses;
pub mod resolver;
pub mod rtp_ports;
pub mod sip_sockets;
