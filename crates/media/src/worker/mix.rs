//! One mix: every 20 ms it adds up what its members say and sends each of them all but his own part,
//! encoded once for all who hear the same in the same codec.

use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::{
    Codec, Encode, Gain, OpusSettings, Resampler, SampleRate, Sound, add_into, encoder_near,
    mean_level, mix_minus, saturate,
};

use super::StreamIndex;
use super::ear::FRAME_MS;
use super::player::{Player, Step};
use super::recording::Recording;
use super::shelf::Shelf;
use crate::control::{MixId, MixMember, MixSetup, PlaybackId, Source};

pub(super) struct Mix {
    pub(super) setup: MixSetup,
    pub(super) members: Vec<StreamIndex>,
    /// When the next frame is due; None while there is nobody.
    pub(super) next: Option<Instant>,
    pub(super) recordings: Vec<Recording>,
    /// Sessions whose sound is added though they are not in it.
    pub(super) lenders: Vec<StreamIndex>,
    /// Sessions that hear it over everything else.
    pub(super) overhearers: Vec<StreamIndex>,
    player: Option<Player>,
    sum: Vec<i32>,
    pub(super) all: Vec<i16>,
    minus: Vec<i16>,
    bytes: Vec<u8>,
    shared: Vec<Shared>,
}

/// The whole sum in one codec, for all who add nothing to it.
struct Shared {
    speaker: Speaker,
    payload: Vec<u8>,
    made: bool,
}

/// From samples of the mix to the payload of one codec.
pub(super) struct Speaker {
    codec: Codec,
    /// None for a codec that we cannot make.
    encoder: Option<Box<dyn Encode>>,
    resampler: Option<Resampler>,
    resampled: Vec<i16>,
}

/// One session's part in a mix.
pub(super) struct Member {
    pub(super) mix: MixId,
    pub(super) options: MixMember,
    /// What it says now, and whether the others hear it.
    pub(super) frame: Vec<i16>,
    pub(super) adds: bool,
    talker: Talker,
    own: Option<Speaker>,
    /// Payload that does not fill a packet yet.
    pub(super) pending: Vec<u8>,
    /// When the packet at the front of `pending` is due, as timestamp.
    pub(super) timestamp: Option<u32>,
}

/// Is a member talking?
#[derive(Default)]
struct Talker {
    talking: bool,
    since_ms: u32,
    silent_ms: u32,
}

impl Mix {
    pub(super) fn new(setup: MixSetup) -> Self {
        Self {
            setup,
            members: Vec::new(),
            next: None,
            recordings: Vec::new(),
            lenders: Vec::new(),
            overhearers: Vec::new(),
            player: None,
            sum: Vec::new(),
            all: Vec::new(),
            minus: Vec::new(),
            bytes: Vec::new(),
            shared: Vec::new(),
        }
    }

    /// Is there anybody to work for?
    pub(super) fn is_busy(&self) -> bool {
        !self.members.is_empty()
            || self.player.is_some()
            || !self.recordings.is_empty()
            || !self.overhearers.is_empty()
    }

    /// Without anybody to work for there is no next frame.
    pub(super) fn rest(&mut self) {
        if !self.is_busy() {
            self.next = None;
        }
    }

    /// Samples of a frame.
    pub(super) fn frame(&self) -> usize {
        self.setup.rate.hz() as usize * FRAME_MS / 1_000
    }

    pub(super) fn play(&mut self, playback: PlaybackId, sounds: Vec<Arc<Sound>>) {
        let mut player = Player::new(&Source::Sounds { playback, sounds });
        player.set_format(Codec::Slin(self.setup.rate), FRAME_MS as u8);
        self.player = Some(player);
    }

    /// Begins a frame with what is played to all. Gives the playback that is over, if one is.
    pub(super) fn begin_frame(&mut self, shelf: &mut Shelf) -> Option<PlaybackId> {
        self.sum.clear();
        let frame = self.frame();
        self.sum.resize(frame, 0);
        for shared in &mut self.shared {
            shared.made = false;
        }
        let player = self.player.as_mut()?;
        self.bytes.clear();
        if player.next_packet(&mut self.bytes, shelf) == Step::Packet {
            for (sum, pair) in self.sum.iter_mut().zip(self.bytes.as_chunks::<2>().0) {
                *sum += i32::from(i16::from_be_bytes(*pair));
            }
            return None;
        }
        self.player.take().and_then(|player| player.playback())
    }

    pub(super) fn add(&mut self, samples: &[i16]) {
        add_into(&mut self.sum, samples);
    }

    /// All parts are added: what everybody hears who adds nothing.
    pub(super) fn finish_frame(&mut self) {
        self.all.clear();
        saturate(&self.sum, &mut self.all);
    }

