//! Names of headers. Known ones are one byte inside a message, so that a lookup compares no text;
//! all others stay as they were written.

use std::fmt;

macro_rules! header_names {
    ($($variant:ident $text:literal;)*) => {
        /// The name of a header, without regard to case or compact form.
        #[derive(Clone, Debug)]
        pub enum HeaderName {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A name this list does not know, as it was written.
            Other(Box<str>),
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Known { $($variant,)* }

        const TABLE: &[(Known, &str)] = &[$((Known::$variant, $text),)*];

        impl HeaderName {
            /// The name in its full, usual spelling.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }

            pub(crate) fn known(&self) -> Option<Known> {
                match self {
                    $(Self::$variant => Some(Known::$variant),)*
                    Self::Other(text) => Known::find(text.as_bytes()),
                }
            }
        }

        impl Known {
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl From<Known> for HeaderName {
            fn from(known: Known) -> Self {
                match known { $(Known::$variant => Self::$variant,)* }
            }
        }
    };
}

header_names! {
    Via "Via";
    From "From";
    To "To";
    CallId "Call-ID";
    CSeq "CSeq";
    Contact "Contact";
    MaxForwards "Max-Forwards";
    Route "Route";
    RecordRoute "Record-Route";
    ContentType "Content-Type";
    ContentLength "Content-Length";
    ContentEncoding "Content-Encoding";
    ContentDisposition "Content-Disposition";
    ContentLanguage "Content-Language";
    MimeVersion "MIME-Version";
    Expires "Expires";
    MinExpires "Min-Expires";
    Authorization "Authorization";
    ProxyAuthorization "Proxy-Authorization";
    WwwAuthenticate "WWW-Authenticate";
    ProxyAuthenticate "Proxy-Authenticate";
    AuthenticationInfo "Authentication-Info";
    Allow "Allow";
    Supported "Supported";
    Require "Require";
    Unsupported "Unsupported";
    ProxyRequire "Proxy-Require";
    UserAgent "User-Agent";
    Server "Server";
    Date "Date";
    Warning "Warning";
    Reason "Reason";
    RetryAfter "Retry-After";
    SubscriptionState "Subscription-State";
    Event "Event";
    AllowEvents "Allow-Events";
    ReferTo "Refer-To";
    ReferSub "Refer-Sub";
    ReferredBy "Referred-By";
    Replaces "Replaces";
    Join "Join";
    TargetDialog "Target-Dialog";
    PAssertedIdentity "P-Asserted-Identity";
    PPreferredIdentity "P-Preferred-Identity";
    RemotePartyId "Remote-Party-ID";
    Privacy "Privacy";
    Diversion "Diversion";
    HistoryInfo "History-Info";
    RSeq "RSeq";
    RAck "RAck";
    SessionExpires "Session-Expires";
    MinSe "Min-SE";
    Accept "Accept";
    AcceptEncoding "Accept-Encoding";
    AcceptLanguage "Accept-Language";
    AcceptContact "Accept-Contact";
    RejectContact "Reject-Contact";
    RequestDisposition "Request-Disposition";
    AlertInfo "Alert-Info";
    CallInfo "Call-Info";
    ErrorInfo "Error-Info";
    InReplyTo "In-Reply-To";
    Organization "Organization";
    Priority "Priority";
    Subject "Subject";
    Timestamp "Timestamp";
    Path "Path";
    ServiceRoute "Service-Route";
    SipEtag "SIP-ETag";
    SipIfMatch "SIP-If-Match";
    Identity "Identity";
    IdentityInfo "Identity-Info";
    Geolocation "Geolocation";
    UserToUser "User-to-User";
    FlowTimer "Flow-Timer";
}

impl HeaderName {
    /// Reads a name as it stands on the wire; compact forms (RFC 3261 §7.3.3) become the full name.
    pub fn parse(name: &[u8]) -> Self {
        match Known::find(name) {
            Some(known) => known.into(),
            None => Self::Other(String::from_utf8_lossy(name).into()),
        }
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl Eq for HeaderName {}

impl From<&str> for HeaderName {
    fn from(name: &str) -> Self {
        Self::parse(name.as_bytes())
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Known {
    pub(crate) fn find(name: &[u8]) -> Option<Self> {
        if let [letter] = name {
            return Self::compact(letter.to_ascii_lowercase());
        }
        let mut slot = slot_of(name)?;
        while let Some((known, text)) = TABLE.get(usize::from(SLOTS[slot])) {
            let text = text.as_bytes();
            // Nearly all phones write names as the RFCs do.
            if text == name || text.eq_ignore_ascii_case(name) {
                return Some(*known);
            }
            slot = (slot + 1) % SLOTS.len();
        }
        None
    }

    /// The letters of the IANA registry of SIP header fields.
    fn compact(letter: u8) -> Option<Self> {
        Some(match letter {
            b'a' => Self::AcceptContact,
            b'b' => Self::ReferredBy,
            b'c' => Self::ContentType,
            b'd' => Self::RequestDisposition,
            b'e' => Self::ContentEncoding,
            b'f' => Self::From,
            b'i' => Self::CallId,
            b'j' => Self::RejectContact,
            b'k' => Self::Supported,
            b'l' => Self::ContentLength,
            b'm' => Self::Contact,
            b'n' => Self::IdentityInfo,
            b'o' => Self::Event,
            b'r' => Self::ReferTo,
            b's' => Self::Subject,
            b't' => Self::To,
            b'u' => Self::AllowEvents,
            b'v' => Self::Via,
            b'x' => Self::SessionExpires,
            b'y' => Self::Identity,
            _ => return None,
        })
    }
}

/// Where each name stands in `TABLE`, spread by a hash, so that a lookup compares about one name.
static SLOTS: [u8; 512] = slots();

const EMPTY: u8 = u8::MAX;

/// Mixes length, both ends and the middle, without regard to case.
const fn slot_of(name: &[u8]) -> Option<usize> {
    let length = name.len();
    if length < 2 {
        return None;
    }
    let (first, last) = (name[0] | 0x20, name[length - 1] | 0x20);
    let middle = name[length / 2] | 0x20;
    let hash = first as usize * 7 + last as usize * 31 + middle as usize * 131 + length * 67;
    Some(hash % 512)
}

const fn slots() -> [u8; 512] {
    assert!(
        TABLE.len() < EMPTY as usize,
        "more names than a byte can count"
    );
    let mut slots = [EMPTY; 512];
    let mut at = 0;
    while at < TABLE.len() {
        if let Some(mut slot) = slot_of(TABLE[at].1.as_bytes()) {
            while slots[slot] != EMPTY {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = at as u8;
        }
        at += 1;
    }
    slots
}
