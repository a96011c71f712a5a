//! RIFF WAVE: linear, G.711 and GSM (wav49). The sizes in headers are hints: files that are still
//! being written, were never closed, or come from careless programs are read as far as they go.

use super::{FileFault, gsm_of_wav49, swapped, whole_frames};
use crate::codec::{Codec, SampleRate, decoder};
use crate::dsp::Resampler;
use crate::sound::Sound;

pub(super) fn read(bytes: &[u8]) -> Result<Sound, FileFault> {
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return Err(FileFault::NotThisFormat("wav"));
    }
    let mut layout = None;
    let mut at = 12;
    while let Some((id, size)) = chunk_head(bytes, at) {
        let body = bytes.get(at + 8..).unwrap_or_default();
        let content = &body[..size.min(body.len())];
        match &id {
            b"fmt " => layout = Layout::parse(content),
            b"data" => {
                let layout = layout.ok_or(FileFault::NotThisFormat("wav"))?;
                // A size of nothing was written before the data, and never corrected.
                let data = if size == 0 { body } else { content };
                return layout.sound(data);
            }
            _ => {}
        }
        at = next_chunk(bytes, at + 8, size);
    }
    Err(FileFault::NotThisFormat("wav"))
}

/// The header of a file of 16-bit linear samples with so many channels and this much data.
pub(super) fn header(rate: SampleRate, channels: u16, data_bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(LINEAR_HEADER_BYTES);
    riff(
        &mut header,
        data_bytes.saturating_add(LINEAR_HEADER_BYTES as u32 - 8),
    );
    header.extend_from_slice(b"fmt ");
    header.extend_from_slice(&16_u32.to_le_bytes());
    let layout = Layout {
        format: LINEAR,
        channels,
        rate: rate.hz(),
        bits: 16,
    };
    let unit = 2 * channels;
    layout_words(&mut header, layout, rate.hz() * u32::from(unit), unit);
    header.extend_from_slice(b"data");
    header.extend_from_slice(&data_bytes.to_le_bytes());
    header
}

/// The header of a wav49 file with this much data.
pub(super) fn header_49(data_bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(GSM_HEADER_BYTES);
    let padded = data_bytes.saturating_add(data_bytes % 2);
    riff(
        &mut header,
        padded.saturating_add(GSM_HEADER_BYTES as u32 - 8),
    );
    header.extend_from_slice(b"fmt ");
    header.extend_from_slice(&20_u32.to_le_bytes());
    let layout = Layout {
        format: GSM,
        channels: 1,
        rate: 8_000,
        bits: 0,
    };
    layout_words(&mut header, layout, 1_625, 65);
    header.extend_from_slice(&2_u16.to_le_bytes());
    header.extend_from_slice(&320_u16.to_le_bytes());
    header.extend_from_slice(b"fact");
    header.extend_from_slice(&4_u32.to_le_bytes());
    header.extend_from_slice(&(data_bytes / 65).saturating_mul(320).to_le_bytes());
    header.extend_from_slice(b"data");
    header.extend_from_slice(&data_bytes.to_le_bytes());
    header
}

/// Corrects the sizes in a header that [`super::Writer`] made, for a file that is `file_bytes`
/// long: what a crash left behind. None when this is not such a header.
pub fn repair_header(header: &[u8], file_bytes: u64) -> Option<Vec<u8>> {
    let data_bytes =
        |header_bytes: usize| u32::try_from(file_bytes.checked_sub(header_bytes as u64)?).ok();
    if header.get(..4)? != b"RIFF" || header.get(8..16)? != b"WAVEfmt " {
        return None;
    }
    if header.get(36..40)? == b"data" {
        let rate = SampleRate::from_hz(u32_at(header, 24)?)?;
        let channels = u16_at(header, 22)?.clamp(1, 2);
        return Some(self::header(
            rate,
            channels,
            data_bytes(LINEAR_HEADER_BYTES)?,
        ));
    }
    if header.get(52..56)? == b"data" && u16_at(header, 20)? == GSM {
        let data_bytes = data_bytes(GSM_HEADER_BYTES)?;
        return Some(header_49(data_bytes - data_bytes % 65));
    }
    None
}

#[derive(Clone, Copy)]
struct Layout {
    format: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

impl Layout {
    fn parse(chunk: &[u8]) -> Option<Self> {
        let format = match u16_at(chunk, 0)? {
            // The real format is in the first two bytes of an identifier.
            EXTENSIBLE => u16_at(chunk, 24)?,
            format => format,
        };
        Some(Self {
            format,
            channels: u16_at(chunk, 2)?,
            rate: u32_at(chunk, 4)?,
            bits: u16_at(chunk, 14)?,
        })
    }

