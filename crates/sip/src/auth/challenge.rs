//! WWW-Authenticate and Proxy-Authenticate: what a server asks.

use super::Algorithm;
use crate::header::{decode, quote, split_list};
use std::fmt;

/// Quality of protection: whether the body is in the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qop {
    /// Method and URI only.
    Auth,
    /// The body too.
    AuthInt,
}

impl Qop {
    /// Reads the token.
    pub fn parse(token: &str) -> Option<Self> {
        [Self::Auth, Self::AuthInt]
            .into_iter()
            .find(|q| q.as_str().eq_ignore_ascii_case(token))
    }

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::AuthInt => "auth-int",
        }
    }
}

/// One digest challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// What the password belongs to.
    pub realm: String,
    /// To be mixed into the answer.
    pub nonce: String,
    /// To be sent back unchanged.
    pub opaque: Option<String>,
    /// Only the nonce was too old; the password was right.
    pub stale: bool,
    /// The hash to use.
    pub algorithm: Algorithm,
    /// What may be protected; empty with servers of RFC 2069.
    pub qop: Vec<Qop>,
}

impl Challenge {
    /// Reads a header value. Challenges of other schemes, of unknown algorithms, or without realm
    /// or nonce are left out (RFC 7616 §3.3: ignore what is not understood).
    pub fn parse_all(value: &[u8]) -> Vec<Self> {
        let text = decode(value);
        let mut groups: Vec<(String, Fields)> = Vec::new();
        for piece in split_list(text.as_bytes(), b',') {
            let Ok(piece) = std::str::from_utf8(piece) else {
                continue;
            };
            let (scheme, field) = split_scheme(piece);
            if let Some(scheme) = scheme {
                groups.push((scheme.to_ascii_lowercase(), Fields::default()));
            }
            if let Some((_, fields)) = groups.last_mut() {
                fields.add(field);
            }
        }
        let digests = groups.into_iter().filter(|(scheme, _)| scheme == "digest");
        digests
            .filter_map(|(_, fields)| Self::from_fields(&fields))
            .collect()
    }

    fn from_fields(fields: &Fields) -> Option<Self> {
        let qop: Vec<Qop> = fields
            .get("qop")
            .map(|list| {
                list.split(',')
                    .filter_map(|q| Qop::parse(q.trim()))
                    .collect()
            })
            .unwrap_or_default();
        if qop.is_empty()
            && fields
                .get("qop")
                .is_some_and(|list| !list.trim().is_empty())
        {
            return None;
        }
        Some(Self {
            realm: fields.get("realm")?.to_owned(),
            nonce: fields.get("nonce")?.to_owned(),
            opaque: fields.get("opaque").map(str::to_owned),
            stale: fields
                .get("stale")
                .is_some_and(|s| s.eq_ignore_ascii_case("true")),
            algorithm: fields
                .get("algorithm")
                .map_or(Some(Algorithm::Md5), Algorithm::parse)?,
            qop,
        })
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| format!("\"{text}\"");
        write!(
            f,
            "Digest realm={}, nonce={}",
            quoted(&self.realm),
            quoted(&self.nonce)
        )?;
        if let Some(opaque) = &self.opaque {
            write!(f, ", opaque={}", quoted(opaque))?;
        }
        if self.stale {
            f.write_str(", stale=true")?;
        }
        write!(f, ", algorithm={}", self.algorithm.as_str())?;
        if self.qop.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = self.qop.iter().map(|q| q.as_str()).collect();
        write!(f, ", qop={}", quote(&names.join(",")))
    }
}

/// `name=value` pairs of an authentication header; values without quotes but otherwise as
/// written, since that is what the digest is computed over.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn add(&mut self, field: &str) {
        let Some((name, value)) = field.split_once('=') else {
            return;
        };
        let value = value.trim();
        let inner = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        if self.0.len() < MOST_FIELDS {
            let value = inner.unwrap_or(value).to_owned();
            self.0.push((name.trim().to_ascii_lowercase(), value));
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

/// `Digest realm=…` begins a challenge; `nonce=…` goes on with it.
pub(super) fn split_scheme(piece: &str) -> (Option<&str>, &str) {
    match piece.split_once([' ', '\t']) {
        Some((scheme, field)) if !scheme.contains('=') && !field.trim().starts_with('=') => {
            (Some(scheme), field.trim())
        }
        _ => (None, piece),
    }
}

const MOST_FIELDS: usize = 32;
