//! CSeq (RFC 3261 §20.16) and RAck (RFC 3262 §7.2).

use super::HeaderFault;
use super::scan::{decode, is_token, number};
use crate::message::Method;
use std::fmt;

/// The number and method that order requests within a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CSeq {
    /// Below 2^31.
    pub number: u32,
    /// The request's method.
    pub method: Method,
}

impl CSeq {
    /// Reads `4711 INVITE`; any blanks between.
    ///
    /// # Errors
    /// When the number is missing or not below 2^31, or the method is no token.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let mut words = text.split_ascii_whitespace();
        let sequence = number(words.next().unwrap_or(""))?;
        let method = words
            .next()
            .filter(|m| is_token(m))
            .ok_or(HeaderFault("no method"))?;
        if sequence >= 1 << 31 {
            return Err(HeaderFault("number not below 2^31"));
        }
        if words.next().is_some() {
            return Err(HeaderFault("more than number and method"));
        }
        Ok(Self {
            number: sequence,
            method: Method::parse(method),
        })
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

/// Which reliable provisional response a PRACK acknowledges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RAck {
    /// The response's RSeq.
    pub rseq: u32,
    /// The response's CSeq.
    pub cseq: CSeq,
}

impl RAck {
    /// Reads `1 4711 INVITE`.
    ///
    /// # Errors
    /// When a number or the method is not there.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let (rseq, cseq) = text
            .trim()
            .split_once([' ', '\t'])
            .ok_or(HeaderFault("no CSeq after RSeq"))?;
        Ok(Self {
            rseq: number(rseq)?,
            cseq: CSeq::parse(cseq.as_bytes())?,
        })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}
