//! The sans-IO machine of one media worker: RTP in, RTP out, and nothing that allocates for a packet.
//!
//! Relays and echoes are clocked by the packets that arrive; only tones, sounds, digits and reports need
//! [`Worker::tick`]. The impure side keeps its sockets in a table by [`StreamIndex`].

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use agenda::{Agenda, Due};
use mixing::Mixes;
pub use moving::Moved;
use shelf::Shelf;
use stream::{Feed, Stream};

use crate::control::{MediaCommand, MediaEvent, MediaId, Source, StreamSetup, TapId};
use crate::rtp::{Outgoing, Summary};

mod address;
mod agenda;
mod converter;
mod digits;
mod ear;
mod hooks;
mod inband;
mod listening;
mod mix;
mod mixing;
mod moving;
mod player;
mod receive;
mod recording;
mod reports;
mod shelf;
mod spying;
mod stream;
#[cfg(test)]
mod tests;
mod watcher;

/// The place of a media session in its worker: small numbers, used again after a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamIndex(pub u32);

/// Which of the two sockets of a media session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Component {
    /// The even port.
    Rtp,
    /// The odd port above it.
    Rtcp,
}

/// Where a worker puts its results, at once.
pub trait Sink {
    /// Send this packet from that socket.
    fn transmit(&mut self, stream: StreamIndex, component: Component, to: SocketAddr, bytes: &[u8]);
    /// Tell the control plane.
    fn event(&mut self, event: MediaEvent);
    /// Append this to a recording: payload of its codec (see `audio::file::Writer::append`). Only those
    /// who order recordings need it.
    fn recorded(&mut self, tap: TapId, bytes: &[u8]) {
        let _ = (tap, bytes);
    }
}

/// What is known of the quality of one media session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreamStats {
    /// Packets sent (modulo 2³²).
    pub packets_sent: u32,
    /// Payload bytes sent (modulo 2³²).
    pub octets_sent: u32,
    /// Packets accepted.
    pub packets_received: u64,
    /// Packets that are missing in what was received.
    pub packets_lost: u64,
    /// Interarrival jitter of what was received.
    pub jitter: Duration,
    /// Packets that the far end misses, by its last report.
    pub far_packets_lost: u32,
    /// Jitter at the far end, by its last report.
    pub far_jitter: Duration,
    /// Round trip by the last report of the far end.
    pub round_trip: Option<Duration>,
    /// Packets from an address that does not belong to this session.
    pub packets_refused: u64,
    /// Packets, tones and sounds that could not be sent for want of a codec.
    pub untranslatable: u64,
    /// Where packets go now.
    pub remote: Option<SocketAddr>,
    /// Round trips in milliseconds.
    pub round_trips: Summary,
    /// Jitter of what was received, report by report, in milliseconds.
    pub jitters: Summary,
    /// Packets lost in what was received, from report to report.
    pub losses: Summary,
    /// Jitter at the far end, by its reports, in milliseconds.
    pub far_jitters: Summary,
    /// Packets that the far end missed, from report to report.
    pub far_losses: Summary,
    /// What a listener here would say of it, 1 to 4.4 (ITU-T G.107).
    pub mos_received: f64,
    /// What a listener at the far end would say of it.
    pub mos_sent: f64,
}

/// One media worker: the sessions of one thread, among which it relays.
pub struct Worker {
    streams: Vec<Option<Box<Stream>>>,
    free: Vec<StreamIndex>,
    by_id: BTreeMap<MediaId, StreamIndex>,
    /// Relays whose origin is not open yet: who is listened to, and by whom.
    orphans: Vec<(MediaId, StreamIndex)>,
    agenda: Agenda,
    random: Random,
    epoch: Option<Instant>,
    scratch: Vec<u8>,
    /// A packet whose volume was changed.
    changed: Vec<u8>,
    mixes: Mixes,
    /// Sounds converted once for all who hear them.
    shelf: Shelf,
}

impl Worker {
    /// A worker whose clocks count from `epoch`. Workers that give sessions to each other have one epoch.
    pub fn since(epoch: Instant, seed: u64) -> Self {
        Self {
            epoch: Some(epoch),
            ..Self::new(seed)
        }
    }

    /// A worker without sessions. The seed decides SSRCs and first numbers.
    pub fn new(seed: u64) -> Self {
        Self {
            streams: Vec::new(),
            free: Vec::new(),
            by_id: BTreeMap::new(),
            orphans: Vec::new(),
            agenda: Agenda::default(),
            random: Random(seed),
            epoch: None,
            scratch: Vec::with_capacity(SCRATCH_BYTES),
            changed: Vec::new(),
            mixes: Mixes::default(),
            shelf: Shelf::default(),
        }
    }

