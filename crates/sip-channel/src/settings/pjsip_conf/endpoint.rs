//! One `endpoint` section of `pjsip.conf` with all that it names.

use std::time::Duration;

use call::{Party, Presentation};
use config::{FromConf, OptionTable, Problem, Seconds, Section};

use super::auths::{self, Auths};
use super::endpoint_options::EndpointOptions;
use crate::aor::AorKey;
use crate::endpoint::{
    Dialect, Endpoint, IdentifyBy, Identity, MediaEncryption, Nat, SessionTimers,
};
use crate::settings::Settings;
use crate::settings::reader::{AclWords, NamedAcls, Reader, SOURCE_ACL};
use crate::settings::values::CodecList;

/// Adds the endpoint.
pub(super) fn read(
    section: &Section,
    auths: &Auths,
    acls: &NamedAcls,
    settings: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    let (options, found) = EndpointOptions::load(section);
    problems.extend(found);
    let mut reader = Reader::new("endpoint", section, problems);
    let mut endpoint = Endpoint::new(Dialect::Pjsip, &section.name);
    set_dialplan(&mut endpoint, &options, &mut reader);
    set_caller(&mut endpoint, &options, &mut reader);
    set_media(&mut endpoint, &options, &mut reader);
    set_calls(&mut endpoint, &options);
    endpoint.auths = auths::named("auth", &options.auth.0, auths, &mut reader);
    endpoint.outbound_auths = auths::named(
        "outbound_auth",
        &options.outbound_auth.0,
        auths,
        &mut reader,
    );
    endpoint.acl = reader.acl(&SOURCE_ACL, acls);
    endpoint.contact_acl = reader.acl(&CONTACT_ACL, acls);
    endpoint.identify_by = ways("identify_by", &options.identify_by.0, &mut reader);
    endpoint.outbound_proxy = reader.uri("outbound_proxy", &options.outbound_proxy);
    set_aors(&mut endpoint, &options, settings, &mut reader);
    set_transport(&mut endpoint, &options, settings, &mut reader);
    // An auth that is written and missing must not leave the door open.
    if endpoint.auths.is_empty() && !options.auth.0.is_empty() {
        reader.warn_section("is left out: none of the auth sections that it names is there");
        return;
    }
    if settings.endpoint(Dialect::Pjsip, &endpoint.name).is_some() {
        reader.warn_section("is written more than once; the last counts");
    }
    settings.add_endpoint(endpoint);
}

/// Ways to an endpoint by name; unknown ones are told and left out.
pub(super) fn ways(option: &str, words: &[String], reader: &mut Reader<'_>) -> Vec<IdentifyBy> {
    let mut found = Vec::new();
    for word in words {
        match IdentifyBy::from_conf(word) {
            Ok(way) if !found.contains(&way) => found.push(way),
            Ok(_) => {}
            Err(expected) => {
                reader.warn(option, format!("{option}: '{word}': expected {expected}"))
            }
        }
    }
    found
}

fn set_dialplan(endpoint: &mut Endpoint, options: &EndpointOptions, reader: &mut Reader<'_>) {
    options.context.clone_into(&mut endpoint.context);
    options
        .subscribe_context
        .clone_into(&mut endpoint.subscribe_context);
    options
        .message_context
        .clone_into(&mut endpoint.message_context);
    options.language.clone_into(&mut endpoint.language);
    options.accountcode.clone_into(&mut endpoint.account_code);
    options
        .moh_suggest
        .clone_into(&mut endpoint.music_suggested);
    options.tone_zone.clone_into(&mut endpoint.tone_zone);
    endpoint.call_groups = options.call_group.0;
    endpoint.pickup_groups = options.pickup_group.0;
    endpoint
        .named_call_groups
        .clone_from(&options.named_call_group.0);
    endpoint
        .named_pickup_groups
        .clone_from(&options.named_pickup_group.0);
    endpoint.mailboxes.clone_from(&options.mailboxes.0);
    options
        .voicemail_extension
        .clone_into(&mut endpoint.voicemail_extension);
    for line in &options.set_var.0 {
        match line.split_once('=') {
            Some((name, value)) => endpoint
                .variables
                .push((name.trim().to_owned(), value.to_owned())),
            None => reader.warn("set_var", format!("set_var: '{line}': expected name=value")),
        }
    }
}

