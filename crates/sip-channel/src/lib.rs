//! What an exchange makes of SIP: endpoints in two dialects (pjsip.conf and sip.conf, each with its
//! driver's manners), registrations in and out, and the legs of calls (`Signal` ↔ dialog).

pub mod aor;
pub mod auth;
mod causes;
pub mod contact;
mod dial_string;
pub mod endpoint;
pub mod identify;
mod leg;
mod machine;
mod office;
pub mod outbound_registration;
pub mod qualify;
pub mod registrar;
pub mod settings;
pub mod show;
pub mod transport;

pub use causes::status_of;
pub use machine::{Input, MediaPorts, Output, Parts, SipChannel};

#[cfg(test)]
mod tests;
