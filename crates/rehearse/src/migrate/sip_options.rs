//! Options of a device in `sip.conf`, as options of an endpoint.

/// Options of an endpoint in the order in which they were said; a later one replaces an earlier one
/// of its name, but lists of codecs grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EndpointOptions(pub(super) Vec<(String, String)>);

impl EndpointOptions {
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let is_list = matches!(
            name,
            "set_var" | "permit" | "deny" | "contact_permit" | "contact_deny"
        );
        if !is_list {
            self.0.retain(|(known, _)| known != name);
        }
        let row = (name.to_owned(), value.to_owned());
        if !self.0.contains(&row) {
            self.0.push(row);
        }
    }

    fn codecs(&mut self, value: &str, allow: bool) {
        let known = self.0.iter().find(|(name, _)| name == "allow");
        let mut list: Vec<String> = known
            .filter(|(_, list)| !list.is_empty())
            .map(|(_, list)| list.split(',').map(str::to_owned).collect())
            .unwrap_or_default();
        for codec in value
            .split(',')
            .map(|codec| codec.trim().to_ascii_lowercase())
        {
            // Packet times follow a colon; the modern option has none.
            let codec = codec.split(':').next().unwrap_or_default().to_owned();
            match (allow, codec.as_str()) {
                (_, "") => {}
                (false, "all") => list.clear(),
                (false, _) => list.retain(|one| *one != codec),
                (true, "all") => list = vec!["all".to_owned()],
                (true, _) if !list.contains(&codec) => list.push(codec),
                _ => {}
            }
        }
        self.set("allow", &list.join(","));
    }
}

/// Takes one option of `sip.conf`; what it says to somebody who has to do it by hand.
pub(super) fn take(options: &mut EndpointOptions, name: &str, value: &str) -> Option<String> {
    let yes = config::is_yes(value);
    let yes_no = if yes { "yes" } else { "no" };
    let lower = value.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "disallow" => options.codecs(value, false),
        "allow" => options.codecs(value, true),
        "dtmfmode" => options.set(
            "dtmf_mode",
            match lower.as_str() {
                "rfc2833" => "rfc4733",
                "auto" => "auto",
                other => other,
            },
        ),
        "nat" => nat(options, &lower),
        "directmedia" | "canreinvite" => direct_media(options, &lower),
        "sendrpid" => match lower.as_str() {
            "pai" => options.set("send_pai", "yes"),
            "rpid" => options.set("send_rpid", "yes"),
            _ => options.set("send_rpid", yes_no),
        },
        "encryption" => {
            let sdes = if yes { "sdes" } else { "no" };
            options.set("media_encryption", sdes);
        }
        "t38pt_udptl" => {
            options.set(
                "t38_udptl",
                if lower.starts_with("no") { "no" } else { "yes" },
            );
            for (word, correction) in [
                ("fec", "fec"),
                ("redundancy", "redundancy"),
                ("none", "none"),
            ] {
                if lower.contains(word) {
                    options.set("t38_udptl_ec", correction);
                }
            }
        }
        "session-timers" => options.set(
            "timers",
            match lower.as_str() {
                "originate" => "always",
                "refuse" => "no",
                _ => "yes",
            },
        ),
        "progressinband" => options.set("inband_progress", yes_no),
        "transport" => {
            let first = lower.split(',').next().unwrap_or_default().trim();
            options.set("transport", &format!("transport-{first}"));
        }
        "outboundproxy" => {
            let host = value.split(',').next().unwrap_or_default().trim();
            options.set("outbound_proxy", &format!("sip:{host}\\;lr"));
        }
        "fullname" => options.set("callerid", value),
        "parkinglot" => options.set("set_var", &format!("CHANNEL(parkinglot)={value}")),
        _ => return plain(options, &name, value),
    }
    None
}

fn plain(options: &mut EndpointOptions, name: &str, value: &str) -> Option<String> {
    if let Some((_, modern)) = SAME.iter().find(|(old, _)| *old == name) {
        options.set(modern, value);
        return None;
    }
    if ELSEWHERE.contains(&name) {
        return None;
    }
    BY_HAND
        .iter()
        .find(|(old, _)| *old == name)
        .map(|(old, advice)| format!("by hand: '{old}' has no equal in pjsip.conf: {advice}"))
}

