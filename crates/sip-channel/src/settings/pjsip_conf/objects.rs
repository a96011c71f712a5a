//! The smaller objects of `pjsip.conf`: transports, addresses of record, identifies, global settings.

use std::time::Duration;

use config::{OptionTable, Port, Problem, Section};
use sip::header;

use super::endpoint::ways;
use super::options::{
    AclOptions, AorOptions, DomainAliasOptions, GlobalOptions, IdentifyOptions, SystemOptions,
    TransportOptions,
};
use crate::aor::{Aor, AorKey, Qualify};
use crate::auth::{Acl, network};
use crate::endpoint::{Dialect, IdentifyBy};
use crate::settings::reader::{AclWords, NamedAcls, Reader, SOURCE_ACL};
use crate::settings::{HeaderMatch, Identify, Pjsip, Settings};
use crate::transport::Transport;

/// Settings for the whole file.
pub(super) fn global(
    globals: &[&Section],
    systems: &[&Section],
    problems: &mut Vec<Problem>,
) -> Pjsip {
    let mut global = GlobalOptions::default();
    let mut system = SystemOptions::default();
    let mut order = Vec::new();
    for section in globals {
        problems.extend(global.apply(section));
        let words = &global.endpoint_identifier_order.0;
        order = ways(ORDER, words, &mut Reader::new("global", section, problems));
    }
    for section in systems {
        problems.extend(system.apply(section));
    }
    if order.is_empty() {
        order = vec![IdentifyBy::Ip, IdentifyBy::Username, IdentifyBy::Anonymous];
    }
    // Ways that the order does not name come after those that it names.
    for way in [
        IdentifyBy::Header,
        IdentifyBy::AuthUsername,
        IdentifyBy::RequestUri,
    ] {
        if !order.contains(&way) {
            order.push(way);
        }
    }
    let milliseconds = |ms: u32| Duration::from_millis(u64::from(ms));
    Pjsip {
        user_agent: global.user_agent,
        default_realm: global.default_realm,
        default_from_user: global.default_from_user,
        identifier_order: order,
        max_forwards: global.max_forwards,
        keep_alive_interval: Some(global.keep_alive_interval.0).filter(|time| !time.is_zero()),
        default_outbound_endpoint: global.default_outbound_endpoint,
        disable_multi_domain: global.disable_multi_domain,
        ignore_uri_user_options: global.ignore_uri_user_options,
        timer_t1: milliseconds(system.timer_t1.clamp(10, 10_000)),
        timer_b: milliseconds(system.timer_b.max(system.timer_t1)),
        disable_tcp_switch: system.disable_tcp_switch,
        compact_headers: system.compact_headers,
        allow_180_after_183: global.allow_sending_180_after_183,
        default_voicemail_extension: global.default_voicemail_extension,
        domain_aliases: Vec::new(),
        acl: Acl::default(),
        contact_acl: Acl::default(),
    }
}

/// Other names of domains.
pub(super) fn domain_aliases(
    sections: &[&Section],
    pjsip: &mut Pjsip,
    problems: &mut Vec<Problem>,
) {
    for section in sections {
        let (options, found) = DomainAliasOptions::load(section);
        problems.extend(found);
        pjsip
            .domain_aliases
            .push((section.name.to_ascii_lowercase(), options.domain));
    }
}

/// Lists for everybody.
pub(super) fn acls(
    sections: &[&Section],
    named: &NamedAcls,
    pjsip: &mut Pjsip,
    problems: &mut Vec<Problem>,
) {
    for section in sections {
        let (_, found) = AclOptions::load(section);
        problems.extend(found);
        let mut reader = Reader::new("acl", section, problems);
        pjsip.acl.extend(&reader.acl(&SOURCE_ACL, named));
        pjsip.contact_acl.extend(&reader.acl(&CONTACT_ACL, named));
    }
}

