//! `"Display" <uri>;params`: From, To, Contact, Route, Refer-To and their kin (RFC 3261 §20.10).

use super::scan::{decode, find_outside, quote, split_list, unquote};
use super::{HeaderFault, Params, Uri};
use std::fmt;

/// A URI with a display name and header parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddr {
    /// The display name without quotes; `None` when there is none.
    pub display: Option<String>,
    /// The address.
    pub uri: Uri,
    /// Parameters of the header, such as `tag` or `expires`.
    pub params: Params,
}

impl NameAddr {
    /// An address alone.
    pub fn new(uri: Uri) -> Self {
        Self {
            display: None,
            uri,
            params: Params::new(),
        }
    }

    /// Reads one value. Unquoted display names may hold any character but `<`, since phones do so.
    ///
    /// # Errors
    /// On an open quote or bracket, a bad URI, or a `?` in a URI without brackets.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let text = text.trim();
        match find_outside(text.as_bytes(), b'<') {
            Some(open) => Self::parse_bracketed(text, open),
            None if text.starts_with('"') => Err(HeaderFault("open quote or no address")),
            None => Self::parse_bare(text),
        }
    }

    /// Reads a comma list into `all`. A comma in an unquoted display name splits nothing.
    ///
    /// # Errors
    /// As [`NameAddr::parse`].
    pub fn parse_list(value: &[u8], all: &mut Vec<Self>) -> Result<(), HeaderFault> {
        let mut name_begun: Vec<u8> = Vec::new();
        for piece in split_list(value, b',') {
            let is_address = piece.iter().any(|b| b"<:".contains(b));
            if !name_begun.is_empty() {
                name_begun.extend_from_slice(b", ");
                name_begun.extend_from_slice(piece);
                if is_address {
                    all.push(Self::parse(&name_begun)?);
                    name_begun.clear();
                }
            } else if is_address {
                all.push(Self::parse(piece)?);
            } else {
                name_begun.extend_from_slice(piece);
            }
        }
        if name_begun.is_empty() {
            Ok(())
        } else {
            Err(HeaderFault("no address"))
        }
    }

    /// The `tag` parameter.
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag").filter(|t| !t.is_empty())
    }

    /// Sets the `tag` parameter.
    pub fn set_tag(&mut self, tag: &str) {
        self.params.set("tag", Some(tag));
    }

    /// The `expires` parameter of a Contact, in seconds; too large a number means the largest.
    pub fn expires(&self) -> Option<u32> {
        self.params.get("expires").and_then(super::delta_seconds)
    }

    /// The `q` parameter of a Contact in thousandths; 1000 when absent or odd.
    pub fn q(&self) -> u16 {
        let q = self
            .params
            .get("q")
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        (q.clamp(0.0, 1.0) * 1000.0).round() as u16
    }

    /// Whether this is a loose route (`;lr`, RFC 3261 §19.1.1).
    pub fn is_loose_route(&self) -> bool {
        self.uri.has_param("lr")
    }

    fn parse_bracketed(text: &str, open: usize) -> Result<Self, HeaderFault> {
        let after = &text[open + 1..];
        let close = after.find('>').ok_or(HeaderFault("'<' without '>'"))?;
        let name = text[..open].trim();
        if name.starts_with('"') && !(name.len() > 1 && name.ends_with('"')) {
            return Err(HeaderFault("open quote in display name"));
        }
        let display = unquote(name).into_owned();
        Ok(Self {
            display: (!display.is_empty()).then_some(display),
            uri: Uri::parse(after[..close].trim())?,
            params: Params::parse(&after[close + 1..]),
        })
    }

    /// Without brackets, all parameters belong to the header (RFC 3261 §20).
    fn parse_bare(text: &str) -> Result<Self, HeaderFault> {
        let at = text.find('@').unwrap_or(0);
        let end = text[at..]
            .find(';')
            .map_or(text.len(), |semicolon| at + semicolon);
        let address = text[..end].trim_end();
        if address[at.min(address.len())..].contains('?') {
            return Err(HeaderFault("URI with '?' needs angle brackets"));
        }
        Ok(Self {
            display: None,
            uri: Uri::parse(address)?,
            params: Params::parse(&text[end..]),
        })
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.display {
            write!(f, "{} ", quote(name))?;
        }
        write!(f, "<{}>{}", self.uri, self.params)
    }
}
