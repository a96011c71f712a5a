//! Listening in on a session and whispering to it: its sound is lent to a mix, and a mix is heard by it
//! over everything else. Neither changes what it is connected with.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use audio::{Codec, Decode, Encode, Resampler, SampleRate, decoder, encoder};

use super::ear::Ear;
use super::hooks::{Packet, transmit};
use super::mix::Mix;
use super::stream::Stream;
use super::{Sink, StreamIndex, Worker, stream_at};
use crate::control::{MixId, Recorded};

/// A session's sound, for a mix that it is not in.
pub(super) struct Lent {
    mix: MixId,
    pub(super) received: Option<Ear>,
    pub(super) sent: Option<Ear>,
}

/// What a session hears beside what it is sent.
pub(super) struct Overheard {
    mix: MixId,
    rate: SampleRate,
    /// Samples at `rate` that it has not heard yet.
    waiting: VecDeque<i16>,
    voice: Option<Voice>,
    /// When something else was sent last.
    sent: Option<Instant>,
    samples: Vec<i16>,
}

struct Voice {
    codec: Codec,
    decoder: Box<dyn Decode>,
    encoder: Box<dyn Encode>,
    resampler: Option<Resampler>,
    /// Samples at the codec's rate.
    ready: VecDeque<i16>,
}

impl Worker {
    pub(super) fn lend(
        &mut self,
        now: Instant,
        index: StreamIndex,
        mix: MixId,
        what: Option<Recorded>,
    ) {
        let Some(open) = self.mixes.open.get_mut(&mix) else {
            return;
        };
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        open.lenders.retain(|known| *known != index);
        let lent = &mut stream.hooks_mut().lent;
        lent.retain(|known| known.mix != mix);
        if let Some(what) = what {
            open.lenders.push(index);
            let ear = |wanted: bool| wanted.then(|| Ear::new(open.setup.rate));
            lent.push(Lent {
                mix,
                received: ear(what != Recorded::Sent),
                sent: ear(what != Recorded::Received),
            });
        }
        stream.drop_idle_hooks();
        self.mixes.wake(now, mix);
    }

    pub(super) fn overhear(&mut self, now: Instant, index: StreamIndex, mix: Option<MixId>) {
        for open in self.mixes.open.values_mut() {
            open.overhearers.retain(|known| *known != index);
            open.rest();
        }
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        stream.hooks_mut().overheard = None;
        if let Some(mix) = mix
            && let Some(open) = self.mixes.open.get_mut(&mix)
        {
            open.overhearers.push(index);
            let overheard = Overheard::new(mix, open.setup.rate);
            stream.hooks_mut().overheard = Some(Box::new(overheard));
            self.mixes.wake(now, mix);
        }
        stream.drop_idle_hooks();
    }

    /// A session closes.
    pub(super) fn forget_in_mixes(&mut self, index: StreamIndex) {
        for mix in self.mixes.open.values_mut() {
            mix.lenders.retain(|known| *known != index);
            mix.overhearers.retain(|known| *known != index);
            mix.rest();
        }
    }

    /// A mix closes.
    pub(super) fn part_with(&mut self, id: MixId, mix: &Mix) {
        for &index in mix.lenders.iter().chain(&mix.overhearers) {
            let Some(stream) = stream_at(&mut self.streams, index) else {
                continue;
            };
            if let Some(hooks) = &mut stream.hooks {
                hooks.lent.retain(|known| known.mix != id);
                hooks.overheard = hooks.overheard.take().filter(|known| known.mix != id);
            }
            stream.drop_idle_hooks();
        }
    }

    /// Adds what is lent to the frame of a mix.
    pub(super) fn borrow(&mut self, at: Instant, id: MixId, mix: &mut Mix) {
        let mut frame = Vec::new();
        for index in std::mem::take(&mut mix.lenders) {
            let Some(hooks) = stream_at(&mut self.streams, index).and_then(|it| it.hooks.as_mut())
            else {
                continue;
            };
            mix.lenders.push(index);
            for lent in hooks.lent.iter_mut().filter(|known| known.mix == id) {
                for ear in lent.received.iter_mut().chain(&mut lent.sent) {
                    frame.clear();
                    ear.frame(at, &mut frame);
                    mix.add(&frame);
                }
            }
        }
    }

    /// Lets those who overhear a mix hear its frame.
    pub(super) fn whisper(&mut self, at: Instant, mix: &Mix, sink: &mut impl Sink) {
        for &index in &mix.overhearers {
            if let Some(stream) = stream_at(&mut self.streams, index) {
                stream.overhear(at, index, &mix.all, sink);
            }
        }
    }
}

