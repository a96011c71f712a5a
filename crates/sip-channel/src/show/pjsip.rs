//! `pjsip list …` and `pjsip show …`. A line is indented by two more for each level below its object;
//! the second column stands under the header's.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Show, cell};
use crate::aor::Aor;
use crate::auth::Credential;
use crate::contact::{Contact, Reach};
use crate::endpoint::{Dialect, Endpoint};
use crate::outbound_registration::Standing;
use crate::registrar::hash;
use crate::settings::Identify;
use crate::transport::Transport;

impl Show<'_> {
    pub(super) fn pjsip_list_aors(&self) -> String {
        let all = self.settings.aors(Dialect::Pjsip);
        table(&[aor_header(0)], all.map(|aor| aor_line(0, aor)))
    }

    pub(super) fn pjsip_aors(&self) -> String {
        let all = self.settings.aors(Dialect::Pjsip);
        table(
            &[aor_header(0), contact_header(1)],
            all.map(|aor| self.aor_block(aor) + "\n"),
        )
    }

    pub(super) fn pjsip_aor(&self, name: &str) -> String {
        let found = self
            .settings
            .aors(Dialect::Pjsip)
            .find(|aor| aor.name == name);
        let Some(aor) = found else {
            return not_found(name);
        };
        let headers = [aor_header(0), contact_header(1)];
        let qualify = aor.qualify;
        let every = qualify.map_or(0, |rules| rules.every.as_secs());
        let patience = qualify.map_or(3.0, |rules| rules.patience.as_secs_f64());
        let permanent: Vec<_> = aor.permanent.iter().map(ToString::to_string).collect();
        let rows = [
            ("contact", permanent.join(",")),
            ("default_expiration", aor.default_expiration.to_string()),
            ("mailboxes", aor.mailboxes.join(",")),
            ("max_contacts", aor.max_contacts.to_string()),
            ("maximum_expiration", aor.maximum_expiration.to_string()),
            ("minimum_expiration", aor.minimum_expiration.to_string()),
            ("qualify_frequency", every.to_string()),
            ("qualify_timeout", format!("{patience:.6}")),
            ("remove_existing", aor.remove_existing.to_string()),
            ("remove_unavailable", aor.remove_unavailable.to_string()),
            ("support_path", aor.support_path.to_string()),
            ("voicemail_extension", aor.voicemail_extension.clone()),
        ];
        head(&headers) + &self.aor_block(aor) + "\n" + &parameters(&rows)
    }

    pub(super) fn pjsip_contacts(&self) -> String {
        let all = self.settings.aors(Dialect::Pjsip);
        let lines = all.flat_map(|aor| self.contact_lines(0, aor));
        table(&[contact_header(0)], lines)
    }

    pub(super) fn pjsip_list_endpoints(&self) -> String {
        let all = self.settings.endpoints(Dialect::Pjsip);
        table(
            &[endpoint_header()],
            all.map(|endpoint| self.endpoint_line(endpoint)),
        )
    }

    pub(super) fn pjsip_endpoints(&self) -> String {
        let all = self.settings.endpoints(Dialect::Pjsip);
        let blocks = all.map(|endpoint| self.endpoint_block(endpoint) + "\n");
        table(&endpoint_headers(), blocks)
    }

    pub(super) fn pjsip_auths(&self) -> String {
        let endpoints = self.settings.endpoints(Dialect::Pjsip);
        let of_endpoints = endpoints.flat_map(|one| one.auths.iter().chain(&one.outbound_auths));
        let registrations = self.settings.registrations.iter();
        let registrations = registrations.filter(|one| one.dialect == Dialect::Pjsip);
        let all = of_endpoints.chain(registrations.flat_map(|one| &one.auths));
        let all: BTreeMap<&str, &Credential> =
            all.map(|auth| (auth.section.as_str(), auth)).collect();
        table(
            &[auth_header(0)],
            all.values().map(|auth| auth_line(0, "Auth", auth)),
        )
    }

    pub(super) fn pjsip_transports(&self) -> String {
        let all = self
            .settings
            .transports
            .iter()
            .filter(|one| one.serves(Dialect::Pjsip));
        table(
            &[transport_header(0)],
            all.map(|transport| transport_line(0, transport)),
        )
    }

    pub(super) fn pjsip_identifies(&self) -> String {
        let all = self.settings.identifies.iter();
        table(
            &[identify_header(0), match_header(1)],
            all.map(|one| identify_block(0, one)),
        )
    }

    pub(super) fn pjsip_registrations(&self) -> String {
        let header = " <Registration/ServerURI..............................>  \
                      <Auth....................>  <Status.......>\n";
        let all = self
            .registrations
            .standings()
            .filter(|(one, _)| one.dialect == Dialect::Pjsip);
        let lines = all.map(|(one, standing)| {
            let name = format!("{}/{}", one.name, one.server);
            let auth = one
                .auths
                .first()
                .map_or("n/a", |auth| auth.section.as_str());
            let end = match standing {
                Standing::Registered { expires_at, .. } => {
                    let left = expires_at.saturating_duration_since(self.now).as_secs();
                    format!("  (exp. {left}s)")
                }
                _ => String::new(),
            };
            format!(
                " {}  {}  {}{end}\n",
                cell(&name, 54),
                cell(auth, 26),
                cell(standing.pjsip_text(), 15)
            )
        });
        table(&[header.to_owned()], lines)
    }

    pub(super) fn endpoint_block(&self, endpoint: &Endpoint) -> String {
        let mut text = self.endpoint_line(endpoint);
        for auth in &endpoint.auths {
            text += &auth_line(1, "InAuth", auth);
        }
        for auth in &endpoint.outbound_auths {
            text += &auth_line(1, "OutAuth", auth);
        }
        for aor in endpoint
            .aors
            .iter()
            .filter_map(|key| self.settings.aor(key))
        {
            text += &aor_line(1, aor);
            text.extend(self.contact_lines(2, aor));
        }
        let mut transports = self.settings.transports.iter();
        if let Some(transport) = transports.find(|one| one.name == endpoint.transport) {
            text += &transport_line(1, transport);
        }
        let identifies = self.settings.identifies.iter();
        for identify in identifies.filter(|one| one.endpoint == endpoint.name) {
            text += &identify_block(1, identify);
        }
        text
    }

    fn endpoint_line(&self, endpoint: &Endpoint) -> String {
        let name = match endpoint.caller.number.as_str() {
            "" => endpoint.name.clone(),
            number => format!("{}/{number}", endpoint.name),
        };
        let most = match endpoint.busy_level {
            0 => "inf".to_owned(),
            most => most.to_string(),
        };
        let channels = (self.channels)(endpoint);
        let state = cell(self.state(endpoint), 12);
        line(
            0,
            "Endpoint",
            &name,
            &format!("{state}  {channels} of {most}"),
        )
    }

    fn aor_block(&self, aor: &Aor) -> String {
        aor_line(0, aor) + &self.contact_lines(1, aor).collect::<String>()
    }

    fn contact_lines<'s>(
        &'s self,
        level: usize,
        aor: &'s Aor,
    ) -> impl Iterator<Item = String> + 's {
        self.contacts
            .of(&aor.key)
            .iter()
            .map(move |contact| contact_line(level, aor, contact))
    }
}

