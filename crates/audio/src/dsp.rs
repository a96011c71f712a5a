//! Arithmetic on linear samples.

pub use comfort_noise::ComfortNoise;
pub use dtmf_detect::{DigitHeard, DtmfDetector};
pub use goertzel::Goertzel;
pub use mix::{Gain, add_into, mix_minus, saturate};
pub use plc::Concealer;
pub use resample::Resampler;
pub use silence::{SilenceMeter, mean_level};

mod comfort_noise;
mod dtmf_detect;
mod goertzel;
mod mix;
mod plc;
mod resample;
mod silence;
#[cfg(test)]
mod tests;
