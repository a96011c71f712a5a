//! `sip.conf` to `pjsip.conf`: transports, endpoints with their templates, aors, auths, identifications
//! and registrations.

use std::collections::BTreeMap;

use config::{Section, Tree};

use super::Desk;
use super::registrations::Registration;
use super::sip_options::{EndpointOptions, take};

pub(super) fn rewrite(desk: &mut Desk<'_>) {
    let material = desk.material;
    let Some(tree) = material.tree("sip.conf") else {
        return;
    };
    let mut by_hand = Vec::new();
    let mut text = Vec::new();
    let writer = Writer::new(tree, &mut by_hand);
    writer.transports(&mut text);
    let context = writer.defaults.0.iter().find(|(name, _)| name == "context");
    match context.filter(|(_, context)| material.timeless.has_context(context)) {
        Some(_) => writer.strangers(&mut text),
        None => by_hand.push((0, NO_STRANGERS.to_owned())),
    }
    let devices = tree
        .sections
        .iter()
        .filter(|section| !section.name.eq_ignore_ascii_case("general"));
    for section in devices {
        if section.template || section.get("type").is_some() {
            writer.device(section, &mut text, &mut by_hand);
        }
    }
    writer.registrations(&mut text, &mut by_hand);
    let old = desk.sheet("sip.conf");
    old.dropped = true;
    old.because(
        0,
        "chan_sip is gone since 21: pjsip.conf says the same to chan_pjsip",
    );
    for (line, reason) in by_hand {
        old.because(line, reason);
    }
    let new = desk.sheet("pjsip.conf");
    new.because(
        0,
        "transports, endpoints, aors, auths, identifications and registrations of sip.conf",
    );
    if new.exists {
        new.appended.push(String::new());
    }
    let skipped = usize::from(text.first().is_some_and(String::is_empty));
    new.appended.extend(text.into_iter().skip(skipped));
}

struct Writer<'a> {
    tree: &'a Tree,
    general: Option<&'a Section>,
    /// What `[general]` gives to every device.
    defaults: EndpointOptions,
}

impl<'a> Writer<'a> {
    fn new(tree: &'a Tree, by_hand: &mut Vec<(usize, String)>) -> Self {
        let general = tree.find("general");
        let mut defaults = EndpointOptions::default();
        // Devices of sip.conf may use these unless they say otherwise.
        defaults.set("allow", "ulaw,alaw,gsm,h263");
        for entry in general.into_iter().flat_map(|section| &section.entries) {
            let name = entry.name.to_ascii_lowercase();
            if matches!(name.as_str(), "permit" | "deny" | "transport" | "register") {
                continue;
            }
            if let Some(reason) = take(&mut defaults, &name, &entry.value) {
                by_hand.push((line_of(entry), reason));
            }
        }
        if general.is_none_or(|section| section.get("context").is_none()) {
            defaults.set("context", "default");
        }
        if !defaults.0.iter().any(|(name, _)| name == "direct_media") {
            defaults.set("direct_media", "yes");
        }
        Self {
            tree,
            general,
            defaults,
        }
    }