    fn sound(self, data: &[u8]) -> Result<Sound, FileFault> {
        let Self {
            format,
            channels,
            rate,
            bits,
        } = self;
        match (format, bits, channels, rate) {
            (LINEAR, 16, 1, _) if SampleRate::from_hz(rate).is_some() => {
                let rate = SampleRate::at_least(rate);
                Ok(Sound::new(Codec::Slin(rate), swapped(data)))
            }
            (ALAW, _, 1, 8_000) => Ok(whole_frames(Codec::Alaw, data)),
            (ULAW, _, 1, 8_000) => Ok(whole_frames(Codec::Ulaw, data)),
            (GSM, _, 1, 8_000) => Ok(gsm_of_wav49(data)),
            _ => self
                .convert(data)
                .ok_or_else(|| FileFault::Unsupported(self.describe())),
        }
    }

    /// Any number of bits, channels and samples a second becomes 16-bit mono of one of our rates.
    fn convert(self, data: &[u8]) -> Option<Sound> {
        let channels = usize::from(self.channels);
        if !(1..=CHANNELS_MAX).contains(&channels) || !FOREIGN_RATES.contains(&self.rate) {
            return None;
        }
        let samples = self.samples(data)?;
        let mono: Vec<i16> = samples
            .chunks_exact(channels)
            .map(|all| (all.iter().map(|&it| i32::from(it)).sum::<i32>() / channels as i32) as i16)
            .collect();
        let rate = SampleRate::at_least(self.rate);
        let Some(mut resampler) = Resampler::new(self.rate, rate.hz()) else {
            return Some(Sound::from_samples(rate, &mono));
        };
        let mut resampled = Vec::new();
        resampler.resample(&mono, &mut resampled);
        Some(Sound::from_samples(rate, &resampled))
    }

    fn samples(self, data: &[u8]) -> Option<Vec<i16>> {
        let samples = match (self.format, self.bits) {
            // Eight bits are unsigned, everything longer is signed: the top two bytes will do.
            (LINEAR, 8) => data.iter().map(|&it| (i16::from(it) - 128) << 8).collect(),
            (LINEAR, 16) => data
                .as_chunks::<2>()
                .0
                .iter()
                .map(|it| i16::from_le_bytes(*it))
                .collect(),
            (LINEAR, 24) => data
                .as_chunks::<3>()
                .0
                .iter()
                .map(|&[_, low, high]| i16::from_le_bytes([low, high]))
                .collect(),
            (LINEAR, 32) => data
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&[_, _, low, high]| i16::from_le_bytes([low, high]))
                .collect(),
            (FLOAT, 32) => data
                .as_chunks::<4>()
                .0
                .iter()
                .map(|it| (f32::from_le_bytes(*it) * 32_767.0) as i16)
                .collect(),
            (ALAW | ULAW, _) => {
                let codec = if self.format == ALAW {
                    Codec::Alaw
                } else {
                    Codec::Ulaw
                };
                let mut samples = Vec::new();
                decoder(codec)?.decode(data, &mut samples);
                samples
            }
            _ => return None,
        };
        Some(samples)
    }

    fn describe(self) -> String {
        let Self {
            format,
            channels,
            rate,
            bits,
        } = self;
        format!("a wav file of format {format:#x}, {bits} bits, {rate} Hz, {channels} channels")
    }
}

fn chunk_head(bytes: &[u8], at: usize) -> Option<([u8; 4], usize)> {
    let id = bytes.get(at..at + 4)?.try_into().ok()?;
    Some((id, u32_at(bytes, at + 4)? as usize))
}

/// Chunks begin at even places, but some programs forget to pad.
fn next_chunk(bytes: &[u8], body: usize, size: usize) -> usize {
    let end = body.saturating_add(size);
    let padded = end.saturating_add(size % 2);
    let named = |at: usize| {
        bytes
            .get(at..at.saturating_add(4))
            .is_some_and(|id| id.iter().all(u8::is_ascii_graphic))
            || bytes.get(at..at.saturating_add(4)) == Some(b"fmt ")
    };
    if padded != end && !named(padded) && named(end) {
        end
    } else {
        padded
    }
}

fn riff(header: &mut Vec<u8>, size: u32) {
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&size.to_le_bytes());
    header.extend_from_slice(b"WAVE");
}

fn layout_words(header: &mut Vec<u8>, layout: Layout, bytes_a_second: u32, unit: u16) {
    header.extend_from_slice(&layout.format.to_le_bytes());
    header.extend_from_slice(&layout.channels.to_le_bytes());
    header.extend_from_slice(&layout.rate.to_le_bytes());
    header.extend_from_slice(&bytes_a_second.to_le_bytes());
    header.extend_from_slice(&unit.to_le_bytes());
    header.extend_from_slice(&layout.bits.to_le_bytes());
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

const LINEAR: u16 = 1;
const FLOAT: u16 = 3;
const ALAW: u16 = 6;
const ULAW: u16 = 7;
const GSM: u16 = 0x31;
const EXTENSIBLE: u16 = 0xfffe;
const LINEAR_HEADER_BYTES: usize = 44;
const GSM_HEADER_BYTES: usize = 60;
const CHANNELS_MAX: usize = 8;
/// Rates that files come in, ours and those of sound cards.
const FOREIGN_RATES: &[u32] = &[
    6_000, 8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000,
];
