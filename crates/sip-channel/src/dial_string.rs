//! What stands behind `SIP/` and `PJSIP/` in a dial string, taken apart. Nothing is looked up here.

/// A dial string of `chan_sip`: `peer`, `peer/number`, `number@peer-or-host:port`,
/// `user:secret:md5:auth@host`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SipTarget {
    /// Name of a peer, or a host.
    pub(crate) host: String,
    /// Port behind the host.
    pub(crate) port: Option<u16>,
    /// The number to call there; empty: the peer itself.
    pub(crate) number: String,
    /// Password for a challenge; empty: the peer's own.
    pub(crate) secret: String,
    /// User for a challenge; empty: the number.
    pub(crate) auth_user: String,
}

impl SipTarget {
    /// Reads the text. `!dnid` and what follows it is left out.
    pub(crate) fn parse(resource: &str) -> Self {
        let text = resource.split('!').next().unwrap_or_default().trim();
        let (front, behind) = match text.split_once('/') {
            Some((front, behind)) => (front, Some(behind)),
            None => (text, None),
        };
        let (user, host) = match front.rsplit_once('@') {
            Some((user, host)) => (user, host),
            None => ("", front),
        };
        let mut fields = user.split(':');
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (number, secret, _md5, auth_user) = (next(), next(), next(), next());
        let (host, port) = host_and_port(host);
        Self {
            host,
            port,
            number: behind.map_or(number, str::to_owned),
            secret,
            auth_user,
        }
    }
}

/// A dial string of `chan_pjsip`: `endpoint`, `endpoint/sip:uri`, `number@endpoint`, `sip:uri`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PjsipTarget {
    /// The endpoint; empty when only a URI is given.
    pub(crate) endpoint: String,
    /// What is called instead of its contact.
    pub(crate) instead: Instead,
}

/// What is called instead of the plain contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    /// Nothing: the contact.
    Nothing,
    /// This URI, as written.
    Uri(String),
    /// This user at the contact's host.
    User(String),
    /// The contacts of this address of record.
    Aor(String),
}

impl PjsipTarget {
    /// Reads the text.
    pub(crate) fn parse(resource: &str) -> Self {
        let text = resource.trim();
        if is_uri(text) {
            return Self {
                endpoint: String::new(),
                instead: Instead::Uri(text.to_owned()),
            };
        }
        if let Some((endpoint, behind)) = text.split_once('/') {
            let behind = behind.to_owned();
            let instead = match (behind.is_empty(), is_uri(&behind)) {
                (true, _) => Instead::Nothing,
                (false, true) => Instead::Uri(behind),
                (false, false) => Instead::Aor(behind),
            };
            return Self {
                endpoint: endpoint.to_owned(),
                instead,
            };
        }
        match text.rsplit_once('@') {
            Some((user, endpoint)) => Self {
                endpoint: endpoint.to_owned(),
                instead: Instead::User(user.to_owned()),
            },
            None => Self {
                endpoint: text.to_owned(),
                instead: Instead::Nothing,
            },
        }
    }
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    text.contains(':')
        && (scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips"))
}

/// `host:port`, `[v6]:port`, or either without port. A port that is no number belongs to the name.
fn host_and_port(text: &str) -> (String, Option<u16>) {
    let split = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            port.parse().ok().map(|port| (host, port))
        }
        _ => None,
    };
    let (host, port) = match split {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    (host.trim_matches(['[', ']']).to_owned(), port)
}

#[cfg(test)]
mod tests;
