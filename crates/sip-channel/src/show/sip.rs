//! `sip show …`.

use std::fmt::Write;
use std::net::SocketAddr;

use super::{Show, cell};
use crate::contact::{Contact, Reach};
use crate::endpoint::{Dialect, Endpoint, Kind};
use crate::outbound_registration::Standing;
use crate::registrar::http_date;

impl Show<'_> {
    pub(super) fn sip_show_peers(&self) -> String {
        let mut text = peer_line(
            [
                "Name/username",
                "Host",
                "Dyn",
                "Forcerport",
                "Comedia",
                "ACL",
                "Port",
                "Status",
            ],
            "Description",
        );
        let mut count = Count::default();
        let peers = self
            .settings
            .endpoints(Dialect::ChanSip)
            .filter(|one| one.kind != Kind::User);
        for peer in peers {
            let contact = self.contacts_of(peer).last();
            let address = self.address(peer, contact);
            count.add(contact.map(|contact| contact.reach), address.is_some());
            let host = address.map_or_else(|| UNSPECIFIED.to_owned(), |at| at.ip().to_string());
            let port = address.map_or(0, |at| at.port()).to_string();
            let name = match peer.default_user.as_str() {
                "" => peer.name.clone(),
                user => format!("{}/{user}", peer.name),
            };
            let nat = peer.nat;
            let acl = if peer.acl.is_empty() { "" } else { " A" };
            let dynamic = if peer.static_host.is_none() { " D" } else { "" };
            let status = status(contact);
            text += &peer_line(
                [
                    &name,
                    &host,
                    dynamic,
                    automatic(nat.force_rport, nat.auto_force_rport),
                    automatic(nat.symmetric_rtp, nat.auto_symmetric_rtp),
                    acl,
                    &port,
                    &status,
                ],
                "",
            );
        }
        text + &count.to_string() + "\n"
    }

    pub(super) fn sip_users(&self) -> String {
        let line = |cells: [&str; 6]| {
            let [user, secret, account, context, acl, rport] = cells;
            format!(
                "{}  {}  {}  {}  {}{}\n",
                cell(user, 25),
                cell(secret, 15),
                cell(account, 15),
                cell(context, 15),
                cell(acl, 5),
                cell(rport, 10)
            )
        };
        let mut text = line([
            "Username",
            "Secret",
            "Accountcode",
            "Def.Context",
            "ACL",
            "Forcerport",
        ]);
        let all = self
            .settings
            .endpoints(Dialect::ChanSip)
            .filter(|one| one.kind != Kind::Peer);
        for user in all {
            let secret = if user.auths.is_empty() { "" } else { "<Set>" };
            let acl = if user.acl.is_empty() { "No" } else { "Yes" };
            let rport = automatic(user.nat.force_rport, user.nat.auto_force_rport);
            text += &line([
                &user.name,
                secret,
                &user.account_code,
                &user.context,
                acl,
                rport,
            ]);
        }
        text
    }

    pub(super) fn sip_registry(&self) -> String {
        let line = |cells: [&str; 6]| {
            let [host, dns, user, refresh, state, time] = cells;
            format!(
                "{} {} {}  {refresh:>8.8} {} {}\n",
                cell(host, 39),
                cell(dns, 6),
                cell(user, 12),
                cell(state, 20),
                cell(time, 25)
            )
        };
        let mut text = line(["Host", "dnsmgr", "Username", "Refresh", "State", "Reg.Time"]);
        let mut count = 0;
        for (one, standing) in self.registrations.standings() {
            if one.dialect != Dialect::ChanSip {
                continue;
            }
            count += 1;
            let registrar = one.outbound_proxy.as_ref().unwrap_or(&one.server);
            let host = format!(
                "{}:{}",
                registrar.host(),
                registrar.port().unwrap_or(USUAL_PORT)
            );
            let user = one.client.user().unwrap_or_default();
            let (refresh, time) = match standing {
                Standing::Registered {
                    since, refresh_at, ..
                } => {
                    let granted = refresh_at.saturating_duration_since(since);
                    (granted.as_secs(), http_date(self.wall.at(since)))
                }
                _ => (u64::from(one.expiration), String::new()),
            };
            let time = time.trim_end_matches(" GMT");
            text += &line([
                &host,
                "N",
                &user,
                &refresh.to_string(),
                standing.sip_text(),
                time,
            ]);
        }
        let _ = writeln!(text, "{count} SIP registrations.");
        text
    }

    pub(super) fn sip_show_peer(&self, name: &str) -> String {
        let Some(peer) = self.settings.endpoint(Dialect::ChanSip, name) else {
            return format!("Peer {name} not found.\n");
        };
        let contact = self.contacts_of(peer).last();
        let rows = configured(peer)
            .into_iter()
            .chain(self.whereabouts(peer, contact));
        let mut text = String::from("\n\n");
        for (label, value) in rows {
            let _ = writeln!(text, "  {label:<13}: {value}");
        }
        text + "\n"
    }

    fn whereabouts(
        &self,
        peer: &Endpoint,
        contact: Option<&Contact>,
    ) -> Vec<(&'static str, String)> {
        let expires = contact.and_then(|one| one.expires_at);
        let expires = expires.map(|at| at.saturating_duration_since(self.now).as_secs());
        let address = self.address(peer, contact);
        let host = peer.static_host.as_ref();
        vec![
            (
                "Expire",
                expires.map_or_else(|| "-1".to_owned(), |left| left.to_string()),
            ),
            (
                "ToHost",
                host.map_or_else(String::new, |fixed| fixed.host.clone()),
            ),
            (
                "Addr->IP",
                address.map_or_else(|| "(null)".to_owned(), |at| at.to_string()),
            ),
            ("Username", peer.default_user.clone()),
            ("Status", status(contact)),
            (
                "Useragent",
                contact.map_or_else(String::new, |one| one.user_agent.clone()),
            ),
            (
                "Reg. Contact",
                contact.map_or_else(String::new, |one| one.registered_uri.to_string()),
            ),
        ]
    }

    /// Where a peer is, as far as is known.
    pub(super) fn address(&self, peer: &Endpoint, contact: Option<&Contact>) -> Option<SocketAddr> {
        if let Some(fixed) = &peer.static_host {
            return self
                .contacts
                .addresses_of(&fixed.host, fixed.port)
                .first()
                .copied();
        }
        let contact = contact?;
        let written = contact.uri.host_ip();
        let written =
            written.map(|ip| SocketAddr::new(ip, contact.uri.port().unwrap_or(USUAL_PORT)));
        contact.source.or(written)
    }
}