    /// Appends what this member hears to its `pending`; false when its codec cannot be made.
    pub(super) fn speak_to(
        &mut self,
        member: &mut Member,
        codec: Codec,
        settings: &OpusSettings,
    ) -> bool {
        let gain = member.options.listening;
        if !member.adds && gain == Gain::UNITY {
            let rate = self.setup.rate;
            let known = self.shared.iter().position(|it| it.speaker.codec == codec);
            let place = known.unwrap_or_else(|| {
                self.shared.push(Shared::new(rate, codec));
                self.shared.len() - 1
            });
            let Some(shared) = self.shared.get_mut(place) else {
                return false;
            };
            shared.make(&self.all);
            member.pending.extend_from_slice(&shared.payload);
            return shared.speaker.encoder.is_some();
        }
        self.minus.clear();
        let own: &[i16] = if member.adds { &member.frame } else { &[] };
        mix_minus(&self.sum, own, &mut self.minus);
        gain.apply(&mut self.minus);
        if member.own.as_ref().is_none_or(|own| own.codec != codec) {
            let mut own = Speaker::new(self.setup.rate, codec);
            if let Some(encoder) = &mut own.encoder {
                encoder.tune(settings);
            }
            member.own = Some(own);
        }
        member.own.as_mut().is_some_and(|own| {
            own.speak(&self.minus, &mut member.pending);
            own.encoder.is_some()
        })
    }

    /// Drops what nobody needs any more.
    pub(super) fn tidy(&mut self, used: impl Fn(Codec) -> bool) {
        self.shared.retain(|shared| used(shared.speaker.codec));
    }
}

impl Shared {
    fn new(rate: SampleRate, codec: Codec) -> Self {
        Self {
            speaker: Speaker::new(rate, codec),
            payload: Vec::new(),
            made: false,
        }
    }

    fn make(&mut self, all: &[i16]) {
        if !std::mem::replace(&mut self.made, true) {
            self.payload.clear();
            self.speaker.speak(all, &mut self.payload);
        }
    }
}

impl Speaker {
    fn new(rate: SampleRate, codec: Codec) -> Self {
        let found = encoder_near(codec, rate);
        let resampler = found
            .as_ref()
            .and_then(|(_, to)| Resampler::between(rate, *to));
        Self {
            codec,
            encoder: found.map(|(encoder, _)| encoder),
            resampler,
            resampled: Vec::new(),
        }
    }

    fn speak(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        let Some(resampler) = &mut self.resampler else {
            encoder.encode(samples, out);
            return;
        };
        self.resampled.clear();
        resampler.resample(samples, &mut self.resampled);
        encoder.encode(&self.resampled, out);
    }
}

impl Member {
    pub(super) fn new(mix: MixId, options: MixMember) -> Self {
        Self {
            mix,
            options,
            frame: Vec::new(),
            adds: false,
            talker: Talker::default(),
            own: None,
            pending: Vec::new(),
            timestamp: None,
        }
    }

    /// A new agreement: packets begin anew.
    pub(super) fn set_format(&mut self) {
        self.own = None;
        self.pending.clear();
        self.timestamp = None;
    }

    /// Judges the frame that was heard. Tells when the member begins or ends to talk, and how long the
    /// stretch before lasted.
    pub(super) fn judge(&mut self, speaks: bool, drop_silence: bool) -> Option<(bool, u32)> {
        let options = &self.options;
        options.talking.apply(&mut self.frame);
        let loud = speaks && mean_level(&self.frame) >= options.talk_threshold && !options.muted;
        let change = self.talker.feed(loud, options.silence_ms);
        // Codes of silence differ by little; that is nothing to be heard.
        let audible = speaks
            && self
                .frame
                .iter()
                .any(|sample| sample.unsigned_abs() > NOTHING);
        self.adds = audible && !options.muted && (!drop_silence || self.talker.talking);
        change.filter(|_| options.talk_events)
    }
}

impl Talker {
    fn feed(&mut self, loud: bool, silence_ms: u32) -> Option<(bool, u32)> {
        let ms = FRAME_MS as u32;
        self.since_ms = self.since_ms.saturating_add(ms);
        if loud {
            self.silent_ms = 0;
            let began = !std::mem::replace(&mut self.talking, true);
            return began.then(|| {
                let before = self.since_ms - ms;
                self.since_ms = ms;
                (true, before)
            });
        }
        self.silent_ms = self.silent_ms.saturating_add(ms);
        let ended = self.talking && self.silent_ms >= silence_ms;
        ended.then(|| {
            self.talking = false;
            let lasted = self.since_ms.saturating_sub(self.silent_ms);
            self.since_ms = self.silent_ms;
            (false, lasted)
        })
    }
}

/// How long a frame is.
pub(super) const FRAME: Duration = Duration::from_millis(FRAME_MS as u64);
const NOTHING: u16 = 8;