    fn said(&self, option: &str) -> Option<&'a str> {
        self.general.and_then(|section| section.get(option))
    }

    fn transports(&self, text: &mut Vec<String>) {
        let port = self.said("bindport").unwrap_or("5060");
        let address = |option: &str| {
            let said = self.said(option).or_else(|| self.said("bindaddr"));
            let said = said.filter(|said| !said.is_empty()).unwrap_or("0.0.0.0");
            let has_port = said
                .rsplit_once(':')
                .is_some_and(|(host, _)| !host.contains(':') || host.ends_with(']'));
            match has_port {
                true => said.to_owned(),
                false => format!("{said}:{port}"),
            }
        };
        self.transport("udp", &address("udpbindaddr"), text);
        if self.said("tcpenable").is_some_and(config::is_yes) {
            self.transport("tcp", &address("tcpbindaddr"), text);
        }
        if self.said("tlsenable").is_some_and(config::is_yes) {
            let bind = self.said("tlsbindaddr").unwrap_or("0.0.0.0");
            let bind = if bind.contains(':') {
                bind.to_owned()
            } else {
                format!("{bind}:5061")
            };
            self.transport("tls", &bind, text);
            for (old, new) in [
                ("tlscertfile", "cert_file"),
                ("tlsprivatekey", "priv_key_file"),
                ("tlscafile", "ca_list_file"),
                ("tlscadir", "ca_list_path"),
                ("tlscipher", "cipher"),
            ] {
                if let Some(value) = self.said(old) {
                    text.push(format!("{new}={value}"));
                }
            }
        }
        let global = [("useragent", "user_agent"), ("realm", "default_realm")];
        let said: Vec<String> = global
            .iter()
            .filter_map(|(old, new)| Some(format!("{new}={}", self.said(old)?)))
            .collect();
        if !said.is_empty() {
            text.extend([
                String::new(),
                "[global]".to_owned(),
                "type=global".to_owned(),
            ]);
            text.extend(said);
        }
    }

    fn transport(&self, kind: &str, bind: &str, text: &mut Vec<String>) {
        text.extend([
            String::new(),
            format!("[transport-{kind}]"),
            "type=transport".to_owned(),
            format!("protocol={kind}"),
            format!("bind={bind}"),
        ]);
        let outside = ["externaddr", "externip", "externhost"];
        if let Some(outside) = outside.iter().find_map(|option| self.said(option)) {
            let host = outside.split(':').next().unwrap_or_default();
            text.push(format!("external_signaling_address={host}"));
            let media = self.said("media_address").unwrap_or(host);
            text.push(format!("external_media_address={media}"));
            if let Some((_, port)) = outside.split_once(':') {
                text.push(format!("external_signaling_port={port}"));
            }
        }
        let nets = self
            .general
            .into_iter()
            .flat_map(|section| section.all("localnet"));
        text.extend(nets.map(|entry| format!("local_net={}", entry.value)));
    }

    /// Calls of strangers, where they are let in.
    fn strangers(&self, text: &mut Vec<String>) {
        if self.said("allowguest").is_some_and(config::is_no) {
            return;
        }
        text.extend([
            String::new(),
            "[anonymous]".to_owned(),
            "type=endpoint".to_owned(),
        ]);
        text.extend(rows(&self.defaults.0));
    }

    /// Everything that a device or a template says about calls.
    fn options(&self, section: &Section, by_hand: &mut Vec<(usize, String)>) -> EndpointOptions {
        let mut options = self.defaults.clone();
        for entry in &section.entries {
            if let Some(reason) = take(&mut options, &entry.name, &entry.value) {
                by_hand.push((line_of(entry), reason));
            }
        }
        options
    }

    fn device(
        &self,
        section: &Section,
        text: &mut Vec<String>,
        by_hand: &mut Vec<(usize, String)>,
    ) {
        let options = self.options(section, by_hand);
        let mut inherited = BTreeMap::new();
        let mut parents = Vec::new();
        for parent in &section.parents {
            let known = self
                .tree
                .sections
                .iter()
                .find(|s| s.name == *parent && s.template);
            if let Some(known) = known {
                parents.push(parent.as_str());
                inherited.extend(self.options(known, &mut Vec::new()).0);
            }
        }
        let own: Vec<(String, String)> = options
            .0
            .into_iter()
            .filter(|(name, value)| inherited.get(name) != Some(value))
            .collect();
        let name = &section.name;
        let marks = match (section.template, parents.join(",")) {
            (true, parents) if parents.is_empty() => "(!)".to_owned(),
            (true, parents) => format!("(!,{parents})"),
            (false, parents) if parents.is_empty() => String::new(),
            (false, parents) => format!("({parents})"),
        };
        text.extend([String::new(), format!("[{name}]{marks}")]);
        if parents.is_empty() {
            text.push("type=endpoint".to_owned());
        }
        text.extend(rows(&own));
        if !section.template {
            let device = Device::of(section);
            device.links(text);
            device.parts(self, text);
        }
    }

    fn registrations(&self, text: &mut Vec<String>, by_hand: &mut Vec<(usize, String)>) {
        let lines = self
            .general
            .into_iter()
            .flat_map(|section| section.all("register"));
        for (number, entry) in (1..).zip(lines) {
            match Registration::parse(&entry.value) {
                Some(registration) => {
                    let mut registration = registration;
                    if registration.expiry.is_empty() {
                        let expiry = self.said("defaultexpiry").unwrap_or("120");
                        expiry.clone_into(&mut registration.expiry);
                    }
                    text.extend(registration.sections(number));
                }
                None => by_hand.push((
                    line_of(entry),
                    "by hand: this registration cannot be read".to_owned(),
                )),
            }
        }
    }
}

/// Where a device is and how it proves who it is.
struct Device<'a> {
    section: &'a Section,
    name: &'a str,
    host: &'a str,
    user: &'a str,
}

impl<'a> Device<'a> {
    fn of(section: &'a Section) -> Self {
        let said = |option: &str| section.get(option).filter(|value| !value.is_empty());
        let user = said("defaultuser")
            .or_else(|| said("username"))
            .or_else(|| said("fromuser"));
        Self {
            section,
            name: &section.name,
            host: said("host").unwrap_or("dynamic"),
            user: user.unwrap_or(&section.name),
        }
    }