fn set_caller(endpoint: &mut Endpoint, options: &EndpointOptions, reader: &mut Reader<'_>) {
    endpoint.caller = Party::parse(&options.callerid);
    options.callerid_tag.clone_into(&mut endpoint.caller_tag);
    endpoint.presentation = Presentation::from_text(&options.callerid_privacy);
    if endpoint.presentation.is_none() && !options.callerid_privacy.is_empty() {
        reader.warn(
            "callerid_privacy",
            "callerid_privacy: expected a word such as allowed or prohib",
        );
    }
    options.from_user.clone_into(&mut endpoint.from_user);
    options.from_domain.clone_into(&mut endpoint.from_domain);
    options.contact_user.clone_into(&mut endpoint.contact_user);
    endpoint.user_is_phone = options.user_eq_phone;
    endpoint.identity = Identity {
        trust_inbound: options.trust_id_inbound,
        trust_outbound: options.trust_id_outbound,
        send_pai: options.send_pai,
        send_rpid: options.send_rpid,
        send_diversion: options.send_diversion,
        send_connected_line: options.send_connected_line,
        trust_connected_line: options.trust_connected_line,
    };
}

fn set_media(endpoint: &mut Endpoint, options: &EndpointOptions, reader: &mut Reader<'_>) {
    let mut list = CodecList::default();
    reader.codecs(&mut list);
    if list.codecs.is_empty() {
        reader.warn_section("allows no codec: its calls will be refused with 488");
    }
    endpoint.codecs = list.codecs;
    endpoint.packet_ms = list.packet_ms;
    endpoint.preferred_codec_only = options.preferred_codec_only;
    endpoint.dtmf = options.dtmf_mode;
    endpoint.direct_media = options.direct_media;
    endpoint.direct_media_nat = !options.disable_direct_media_on_nat;
    endpoint.video = options.max_video_streams > 0;
    options
        .media_address
        .clone_into(&mut endpoint.media_address);
    endpoint.media_encryption = options.media_encryption;
    endpoint.media_encryption_optimistic = options.media_encryption_optimistic;
    if options.media_encryption != MediaEncryption::No {
        let end = if endpoint.requires_encryption() {
            "calls without it are refused"
        } else {
            "calls go without"
        };
        let text = format!("media_encryption: encrypted media is not supported yet; {end}");
        reader.warn("media_encryption", text);
    }
    endpoint.rtp_timeout = wanted(options.rtp_timeout);
    endpoint.rtp_timeout_hold = wanted(options.rtp_timeout_hold);
    endpoint.rtp_keepalive = wanted(options.rtp_keepalive);
    options.sdp_owner.clone_into(&mut endpoint.sdp_owner);
    options.sdp_session.clone_into(&mut endpoint.sdp_session);
    endpoint.nat = Nat {
        force_rport: options.force_rport,
        symmetric_rtp: options.rtp_symmetric,
        rewrite_contact: options.rewrite_contact,
        ..Nat::default()
    };
}

fn set_calls(endpoint: &mut Endpoint, options: &EndpointOptions) {
    endpoint.inband_progress = options.inband_progress;
    endpoint.filter_premature_media = options.ignore_183_without_sdp;
    endpoint.reliable = options.reliable;
    endpoint.timers = SessionTimers {
        use_: options.timers,
        expires: options.timers_sess_expires.max(options.timers_min_se),
        min_se: options.timers_min_se.max(LEAST_MIN_SE),
        caller_refreshes: false,
    };
    endpoint.allow_overlap = options.allow_overlap;
    endpoint.allow_transfer = options.allow_transfer;
    endpoint.allow_subscribe = options.allow_subscribe;
    endpoint.redirect_by_user = options.redirect_method.eq_ignore_ascii_case("user");
    endpoint.allow_unauthenticated_options = options.allow_unauthenticated_options;
    endpoint.busy_level = options.device_state_busy_at;
}

fn set_aors(
    endpoint: &mut Endpoint,
    options: &EndpointOptions,
    settings: &Settings,
    reader: &mut Reader<'_>,
) {
    for name in &options.aors.0 {
        let key = AorKey::new(Dialect::Pjsip, name);
        if settings.aor(&key).is_none() {
            let known = settings.aors(Dialect::Pjsip).map(|aor| aor.name.as_str());
            reader.missing("aors", "aor section", name, known);
        }
        endpoint.aors.push(key);
    }
}

fn set_transport(
    endpoint: &mut Endpoint,
    options: &EndpointOptions,
    settings: &Settings,
    reader: &mut Reader<'_>,
) {
    if options.transport.is_empty() {
        return;
    }
    options.transport.clone_into(&mut endpoint.transport);
    let mut of_pjsip = settings
        .transports
        .iter()
        .filter(|one| one.serves(Dialect::Pjsip));
    if !of_pjsip.clone().any(|one| one.name == options.transport) {
        let known = of_pjsip.by_ref().map(|one| one.name.as_str());
        reader.missing("transport", "usable transport", &options.transport, known);
    }
}

fn wanted(seconds: Seconds) -> Option<Duration> {
    Some(seconds.0).filter(|time| !time.is_zero())
}

const CONTACT_ACL: AclWords = AclWords {
    permit: "contact_permit",
    deny: "contact_deny",
    named: "contact_acl",
};
/// RFC 4028 §5.
const LEAST_MIN_SE: u32 = 90;
