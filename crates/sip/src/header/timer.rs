//! Durations in headers: delta-seconds, and the session timer's headers (RFC 4028).

use super::scan::{decode, number};
use super::{HeaderFault, Params};
use std::fmt;

/// Who sends the refreshes of a session timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresher {
    /// The side that sent the request.
    Uac,
    /// The side that answered it.
    Uas,
}

/// Session-Expires: how long the call lives without a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionExpires {
    /// Seconds.
    pub interval: u32,
    /// Absent in a request that leaves the choice to the other side.
    pub refresher: Option<Refresher>,
}

/// Min-SE: the shortest session interval, in seconds, that all hops accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinSe(pub u32);

/// Seconds as Expires and its kin write them. Too many digits mean the largest number
/// (RFC 3261 §20.19); anything else that is no number gives `None`.
pub fn delta_seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

impl SessionExpires {
    /// Reads `1800;refresher=uac`.
    ///
    /// # Errors
    /// When the interval is not a number.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let (interval, params) = text.split_once(';').unwrap_or((&text, ""));
        let refresher = match Params::parse(params).get("refresher") {
            Some(side) if side.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            Some(side) if side.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            _ => None,
        };
        Ok(Self {
            interval: number(interval.trim())?,
            refresher,
        })
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.interval)?;
        match self.refresher {
            Some(Refresher::Uac) => f.write_str(";refresher=uac"),
            Some(Refresher::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}

impl MinSe {
    /// Reads `90`; parameters are ignored.
    ///
    /// # Errors
    /// When it is not a number.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        Ok(Self(number(text.split(';').next().unwrap_or("").trim())?))
    }
}
