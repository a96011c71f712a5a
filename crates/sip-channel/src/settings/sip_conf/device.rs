//! One section of `sip.conf` as an endpoint with its address of record.

use std::time::Duration;

use call::{Party, Presentation};
use config::{FromConf, Port, Seconds, is_no, is_yes};
use sip::auth::{Algorithm, Secret};
use sip::header::{Transport, Uri};

use super::options::{GeneralOptions, PeerOptions};
use super::register_line::split_port;
use super::registrations;
use super::words::{direct_media, insecure, nat, realm_credentials, transports};
use crate::aor::{Aor, AorKey, Qualify};
use crate::auth::Credential;
use crate::endpoint::{
    Dialect, Endpoint, Identity, Kind, MediaEncryption, Reliable, SessionTimers, StaticHost,
};
use crate::settings::Settings;
use crate::settings::reader::{AclWords, NamedAcls, Reader, SOURCE_ACL};
use crate::settings::values::CodecList;

/// What an endpoint is made of.
pub(super) struct Device<'a> {
    pub(super) options: &'a PeerOptions,
    pub(super) general: &'a GeneralOptions,
    pub(super) acls: &'a NamedAcls,
    /// Credentials of `[authentication]`.
    pub(super) realms: &'a [Credential],
    /// The codecs that the section's lines add to and take from.
    pub(super) codecs: &'a CodecList,
}

/// What chan_sip allows when nothing is said.
pub(super) fn usual_codecs() -> CodecList {
    let mut list = CodecList::default();
    list.apply(true, USUAL_CODECS);
    list
}

/// What the section is; nothing when chan_sip would pass over it.
pub(super) fn kind(reader: &mut Reader<'_>) -> Option<Kind> {
    let section = reader.section;
    let Some(entry) = section.entry("type") else {
        reader.warn_section("has no 'type' and is ignored");
        return None;
    };
    match Kind::from_conf(&entry.value) {
        Ok(kind) => Some(kind),
        Err(expected) => {
            let text = format!(
                "type = '{}': expected {expected}; the section is ignored",
                entry.value
            );
            reader.warn_at(entry, text);
            None
        }
    }
}

