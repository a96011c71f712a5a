//! Header names and the typed values of the headers that the exchange reads or writes.
//! Values are parsed on demand from the bytes that [`crate::message::Headers`] keeps verbatim.

mod cseq;
mod name;
mod name_addr;
mod params;
mod reason;
mod refer;
mod scan;
#[cfg(test)]
mod tests;
mod timer;
mod tokens;
mod transport;
mod uri;
mod via;

pub use cseq::{CSeq, RAck};
pub use name::HeaderName;
pub use name_addr::NameAddr;
pub use params::Params;
pub use reason::{Diversion, Reason, RemoteParty, SubscriptionState};
pub use refer::Replaces;
pub use scan::{decode, escape, quote, split_list, unescape, unquote};
pub use timer::{MinSe, Refresher, SessionExpires, delta_seconds};
pub use tokens::TokenList;
pub use transport::Transport;
pub use uri::{Scheme, Uri};
pub use via::Via;

pub(crate) use name::Known;
pub(crate) use scan::is_token;
pub(crate) use via::parse_ip;

/// Why a header's value cannot be understood; the text names the part at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderFault(pub &'static str);

impl std::fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for HeaderFault {}
