//! `pjsip show endpoint …`.

use super::Show;
use super::pjsip::{endpoint_headers, head, not_found, parameters};
use crate::endpoint::{Dialect, Endpoint};

impl Show<'_> {
    pub(super) fn pjsip_endpoint(&self, name: &str) -> String {
        let Some(endpoint) = self.settings.endpoint(Dialect::Pjsip, name) else {
            return not_found(name);
        };
        head(&endpoint_headers()) + &self.endpoint_block(endpoint) + "\n\n" + &options(endpoint)
    }
}

fn options(endpoint: &Endpoint) -> String {
    let codecs: Vec<_> = endpoint.codecs.iter().map(|codec| codec.name()).collect();
    let names = |auths: &[crate::auth::Credential]| {
        auths
            .iter()
            .map(|auth| auth.section.clone())
            .collect::<Vec<_>>()
            .join(",")
    };
    let ways: Vec<_> = endpoint
        .identify_by
        .iter()
        .map(|way| way.as_str())
        .collect();
    let aors: Vec<_> = endpoint.aors.iter().map(|aor| aor.name()).collect();
    let proxy = endpoint
        .outbound_proxy
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    parameters(&[
        ("100rel", endpoint.reliable.as_str().to_owned()),
        ("accountcode", endpoint.account_code.clone()),
        ("allow", format!("({})", codecs.join("|"))),
        ("allow_overlap", endpoint.allow_overlap.to_string()),
        ("allow_subscribe", endpoint.allow_subscribe.to_string()),
        ("allow_transfer", endpoint.allow_transfer.to_string()),
        ("aors", aors.join(",")),
        ("auth", names(&endpoint.auths)),
        ("callerid", endpoint.caller.all()),
        ("context", endpoint.context.clone()),
        ("device_state_busy_at", endpoint.busy_level.to_string()),
        ("direct_media", endpoint.direct_media.to_string()),
        ("dtmf_mode", endpoint.dtmf.as_str().to_owned()),
        ("force_rport", endpoint.nat.force_rport.to_string()),
        ("from_domain", endpoint.from_domain.clone()),
        ("from_user", endpoint.from_user.clone()),
        ("identify_by", ways.join(",")),
        ("language", endpoint.language.clone()),
        ("mailboxes", endpoint.mailboxes.join(",")),
        (
            "media_encryption",
            endpoint.media_encryption.as_str().to_owned(),
        ),
        ("moh_suggest", endpoint.music_suggested.clone()),
        ("outbound_auth", names(&endpoint.outbound_auths)),
        ("outbound_proxy", proxy),
        ("rewrite_contact", endpoint.nat.rewrite_contact.to_string()),
        ("rtp_symmetric", endpoint.nat.symmetric_rtp.to_string()),
        ("send_pai", endpoint.identity.send_pai.to_string()),
        ("send_rpid", endpoint.identity.send_rpid.to_string()),
        ("timers", endpoint.timers.use_.as_str().to_owned()),
        ("timers_min_se", endpoint.timers.min_se.to_string()),
        ("timers_sess_expires", endpoint.timers.expires.to_string()),
        ("tone_zone", endpoint.tone_zone.clone()),
        ("transport", endpoint.transport.clone()),
        (
            "trust_id_inbound",
            endpoint.identity.trust_inbound.to_string(),
        ),
        (
            "trust_id_outbound",
            endpoint.identity.trust_outbound.to_string(),
        ),
    ])
}