impl Device<'_> {
    /// Adds the endpoint, and the address of record of one that can be called.
    pub(super) fn add(&self, kind: Kind, reader: &mut Reader<'_>, settings: &mut Settings) {
        let mut endpoint = self.profile(reader);
        endpoint.kind = kind;
        self.set_credentials(&mut endpoint, reader);
        if kind != Kind::User {
            if self.options.host.is_empty() {
                reader.warn_section("has no 'host'; it is taken for dynamic");
            }
            endpoint.static_host = self.static_host(reader);
            let key = AorKey::new(Dialect::ChanSip, &endpoint.name);
            endpoint.aors = vec![key.clone()];
            let permanent = self.permanent(&endpoint);
            settings.add_aor(self.aor(key, &endpoint, permanent));
        }
        self.register(&endpoint, reader, settings);
        if settings
            .endpoint(Dialect::ChanSip, &endpoint.name)
            .is_some()
        {
            reader.warn_section("is written more than once; the last counts");
        }
        settings.add_endpoint(endpoint);
    }

    fn register(&self, endpoint: &Endpoint, reader: &mut Reader<'_>, settings: &mut Settings) {
        let extension = self.options.callbackextension.as_str();
        let Some(chan_sip) = settings.chan_sip.as_ref().filter(|_| !extension.is_empty()) else {
            return;
        };
        match registrations::of_device(endpoint, extension, (self.general, chan_sip)) {
            Some(made) => settings.registrations.push(made),
            None => reader.warn(
                "callbackextension",
                "callbackextension needs a host and a secret",
            ),
        }
    }

    /// All but name, credentials and address: what strangers get, too.
    pub(super) fn profile(&self, reader: &mut Reader<'_>) -> Endpoint {
        let mut endpoint = Endpoint::new(Dialect::ChanSip, &reader.section.name);
        self.set_dialplan(&mut endpoint, reader);
        self.set_caller(&mut endpoint, reader);
        self.set_media(&mut endpoint, reader);
        self.set_calls(&mut endpoint, reader);
        endpoint.acl = reader.acl(&SOURCE_ACL, self.acls);
        endpoint.contact_acl = reader.acl(&CONTACT_ACL, self.acls);
        endpoint.nat = nat(&self.options.nat, reader);
        (endpoint.insecure_port, endpoint.insecure_invite) =
            insecure(&self.options.insecure, reader);
        endpoint.transports = transports(&self.options.transport.0, reader);
        endpoint.outbound_proxy = self.proxy(reader);
        endpoint
    }

    fn set_dialplan(&self, endpoint: &mut Endpoint, reader: &mut Reader<'_>) {
        let options = self.options;
        options.context.clone_into(&mut endpoint.context);
        options
            .subscribecontext
            .clone_into(&mut endpoint.subscribe_context);
        options.language.clone_into(&mut endpoint.language);
        options.accountcode.clone_into(&mut endpoint.account_code);
        options.amaflags.clone_into(&mut endpoint.ama_flags);
        options.mohinterpret.clone_into(&mut endpoint.music_class);
        options.mohsuggest.clone_into(&mut endpoint.music_suggested);
        options.tonezone.clone_into(&mut endpoint.tone_zone);
        endpoint.call_groups = options.callgroup.0;
        endpoint.pickup_groups = options.pickupgroup.0;
        endpoint
            .named_call_groups
            .clone_from(&options.namedcallgroup.0);
        endpoint
            .named_pickup_groups
            .clone_from(&options.namedpickupgroup.0);
        endpoint.mailboxes.clone_from(&options.mailbox);
        if options.hasvoicemail && endpoint.mailboxes.is_empty() {
            endpoint
                .mailboxes
                .push(format!("{}@default", endpoint.name));
        }
        options
            .vmexten
            .clone_into(&mut endpoint.voicemail_extension);
        let section = reader.section;
        for entry in section.all("setvar") {
            match entry.value.split_once('=') {
                Some((name, value)) => {
                    endpoint
                        .variables
                        .push((name.trim().to_owned(), value.to_owned()));
                }
                None => reader.warn_at(entry, "setvar: expected name=value"),
            }
        }
    }

    fn set_caller(&self, endpoint: &mut Endpoint, reader: &mut Reader<'_>) {
        let options = self.options;
        endpoint.caller = Party::parse(&options.callerid);
        if !options.fullname.is_empty() {
            options.fullname.clone_into(&mut endpoint.caller.name);
        }
        if !options.cid_number.is_empty() {
            options.cid_number.clone_into(&mut endpoint.caller.number);
        }
        options.cid_tag.clone_into(&mut endpoint.caller_tag);
        endpoint.presentation = Presentation::from_text(&options.callingpres);
        if endpoint.presentation.is_none() && !options.callingpres.is_empty() {
            reader.warn(
                "callingpres",
                "callingpres: expected a word such as allowed or prohib",
            );
        }
        options.fromuser.clone_into(&mut endpoint.from_user);
        options.fromdomain.clone_into(&mut endpoint.from_domain);
        options.defaultuser.clone_into(&mut endpoint.default_user);
        endpoint.user_is_phone = options.usereqphone;
        let sends = options.sendrpid.to_ascii_lowercase();
        endpoint.identity = Identity {
            trust_inbound: options.trustrpid,
            trust_outbound: is_yes(&options.trust_id_outbound),
            send_pai: sends == "pai",
            send_rpid: sends == "rpid" || is_yes(&sends),
            send_diversion: options.send_diversion,
            send_connected_line: options.rpid_update,
            trust_connected_line: options.trustrpid,
        };
        if !["pai", "rpid"].contains(&sends.as_str()) && !is_yes(&sends) && !is_no(&sends) {
            reader.warn("sendrpid", "sendrpid: expected yes, no, rpid or pai");
        }
    }

    fn set_media(&self, endpoint: &mut Endpoint, reader: &mut Reader<'_>) {
        let options = self.options;
        let mut list = self.codecs.clone();
        reader.codecs(&mut list);
        endpoint.codecs = list.codecs;
        endpoint.packet_ms = list.packet_ms;
        endpoint.preferred_codec_only = options.preferred_codec_only;
        endpoint.dtmf = options.dtmfmode;
        (endpoint.direct_media, endpoint.direct_media_nat) =
            direct_media(&options.directmedia, reader);
        endpoint.video = is_yes(&options.videosupport) || options.videosupport == "always";
        options
            .media_address
            .clone_into(&mut endpoint.media_address);
        endpoint.rtp_timeout = wanted(options.rtptimeout);
        endpoint.rtp_timeout_hold = wanted(options.rtpholdtimeout);
        endpoint.rtp_keepalive = wanted(options.rtpkeepalive);
        options.sdpowner.clone_into(&mut endpoint.sdp_owner);
        options.sdpsession.clone_into(&mut endpoint.sdp_session);
        if options.encryption {
            endpoint.media_encryption = MediaEncryption::Sdes;
            let what =
                "encryption: encrypted media is not supported yet; calls without it are refused";
            reader.warn("encryption", what);
        }
    }

    fn set_calls(&self, endpoint: &mut Endpoint, reader: &mut Reader<'_>) {
        let options = self.options;
        endpoint.inband_progress = options.progressinband;
        endpoint.filter_premature_media = options.prematuremedia;
        endpoint.reliable = Reliable::No;
        endpoint.timers = SessionTimers {
            use_: options.session_timers,
            expires: options.session_expires.max(options.session_minse),
            min_se: options.session_minse.max(LEAST_MIN_SE),
            caller_refreshes: options.session_refresher.eq_ignore_ascii_case("uac"),
        };
        endpoint.allow_overlap = is_yes(&options.allowoverlap);
        if options.allowoverlap.eq_ignore_ascii_case("dtmf") {
            reader.warn(
                "allowoverlap",
                "allowoverlap: dtmf is not supported yet and means no",
            );
        }
        endpoint.allow_transfer = options.allowtransfer;
        endpoint.allow_subscribe = options.allowsubscribe;
        endpoint.redirect_by_user = !options.promiscredir;
        endpoint.call_limit = options.call_limit;
        endpoint.busy_level = options.busylevel;
        endpoint.count_calls =
            options.callcounter || options.call_limit > 0 || options.busylevel > 0;
    }

    fn set_credentials(&self, endpoint: &mut Endpoint, reader: &mut Reader<'_>) {
        let options = self.options;
        let own = |secret: Secret, username: &str| Credential {
            section: endpoint.name.clone(),
            username: username.to_owned(),
            secret,
            realm: String::new(),
            algorithms: Vec::new(),
        };
        let md5 = || Secret::Hashes(vec![(Algorithm::Md5, options.md5secret.clone())]);
        let inbound = match (options.md5secret.is_empty(), options.secret.is_empty()) {
            (false, _) => Some(md5()),
            (true, false) => Some(Secret::Password(options.secret.clone())),
            (true, true) => None,
        };
        let remote = Some(&options.remotesecret).filter(|secret| !secret.is_empty());
        let outbound = match remote {
            Some(secret) => Some(Secret::Password(secret.clone())),
            None => inbound.clone(),
        };
        let outbound_user = [&options.defaultuser, &options.fromuser, &endpoint.name];
        let outbound_user = outbound_user.into_iter().find(|name| !name.is_empty());
        let name = outbound_user.map_or("", String::as_str);
        let auths: Vec<_> = inbound
            .map(|secret| own(secret, &endpoint.name))
            .into_iter()
            .collect();
        let mut outbound_auths = realm_credentials(reader);
        outbound_auths.extend(self.realms.iter().cloned());
        outbound_auths.extend(outbound.map(|secret| own(secret, name)));
        endpoint.auths = auths;
        endpoint.outbound_auths = outbound_auths;
    }

    fn static_host(&self, reader: &mut Reader<'_>) -> Option<StaticHost> {
        let host = self.options.host.as_str();
        if host.is_empty() || host.eq_ignore_ascii_case("dynamic") {
            return None;
        }
        let (host, inline_port) = match split_port(host) {
            Ok(parts) => parts,
            // An IPv6 address without brackets.
            Err(_) if host.parse::<std::net::IpAddr>().is_ok() => (host, None),
            Err(fault) => {
                reader.warn("host", format!("host = '{host}': {fault}"));
                return None;
            }
        };
        let port = self
            .options
            .port
            .map(|Port(port)| port)
            .filter(|port| *port != 0);
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        Some(StaticHost {
            host,
            port: port.or(inline_port),
        })
    }

    /// The address that a peer has without registering.
    fn permanent(&self, endpoint: &Endpoint) -> Vec<Uri> {
        let default_ip = Some(self.options.defaultip.as_str()).filter(|ip| !ip.is_empty());
        let (host, port) = match (&endpoint.static_host, default_ip) {
            (Some(fixed), _) => (fixed.host.as_str(), fixed.port),
            (None, Some(ip)) => (ip, self.options.port.map(|Port(port)| port)),
            (None, None) => return Vec::new(),
        };
        let user = Some(endpoint.default_user.as_str()).filter(|user| !user.is_empty());
        let Ok(uri) = Uri::sip(user, host, port) else {
            return Vec::new();
        };
        let kind = endpoint
            .transports
            .first()
            .filter(|kind| **kind != Transport::Udp);
        vec![match kind {
            Some(kind) => uri.with_param("transport", Some(kind.as_param())),
            None => uri,
        }]
    }

    fn aor(&self, key: AorKey, endpoint: &Endpoint, permanent: Vec<Uri>) -> Aor {
        let registers = endpoint.static_host.is_none();
        let every = self.options.qualifyfreq.0.max(Duration::from_secs(1));
        Aor {
            key,
            name: endpoint.name.clone(),
            permanent,
            max_contacts: u32::from(registers),
            remove_existing: true,
            remove_unavailable: false,
            default_expiration: self.general.defaultexpiry,
            minimum_expiration: self.general.minexpiry,
            maximum_expiration: self.general.maxexpiry.max(self.general.minexpiry),
            support_path: false,
            qualify: self.options.qualify.0.map(|patience| Qualify {
                every,
                every_while_down: WHILE_DOWN.min(every),
                patience,
                late_is_lagged: true,
                only_success: false,
                authenticate: false,
            }),
            mailboxes: endpoint.mailboxes.clone(),
            voicemail_extension: endpoint.voicemail_extension.clone(),
            outbound_proxy: endpoint.outbound_proxy.clone(),
        }
    }

    /// `host[:port][,force]`, or a whole URI.
    fn proxy(&self, reader: &mut Reader<'_>) -> Option<Uri> {
        let text = self
            .options
            .outboundproxy
            .split(',')
            .next()
            .unwrap_or("")
            .trim();
        if text.is_empty() {
            return None;
        }
        let text = if text.contains("sip:") || text.contains("sips:") {
            text.to_owned()
        } else {
            match text.split_once("://") {
                Some((kind, host)) => format!("sip:{host};transport={kind}"),
                None => format!("sip:{text}"),
            }
        };
        let uri = Uri::parse(&text).ok();
        if uri.is_none() {
            reader.warn(
                "outboundproxy",
                format!("outboundproxy: '{text}' is no address"),
            );
        }
        uri
    }
}

fn wanted(seconds: Seconds) -> Option<Duration> {
    Some(seconds.0).filter(|time| !time.is_zero())
}

const CONTACT_ACL: AclWords = AclWords {
    permit: "contactpermit",
    deny: "contactdeny",
    named: "contactacl",
};
const USUAL_CODECS: &str = "ulaw,alaw,gsm,h263";
/// Time between questions to a device that does not answer.
const WHILE_DOWN: Duration = Duration::from_secs(10);
/// RFC 4028 §5.
const LEAST_MIN_SE: u32 = 90;
