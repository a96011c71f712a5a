//! `sip:`, `sips:`, `tel:` and opaque URIs. One text and positions in it: cheap to clone and to
//! keep as written, since a remote target must go back byte for byte.

mod compare;
#[cfg(test)]
mod tests;

use super::scan::{escape, unescape};
use super::via::{parse_ip, split_host_port};
use super::{HeaderFault, Params, Transport};
use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::ops::Range;
use std::str::FromStr;

/// A URI's scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `sip`
    Sip,
    /// `sips`
    Sips,
    /// `tel` (RFC 3966)
    Tel,
    /// Any other; the URI is opaque.
    Other,
}

/// A URI, kept as written. Equality is textual; see [`Uri::is_equivalent`].
#[derive(Clone, Debug)]
pub struct Uri {
    text: Box<str>,
    parts: Parts,
}

/// Where the components stand in the text.
#[derive(Clone, Debug)]
struct Parts {
    scheme: Scheme,
    user: Option<Range<u32>>,
    password: Option<Range<u32>>,
    host: Range<u32>,
    port: Option<u16>,
    params: Range<u32>,
    headers: Option<Range<u32>>,
}

impl Uri {
    /// Reads a URI without angle brackets.
    ///
    /// # Errors
    /// When there is no scheme, a blank or control character stands in it, or host or port of a
    /// SIP URI are not legal.
    pub fn parse(text: &str) -> Result<Self, HeaderFault> {
        Ok(Self {
            parts: find_parts(text)?,
            text: text.into(),
        })
    }

    /// A `sip:` URI from plain parts; the user is escaped, an IPv6 host gets its brackets.
    ///
    /// # Errors
    /// When the host is not legal.
    pub fn sip(user: Option<&str>, host: &str, port: Option<u16>) -> Result<Self, HeaderFault> {
        let mut text = String::from("sip:");
        if let Some(user) = user {
            text.push_str(&escape(user, PLAIN_IN_USER));
            text.push('@');
        }
        text.push_str(&bracketed(host));
        if let Some(port) = port {
            text.push_str(&format!(":{port}"));
        }
        Self::parse(&text)
    }

    /// Stands in for a Request-URI that cannot be read, in a request that will be refused.
    pub(crate) fn unusable() -> Self {
        Self {
            text: "unusable:".into(),
            parts: bare(Scheme::Other),
        }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.parts.scheme
    }

    /// The scheme's name as written.
    pub fn scheme_name(&self) -> &str {
        self.text.split(':').next().unwrap_or("")
    }

    /// Whether this is `sip:` or `sips:`.
    pub fn is_sip(&self) -> bool {
        matches!(self.parts.scheme, Scheme::Sip | Scheme::Sips)
    }