/// The headers of `pjsip show endpoints`.
pub(super) fn endpoint_headers() -> [String; 7] {
    [
        endpoint_header(),
        auth_header(1),
        aor_header(1),
        contact_header(2),
        transport_header(1),
        identify_header(1),
        match_header(2),
    ]
}

/// Headers with the rule below.
pub(super) fn head(headers: &[String]) -> String {
    format!("\n{}{}\n\n", headers.concat(), "=".repeat(WIDTH))
}

/// The options of one object.
pub(super) fn parameters(rows: &[(&str, String)]) -> String {
    let longest = rows
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0)
        .max(LEAST_NAME);
    let mut text = format!(" {:<longest$} : ParameterValue\n", "ParameterName");
    let _ = writeln!(text, " {}", "=".repeat(longest + 17));
    for (name, value) in rows {
        let _ = writeln!(text, " {name:<longest$} : {value}");
    }
    text + "\n"
}

pub(super) fn not_found(name: &str) -> String {
    format!("Unable to find object {name}.\n\n")
}

/// Headers, lines and their number; without lines a word.
fn table(headers: &[String], lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return "No objects found.\n\n".to_owned();
    }
    let gap = if lines.last().is_some_and(|last| last.ends_with("\n\n")) {
        ""
    } else {
        "\n"
    };
    format!(
        "{}{}{gap}Objects found: {}\n\n",
        head(headers),
        lines.concat(),
        lines.len()
    )
}

fn endpoint_header() -> String {
    let end = "  <State.....>  <Channels.>";
    format!(
        "{:>9}:  <Endpoint/CID{}>{end}\n",
        "Endpoint",
        ".".repeat(37)
    )
}

