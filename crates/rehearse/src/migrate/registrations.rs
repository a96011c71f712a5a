//! `register => …` lines, in all their forms.

/// `[transport://][peer?]user[@domain][:secret[:authuser]]@host[:port][/extension][~expiry]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Registration {
    pub(super) transport: String,
    pub(super) user: String,
    pub(super) domain: String,
    pub(super) secret: String,
    pub(super) auth_user: String,
    pub(super) host: String,
    pub(super) extension: String,
    pub(super) expiry: String,
}

impl Registration {
    /// Reads the value of a `register` line.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut this = Self::default();
        let value = value.trim();
        let rest = match value.split_once("://") {
            Some((transport, rest)) => {
                transport.clone_into(&mut this.transport);
                rest
            }
            None => value,
        };
        let rest = rest.split_once('?').map_or(rest, |(_, rest)| rest);
        let (who, place) = rest.rsplit_once('@')?;
        let mut fields = who.splitn(3, ':');
        let user = fields.next()?;
        match user.split_once('@') {
            Some((user, domain)) => {
                user.clone_into(&mut this.user);
                domain.clone_into(&mut this.domain);
            }
            None => user.clone_into(&mut this.user),
        }
        this.secret = fields.next().unwrap_or_default().to_owned();
        this.auth_user = fields.next().unwrap_or_default().to_owned();
        let (place, expiry) = place.split_once('~').unwrap_or((place, ""));
        expiry.clone_into(&mut this.expiry);
        let (host, extension) = place.split_once('/').unwrap_or((place, ""));
        host.clone_into(&mut this.host);
        extension.clone_into(&mut this.extension);
        (!this.user.is_empty() && !this.host.is_empty()).then_some(this)
    }

    /// Sections of `pjsip.conf`.
    pub(super) fn sections(&self, number: usize) -> Vec<String> {
        let name = format!("register-{number}");
        let mut lines = vec![
            String::new(),
            format!("[{name}]"),
            "type=registration".to_owned(),
        ];
        let mut say = |option: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("{option}={value}"));
            }
        };
        let domain = match self.domain.as_str() {
            "" => self.host.split(':').next().unwrap_or_default(),
            domain => domain,
        };
        say("server_uri", &format!("sip:{}", self.host));
        say("client_uri", &format!("sip:{}@{domain}", self.user));
        // Without an extension calls arrive for 's'.
        let extension = match self.extension.as_str() {
            "" => "s",
            extension => extension,
        };
        say("contact_user", extension);
        say("expiration", &self.expiry);
        say("retry_interval", "20");
        say("forbidden_retry_interval", "300");
        say("max_retries", "10000");
        if !self.transport.is_empty() {
            say("transport", &format!("transport-{}", self.transport));
        }
        if !self.secret.is_empty() {
            say("outbound_auth", &name);
            let user = match self.auth_user.as_str() {
                "" => &self.user,
                user => user,
            };
            lines.push(String::new());
            lines.push(format!("[{name}]"));
            lines.push("type=auth".to_owned());
            lines.push("auth_type=userpass".to_owned());
            lines.push(format!("username={user}"));
            lines.push(format!("password={}", self.secret));
        }
        lines
    }
}
