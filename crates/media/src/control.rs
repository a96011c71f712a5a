//! What the control plane orders of the media plane, and what it hears back.
//!
//! The control plane tells a worker the resulting graph (what each session sends), never the steps.

use std::net::SocketAddr;
use std::sync::Arc;

use audio::{Codec, Gain, OpusSettings, Sound, ToneList};

pub use listening::{
    Recorded, RecordingChange, RecordingEnd, RecordingSetup, Stretch, TapId, TapPoint, Watch,
};
pub use mixing::{MixId, MixMember, MixSetup};

pub(crate) use listening::linear_rate;

use crate::jitter::JitterSetup;

mod listening;
mod mixing;

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
    /// Makes a session louder or softer (`VOLUME()`): what it sends to us, and what it hears.
    Volume {
        /// The session.
        media: MediaId,
        /// What is received, before anybody hears it.
        received: Gain,
        /// What is sent, whatever its source.
        sent: Gain,
    },
    /// Puts a jitter buffer before what a session passes on (`JITTERBUFFER()`, `jbenable`), or none.
    ///
    /// Mixing, recording and watching have their own.
    Jitter {
        /// The session.
        media: MediaId,
        /// The buffer.
        buffer: Option<JitterSetup>,
    },
    /// Tells about sound and silence in what a session receives, until None.
    Watch {
        /// The session.
        media: MediaId,
        /// What to tell.
        watch: Option<Watch>,
    },
    /// Begins a recording; its pieces go to `Sink::recorded`.
    Record {
        /// The session.
        media: MediaId,
        /// Names the recording.
        tap: TapId,
        /// What is recorded.
        setup: RecordingSetup,
    },
    /// Changes a recording of a session.
    ChangeRecording {
        /// The session.
        media: MediaId,
        /// The recording.
        tap: TapId,
        /// The change.
        change: RecordingChange,
    },
    /// Ends a recording of a session.
    StopRecording {
        /// The session.
        media: MediaId,
        /// The recording.
        tap: TapId,
    },
    /// Opens a mix; `Source::Mix` joins it. One that is open takes the new setup for later members.
    OpenMix {
        /// The mix.
        mix: MixId,
        /// How it works.
        setup: MixSetup,
    },
    /// Changes the part of a session in the mix that it is in.
    ChangeMember {
        /// The session.
        media: MediaId,
        /// Its part from now on.
        member: MixMember,
    },
    /// Plays sounds to all members of a mix; ends with `MediaEvent::MixPlaybackEnded`.
    PlayInMix {
        /// The mix.
        mix: MixId,
        /// Names this playback; it replaces the one before.
        playback: PlaybackId,
        /// What is played.
        sounds: Vec<Arc<Sound>>,
    },
    /// Begins a recording of all that is said in a mix (`Received`, whatever the setup says).
    RecordMix {
        /// The mix.
        mix: MixId,
        /// Names the recording.
        tap: TapId,
        /// What is recorded.
        setup: RecordingSetup,
    },
    /// Ends a recording of a mix.
    StopMixRecording {
        /// The mix.
        mix: MixId,
        /// The recording.
        tap: TapId,
    },
    /// Adds a session's sound to a mix, without the session being in it: who listens in on it is.
    Lend {
        /// The session.
        media: MediaId,
        /// The mix.
        mix: MixId,
        /// What of it (`Stereo` is as `Mixed`); None ends it.
        what: Option<Recorded>,
    },
    /// Lets a session hear a mix over everything else that it hears (whispering), until None.
    Overhear {
        /// The session.
        media: MediaId,
        /// The mix.
        mix: Option<MixId>,
    },
    /// The mix is over; who is still in it hears nothing more.
    CloseMix {
        /// The mix.
        mix: MixId,
    },
    /// The session is over; its sockets close.
    Close {
        /// The session.
        media: MediaId,
    },
}

impl MediaCommand {
    /// The session that it is about; None for a mix.
    pub fn media(&self) -> Option<MediaId> {
        match self {
            Self::Negotiated { media, .. }
            | Self::Send { media, .. }
            | Self::SendDigit { media, .. }
            | Self::Volume { media, .. }
            | Self::Jitter { media, .. }
            | Self::Watch { media, .. }
            | Self::Record { media, .. }
            | Self::ChangeRecording { media, .. }
            | Self::StopRecording { media, .. }
            | Self::ChangeMember { media, .. }
            | Self::Lend { media, .. }
            | Self::Overhear { media, .. }
            | Self::Close { media } => Some(*media),
            Self::OpenMix { .. }
            | Self::PlayInMix { .. }
            | Self::RecordMix { .. }
            | Self::StopMixRecording { .. }
            | Self::CloseMix { .. } => None,
        }
    }

    /// The mix that it is about; None for a session.
    pub fn mix(&self) -> Option<MixId> {
        match self {
            Self::OpenMix { mix, .. }
            | Self::PlayInMix { mix, .. }
            | Self::RecordMix { mix, .. }
            | Self::StopMixRecording { mix, .. }
            | Self::CloseMix { mix } => Some(*mix),
            _ => None,
        }
    }
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
    /// All other members of a mix, who hear this session in turn.
    Mix {
        /// The mix; one that is not open is silent until it is.
        mix: MixId,
        /// This session's part in it.
        member: MixMember,
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
    /// How we make Opus, when that is what we send.
    pub opus: OpusSettings,
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
    /// The sounds of a `PlayInMix` were played to their end.
    MixPlaybackEnded {
        /// The mix.
        mix: MixId,
        /// Which ones.
        playback: PlaybackId,
    },
    /// A member of a mix begins or ends to talk.
    Talking {
        /// The session.
        media: MediaId,
        /// Begins, not ends.
        talking: bool,
        /// How long the stretch before lasted, in milliseconds, without the silence at its end.
        lasted_ms: u32,
    },
    /// What a `Watch` heard.
    Heard {
        /// The session.
        media: MediaId,
        /// Sound or silence.
        stretch: Stretch,
    },
    /// A recording ended; all its pieces were handed out.
    RecordingEnded {
        /// The session; None for a mix.
        media: Option<MediaId>,
        /// The recording.
        tap: TapId,
        /// Why.
        why: RecordingEnd,
        /// How long it is, in milliseconds.
        duration_ms: u64,
        /// Silence at its end, in milliseconds, which some applications cut off.
        silence_ms: u64,
    },
}

impl MediaEvent {
    /// Whoever ordered a recording hears of its end exactly once, also when there is nothing to record.
    pub(crate) fn recording_never_began(media: Option<MediaId>, tap: TapId) -> Self {
        Self::RecordingEnded {
            media,
            tap,
            why: RecordingEnd::Closed,
            duration_ms: 0,
            silence_ms: 0,
        }
    }
}