    /// Begins a session whose sockets are open. A session that is open already keeps its place.
    pub fn open(&mut self, now: Instant, media: MediaId) -> StreamIndex {
        self.epoch.get_or_insert(now);
        if let Some(&index) = self.by_id.get(&media) {
            return index;
        }
        let out = Outgoing::new(
            self.random.next() as u32,
            // RFC 3711 needs some room before the first wrap; so do old devices.
            self.random.next() as u16 & 0x7fff,
            self.random.next() as u32,
        );
        let index = self.place(Box::new(Stream::new(media, out, now)));
        self.by_id.insert(media, index);
        self.adopt_orphans(media, index);
        index
    }

    /// The place of an open session.
    pub fn index_of(&self, media: MediaId) -> Option<StreamIndex> {
        self.by_id.get(&media).copied()
    }

    /// Takes an order. False when it names a session that is not open here.
    ///
    /// Orders that come before `Negotiated` take effect with it.
    pub fn handle_command(
        &mut self,
        now: Instant,
        command: MediaCommand,
        sink: &mut impl Sink,
    ) -> bool {
        self.epoch.get_or_insert(now);
        match command.media() {
            None => self.order_mix(now, command, sink),
            Some(media) => {
                let Some(index) = self.index_of(media) else {
                    if let MediaCommand::Record { tap, .. } = command {
                        sink.event(MediaEvent::recording_never_began(Some(media), tap));
                    }
                    return false;
                };
                self.order_stream(now, index, command, sink);
            }
        }
        self.prune();
        true
    }

