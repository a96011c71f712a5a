//! Endpoints: who may call us and how we call them. Both dialects make the same struct; a default
//! that differs between them is filled in by whoever reads the file.

use std::time::Duration;

use audio::Codec;
use call::{Party, Presentation, Technology};
use sip::header::{Transport, Uri};

use crate::aor::AorKey;
use crate::auth::{Acl, Credential};

/// Whose names and manners: a driver of Asterisk and its configuration file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// `sip.conf`; names do not mind case.
    #[default]
    ChanSip,
    /// `pjsip.conf`; names mind case.
    Pjsip,
}

impl Dialect {
    /// The technology that stands in dial strings and channel names.
    pub fn technology(self) -> Technology {
        match self {
            Self::ChanSip => Technology::Sip,
            Self::Pjsip => Technology::Pjsip,
        }
    }

    /// The dialect of a technology; none for what is not SIP.
    pub fn of(technology: Technology) -> Option<Self> {
        match technology {
            Technology::Sip => Some(Self::ChanSip),
            Technology::Pjsip => Some(Self::Pjsip),
            Technology::Local => None,
        }
    }

    /// A name as it is compared: lower case where case does not matter.
    pub fn fold(self, name: &str) -> String {
        match self {
            Self::ChanSip => name.to_lowercase(),
            Self::Pjsip => name.to_owned(),
        }
    }
}

config::choices! {
    /// What a section of `sip.conf` is; everything in `pjsip.conf` is a friend.
    pub enum Kind {
        /// Found by name and by address; may be called.
        Friend = "friend",
        /// Found by address, not by name; may be called.
        Peer = "peer",
        /// Found by name; cannot be called.
        User = "user",
    }
}

config::choices! {
    /// How digits travel.
    pub enum DtmfMode {
        /// As events of RFC 4733.
        Rfc4733 = "rfc4733" | "rfc2833",
        /// As tones in the audio.
        Inband = "inband",
        /// By INFO requests.
        Info = "info" | "shortinfo",
        /// As events when the other side offers them, else as tones.
        Auto = "auto",
        /// As events when the other side offers them, else by INFO.
        AutoInfo = "auto_info",
        /// Not at all.
        None = "none",
    }
}

config::choices! {
    /// Reliable provisional responses (RFC 3262).
    pub enum Reliable {
        /// When the other side wants them.
        Yes = "yes" | "true" | "on" | "1",
        /// Not even offered.
        No = "no" | "false" | "off" | "0",
        /// When the other side can do them.
        WhenOffered = "peer_supported",
        /// Calls without them are refused.
        Required = "required",
    }
}

config::choices! {
    /// Session timers (RFC 4028).
    pub enum TimerUse {
        /// When the other side asks for them.
        Accept = "accept" | "yes" | "true" | "on" | "1",
        /// Never.
        Never = "refuse" | "no" | "false" | "off" | "0",
        /// Asked for in every call; nobody is turned away.
        Always = "originate" | "always" | "forced",
        /// Calls without them are refused.
        Required = "required",
    }
}

config::choices! {
    /// Encryption of the media.
    pub enum MediaEncryption {
        /// None.
        No = "no",
        /// SRTP with keys in the session description (RFC 4568).
        Sdes = "sdes",
        /// SRTP with keys by DTLS (RFC 5764).
        Dtls = "dtls",
    }
}

config::choices! {
    /// Whether ringing is sent as sound before the answer.
    pub enum InbandProgress {
        /// 180 unless sound flows already.
        No = "no" | "false" | "off" | "0",
        /// 183 and a ringing tone.
        Yes = "yes" | "true" | "on" | "1",
        /// Never any sound before the answer.
        Never = "never",
    }
}

/// How session timers run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionTimers {
    /// Whether.
    pub use_: TimerUse,
    /// The longest interval that we propose, in seconds.
    pub expires: u32,
    /// The shortest interval that we accept, in seconds.
    pub min_se: u32,
    /// Whether the caller of a request that we answer refreshes (`session-refresher=uac`).
    pub caller_refreshes: bool,
}

/// What to do about routers between us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nat {
    /// Answer to the port that requests come from, even unasked.
    pub force_rport: bool,
    /// The same, when the Via shows that there is a router.
    pub auto_force_rport: bool,
    /// Send media where it comes from.
    pub symmetric_rtp: bool,
    /// The same, when the Via shows that there is a router.
    pub auto_symmetric_rtp: bool,
    /// Requests to a contact go where its REGISTER or INVITE came from.
    pub rewrite_contact: bool,
}

