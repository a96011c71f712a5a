//! `[general]` of `sip.conf`: what holds for all, and where we listen.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use config::{Port, Problem, Section, is_no, is_yes};
use sip::header;

use super::options::GeneralOptions;
use super::register_line::split_port;
use crate::auth::network;
use crate::endpoint::{Dialect, Endpoint};
use crate::settings::reader::Reader;
use crate::settings::{ChanSip, External};
use crate::transport::Transport;

/// What holds for the whole file.
pub(super) fn chan_sip(
    options: &GeneralOptions,
    guest: Arc<Endpoint>,
    section: &Section,
    problems: &mut Vec<Problem>,
) -> ChanSip {
    let mut reader = Reader::new("section", section, problems);
    if options.tlsenable {
        reader.warn(
            "tlsenable",
            "tlsenable: TLS is not supported yet; nobody listens for it",
        );
    }
    let domains = options.domain.0.iter().map(|line| {
        let (domain, context) = line.split_once(',').unwrap_or((line, ""));
        (
            domain.trim().to_ascii_lowercase(),
            context.trim().to_owned(),
        )
    });
    ChanSip {
        guest,
        allow_guest: options.allowguest,
        always_auth_reject: options.alwaysauthreject,
        match_auth_username: options.match_auth_username,
        realm: options.realm.clone(),
        user_agent: options.useragent.clone(),
        srv_lookup: options.srvlookup,
        domains: domains.collect(),
        register_timeout: options.registertimeout.0.max(Duration::from_secs(1)),
        register_attempts: options.registerattempts,
        register_retry_403: options.register_retry_403,
        default_expiry: options.defaultexpiry.max(1),
        min_expiry: options.minexpiry,
        max_expiry: options.maxexpiry.max(options.minexpiry),
        send_q850_reason: options.use_q850_reason,
        compact_headers: options.compactheaders,
        timer_t1: Duration::from_millis(u64::from(options.timert1.clamp(10, 10_000))),
        max_forwards: options.maxforwards,
        keepalive: keepalive(&options.keepalive, &mut reader),
        external: external(options, &mut reader),
    }
}

/// Where chan_sip listens.
pub(super) fn transports(
    options: &GeneralOptions,
    chan_sip: &ChanSip,
    section: &Section,
    problems: &mut Vec<Problem>,
) -> Vec<Transport> {
    let mut reader = Reader::new("section", section, problems);
    let port = options.bindport.map_or(USUAL_PORT, |Port(port)| port);
    let port = if port == 0 { USUAL_PORT } else { port };
    let udp = options.udpbindaddr.with_port(port);
    let tcp = options.tcpbindaddr.map_or(udp, |bind| bind.with_port(port));
    let mut found = Vec::new();
    if options.udpenable {
        found.push(transport(header::Transport::Udp, udp, options, chan_sip));
    }
    if options.tcpenable {
        found.push(transport(header::Transport::Tcp, tcp, options, chan_sip));
    }
    if found.is_empty() {
        reader.warn(
            "udpenable",
            "neither UDP nor TCP is enabled: sip.conf listens nowhere",
        );
    }
    found
}

fn transport(
    kind: header::Transport,
    bind: SocketAddr,
    options: &GeneralOptions,
    chan_sip: &ChanSip,
) -> Transport {
    let external = &chan_sip.external;
    Transport {
        name: kind.as_param().to_owned(),
        kind,
        bind,
        dialects: vec![Dialect::ChanSip],
        external_signaling_address: external.host.clone(),
        external_signaling_port: external.port,
        external_media_address: external.media_address.clone(),
        local_nets: external.local_nets.clone(),
        symmetric: false,
        allow_reload: false,
        tos: options.tos_sip.0,
    }
}

fn external(options: &GeneralOptions, reader: &mut Reader<'_>) -> External {
    let text = [&options.externaddr, &options.externhost];
    let text = text
        .into_iter()
        .find(|text| !text.is_empty())
        .map_or("", String::as_str);
    let (host, port) = match split_port(text) {
        Ok((host, port)) => (host.to_owned(), port),
        Err(fault) => {
            reader.warn("externaddr", format!("externaddr: {fault}"));
            reader.warn("externhost", format!("externhost: {fault}"));
            (String::new(), None)
        }
    };
    let mut local_nets = Vec::new();
    let section = reader.section;
    for entry in section.all("localnet") {
        match network(&entry.value) {
            Some(found) => local_nets.push(found),
            None => {
                let text = format!(
                    "localnet: '{}' is no network; the line is ignored",
                    entry.value
                );
                reader.warn_at(entry, text);
            }
        }
    }
    if !host.is_empty() && local_nets.is_empty() {
        reader.warn("externaddr", "externaddr has no effect without localnet");
        reader.warn("externip", "externip has no effect without localnet");
        reader.warn("externhost", "externhost has no effect without localnet");
    }
    // Without a local network chan_sip never uses the external address.
    let host = if local_nets.is_empty() {
        String::new()
    } else {
        host
    };
    External {
        host,
        port,
        media_address: String::new(),
        local_nets,
    }
}

fn keepalive(text: &str, reader: &mut Reader<'_>) -> Option<Duration> {
    match text {
        _ if is_no(text) => None,
        _ if is_yes(text) => Some(Duration::from_secs(60)),
        _ => {
            let seconds: Option<u32> = text.parse().ok();
            if seconds.is_none() {
                reader.warn("keepalive", "keepalive: expected yes, no or seconds");
            }
            seconds.map(|seconds| Duration::from_secs(seconds.into()))
        }
    }
}

const USUAL_PORT: u16 = 5060;
