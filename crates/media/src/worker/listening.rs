//! Orders about volume, recordings, watches and jitter buffers of sessions, and their clock.

use std::time::Instant;

use audio::Gain;

use super::agenda::Due;
use super::hooks::{Held, Hooks, Release, Volume};
use super::mix::FRAME;
use super::mixing::tell_end;
use super::recording::Recording;
use super::stream::{Arrived, Stream};
use super::watcher::Watcher;
use super::{Sink, StreamIndex, Worker, stream_at};
use crate::control::{
    MediaCommand, MediaEvent, RecordingChange, RecordingEnd, RecordingSetup, TapId, Watch,
};
use crate::jitter::{JitterBuffer, JitterSetup, Place, Pulled, Put};
use crate::rtp::Header;

impl Worker {
    /// Takes an order about what is heard on a session beside the call.
    pub(super) fn order_hook(
        &mut self,
        now: Instant,
        index: StreamIndex,
        command: MediaCommand,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        match command {
            MediaCommand::Volume { received, sent, .. } => stream.set_volume(received, sent),
            MediaCommand::Jitter { buffer, .. } => stream.set_jitter(buffer),
            MediaCommand::Watch { watch, .. } => stream.set_watch(watch),
            MediaCommand::Record { tap, setup, .. } => stream.record(tap, setup, sink),
            MediaCommand::ChangeRecording { tap, change, .. } => {
                stream.change_recording(tap, change);
            }
            MediaCommand::StopRecording { tap, .. } => stream.stop_recording(tap, sink),
            _ => {}
        }
        stream.drop_idle_hooks();
        let listens = stream.hooks.as_ref().is_some_and(|hooks| hooks.listens());
        if listens && !stream.alarms.is_set(Due::Listen) {
            self.agenda
                .set(&mut stream.alarms, index, Due::Listen, now + FRAME);
        }
    }

    /// Records and watches the frames that are due since `at`.
    pub(super) fn listen_on(
        &mut self,
        mut at: Instant,
        now: Instant,
        index: StreamIndex,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        while at <= now {
            stream.listen(at, sink);
            at += FRAME;
        }
        if stream.hooks.as_ref().is_some_and(|hooks| hooks.listens()) {
            self.agenda.set(&mut stream.alarms, index, Due::Listen, at);
        }
    }

    /// A packet of sound on a session with hooks.
    pub(super) fn receive_hooked(
        &mut self,
        index: StreamIndex,
        sound: &mut Arrived<'_>,
        sink: &mut impl Sink,
    ) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let release = stream
            .hooks
            .as_mut()
            .and_then(|hooks| hooks.release.as_mut());
        let Some(release) = release else {
            self.hear_and_spread(index, sound, sink);
            return;
        };
        release.take(sound);
        if let Some(at) = release.buffer.next_deadline() {
            self.agenda.set(&mut stream.alarms, index, Due::Release, at);
        }
    }

    /// Passes on what waited in the jitter buffer of a session.
    pub(super) fn release(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        for _ in 0..MOST_RELEASED {
            let Some(release) = self.release_of(index) else {
                return;
            };
            match release.buffer.pull(now) {
                Pulled::Packet(mut held) | Pulled::Surplus(mut held) => {
                    let mut sound = Arrived {
                        now,
                        codec: held.codec,
                        header: held.header,
                        bytes: &mut held.bytes,
                    };
                    self.hear_and_spread(index, &mut sound, sink);
                    if let Some(release) = self.release_of(index) {
                        release.spare.push(held.bytes);
                    }
                }
                Pulled::Lost(_) | Pulled::Stretch(_) => {}
                Pulled::Nothing => break,
            }
        }
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let release = stream
            .hooks
            .as_ref()
            .and_then(|hooks| hooks.release.as_ref());
        if let Some(at) = release.and_then(|release| release.buffer.next_deadline()) {
            let at = at.max(now + LEAST_WAIT);
            self.agenda.set(&mut stream.alarms, index, Due::Release, at);
        }
    }

    fn release_of(&mut self, index: StreamIndex) -> Option<&mut Release> {
        let stream = stream_at(&mut self.streams, index)?;
        stream.hooks.as_mut()?.release.as_deref_mut()
    }

    fn hear_and_spread(
        &mut self,
        index: StreamIndex,
        sound: &mut Arrived<'_>,
        sink: &mut impl Sink,
    ) {
        let mut changed = std::mem::take(&mut self.changed);
        let heard = stream_at(&mut self.streams, index)
            .and_then(|stream| stream.hooks.as_mut())
            .and_then(|hooks| {
                let header = &sound.header;
                hooks.hear(sound.now, sound.codec, header, sound.bytes, &mut changed)
            });
        match heard {
            None => self.spread(index, sound, sink),
            Some(header) => {
                let mut louder = Arrived {
                    now: sound.now,
                    codec: sound.codec,
                    header,
                    bytes: &mut changed,
                };
                self.spread(index, &mut louder, sink);
            }
        }
        self.changed = changed;
    }
}

impl Stream {
    pub(super) fn hooks_mut(&mut self) -> &mut Hooks {
        self.hooks.get_or_insert_default()
    }

