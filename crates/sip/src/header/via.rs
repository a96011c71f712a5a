//! Via (RFC 3261 §20.42, RFC 3581): one hop of the way back.

use super::scan::{decode, is_token};
use super::{HeaderFault, Params, Transport};
use std::fmt;
use std::net::IpAddr;

/// One hop of a Via header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// The transport's name as written, e.g. `UDP`; unknown ones are legal.
    pub protocol: String,
    /// The sent-by host; IPv6 literals keep their brackets.
    pub host: String,
    /// The sent-by port.
    pub port: Option<u16>,
    /// `branch`, `received`, `rport` and all others.
    pub params: Params,
}

impl Via {
    /// A Via for our own request, with an `rport` to fill in (RFC 3581 §3).
    pub fn new(transport: Transport, host: &str, port: Option<u16>, branch: &str) -> Self {
        let mut params = Params::new();
        params.set("rport", None);
        params.set("branch", Some(branch));
        let protocol = transport.as_str().to_owned();
        Self {
            protocol,
            host: host.to_owned(),
            port,
            params,
        }
    }

    /// Reads one Via value (one element of the list).
    ///
    /// # Errors
    /// When protocol, host or port are not there or not legal.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let text = decode(value);
        let (head, params) = match text.split_once(';') {
            Some((head, params)) => (head, Params::parse(params)),
            None => (&*text, Params::new()),
        };
        let (protocol, sent_by) = split_protocol(head)?;
        let (host, port) = split_host_port(sent_by)?;
        Ok(Self {
            protocol: protocol.to_owned(),
            host: host.to_owned(),
            port,
            params,
        })
    }

    /// The transport, when it is one we know.
    pub fn transport(&self) -> Option<Transport> {
        Transport::parse(&self.protocol)
    }

    /// The `branch` parameter.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch").filter(|b| !b.is_empty())
    }

    /// Whether the branch is unique across transactions: RFC 3261 magic cookie and more after it.
    pub fn has_unique_branch(&self) -> bool {
        self.branch().is_some_and(|b| {
            let (cookie, rest) = b.split_at_checked(MAGIC_COOKIE.len()).unwrap_or(("", ""));
            cookie.eq_ignore_ascii_case(MAGIC_COOKIE) && !rest.is_empty()
        })
    }

    /// The `received` address.
    pub fn received(&self) -> Option<IpAddr> {
        parse_ip(self.params.get("received")?)
    }

    /// The `rport` value; `None` when absent or not yet filled in.
    pub fn rport(&self) -> Option<u16> {
        self.params.get("rport")?.parse().ok()
    }

    /// Whether the client asked for the answer at its source port (RFC 3581).
    pub fn wants_rport(&self) -> bool {
        self.params.has("rport")
    }

    /// Notes where the request came from (RFC 3261 §18.2.1, RFC 3581 §4): `received` when the
    /// host differs or `rport` was asked for, and `rport` when asked for or `force_rport`.
    pub fn note_source(&mut self, source: std::net::SocketAddr, force_rport: bool) {
        let wants = self.wants_rport() || force_rport;
        if wants || parse_ip(&self.host) != Some(source.ip()) {
            self.params.set("received", Some(&source.ip().to_string()));
        }
        if wants {
            self.params.set("rport", Some(&source.port().to_string()));
        }
    }

    /// The port, or the transport's usual one.
    pub fn port_or_default(&self) -> u16 {
        self.port
            .unwrap_or_else(|| self.transport().map_or(5060, Transport::default_port))
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/2.0/{} {}", self.protocol, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.params)
    }
}

/// Splits `host[:port]`; an IPv6 literal is in brackets.
pub(crate) fn split_host_port(text: &str) -> Result<(&str, Option<u16>), HeaderFault> {
    let text = text.trim();
    let host_end = match text.strip_prefix('[') {
        Some(inner) => {
            inner
                .find(']')
                .ok_or(HeaderFault("IPv6 address without ']'"))?
                + 2
        }
        None => text.find(':').unwrap_or(text.len()),
    };
    let (host, rest) = (text[..host_end].trim_end(), text[host_end..].trim_start());
    if !is_host(host) {
        return Err(HeaderFault("not a host"));
    }
    let port = match rest.strip_prefix(':').map(str::trim) {
        None if rest.is_empty() => None,
        Some("") => None,
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => {
            Some(port.parse().map_err(|_| HeaderFault("port above 65535"))?)
        }
        _ => return Err(HeaderFault("not a port")),
    };
    Ok((host, port))
}

/// An address, with or without the brackets of an IPv6 reference. Three colons before an embedded
/// IPv4 address mean two: RFC 3261's grammar wrote them so (RFC 5118 §4.10).
pub(crate) fn parse_ip(host: &str) -> Option<IpAddr> {
    let inner = host
        .strip_prefix('[')
        .and_then(|h| h.strip_suffix(']'))
        .unwrap_or(host);
    match inner.split_once(":::") {
        Some((head, v4)) if v4.contains('.') => format!("{head}::{v4}").parse().ok(),
        _ => inner.parse().ok(),
    }
}

fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return matches!(parse_ip(host), Some(IpAddr::V6(_)));
    }
    // Underscores are not legal in host names but common in private networks.
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b) || b >= 0x80)
}

/// `SIP / 2.0 / UDP host`: blanks may stand around the slashes.
fn split_protocol(head: &str) -> Result<(&str, &str), HeaderFault> {
    let mut parts = head.splitn(3, '/');
    let (Some(name), Some(version), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(HeaderFault("no protocol"));
    };
    if !is_token(name.trim()) || !is_token(version.trim()) {
        return Err(HeaderFault("protocol is no token"));
    }
    let rest = rest.trim_start();
    let end = rest.find([' ', '\t']).ok_or(HeaderFault("no sent-by"))?;
    if !is_token(&rest[..end]) {
        return Err(HeaderFault("transport is no token"));
    }
    Ok((&rest[..end], &rest[end..]))
}

/// What makes a branch unique (RFC 3261 §8.1.1.7).
const MAGIC_COOKIE: &str = "z9hG4bK";
