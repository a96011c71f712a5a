//! What someone must know, and where someone must be, to be let in.

use std::net::IpAddr;

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

/// Networks let in and kept out, in the order written; the last that fits decides, and an address
/// that fits none is let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acl(Vec<Rule>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    permit: bool,
    network: Network,
}

impl Acl {
    /// Whether the address may come in.
    pub fn allows(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let last = self.0.iter().rev().find(|rule| rule.network.contains(ip));
        last.is_none_or(|rule| rule.permit)
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a line: networks separated by commas, each `address`, `address/bits` or
    /// `address/netmask`; `!` before one turns its sense.
    ///
    /// # Errors
    /// The piece that is not a network; those before it are taken.
    pub fn add(&mut self, permit: bool, line: &str) -> Result<(), String> {
        for piece in line
            .split(',')
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
        {
            let (turned, text) = match piece.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, piece),
            };
            let network = network(text).ok_or_else(|| piece.to_owned())?;
            self.0.push(Rule {
                permit: permit != turned,
                network,
            });
        }
        Ok(())
    }

    /// Adds another list's rules behind these.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }
}

/// Reads `address`, `address/bits` or `address/netmask`.
pub fn network(text: &str) -> Option<Network> {
    let (address, mask) = match text.split_once('/') {
        Some((address, mask)) => (address.trim(), Some(mask.trim())),
        None => (text.trim(), None),
    };
    let address = address
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>()
        .ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match mask {
        None => width,
        Some(mask) => match mask.parse::<u8>() {
            Ok(bits) if bits <= width => bits,
            Ok(_) => return None,
            Err(_) => netmask_bits(mask.parse().ok()?)?,
        },
    };
    Some(Network { address, prefix })
}

fn netmask_bits(mask: IpAddr) -> Option<u8> {
    let (ones, zeros, width) = match mask {
        IpAddr::V4(v4) => {
            let bits = u32::from(v4);
            (bits.leading_ones(), bits.trailing_zeros(), 32)
        }
        IpAddr::V6(v6) => {
            let bits = u128::from(v6);
            (bits.leading_ones(), bits.trailing_zeros(), 128)
        }
    };
    (ones + zeros.min(width) == width).then_some(u8::try_from(ones).ok()?)
}

#[cfg(test)]
mod tests;