fn configured(peer: &Endpoint) -> Vec<(&'static str, String)> {
    let yes = |set: bool| if set { "Yes" } else { "No" }.to_owned();
    let set = |text: &str| if text.is_empty() { "<Not set>" } else { text }.to_owned();
    let secret = if peer.auths.is_empty() { "" } else { "<Set>" };
    let codecs: Vec<_> = peer.codecs.iter().map(|codec| codec.name()).collect();
    let nat = peer.nat;
    let rport = automatic(nat.force_rport, nat.auto_force_rport);
    let symmetric = automatic(nat.symmetric_rtp, nat.auto_symmetric_rtp);
    let presentation = peer.presentation.unwrap_or_default().text();
    vec![
        ("* Name", peer.name.clone()),
        ("Secret", set(secret)),
        ("Context", peer.context.clone()),
        ("Language", peer.language.clone()),
        ("Tonezone", set(&peer.tone_zone)),
        ("AMA flags", peer.ama_flags.clone()),
        ("Accountcode", peer.account_code.clone()),
        ("CallingPres", presentation.to_owned()),
        ("Callgroup", groups(peer.call_groups)),
        ("Pickupgroup", groups(peer.pickup_groups)),
        ("MOH Suggest", peer.music_suggested.clone()),
        ("Mailbox", peer.mailboxes.join(",")),
        ("Call limit", peer.call_limit.to_string()),
        ("Busy level", peer.busy_level.to_string()),
        ("Dynamic", yes(peer.static_host.is_none())),
        ("Callerid", peer.caller.all()),
        ("Insecure", insecure(peer)),
        ("Force rport", rport.to_owned()),
        ("Symmetric RTP", symmetric.to_owned()),
        ("ACL", yes(!peer.acl.is_empty())),
        ("DirectMedia", yes(peer.direct_media)),
        ("Video Support", yes(peer.video)),
        (
            "Send RPID",
            yes(peer.identity.send_rpid || peer.identity.send_pai),
        ),
        ("Trust RPID", yes(peer.identity.trust_inbound)),
        ("DTMFmode", peer.dtmf.as_str().to_owned()),
        ("Codecs", format!("({})", codecs.join("|"))),
    ]
}

#[derive(Default)]
struct Count {
    online: usize,
    offline: usize,
    unwatched_online: usize,
    unwatched_offline: usize,
}

impl Count {
    fn add(&mut self, reach: Option<Reach>, has_address: bool) {
        let slot = match (reach, has_address) {
            (Some(Reach::Reachable(_) | Reach::Lagged(_)), _) => &mut self.online,
            (Some(Reach::Unreachable | Reach::Unknown), _) => &mut self.offline,
            (_, true) => &mut self.unwatched_online,
            (_, false) => &mut self.unwatched_offline,
        };
        *slot += 1;
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            online,
            offline,
            unwatched_online,
            unwatched_offline,
        } = self;
        let all = online + offline + unwatched_online + unwatched_offline;
        write!(
            f,
            "{all} sip peers [Monitored: {online} online, {offline} offline \
             Unmonitored: {unwatched_online} online, {unwatched_offline} offline]"
        )
    }
}

fn peer_line(cells: [&str; 8], description: &str) -> String {
    let [name, host, dynamic, rport, comedia, acl, port, status] = cells;
    let line = format!(
        "{} {} {} {} {} {} {port:<8} {status:<11} {}",
        cell(name, 25),
        cell(host, 39),
        cell(dynamic, 3),
        cell(rport, 10),
        cell(comedia, 10),
        cell(acl, 3),
        cell(description, 32)
    );
    line + " \n"
}

pub(super) fn status(contact: Option<&Contact>) -> String {
    match contact.map(|contact| contact.reach) {
        Some(Reach::Reachable(took)) => format!("OK ({} ms)", took.as_millis()),
        Some(Reach::Lagged(took)) => format!("LAGGED ({} ms)", took.as_millis()),
        Some(Reach::Unreachable) => "UNREACHABLE".to_owned(),
        Some(Reach::Unknown) => "UNKNOWN".to_owned(),
        Some(Reach::NotWatched) | None => "Unmonitored".to_owned(),
    }
}

fn automatic(always: bool, by_itself: bool) -> &'static str {
    match (always, by_itself) {
        (true, _) => "Yes",
        (false, true) => "Auto (No)",
        (false, false) => "No",
    }
}

fn insecure(peer: &Endpoint) -> String {
    match (peer.insecure_port, peer.insecure_invite) {
        (true, true) => "port,invite",
        (true, false) => "port",
        (false, true) => "invite",
        (false, false) => "no",
    }
    .to_owned()
}

fn groups(bits: u64) -> String {
    let set = (0..64).filter(|group| bits >> group & 1 == 1);
    set.map(|group| group.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) const UNSPECIFIED: &str = "(Unspecified)";
const USUAL_PORT: u16 = 5060;
