//! Sun's `.au`: a big-endian header of at least 24 bytes, then mostly µ-law.

use super::{FileFault, whole_frames};
use crate::codec::{Codec, SampleRate};
use crate::sound::Sound;

pub(super) fn read(bytes: &[u8]) -> Result<Sound, FileFault> {
    let word = |index: usize| {
        bytes
            .as_chunks::<4>()
            .0
            .get(index)
            .map(|word| u32::from_be_bytes(*word))
    };
    let (Some(MAGIC), Some(offset), Some(encoding), Some(rate), Some(channels)) =
        (word(0), word(1), word(3), word(4), word(5))
    else {
        return Err(FileFault::NotThisFormat("au"));
    };
    let linear = SampleRate::from_hz(rate).map(Codec::Slin);
    let codec = match (encoding, rate, channels) {
        (1, 8_000, 1) => Some(Codec::Ulaw),
        (27, 8_000, 1) => Some(Codec::Alaw),
        (3, _, 1) => linear,
        _ => None,
    };
    let codec = codec.ok_or_else(|| {
        FileFault::Unsupported(format!(
            "an au file of encoding {encoding}, {rate} Hz and {channels} channels"
        ))
    })?;
    // The length in the header is not known while a file grows: the end of the file counts.
    let start = (offset as usize).clamp(HEADER_BYTES, bytes.len());
    Ok(whole_frames(codec, &bytes[start..]))
}

/// The header of 8 kHz mono µ-law, for this much of it.
pub(super) fn header(data_bytes: u32) -> Vec<u8> {
    [MAGIC, HEADER_BYTES as u32, data_bytes, 1, 8_000, 1]
        .iter()
        .flat_map(|word| word.to_be_bytes())
        .collect()
}

/// `.snd`.
const MAGIC: u32 = 0x2e73_6e64;
const HEADER_BYTES: usize = 24;
