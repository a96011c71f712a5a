//! Answering challenges.

use super::algorithm::Ingredients;
use super::{Challenge, Credentials, Qop, Secret};
use crate::header::HeaderName;
use crate::message::{Request, Response};

/// What an answer is made of besides the challenge.
#[derive(Clone, Copy, Debug)]
pub struct DigestAnswer<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The Request-URI as written.
    pub uri: &'a str,
    /// Who asks.
    pub username: &'a str,
    /// The proof of it.
    pub secret: &'a Secret,
    /// Unpredictable text, new for each answer.
    pub cnonce: &'a str,
    /// How often this nonce was used, this time included.
    pub nc: u32,
    /// The request's body, for `auth-int`.
    pub body: &'a [u8],
}

/// The value of the Authorization header; `None` when the secret does not fit the algorithm.
pub fn answer(challenge: &Challenge, answer: DigestAnswer<'_>) -> Option<String> {
    let qop = [Qop::Auth, Qop::AuthInt]
        .into_iter()
        .find(|qop| challenge.qop.contains(qop));
    let nc = format!("{:08x}", answer.nc);
    let username = plain_in_quotes(answer.username);
    let ingredients = Ingredients {
        algorithm: challenge.algorithm,
        username: &username,
        realm: &challenge.realm,
        nonce: &challenge.nonce,
        cnonce: answer.cnonce,
        nc: &nc,
        qop,
        method: answer.method,
        uri: answer.uri,
        body: answer.body,
    };
    let response = ingredients.response(answer.secret)?;
    let credentials = Credentials {
        username,
        realm: challenge.realm.clone(),
        nonce: challenge.nonce.clone(),
        uri: answer.uri.to_owned(),
        response,
        algorithm: challenge.algorithm,
        qop,
        cnonce: answer.cnonce.to_owned(),
        nc,
        opaque: challenge.opaque.clone(),
    };
    Some(credentials.to_string())
}

/// Remembers a challenge so that later requests need not be asked again.
#[derive(Clone, Debug)]
pub struct DigestClient {
    challenge: Challenge,
    header: HeaderName,
    username: String,
    secret: Secret,
    uses: u32,
}

impl DigestClient {
    /// Takes the strongest challenge of a 401 or 407 that `account` has a user and secret for;
    /// `account` is asked with the realm. `None` when there is none.
    pub fn choose(
        response: &Response,
        account: impl Fn(&str) -> Option<(String, Secret)>,
    ) -> Option<Self> {
        let (asked_in, header) = match response.status {
            401 => (HeaderName::WwwAuthenticate, HeaderName::Authorization),
            407 => (
                HeaderName::ProxyAuthenticate,
                HeaderName::ProxyAuthorization,
            ),
            _ => return None,
        };
        let challenges = response
            .headers
            .all(asked_in)
            .flat_map(Challenge::parse_all);
        let able = challenges.filter_map(|challenge| {
            let (username, secret) = account(&challenge.realm)?;
            secret.ha1(challenge.algorithm, &username, &challenge.realm)?;
            Some(Self {
                challenge,
                header: header.clone(),
                username,
                secret,
                uses: 0,
            })
        });
        // The first of equals: the server's preference (RFC 7616 §3.7).
        able.reduce(|best, next| {
            if next.challenge.algorithm.plain() > best.challenge.algorithm.plain() {
                next
            } else {
                best
            }
        })
    }

    /// The challenge being answered.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// Whether a new refusal is no reason to try again: the same nonce, or a new one that is not
    /// marked stale, after we have answered already.
    pub fn is_refused_by(&self, next: &Self) -> bool {
        self.uses > 0
            && self.challenge.realm == next.challenge.realm
            && (!next.challenge.stale || self.challenge.nonce == next.challenge.nonce)
    }

    /// Puts the answer into a request, in the place of an older one for the same realm.
    pub fn authorize(&mut self, request: &mut Request, cnonce: &str) {
        self.uses = self.uses.saturating_add(1);
        let value = answer(
            &self.challenge,
            DigestAnswer {
                method: request.method.as_str(),
                uri: request.uri.as_str(),
                username: &self.username,
                secret: &self.secret,
                cnonce,
                nc: self.uses,
                body: &request.body,
            },
        );
        let Some(value) = value else { return };
        let (header, realm) = (self.header.clone(), self.challenge.realm.as_str());
        request.headers.retain(|entry| {
            let ours = entry.is(&header)
                && Credentials::parse(entry.value()).is_ok_and(|old| old.realm == realm);
            !ours
        });
        request.headers.push(header, value);
    }
}

/// A name that can stand between quotes as it is: the digest is over the same text.
fn plain_in_quotes(username: &str) -> String {
    let quoted = crate::header::quote(username);
    quoted.get(1..quoted.len() - 1).unwrap_or("").to_owned()
}
