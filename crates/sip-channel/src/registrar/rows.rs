//! Registrations in the database, in the rows that Asterisk writes, so that they survive a restart
//! and a change of program.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use call::WallClock;
use sip::header::Uri;

use crate::aor::{Aor, AorKey};
use crate::contact::{Contact, Contacts, Reach};
use crate::endpoint::Dialect;
use crate::settings::Settings;

/// One row to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `SIP/Registry` or `registrar/contact`.
    pub family: &'static str,
    /// The peer's name, or the address of record with a hash of the contact.
    pub key: String,
    /// `None`: delete it.
    pub value: Option<String>,
}

impl Row {
    /// The row of a contact.
    pub(super) fn present(aor: &Aor, contact: &Contact, since_epoch: Duration) -> Self {
        let value = match aor.key.dialect() {
            Dialect::ChanSip => sip_value(contact),
            Dialect::Pjsip => pjsip_value(contact, since_epoch),
        };
        Self {
            value: Some(value),
            ..Self::named(&aor.key, &aor.name, contact)
        }
    }

    /// The deletion of a contact's row; nothing for a permanent one.
    pub(super) fn absent(key: &AorKey, name: &str, contact: &Contact) -> Option<Self> {
        (!contact.is_permanent()).then(|| Self::named(key, name, contact))
    }

    fn named(key: &AorKey, name: &str, contact: &Contact) -> Self {
        match key.dialect() {
            Dialect::ChanSip => Self {
                family: SIP_FAMILY,
                key: name.to_owned(),
                value: None,
            },
            Dialect::Pjsip => {
                let key = format!("{name};@{:032x}", hash(contact.uri.as_str()));
                Self {
                    family: PJSIP_FAMILY,
                    key,
                    value: None,
                }
            }
        }
    }
}

impl Contacts {
    /// Takes stored rows back at the start: family, key, value. Rows that cannot be read, have
    /// expired or belong to nobody any more are passed over.
    pub fn restore<'a>(
        &mut self,
        settings: &Settings,
        now: Instant,
        wall: &WallClock,
        rows: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) {
        for (family, key, value) in rows {
            let found = match family.trim_start_matches('/') {
                SIP_FAMILY => from_sip(settings, now, key, value),
                PJSIP_FAMILY => from_pjsip(settings, now, wall, key, value),
                _ => None,
            };
            let Some((aor, mut contact)) = found else {
                continue;
            };
            contact.reach = if aor.qualify.is_some() {
                Reach::Unknown
            } else {
                Reach::NotWatched
            };
            let all = self.by_aor.entry(aor.key.clone()).or_default();
            let most = usize::try_from(aor.max_contacts).unwrap_or(usize::MAX);
            if all.iter().filter(|one| !one.is_permanent()).count() < most {
                all.push(contact);
            }
        }
        self.note_earliest();
    }
}

/// `address:port:seconds:user:contact`.
fn sip_value(contact: &Contact) -> String {
    let address = contact.source.unwrap_or_else(unspecified);
    let user = contact.registered_uri.user().unwrap_or_default();
    format!(
        "{address}:{}:{user}:{}",
        contact.seconds, contact.registered_uri
    )
}

fn from_sip<'s>(
    settings: &'s Settings,
    now: Instant,
    key: &str,
    value: &str,
) -> Option<(&'s Aor, Contact)> {
    let aor = settings
        .aor(&AorKey::new(Dialect::ChanSip, key))
        .filter(|aor| aor.max_contacts > 0)?;
    let endpoint = settings.endpoint(Dialect::ChanSip, key)?;
    let bracket = value.find(']').unwrap_or(0);
    let colon = bracket + value.get(bracket..)?.find(':')?;
    let (ip, rest) = (value.get(..colon)?, value.get(colon + 1..)?);
    let ip: IpAddr = ip
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()?;
    let mut fields = rest.splitn(4, ':');
    let port = fields.next()?.parse().ok()?;
    let seconds: u32 = fields.next()?.parse().ok()?;
    let seconds = seconds.min(aor.maximum_expiration);
    let _user = fields.next()?;
    let uri = Uri::parse(fields.next()?).ok()?;
    let source = SocketAddr::new(ip, port);
    // The address in the Contact is trusted only when it is the one that REGISTER came from.
    let direct = uri.host_ip() == Some(ip) && uri.port().unwrap_or(USUAL_PORT) == port;
    let contact = Contact {
        source: Some(source),
        at_source: endpoint.nat.rewrite_contact || (endpoint.nat.auto_force_rport && !direct),
        seconds,
        expires_at: Some(now + Duration::from_secs(seconds.into())),
        endpoint: aor.name.clone(),
        ..Contact::permanent(uri)
    };
    Some((aor, contact))
}

