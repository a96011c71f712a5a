//! Sockets.

pub mod rtp_ports;
