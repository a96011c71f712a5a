//! Digest authentication (RFC 7616, RFC 8760): as the server that asks and as the client that
//! answers. Time and randomness are arguments.

mod algorithm;
mod challenge;
mod client;
mod credentials;
mod nonce;
mod server;
#[cfg(test)]
mod tests;

pub use algorithm::{Algorithm, Secret};
pub use challenge::{Challenge, Qop};
pub use client::{DigestAnswer, DigestClient, answer};
pub use credentials::Credentials;
pub use server::{DigestServer, Verdict};
