//! Networks let in and kept out: `permit`, `deny`, `acl.conf`.

use std::net::IpAddr;

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

/// An address range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Any address in it.
    pub address: IpAddr,
    /// Length of the common prefix in bits.
    pub prefix: u8,
}

impl Network {
    /// Reads `address`, `address/bits` or `address/netmask`.
    pub fn parse(text: &str) -> Option<Self> {
        network(text)
    }

    /// Whether `ip` lies in the range; addresses of the other family never do.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let same = |width: u32, ours: u128, theirs: u128| {
            let free = width.saturating_sub(self.prefix.into());
            ours.checked_shr(free) == theirs.checked_shr(free)
        };
        match (self.address, ip) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                same(32, u32::from(ours).into(), u32::from(theirs).into())
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => same(128, ours.into(), theirs.into()),
            _ => false,
        }
    }
}

fn network(text: &str) -> Option<Network> {
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
