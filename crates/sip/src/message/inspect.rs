//! What must be right before anyone looks at what a message asks (RFC 3261 §8.2, §16.3).

use super::{Headers, Message, Request, Response, Version};
use crate::header::{HeaderName, Known, Scheme};

/// How to answer a request that breaks the protocol. A response that does is dropped instead,
/// and an ACK is never answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// 400, 416, 505 or 513.
    pub status: u16,
    /// A reason phrase that names the fault.
    pub reason: &'static str,
}

/// Checks version, mandatory headers and their syntax. `None`: go on.
///
/// Max-Forwards may be missing and From may lack its tag: RFC 2543 elements did not send them.
pub fn inspect(message: &Message) -> Option<Refusal> {
    if *message.version() != Version::Sip2 {
        return Some(Refusal {
            status: 505,
            reason: "Version Not Supported",
        });
    }
    let found = match message {
        Message::Request(request) => inspect_request(request),
        Message::Response(response) => inspect_response(response),
    };
    found.err()
}

/// The extensions that Require or Proxy-Require demand and `supported` lacks: the Unsupported
/// header of a 420 (RFC 3261 §8.2.2.3).
pub fn unsupported_extensions(request: &Request, supported: &[&str]) -> Vec<String> {
    [HeaderName::Require, HeaderName::ProxyRequire]
        .into_iter()
        .flat_map(|name| {
            request
                .headers
                .tokens(name)
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|tag| {
            !supported
                .iter()
                .any(|known| known.eq_ignore_ascii_case(tag))
        })
        .collect()
}

fn inspect_request(request: &Request) -> Result<(), Refusal> {
    inspect_common(&request.headers)?;
    let headers = &request.headers;
    match request.uri.scheme() {
        Scheme::Other => {
            return Err(Refusal {
                status: 416,
                reason: "Unsupported URI Scheme",
            });
        }
        _ if request.uri.has_headers() => return Err(bad("Headers in Request-URI")),
        _ => {}
    }
    let cseq = headers.cseq().map_err(|_| bad("Bad CSeq"))?;
    if cseq.method != request.method {
        return Err(bad("CSeq method differs from request"));
    }
    at_most_one(headers, Known::MaxForwards, "Repeated Max-Forwards")?;
    headers
        .max_forwards()
        .map_err(|_| bad("Bad Max-Forwards"))?;
    headers.routes().map_err(|_| bad("Bad Route"))?;
    Ok(())
}

/// RFC 3261 §8.1.3.3: a response with a second Via was not meant for us.
fn inspect_response(response: &Response) -> Result<(), Refusal> {
    inspect_common(&response.headers)?;
    response.headers.cseq().map_err(|_| bad("Bad CSeq"))?;
    match response.headers.elements(HeaderName::Via).nth(1) {
        Some(_) => Err(bad("More than one Via")),
        None => Ok(()),
    }
}

fn inspect_common(headers: &Headers) -> Result<(), Refusal> {
    one(headers, Known::From, "Missing From", "Repeated From")?;
    one(headers, Known::To, "Missing To", "Repeated To")?;
    one(
        headers,
        Known::CallId,
        "Missing Call-ID",
        "Repeated Call-ID",
    )?;
    one(headers, Known::CSeq, "Missing CSeq", "Repeated CSeq")?;
    if headers.vias().map_err(|_| bad("Bad Via"))?.is_empty() {
        return Err(bad("Missing Via"));
    }
    headers.from().map_err(|_| bad("Bad From"))?;
    headers.to().map_err(|_| bad("Bad To"))?;
    headers.call_id().ok_or_else(|| bad("Empty Call-ID"))?;
    headers.contacts().map_err(|_| bad("Bad Contact"))?;
    headers
        .record_routes()
        .map_err(|_| bad("Bad Record-Route"))?;
    Ok(())
}

fn one(
    headers: &Headers,
    name: Known,
    missing: &'static str,
    repeated: &'static str,
) -> Result<(), Refusal> {
    headers.all_known(name).next().ok_or_else(|| bad(missing))?;
    at_most_one(headers, name, repeated)
}

fn at_most_one(headers: &Headers, name: Known, repeated: &'static str) -> Result<(), Refusal> {
    match headers.all_known(name).nth(1) {
        Some(_) => Err(bad(repeated)),
        None => Ok(()),
    }
}

fn bad(reason: &'static str) -> Refusal {
    Refusal {
        status: 400,
        reason,
    }
}
