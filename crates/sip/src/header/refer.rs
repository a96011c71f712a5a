//! Replaces (RFC 3891), also found inside the URI of an attended transfer's Refer-To.

use super::scan::decode;
use super::{HeaderFault, Params};
use std::fmt;

/// The dialog that a new call takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaces {
    /// The dialog's Call-ID.
    pub call_id: String,
    /// The tag of the side that receives this request.
    pub to_tag: String,
    /// The tag of the other side.
    pub from_tag: String,
    /// Only a dialog that is not yet confirmed may be replaced.
    pub early_only: bool,
}

impl Replaces {
    /// Reads a Replaces value, without URI escapes.
    ///
    /// # Errors
    /// When the Call-ID or a tag is missing.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let (call_id, params) = text.split_once(';').ok_or(HeaderFault("no tags"))?;
        let params = Params::parse(params);
        let tag = |name, fault| match params.get(name) {
            Some(tag) if !tag.is_empty() => Ok(tag.to_owned()),
            _ => Err(HeaderFault(fault)),
        };
        let call_id = call_id.trim().to_owned();
        if call_id.is_empty() {
            return Err(HeaderFault("no Call-ID"));
        }
        Ok(Self {
            call_id,
            to_tag: tag("to-tag", "no to-tag")?,
            from_tag: tag("from-tag", "no from-tag")?,
            early_only: params.has("early-only"),
        })
    }
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{};to-tag={};from-tag={}",
            self.call_id, self.to_tag, self.from_tag
        )?;
        f.write_str(if self.early_only { ";early-only" } else { "" })
    }
}