/// The fixed address of a `sip.conf` peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticHost {
    /// Name or address, without brackets.
    pub host: String,
    /// Port; without one the name is looked up as a service first, when `srvlookup` allows.
    pub port: Option<u16>,
}

/// How identities are trusted and shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// P-Asserted-Identity and Remote-Party-ID from there are believed.
    pub trust_inbound: bool,
    /// A withheld number is told there all the same.
    pub trust_outbound: bool,
    /// P-Asserted-Identity is sent there.
    pub send_pai: bool,
    /// Remote-Party-ID is sent there.
    pub send_rpid: bool,
    /// Diversion is sent there.
    pub send_diversion: bool,
    /// Changes of the connected party are told there.
    pub send_connected_line: bool,
    /// Changes of the connected party from there are believed.
    pub trust_connected_line: bool,
}

/// One profile: a section of `sip.conf`, or an endpoint of `pjsip.conf` with the objects it names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    /// Whose manners.
    pub dialect: Dialect,
    /// The section's name as written.
    pub name: String,
    /// How it is found.
    pub kind: Kind,

    /// Where its calls enter the dialplan.
    pub context: String,
    /// Where its subscriptions are looked up; empty: `context`.
    pub subscribe_context: String,
    /// Where its text messages go; empty: `context`.
    pub message_context: String,
    /// Language of prompts; empty: the system's.
    pub language: String,
    /// Account of its calls.
    pub account_code: String,
    /// Call data record flag as written: `default`, `omit`, `billing`, `documentation`.
    pub ama_flags: String,
    /// Music class that its calls hear (`mohinterpret`, `musicclass`); empty: default.
    pub music_class: String,
    /// Music class that it suggests to whom it puts on hold (`mohsuggest`, `moh_suggest`).
    pub music_suggested: String,
    /// Tone zone; empty: the system's.
    pub tone_zone: String,
    /// Channel variables of its calls.
    pub variables: Vec<(String, String)>,
    /// Call groups, bit n for group n.
    pub call_groups: u64,
    /// Pickup groups, bit n for group n.
    pub pickup_groups: u64,
    /// Call groups by name.
    pub named_call_groups: Vec<String>,
    /// Pickup groups by name.
    pub named_pickup_groups: Vec<String>,

    /// What it is called in its own calls; empty fields: as From says.
    pub caller: Party,
    /// `CALLERID(tag)` of its calls.
    pub caller_tag: String,
    /// Whether its number may be shown, when From does not say; `None`: allowed.
    pub presentation: Option<Presentation>,
    /// User part of From in requests to it; empty: the caller's number.
    pub from_user: String,
    /// Host of From in requests to it; empty: our address.
    pub from_domain: String,
    /// User part of Contact in requests to it; empty: as usual.
    pub contact_user: String,
    /// Trust in identities.
    pub identity: Identity,
    /// `;user=phone` is added to numbers.
    pub user_is_phone: bool,

    /// Codecs that may be used, best first; audio and video mixed as written.
    pub codecs: Vec<Codec>,
    /// Milliseconds a packet, where written (`allow=ulaw:40`).
    pub packet_ms: Vec<(Codec, u16)>,
    /// Whether the preferred codec alone is offered.
    pub preferred_codec_only: bool,
    /// How digits travel.
    pub dtmf: DtmfMode,
    /// Whether media may flow around us.
    pub direct_media: bool,
    /// Whether media may flow around us even though one side is behind a router.
    pub direct_media_nat: bool,
    /// Whether video is negotiated.
    pub video: bool,
    /// The address to advertise for media; empty: found out.
    pub media_address: String,
    /// Encryption of media. When it is not `No` and not optimistic, plain offers get 488.
    pub media_encryption: MediaEncryption,
    /// Whether plain media will do although encryption is wanted.
    pub media_encryption_optimistic: bool,
    /// Silence from there after which a call ends.
    pub rtp_timeout: Option<Duration>,
    /// The same while the call is on hold.
    pub rtp_timeout_hold: Option<Duration>,
    /// How often an empty packet keeps the way through routers open.
    pub rtp_keepalive: Option<Duration>,
    /// User name of the `o=` line; empty: `-`.
    pub sdp_owner: String,
    /// The `s=` line; empty: the usual.
    pub sdp_session: String,

    /// Ringing as sound.
    pub inband_progress: InbandProgress,
    /// Sound before the answer reaches the caller only after a 183 (`prematuremedia=yes` of
    /// `sip.conf` filters it).
    pub filter_premature_media: bool,
    /// Reliable provisional responses.
    pub reliable: Reliable,
    /// Session timers.
    pub timers: SessionTimers,
    /// A number that could grow gets 484 rather than 404.
    pub allow_overlap: bool,
    /// REFER is obeyed.
    pub allow_transfer: bool,
    /// SUBSCRIBE is obeyed.
    pub allow_subscribe: bool,
    /// 302 goes to the number only, in our own dialplan; else to the URI as given.
    pub redirect_by_user: bool,

    /// Calls at once in each direction; 0: any number (`call-limit`).
    pub call_limit: u32,
    /// Calls from which on it counts as busy; 0: never (`busylevel`, `device_state_busy_at`).
    pub busy_level: u32,
    /// Whether its calls are counted for device states.
    pub count_calls: bool,

    /// Where it can be reached. For `sip.conf`: one, of its own name.
    pub aors: Vec<AorKey>,
    /// The fixed address of a `sip.conf` peer; `None` when it registers or cannot be called.
    pub static_host: Option<StaticHost>,
    /// The `sip.conf` name for our calls to it (`defaultuser`); empty: none.
    pub default_user: String,
    /// Transports it may use, the first by default; empty: any.
    pub transports: Vec<Transport>,
    /// The `pjsip.conf` transport for requests to it; empty: any.
    pub transport: String,
    /// Requests to it go by this proxy.
    pub outbound_proxy: Option<Uri>,

    /// What it must know to call us; empty: nothing is asked.
    pub auths: Vec<Credential>,
    /// What we say when it asks us.
    pub outbound_auths: Vec<Credential>,
    /// INVITE is not challenged (`insecure=invite`).
    pub insecure_invite: bool,
    /// Its requests may come from any port (`insecure=port`).
    pub insecure_port: bool,
    /// OPTIONS is answered without a challenge.
    pub allow_unauthenticated_options: bool,
    /// Where its requests may come from.
    pub acl: Acl,
    /// Which contact addresses it may register.
    pub contact_acl: Acl,
    /// Ways that may lead to it, for `pjsip.conf`.
    pub identify_by: Vec<IdentifyBy>,
    /// What to do about routers.
    pub nat: Nat,

    /// Mailboxes whose state it is told, `box@context`.
    pub mailboxes: Vec<String>,
    /// The number to call for messages (`vmexten`, `voicemail_extension`).
    pub voicemail_extension: String,
}

