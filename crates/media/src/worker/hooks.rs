//! What happens to the sound of a session beside being passed on: volume, recordings, watches, jitter
//! buffer. A session without any of it does not have this at all.

use std::net::SocketAddr;
use std::time::Instant;

use audio::{Codec, Decode, Encode, Gain, SampleRate, decoder, encoder};

use super::ear::Ear;
use super::recording::Recording;
use super::spying::{Lent, Overheard};
use super::watcher::Watcher;
use super::{Component, Sink, StreamIndex};
use crate::control::TapPoint;
use crate::jitter::{JitterBuffer, JitterSetup};
use crate::rtp::{HEADER_BYTES, Header};

#[derive(Default)]
pub(super) struct Hooks {
    pub(super) received: Option<Box<Volume>>,
    pub(super) sent: Option<Box<Volume>>,
    pub(super) recordings: Vec<Recording>,
    pub(super) watcher: Option<Box<Watcher>>,
    /// The ear of a mix that the session is in.
    pub(super) member: Option<Box<Ear>>,
    pub(super) release: Option<Box<Release>>,
    pub(super) lent: Vec<Lent>,
    pub(super) overheard: Option<Box<Overheard>>,
    outgoing: Vec<u8>,
    mixed: Vec<u8>,
}

/// Packets that wait for their time before they are passed on.
pub(super) struct Release {
    pub(super) setup: JitterSetup,
    pub(super) buffer: JitterBuffer<Held>,
    pub(super) clock: u32,
    pub(super) spare: Vec<Vec<u8>>,
    pub(super) ssrc: Option<u32>,
}

/// A packet that waits.
pub(super) struct Held {
    pub(super) codec: Codec,
    pub(super) header: Header,
    pub(super) bytes: Vec<u8>,
}

/// One direction made louder or softer.
pub(super) struct Volume {
    gain: Gain,
    voice: Option<Voice>,
    samples: Vec<i16>,
}

type Voice = (Codec, Box<dyn Decode>, Box<dyn Encode>);

impl Hooks {
    /// Is there nothing left to do?
    pub(super) fn is_idle(&self) -> bool {
        self.received.is_none()
            && self.sent.is_none()
            && self.recordings.is_empty()
            && self.watcher.is_none()
            && self.member.is_none()
            && self.release.is_none()
            && self.lent.is_empty()
            && self.overheard.is_none()
    }

    /// Does anything here go by the clock?
    pub(super) fn listens(&self) -> bool {
        !self.recordings.is_empty() || self.watcher.is_some()
    }

    /// Hears what was received. Gives the packet as it is passed on when the volume changed it.
    pub(super) fn hear(
        &mut self,
        now: Instant,
        codec: Codec,
        header: &Header,
        bytes: &[u8],
        changed: &mut Vec<u8>,
    ) -> Option<Header> {
        let payload = bytes.get(header.payload.clone()).unwrap_or_default();
        for recording in &mut self.recordings {
            recording.hear_received(now, TapPoint::BeforeVolume, codec, header, payload);
        }
        changed.clear();
        let louder = self.received.as_mut().is_some_and(|volume| {
            header.append_to(changed);
            volume.change(codec, payload, changed)
        });
        let payload = match louder {
            true => changed.get(HEADER_BYTES..).unwrap_or_default(),
            false => payload,
        };
        for recording in &mut self.recordings {
            recording.hear_received(now, TapPoint::AfterVolume, codec, header, payload);
        }
        if let Some(watcher) = &mut self.watcher {
            watcher.ear.take(now, codec, header, payload);
        }
        if let Some(ear) = &mut self.member {
            ear.take(now, codec, header, payload);
        }
        for ear in self.lent.iter_mut().filter_map(|it| it.received.as_mut()) {
            ear.take(now, codec, header, payload);
        }
        louder.then(|| Header {
            payload: HEADER_BYTES..changed.len(),
            ..header.clone()
        })
    }

