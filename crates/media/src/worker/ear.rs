//! One stream as linear sound: packets go in as they come, frames of 20 ms come out by the clock, in order,
//! with what is missing made up.

use std::time::{Duration, Instant};

use audio::{Codec, ComfortNoise, Concealer, Decode, Resampler, SampleRate, decoder_near};

use super::listening::place;
use crate::jitter::{JitterBuffer, JitterSetup, Place, Pulled, Put};
use crate::rtp::Header;

/// Hears one stream at a rate of its own choice.
pub(super) struct Ear {
    rate: SampleRate,
    /// Samples of a frame.
    frame: usize,
    buffer: JitterBuffer<Heard>,
    clock: u32,
    ssrc: Option<u32>,
    voice: Option<Voice>,
    concealer: Concealer,
    noise: Option<ComfortNoise>,
    /// Samples that wait to be part of a frame.
    ready: Vec<i16>,
    /// A packet too many: the next one is faded in over it.
    surplus: Vec<i16>,
    samples: Vec<i16>,
    /// Used buffers, for the next packets.
    spare: Vec<Vec<u8>>,
}

/// A packet; without a codec it describes comfort noise.
struct Heard {
    codec: Option<Codec>,
    payload: Vec<u8>,
}

struct Voice {
    codec: Codec,
    /// None for a codec that we cannot decode: it is silent.
    decoder: Option<Box<dyn Decode>>,
    /// What the decoder gives.
    rate: SampleRate,
    resampler: Option<Resampler>,
    decoded: Vec<i16>,
    /// Packets made up in a row.
    concealed: u8,
}

