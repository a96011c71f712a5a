//! The mixes of a worker: who is in them, and their frames by the clock.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::Sound;

use super::ear::Ear;
use super::hooks::{Packet, transmit};
use super::mix::{FRAME, Member, Mix};
use super::recording::Recording;
use super::stream::{Feed, Stream};
use super::{Sink, StreamIndex, Worker, stream_at};
use crate::control::{
    MediaEvent, MediaId, MixId, MixSetup, PlaybackId, RecordingEnd, RecordingSetup, TapId,
};

/// All mixes, and when their next frames are due.
#[derive(Default)]
pub(super) struct Mixes {
    pub(super) open: BTreeMap<MixId, Box<Mix>>,
    /// Entries that do not agree with their mix are stale.
    due: BinaryHeap<Reverse<(Instant, MixId)>>,
}

impl Mixes {
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.due.peek().map(|Reverse((at, _))| *at)
    }

    /// Drops stale entries from the front, so that the deadline is a real one.
    pub(super) fn prune(&mut self) {
        while let Some(Reverse((at, id))) = self.due.peek() {
            if self.open.get(id).is_some_and(|mix| mix.next == Some(*at)) {
                break;
            }
            self.due.pop();
        }
    }

    /// Sees to it that a mix with somebody in it has its frames.
    pub(super) fn wake(&mut self, now: Instant, id: MixId) {
        if let Some(mix) = self.open.get_mut(&id)
            && mix.next.is_none()
            && mix.is_busy()
        {
            mix.next = Some(now + FRAME);
            self.due.push(Reverse((now + FRAME, id)));
        }
    }
}

impl Worker {
    pub(super) fn open_mix(&mut self, now: Instant, id: MixId, setup: MixSetup) {
        if let Some(mix) = self.mixes.open.get_mut(&id) {
            mix.setup.drop_silence = setup.drop_silence;
            return;
        }
        let mut mix = Box::new(Mix::new(setup));
        // Who came before it was open.
        for (place, stream) in self.streams.iter_mut().enumerate() {
            if let Some(stream) = stream.as_deref_mut()
                && matches!(&stream.feed, Feed::Mix(member) if member.mix == id)
            {
                stream.hooks_mut().member = Some(Box::new(Ear::new(setup.rate)));
                mix.members.push(StreamIndex(place as u32));
            }
        }
        self.mixes.open.insert(id, mix);
        self.mixes.wake(now, id);
    }

    pub(super) fn close_mix(&mut self, id: MixId, sink: &mut impl Sink) {
        let Some(mut mix) = self.mixes.open.remove(&id) else {
            return;
        };
        for recording in std::mem::take(&mut mix.recordings) {
            tell_end(None, recording, RecordingEnd::Closed, sink);
        }
        self.part_with(id, &mix);
        for index in mix.members {
            if let Some(stream) = stream_at(&mut self.streams, index) {
                stream.feed = Feed::Nothing;
                stream.leave_mix();
            }
        }
    }

    pub(super) fn join_mix(&mut self, now: Instant, index: StreamIndex, id: MixId) {
        let Some(mix) = self.mixes.open.get_mut(&id) else {
            return;
        };
        if let Some(stream) = stream_at(&mut self.streams, index) {
            stream.hooks_mut().member = Some(Box::new(Ear::new(mix.setup.rate)));
            mix.members.push(index);
        }
        self.mixes.wake(now, id);
    }

    /// Takes a session out of the mix that it is in.
    pub(super) fn leave_mix(&mut self, index: StreamIndex) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        let Feed::Mix(member) = &stream.feed else {
            return;
        };
        if let Some(mix) = self.mixes.open.get_mut(&member.mix) {
            mix.members.retain(|known| *known != index);
            mix.rest();
        }
        stream.leave_mix();
    }

    pub(super) fn play_in_mix(
        &mut self,
        now: Instant,
        id: MixId,
        playback: PlaybackId,
        sounds: Vec<Arc<Sound>>,
    ) {
        if let Some(mix) = self.mixes.open.get_mut(&id) {
            mix.play(playback, sounds);
            self.mixes.wake(now, id);
        }
    }

    pub(super) fn record_mix(
        &mut self,
        now: Instant,
        id: MixId,
        tap: TapId,
        setup: RecordingSetup,
        sink: &mut impl Sink,
    ) {
        let Some(mix) = self.mixes.open.get_mut(&id) else {
            sink.event(MediaEvent::recording_never_began(None, tap));
            return;
        };
        let recording = Recording::of_mix(tap, setup, mix.setup.rate);
        if !recording.is_possible() {
            tell_end(None, recording, RecordingEnd::Impossible, sink);
            return;
        }
        mix.recordings.push(recording);
        self.mixes.wake(now, id);
    }

    pub(super) fn stop_mix_recording(&mut self, id: MixId, tap: TapId, sink: &mut impl Sink) {
        let Some(mix) = self.mixes.open.get_mut(&id) else {
            return;
        };
        if let Some(place) = mix.recordings.iter().position(|it| it.tap == tap) {
            let recording = mix.recordings.swap_remove(place);
            tell_end(None, recording, RecordingEnd::Stopped, sink);
            mix.rest();
        }
    }

    /// Makes the frames of all mixes that are due.
    pub(super) fn tick_mixes(&mut self, now: Instant, sink: &mut impl Sink) {
        while let Some(Reverse((at, id))) = self.mixes.due.peek().copied() {
            if at > now {
                break;
            }
            self.mixes.due.pop();
            // Taken out, so that the sessions are free to be changed.
            let Some(mut mix) = self.mixes.open.remove(&id) else {
                continue;
            };
            if mix.next == Some(at) {
                // After a standstill the schedule begins anew.
                let late = now.saturating_duration_since(at) > LATEST;
                let at = if late { now } else { at };
                self.mix_frame(at, id, &mut mix, sink);
                mix.next = mix.is_busy().then(|| at + FRAME);
                if let Some(next) = mix.next {
                    self.mixes.due.push(Reverse((next, id)));
                }
            }
            self.mixes.open.insert(id, mix);
        }
    }

    fn mix_frame(&mut self, at: Instant, id: MixId, mix: &mut Mix, sink: &mut impl Sink) {
        if let Some(playback) = mix.begin_frame(&mut self.shelf) {
            sink.event(MediaEvent::MixPlaybackEnded { mix: id, playback });
        }
        let members = std::mem::take(&mut mix.members);
        for &index in &members {
            if let Some(stream) = stream_at(&mut self.streams, index) {
                stream.speak_in(at, mix, sink);
            }
        }
        self.borrow(at, id, mix);
        mix.finish_frame();
        self.whisper(at, mix, sink);
        for &index in &members {
            if let Some(stream) = stream_at(&mut self.streams, index) {
                stream.hear_mix(at, index, mix, &mut self.scratch, sink);
                self.arm_report(at, index);
            }
        }
        let streams = &self.streams;
        mix.tidy(|codec| {
            let uses = |index: &StreamIndex| {
                let stream = streams.get(index.0 as usize).and_then(Option::as_deref);
                stream.and_then(Stream::send_codec) == Some(codec)
            };
            members.iter().any(uses)
        });
        mix.members = members;
        mix.record(sink);
    }
}