    /// Hears that the speaker pauses, and what the pause sounds like.
    pub(super) fn hear_noise(&mut self, now: Instant, header: &Header, payload: &[u8]) {
        for recording in &mut self.recordings {
            recording.hear_noise(now, header, payload);
        }
        let watcher = self.watcher.as_mut().map(|watcher| &mut watcher.ear);
        for ear in watcher.into_iter().chain(self.member.as_deref_mut()) {
            ear.take_noise(now, header, payload);
        }
    }

    /// Sends a packet, louder or softer as ordered, and lets the recordings hear it.
    pub(super) fn transmit(&mut self, packet: Packet<'_>, sink: &mut impl Sink) {
        let Packet {
            now, index, codec, ..
        } = packet;
        let Some(header) = Header::parse(packet.bytes) else {
            return;
        };
        let payload = packet.bytes.get(header.payload.clone()).unwrap_or_default();
        for ear in self.lent.iter_mut().filter_map(|it| it.sent.as_mut()) {
            ear.take(now, codec, &header, payload);
        }
        for recording in &mut self.recordings {
            recording.hear_sent(now, TapPoint::BeforeVolume, codec, &header, payload);
        }
        let outgoing = &mut self.outgoing;
        outgoing.clear();
        let louder = self.sent.as_mut().is_some_and(|volume| {
            header.append_to(outgoing);
            volume.change(codec, payload, outgoing)
        });
        let (bytes, payload) = match louder {
            true => (
                outgoing.as_slice(),
                outgoing.get(HEADER_BYTES..).unwrap_or_default(),
            ),
            false => (packet.bytes, payload),
        };
        for recording in &mut self.recordings {
            recording.hear_sent(now, TapPoint::AfterVolume, codec, &header, payload);
        }
        let mixed = &mut self.mixed;
        mixed.clear();
        let whispered = self.overheard.as_mut().is_some_and(|overheard| {
            header.append_to(mixed);
            overheard.add(now, codec, payload, mixed)
        });
        let bytes = if whispered { mixed.as_slice() } else { bytes };
        sink.transmit(index, Component::Rtp, packet.to, bytes);
    }
}

/// A packet of sound that is ready to be sent.
pub(super) struct Packet<'a> {
    pub(super) now: Instant,
    pub(super) index: StreamIndex,
    pub(super) to: SocketAddr,
    pub(super) codec: Codec,
    pub(super) bytes: &'a [u8],
}

/// Sends a packet of sound through the hooks of its session, if there are any.
#[inline]
pub(super) fn transmit(hooks: &mut Option<Box<Hooks>>, packet: Packet<'_>, sink: &mut impl Sink) {
    match hooks {
        None => sink.transmit(packet.index, Component::Rtp, packet.to, packet.bytes),
        Some(hooks) => hooks.transmit(packet, sink),
    }
}

impl Volume {
    /// None when nothing changes.
    pub(super) fn new(gain: Gain) -> Option<Box<Self>> {
        let this = Self {
            gain,
            voice: None,
            samples: Vec::new(),
        };
        (gain != Gain::UNITY).then(|| Box::new(this))
    }

    /// Appends the payload, changed; false for a codec that we do not have.
    fn change(&mut self, codec: Codec, payload: &[u8], out: &mut Vec<u8>) -> bool {
        if self
            .voice
            .as_ref()
            .is_none_or(|(known, ..)| *known != codec)
        {
            self.voice = decoder(codec)
                .zip(encoder(codec))
                .map(|(decoder, encoder)| (codec, decoder, encoder));
        }
        let Some((_, decoder, encoder)) = &mut self.voice else {
            return false;
        };
        self.samples.clear();
        decoder.decode(payload, &mut self.samples);
        self.gain.apply(&mut self.samples);
        encoder.encode(&self.samples, out);
        true
    }
}

/// Ears of recordings and watches at this rate lose nothing that a telephone codec of that rate has.
pub(super) const WATCH_RATE: SampleRate = SampleRate::R8000;