fn pjsip_value(contact: &Contact, since_epoch: Duration) -> String {
    let until = since_epoch.as_secs().saturating_add(contact.seconds.into());
    let source = contact.source.unwrap_or_else(unspecified);
    let uri = contact.uri.as_str().replace(';', "^3B");
    let fields = [
        ("via_addr", source.ip().to_canonical().to_string()),
        ("via_port", source.port().to_string()),
        ("call_id", contact.call_id.clone()),
        ("path", contact.path.replace(';', "^3B")),
        ("endpoint", contact.endpoint.clone()),
        ("uri", uri),
        ("user_agent", contact.user_agent.clone()),
        ("expiration_time", until.to_string()),
        (
            "prune_on_boot",
            if is_of_stream(contact) { "yes" } else { "no" }.to_owned(),
        ),
    ];
    let fields = fields.map(|(name, value)| format!("\"{name}\":\"{}\"", escaped(&value)));
    format!("{{{}}}", fields.join(","))
}

fn from_pjsip<'s>(
    settings: &'s Settings,
    now: Instant,
    wall: &WallClock,
    key: &str,
    value: &str,
) -> Option<(&'s Aor, Contact)> {
    let name = key.split(";@").next()?;
    let aor = settings
        .aor(&AorKey::new(Dialect::Pjsip, name))
        .filter(|aor| aor.max_contacts > 0)?;
    let field = |name: &str| text_field(value, name);
    if field("prune_on_boot").as_deref() == Some("yes") {
        return None;
    }
    let until = Duration::from_secs(field("expiration_time")?.parse().ok()?);
    let most = Duration::from_secs(aor.maximum_expiration.into());
    let left = until
        .checked_sub(wall.at(now))
        .filter(|left| !left.is_zero())?
        .min(most);
    let source = match (field("via_addr"), field("via_port")) {
        (Some(ip), Some(port)) => {
            let ip: Option<IpAddr> = ip.trim_matches(['[', ']']).parse().ok();
            ip.zip(port.parse().ok())
                .map(|(ip, port): (_, u16)| SocketAddr::new(ip, port))
        }
        _ => None,
    };
    let uri = Uri::parse(&field("uri")?.replace("^3B", ";")).ok()?;
    let contact = Contact {
        source,
        seconds: u32::try_from(left.as_secs()).unwrap_or(u32::MAX),
        expires_at: Some(now + left),
        path: field("path").unwrap_or_default().replace("^3B", ";"),
        user_agent: field("user_agent").unwrap_or_default(),
        call_id: field("call_id").unwrap_or_default(),
        endpoint: field("endpoint").unwrap_or_else(|| aor.name.clone()),
        ..Contact::permanent(uri)
    };
    Some((aor, contact))
}

/// A text of a flat JSON object; escapes other than `\"`, `\\` and `\/` do not occur in it.
fn text_field(json: &str, name: &str) -> Option<String> {
    let start = json.find(&format!("\"{name}\""))? + name.len() + 2;
    let rest = json
        .get(start..)?
        .trim_start()
        .strip_prefix(':')?
        .trim_start();
    let mut letters = rest.strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

fn escaped(text: &str) -> String {
    let plain = |letter: &char| !letter.is_control();
    text.chars()
        .filter(plain)
        .collect::<String>()
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

fn is_of_stream(contact: &Contact) -> bool {
    contact.flow.is_some_and(|flow| flow.connection.is_some())
}

fn unspecified() -> SocketAddr {
    SocketAddr::from(([0, 0, 0, 0], USUAL_PORT))
}

/// A name for a contact's URI: FNV-1a of 128 bits.
pub(crate) fn hash(text: &str) -> u128 {
    text.bytes().fold(
        0x6c62_272e_07bb_0142_62b8_2175_6295_c58d,
        |hash: u128, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        },
    )
}

const SIP_FAMILY: &str = "SIP/Registry";
const PJSIP_FAMILY: &str = "registrar/contact";
const USUAL_PORT: u16 = 5060;
