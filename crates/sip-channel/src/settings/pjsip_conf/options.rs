//! The options of `pjsip.conf`, a table for each `type`, except the endpoint's.

use config::{Port, Repeated, Seconds};

use crate::settings::values::{Bind, Fraction, Tos, Words};

config::options! {
    /// Addresses where an endpoint can be reached: fixed ones, and those that register.
    pub(crate) struct AorOptions as "aor" {
        /// Fixed addresses, SIP URIs.
        contact: Vec<String> = "",
        /// How many addresses may register; 0: none.
        max_contacts: u32 = "0",
        /// A registration beyond the limit pushes the one out that expires first.
        remove_existing: bool = "no",
        /// A registration beyond the limit pushes those out that cannot be reached.
        remove_unavailable: bool = "no",
        /// Seconds when the client asks for nothing.
        default_expiration: u32 = "3600",
        /// Least seconds.
        minimum_expiration: u32 = "60",
        /// Most seconds.
        maximum_expiration: u32 = "7200",
        /// Seconds between questions whether an address is there; 0: no questions.
        qualify_frequency: u32 = "0",
        /// How long an answer may take.
        qualify_timeout: Fraction = "3.0",
        /// Only a 2xx counts as an answer.
        qualify_2xx_only: bool = "no",
        /// A request for a password is answered.
        authenticate_qualify: bool = "no",
        /// Path headers are kept and used.
        support_path: bool = "no",
        /// Mailboxes that may be subscribed to.
        mailboxes: Words = "",
        /// The number to call for messages.
        voicemail_extension: String = "",
        /// Proxy for the questions.
        outbound_proxy: String = "",
    }
    elsewhere: ["type"];
}

config::options! {
    /// A user name and its password.
    pub(crate) struct AuthOptions as "auth" {
        /// How the password is given; it is found out anyway. `userpass`, `md5` or `digest`.
        auth_type: String = "userpass",
        /// The user.
        username: String = "",
        /// The password.
        password: String = "",
        /// MD5 of `user:realm:password`.
        md5_cred: String = "",
        /// Hashes of `user:realm:password`, each `MD5:…`, `SHA-256:…` or `SHA-512-256:…`.
        password_digest: Repeated = "",
        /// The realm: ours when we ask; the other side's, or `*`, when it asks.
        realm: String = "",
        /// Algorithms to ask for.
        supported_algorithms_uas: Words = "",
        /// Algorithms to answer.
        supported_algorithms_uac: Words = "",
        /// Seconds that a challenge is good for.
        nonce_lifetime: u32 = "32",
    }
    elsewhere: ["type"];
    unsupported: ["refresh_token", "oauth_clientid", "oauth_secret"];
}

config::options! {
    /// A port that we listen at.
    pub(crate) struct TransportOptions as "transport" {
        /// `udp`, `tcp`, `tls`, `ws` or `wss`.
        protocol: String = "udp",
        /// Address and port.
        bind: Option<Bind> = "",
        /// Our address for signalling as others see it.
        external_signaling_address: String = "",
        /// Our port as others see it.
        external_signaling_port: Port = "0",
        /// Our host name as others see it.
        external_signaling_hostname: String = "",
        /// Our address for media as others see it.
        external_media_address: String = "",
        /// Networks that see our real address.
        local_net: Vec<String> = "",
        /// A reload may change this transport.
        allow_reload: bool = "no",
        /// Requests to a registered address leave by the transport that it registered over.
        symmetric_transport: bool = "no",
        /// Type of service of its packets.
        tos: Tos = "0",
    }
    elsewhere: ["type"];
    unsupported: [
        "cert_file", "priv_key_file", "ca_list_file", "ca_list_path", "cipher", "method",
        "verify_client", "verify_server", "require_client_cert", "password", "allow_wildcard_certs",
        "cos", "websocket_write_timeout", "tcp_keepalive_enable", "tcp_keepalive_idle_time",
        "tcp_keepalive_interval_time", "tcp_keepalive_probe_count",
    ];
    ignored: ["domain", "async_operations"];
}

