//! `manager.conf`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use config::{Acl, OptionTable, Problem, Section, Tree};

use super::Classes;
use super::filter::Filters;
use crate::http::socket_address;

config::options! {
    /// The manager interface.
    pub struct AmiOptions as "general" {
        /// Serve at all.
        enabled: bool = "no",
        /// Serve through HTTP as well.
        webenabled: bool = "no",
        /// The port in the clear.
        port: u16 = "5038",
        /// Where it listens in the clear.
        bindaddr: String = "0.0.0.0",
        /// Serve through TLS as well.
        tlsenable: bool = "no",
        /// Where it listens for TLS: an address, or an address and a port.
        tlsbindaddr: String = "",
        /// The certificate, and the key where no other file has it.
        tlscertfile: String = "",
        /// The key.
        tlsprivatekey: String = "",
        /// One account may be logged in several times.
        allowmultiplelogin: bool = "yes",
        /// Log-ins are shown on consoles.
        displayconnects: bool = "yes",
        /// Events tell when they happened.
        timestampevents: bool = "no",
        /// The `Events` action answers only where it must.
        brokeneventsaction: bool = "no",
        /// Seconds in which a program must log in.
        authtimeout: u64 = "30",
        /// Connections at once that have not logged in.
        authlimit: u32 = "50",
        /// Seconds that a log-in through HTTP lasts.
        httptimeout: u64 = "60",
        /// Channel variables that every event about a channel shows.
        channelvars: String = "",
        /// Names of events that nobody hears.
        disabledevents: String = "",
    }
    unsupported: ["tlsdisablev12", "tlscipher"];
    ignored: ["debug", "tlsdisablev1", "tlsdisablev11", "tlsservercipherorder", "block-sockets"];
}

config::options! {
    /// Who may log in, and what for.
    pub struct AccountOptions as "account" {
        /// The password.
        secret: String = "",
        /// Classes of events that it hears.
        read: String = "",
        /// Classes of actions that it may do.
        write: String = "",
        /// Milliseconds to wait for a program that does not read.
        writetimeout: u32 = "100",
        /// It may be logged in several times.
        allowmultiplelogin: String = "",
        /// Its log-ins are shown on consoles.
        displayconnects: String = "",
    }
    elsewhere: ["permit", "deny", "acl", "eventfilter", "setvar"];
    ignored: ["hassip", "hasiax", "hasmanager"];
}

/// Somebody who may log in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// The password.
    pub secret: String,
    /// What it hears.
    pub read: Classes,
    /// What it may do.
    pub write: Classes,
    /// From where.
    pub acl: Acl,
    /// Which events it hears.
    pub(crate) filters: Filters,
    /// Variables of the channels that it originates.
    pub variables: Vec<(String, String)>,
    /// It may be logged in several times.
    pub several: bool,
}

/// What `manager.conf` says.
#[derive(Clone, Debug, Default)]
pub struct AmiSettings {
    /// The options.
    pub options: AmiOptions,
    /// By name.
    pub accounts: BTreeMap<String, Account>,
    /// Event names that nobody hears.
    pub disabled: Vec<String>,
    /// Channel variables that events show.
    pub channel_variables: Vec<String>,
}

impl AmiSettings {
    /// Reads the file; `named` are the lists of `acl.conf`.
    pub fn load(tree: &Tree, named: &BTreeMap<String, Acl>) -> (Self, Vec<Problem>) {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        for section in tree.live() {
            if section.name == "general" {
                problems.extend(settings.options.apply(section));
                continue;
            }
            let (account, more) = account(section, named, settings.options.allowmultiplelogin);
            problems.extend(more);
            settings.accounts.insert(account.name.clone(), account);
        }
        let words = |text: &str| {
            let words = text.split(',').map(str::trim).filter(|w| !w.is_empty());
            words.map(str::to_owned).collect()
        };
        settings.disabled = words(&settings.options.disabledevents);
        settings.channel_variables = words(&settings.options.channelvars);
        (settings, problems)
    }

    /// Where to listen in the clear.
    pub fn clear(&self) -> Option<SocketAddr> {
        let options = &self.options;
        options
            .enabled
            .then(|| socket_address(&options.bindaddr, options.port))
            .flatten()
    }

    /// Where to listen for TLS.
    pub fn tls(&self) -> Option<SocketAddr> {
        let options = &self.options;
        let at = match options.tlsbindaddr.is_empty() {
            true => &options.bindaddr,
            false => &options.tlsbindaddr,
        };
        (options.enabled && options.tlsenable)
            .then(|| socket_address(at, DEFAULT_TLS_PORT))
            .flatten()
    }
}

fn account(
    section: &Section,
    named: &BTreeMap<String, Acl>,
    several: bool,
) -> (Account, Vec<Problem>) {
    let (options, mut problems) = AccountOptions::load(section);
    let mut classes = |text: &str, option: &str| {
        let (classes, unknown) = Classes::read(text);
        for word in unknown {
            let what = format!("{option}: there is no class '{word}'");
            problems.push(Problem::warning(
                section.entry(option).map_or(&section.span, |e| &e.span),
                what,
            ));
        }
        classes
    };
    let (read, write) = (
        classes(&options.read, "read"),
        classes(&options.write, "write"),
    );
    let (filters, more) = Filters::load(section);
    problems.extend(more);
    let variables = section.all("setvar").filter_map(|e| {
        let (name, value) = e.value.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    let account = Account {
        name: section.name.clone(),
        secret: options.secret,
        read,
        write,
        acl: acl(section, named, &mut problems),
        filters,
        variables: variables.collect(),
        several: match options.allowmultiplelogin.as_str() {
            "" => several,
            word => config::is_yes(word),
        },
    };
    (account, problems)
}

/// `permit`, `deny` and `acl` lines in their order.
fn acl(section: &Section, named: &BTreeMap<String, Acl>, problems: &mut Vec<Problem>) -> Acl {
    let mut acl = Acl::default();
    for entry in &section.entries {
        let is = |word: &str| entry.name.eq_ignore_ascii_case(word);
        if is("permit") || is("deny") {
            if let Err(piece) = acl.add(is("permit"), &entry.value) {
                let what = format!("{}: '{piece}' is no address and no network", entry.name);
                problems.push(Problem::warning(&entry.span, what));
            }
        } else if is("acl") {
            match named.get(entry.value.trim()) {
                Some(list) => acl.extend(list),
                None => {
                    // A list that is missing lets nobody in.
                    let _ = acl.add(false, "0.0.0.0/0,::/0");
                    let what = format!("acl: '{}' is not in acl.conf", entry.value);
                    problems.push(Problem::warning(&entry.span, what));
                }
            }
        }
    }
    acl
}

const DEFAULT_TLS_PORT: u16 = 5039;
