//! SIP without sockets: bytes to messages and back, typed headers, digest, server location,
//! transactions and dialogs. Time, randomness and the network are arguments here.

pub mod auth;
pub mod dialog;
pub mod dns;
pub mod header;
pub mod message;
pub mod stack;
pub mod transaction;
