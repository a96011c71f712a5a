//! Orders about mixes: many sessions that hear each other, each one all but itself.

use audio::{Gain, SampleRate};

/// Names a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MixId(pub u64);

/// How a mix works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixSetup {
    /// The rate at which it adds up.
    pub rate: SampleRate,
    /// Members who do not speak add nothing, not even their background (`dsp_drop_silence`).
    pub drop_silence: bool,
}

impl Default for MixSetup {
    fn default() -> Self {
        Self {
            rate: SampleRate::R8000,
            drop_silence: false,
        }
    }
}

/// One session's part in a mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixMember {
    /// Nobody hears it.
    pub muted: bool,
    /// How loud the others hear it, and how loud it hears the others.
    pub talking: Gain,
    /// How loud it hears the others.
    pub listening: Gain,
    /// Report when it begins and ends to talk.
    pub talk_events: bool,
    /// Mean level from which on it talks (`dsp_talking_threshold`).
    pub talk_threshold: u16,
    /// Silence after which it no longer talks, in milliseconds (`dsp_silence_threshold`).
    pub silence_ms: u32,
}

impl Default for MixMember {
    fn default() -> Self {
        Self {
            muted: false,
            talking: Gain::UNITY,
            listening: Gain::UNITY,
            talk_events: false,
            talk_threshold: 160,
            silence_ms: 2_500,
        }
    }
}
