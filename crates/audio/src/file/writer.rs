//! Writing a sound file piece by piece: header, data as it comes, corrected header at the end.

use super::{Container, Format, au, swapped, wav};
use crate::codec::{Codec, Encode, encoder, join_wav49};

/// Builds one file. The owner writes [`Writer::header`], then what each call appends, then
/// [`Writer::header`] again over the first bytes.
pub struct Writer {
    format: &'static Format,
    encoder: Option<Box<dyn Encode>>,
    /// Bytes after the header so far.
    data_bytes: u64,
    /// Payload that does not fill a unit of the file yet.
    waiting: Vec<u8>,
    channels: u16,
}

impl Writer {
    /// A writer of this format.
    pub fn new(format: &'static Format) -> Self {
        Self {
            format,
            encoder: encoder(format.codec).filter(|_| format.can_be_written()),
            data_bytes: 0,
            waiting: Vec::new(),
            channels: 1,
        }
    }

    /// A writer of two tracks whose samples come in turn; None for formats other than linear ones.
    pub fn stereo(format: &'static Format) -> Option<Self> {
        let linear = matches!(format.container, Container::Wav | Container::Swapped);
        let possible = linear && matches!(format.codec, Codec::Slin(_));
        possible.then(|| Self {
            channels: 2,
            ..Self::new(format)
        })
    }

    /// Goes on with a file that has these first bytes and this length, which [`Writer::header`] of the
    /// same kind began. Gives the place of the next byte; None when it is another kind of file.
    pub fn resume(&mut self, head: &[u8], file_bytes: u64) -> Option<u64> {
        let header = self.header();
        if !header.is_empty() {
            // Sizes differ, and nothing else may.
            let known = super::repair_header(head, file_bytes);
            let mine = super::repair_header(&header, file_bytes);
            if known.is_none() && self.format.container != Container::Au || known != mine {
                return None;
            }
        }
        let header_bytes = header.len() as u64;
        let (unit, _) = self.unit();
        let data = file_bytes.checked_sub(header_bytes)?;
        self.data_bytes = data - data % unit;
        Some(header_bytes + self.data_bytes)
    }

    /// The codec of the payload that it takes.
    pub fn codec(&self) -> Codec {
        self.format.codec
    }

    /// The header for what has been written so far; empty for formats without one. Its length
    /// never changes.
    pub fn header(&self) -> Vec<u8> {
        let data_bytes = u32::try_from(self.data_bytes).unwrap_or(u32::MAX);
        match (self.format.container, self.format.codec) {
            (Container::Bare | Container::Swapped | Container::Compressed, _) => Vec::new(),
            (Container::Au, _) => au::header(data_bytes),
            (Container::Wav49, _) => wav::header_49(data_bytes),
            (Container::Wav, codec) => codec
                .linear_rate()
                .map(|rate| wav::header(rate, self.channels, data_bytes))
                .unwrap_or_default(),
        }
    }

    /// Takes samples at the codec's own rate. Without effect for codecs that we cannot encode.
    pub fn append_samples(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        let mut payload = Vec::new();
        encoder.encode(samples, &mut payload);
        self.append(&payload, out);
    }

    /// Takes payload of [`Writer::codec`] and appends the bytes for the file.
    pub fn append(&mut self, payload: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        match self.format.container {
            Container::Compressed => {}
            Container::Bare | Container::Au => out.extend_from_slice(payload),
            Container::Wav | Container::Swapped => {
                self.whole_units(payload, 2, |units| out.extend(swapped(units)));
            }
            Container::Wav49 => {
                self.whole_units(payload, PAIR, |units| out.extend(join_wav49(units)));
            }
        }
        self.data_bytes += (out.len() - before) as u64;
    }

    /// Ends the file: half a frame is filled up with silence.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.codec() == Codec::Gsm {
            self.complete_frame(out);
            if !self.waiting.is_empty() {
                let frames = self.waiting.len() / GSM_FRAME;
                self.append(&GSM_SILENCE.repeat(2 - frames), out);
            }
        }
        // wav49 blocks have an odd length: chunks are padded to an even one.
        if self.format.container == Container::Wav49 && self.data_bytes % 2 == 1 {
            out.push(0);
        }
    }

    /// Takes the last milliseconds away again, rounded up to whole units of the file, before
    /// [`Writer::finish`]. Returns how many bytes the file then has, header included.
    pub fn shorten(&mut self, ms: u32) -> u64 {
        let (unit_bytes, unit_samples) = self.unit();
        let samples = (u64::from(ms) * u64::from(self.codec().sample_rate())).div_ceil(1000);
        self.data_bytes -= (samples.div_ceil(unit_samples) * unit_bytes).min(self.data_bytes);
        self.waiting.clear();
        self.header().len() as u64 + self.data_bytes
    }

    /// How long the file is, in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        let (unit_bytes, unit_samples) = self.unit();
        self.data_bytes / unit_bytes * unit_samples * 1000 / u64::from(self.codec().sample_rate())
    }

    /// The smallest whole piece of the file: bytes and samples.
    fn unit(&self) -> (u64, u64) {
        if self.format.container == Container::Wav49 {
            return (65, 320);
        }
        let bytes = self.codec().frame_unit().unwrap_or(1) as u64 * u64::from(self.channels);
        (bytes, u64::from(self.codec().frame_samples().unwrap_or(1)))
    }

    fn complete_frame(&mut self, out: &mut Vec<u8>) {
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        let mut payload = Vec::new();
        // One sample less than a frame: completes what waits, and adds nothing when none does.
        encoder.encode(&[0; GSM_SAMPLES - 1], &mut payload);
        self.append(&payload, out);
    }

    /// Gives `write` as many whole units as there are, and keeps the rest.
    fn whole_units(&mut self, payload: &[u8], unit: usize, write: impl FnOnce(&[u8])) {
        self.waiting.extend_from_slice(payload);
        let whole = self.waiting.len() - self.waiting.len() % unit;
        write(&self.waiting[..whole]);
        self.waiting.drain(..whole);
    }
}

const GSM_SAMPLES: usize = 160;
const GSM_FRAME: usize = 33;
/// Two GSM frames make a wav49 block.
const PAIR: usize = 2 * GSM_FRAME;
/// A frame of GSM without any sound.
const GSM_SILENCE: [u8; GSM_FRAME] = [
    0xd8, 0x20, 0xa2, 0xe1, 0x5a, 0x50, 0x00, 0x49, 0x24, 0x92, 0x49, 0x24, 0x50, 0x00, 0x49, 0x24,
    0x92, 0x49, 0x24, 0x50, 0x00, 0x49, 0x24, 0x92, 0x49, 0x24, 0x50, 0x00, 0x49, 0x24, 0x92, 0x49,
    0x24,
];
