//! The files of an exchange: those that a scenario gives, and for the rest the plainest that let
//! the phones of the world register and call each other.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

use media::sdp::DigitMode;

use crate::phone::Setup;

/// Which of the two files describes the phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `pjsip.conf`; `PJSIP/alice`.
    Pjsip,
    /// `sip.conf`; `SIP/alice`.
    Sip,
}

/// What a scenario says of one exchange.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) ip: Option<IpAddr>,
    pub(crate) dialect: Dialect,
    /// Lines of the context that phones call from.
    pub(crate) dialplan: String,
    /// Further contexts.
    pub(crate) contexts: String,
    /// Files as they are.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Further options by endpoint.
    pub(crate) options: BTreeMap<String, String>,
}

impl House {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            ip: None,
            dialect,
            dialplan: String::new(),
            contexts: String::new(),
            files: BTreeMap::new(),
            options: BTreeMap::new(),
        }
    }

    /// Is everything as some installation has it, with addresses and ports of its own?
    pub(crate) fn is_verbatim(&self) -> bool {
        self.files.contains_key("sip.conf") || self.files.contains_key("pjsip.conf")
    }

    /// All files, for an exchange at `at` with these phones.
    pub(crate) fn render(&self, at: SocketAddr, phones: &[&Setup]) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files.clone();
        files
            .entry("extensions.conf".to_owned())
            .or_insert_with(|| {
                format!("[phones]\n{}\n{}\n", self.dialplan, self.contexts).into_bytes()
            });
        if !self.is_verbatim() {
            let (name, text) = match self.dialect {
                Dialect::Pjsip => ("pjsip.conf", self.pjsip_conf(at, phones)),
                Dialect::Sip => ("sip.conf", self.sip_conf(at, phones)),
            };
            files.insert(name.to_owned(), text.into_bytes());
        }
        files
    }

    fn pjsip_conf(&self, at: SocketAddr, phones: &[&Setup]) -> String {
        let mut text = String::new();
        for kind in ["udp", "tcp"] {
            let _ = write!(
                text,
                "[{kind}]\ntype=transport\nprotocol={kind}\nbind={at}\n\n"
            );
        }
        for phone in phones {
            let Setup { user, password, .. } = phone;
            let digits = match phone.digits {
                DigitMode::TelephoneEvent => "rfc4733",
                DigitMode::InBand => "inband",
                DigitMode::Signalling => "info",
                DigitMode::Auto => "auto",
                DigitMode::AutoSignalling => "auto_info",
            };
            let (codecs, more) = (codecs(phone), self.more(user));
            let _ = write!(
                text,
                "[{user}]\ntype=endpoint\ncontext=phones\ndisallow=all\nallow={codecs}\nauth={user}\n\
                 aors={user}\ndirect_media=no\ndtmf_mode={digits}\ncallerid={user} <{user}>\n{more}\n\
                 [{user}]\ntype=auth\nauth_type=userpass\nusername={}\npassword={password}\n\
                 [{user}]\ntype=aor\nmax_contacts=1\n\n",
                phone.auth_user
            );
        }
        text
    }

    fn sip_conf(&self, at: SocketAddr, phones: &[&Setup]) -> String {
        let (ip, port) = (at.ip(), at.port());
        let mut text = format!(
            "[general]\ncontext=strangers\nallowguest=no\nudpbindaddr={ip}:{port}\ntcpenable=yes\n\
             tcpbindaddr={ip}:{port}\ndirectmedia=no\n\n"
        );
        for phone in phones {
            let Setup { user, password, .. } = phone;
            let digits = match phone.digits {
                DigitMode::TelephoneEvent => "rfc2833",
                DigitMode::InBand => "inband",
                DigitMode::Signalling => "info",
                DigitMode::Auto | DigitMode::AutoSignalling => "auto",
            };
            let transport = phone.transport.as_param();
            let _ = write!(
                text,
                "[{user}]\ntype=friend\nhost=dynamic\nsecret={password}\ncontext=phones\n\
                 disallow=all\nallow={}\ndtmfmode={digits}\ntransport={transport}\n\
                 callerid={user} <{user}>\n{}\n\n",
                codecs(phone),
                self.more(user)
            );
        }
        text
    }

    fn more(&self, user: &str) -> &str {
        self.options.get(user).map_or("", String::as_str)
    }
}

fn codecs(phone: &Setup) -> String {
    let names: Vec<&str> = phone.codecs.iter().map(|codec| codec.name()).collect();
    names.join(",")
}