fn aor_header(level: usize) -> String {
    let indent = indent(level);
    let dots = ".".repeat(LAST_TABSTOP - indent - 7);
    format!("{:>indent$}:  <Aor{dots}>  <MaxContact>\n", "Aor")
}

fn aor_line(level: usize, aor: &Aor) -> String {
    line(level, "Aor", &aor.name, &aor.max_contacts.to_string())
}

fn contact_header(level: usize) -> String {
    let indent = indent(level);
    let dots = ".".repeat(LAST_TABSTOP - indent - 23);
    format!(
        "{:>indent$}:  <Aor/ContactUri{dots}> <Hash....> <Status> <RTT(ms)..>\n",
        "Contact"
    )
}

fn contact_line(level: usize, aor: &Aor, contact: &Contact) -> String {
    let indent = indent(level);
    let name = cell(
        &format!("{}/{}", aor.name, contact.uri),
        LAST_TABSTOP - indent - 7,
    );
    let mut digits = format!("{:032x}", hash(contact.uri.as_str()));
    digits.truncate(10);
    let status = match contact.reach {
        Reach::NotWatched => "NonQual",
        Reach::Unknown => "Unknown",
        Reach::Reachable(_) | Reach::Lagged(_) => "Avail",
        Reach::Unreachable => "Unavail",
    };
    let took = contact.reach.round_trip();
    let took = took.map_or_else(
        || "nan".to_owned(),
        |took| format!("{:.3}", took.as_secs_f64() * 1e3),
    );
    format!(
        "{:>indent$}:  {name} {digits} {status:<8} {took:>11}\n",
        "Contact"
    )
}

fn auth_header(level: usize) -> String {
    let indent = indent(level);
    format!(
        "{:>indent$}:  <AuthId/UserName{}>\n",
        "I/OAuth",
        ".".repeat(WIDTH - indent - 20)
    )
}

fn auth_line(level: usize, label: &str, auth: &Credential) -> String {
    format!(
        "{label:>0$}:  {1}/{2}\n",
        indent(level),
        auth.section,
        auth.username
    )
}

fn transport_header(level: usize) -> String {
    let indent = indent(level);
    let dots = ".".repeat(WIDTH - indent - 61);
    let middle = "<TransportId........>  <Type>  <cos>  <tos>";
    format!("{:>indent$}:  {middle}  <BindAddress{dots}>\n", "Transport")
}

fn transport_line(level: usize, transport: &Transport) -> String {
    let indent = indent(level);
    let name = cell(&transport.name, 21);
    let (kind, tos, bind) = (transport.kind.as_param(), transport.tos, transport.bind);
    format!(
        "{:>indent$}:  {name}  {kind:>6}  {:>5}  {tos:>5}  {bind}\n",
        "Transport", 0
    )
}

fn identify_header(level: usize) -> String {
    let indent = indent(level);
    format!(
        "{:>indent$}:  <Identify/Endpoint{}>\n",
        "Identify",
        ".".repeat(WIDTH - indent - 22)
    )
}

fn match_header(level: usize) -> String {
    let indent = indent(level);
    format!("{:>indent$}:  <criteria{}>\n", "Match", ".".repeat(25))
}

fn identify_block(level: usize, identify: &Identify) -> String {
    let width = indent(level);
    let mut text = format!(
        "{:>width$}:  {}/{}\n",
        "Identify", identify.name, identify.endpoint
    );
    let networks = identify
        .networks
        .iter()
        .map(|one| format!("{}/{}", one.address, one.prefix));
    let headers = identify
        .headers
        .iter()
        .map(|one| format!("{}: {}", one.name, one.value));
    for criterion in networks
        .chain(identify.hosts.iter().cloned())
        .chain(headers)
    {
        let width = indent(level + 1);
        let _ = writeln!(text, "{:>width$}:  {criterion}", "Match");
    }
    text
}

/// A label, a name, and what stands in the second column.
fn line(level: usize, label: &str, name: &str, rest: &str) -> String {
    let indent = indent(level);
    format!(
        "{label:>indent$}:  {}  {rest}\n",
        cell(name, LAST_TABSTOP - indent - 2)
    )
}

fn indent(level: usize) -> usize {
    9 + 2 * level
}

const WIDTH: usize = 90;
const LAST_TABSTOP: usize = 62;
const LEAST_NAME: usize = 13;