/// One port of ours.
pub(super) fn transport(section: &Section, settings: &mut Settings, problems: &mut Vec<Problem>) {
    let (options, found) = TransportOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("transport", section, problems);
    let kind = match header::Transport::parse(&options.protocol) {
        Some(kind @ (header::Transport::Udp | header::Transport::Tcp)) => kind,
        Some(kind) => {
            let what = "is not supported yet; the transport is left out";
            return reader.warn("protocol", format!("protocol={} {what}", kind.as_param()));
        }
        None => {
            let what = format!(
                "protocol = '{}': expected udp, tcp, tls, ws or wss",
                options.protocol
            );
            return reader.warn("protocol", format!("{what}; the transport is left out"));
        }
    };
    let Some(bind) = options.bind else {
        return reader.warn_section("has no 'bind' and is left out");
    };
    let mut local_nets = Vec::new();
    for text in &options.local_net {
        match network(text) {
            Some(found) => local_nets.push(found),
            None => reader.warn("local_net", format!("local_net: '{text}' is no network")),
        }
    }
    let seen = [
        options.external_signaling_hostname,
        options.external_signaling_address,
    ];
    let Port(port) = options.external_signaling_port;
    settings.transports.push(Transport {
        name: section.name.clone(),
        kind,
        bind: bind.with_port(kind.default_port()),
        dialects: vec![Dialect::Pjsip],
        external_signaling_address: seen
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        external_signaling_port: Some(port).filter(|port| *port != 0),
        external_media_address: options.external_media_address,
        local_nets,
        symmetric: options.symmetric_transport,
        allow_reload: options.allow_reload,
        tos: options.tos.0,
    });
}

/// One address of record.
pub(super) fn aor(section: &Section, settings: &mut Settings, problems: &mut Vec<Problem>) {
    let (options, found) = AorOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("aor", section, problems);
    let texts = options.contact.iter();
    let permanent = texts
        .filter_map(|text| reader.uri("contact", text))
        .collect();
    let every = Duration::from_secs(options.qualify_frequency.into());
    let qualify = Qualify {
        every,
        every_while_down: every,
        patience: options.qualify_timeout.0,
        late_is_lagged: false,
        only_success: options.qualify_2xx_only,
        authenticate: options.authenticate_qualify,
    };
    let aor = Aor {
        key: AorKey::new(Dialect::Pjsip, &section.name),
        name: section.name.clone(),
        permanent,
        max_contacts: options.max_contacts,
        remove_existing: options.remove_existing,
        remove_unavailable: options.remove_unavailable,
        default_expiration: options.default_expiration,
        minimum_expiration: options.minimum_expiration,
        maximum_expiration: options.maximum_expiration.max(options.minimum_expiration),
        support_path: options.support_path,
        qualify: (!every.is_zero()).then_some(qualify),
        mailboxes: options.mailboxes.0,
        voicemail_extension: options.voicemail_extension,
        outbound_proxy: reader.uri("outbound_proxy", &options.outbound_proxy),
    };
    if settings.aor(&aor.key).is_some() {
        reader.warn_section("is written more than once; the last counts");
    }
    settings.add_aor(aor);
}

/// A way to an endpoint.
pub(super) fn identify(section: &Section, settings: &mut Settings, problems: &mut Vec<Problem>) {
    let (options, found) = IdentifyOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("identify", section, problems);
    if settings
        .endpoint(Dialect::Pjsip, &options.endpoint)
        .is_none()
    {
        let known = settings
            .endpoints(Dialect::Pjsip)
            .map(|one| one.name.as_str());
        reader.missing("endpoint", "endpoint", &options.endpoint, known);
    }
    let mut identify = Identify {
        name: section.name.clone(),
        endpoint: options.endpoint,
        networks: Vec::new(),
        hosts: Vec::new(),
        headers: Vec::new(),
        request_uri: options.match_request_uri,
        transport: options.transport,
        srv_lookups: options.srv_lookups,
    };
    for text in &options.matches {
        match network(text) {
            Some(found) => identify.networks.push(found),
            None if text.contains(['/', ' ']) => {
                reader.warn(
                    "match",
                    format!("match: '{text}' is no address, network or name"),
                );
            }
            None => identify.hosts.push(text.clone()),
        }
    }
    for line in &options.match_header.0 {
        match line.split_once(':') {
            Some((_, value)) if value.trim().starts_with('/') => {
                let what = "match_header: regular expressions are not supported yet";
                reader.warn("match_header", format!("{what}; the line is ignored"));
            }
            Some((name, value)) => identify.headers.push(HeaderMatch {
                name: name.trim().to_owned(),
                value: value.trim().to_owned(),
            }),
            None => reader.warn("match_header", "match_header: expected Name: value"),
        }
    }
    settings.identifies.push(identify);
}

const ORDER: &str = "endpoint_identifier_order";
const CONTACT_ACL: AclWords = AclWords {
    permit: "contact_permit",
    deny: "contact_deny",
    named: "contact_acl",
};
