//! What the control plane orders of the media plane, and what it hears back.
//!
//! The control plane tells a worker the resulting graph (what each session sends), never the steps.

use std::net::SocketAddr;
use std::sync::Arc;

use audio::{Codec, Sound, ToneList};

/// Names one media session; the control plane uses the number of the channel that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediaId(pub u64);

/// Names one `Source::Sounds`, so that its end can be told from the end of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaybackId(pub u64);

/// A telephone digit: `0`–`9`, `*`, `#`, `A`–`D`.
pub type Digit = char;

/// An order to a media worker.
#[derive(Clone, Debug)]
pub enum MediaCommand {
    /// Offer/answer is done (first time or again): where to send, in what format, what to expect.
    Negotiated {
        /// The session.
        media: MediaId,
        /// What was agreed.
        stream: StreamSetup,
    },
    /// From now on send this (replaces what was sent before).
    Send {
        /// The session whose far end hears it.
        media: MediaId,
        /// What it hears.
        source: Source,
    },
    /// Send one digit to the far end in the agreed way, over whatever is being sent.
    SendDigit {
        /// The session.
        media: MediaId,
        /// The digit.
        digit: Digit,
        /// How long it lasts, in milliseconds.
        duration_ms: u32,
    },
    /// The session is over; its sockets close.
    Close {
        /// The session.
        media: MediaId,
    },
}

/// What one session sends to its far end.
#[derive(Clone, Debug)]
pub enum Source {
    /// Nothing at all; no packets.
    Silence,
    /// What another session on the same worker receives.
    Relay {
        /// The session that is listened to.
        from: MediaId,
        /// Pass its digits on too, as digits.
        with_digits: bool,
    },
    /// What this session itself receives: voice and digits.
    Echo,
    /// A generated tone or cadence, endless unless the list says otherwise.
    Tone(Arc<ToneList>),
    /// Recorded sounds, one after the other, once; ends with `MediaEvent::PlaybackEnded`.
    Sounds {
        /// Names this playback.
        playback: PlaybackId,
        /// What is played.
        sounds: Vec<Arc<Sound>>,
    },
    /// Sounds repeated for ever (music on hold).
    Music {
        /// The list, played round.
        sounds: Arc<[Arc<Sound>]>,
    },
}

/// One negotiated audio stream, as seen from us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSetup {
    /// Where packets go, until symmetric RTP learns better.
    pub remote: SocketAddr,
    /// Payload type and codec that we send.
    pub send: (u8, Codec),
    /// Payload types that we accept, with their codecs.
    pub receive: Vec<(u8, Codec)>,
    /// Length of the packets that we send, in milliseconds (10 to 60).
    pub packet_ms: u8,
    /// How digits travel.
    pub digits: DigitTransport,
    /// Payload types of telephone-event: the one that we send and the one that we accept.
    pub telephone_event: Option<(u8, u8)>,
    /// Which way media may flow.
    pub direction: Direction,
    /// Send to where packets come from, whatever the description said (RFC 4961).
    pub symmetric: bool,
    /// RTCP on the same port (RFC 5761).
    pub rtcp_mux: bool,
}

/// How digits travel between us and the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitTransport {
    /// RFC 4733 telephone-event packets.
    TelephoneEvent,
    /// As tones in the audio.
    InBand,
    /// Outside of the media (SIP INFO); the worker neither sends nor looks for digits.
    Signalling,
}

/// Which way media may flow, from our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    SendReceive,
    /// We only send.
    SendOnly,
    /// We only receive.
    ReceiveOnly,
    /// Neither.
    Inactive,
}

/// What a media worker reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// The first packet of the far end arrived.
    FirstPacket {
        /// The session.
        media: MediaId,
    },
    /// A digit began.
    DigitBegan {
        /// The session.
        media: MediaId,
        /// The digit.
        digit: Digit,
    },
    /// A digit ended; this is the event to act on.
    DigitEnded {
        /// The session.
        media: MediaId,
        /// The digit.
        digit: Digit,
        /// How long it lasted, in milliseconds.
        duration_ms: u32,
    },
    /// A `Source::Sounds` was played to its end (not sent when it was replaced).
    PlaybackEnded {
        /// The session.
        media: MediaId,
        /// Which one.
        playback: PlaybackId,
    },
}
