//! The options of an endpoint of `pjsip.conf`.

use config::{Keyed, Repeated, Seconds};

use crate::endpoint::{DtmfMode, InbandProgress, MediaEncryption, Reliable, TimerUse};
use crate::settings::values::{Groups, Words};

config::options! {
    /// Who may call, and how it is called.
    pub(crate) struct EndpointOptions as "endpoint" {
        /// Where its calls enter the dialplan.
        context: String = "default",
        /// Where its text messages go; `context` when empty.
        message_context: String = "",
        /// Where its subscriptions are looked up; `context` when empty.
        subscribe_context: String = "",
        /// Addresses where it can be reached, names of `aor` sections.
        aors: Words = "",
        /// What it must know to call, names of `auth` sections; empty: nothing.
        auth: Words = "",
        /// What we say when it asks for a password, names of `auth` sections.
        outbound_auth: Words = "",
        /// Proxy for requests to it, a SIP URI.
        outbound_proxy: String = "",
        /// The transport for requests to it.
        transport: String = "",
        /// Ways that lead to it.
        identify_by: Words = "username,ip",

        /// Codecs; each line adds to or takes from the list, best first.
        "allow" | "disallow" => codecs: Keyed = "",
        /// Only the best codec in common is used.
        preferred_codec_only: bool = "no",
        /// How digits travel.
        dtmf_mode: DtmfMode = "rfc4733",
        /// Media may flow around us.
        direct_media: bool = "yes",
        /// Media does not flow around us when a router is in between.
        disable_direct_media_on_nat: bool = "no",
        /// The address for media that is told to it.
        media_address: String = "",
        /// Encrypted media.
        media_encryption: MediaEncryption = "no",
        /// Plain media will do when it cannot be encrypted.
        media_encryption_optimistic: bool = "no",
        /// How many video streams at most.
        max_video_streams: u32 = "1",
        /// Seconds without media after which a call ends; 0: never.
        rtp_timeout: Seconds = "0",
        /// The same for a call on hold.
        rtp_timeout_hold: Seconds = "0",
        /// Seconds between empty packets that keep routers open; 0: none.
        rtp_keepalive: Seconds = "0",
        /// Media goes where it comes from.
        rtp_symmetric: bool = "no",
        /// Answers go to the port that requests come from.
        force_rport: bool = "yes",
        /// Requests go where its REGISTER came from, whatever its Contact says.
        rewrite_contact: bool = "no",
        /// The user in the `o=` line of descriptions.
        sdp_owner: String = "-",
        /// The `s=` line of descriptions.
        sdp_session: String = "Asterisk",

        /// Name and number of its calls.
        callerid: String = "",
        /// Whether its number may be shown.
        callerid_privacy: String = "",
        /// `CALLERID(tag)` of its calls.
        callerid_tag: String = "",
        /// User part of From in calls to it.
        from_user: String = "",
        /// Host of From in calls to it.
        from_domain: String = "",
        /// User part of Contact in calls to it.
        contact_user: String = "",
        /// Identity headers from it are believed.
        trust_id_inbound: bool = "no",
        /// Withheld numbers are told to it all the same.
        trust_id_outbound: bool = "no",
        /// P-Asserted-Identity is sent to it.
        send_pai: bool = "no",
        /// Remote-Party-ID is sent to it.
        send_rpid: bool = "no",
        /// Diversion is sent to it.
        send_diversion: bool = "yes",
        /// Changes of the connected party are sent to it.
        send_connected_line: bool = "yes",
        /// Changes of the connected party from it are believed.
        trust_connected_line: bool = "yes",
        /// `;user=phone` is added to numbers.
        user_eq_phone: bool = "no",

        /// Reliable provisional responses.
        "100rel" => reliable: Reliable = "yes",
        /// Session timers.
        timers: TimerUse = "yes",
        /// The shortest interval of session timers, in seconds.
        timers_min_se: u32 = "90",
        /// The longest interval of session timers, in seconds.
        timers_sess_expires: u32 = "1800",
        /// Ringing as sound before the answer.
        inband_progress: InbandProgress = "no",
        /// A 183 without description is not passed on.
        ignore_183_without_sdp: bool = "no",
        /// A number that could grow gets 484 rather than 404.
        allow_overlap: bool = "yes",
        /// REFER is obeyed.
        allow_transfer: bool = "yes",
        /// SUBSCRIBE is obeyed.
        allow_subscribe: bool = "yes",
        /// What becomes of 302: `user`, `uri_core` or `uri_pjsip`.
        redirect_method: String = "user",
        /// OPTIONS is answered without asking for a password.
        allow_unauthenticated_options: bool = "no",

        /// Mailboxes whose state it is told, `box@context`.
        mailboxes: Words = "",
        /// The number to call for messages.
        voicemail_extension: String = "",
        /// Call groups, 0 to 63.
        call_group: Groups = "",
        /// Pickup groups, 0 to 63.
        pickup_group: Groups = "",
        /// Call groups by name.
        named_call_group: Words = "",
        /// Pickup groups by name.
        named_pickup_group: Words = "",
        /// Calls from which on it is busy; 0: never.
        device_state_busy_at: u32 = "0",
        /// Account of its calls.
        accountcode: String = "",
        /// Language of prompts.
        language: String = "",
        /// Tone zone.
        tone_zone: String = "",
        /// Music class that whoever it puts on hold hears.
        moh_suggest: String = "default",
        /// Channel variables of its calls, `name=value`.
        set_var: Repeated = "",
    }
    elsewhere: ["type", "acl", "permit", "deny", "contact_acl", "contact_permit", "contact_deny"];
    unsupported: [
        "aggregate_mwi", "overlap_context", "direct_media_glare_mitigation", "direct_media_method",
        "connected_line_method", "bind_rtp_to_media_address", "ice_support", "follow_redirect_methods",
        "mwi_subscribe_replaces_unsolicited", "moh_passthrough", "rpid_immediate", "use_ptime",
        "use_avpf", "force_avp", "media_use_received_transport", "g726_non_standard", "t38_udptl",
        "t38_udptl_ec", "t38_udptl_maxdatagram", "t38_udptl_nat", "t38_udptl_ipv6",
        "t38_bind_udptl_to_media_address", "t38_bind_rtp_to_media_address", "fax_detect",
        "fax_detect_timeout", "one_touch_recording", "record_on_feature", "record_off_feature",
        "tos_audio", "tos_video", "cos_audio", "cos_video", "sub_min_expiry", "mwi_from_user",
        "dtls_verify", "dtls_rekey", "dtls_auto_generate_cert", "dtls_cert_file", "dtls_private_key",
        "dtls_cipher", "dtls_ca_file", "dtls_ca_path", "dtls_setup", "dtls_fingerprint",
        "srtp_tag_32", "rtp_ipv6", "rtp_port_start", "rtp_port_end", "incoming_call_offer_pref",
        "outgoing_call_offer_pref", "codec_prefs_incoming_offer", "codec_prefs_outgoing_offer",
        "codec_prefs_incoming_answer", "codec_prefs_outgoing_answer", "asymmetric_rtp_codec",
        "refer_blind_progress", "notify_early_inuse_ringing", "max_audio_streams", "webrtc", "bundle",
        "rtcp_mux", "incoming_mwi_mailbox", "follow_early_media_fork", "accept_multiple_sdp_answers",
        "suppress_q850_reason_headers", "stir_shaken", "stir_shaken_profile", "geoloc_incoming_call_profile",
        "geoloc_outgoing_call_profile", "send_aoc", "tenantid", "suppress_moh_on_sendonly",
        "security_negotiation", "security_mechanisms", "send_history_info", "incoming_offer_codec_prefs",
        "outgoing_offer_codec_prefs", "incoming_answer_codec_prefs", "outgoing_answer_codec_prefs",
    ];
    ignored: ["rtp_engine", "disable_rport"];
}
