//! `;name=value` parameters, in order, as written.

use super::scan::{find_outside, is_token, quote, split_list};
use std::fmt;

/// The parameters of a header or URI. Names are compared without case; order and quoting survive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `a=b;c;d="e"`, with or without a leading `;`. Never fails: odd pieces become flags.
    pub fn parse(text: &str) -> Self {
        let pieces = split_list(text.as_bytes(), b';');
        Self(
            pieces
                .filter_map(|piece| one_param(std::str::from_utf8(piece).ok()?))
                .collect(),
        )
    }

    /// The value without its quotes; a parameter without value gives `""`. The first of its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.find(name)?.as_deref().unwrap_or("");
        Some(
            value
                .strip_prefix('"')
                .and_then(|v| v.strip_suffix('"'))
                .unwrap_or(value),
        )
    }

    /// Whether the parameter is there, with or without value.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Adds or replaces a parameter; `None` writes it without value. Values that are no token are
    /// quoted, unless they already are or look like a host.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(|v| {
            if needs_quotes(v) {
                quote(v)
            } else {
                v.to_owned()
            }
        });
        match self
            .0
            .iter_mut()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
        {
            Some(slot) => slot.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Removes a parameter; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self.0.len() != before
    }

    /// All parameters in order; values as written, quotes included.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, name: &str) -> Option<&Option<String>> {
        self.0
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Some(value) => write!(f, ";{name}={value}")?,
                None => write!(f, ";{name}")?,
            }
        }
        Ok(())
    }
}

fn one_param(piece: &str) -> Option<(String, Option<String>)> {
    let (name, value) = match find_outside(piece.as_bytes(), b'=') {
        Some(at) => (&piece[..at], Some(piece[at + 1..].trim().to_owned())),
        None => (piece, None),
    };
    let name = name.trim();
    (!name.is_empty()).then(|| (name.to_owned(), value))
}

fn needs_quotes(value: &str) -> bool {
    let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    let host = value
        .bytes()
        .all(|b| b.is_ascii_hexdigit() || b":[].".contains(&b));
    !(quoted || host || is_token(value))
}
