//! Orders about what is heard on a session beside the call itself: recordings and watches.

use audio::{Codec, SampleRate};

/// Names one recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TapId(pub u64);

/// A recording of a session or a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingSetup {
    /// Which direction.
    pub what: Recorded,
    /// The codec of the pieces that are handed out; for stereo it is linear.
    pub codec: Codec,
    /// Before or after `VOLUME()` changed the sound.
    pub point: TapPoint,
    /// It ends after so long.
    pub longest_ms: Option<u32>,
    /// It ends after so long a silence of what is received.
    pub silence_ms: Option<u32>,
    /// Mean level below which it is silent.
    pub silence_threshold: u16,
}

impl RecordingSetup {
    /// Of this direction in this codec, without end.
    pub fn new(what: Recorded, codec: Codec) -> Self {
        Self {
            what,
            codec,
            point: TapPoint::AfterVolume,
            longest_ms: None,
            silence_ms: None,
            silence_threshold: audio::SilenceMeter::USUAL_THRESHOLD,
        }
    }
}

/// Which direction is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// What the far end says.
    Received,
    /// What the far end hears.
    Sent,
    /// Both added up.
    Mixed,
    /// Both side by side, sample by sample, received first.
    Stereo,
}

/// Where a recording listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapPoint {
    /// What is heard: Asterisk up to 13.12.
    AfterVolume,
    /// What was said: later ones, for codecs that are not linear.
    BeforeVolume,
}

/// A change of a running recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingChange {
    /// Time that passes now is left out.
    Pause,
    /// It goes on.
    Resume,
    /// What is received is recorded as silence, or no longer so.
    MuteReceived(bool),
    /// What is sent is recorded as silence, or no longer so.
    MuteSent(bool),
}

/// Why a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingEnd {
    /// It was stopped.
    Stopped,
    /// It was silent for `silence_ms`.
    Silence,
    /// It reached `longest_ms`.
    Length,
    /// The session or mix closed.
    Closed,
    /// We cannot make its codec.
    Impossible,
}

/// What to tell about sound and silence in what a session receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Mean level from which on it is sound.
    pub threshold: u16,
    /// Shorter sounds and silences than these belong to what is around them, in milliseconds.
    pub shortest_sound_ms: u32,
    /// See `shortest_sound_ms`.
    pub shortest_silence_ms: u32,
    /// Tell when sound has lasted so long, each time.
    pub sound_ms: Option<u32>,
    /// Tell when silence has lasted so long, each time.
    pub silence_ms: Option<u32>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            threshold: audio::SilenceMeter::USUAL_THRESHOLD,
            shortest_sound_ms: 0,
            shortest_silence_ms: 0,
            sound_ms: None,
            silence_ms: None,
        }
    }
}

impl Watch {
    /// As `TALK_DETECT()` watches: talking begins with sound of any length and ends after a silence.
    pub fn talking(threshold: u16, silence_ms: u32) -> Self {
        Self {
            threshold,
            shortest_silence_ms: silence_ms,
            ..Self::default()
        }
    }
}

/// A stretch of sound or silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Sound, not silence.
    pub sound: bool,
    /// How long it lasts (up to now), in milliseconds.
    pub duration_ms: u32,
    /// Did it end, or does it go on?
    pub ended: bool,
}

/// The linear codec nearest to a codec: what a recording in it is measured in.
pub(crate) fn linear_rate(codec: Codec) -> SampleRate {
    codec.linear_rate().unwrap_or(SampleRate::R8000)
}