    /// When to call [`Self::tick`]; None while nothing is clocked.
    pub fn next_deadline(&self) -> Option<Instant> {
        let deadlines = [self.agenda.first(), self.mixes.next_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// Sends what is due.
    pub fn tick(&mut self, now: Instant, sink: &mut impl Sink) {
        while let Some((at, index, due)) = self.agenda.pop(now) {
            let Some(stream) = stream_at(&mut self.streams, index) else {
                continue;
            };
            if !stream.alarms.take(due, at) {
                continue;
            }
            match due {
                Due::Play => self.play(now, index, sink),
                Due::DigitOut => self.continue_digit(now, index, sink),
                Due::DigitIn => self.expire_digit(now, index, sink),
                Due::Report => self.report(now, index, sink),
                Due::Listen => self.listen_on(at, now, index, sink),
                Due::Release => self.release(now, index, sink),
            }
        }
        self.tick_mixes(now, sink);
        self.prune();
    }

    /// What is known of the quality of a session.
    pub fn stats(&self, media: MediaId) -> Option<StreamStats> {
        let index = self.index_of(media)?;
        Some(self.streams.get(index.0 as usize)?.as_deref()?.stats())
    }

    /// How many sessions are open.
    pub fn open_count(&self) -> usize {
        self.by_id.len()
    }

    fn order_stream(
        &mut self,
        now: Instant,
        index: StreamIndex,
        command: MediaCommand,
        sink: &mut impl Sink,
    ) {
        match command {
            MediaCommand::Negotiated { stream, .. } => self.negotiated(now, index, stream),
            MediaCommand::Send { source, .. } => self.send(now, index, source),
            MediaCommand::SendDigit {
                digit, duration_ms, ..
            } => self.send_digit(now, index, digit, duration_ms),
            MediaCommand::ChangeMember { member, .. } => {
                if let Some(stream) = stream_at(&mut self.streams, index)
                    && let Feed::Mix(known) = &mut stream.feed
                {
                    known.options = member;
                }
            }
            MediaCommand::Lend { mix, what, .. } => self.lend(now, index, mix, what),
            MediaCommand::Overhear { mix, .. } => self.overhear(now, index, mix),
            MediaCommand::Close { .. } => self.close(now, index, sink),
            other => self.order_hook(now, index, other, sink),
        }
    }

    fn order_mix(&mut self, now: Instant, command: MediaCommand, sink: &mut impl Sink) {
        match command {
            MediaCommand::OpenMix { mix, setup } => self.open_mix(now, mix, setup),
            MediaCommand::CloseMix { mix } => self.close_mix(mix, sink),
            MediaCommand::PlayInMix {
                mix,
                playback,
                sounds,
            } => self.play_in_mix(now, mix, playback, sounds),
            MediaCommand::RecordMix { mix, tap, setup } => {
                self.record_mix(now, mix, tap, setup, sink);
            }
            MediaCommand::StopMixRecording { mix, tap } => {
                self.stop_mix_recording(mix, tap, sink);
            }
            _ => {}
        }
    }

    fn negotiated(&mut self, now: Instant, index: StreamIndex, setup: StreamSetup) {
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        stream.negotiated(setup);
        if matches!(stream.feed, Feed::Play(_)) && !stream.alarms.is_set(Due::Play) {
            self.agenda.set(&mut stream.alarms, index, Due::Play, now);
        }
        self.arm_digits(now, index);
    }

    fn send(&mut self, now: Instant, index: StreamIndex, source: Source) {
        self.detach(index);
        let Some(stream) = stream_at(&mut self.streams, index) else {
            return;
        };
        stream.begin(now, &source);
        match source {
            Source::Relay { from, .. } => self.attach(index, from),
            Source::Echo => {
                let media = stream.media;
                self.attach(index, media);
            }
            Source::Tone(_) | Source::Sounds { .. } | Source::Music { .. } => {
                if stream.is_negotiated() {
                    self.agenda.set(&mut stream.alarms, index, Due::Play, now);
                }
            }
            Source::Mix { mix, .. } => self.join_mix(now, index, mix),
            Source::Silence => {}
        }
        self.arm_digits(now, index);
    }

    /// Takes a session off the list of whom it listened to.
    fn detach(&mut self, listener: StreamIndex) {
        self.leave_mix(listener);
        self.orphans.retain(|(_, waiting)| *waiting != listener);
        let Some(stream) = stream_at(&mut self.streams, listener) else {
            return;
        };
        stream.alarms.clear(Due::Play);
        let Some(origin) = stream.listens_to.take() else {
            return;
        };
        if let Some(origin) = stream_at(&mut self.streams, origin) {
            origin.listeners.retain(|known| *known != listener);
        }
    }

    fn attach(&mut self, listener: StreamIndex, from: MediaId) {
        let Some(origin) = self.index_of(from) else {
            self.orphans.push((from, listener));
            return;
        };
        if let Some(stream) = stream_at(&mut self.streams, listener) {
            stream.listens_to = Some(origin);
        }
        if let Some(stream) = stream_at(&mut self.streams, origin) {
            stream.listeners.push(listener);
        }
    }

    fn adopt_orphans(&mut self, media: MediaId, origin: StreamIndex) {
        let Self {
            orphans, streams, ..
        } = self;
        let mut listeners = Vec::new();
        orphans.retain(|&(from, listener)| {
            if from == media {
                listeners.push(listener);
            }
            from != media
        });
        for &listener in &listeners {
            if let Some(stream) = stream_at(streams, listener) {
                stream.listens_to = Some(origin);
            }
        }
        if let Some(stream) = stream_at(streams, origin) {
            stream.listeners.extend(listeners);
        }
    }

    fn close(&mut self, now: Instant, index: StreamIndex, sink: &mut impl Sink) {
        self.end_received_digit(now, index, sink);
        if let Some(stream) = stream_at(&mut self.streams, index) {
            stream.end_recordings(sink);
        }
        self.goodbye(now, index, sink);
        self.detach(index);
        self.forget_in_mixes(index);
        let Some(slot) = self.streams.get_mut(index.0 as usize) else {
            return;
        };
        let Some(closed) = slot.take() else { return };
        for listener in closed.listeners {
            if let Some(stream) = stream_at(&mut self.streams, listener) {
                stream.listens_to = None;
                stream.feed = Feed::Nothing;
                stream.digits_out.end_open(now);
            }
        }
        self.by_id.remove(&closed.media);
        self.free.push(index);
    }

    fn prune(&mut self) {
        let streams = &self.streams;
        self.agenda.prune(|at, index, due| {
            let stream = streams.get(index.0 as usize).and_then(Option::as_deref);
            stream.is_some_and(|stream| stream.alarms.is_at(due, at))
        });
        self.mixes.prune();
    }
}

/// The session at a place; free of `self` so that other fields stay usable.
#[inline]
fn stream_at(streams: &mut [Option<Box<Stream>>], index: StreamIndex) -> Option<&mut Stream> {
    streams.get_mut(index.0 as usize)?.as_deref_mut()
}

/// SplitMix64: numbers that need not be secret.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Room for the largest packet that we build: 60 ms of 48 kHz samples.
const SCRATCH_BYTES: usize = 6_144;