config::choices! {
    /// A way from a request to an endpoint of `pjsip.conf`.
    pub enum IdentifyBy {
        /// The user of From.
        Username = "username",
        /// The user of the credentials.
        AuthUsername = "auth_username",
        /// The source address.
        Ip = "ip",
        /// A header.
        Header = "header",
        /// The Request-URI.
        RequestUri = "request_uri",
        /// The endpoint `anonymous`.
        Anonymous = "anonymous",
    }
}

impl Endpoint {
    /// A profile with nothing set but its name, with the dialect's defaults.
    pub fn new(dialect: Dialect, name: &str) -> Self {
        let chan_sip = dialect == Dialect::ChanSip;
        Self {
            dialect,
            name: name.to_owned(),
            context: "default".to_owned(),
            identity: Identity {
                send_diversion: true,
                send_connected_line: !chan_sip,
                trust_connected_line: !chan_sip,
                ..Identity::default()
            },
            direct_media: true,
            direct_media_nat: true,
            video: !chan_sip,
            filter_premature_media: chan_sip,
            reliable: if chan_sip {
                Reliable::No
            } else {
                Reliable::Yes
            },
            timers: SessionTimers {
                use_: TimerUse::Accept,
                expires: 1800,
                min_se: 90,
                caller_refreshes: false,
            },
            allow_overlap: true,
            allow_transfer: true,
            allow_subscribe: true,
            redirect_by_user: true,
            count_calls: !chan_sip,
            identify_by: vec![IdentifyBy::Username, IdentifyBy::Ip],
            nat: Nat {
                force_rport: !chan_sip,
                auto_force_rport: chan_sip,
                ..Nat::default()
            },
            ..Self::default()
        }
    }

    /// `SIP/name` or `PJSIP/name`.
    pub fn device(&self) -> String {
        format!("{}/{}", self.dialect.technology().name(), self.name)
    }

    /// Whether calls without encrypted media must be refused with 488.
    pub fn requires_encryption(&self) -> bool {
        self.media_encryption != MediaEncryption::No && !self.media_encryption_optimistic
    }

    /// The audio codecs, best first.
    pub fn audio_codecs(&self) -> impl Iterator<Item = Codec> {
        self.codecs.iter().copied().filter(|codec| codec.is_audio())
    }

    /// The video codecs, best first; none unless video is on.
    pub fn video_codecs(&self) -> impl Iterator<Item = Codec> {
        self.codecs
            .iter()
            .copied()
            .filter(|codec| self.video && codec.is_video())
    }
}
