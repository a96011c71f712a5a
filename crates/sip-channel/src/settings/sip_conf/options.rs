//! The options of `sip.conf`: those of one device, which `[general]` gives defaults for, and those of
//! `[general]` alone.

use config::{Keyed, Port, Repeated, Seconds};

use crate::endpoint::{DtmfMode, InbandProgress, TimerUse};
use crate::settings::values::{Bind, Groups, QualifyLimit, Tos, Words};

config::options! {
    /// A device or a trunk: who may call, and how it is called. Most options may stand in `[general]`
    /// too and are the default for all devices then.
    pub(crate) struct PeerOptions as "peer" {
        /// Where its calls enter the dialplan.
        context: String = "default",
        /// Where its subscriptions are looked up; `context` when empty.
        subscribecontext: String = "",
        /// `dynamic` for a device that registers, else its name or address.
        host: String = "",
        /// Its port; without one, and with a name as host, SRV records tell.
        port: Option<Port> = "",
        /// Its address until it registers.
        defaultip: String = "",
        /// The user for our calls to it, and in our answers when it asks for a password.
        "defaultuser" | "username" => defaultuser: String = "",
        /// The password, for both directions.
        secret: String = "",
        /// MD5 of `name:realm:password`, instead of the password.
        md5secret: String = "",
        /// The password when it asks us; `secret` when empty.
        remotesecret: String = "",
        /// Passwords for single realms: `user:secret@realm` or `user#md5@realm`.
        auth: Repeated = "",
        /// User part of From in calls to it.
        fromuser: String = "",
        /// Host of From in calls to it.
        fromdomain: String = "",
        /// `port`: its requests may come from any port. `invite`: its calls are not asked for a
        /// password.
        insecure: String = "",
        /// Proxy for requests to it.
        outboundproxy: String = "",
        /// Transports it may use, the first for our requests to it.
        transport: Words = "",
        /// What to do about routers: `force_rport`, `comedia`, `auto_force_rport`, `auto_comedia`, in
        /// a list; `yes` is the first two, `no` none.
        nat: String = "auto_force_rport",

        /// Name and number of its calls.
        callerid: String = "",
        /// Name of its calls.
        fullname: String = "",
        /// Number of its calls.
        cid_number: String = "",
        /// `CALLERID(tag)` of its calls.
        cid_tag: String = "",
        /// Whether its number may be shown.
        callingpres: String = "",
        /// Identity headers from it are believed.
        trustrpid: bool = "no",
        /// Which identity header is sent to it: `no`, `rpid` (or `yes`), `pai`.
        sendrpid: String = "no",
        /// Whether withheld numbers are told to it: `no`, `yes`, `legacy`.
        trust_id_outbound: String = "legacy",
        /// Diversion is sent to it.
        send_diversion: bool = "yes",
        /// Changes of the connected party are sent to it.
        rpid_update: bool = "no",
        /// `;user=phone` is added to numbers.
        usereqphone: bool = "no",

        /// Codecs; each line adds to or takes from the list, best first.
        "allow" | "disallow" => codecs: Keyed = "",
        /// Only the best codec in common is offered.
        preferred_codec_only: bool = "no",
        /// How digits travel.
        dtmfmode: DtmfMode = "rfc2833",
        /// Media may flow around us: `yes`, `no`, `nonat`, `update`, `outgoing`.
        "directmedia" | "canreinvite" => directmedia: String = "yes",
        /// Video is negotiated: `yes`, `no`, `always`.
        videosupport: String = "no",
        /// The address for media that is told to it.
        media_address: String = "",
        /// Seconds without media after which a call ends; 0: never.
        rtptimeout: Seconds = "0",
        /// The same for a call on hold.
        rtpholdtimeout: Seconds = "0",
        /// Seconds between empty packets that keep routers open; 0: none.
        rtpkeepalive: Seconds = "0",
        /// Encrypted media: `yes` refuses calls without it.
        encryption: bool = "no",
        /// Ringing as sound before the answer.
        progressinband: InbandProgress = "no",
        /// Sound before the answer reaches a caller only after a 183.
        prematuremedia: bool = "yes",
        /// The `s=` line of descriptions.
        sdpsession: String = "",
        /// The user in the `o=` line of descriptions.
        sdpowner: String = "",

        /// OPTIONS ask it whether it is there; slower answers than this count as none.
        qualify: QualifyLimit = "no",
        /// Seconds between these questions.
        qualifyfreq: Seconds = "60",
        /// Mailboxes whose state it is told, `box@context`.
        "mailbox" | "unsolicited_mailbox" => mailbox: Vec<String> = "",
        /// It has a mailbox of its own name.
        hasvoicemail: bool = "no",
        /// The number to call for messages.
        vmexten: String = "",
        /// Call groups, 0 to 63.
        callgroup: Groups = "",
        /// Pickup groups, 0 to 63.
        pickupgroup: Groups = "",
        /// Call groups by name.
        namedcallgroup: Words = "",
        /// Pickup groups by name.
        namedpickupgroup: Words = "",
        /// Its calls are counted for device states.
        callcounter: bool = "no",
        /// Calls at once in each direction.
        "call-limit" | "incominglimit" | "call_limit" => call_limit: u32 = "0",
        /// Calls from which on it is busy.
        "busylevel" | "busy-level" => busylevel: u32 = "0",

        /// Account of its calls.
        accountcode: String = "",
        /// Call data record flag.
        amaflags: String = "",
        /// Language of prompts.
        language: String = "",
        /// Tone zone.
        tonezone: String = "",
        /// Music class that its calls hear.
        "mohinterpret" | "musicclass" => mohinterpret: String = "",
        /// Music class that whoever it puts on hold hears.
        mohsuggest: String = "",
        /// Channel variables of its calls, `name=value`.
        setvar: Repeated = "",
        /// A number that could grow gets 484 rather than 404.
        allowoverlap: String = "yes",
        /// REFER is obeyed.
        allowtransfer: bool = "yes",
        /// SUBSCRIBE is obeyed.
        allowsubscribe: bool = "yes",
        /// 302 goes to the whole URI rather than to the number in our own dialplan.
        promiscredir: bool = "no",

        /// Session timers.
        "session-timers" => session_timers: TimerUse = "accept",
        /// The longest interval of session timers, in seconds.
        "session-expires" => session_expires: u32 = "1800",
        /// The shortest interval of session timers, in seconds.
        "session-minse" => session_minse: u32 = "90",
        /// Who refreshes calls that we answer: `uas` are we.
        "session-refresher" => session_refresher: String = "uas",

        /// Networks its requests may come from and may not; the last that fits decides.
        "permit" | "deny" => permit: Keyed = "",
        /// Networks it may register and may not.
        "contactpermit" | "contactdeny" => contactpermit: Keyed = "",
        /// Lists of `acl.conf`.
        acl: Repeated = "",
        /// Lists of `acl.conf` for registered addresses.
        contactacl: Repeated = "",
        /// Registers at its host and takes calls to this number, as a `register` line would.
        callbackextension: String = "",
        /// Words for people.
        description: String = "",
    }
    elsewhere: ["type"];
    unsupported: [
        "avpf", "force_avp", "icesupport", "rtcp_mux", "dtlsenable", "dtlsverify", "dtlsrekey",
        "dtlscertfile", "dtlsprivatekey", "dtlscipher", "dtlscafile", "dtlscapath", "dtlssetup",
        "dtlsfingerprint", "encryption_taglen", "textsupport", "maxcallbitrate", "t38pt_udptl",
        "t38pt_usertpsource", "faxdetect", "subscribemwi", "regexten", "directmediapermit",
        "directmediadeny", "directmediaacl", "parkinglot", "disallowed_methods", "supportpath",
        "recordonfeature", "recordofffeature", "autoframing", "rpid_immediate", "cc_agent_policy",
        "cc_monitor_policy", "refer_addheaders", "keepalive", "use_q850_reason", "timert1", "timerb",
        "maxforwards", "g726nonstandard", "ignoresdpversion", "outofcall_message_context",
        "accept_outofcall_message",
    ];
    ignored: [
        "musiconhold", "restrictcid", "buggymwi", "rfc2833compensate", "constantssrc", "registertrying",
        "trunkname", "snom_aoc_enabled", "discard_remote_hold_retrieval", "relaxdtmf", "callevents",
        "cancallforward", "canpark", "transfer", "threewaycalling", "notifymimetype",
    ];
}

