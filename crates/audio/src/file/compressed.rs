//! MP3, Ogg Vorbis and Ogg Opus: only read, and at 16 kHz at the most, for telephones hear no more.

use std::io::Cursor;

use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::FileFault;
use crate::codec::{Codec, Decode, SampleRate, decoder};
use crate::dsp::Resampler;
use crate::sound::Sound;

/// Reads a whole file. What is damaged in it is left out.
pub(super) fn read(name: &'static str, ending: &str, bytes: &[u8]) -> Result<Sound, FileFault> {
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), Default::default());
    let mut hint = Hint::new();
    hint.with_extension(ending);
    let mut reader = symphonia::default::get_probe()
        .probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(|_| FileFault::NotThisFormat(name))?;
    let mut voice = Voice::of(reader.as_ref()).ok_or(FileFault::NotThisFormat(name))?;
    let mut mono = Mono::default();
    // An error in the middle is the end: what came before it is there.
    while let Ok(Some(packet)) = reader.next_packet() {
        if packet.track_id == voice.track {
            voice.decode(&packet, &mut mono);
        }
        if mono.samples.len() > LONGEST_SAMPLES {
            break;
        }
    }
    match mono.rate {
        None => Err(FileFault::NotThisFormat(name)),
        Some(rate) => Ok(Sound::from_samples(rate, &mono.samples)),
    }
}

struct Voice {
    track: u32,
    decoder: Decoder,
    buffer: Vec<i16>,
}

enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    /// By our own codec table.
    Opus(Box<dyn Decode>),
}

impl Voice {
    fn of(reader: &dyn FormatReader) -> Option<Self> {
        let track = reader.default_track(TrackType::Audio)?;
        let parameters = track.codec_params.as_ref()?.audio()?;
        let decoder = match parameters.codec {
            CODEC_ID_OPUS => Decoder::Opus(decoder(Codec::Opus)?),
            _ => Decoder::Symphonia(
                symphonia::default::get_codecs()
                    .make_audio_decoder(parameters, &AudioDecoderOptions::default())
                    .ok()?,
            ),
        };
        Some(Self {
            track: track.id,
            decoder,
            buffer: Vec::new(),
        })
    }

    fn decode(&mut self, packet: &symphonia::core::packet::Packet, mono: &mut Mono) {
        match &mut self.decoder {
            Decoder::Opus(decoder) => {
                self.buffer.clear();
                decoder.decode(&packet.data, &mut self.buffer);
                mono.take(Codec::Opus.sample_rate(), 1, &self.buffer);
            }
            Decoder::Symphonia(decoder) => {
                let Ok(decoded) = decoder.decode(packet) else {
                    return;
                };
                let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
                self.buffer.resize(decoded.samples_interleaved(), 0);
                decoded.copy_to_slice_interleaved(&mut self.buffer);
                mono.take(rate, channels, &self.buffer);
            }
        }
    }
}

/// All tracks added up, at a rate of ours.
#[derive(Default)]
struct Mono {
    rate: Option<SampleRate>,
    resampler: Option<Resampler>,
    samples: Vec<i16>,
}

impl Mono {
    fn take(&mut self, rate: u32, channels: usize, interleaved: &[i16]) {
        let channels = channels.max(1);
        let one = |all: &[i16]| {
            let sum: i32 = all.iter().map(|&it| i32::from(it)).sum();
            (sum / channels as i32) as i16
        };
        let mono: Vec<i16> = interleaved.chunks_exact(channels).map(one).collect();
        if self.rate.is_none() {
            let ours = SampleRate::at_least(rate.min(HIGHEST_HZ));
            self.rate = Some(ours);
            self.resampler = Resampler::new(rate, ours.hz());
        }
        match &mut self.resampler {
            Some(resampler) => resampler.resample(&mono, &mut self.samples),
            None => self.samples.extend_from_slice(&mono),
        }
    }
}

const HIGHEST_HZ: u32 = 16_000;
/// An hour; the rest of a longer file is not played.
const LONGEST_SAMPLES: usize = 3_600 * HIGHEST_HZ as usize;