config::options! {
    /// A place where we register.
    pub(crate) struct RegistrationOptions as "registration" {
        /// The registrar.
        server_uri: String = "",
        /// Who registers.
        client_uri: String = "",
        /// User part of the address we register.
        contact_user: String = "",
        /// Seconds to ask for.
        expiration: u32 = "3600",
        /// Seconds before another try after a failure.
        retry_interval: u32 = "60",
        /// The same after 403; 0: no other try.
        forbidden_retry_interval: u32 = "0",
        /// The same after another lasting failure; 0: no other try.
        fatal_retry_interval: u32 = "0",
        /// How often to try in a row.
        max_retries: u32 = "10",
        /// A refused password is a lasting failure.
        auth_rejection_permanent: bool = "yes",
        /// Passwords to answer with.
        outbound_auth: Words = "",
        /// Proxy to send by.
        outbound_proxy: String = "",
        /// Transport to send by.
        transport: String = "",
        /// Calls over this registration are known by a mark in our address.
        line: bool = "no",
        /// The endpoint of such calls.
        endpoint: String = "",
    }
    elsewhere: ["type"];
    unsupported: [
        "max_random_initial_delay", "security_negotiation", "security_mechanisms",
        "user_agent",
    ];
    ignored: ["support_path", "support_outbound"];
}

config::options! {
    /// How requests find an endpoint other than by its name.
    pub(crate) struct IdentifyOptions as "identify" {
        /// The endpoint.
        endpoint: String = "",
        /// Addresses, networks and host names.
        "match" => matches: Vec<String> = "",
        /// A header and its value, `Name: value`.
        match_header: Repeated = "",
        /// A Request-URI.
        match_request_uri: String = "",
        /// SRV records of host names are asked for.
        srv_lookups: bool = "yes",
        /// The transport that requests must come by.
        transport: String = "",
    }
    elsewhere: ["type"];
}

config::options! {
    /// What holds for the whole file.
    pub(crate) struct GlobalOptions as "global" {
        /// What we call ourselves.
        user_agent: String = "Asterisk PBX",
        /// Realm of our challenges.
        default_realm: String = "asterisk",
        /// User of From when there is nobody to name.
        default_from_user: String = "asterisk",
        /// The endpoint for calls to a bare URI.
        default_outbound_endpoint: String = "default_outbound_endpoint",
        /// The number to call for messages.
        default_voicemail_extension: String = "",
        /// The order of ways to an endpoint.
        endpoint_identifier_order: Words = "ip,username,anonymous",
        /// Max-Forwards of our requests.
        max_forwards: u8 = "70",
        /// Seconds between blank lines that keep connections open.
        keep_alive_interval: Seconds = "90",
        /// `user@domain` names of endpoints are not tried.
        disable_multi_domain: bool = "no",
        /// What follows `;` in a user part does not belong to it.
        ignore_uri_user_options: bool = "no",
        /// A 180 may follow a 183.
        allow_sending_180_after_183: bool = "no",
    }
    elsewhere: ["type"];
    unsupported: [
        "regcontext", "default_auth_algorithms_uas", "default_auth_algorithms_uac",
        "all_codecs_on_empty_reinvite", "use_callerid_contact",
        "send_contact_status_on_update_registration",
    ];
    ignored: [
        "debug", "contact_expiration_check_interval", "max_initial_qualify_time", "norefersub",
        "unidentified_request_count", "unidentified_request_period",
        "unidentified_request_prune_interval", "mwi_tps_queue_high", "mwi_tps_queue_low",
        "mwi_disable_initial_unsolicited", "taskprocessor_overload_trigger", "auth_cache_ttl",
    ];
}

config::options! {
    /// What holds for the SIP stack.
    pub(crate) struct SystemOptions as "system" {
        /// Milliseconds of T1.
        timer_t1: u32 = "500",
        /// Milliseconds of timer B.
        timer_b: u32 = "32000",
        /// Short header names.
        compact_headers: bool = "no",
        /// Long requests stay on UDP.
        disable_tcp_switch: bool = "yes",
    }
    elsewhere: ["type"];
    unsupported: ["disable_rport"];
    ignored: [
        "threadpool_initial_size", "threadpool_auto_increment", "threadpool_idle_timeout",
        "threadpool_max_size", "taskpool_minimum_size", "taskpool_initial_size",
        "taskpool_auto_increment", "taskpool_idle_timeout", "taskpool_max_size",
        "follow_early_media_fork", "accept_multiple_sdp_answers",
    ];
}

config::options! {
    /// Another name of a domain.
    pub(crate) struct DomainAliasOptions as "domain_alias" {
        /// The domain that the section's name stands for.
        domain: String = "",
    }
    elsewhere: ["type"];
}

config::options! {
    /// Where requests and registered addresses may come from at all.
    pub(crate) struct AclOptions as "acl" {
    }
    elsewhere: [
        "type", "acl", "permit", "deny", "contact_acl", "contact_permit", "contact_deny",
    ];
}
