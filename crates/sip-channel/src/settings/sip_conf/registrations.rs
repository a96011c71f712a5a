//! The `register` lines of `[general]`.

use std::time::Duration;

use config::{Problem, Section};
use sip::auth::Secret;
use sip::header::{HeaderFault, Transport, Uri};

use super::options::GeneralOptions;
use super::register_line::RegisterLine;
use crate::auth::Credential;
use crate::endpoint::{Dialect, Endpoint};
use crate::settings::reader::Reader;
use crate::settings::{ChanSip, OutboundRegistration, Retry, Settings};

/// Adds what the lines ask for.
pub(super) fn read(
    general: &Section,
    options: &GeneralOptions,
    chan_sip: &ChanSip,
    realms: &[Credential],
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let mut reader = Reader::new("section", general, problems);
    for entry in general.all("register") {
        let parsed = RegisterLine::parse(&entry.value);
        let made = parsed.and_then(|line| {
            registration(&line, options, chan_sip, realms).map_err(|HeaderFault(what)| what)
        });
        match made {
            Ok(found) => {
                if found
                    .kind
                    .is_some_and(|kind| !matches!(kind, Transport::Udp | Transport::Tcp))
                {
                    reader.warn_at(entry, "register: TLS is not supported yet; this will fail");
                }
                settings.registrations.push(found);
            }
            Err(what) => {
                let form = "user[:secret[:authuser]]@host[:port][/extension]";
                let text = format!("register: {what}; expected {form}; the line is ignored");
                reader.warn_at(entry, text);
            }
        }
    }
}

/// The registration that `callbackextension` asks for.
pub(super) fn of_device(
    endpoint: &Endpoint,
    extension: &str,
    (general, chan_sip): (&GeneralOptions, &ChanSip),
) -> Option<OutboundRegistration> {
    let fixed = endpoint.static_host.as_ref()?;
    let credential = endpoint.outbound_auths.last()?;
    let line = RegisterLine {
        user: credential.username.clone(),
        transport: endpoint.transports.first().copied(),
        host: fixed.host.clone(),
        port: fixed.port,
        extension: extension.to_owned(),
        ..RegisterLine::default()
    };
    let mut made = registration(&line, general, chan_sip, &[]).ok()?;
    made.auths.clone_from(&endpoint.outbound_auths);
    Some(made)
}

fn registration(
    line: &RegisterLine,
    options: &GeneralOptions,
    chan_sip: &ChanSip,
    realms: &[Credential],
) -> Result<OutboundRegistration, HeaderFault> {
    let in_domain = !line.domain.is_empty();
    let domain = if in_domain { &line.domain } else { &line.host };
    let registrar = Uri::sip(None, &line.host, line.port)?;
    let server = if in_domain {
        Uri::sip(None, domain, line.domain_port)?
    } else {
        registrar.clone()
    };
    let kind = line.transport;
    let marked = |uri: Uri| match kind.filter(|kind| *kind != Transport::Udp) {
        Some(kind) => uri.with_param("transport", Some(kind.as_param())),
        None => uri,
    };
    let auth_user = if line.auth_user.is_empty() {
        &line.user
    } else {
        &line.auth_user
    };
    let mut auths: Vec<_> = realms.to_vec();
    auths.push(Credential {
        section: String::new(),
        username: auth_user.clone(),
        secret: Secret::Password(line.secret.clone()),
        realm: String::new(),
        algorithms: Vec::new(),
    });
    Ok(OutboundRegistration {
        dialect: Dialect::ChanSip,
        name: format!("{}@{}", line.user, line.host),
        server: if in_domain { server } else { marked(server) },
        client: Uri::sip(Some(&line.user), domain, None)?,
        contact_user: line.extension.clone(),
        auths,
        expiration: line.expiry.unwrap_or(options.defaultexpiry).max(1),
        transport: String::new(),
        kind,
        outbound_proxy: in_domain.then(|| marked(registrar)),
        retry: retry(chan_sip),
        line_endpoint: None,
    })
}

/// chan_sip tries again after each time-out, and gives up for good on 403 and 404.
fn retry(chan_sip: &ChanSip) -> Retry {
    let after: Duration = chan_sip.register_timeout;
    Retry {
        after,
        after_forbidden: chan_sip.register_retry_403.then_some(after),
        after_fatal: None,
        most: chan_sip.register_attempts,
        refusal_is_permanent: false,
    }
}
