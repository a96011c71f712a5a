//! Authorization and Proxy-Authorization: what a client answers.

use super::challenge::{Fields, split_scheme};
use super::{Algorithm, Qop};
use crate::header::{decode, split_list};
use std::fmt;

/// The answer to a digest challenge. Texts are without quotes but otherwise as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Who claims to ask.
    pub username: String,
    /// What the password belongs to.
    pub realm: String,
    /// The server's nonce.
    pub nonce: String,
    /// The URI in the digest; proxies may have changed the Request-URI since.
    pub uri: String,
    /// The proof.
    pub response: String,
    /// The hash that was used.
    pub algorithm: Algorithm,
    /// Absent with clients of RFC 2069.
    pub qop: Option<Qop>,
    /// The client's nonce.
    pub cnonce: String,
    /// The nonce count as written, eight hexadecimal digits.
    pub nc: String,
    /// The server's opaque text.
    pub opaque: Option<String>,
}

impl Credentials {
    /// Whether this header value is of the digest scheme at all.
    pub fn is_digest(value: &[u8]) -> bool {
        let word = value.get(..DIGEST.len()).unwrap_or(&[]);
        word.eq_ignore_ascii_case(DIGEST)
            && value.get(DIGEST.len()).is_none_or(|b| b" \t".contains(b))
    }

    /// Reads a header value.
    ///
    /// # Errors
    /// A word for what is missing or unknown.
    pub fn parse(value: &[u8]) -> Result<Self, &'static str> {
        let text = decode(value);
        let mut fields = Fields::default();
        for (at, piece) in split_list(text.as_bytes(), b',').enumerate() {
            let Ok(piece) = std::str::from_utf8(piece) else {
                continue;
            };
            fields.add(if at == 0 {
                split_scheme(piece).1
            } else {
                piece
            });
        }
        let must = |name, fault| fields.get(name).map(str::to_owned).ok_or(fault);
        let may = |name| fields.get(name).unwrap_or("").to_owned();
        let qop = match fields.get("qop").filter(|qop| !qop.is_empty()) {
            Some(qop) => Some(Qop::parse(qop).ok_or("unknown qop")?),
            None => None,
        };
        let algorithm = fields
            .get("algorithm")
            .map_or(Some(Algorithm::Md5), Algorithm::parse);
        let answer = Self {
            username: must("username", "no username")?,
            realm: must("realm", "no realm")?,
            nonce: must("nonce", "no nonce")?,
            uri: must("uri", "no uri")?,
            response: must("response", "no response")?,
            algorithm: algorithm.ok_or("unknown algorithm")?,
            qop,
            cnonce: may("cnonce"),
            nc: may("nc"),
            opaque: fields.get("opaque").map(str::to_owned),
        };
        if qop.is_some() && (answer.cnonce.is_empty() || answer.count().is_none()) {
            return Err("qop without cnonce and nc");
        }
        Ok(answer)
    }

    /// The nonce count as a number.
    pub fn count(&self) -> Option<u32> {
        let is_hex = self.nc.len() <= 8 && self.nc.bytes().all(|b| b.is_ascii_hexdigit());
        if is_hex {
            u32::from_str_radix(&self.nc, 16).ok()
        } else {
            None
        }
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{}\"",
            self.username, self.realm, self.nonce, self.uri, self.response
        )?;
        write!(f, ", algorithm={}", self.algorithm.as_str())?;
        if let Some(qop) = self.qop {
            write!(
                f,
                ", cnonce=\"{}\", qop={}, nc={}",
                self.cnonce,
                qop.as_str(),
                self.nc
            )?;
        } else if self.algorithm.is_sess() {
            write!(f, ", cnonce=\"{}\"", self.cnonce)?;
        }
        match &self.opaque {
            Some(opaque) => write!(f, ", opaque=\"{opaque}\""),
            None => Ok(()),
        }
    }
}

const DIGEST: &[u8] = b"Digest";