impl Mix {
    fn record(&mut self, sink: &mut impl Sink) {
        for mut recording in std::mem::take(&mut self.recordings) {
            match recording.tick_with(&self.all, sink) {
                Some(why) => tell_end(None, recording, why, sink),
                None => self.recordings.push(recording),
            }
        }
    }
}

impl Stream {
    /// Hears what this member says and adds it to the mix.
    fn speak_in(&mut self, at: Instant, mix: &mut Mix, sink: &mut impl Sink) {
        let media = self.media;
        let Feed::Mix(member) = &mut self.feed else {
            return;
        };
        let ear = self.hooks.as_mut().and_then(|hooks| hooks.member.as_mut());
        let Some(ear) = ear else { return };
        member.frame.clear();
        let speaks = ear.frame(at, &mut member.frame);
        if let Some((talking, lasted_ms)) = member.judge(speaks, mix.setup.drop_silence) {
            sink.event(MediaEvent::Talking {
                media,
                talking,
                lasted_ms,
            });
        }
        if member.adds {
            mix.add(&member.frame);
        }
    }

    /// Sends this member what it hears.
    fn hear_mix(
        &mut self,
        at: Instant,
        index: StreamIndex,
        mix: &mut Mix,
        scratch: &mut Vec<u8>,
        sink: &mut impl Sink,
    ) {
        let Some(agreed) = &self.agreed else { return };
        let Feed::Mix(member) = &mut self.feed else {
            return;
        };
        if !mix.speak_to(member, agreed.send_codec, &agreed.setup.opus) {
            self.untranslatable += 1;
            return;
        }
        let Member {
            pending, timestamp, ..
        } = &mut **member;
        // Packets of varying length are one frame each.
        let whole = match agreed.packet_bytes {
            0 => pending.len().max(1),
            bytes => bytes,
        };
        let mut used = 0;
        while let Some(payload) = pending.get(used..used + whole) {
            used += whole;
            let begins = timestamp.unwrap_or_else(|| self.out.timestamp_at(at));
            let step = match agreed.packet_bytes {
                0 => agreed.send_codec.rtp_clock_rate() / 50,
                _ => self.out.step(),
            };
            *timestamp = Some(begins.wrapping_add(step));
            if !agreed.may_send || self.digits_out.is_sending() {
                continue;
            }
            let ours = self.out.number(at, begins, agreed.send_type, payload.len());
            scratch.clear();
            ours.append_to(scratch);
            scratch.extend_from_slice(payload);
            let packet = Packet {
                now: at,
                index,
                to: agreed.addresses.to(),
                codec: agreed.send_codec,
                bytes: scratch,
            };
            transmit(&mut self.hooks, packet, sink);
        }
        pending.drain(..used);
    }

    /// The mix no longer hears this session.
    pub(super) fn leave_mix(&mut self) {
        if let Some(hooks) = &mut self.hooks {
            hooks.member = None;
        }
        self.drop_idle_hooks();
    }
}

/// Ends a recording and tells so.
pub(super) fn tell_end(
    media: Option<MediaId>,
    recording: Recording,
    why: RecordingEnd,
    sink: &mut impl Sink,
) {
    let ended = recording.end(why, sink);
    sink.event(MediaEvent::RecordingEnded {
        media,
        tap: ended.tap,
        why: ended.why,
        duration_ms: ended.duration_ms,
        silence_ms: ended.silence_ms,
    });
}

const LATEST: Duration = Duration::from_millis(200);
