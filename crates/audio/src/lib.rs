//! Samples, and nothing else: codecs, tones, digits, resampling, mixing and sound files, as pure
//! functions over `&[i16]` and `&[u8]` whose state lasts no longer than a stream.

pub use codec::{
    Codec, Decode, Encode, Kind, OpusSettings, PacketMs, SampleRate, Transcoder, decoder,
    decoder_near, encoder, encoder_near, translation_cost,
};
pub use dsp::{
    ComfortNoise, Concealer, DigitHeard, DtmfDetector, Gain, Goertzel, Resampler, SilenceMeter,
    add_into, mean_level, mix_minus, saturate,
};
pub use indications::Zone;
pub use sound::Sound;
pub use tone::{ToneFault, ToneGenerator, ToneList, TonePart, digit_frequencies};

mod codec;
mod dsp;
pub mod file;
pub mod indications;
pub mod measure;
#[cfg(test)]
mod signals;
mod sound;
mod tone;