impl Stream {
    fn overhear(&mut self, at: Instant, index: StreamIndex, frame: &[i16], sink: &mut impl Sink) {
        let overheard = self.hooks.as_mut().and_then(|it| it.overheard.as_mut());
        let (Some(overheard), Some(agreed)) = (overheard, &self.agreed) else {
            return;
        };
        overheard.take(frame);
        if !overheard.is_alone(at) || !agreed.may_send || self.digits_out.is_sending() {
            return;
        }
        // Nothing else is sent: packets of our own carry it.
        let samples = agreed.send_codec.sample_rate() * u32::from(agreed.setup.packet_ms) / 1_000;
        let mut payload = Vec::new();
        if !overheard.packet(agreed.send_codec, samples as usize, &mut payload) {
            return;
        }
        let timestamp = self.out.timestamp_at(at);
        let ours = self
            .out
            .number(at, timestamp, agreed.send_type, payload.len());
        let mut bytes = Vec::new();
        ours.append_to(&mut bytes);
        bytes.extend_from_slice(&payload);
        let packet = Packet {
            now: at,
            index,
            to: agreed.addresses.to(),
            codec: agreed.send_codec,
            bytes: &bytes,
        };
        // It is in the packet already.
        let aside = self.hooks.as_mut().and_then(|it| it.overheard.take());
        transmit(&mut self.hooks, packet, sink);
        if let Some(hooks) = &mut self.hooks {
            hooks.overheard = aside;
        }
    }
}

impl Overheard {
    fn new(mix: MixId, rate: SampleRate) -> Self {
        Self {
            mix,
            rate,
            waiting: VecDeque::new(),
            voice: None,
            sent: None,
            samples: Vec::new(),
        }
    }

    /// Nobody speaks in most frames; those are not worth making a packet anew.
    fn take(&mut self, frame: &[i16]) {
        if self.waiting.is_empty() && frame.iter().all(|it| *it == 0) {
            return;
        }
        self.waiting.extend(frame);
        let most = self.rate.hz() as usize * MOST_WAITING_MS / 1_000;
        let surplus = self.waiting.len().saturating_sub(most);
        self.waiting.drain(..surplus);
    }

    fn is_alone(&self, at: Instant) -> bool {
        self.sent
            .is_none_or(|sent| at.saturating_duration_since(sent) > ALONE_AFTER)
    }

    /// Appends the payload with the whispered sound over it; false when there is none.
    pub(super) fn add(
        &mut self,
        now: Instant,
        codec: Codec,
        payload: &[u8],
        out: &mut Vec<u8>,
    ) -> bool {
        self.sent = Some(now);
        self.prepare(codec);
        let Some(voice) = &mut self.voice else {
            return false;
        };
        if voice.ready.is_empty() {
            return false;
        }
        self.samples.clear();
        voice.decoder.decode(payload, &mut self.samples);
        let whispered = self.samples.len().min(voice.ready.len());
        for (sample, whispered) in self.samples.iter_mut().zip(voice.ready.drain(..whispered)) {
            *sample = sample.saturating_add(whispered);
        }
        voice.encoder.encode(&self.samples, out);
        true
    }

    /// A packet with nothing but the whispered sound, once there is enough of it.
    fn packet(&mut self, codec: Codec, samples: usize, out: &mut Vec<u8>) -> bool {
        self.prepare(codec);
        let Some(voice) = &mut self.voice else {
            return false;
        };
        if samples == 0 || voice.ready.len() < samples {
            return false;
        }
        let whispered: Vec<i16> = voice.ready.drain(..samples).collect();
        voice.encoder.encode(&whispered, out);
        !out.is_empty()
    }

    /// Brings what waits to the rate of the codec.
    fn prepare(&mut self, codec: Codec) {
        if self.voice.as_ref().is_none_or(|it| it.codec != codec) {
            let both = decoder(codec).zip(encoder(codec));
            self.voice = both.map(|(decoder, encoder)| Voice {
                codec,
                decoder,
                encoder,
                resampler: Resampler::new(self.rate.hz(), codec.sample_rate()),
                ready: VecDeque::new(),
            });
        }
        let Some(voice) = &mut self.voice else {
            return self.waiting.clear();
        };
        let fresh: Vec<i16> = self.waiting.drain(..).collect();
        match &mut voice.resampler {
            Some(resampler) => {
                let mut resampled = Vec::new();
                resampler.resample(&fresh, &mut resampled);
                voice.ready.extend(resampled);
            }
            None => voice.ready.extend(fresh),
        }
        let most = codec.sample_rate() as usize * MOST_WAITING_MS / 1_000;
        let surplus = voice.ready.len().saturating_sub(most);
        voice.ready.drain(..surplus);
    }
}

const MOST_WAITING_MS: usize = 200;
/// Packets come every 20 to 60 ms.
const ALONE_AFTER: Duration = Duration::from_millis(70);