    /// The user part without escapes; the number of a `tel:` URI.
    pub fn user(&self) -> Option<Cow<'_, str>> {
        self.raw_user().map(unescape)
    }

    /// The user part as written.
    pub fn raw_user(&self) -> Option<&str> {
        self.parts.user.as_ref().map(|r| self.slice(r))
    }

    /// The password, without escapes.
    pub fn password(&self) -> Option<Cow<'_, str>> {
        self.parts
            .password
            .as_ref()
            .map(|r| unescape(self.slice(r)))
    }

    /// The host as written, IPv6 literals in brackets; empty unless `sip:` or `sips:`.
    pub fn host(&self) -> &str {
        self.slice(&self.parts.host)
    }

    /// The host, when it is an address.
    pub fn host_ip(&self) -> Option<IpAddr> {
        parse_ip(self.host())
    }

    /// The port, when written.
    pub fn port(&self) -> Option<u16> {
        self.parts.port
    }

    /// A URI parameter without escapes; one without value gives `""`.
    pub fn param(&self, name: &str) -> Option<Cow<'_, str>> {
        self.raw_params().find_map(|(n, value)| {
            n.eq_ignore_ascii_case(name)
                .then(|| unescape(value.unwrap_or("")))
        })
    }

    /// Whether the parameter is there.
    pub fn has_param(&self, name: &str) -> bool {
        self.raw_params().any(|(n, _)| n.eq_ignore_ascii_case(name))
    }

    /// All URI parameters as written.
    pub fn raw_params(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        pairs(self.slice(&self.parts.params), ';')
    }

    /// The `transport` parameter, when it names a transport we know.
    pub fn transport(&self) -> Option<Transport> {
        Transport::parse(&self.param("transport")?)
    }

    /// A header of the `?` part, without escapes (RFC 3261 §19.1.1), e.g. `Replaces`.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.raw_headers().find_map(|(n, value)| {
            unescape(n)
                .eq_ignore_ascii_case(name)
                .then(|| unescape(value.unwrap_or("")))
        })
    }

    /// All headers of the `?` part as written.
    pub fn raw_headers(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        pairs(
            self.parts.headers.as_ref().map_or("", |r| self.slice(r)),
            '&',
        )
    }

    /// Whether there is a `?` part.
    pub fn has_headers(&self) -> bool {
        self.parts.headers.is_some()
    }

    /// The same with another user part, given without escapes.
    #[must_use]
    pub fn with_user(&self, user: Option<&str>) -> Self {
        let user = user.map(|u| escape(u, PLAIN_IN_USER));
        self.rebuilt(
            user.as_deref(),
            self.host(),
            self.port(),
            self.slice(&self.parts.params),
        )
    }

    /// The same with another host and port. An unusable host changes nothing.
    #[must_use]
    pub fn with_host_port(&self, host: &str, port: Option<u16>) -> Self {
        let params = self.slice(&self.parts.params);
        self.rebuilt(self.raw_user(), &bracketed(host), port, params)
    }

    /// The same with a parameter added or replaced; `None` writes it without value.
    #[must_use]
    pub fn with_param(&self, name: &str, value: Option<&str>) -> Self {
        let mut params = self.params_but(name);
        params.push(';');
        params.push_str(&escape(name, PLAIN_IN_PARAM));
        if let Some(value) = value {
            params.push('=');
            params.push_str(&escape(value, PLAIN_IN_PARAM));
        }
        self.rebuilt(self.raw_user(), self.host(), self.port(), &params)
    }

    /// The same without the parameter.
    #[must_use]
    pub fn without_param(&self, name: &str) -> Self {
        let params = self.params_but(name);
        self.rebuilt(self.raw_user(), self.host(), self.port(), &params)
    }

    /// The same without its `?` part, as a Request-URI must be.
    #[must_use]
    pub fn without_headers(&self) -> Self {
        match self.text.split_at_checked(self.head_len()) {
            Some((head, _)) if self.has_headers() => {
                Self::parse(head).unwrap_or_else(|_| self.clone())
            }
            _ => self.clone(),
        }
    }

    /// The same with a header in its `?` part, escaped here, e.g. `Replaces` in a Refer-To.
    #[must_use]
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let joint = if self.has_headers() { '&' } else { '?' };
        let (name, value) = (escape(name, ""), escape(value, ""));
        Self::parse(&format!("{}{joint}{name}={value}", self.text)).unwrap_or_else(|_| self.clone())
    }

    /// The same as `sip:` or `sips:`.
    #[must_use]
    pub fn with_scheme(&self, scheme: Scheme) -> Self {
        let name = match scheme {
            Scheme::Sip => "sip",
            Scheme::Sips => "sips",
            Scheme::Tel | Scheme::Other => return self.clone(),
        };
        let rest = self.text.split_once(':').map_or("", |(_, rest)| rest);
        Self::parse(&format!("{name}:{rest}")).unwrap_or_else(|_| self.clone())
    }

    /// Whether both mean the same resource (RFC 3261 §19.1.4).
    pub fn is_equivalent(&self, other: &Self) -> bool {
        compare::equivalent(self, other)
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or("")
    }

    fn head_len(&self) -> usize {
        match &self.parts.headers {
            Some(range) => (range.start as usize).saturating_sub(1),
            None => self.text.len(),
        }
    }

    fn params_but(&self, name: &str) -> String {
        let mut params = Params::parse(self.slice(&self.parts.params));
        params.remove(name);
        params.to_string()
    }

    fn rebuilt(&self, user: Option<&str>, host: &str, port: Option<u16>, params: &str) -> Self {
        let mut text = format!("{}:", self.scheme_name());
        if let Some(user) = user {
            text.push_str(user);
        }
        if self.is_sip() {
            if let Some(password) = self.parts.password.as_ref().filter(|_| user.is_some()) {
                text.push(':');
                text.push_str(self.slice(password));
            }
            text.push_str(if user.is_some() { "@" } else { "" });
            text.push_str(host);
            if let Some(port) = port {
                text.push_str(&format!(":{port}"));
            }
        } else if self.parts.scheme == Scheme::Other {
            return self.clone();
        }
        let params = params.trim_start_matches(';');
        if !params.is_empty() {
            text.push(';');
            text.push_str(params);
        }
        text.push_str(&self.text[self.head_len()..]);
        Self::parse(&text).unwrap_or_else(|_| self.clone())
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Uri {}

impl std::hash::Hash for Uri {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Uri {
    type Err = HeaderFault;

    fn from_str(text: &str) -> Result<Self, HeaderFault> {
        Self::parse(text)
    }
}

fn find_parts(text: &str) -> Result<Parts, HeaderFault> {
    if text.len() > LONGEST {
        return Err(HeaderFault("URI too long"));
    }
    if text
        .bytes()
        .any(|b| b <= b' ' || b == 0x7f || b"<>\"".contains(&b))
    {
        return Err(HeaderFault("blank, control character or bracket in URI"));
    }
    let colon = text.find(':').ok_or(HeaderFault("URI without scheme"))?;
    let scheme = match &text[..colon] {
        name if name.eq_ignore_ascii_case("sip") => Scheme::Sip,
        name if name.eq_ignore_ascii_case("sips") => Scheme::Sips,
        name if name.eq_ignore_ascii_case("tel") => Scheme::Tel,
        name if is_scheme_name(name) => Scheme::Other,
        _ => return Err(HeaderFault("URI without scheme")),
    };
    let rest = colon + 1;
    match scheme {
        Scheme::Sip | Scheme::Sips => sip_parts(text, rest, scheme),
        Scheme::Tel => {
            let end = text[rest..].find(';').map_or(text.len(), |at| rest + at);
            if end == rest {
                return Err(HeaderFault("tel URI without number"));
            }
            Ok(Parts {
                user: Some(span(rest, end)),
                params: span(end, text.len()),
                ..bare(scheme)
            })
        }
        Scheme::Other if rest == text.len() => Err(HeaderFault("empty URI")),
        Scheme::Other => Ok(bare(scheme)),
    }
}

fn sip_parts(text: &str, rest: usize, scheme: Scheme) -> Result<Parts, HeaderFault> {
    let mut parts = bare(scheme);
    let mut host_at = rest;
    if let Some(at) = find_user_end(text, rest) {
        let user_end = text[rest..at].find(':').map_or(at, |colon| rest + colon);
        if user_end < at {
            parts.password = Some(span(user_end + 1, at));
        }
        parts.user = Some(span(rest, user_end));
        host_at = at + 1;
    }
    let headers = text[host_at..].find('?').map(|at| host_at + at);
    let head_end = headers.unwrap_or(text.len());
    let params = text[host_at..head_end]
        .find(';')
        .map_or(head_end, |at| host_at + at);
    let (host, port) = split_host_port(&text[host_at..params])?;
    parts.host = span(host_at, host_at + host.len());
    parts.port = port;
    parts.params = span(params, head_end);
    parts.headers = headers.map(|at| span(at + 1, text.len()));
    Ok(parts)
}

/// The `@` after the user part. The first one, because sloppy phones write a bare `@` into the
/// `?` part; but of several before any `;` or `?` the last, because others write it into the user.
fn find_user_end(text: &str, from: usize) -> Option<usize> {
    let first = from + text[from..].find('@')?;
    let tail = &text[first + 1..];
    let tail = &tail[..tail.find([';', '?']).unwrap_or(tail.len())];
    Some(tail.rfind('@').map_or(first, |at| first + 1 + at))
}

fn bare(scheme: Scheme) -> Parts {
    Parts {
        scheme,
        user: None,
        password: None,
        host: 0..0,
        port: None,
        params: 0..0,
        headers: None,
    }
}

fn span(from: usize, to: usize) -> Range<u32> {
    // `LONGEST` keeps both far below 2^32.
    from as u32..to as u32
}

fn is_scheme_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

fn bracketed(host: &str) -> Cow<'_, str> {
    if host.parse::<std::net::Ipv6Addr>().is_ok() {
        Cow::Owned(format!("[{host}]"))
    } else {
        Cow::Borrowed(host)
    }
}

fn pairs(text: &str, separator: char) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split(separator)
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (piece, None),
        })
}

const LONGEST: usize = 8192;
const PLAIN_IN_USER: &str = "&=+$,;?/";
const PLAIN_IN_PARAM: &str = "[]/:&+$";
