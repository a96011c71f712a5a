//! Hash algorithms and the arithmetic of digest.

use super::Qop;
use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};
use std::fmt::Write;

/// A digest algorithm, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// `MD5`, what most phones know.
    Md5,
    /// `MD5-sess`
    Md5Sess,
    /// `SHA-256`
    Sha256,
    /// `SHA-256-sess`
    Sha256Sess,
    /// `SHA-512-256`
    Sha512T256,
    /// `SHA-512-256-sess`
    Sha512T256Sess,
}

/// What proves who someone is.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The password itself.
    Password(String),
    /// Hashes of `user:realm:password` in hexadecimal, each for one plain algorithm.
    Hashes(Vec<(Algorithm, String)>),
}

/// What a digest is computed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ingredients<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) username: &'a str,
    pub(super) realm: &'a str,
    pub(super) nonce: &'a str,
    pub(super) cnonce: &'a str,
    /// As written: eight hexadecimal digits.
    pub(super) nc: &'a str,
    pub(super) qop: Option<Qop>,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    pub(super) body: &'a [u8],
}

impl Algorithm {
    /// Reads the token of RFC 7616; names are compared without case.
    pub fn parse(token: &str) -> Option<Self> {
        ALL.into_iter()
            .find(|a| a.as_str().eq_ignore_ascii_case(token))
    }

    /// The token of RFC 7616.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Md5Sess => "MD5-sess",
            Self::Sha256 => "SHA-256",
            Self::Sha256Sess => "SHA-256-sess",
            Self::Sha512T256 => "SHA-512-256",
            Self::Sha512T256Sess => "SHA-512-256-sess",
        }
    }

    /// Whether the hash of the password is bound to the nonces.
    pub fn is_sess(self) -> bool {
        self != self.plain()
    }

    /// The same hash without `-sess`.
    pub fn plain(self) -> Self {
        match self {
            Self::Md5 | Self::Md5Sess => Self::Md5,
            Self::Sha256 | Self::Sha256Sess => Self::Sha256,
            Self::Sha512T256 | Self::Sha512T256Sess => Self::Sha512T256,
        }
    }

    /// The hash of parts joined by colons, in lower-case hexadecimal.
    pub(super) fn hash(self, parts: &[&[u8]]) -> String {
        match self.plain() {
            Self::Sha256 => joined_hash::<Sha256>(parts),
            Self::Sha512T256 => joined_hash::<Sha512_256>(parts),
            _ => joined_hash::<Md5>(parts),
        }
    }
}

impl Secret {
    /// The hash of `user:realm:password`, when this secret can give it.
    pub fn ha1(&self, algorithm: Algorithm, username: &str, realm: &str) -> Option<String> {
        let plain = algorithm.plain();
        match self {
            Self::Password(password) => {
                Some(plain.hash(&[username.as_bytes(), realm.as_bytes(), password.as_bytes()]))
            }
            Self::Hashes(hashes) => {
                let (_, hash) = hashes.iter().find(|(a, _)| *a == plain)?;
                Some(hash.to_ascii_lowercase())
            }
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Ingredients<'_> {
    /// The `response` value (RFC 7616 §3.4.1).
    pub(super) fn response(&self, secret: &Secret) -> Option<String> {
        let hash = |parts: &[&[u8]]| self.algorithm.hash(parts);
        let nonce = self.nonce.as_bytes();
        let cnonce = self.cnonce.as_bytes();
        let mut ha1 = secret.ha1(self.algorithm, self.username, self.realm)?;
        if self.algorithm.is_sess() {
            ha1 = hash(&[ha1.as_bytes(), nonce, cnonce]);
        }
        let (method, uri) = (self.method.as_bytes(), self.uri.as_bytes());
        let ha2 = match self.qop {
            Some(Qop::AuthInt) => hash(&[method, uri, hash(&[self.body]).as_bytes()]),
            _ => hash(&[method, uri]),
        };
        let (ha1, ha2) = (ha1.as_bytes(), ha2.as_bytes());
        Some(match self.qop {
            None => hash(&[ha1, nonce, ha2]),
            Some(qop) => hash(&[
                ha1,
                nonce,
                self.nc.as_bytes(),
                cnonce,
                qop.as_str().as_bytes(),
                ha2,
            ]),
        })
    }
}

/// HMAC-SHA-256 (RFC 2104) with a key of one hash length.
pub(super) fn hmac(key: &[u8; 32], data: &[&[u8]]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block
            .iter_mut()
            .zip(key)
            .for_each(|(byte, key)| *byte ^= key);
        block
    };
    let mut inner = Sha256::new().chain_update(pad(0x36));
    data.iter().for_each(|part| inner.update(part));
    let outer = Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner.finalize());
    outer.finalize().into()
}

/// Compares in a time that tells nothing about where the texts differ.
pub(super) fn same_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn joined_hash<H: Digest>(parts: &[&[u8]]) -> String {
    let mut hash = H::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            hash.update(b":");
        }
        hash.update(part);
    }
    hex(&hash.finalize())
}

const ALL: [Algorithm; 6] = [
    Algorithm::Md5,
    Algorithm::Md5Sess,
    Algorithm::Sha256,
    Algorithm::Sha256Sess,
    Algorithm::Sha512T256,
    Algorithm::Sha512T256Sess,
];
