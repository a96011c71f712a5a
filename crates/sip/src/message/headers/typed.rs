//! Headers read as what they mean, on demand.

use super::Headers;
use crate::header::{
    CSeq, HeaderFault, HeaderName, Known, NameAddr, RAck, Replaces, SessionExpires, TokenList, Via,
    decode, delta_seconds, split_list,
};
use std::borrow::Cow;

impl Headers {
    /// The topmost Via.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn top_via(&self) -> Result<Via, HeaderFault> {
        let value = self.all_known(Known::Via).next().ok_or(MISSING)?;
        Via::parse(split_list(value, b',').next().ok_or(MISSING)?)
    }

    /// All Vias, topmost first.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn vias(&self) -> Result<Vec<Via>, HeaderFault> {
        self.elements(HeaderName::Via).map(Via::parse).collect()
    }

    /// The elements of a comma list over all headers of this name.
    pub fn elements(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        self.all(name).flat_map(|value| split_list(value, b','))
    }

    /// Replaces the first element of a comma list, e.g. the topmost Via; adds it when none is.
    pub fn set_first(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        let Some(rest) = self.rest_of_first(&name) else {
            return self.push_front(name, value);
        };
        let mut joined = value.as_ref().to_vec();
        if !rest.is_empty() {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(&rest);
        }
        if let Some(known) = name.known() {
            self.replace_first(known, &joined);
        }
    }

    /// Removes the first element of a comma list, e.g. our own Route; says whether there was one.
    pub fn pop_first(&mut self, name: HeaderName) -> bool {
        let (Some(rest), Some(known)) = (self.rest_of_first(&name), name.known()) else {
            return false;
        };
        if rest.is_empty() {
            self.remove_first(known);
        } else {
            self.replace_first(known, &rest);
        }
        true
    }

    /// The From header.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn from(&self) -> Result<NameAddr, HeaderFault> {
        NameAddr::parse(self.all_known(Known::From).next().ok_or(MISSING)?)
    }

    /// The To header.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn to(&self) -> Result<NameAddr, HeaderFault> {
        NameAddr::parse(self.all_known(Known::To).next().ok_or(MISSING)?)
    }

    /// The Call-ID; `None` when missing or empty.
    pub fn call_id(&self) -> Option<Cow<'_, str>> {
        self.all_known(Known::CallId)
            .next()
            .map(decode)
            .filter(|id| !id.is_empty())
    }

    /// The CSeq.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn cseq(&self) -> Result<CSeq, HeaderFault> {
        CSeq::parse(self.all_known(Known::CSeq).next().ok_or(MISSING)?)
    }

    /// Whether a REGISTER asks to forget all contacts.
    pub fn contact_is_star(&self) -> bool {
        self.all_known(Known::Contact).any(|value| value == b"*")
    }

    /// All contacts; none for `*`.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn contacts(&self) -> Result<Vec<NameAddr>, HeaderFault> {
        self.addresses(HeaderName::Contact)
    }

    /// The first contact.
    pub fn contact(&self) -> Option<NameAddr> {
        self.contacts().ok()?.into_iter().next()
    }

    /// The Route set still to visit.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn routes(&self) -> Result<Vec<NameAddr>, HeaderFault> {
        self.addresses(HeaderName::Route)
    }

    /// The proxies that want to stay in the dialog, topmost first.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn record_routes(&self) -> Result<Vec<NameAddr>, HeaderFault> {
        self.addresses(HeaderName::RecordRoute)
    }

    /// All addresses of all headers of this name, e.g. Contact, Path, Diversion.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn addresses(&self, name: HeaderName) -> Result<Vec<NameAddr>, HeaderFault> {
        let mut all = Vec::new();
        for value in self.all(name).filter(|value| *value != b"*") {
            NameAddr::parse_list(value, &mut all)?;
        }
        Ok(all)
    }

    /// Max-Forwards, when there is one.
    ///
    /// # Errors
    /// When it is no number up to 255.
    pub fn max_forwards(&self) -> Result<Option<u8>, HeaderFault> {
        let Some(text) = self.text(HeaderName::MaxForwards) else {
            return Ok(None);
        };
        let hops = delta_seconds(&text).and_then(|hops| u8::try_from(hops).ok());
        hops.map(Some).ok_or(HeaderFault("not a number up to 255"))
    }

    /// Expires in seconds; a value that is no number counts as absent.
    pub fn expires(&self) -> Option<u32> {
        delta_seconds(&self.text(HeaderName::Expires)?)
    }

    /// A header that is one number, e.g. RSeq, Min-Expires, Retry-After; comments are ignored.
    pub fn number(&self, name: HeaderName) -> Option<u32> {
        let text = self.text(name)?;
        delta_seconds(text.split([';', '(', ' ', '\t']).next().unwrap_or(""))
    }

    /// The tokens of all headers of this name, e.g. Supported, Require, Allow.
    pub fn tokens(&self, name: HeaderName) -> TokenList {
        self.elements(name).map(decode).collect()
    }

    /// Whether an extension stands in Supported or Require.
    pub fn supports(&self, extension: &str) -> bool {
        self.tokens(HeaderName::Supported).has(extension)
            || self.tokens(HeaderName::Require).has(extension)
    }

    /// The media type in lower case without parameters, e.g. `application/sdp`.
    pub fn content_type(&self) -> Option<String> {
        let text = self.text(HeaderName::ContentType)?;
        let media_type = text.split(';').next().unwrap_or("");
        Some(
            media_type
                .split_ascii_whitespace()
                .collect::<String>()
                .to_ascii_lowercase(),
        )
    }

    /// Session-Expires, when there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn session_expires(&self) -> Result<Option<SessionExpires>, HeaderFault> {
        self.get(HeaderName::SessionExpires)
            .map(SessionExpires::parse)
            .transpose()
    }

    /// Replaces, when there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn replaces(&self) -> Result<Option<Replaces>, HeaderFault> {
        self.get(HeaderName::Replaces)
            .map(Replaces::parse)
            .transpose()
    }

    /// RAck.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn rack(&self) -> Result<RAck, HeaderFault> {
        RAck::parse(self.get(HeaderName::RAck).ok_or(MISSING)?)
    }

    /// Refer-To.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn refer_to(&self) -> Result<NameAddr, HeaderFault> {
        NameAddr::parse(self.get(HeaderName::ReferTo).ok_or(MISSING)?)
    }

    /// What follows the first element in the first header of this name.
    fn rest_of_first(&self, name: &HeaderName) -> Option<Vec<u8>> {
        let value = self.get(name.clone())?;
        let rest: Vec<&[u8]> = split_list(value, b',').skip(1).collect();
        Some(rest.join(&b", "[..]))
    }
}

const MISSING: HeaderFault = HeaderFault("missing");
