//! How a phone is set up before the first call.

use std::net::SocketAddr;

use audio::Codec;
use media::sdp::DigitMode;
use sip::header::Transport;

/// What its owner has typed into a phone.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The account's name; also the user in From.
    pub user: String,
    /// The name in credentials, when another.
    pub auth_user: String,
    /// The password.
    pub password: String,
    /// Registers when the exchange is up.
    pub registers: bool,
    /// Seconds that it registers for.
    pub expires: u32,
    /// UDP or TCP.
    pub transport: Transport,
    /// What it can speak, preferred first.
    pub codecs: Vec<Codec>,
    /// Length of its packets in milliseconds.
    pub packet_ms: u8,
    /// How it sends digits.
    pub digits: DigitMode,
    /// What it does when it is called.
    pub manner: Manner,
    /// Offers video as well.
    pub video: bool,
    /// Sends packets even when nobody speaks.
    pub microphone: bool,
    /// Who may register at it, with what: the part of a provider.
    pub subscribers: Vec<Subscriber>,
    /// Asks for a password before it takes a call: the part of a provider.
    pub challenges_calls: bool,
    /// Its own address, when that matters; port 0 is any.
    pub address: Option<SocketAddr>,
    /// A name that leads to it.
    pub host_name: String,
    /// The exchange has no account for it.
    pub is_stranger: bool,
    /// The exchange it belongs to, by its place in the world.
    pub exchange: usize,
}

/// Who may register at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
    /// Seconds that are granted at most.
    pub grants: u32,
}

/// What a phone does when it is called, before anybody touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Rings (180).
    Rings,
    /// Lets the caller hear something before the answer (183).
    EarlyMedia,
    /// Says nothing but 100.
    Ponders,
    /// Is switched off: reacts to nothing.
    Dead,
}

impl Setup {
    /// An ordinary desk phone.
    pub(crate) fn new(user: &str) -> Self {
        Self {
            user: user.to_owned(),
            auth_user: user.to_owned(),
            password: format!("secret-of-{user}"),
            registers: true,
            expires: 3600,
            transport: Transport::Udp,
            codecs: vec![Codec::Ulaw, Codec::Alaw],
            packet_ms: 20,
            digits: DigitMode::TelephoneEvent,
            manner: Manner::Rings,
            video: false,
            microphone: true,
            subscribers: Vec::new(),
            challenges_calls: false,
            address: None,
            host_name: String::new(),
            is_stranger: false,
            exchange: 0,
        }
    }
}
