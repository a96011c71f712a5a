//! Single values of endpoints, addresses of record and contacts, for functions of the dialplan.

use call::{DriverFact, Party};

use super::Show;
use super::sip::{UNSPECIFIED, status};
use crate::aor::AorKey;
use crate::contact::{Contact, Reach};
use crate::endpoint::{Dialect, Endpoint};

impl Show<'_> {
    /// One value; `None` when there is nothing of that name, or no such value.
    pub fn value(&self, about: DriverFact, name: &str, item: &str) -> Option<String> {
        match about {
            DriverFact::Peer => self.peer_value(name, item),
            DriverFact::Endpoint => self.endpoint_value(name, item),
            DriverFact::AddressOfRecord => self.aor_value(name, item),
            DriverFact::Contact => self.contact_value(name, item),
            DriverFact::DialContacts => self.dial_contacts(name, item),
        }
    }

    /// `SIPPEER()`.
    fn peer_value(&self, name: &str, item: &str) -> Option<String> {
        let peer = self.settings.endpoint(Dialect::ChanSip, name)?;
        let contact = self.contacts_of(peer).last();
        let address = self.address(peer, contact);
        let left = contact.and_then(|c| c.expires_at);
        let left = left.map(|at| at.saturating_duration_since(self.now).as_secs().to_string());
        let value = match item {
            "ip" => address.map_or_else(|| UNSPECIFIED.to_owned(), |at| at.ip().to_string()),
            "port" => address.map_or(0, |at| at.port()).to_string(),
            "dynamic" => yes_no(peer.static_host.is_none()),
            "expire" => left.unwrap_or_else(|| "-1".to_owned()),
            "status" => status(contact),
            "useragent" => contact.map(|c| c.user_agent.clone()).unwrap_or_default(),
            "limit" => peer.call_limit.to_string(),
            "busylevel" => peer.busy_level.to_string(),
            "curcalls" => (self.channels)(peer).to_string(),
            "codecs" => codecs(peer),
            "mailbox" => self.mailboxes(peer),
            _ => return common(peer, item),
        };
        Some(value)
    }

    /// `PJSIP_ENDPOINT()`.
    fn endpoint_value(&self, name: &str, item: &str) -> Option<String> {
        let endpoint = self.settings.endpoint(Dialect::Pjsip, name)?;
        let value = match item {
            "aors" => {
                let names = endpoint.aors.iter().map(AorKey::name);
                names.collect::<Vec<_>>().join(",")
            }
            "transport" => endpoint.transport.clone(),
            "from_user" => endpoint.from_user.clone(),
            "from_domain" => endpoint.from_domain.clone(),
            "allow" | "codecs" => codecs(endpoint),
            "moh_suggest" => endpoint.music_suggested.clone(),
            "device_state_busy_at" => endpoint.busy_level.to_string(),
            "mailboxes" => self.mailboxes(endpoint),
            "direct_media" => yes_no(endpoint.direct_media),
            "allow_transfer" => yes_no(endpoint.allow_transfer),
            "rewrite_contact" => yes_no(endpoint.nat.rewrite_contact),
            "rtp_symmetric" => yes_no(endpoint.nat.symmetric_rtp),
            "force_rport" => yes_no(endpoint.nat.force_rport),
            _ => return common(endpoint, item),
        };
        Some(value)
    }

    /// `PJSIP_AOR()`.
    fn aor_value(&self, name: &str, item: &str) -> Option<String> {
        let aor = self.settings.aor(&AorKey::new(Dialect::Pjsip, name))?;
        let value = match item {
            "contact" => {
                let all = self.contacts.of(&aor.key).iter();
                let names = all.map(|contact| contact_name(aor.key.name(), contact));
                names.collect::<Vec<_>>().join(",")
            }
            "max_contacts" => aor.max_contacts.to_string(),
            "default_expiration" => aor.default_expiration.to_string(),
            "minimum_expiration" => aor.minimum_expiration.to_string(),
            "maximum_expiration" => aor.maximum_expiration.to_string(),
            "remove_existing" => yes_no(aor.remove_existing),
            "remove_unavailable" => yes_no(aor.remove_unavailable),
            "support_path" => yes_no(aor.support_path),
            "qualify_frequency" => {
                let every = aor.qualify.map_or(0, |q| q.every.as_secs());
                every.to_string()
            }
            "mailboxes" => aor.mailboxes.join(","),
            "voicemail_extension" => aor.voicemail_extension.clone(),
            _ => return None,
        };
        Some(value)
    }

    /// `PJSIP_CONTACT()`.
    fn contact_value(&self, name: &str, item: &str) -> Option<String> {
        let (aor, _) = name.split_once(";@")?;
        let mut all = self.contacts.of(&AorKey::new(Dialect::Pjsip, aor)).iter();
        let contact = all.find(|contact| contact_name(aor, contact) == name)?;
        let value = match item {
            "uri" => contact.uri.as_str().to_owned(),
            "status" => match contact.reach {
                Reach::NotWatched => "NonQualified",
                Reach::Unknown => "Unknown",
                Reach::Reachable(_) | Reach::Lagged(_) => "Reachable",
                Reach::Unreachable => "Unreachable",
            }
            .to_owned(),
            "rtt" => {
                let took = contact.reach.round_trip();
                took.map_or(0, |took| took.as_micros()).to_string()
            }
            "user_agent" => contact.user_agent.clone(),
            "endpoint" => contact.endpoint.clone(),
            "path" => contact.path.clone(),
            "call_id" => contact.call_id.clone(),
            "via_addr" => contact
                .source
                .map(|at| at.ip().to_string())
                .unwrap_or_default(),
            "via_port" => contact
                .source
                .map(|at| at.port().to_string())
                .unwrap_or_default(),
            "expiration_time" => {
                let at = contact.expires_at.map(|at| self.wall.at(at).as_secs());
                at.unwrap_or(0).to_string()
            }
            _ => return None,
        };
        Some(value)
    }

    /// `PJSIP_DIAL_CONTACTS()`: all contacts that may be called, ready to be dialled. `item` is
    /// `aor,user`, each of which may be empty.
    fn dial_contacts(&self, name: &str, item: &str) -> Option<String> {
        let endpoint = self.settings.endpoint(Dialect::Pjsip, name)?;
        let (aor, user) = item.split_once(',').unwrap_or((item, ""));
        let own = (!aor.is_empty()).then(|| AorKey::new(Dialect::Pjsip, aor));
        let keys = own
            .as_ref()
            .map_or(endpoint.aors.as_slice(), std::slice::from_ref);
        let contacts = keys.iter().flat_map(|key| self.contacts.of(key));
        let contacts = contacts.filter(|contact| contact.reach.may_be_called());
        let dial = contacts.map(|contact| {
            let uri = match user {
                "" => contact.uri.clone(),
                user => contact.uri.with_user(Some(user)),
            };
            format!("PJSIP/{}/{}", endpoint.name, uri.as_str())
        });
        Some(dial.collect::<Vec<_>>().join("&"))
    }

    fn mailboxes(&self, endpoint: &Endpoint) -> String {
        let aors = endpoint
            .aors
            .iter()
            .filter_map(|key| self.settings.aor(key));
        let all: Vec<_> = aors.flat_map(|aor| aor.mailboxes.clone()).collect();
        all.join(",")
    }
}

