//! The rates at which linear samples exist.

/// Samples a second of linear audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SampleRate {
    /// 8 kHz, the telephone's.
    R8000,
    /// 12 kHz.
    R12000,
    /// 16 kHz.
    R16000,
    /// 24 kHz.
    R24000,
    /// 32 kHz.
    R32000,
    /// 44.1 kHz.
    R44100,
    /// 48 kHz.
    R48000,
    /// 96 kHz.
    R96000,
    /// 192 kHz.
    R192000,
}

impl SampleRate {
    /// Every rate, lowest first.
    pub const ALL: [Self; 9] = [
        Self::R8000,
        Self::R12000,
        Self::R16000,
        Self::R24000,
        Self::R32000,
        Self::R44100,
        Self::R48000,
        Self::R96000,
        Self::R192000,
    ];

    /// Samples a second.
    pub const fn hz(self) -> u32 {
        match self {
            Self::R8000 => 8_000,
            Self::R12000 => 12_000,
            Self::R16000 => 16_000,
            Self::R24000 => 24_000,
            Self::R32000 => 32_000,
            Self::R44100 => 44_100,
            Self::R48000 => 48_000,
            Self::R96000 => 96_000,
            Self::R192000 => 192_000,
        }
    }

    /// The rate of exactly that many samples a second.
    pub fn from_hz(hz: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.hz() == hz)
    }

    /// The lowest rate that loses nothing of `hz` samples a second (the highest one if none does).
    pub fn at_least(hz: u32) -> Self {
        Self::ALL
            .into_iter()
            .find(|rate| rate.hz() >= hz)
            .unwrap_or(Self::R192000)
    }
}
