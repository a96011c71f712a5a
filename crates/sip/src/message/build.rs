//! New requests, and responses to requests.

use super::{Body, Headers, Method, Request, Response, StatusClass, Version, reason_phrase};
use crate::header::{HeaderName, NameAddr, Uri};
use std::borrow::Cow;

impl Request {
    /// A request without headers.
    pub fn new(method: Method, uri: Uri) -> Self {
        Self {
            method,
            uri,
            version: Version::Sip2,
            headers: Headers::new(),
            body: Body::empty(),
        }
    }

    /// Sets the body and its Content-Type.
    pub fn set_body(&mut self, content_type: &str, body: impl Into<Body>) {
        self.body = body.into();
        self.headers.set(HeaderName::ContentType, content_type);
    }
}

impl Response {
    /// A response with the usual reason phrase: Via, From, To, Call-ID and CSeq as they came
    /// (RFC 3261 §8.2.6.2), Record-Route where a dialog may begin (§12.1.1), and Timestamp in a
    /// 100 (§8.2.6.1).
    pub fn to(request: &Request, status: u16) -> Self {
        let mut headers = Headers::sharing(&request.headers);
        for name in [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ] {
            headers.copy_from(&request.headers, name);
        }
        if (101..300).contains(&status) {
            headers.copy_from(&request.headers, HeaderName::RecordRoute);
        }
        if status == 100 {
            headers.copy_from(&request.headers, HeaderName::Timestamp);
        }
        Self {
            status,
            reason: Cow::Borrowed(reason_phrase(status)),
            version: Version::Sip2,
            headers,
            body: Body::empty(),
        }
    }

    /// The class of the status.
    pub fn class(&self) -> StatusClass {
        StatusClass::of(self.status)
    }

    /// Whether the transaction still goes on after this.
    pub fn is_provisional(&self) -> bool {
        self.class() == StatusClass::Provisional
    }

    /// Sets the body and its Content-Type.
    pub fn set_body(&mut self, content_type: &str, body: impl Into<Body>) {
        self.body = body.into();
        self.headers.set(HeaderName::ContentType, content_type);
    }

    /// Adds the tag to To when it has none; all else in it stays byte for byte.
    pub fn ensure_to_tag(&mut self, tag: &str) {
        let Some(value) = self.headers.get(HeaderName::To) else {
            return;
        };
        let tagged = match NameAddr::parse(value) {
            Ok(to) => to.tag().is_some(),
            Err(_) => value.to_ascii_lowercase().windows(5).any(|w| w == b";tag="),
        };
        if !tagged {
            let mut value = value.to_vec();
            value.extend_from_slice(b";tag=");
            value.extend_from_slice(tag.as_bytes());
            self.headers.set(HeaderName::To, value);
        }
    }
}