fn nat(options: &mut EndpointOptions, value: &str) {
    let has = |word: &str| value.split(',').any(|part| part.trim() == word);
    let all = has("yes") || has("route");
    let port = all || has("force_rport") || has("auto_force_rport");
    let media = all || has("comedia") || has("auto_comedia");
    let word = |on: bool| if on { "yes" } else { "no" };
    options.set("force_rport", word(port));
    options.set("rewrite_contact", word(port && !has("auto_force_rport")));
    options.set("rtp_symmetric", word(media));
}

fn direct_media(options: &mut EndpointOptions, value: &str) {
    let is_no = config::is_no(value);
    options.set("direct_media", if is_no { "no" } else { "yes" });
    if value.contains("nonat") {
        options.set("disable_direct_media_on_nat", "yes");
    }
    if value.contains("update") {
        options.set("direct_media_method", "update");
    }
}

/// Options that have another name now, or none.
const SAME: &[(&str, &str)] = &[
    ("context", "context"),
    ("callerid", "callerid"),
    ("fromuser", "from_user"),
    ("fromdomain", "from_domain"),
    ("language", "language"),
    ("accountcode", "accountcode"),
    ("callgroup", "call_group"),
    ("pickupgroup", "pickup_group"),
    ("namedcallgroup", "named_call_group"),
    ("namedpickupgroup", "named_pickup_group"),
    ("mohsuggest", "moh_suggest"),
    ("mohinterpret", "moh_suggest"),
    ("mailbox", "mailboxes"),
    ("vmexten", "voicemail_extension"),
    ("busylevel", "device_state_busy_at"),
    ("trustrpid", "trust_id_inbound"),
    ("setvar", "set_var"),
    ("subscribecontext", "subscribe_context"),
    ("allowsubscribe", "allow_subscribe"),
    ("allowtransfer", "allow_transfer"),
    ("allowoverlap", "allow_overlap"),
    ("permit", "permit"),
    ("deny", "deny"),
    ("contactpermit", "contact_permit"),
    ("contactdeny", "contact_deny"),
    ("session-expires", "timers_sess_expires"),
    ("session-minse", "timers_min_se"),
    ("rtptimeout", "rtp_timeout"),
    ("rtpholdtimeout", "rtp_timeout_hold"),
    ("rtpkeepalive", "rtp_keepalive"),
    ("usereqphone", "user_eq_phone"),
    ("g726nonstandard", "g726_non_standard"),
    ("tonezone", "tone_zone"),
    ("faxdetect", "fax_detect"),
    ("icesupport", "ice_support"),
    ("avpf", "use_avpf"),
    ("force_avp", "force_avp"),
    ("tos_audio", "tos_audio"),
    ("tos_video", "tos_video"),
    ("cos_audio", "cos_audio"),
    ("cos_video", "cos_video"),
    ("sdpowner", "sdp_owner"),
    ("sdpsession", "sdp_session"),
];

/// What becomes of an aor, an auth, a transport or an identify.
const ELSEWHERE: &[&str] = &[
    "type",
    "host",
    "port",
    "secret",
    "md5secret",
    "username",
    "defaultuser",
    "qualify",
    "qualifyfreq",
    "insecure",
    "callcounter",
    "musiconhold",
    "restrictcid",
];

const BY_HAND: &[(&str, &str)] = &[
    (
        "call-limit",
        "count calls with GROUP() and GROUP_COUNT() in the dialplan",
    ),
    (
        "incominglimit",
        "count calls with GROUP() and GROUP_COUNT() in the dialplan",
    ),
    ("regexten", "a hint or REGISTER events do it"),
    (
        "callbackextension",
        "a registration with contact_user does it",
    ),
    (
        "unsolicited_mailbox",
        "incoming_mwi_mailbox of the endpoint",
    ),
    (
        "allowexternaldomains",
        "the dialplan decides where SIPDOMAIN leads",
    ),
    ("domain", "type=domain_alias"),
    ("amaflags", "Set(CHANNEL(amaflags)=…) in the dialplan"),
];