config::options! {
    /// What holds for the whole file.
    pub(crate) struct GeneralOptions as "section" {
        /// Strangers may call.
        allowguest: bool = "yes",
        /// Unknown names are asked for a password like known ones.
        alwaysauthreject: bool = "yes",
        /// Devices are found by the user of the credentials, too.
        match_auth_username: bool = "no",
        /// Realm of our challenges.
        realm: String = "asterisk",
        /// What we call ourselves.
        useragent: String = "Asterisk PBX",
        /// Seconds to register for, when nothing else is said.
        "defaultexpiry" | "defaultexpirey" => defaultexpiry: u32 = "120",
        /// Least seconds a device may register for.
        "minexpiry" | "minexpirey" => minexpiry: u32 = "60",
        /// Most seconds a device may register for.
        "maxexpiry" | "maxexpirey" => maxexpiry: u32 = "3600",
        /// Address to listen at.
        "udpbindaddr" | "bindaddr" => udpbindaddr: Bind = "0.0.0.0",
        /// Port to listen at, where the address names none.
        bindport: Option<Port> = "",
        /// UDP is used.
        udpenable: bool = "yes",
        /// TCP is used.
        tcpenable: bool = "no",
        /// Address to listen at for TCP; as for UDP when empty.
        tcpbindaddr: Option<Bind> = "",
        /// TLS is used.
        tlsenable: bool = "no",
        /// SRV records are asked for.
        srvlookup: bool = "yes",
        /// Our address as others see it, with a port if wanted.
        "externaddr" | "externip" => externaddr: String = "",
        /// The same by name.
        externhost: String = "",
        /// Networks that see our real address.
        localnet: Repeated = "",
        /// Our domains, each `domain` or `domain,context`.
        domain: Repeated = "",
        /// Seconds before an unanswered REGISTER is sent again.
        registertimeout: Seconds = "20",
        /// How often to try to register; 0: for ever.
        registerattempts: u32 = "0",
        /// 403 to a REGISTER is tried again.
        register_retry_403: bool = "no",
        /// Reason headers tell the network's cause.
        use_q850_reason: bool = "no",
        /// Short header names.
        compactheaders: bool = "no",
        /// Milliseconds of T1.
        timert1: u32 = "500",
        /// Max-Forwards of our requests.
        maxforwards: u8 = "70",
        /// Seconds between packets that keep routers open.
        keepalive: String = "no",
        /// Type of service of SIP packets.
        tos_sip: Tos = "0",
    }
    elsewhere: ["register", "type"];
    unsupported: [
        "tlsbindaddr", "tlscertfile", "tlsprivatekey", "tlscafile", "tlscapath", "tlscadir",
        "tlsdontverifyserver", "tlscipher", "tlsclientmethod", "externtcpport", "externtlsport",
        "externrefresh", "autodomain", "allowexternaldomains", "domainsasrealm", "autocreatepeer",
        "auth_options_requests", "auth_message_requests", "mwi", "mwi_from", "mwiexpiry",
        "submaxexpiry", "subminexpiry", "regcontext", "regextenonqualify", "tos_audio", "tos_video",
        "tos_text", "cos_sip", "cos_audio", "cos_video", "cos_text", "jbenable", "jbforce", "jbimpl",
        "jbmaxsize", "jbresyncthreshold", "jblog", "jbtargetextra", "rtpbindaddr", "directrtpsetup",
        "notifycid", "matchexternaddrlocally", "websocket_enabled", "websocket_write_timeout",
        "dynamic_exclude_static", "authfailureevents", "rtp_engine", "parkinglot", "timerb", "t1min",
        "accept_outofcall_message", "outofcall_message_context", "tcpauthtimeout", "tcpauthlimit",
        "qualifygap", "qualifypeers", "subscribe_network_change_event",
    ];
    ignored: [
        "pedantic", "sipdebug", "recordhistory", "dumphistory", "notifyringing", "notifyhold",
        "limitonpeers", "limitonpeer", "callevents", "checkmwi", "rtcachefriends", "rtupdate",
        "rtautoclear", "rtsavesysname", "rtsavepath", "ignoreregexpire", "shrinkcallerid",
        "legacy_useroption_parsing", "relaxdtmf", "notifymimetype", "tos", "storesipcause",
        "allow_sip_anon", "musiconhold", "vmexten_default",
    ];
}

/// Options of a device for which `[general]` gives no default.
pub(super) const OF_A_DEVICE_ONLY: &[&str] = &[
    "host",
    "port",
    "defaultip",
    "defaultuser",
    "username",
    "secret",
    "md5secret",
    "remotesecret",
    "auth",
    "fromuser",
    "fullname",
    "cid_number",
    "cid_tag",
    "mailbox",
    "unsolicited_mailbox",
    "hasvoicemail",
    "callgroup",
    "pickupgroup",
    "namedcallgroup",
    "namedpickupgroup",
    "call-limit",
    "incominglimit",
    "call_limit",
    "accountcode",
    "setvar",
    "permit",
    "deny",
    "contactpermit",
    "contactdeny",
    "acl",
    "contactacl",
    "callbackextension",
    "description",
    "amaflags",
];
