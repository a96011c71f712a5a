//! Asking for a password and judging the answer.

use super::algorithm::{Ingredients, hmac, same_in_constant_time};
use super::nonce::{self, UsedCounts};
use super::{Algorithm, Challenge, Credentials, Qop, Secret};
use crate::header::{HeaderName, unquote};
use crate::message::Request;
use std::time::{Duration, Instant};

/// Challenges requests of one realm. Holds no state per challenge, only of nonces in use.
#[derive(Debug)]
pub struct DigestServer {
    realm: String,
    key: [u8; 32],
    began: Instant,
    lifetime: Duration,
    algorithms: Vec<Algorithm>,
    used: UsedCounts,
}

/// What a request's credentials are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user knows the password.
    Ok {
        /// The user's name.
        username: String,
    },
    /// No digest credentials for this realm: challenge.
    Missing,
    /// The right password for a nonce that is too old, used up or not ours: challenge with
    /// `stale`.
    Stale {
        /// The user's name.
        username: String,
    },
    /// The user exists and the password is wrong.
    WrongPassword {
        /// The user's name.
        username: String,
    },
    /// There is no such user. The outside must not see a difference to `WrongPassword`.
    UnknownUser {
        /// The claimed name.
        username: String,
    },
    /// The credentials cannot be read; the text says why.
    Malformed(&'static str),
}

impl DigestServer {
    /// A server whose nonces live `lifetime`. `key` is unpredictable and of this process.
    /// `algorithms` are offered in this order; an empty list means MD5.
    pub fn new(
        realm: &str,
        key: [u8; 32],
        now: Instant,
        lifetime: Duration,
        algorithms: &[Algorithm],
    ) -> Self {
        let algorithms = if algorithms.is_empty() {
            vec![Algorithm::Md5]
        } else {
            algorithms.to_vec()
        };
        let realm = realm.replace(['"', '\\', '\r', '\n'], " ");
        Self {
            realm,
            key,
            began: now,
            lifetime,
            algorithms,
            used: UsedCounts::default(),
        }
    }

    /// The realm.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The values of WWW-Authenticate or Proxy-Authenticate, one header each.
    pub fn challenge(&self, now: Instant, random: u64, stale: bool) -> Vec<String> {
        let age = now.saturating_duration_since(self.began);
        let nonce = nonce::make(&self.key, &self.realm, age, random);
        let challenge = |algorithm: &Algorithm| Challenge {
            realm: self.realm.clone(),
            nonce: nonce.clone(),
            opaque: None,
            stale,
            algorithm: *algorithm,
            qop: vec![Qop::Auth],
        };
        self.algorithms
            .iter()
            .map(|algorithm| challenge(algorithm).to_string())
            .collect()
    }

    /// Judges a request's credentials. `secret` is asked once, with the claimed user name; an
    /// unknown name costs the same work as a wrong password.
    ///
    /// The `uri` of the credentials is not compared with the Request-URI, which proxies and
    /// phones change.
    pub fn verify(
        &mut self,
        now: Instant,
        request: &Request,
        secret: impl FnOnce(&str) -> Option<Secret>,
    ) -> Verdict {
        let credentials = match self.credentials(request) {
            Ok(Some(credentials)) => credentials,
            Ok(None) => return Verdict::Missing,
            Err(fault) => return Verdict::Malformed(fault),
        };
        let username = unquote(&format!("\"{}\"", credentials.username)).into_owned();
        let known = secret(&username);
        let is_known = known.is_some();
        let secret = known.unwrap_or_else(|| self.decoy(&username));
        let Some(right) = ingredients(&credentials, request).response(&secret) else {
            return Verdict::WrongPassword { username };
        };
        let claimed = credentials.response.to_ascii_lowercase();
        let is_right = same_in_constant_time(right.as_bytes(), claimed.as_bytes());
        match (is_known, is_right) {
            (false, _) => Verdict::UnknownUser { username },
            (true, false) => Verdict::WrongPassword { username },
            (true, true) if self.use_up(now, &credentials) => Verdict::Ok { username },
            (true, true) => Verdict::Stale { username },
        }
    }

    /// The credentials for our realm and an algorithm that we offered.
    fn credentials(&self, request: &Request) -> Result<Option<Credentials>, &'static str> {
        let mut fault = None;
        for name in [HeaderName::Authorization, HeaderName::ProxyAuthorization] {
            let values = request
                .headers
                .all(name)
                .filter(|value| Credentials::is_digest(value));
            for value in values {
                match Credentials::parse(value) {
                    Ok(found)
                        if found.realm == self.realm
                            && self.algorithms.contains(&found.algorithm) =>
                    {
                        return Ok(Some(found));
                    }
                    Ok(_) => {}
                    Err(why) => fault = Some(why),
                }
            }
        }
        fault.map_or(Ok(None), Err)
    }

    /// Spends one use of the nonce. A client without counts has exactly one.
    fn use_up(&mut self, now: Instant, credentials: &Credentials) -> bool {
        let age = now.saturating_duration_since(self.began);
        self.used.forget_old(age, self.lifetime);
        let Some(id) = nonce::open(&self.key, &self.realm, &credentials.nonce) else {
            return false;
        };
        let count = if credentials.qop.is_some() {
            credentials.count()
        } else {
            Some(1)
        };
        !id.is_over(age, self.lifetime) && count.is_some_and(|count| self.used.note(id, count))
    }

    /// A password that nobody has, for names that do not exist.
    fn decoy(&self, username: &str) -> Secret {
        let seal = hmac(&self.key, &[b"nobody", username.as_bytes()]);
        Secret::Password(super::algorithm::hex(&seal))
    }

    #[cfg(test)]
    pub(super) fn nonces_in_use(&self) -> usize {
        self.used.len()
    }
}

fn ingredients<'a>(credentials: &'a Credentials, request: &'a Request) -> Ingredients<'a> {
    Ingredients {
        algorithm: credentials.algorithm,
        username: &credentials.username,
        realm: &credentials.realm,
        nonce: &credentials.nonce,
        cnonce: &credentials.cnonce,
        nc: &credentials.nc,
        qop: credentials.qop,
        method: request.method.as_str(),
        uri: &credentials.uri,
        body: &request.body,
    }
}
