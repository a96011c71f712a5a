//! What someone must know, and where someone must be, to be let in.

pub use config::Acl;
use sip::auth::{Algorithm, Secret};
use sip::stack::Network;

/// A user name and its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The section it is written in; for `sip.conf` the peer's name.
    pub section: String,
    /// The user.
    pub username: String,
    /// The password or hashes of it.
    pub secret: Secret,
    /// What it is good for; empty: when we ask, our usual realm; when we are asked, any.
    pub realm: String,
    /// The algorithms to ask for, best first; empty: the usual.
    pub algorithms: Vec<Algorithm>,
}

impl Credential {
    /// A plain password without a realm.
    pub fn password(section: &str, username: &str, password: &str) -> Self {
        Self {
            section: section.to_owned(),
            username: username.to_owned(),
            secret: Secret::Password(password.to_owned()),
            realm: String::new(),
            algorithms: Vec::new(),
        }
    }

    /// Whether it answers challenges of this realm. An empty realm and `*` answer all.
    pub fn is_for(&self, realm: &str) -> bool {
        self.is_for_any() || self.realm == realm
    }

    fn is_for_any(&self) -> bool {
        self.realm.is_empty() || self.realm == "*"
    }
}

/// What to answer a challenge of `realm` with: the credential written for it, else the first for any.
pub fn account(credentials: &[Credential], realm: &str) -> Option<(String, Secret)> {
    let exact = credentials
        .iter()
        .find(|one| !one.is_for_any() && one.realm == realm);
    let one = exact.or_else(|| credentials.iter().find(|one| one.is_for_any()))?;
    Some((one.username.clone(), one.secret.clone()))
}

/// Reads `address`, `address/bits` or `address/netmask`.
pub fn network(text: &str) -> Option<Network> {
    let config::Network { address, prefix } = config::Network::parse(text)?;
    Some(Network { address, prefix })
}

#[cfg(test)]
mod tests;
