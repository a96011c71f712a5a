//! One recording: both directions as frames of one clock, so that they stay side by side whatever is
//! lost, late or silent; handed out in pieces.

use std::time::Instant;

use audio::{Codec, Encode, Resampler, SampleRate, SilenceMeter, encoder};

use super::Sink;
use super::ear::{Ear, FRAME_MS};
use crate::control::{
    Recorded, RecordingChange, RecordingEnd, RecordingSetup, TapId, TapPoint, linear_rate,
};
use crate::rtp::Header;

pub(super) struct Recording {
    pub(super) tap: TapId,
    setup: RecordingSetup,
    received: Option<Ear>,
    sent: Option<Ear>,
    /// From the rate of a mix to ours.
    resampler: Option<Resampler>,
    encoder: Option<Box<dyn Encode>>,
    meter: SilenceMeter,
    paused: bool,
    mute_received: bool,
    mute_sent: bool,
    frames: u64,
    pieces: u8,
    left: Vec<i16>,
    right: Vec<i16>,
    waiting: Vec<u8>,
}

/// How a recording ended.
pub(super) struct Ended {
    pub(super) tap: TapId,
    pub(super) why: RecordingEnd,
    pub(super) duration_ms: u64,
    pub(super) silence_ms: u64,
}

impl Recording {
    pub(super) fn new(tap: TapId, setup: RecordingSetup) -> Self {
        let rate = linear_rate(setup.codec);
        let hears = |wanted: bool| wanted.then(|| Ear::new(rate));
        Self {
            tap,
            setup,
            received: hears(setup.what != Recorded::Sent || setup.silence_ms.is_some()),
            sent: hears(setup.what != Recorded::Received),
            resampler: None,
            encoder: encoder(setup.codec),
            meter: SilenceMeter::new(rate.hz(), setup.silence_threshold),
            paused: false,
            mute_received: false,
            mute_sent: false,
            frames: 0,
            pieces: 0,
            left: Vec::new(),
            right: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Of all that is said in a mix of this rate.
    pub(super) fn of_mix(tap: TapId, setup: RecordingSetup, rate: SampleRate) -> Self {
        let setup = RecordingSetup {
            what: Recorded::Received,
            ..setup
        };
        Self {
            received: None,
            resampler: Resampler::between(rate, linear_rate(setup.codec)),
            ..Self::new(tap, setup)
        }
    }

    /// Can it be made at all? Two tracks side by side only in linear samples.
    pub(super) fn is_possible(&self) -> bool {
        let linear = matches!(self.setup.codec, Codec::Slin(_));
        self.encoder.is_some() && (linear || self.setup.what != Recorded::Stereo)
    }

    pub(super) fn change(&mut self, change: RecordingChange) {
        match change {
            RecordingChange::Pause => self.paused = true,
            RecordingChange::Resume => self.paused = false,
            RecordingChange::MuteReceived(mute) => self.mute_received = mute,
            RecordingChange::MuteSent(mute) => self.mute_sent = mute,
        }
    }

    #[inline]
    pub(super) fn hear_received(
        &mut self,
        now: Instant,
        point: TapPoint,
        codec: Codec,
        header: &Header,
        payload: &[u8],
    ) {
        if let Some(ear) = self.received.as_mut().filter(|_| point == self.setup.point) {
            ear.take(now, codec, header, payload);
        }
    }

    #[inline]
    pub(super) fn hear_sent(
        &mut self,
        now: Instant,
        point: TapPoint,
        codec: Codec,
        header: &Header,
        payload: &[u8],
    ) {
        if let Some(ear) = self.sent.as_mut().filter(|_| point == self.setup.point) {
            ear.take(now, codec, header, payload);
        }
    }

    pub(super) fn hear_noise(&mut self, now: Instant, header: &Header, payload: &[u8]) {
        if let Some(ear) = &mut self.received {
            ear.take_noise(now, header, payload);
        }
    }

    /// Records the frame that is due at `at`. Says why, when the recording ends with it.
    pub(super) fn tick(&mut self, at: Instant, sink: &mut impl Sink) -> Option<RecordingEnd> {
        self.left.clear();
        self.right.clear();
        if let Some(ear) = &mut self.received {
            ear.frame(at, &mut self.left);
        }
        if let Some(ear) = &mut self.sent {
            ear.frame(at, &mut self.right);
        }
        self.take_frame(sink)
    }

    /// The same for a mix: a frame at its rate.
    pub(super) fn tick_with(
        &mut self,
        frame: &[i16],
        sink: &mut impl Sink,
    ) -> Option<RecordingEnd> {
        self.left.clear();
        match &mut self.resampler {
            Some(resampler) => resampler.resample(frame, &mut self.left),
            None => self.left.extend_from_slice(frame),
        }
        self.right.clear();
        self.take_frame(sink)
    }

    /// Hands out the rest and tells what there is to tell.
    pub(super) fn end(mut self, why: RecordingEnd, sink: &mut impl Sink) -> Ended {
        self.hand_out(sink);
        Ended {
            tap: self.tap,
            why,
            duration_ms: self.frames * FRAME_MS as u64,
            silence_ms: self.meter.silent_ms(),
        }
    }

    fn take_frame(&mut self, sink: &mut impl Sink) -> Option<RecordingEnd> {
        if self.paused {
            return None;
        }
        if self.mute_received {
            self.left.fill(0);
        }
        if self.mute_sent {
            self.right.fill(0);
        }
        match self.setup.what {
            Recorded::Sent => self.meter.feed(&self.right),
            Recorded::Received | Recorded::Mixed | Recorded::Stereo => self.meter.feed(&self.left),
        };
        self.write();
        self.frames += 1;
        self.pieces += 1;
        if self.pieces >= FRAMES_A_PIECE {
            self.hand_out(sink);
        }
        let length_ms = self.frames * FRAME_MS as u64;
        if self
            .setup
            .longest_ms
            .is_some_and(|ms| length_ms >= u64::from(ms))
        {
            return Some(RecordingEnd::Length);
        }
        let silence = self.setup.silence_ms.map(u64::from);
        silence
            .is_some_and(|ms| self.meter.silent_ms() >= ms)
            .then_some(RecordingEnd::Silence)
    }

    fn write(&mut self) {
        if self.setup.what == Recorded::Stereo {
            self.right.resize(self.left.len(), 0);
            for (left, right) in self.left.iter().zip(&self.right) {
                self.waiting.extend_from_slice(&left.to_be_bytes());
                self.waiting.extend_from_slice(&right.to_be_bytes());
            }
            return;
        }
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        match self.setup.what {
            Recorded::Sent => encoder.encode(&self.right, &mut self.waiting),
            Recorded::Received => encoder.encode(&self.left, &mut self.waiting),
            Recorded::Mixed | Recorded::Stereo => {
                for (left, right) in self.left.iter_mut().zip(&self.right) {
                    *left = left.saturating_add(*right);
                }
                encoder.encode(&self.left, &mut self.waiting);
            }
        }
    }

    fn hand_out(&mut self, sink: &mut impl Sink) {
        self.pieces = 0;
        if !self.waiting.is_empty() {
            sink.recorded(self.tap, &self.waiting);
            self.waiting.clear();
        }
    }
}

/// Pieces of 100 ms: few enough to write, and little to lose.
const FRAMES_A_PIECE: u8 = 5;
