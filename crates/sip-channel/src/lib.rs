//! What an exchange makes of SIP: endpoints in two dialects (pjsip.conf and sip.conf, each with its
//! driver's manners), registrations in and out, and the legs of calls (`Signal` ↔ dialog).

pub mod aor;
pub mod auth;
pub mod contact;
pub mod endpoint;
pub mod identify;
pub mod outbound_registration;
pub mod qualify;
pub mod registrar;
pub mod settings;
pub mod transport;