impl Ear {
    pub(super) fn new(rate: SampleRate) -> Self {
        Self {
            rate,
            frame: rate.hz() as usize * FRAME_MS / 1_000,
            buffer: JitterBuffer::new(JitterSetup::QUICK, DEFAULT_CLOCK),
            clock: DEFAULT_CLOCK,
            ssrc: None,
            voice: None,
            concealer: Concealer::new(rate.hz()),
            noise: None,
            ready: Vec::new(),
            surplus: Vec::new(),
            samples: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Takes a packet of sound.
    pub(super) fn take(&mut self, now: Instant, codec: Codec, header: &Header, payload: &[u8]) {
        let clock = codec.rtp_clock_rate();
        if clock != self.clock {
            self.clock = clock;
            self.buffer = JitterBuffer::new(JitterSetup::QUICK, clock);
        }
        let place = place(codec, header, payload);
        self.put(now, header.ssrc, place, Some(codec), payload);
    }

    /// Takes a description of comfort noise (RFC 3389).
    pub(super) fn take_noise(&mut self, now: Instant, header: &Header, payload: &[u8]) {
        let place = Place {
            sequence: header.sequence,
            timestamp: header.timestamp,
            units: 0,
        };
        self.put(now, header.ssrc, place, None, payload);
    }

    /// Appends the frame that is due at `now`; false when nobody speaks.
    pub(super) fn frame(&mut self, now: Instant, out: &mut Vec<i16>) -> bool {
        for _ in 0..MOST_PACKETS_A_FRAME {
            if self.ready.len() >= self.frame {
                break;
            }
            match self.buffer.pull(now + self.lasts(self.ready.len())) {
                Pulled::Packet(heard) => self.decode(heard, false),
                Pulled::Surplus(heard) => self.decode(heard, true),
                Pulled::Lost(units) | Pulled::Stretch(units) => self.make_up(units),
                Pulled::Nothing => break,
            }
        }
        self.catch_up(now);
        let missing = self.frame.saturating_sub(self.ready.len());
        let speaks = missing < self.frame || !self.concealer.is_silent();
        if missing > 0 {
            self.fill(missing);
        }
        out.extend(self.ready.drain(..self.frame));
        speaks
    }

    fn put(&mut self, now: Instant, ssrc: u32, place: Place, codec: Option<Codec>, payload: &[u8]) {
        if self.ssrc != Some(ssrc) {
            self.ssrc = Some(ssrc);
            let spare = &mut self.spare;
            spare.extend(self.buffer.restart().map(|heard| heard.payload));
        }
        let mut kept = self.spare.pop().unwrap_or_default();
        kept.clear();
        kept.extend_from_slice(payload);
        let heard = Heard {
            codec,
            payload: kept,
        };
        match self.buffer.put(now, place, heard) {
            Put::Kept => {}
            Put::Late(heard) | Put::Duplicate(heard) => self.spare.push(heard.payload),
        }
    }

    /// The buffer is further than we are, since there was nothing to be heard when something was due:
    /// one packet is heard while the next begins.
    fn catch_up(&mut self, now: Instant) {
        let reached = now + self.lasts(self.ready.len());
        let frame = Duration::from_millis(FRAME_MS as u64);
        let lags = |due: Instant| reached.saturating_duration_since(due) >= frame;
        if self.buffer.next_deadline().is_some_and(lags)
            && let Pulled::Packet(heard) | Pulled::Surplus(heard) = self.buffer.pull(reached)
        {
            self.decode(heard, true);
        }
    }

    fn decode(&mut self, heard: Heard, surplus: bool) {
        let Heard { codec, payload } = heard;
        if let Some(codec) = codec {
            self.noise = None;
            let rate = self.rate;
            if self.voice.as_ref().is_none_or(|voice| voice.codec != codec) {
                self.voice = Some(Voice::new(codec, rate));
                self.concealer.reset();
            }
            self.samples.clear();
            if let Some(voice) = &mut self.voice {
                voice.decode(&payload, &mut self.samples);
            }
            self.concealer.heard(&mut self.samples);
            self.hear(surplus);
        } else {
            match &mut self.noise {
                Some(noise) => {
                    noise.describe(&payload);
                }
                None => self.noise = ComfortNoise::new(&payload, NOISE_SEED),
            }
        }
        self.spare.push(payload);
    }

    fn make_up(&mut self, units: u32) {
        let count = u64::from(units) * u64::from(self.rate.hz()) / u64::from(self.clock);
        let count = usize::try_from(count).unwrap_or(0).min(4 * self.frame);
        self.samples.clear();
        let next = self.buffer.peek();
        let by_codec = self.noise.is_none()
            && !self.concealer.is_silent()
            && self
                .voice
                .as_mut()
                .is_some_and(|voice| voice.conceal(next, units, &mut self.samples));
        match &mut self.noise {
            _ if by_codec => self.concealer.heard(&mut self.samples),
            Some(noise) => noise.fill(count, &mut self.samples),
            None => self.concealer.fill(count, &mut self.samples),
        }
        self.hear(false);
    }

    fn fill(&mut self, missing: usize) {
        self.samples.clear();
        match &mut self.noise {
            Some(noise) => noise.fill(missing, &mut self.samples),
            None => self.concealer.fill(missing, &mut self.samples),
        }
        self.hear(false);
    }

    /// Adds `samples` to what is ready; faded in over a surplus packet, if there is one.
    fn hear(&mut self, surplus: bool) {
        let length = self.surplus.len().min(self.samples.len());
        for (position, (old, new)) in self.surplus.iter().zip(&mut self.samples).enumerate() {
            let weight = (position as f32 + 0.5) / length as f32;
            *new = (f32::from(*old) * (1.0 - weight) + f32::from(*new) * weight) as i16;
        }
        self.surplus.clear();
        let to = match surplus {
            true => &mut self.surplus,
            false => &mut self.ready,
        };
        to.extend_from_slice(&self.samples);
    }

    fn lasts(&self, samples: usize) -> Duration {
        Duration::from_micros(samples as u64 * 1_000_000 / u64::from(self.rate.hz()))
    }
}

impl Voice {
    fn new(codec: Codec, rate: SampleRate) -> Self {
        let found = decoder_near(codec, rate);
        let resampler = found
            .as_ref()
            .and_then(|(_, from)| Resampler::between(*from, rate));
        Self {
            codec,
            rate: found.as_ref().map_or(rate, |(_, rate)| *rate),
            decoder: found.map(|(decoder, _)| decoder),
            resampler,
            decoded: Vec::new(),
            concealed: 0,
        }
    }

    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        self.concealed = 0;
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        let Some(resampler) = &mut self.resampler else {
            decoder.decode(payload, out);
            return;
        };
        self.decoded.clear();
        decoder.decode(payload, &mut self.decoded);
        resampler.resample(&self.decoded, out);
    }

    /// Makes up what is missing in the codec's own way, from the next packet if that is here; false when
    /// it has none, or had to do so too often in a row.
    fn conceal(&mut self, next: Option<&Heard>, units: u32, out: &mut Vec<i16>) -> bool {
        let Some(decoder) = &mut self.decoder else {
            return false;
        };
        self.concealed += 1;
        if self.concealed > CONCEALED_MAX {
            return false;
        }
        let clock = u64::from(self.codec.rtp_clock_rate().max(1));
        let count = u64::from(units) * u64::from(self.rate.hz()) / clock;
        let count = usize::try_from(count).unwrap_or(0);
        self.decoded.clear();
        let next = next.filter(|next| next.codec == Some(self.codec));
        let made = next
            .is_some_and(|next| decoder.recover(&next.payload, count, &mut self.decoded))
            || decoder.conceal(count, &mut self.decoded);
        match &mut self.resampler {
            Some(resampler) => resampler.resample(&self.decoded, out),
            None => out.extend_from_slice(&self.decoded),
        }
        made
    }
}

/// Length of a frame in milliseconds.
pub(super) const FRAME_MS: usize = 20;
/// Packets of 10 ms, some of them lost, and a little more.
const MOST_PACKETS_A_FRAME: usize = 16;
/// 100 ms of packets of 20 ms.
const CONCEALED_MAX: u8 = 5;
const DEFAULT_CLOCK: u32 = 8_000;
const NOISE_SEED: u32 = 0x2545_f491;
