//! Comma lists of tokens: Supported, Require, Unsupported, Allow, Allow-Events, Privacy.

use super::scan::{decode, split_list};
use std::fmt;

/// A list of tokens, compared without case as option tags are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenList(Vec<String>);

impl TokenList {
    /// Reads one header value; empty elements are left out.
    pub fn parse(value: &[u8]) -> Self {
        Self(
            split_list(value, b',')
                .map(|token| decode(token).into_owned())
                .collect(),
        )
    }

    /// Whether the token is in the list.
    pub fn has(&self, token: &str) -> bool {
        self.0.iter().any(|t| t.eq_ignore_ascii_case(token))
    }

    /// Adds a token that is not yet there.
    pub fn add(&mut self, token: &str) {
        if !self.has(token) {
            self.0.push(token.to_owned());
        }
    }

    /// All tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<String>> FromIterator<S> for TokenList {
    fn from_iter<I: IntoIterator<Item = S>>(tokens: I) -> Self {
        Self(tokens.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for TokenList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}
