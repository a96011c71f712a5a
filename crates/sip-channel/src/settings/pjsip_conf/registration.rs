//! One `registration` section of `pjsip.conf`.

use std::time::Duration;

use config::{OptionTable, Problem, Section};

use super::auths::{self, Auths};
use super::options::RegistrationOptions;
use crate::endpoint::Dialect;
use crate::settings::reader::Reader;
use crate::settings::{OutboundRegistration, Retry, Settings};

/// Adds the registration.
pub(super) fn read(
    section: &Section,
    auths: &Auths,
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let (options, found) = RegistrationOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("registration", section, problems);
    let server = reader.uri("server_uri", &options.server_uri);
    let client = reader.uri("client_uri", &options.client_uri);
    let (Some(server), Some(client)) = (server, client) else {
        return reader.warn_section("is left out: it needs a server_uri and a client_uri");
    };
    let auths = auths::named(
        "outbound_auth",
        &options.outbound_auth.0,
        auths,
        &mut reader,
    );
    if options.line && options.endpoint.is_empty() {
        reader.warn("line", "line has no effect without 'endpoint'");
    }
    let line_endpoint = (options.line && !options.endpoint.is_empty()).then_some(options.endpoint);
    if let Some(name) = &line_endpoint
        && settings.endpoint(Dialect::Pjsip, name).is_none()
    {
        let known = settings
            .endpoints(Dialect::Pjsip)
            .map(|one| one.name.as_str());
        reader.missing("endpoint", "endpoint", name, known);
    }
    let seconds = |number: u32| Duration::from_secs(number.into());
    let unless_zero = |number: u32| (number > 0).then(|| seconds(number));
    let fatal = unless_zero(options.fatal_retry_interval);
    let contact_user = Some(options.contact_user).filter(|user| !user.is_empty());
    settings.registrations.push(OutboundRegistration {
        dialect: Dialect::Pjsip,
        name: section.name.clone(),
        server,
        client,
        contact_user: contact_user.unwrap_or_else(|| "s".to_owned()),
        auths,
        expiration: options.expiration.max(1),
        transport: options.transport,
        kind: None,
        outbound_proxy: reader.uri("outbound_proxy", &options.outbound_proxy),
        retry: Retry {
            after: seconds(options.retry_interval.max(1)),
            after_forbidden: unless_zero(options.forbidden_retry_interval).or(fatal),
            after_fatal: fatal,
            most: options.max_retries,
            refusal_is_permanent: options.auth_rejection_permanent,
        },
        line_endpoint,
    });
}