    pub(super) fn drop_idle_hooks(&mut self) {
        if self.hooks.as_ref().is_some_and(|hooks| hooks.is_idle()) {
            self.hooks = None;
        }
    }

    /// The session is over, and with it all its recordings.
    pub(super) fn end_recordings(&mut self, sink: &mut impl Sink) {
        let media = self.media;
        let Some(hooks) = &mut self.hooks else { return };
        for recording in hooks.recordings.drain(..) {
            tell_end(Some(media), recording, RecordingEnd::Closed, sink);
        }
    }

    fn set_volume(&mut self, received: Gain, sent: Gain) {
        let hooks = self.hooks_mut();
        hooks.received = Volume::new(received);
        hooks.sent = Volume::new(sent);
    }

    fn set_jitter(&mut self, setup: Option<JitterSetup>) {
        self.hooks_mut().release = setup.map(|setup| Box::new(Release::new(setup)));
    }

    fn set_watch(&mut self, watch: Option<Watch>) {
        self.hooks_mut().watcher = watch.map(|watch| Box::new(Watcher::new(watch)));
    }

    fn record(&mut self, tap: TapId, setup: RecordingSetup, sink: &mut impl Sink) {
        let recording = Recording::new(tap, setup);
        if recording.is_possible() {
            self.hooks_mut().recordings.push(recording);
        } else {
            tell_end(Some(self.media), recording, RecordingEnd::Impossible, sink);
        }
    }

    fn change_recording(&mut self, tap: TapId, change: RecordingChange) {
        let recordings = self
            .hooks
            .iter_mut()
            .flat_map(|hooks| &mut hooks.recordings);
        for recording in recordings.filter(|recording| recording.tap == tap) {
            recording.change(change);
        }
    }

    fn stop_recording(&mut self, tap: TapId, sink: &mut impl Sink) {
        self.end_recording(tap, RecordingEnd::Stopped, sink);
    }

    fn end_recording(&mut self, tap: TapId, why: RecordingEnd, sink: &mut impl Sink) {
        let media = self.media;
        let Some(hooks) = &mut self.hooks else { return };
        let place = hooks.recordings.iter().position(|it| it.tap == tap);
        if let Some(place) = place {
            let recording = hooks.recordings.remove(place);
            tell_end(Some(media), recording, why, sink);
        }
    }

    /// One frame of all recordings and of the watch.
    fn listen(&mut self, at: Instant, sink: &mut impl Sink) {
        let media = self.media;
        let Some(hooks) = &mut self.hooks else { return };
        if let Some(watcher) = &mut hooks.watcher {
            watcher.tick(at, |stretch| {
                sink.event(MediaEvent::Heard { media, stretch });
            });
        }
        let mut over = None;
        for recording in &mut hooks.recordings {
            if let Some(why) = recording.tick(at, sink) {
                over = Some((recording.tap, why));
            }
        }
        // Two that end with the same frame end one after the other.
        if let Some((tap, why)) = over {
            self.end_recording(tap, why, sink);
            self.drop_idle_hooks();
        }
    }
}

impl Release {
    fn new(setup: JitterSetup) -> Self {
        Self {
            setup,
            buffer: JitterBuffer::new(setup, DEFAULT_CLOCK),
            clock: DEFAULT_CLOCK,
            spare: Vec::new(),
            ssrc: None,
        }
    }

    fn take(&mut self, sound: &Arrived<'_>) {
        let Arrived {
            now,
            codec,
            header,
            bytes,
        } = sound;
        let clock = codec.rtp_clock_rate();
        if clock != self.clock {
            self.clock = clock;
            self.buffer = JitterBuffer::new(self.setup, clock);
        }
        if self.ssrc != Some(header.ssrc) {
            self.ssrc = Some(header.ssrc);
            let waiting = self.buffer.restart();
            self.spare.extend(waiting.map(|held| held.bytes));
        }
        let mut kept = self.spare.pop().unwrap_or_default();
        kept.clear();
        kept.extend_from_slice(bytes);
        let payload = bytes.get(header.payload.clone()).unwrap_or_default();
        let held = Held {
            codec: *codec,
            header: header.clone(),
            bytes: kept,
        };
        match self.buffer.put(*now, place(*codec, header, payload), held) {
            Put::Kept => {}
            Put::Late(held) | Put::Duplicate(held) => self.spare.push(held.bytes),
        }
    }
}

/// Where a packet stands in its stream.
pub(super) fn place(codec: audio::Codec, header: &Header, payload: &[u8]) -> Place {
    let samples = u64::from(codec.payload_samples(payload).unwrap_or(0));
    let units = samples * u64::from(codec.rtp_clock_rate()) / u64::from(codec.sample_rate().max(1));
    Place {
        sequence: header.sequence,
        timestamp: header.timestamp,
        units: u32::try_from(units).unwrap_or(u32::MAX),
    }
}

const DEFAULT_CLOCK: u32 = 8_000;
/// More than a buffer can hold; the rest of a strange stream comes a moment later.
const MOST_RELEASED: usize = 256;
const LEAST_WAIT: std::time::Duration = std::time::Duration::from_millis(1);
