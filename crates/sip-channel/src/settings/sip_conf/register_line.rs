//! `register => [section?][transport://]user[@domain[:port]][:secret[:authuser]]@host[:port]
//! [/extension][~expiry]`. The last `@` parts user from host, so a password may hold one.

use sip::header::Transport;

/// The parts of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RegisterLine {
    /// The section that it belongs to; may be empty.
    pub(super) section: String,
    pub(super) transport: Option<Transport>,
    pub(super) user: String,
    /// The domain to register in, when it is not the host.
    pub(super) domain: String,
    pub(super) domain_port: Option<u16>,
    pub(super) secret: String,
    /// The user for the password; `user` when empty.
    pub(super) auth_user: String,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    /// The user part of our Contact; `s` when nothing is written.
    pub(super) extension: String,
    /// Seconds to ask for.
    pub(super) expiry: Option<u32>,
}

impl RegisterLine {
    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn parse(line: &str) -> Result<Self, &'static str> {
        let mut found = Self::default();
        let rest = found.take_prefixes(line.trim())?;
        let (who, place) = rest
            .rsplit_once('@')
            .ok_or("no '@' between user and host")?;
        found.take_user(who)?;
        found.take_place(place)?;
        Ok(found)
    }

    fn take_prefixes<'a>(&mut self, line: &'a str) -> Result<&'a str, &'static str> {
        let (scheme, rest) = match line.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('@') => (Some(scheme), rest),
            _ => (None, line),
        };
        let Some(scheme) = scheme else {
            let known = line
                .split_once('?')
                .filter(|(name, _)| !name.contains([':', '@']));
            let Some((section, rest)) = known else {
                return Ok(line);
            };
            self.section = section.trim().to_owned();
            return Ok(rest);
        };
        let name = match scheme.split_once('?') {
            Some((section, name)) => {
                self.section = section.trim().to_owned();
                name
            }
            None => scheme,
        };
        self.transport =
            Some(Transport::parse(name.trim()).ok_or("unknown transport before '://'")?);
        Ok(rest)
    }

    fn take_user(&mut self, who: &str) -> Result<(), &'static str> {
        let fields: Vec<&str> = who.split(':').collect();
        let first = fields.first().copied().unwrap_or("");
        let (user, domain) = first.split_once('@').unwrap_or((first, ""));
        let (port, secret, auth_user) = match fields.as_slice() {
            [_, port, secret, rest @ ..] if !domain.is_empty() && is_port(port) => {
                (Some(*port), *secret, rest.join(":"))
            }
            [_, secret, rest @ ..] => (None, *secret, rest.join(":")),
            _ => (None, "", String::new()),
        };
        if user.is_empty() {
            return Err("no user");
        }
        self.user = user.trim().to_owned();
        self.domain = domain.to_owned();
        self.domain_port = port.and_then(|port| port.parse().ok());
        self.secret = secret.to_owned();
        self.auth_user = auth_user;
        Ok(())
    }

    fn take_place(&mut self, place: &str) -> Result<(), &'static str> {
        let (place, expiry) = match place.split_once('~') {
            Some((place, expiry)) => (place, Some(expiry)),
            None => (place, None),
        };
        let (host, extension) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = split_port(host.trim())?;
        if host.is_empty() {
            return Err("no host");
        }
        self.host = host.to_owned();
        self.port = port;
        self.extension = if extension.is_empty() {
            "s"
        } else {
            extension.trim()
        }
        .to_owned();
        self.expiry = match expiry.map(str::trim) {
            Some(seconds) => Some(seconds.parse().map_err(|_| "expiry is no number")?),
            None => None,
        };
        Ok(())
    }
}

/// Parts `host:port`; an IPv6 address stands in brackets.
pub(super) fn split_port(text: &str) -> Result<(&str, Option<u16>), &'static str> {
    let after_bracket = text.rfind(']').map_or(0, |at| at + 1);
    match text.get(after_bracket..).and_then(|rest| rest.rfind(':')) {
        Some(at) => {
            let (host, port) = text.split_at(after_bracket + at);
            let port = port.trim_start_matches(':').trim();
            let port = port.parse().map_err(|_| "port is no number up to 65535")?;
            Ok((host, Some(port).filter(|port| *port != 0)))
        }
        None => Ok((text, None)),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.parse::<u16>().is_ok()
}
