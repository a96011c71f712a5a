//! Methods. Their names are compared with regard to case (RFC 3261 §7.1).

use std::fmt;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Start or change a call.
    Invite,
    /// The third step of INVITE.
    Ack,
    /// End a call.
    Bye,
    /// Give up a pending INVITE.
    Cancel,
    /// Ask for abilities; also a keep-alive.
    Options,
    /// Bind a contact to an address.
    Register,
    /// In-call information, e.g. a digit (RFC 6086).
    Info,
    /// Change a call without INVITE (RFC 3311).
    Update,
    /// Acknowledge a provisional response (RFC 3262).
    Prack,
    /// Transfer (RFC 3515).
    Refer,
    /// News of a subscription (RFC 6665).
    Notify,
    /// Ask for news (RFC 6665).
    Subscribe,
    /// A text message (RFC 3428).
    Message,
    /// Publish a state (RFC 3903).
    Publish,
    /// An unknown method, as written.
    Other(Box<str>),
}

impl Method {
    /// Reads a method's name; any text makes at least `Other`.
    pub fn parse(name: &str) -> Self {
        KNOWN
            .iter()
            .find(|method| method.as_str() == name)
            .cloned()
            .unwrap_or_else(|| Self::Other(name.into()))
    }

    /// The name as written on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Invite => "INVITE",
            Self::Ack => "ACK",
            Self::Bye => "BYE",
            Self::Cancel => "CANCEL",
            Self::Options => "OPTIONS",
            Self::Register => "REGISTER",
            Self::Info => "INFO",
            Self::Update => "UPDATE",
            Self::Prack => "PRACK",
            Self::Refer => "REFER",
            Self::Notify => "NOTIFY",
            Self::Subscribe => "SUBSCRIBE",
            Self::Message => "MESSAGE",
            Self::Publish => "PUBLISH",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

static KNOWN: [Method; 14] = [
    Method::Invite,
    Method::Ack,
    Method::Bye,
    Method::Cancel,
    Method::Options,
    Method::Register,
    Method::Info,
    Method::Update,
    Method::Prack,
    Method::Refer,
    Method::Notify,
    Method::Subscribe,
    Method::Message,
    Method::Publish,
];