    fn is_dynamic(&self) -> bool {
        self.host.eq_ignore_ascii_case("dynamic")
    }

    fn has_secret(&self) -> bool {
        ["secret", "md5secret"].iter().any(|option| {
            self.section
                .get(option)
                .is_some_and(|value| !value.is_empty())
        })
    }

    /// The far end need not prove who it is when it calls.
    fn is_trusted(&self) -> bool {
        self.section
            .get("insecure")
            .is_some_and(|value| value.contains("invite"))
    }

    /// Options of the endpoint that name its other sections.
    fn links(&self, text: &mut Vec<String>) {
        let name = self.name;
        let is_user_only = self.section.get("type") == Some("user");
        if !is_user_only {
            text.push(format!("aors={name}"));
        }
        if self.has_secret() {
            if !self.is_trusted() {
                text.push(format!("auth={name}"));
            }
            if !self.is_dynamic() {
                text.push(format!("outbound_auth={name}"));
            }
        }
    }

    fn parts(&self, writer: &Writer<'_>, text: &mut Vec<String>) {
        let Self { section, name, .. } = self;
        let mut part = |kind: &str, rows: Vec<String>| {
            text.extend([String::new(), format!("[{name}]"), format!("type={kind}")]);
            text.extend(rows);
        };
        if section.get("type") != Some("user") {
            part("aor", self.aor(writer));
        }
        let given = |option: &str| section.get(option).filter(|value| !value.is_empty());
        // Phones are asked by their section's name, providers ask for the user that they gave.
        let user = if self.is_dynamic() {
            self.name
        } else {
            self.user
        };
        if let Some(hash) = given("md5secret") {
            let rows = [
                "auth_type=md5".to_owned(),
                format!("username={user}"),
                format!("md5_cred={hash}"),
            ];
            part("auth", rows.to_vec());
        } else if let Some(secret) = given("secret") {
            let rows = [
                "auth_type=userpass".to_owned(),
                format!("username={user}"),
                format!("password={secret}"),
            ];
            part("auth", rows.to_vec());
        }
        if !self.is_dynamic() {
            let rows = vec![format!("endpoint={name}"), format!("match={}", self.host)];
            part("identify", rows);
        }
    }

    fn aor(&self, writer: &Writer<'_>) -> Vec<String> {
        let mut rows = Vec::new();
        if self.is_dynamic() {
            rows.push("max_contacts=1".to_owned());
            rows.push("remove_existing=yes".to_owned());
            for (old, new) in [
                ("defaultexpiry", "default_expiration"),
                ("minexpiry", "minimum_expiration"),
                ("maxexpiry", "maximum_expiration"),
            ] {
                if let Some(value) = writer.said(old) {
                    rows.push(format!("{new}={value}"));
                }
            }
        } else {
            let port = self
                .section
                .get("port")
                .map(|port| format!(":{}", port.trim()));
            let port = port.unwrap_or_default();
            let who = match self.user {
                user if user == self.name => String::new(),
                user => format!("{user}@"),
            };
            rows.push(format!("contact=sip:{who}{}{port}", self.host));
        }
        let qualify = self
            .section
            .get("qualify")
            .or_else(|| writer.said("qualify"));
        if let Some(qualify) = qualify.filter(|value| !config::is_no(value)) {
            let every = self
                .section
                .get("qualifyfreq")
                .or_else(|| writer.said("qualifyfreq"));
            rows.push(format!("qualify_frequency={}", every.unwrap_or("60")));
            let limit = qualify.parse::<f64>().map_or(2.0, |limit| limit / 1000.0);
            rows.push(format!("qualify_timeout={limit:.1}"));
        }
        rows
    }
}

const NO_STRANGERS: &str = "calls of strangers found no context and got 404; without an endpoint \
                           'anonymous' they are asked for a password";

fn rows(options: &[(String, String)]) -> Vec<String> {
    let row = |(name, value): &(String, String)| match name.as_str() {
        "allow" if value.is_empty() => "disallow=all".to_owned(),
        "allow" => format!("disallow=all\nallow={value}"),
        name => format!("{name}={value}"),
    };
    let rows: Vec<String> = options.iter().map(row).collect();
    rows.iter()
        .flat_map(|row| row.lines())
        .map(str::to_owned)
        .collect()
}

fn line_of(entry: &config::Entry) -> usize {
    usize::try_from(entry.span.line).unwrap_or(0)
}