/// What both dialects know under the names that either gives it.
fn common(endpoint: &Endpoint, item: &str) -> Option<String> {
    if let Some(variable) = item.strip_prefix("chanvar[") {
        let name = variable.trim_end_matches(']');
        let mut all = endpoint.variables.iter();
        return all.find(|(known, _)| known == name).map(|(_, v)| v.clone());
    }
    let Party { name, number, .. } = &endpoint.caller;
    let value = match item {
        "context" => endpoint.context.clone(),
        "language" => endpoint.language.clone(),
        "accountcode" => endpoint.account_code.clone(),
        "callerid" => endpoint.caller.all(),
        "callerid_name" => name.clone(),
        "callerid_num" => number.clone(),
        "callgroup" | "call_group" => groups(endpoint.call_groups),
        "pickupgroup" | "pickup_group" => groups(endpoint.pickup_groups),
        "tone_zone" => endpoint.tone_zone.clone(),
        _ => return None,
    };
    Some(value)
}

fn contact_name(aor: &str, contact: &Contact) -> String {
    format!("{aor};@{}", contact.uri.as_str())
}

fn codecs(endpoint: &Endpoint) -> String {
    let names = endpoint.codecs.iter().map(|codec| codec.name());
    format!("({})", names.collect::<Vec<_>>().join("|"))
}

fn groups(bits: u64) -> String {
    let all = (0..64).filter(|group| bits & (1_u64 << group) != 0);
    all.map(|group| group.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
