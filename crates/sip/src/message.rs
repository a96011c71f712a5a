//! Requests and responses. A received message keeps its bytes; headers are positions in them
//! until someone reads or changes one. Unknown and odd headers survive as they came.

mod body;
mod build;
mod fault;
mod headers;
mod inspect;
mod method;
mod parse;
mod status;
mod stream;
#[cfg(test)]
mod tests;
mod write;

pub use body::Body;
pub use fault::{FaultKind, ParseFault};
pub use headers::{HeaderEntry, Headers};
pub use inspect::{Refusal, inspect, unsupported_extensions};
pub use method::Method;
pub use parse::{Framing, MAX_HEADERS, MAX_MESSAGE_BYTES, parse};
pub use status::{StatusClass, reason_phrase};
pub use stream::{StreamItem, StreamReader};

use crate::header::Uri;
use std::borrow::Cow;

/// A request or a response.
#[derive(Clone, Debug)]
pub enum Message {
    /// Asks for something.
    Request(Request),
    /// Answers a request.
    Response(Response),
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Of whom.
    pub uri: Uri,
    /// The protocol version of the start line.
    pub version: Version,
    /// All headers in order.
    pub headers: Headers,
    /// What follows the headers.
    pub body: Body,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// 100 to 699.
    pub status: u16,
    /// The reason phrase.
    pub reason: Cow<'static, str>,
    /// The protocol version of the start line.
    pub version: Version,
    /// All headers in order.
    pub headers: Headers,
    /// What follows the headers.
    pub body: Body,
}

/// The version a start line claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `SIP/2.0`
    #[default]
    Sip2,
    /// Anything else; a request with it is answered 505.
    Other(Box<str>),
}

impl Message {
    /// The headers of either kind.
    pub fn headers(&self) -> &Headers {
        match self {
            Self::Request(request) => &request.headers,
            Self::Response(response) => &response.headers,
        }
    }

    /// The headers of either kind, to change.
    pub fn headers_mut(&mut self) -> &mut Headers {
        match self {
            Self::Request(request) => &mut request.headers,
            Self::Response(response) => &mut response.headers,
        }
    }

    /// The body of either kind.
    pub fn body(&self) -> &Body {
        match self {
            Self::Request(request) => &request.body,
            Self::Response(response) => &response.body,
        }
    }

    /// The version of either kind.
    pub fn version(&self) -> &Version {
        match self {
            Self::Request(request) => &request.version,
            Self::Response(response) => &response.version,
        }
    }
}

impl From<Request> for Message {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
