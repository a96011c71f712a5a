//! One media session: what was agreed, what it sends, and the state of both directions.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use audio::Codec;
use smallvec::SmallVec;

use super::address::Addresses;
use super::agenda::Alarms;
use super::converter::Converter;
use super::hooks::{Hooks, Packet, transmit};
use super::inband::{DigitTone, Listener};
use super::mix::Member;
use super::player::Player;
use super::reports::Reports;
use super::{Component, Sink, StreamIndex, StreamStats};
use crate::control::{DigitTransport, Direction, MediaId, Source, StreamSetup};
use crate::rtp::{DigitReceiver, DigitSender, Header, Outgoing, Reception};

/// In the order of use: what each packet needs lies on the first cache lines.
#[repr(C)]
pub(super) struct Stream {
    /// Who hears what we receive.
    pub(super) listeners: SmallVec<[StreamIndex; 2]>,
    pub(super) heard_first: bool,
    pub(super) hooks: Option<Box<Hooks>>,
    pub(super) tone_listener: Option<Box<Listener>>,
    pub(super) converter: Option<Box<Converter>>,
    pub(super) feed: Feed,
    pub(super) reception: Reception,
    pub(super) out: Outgoing,
    pub(super) agreed: Option<Agreed>,
    pub(super) alarms: Alarms,
    pub(super) digits_out: DigitSender,
    pub(super) media: MediaId,
    /// Whom we hear, while relaying.
    pub(super) listens_to: Option<StreamIndex>,
    pub(super) digits_in: DigitReceiver,
    pub(super) digits_in_ssrc: u32,
    pub(super) digit_tone: Option<Box<DigitTone>>,
    pub(super) reports: Reports,
    pub(super) refused: u64,
    pub(super) untranslatable: u64,
    opened: Instant,
}

/// What a session sends.
pub(super) enum Feed {
    Nothing,
    /// What `listens_to` receives.
    Relay {
        with_digits: bool,
    },
    Play(Box<Player>),
    Mix(Box<Member>),
}

/// The agreed stream, prepared for use packet by packet; in the order of use.
#[repr(C)]
pub(super) struct Agreed {
    pub(super) addresses: Addresses,
    pub(super) may_send: bool,
    pub(super) may_receive: bool,
    pub(super) send_type: u8,
    pub(super) send_codec: Codec,
    /// Payload bytes of a packet that we send; 0 when packets are passed on as they come.
    pub(super) packet_bytes: usize,
    pub(super) receive_clock: u32,
    /// The payload type that came last, and its codec.
    last: Option<(u8, Codec)>,
    pub(super) setup: StreamSetup,
}

/// Sound that arrived on some session, to be heard by others.
pub(super) struct Arrived<'a> {
    pub(super) now: Instant,
    pub(super) codec: Codec,
    pub(super) header: Header,
    pub(super) bytes: &'a mut [u8],
}

/// What a payload type means on a session.
pub(super) enum Payload {
    Sound(Codec),
    TelephoneEvent,
    ComfortNoise,
    Unknown,
}

impl Stream {
    pub(super) fn new(media: MediaId, out: Outgoing, now: Instant) -> Self {
        Self {
            media,
            agreed: None,
            listeners: SmallVec::new(),
            listens_to: None,
            feed: Feed::Nothing,
            out,
            reception: Reception::default(),
            heard_first: false,
            hooks: None,
            converter: None,
            digits_in: DigitReceiver::default(),
            digits_in_ssrc: 0,
            digits_out: DigitSender::default(),
            digit_tone: None,
            tone_listener: None,
            reports: Reports::default(),
            alarms: Alarms::default(),
            refused: 0,
            untranslatable: 0,
            opened: now,
        }
    }

    pub(super) fn send_codec(&self) -> Option<Codec> {
        Some(self.agreed.as_ref()?.send_codec)
    }

    pub(super) fn is_negotiated(&self) -> bool {
        self.agreed.is_some()
    }

    pub(super) fn negotiated(&mut self, setup: StreamSetup) {
        let addresses = match self.agreed.take() {
            Some(Agreed { mut addresses, .. }) => {
                addresses.describe(setup.remote, setup.symmetric);
                addresses
            }
            None => Addresses::new(setup.remote, setup.symmetric, self.opened),
        };
        let agreed = Agreed::new(setup, addresses);
        let packet_ms = agreed.setup.packet_ms;
        self.out
            .set_format(agreed.send_codec.rtp_clock_rate(), packet_ms);
        self.converter = None;
        self.digit_tone = None;
        let in_band = agreed.setup.digits == DigitTransport::InBand && agreed.may_receive;
        self.tone_listener = in_band.then(Box::default);
        match &mut self.feed {
            Feed::Play(player) => {
                player.set_format(agreed.send_codec, packet_ms);
                player.tune(&agreed.setup.opus);
            }
            Feed::Mix(member) => member.set_format(),
            Feed::Nothing | Feed::Relay { .. } => {}
        }
        self.agreed = Some(agreed);
    }

    /// What is sent changes. Attaching to the origin of a relay is the worker's part.
    pub(super) fn begin(&mut self, now: Instant, source: &Source) {
        self.out.switch();
        self.converter = None;
        self.digits_out.end_open(now);
        self.feed = match source {
            Source::Silence => Feed::Nothing,
            Source::Relay { with_digits, .. } => Feed::Relay {
                with_digits: *with_digits,
            },
            Source::Echo => Feed::Relay { with_digits: true },
            Source::Tone(_) | Source::Sounds { .. } | Source::Music { .. } => {
                let mut player = Box::new(Player::new(source));
                if let Some(agreed) = &self.agreed {
                    player.set_format(agreed.send_codec, agreed.setup.packet_ms);
                    player.tune(&agreed.setup.opus);
                }
                Feed::Play(player)
            }
            Source::Mix { mix, member } => Feed::Mix(Box::new(Member::new(*mix, *member))),
        };
    }

    /// Sends on what another session received (or this one, as an echo).
    #[inline]
    pub(super) fn pass_on(
        &mut self,
        index: StreamIndex,
        sound: &mut Arrived<'_>,
        scratch: &mut Vec<u8>,
        sink: &mut impl Sink,
    ) {
        let Some(agreed) = &self.agreed else { return };
        if !agreed.may_send || self.digits_out.is_sending() {
            return;
        }
        let as_it_is = sound.codec == agreed.send_codec
            && (agreed.packet_bytes == 0 || sound.header.payload.len() == agreed.packet_bytes)
            && self
                .converter
                .as_deref_mut()
                .is_none_or(Converter::stand_aside);
        if !as_it_is {
            self.convert(index, sound, scratch, sink);
            return;
        }
        let Some(mut ours) = self.out.forward(sound.now, &sound.header) else {
            return;
        };
        ours.payload_type = agreed.send_type;
        if ours.rewrite(sound.bytes) {
            let packet = Packet {
                now: sound.now,
                index,
                to: agreed.addresses.to(),
                codec: sound.codec,
                bytes: sound.bytes,
            };
            transmit(&mut self.hooks, packet, sink);
        }
    }

    fn convert(
        &mut self,
        index: StreamIndex,
        sound: &Arrived<'_>,
        scratch: &mut Vec<u8>,
        sink: &mut impl Sink,
    ) {
        let Some(agreed) = &self.agreed else { return };
        let Arrived {
            now,
            codec,
            header,
            bytes,
        } = sound;
        let (now, codec) = (*now, *codec);
        if self
            .converter
            .as_ref()
            .is_none_or(|converter| !converter.is_from(codec))
        {
            let made = Converter::new(codec, agreed.send_codec, &agreed.setup);
            self.converter = made.map(Box::new);
        }
        let Some(converter) = &mut self.converter else {
            self.untranslatable += 1;
            return;
        };
        let payload = bytes.get(header.payload.clone()).unwrap_or_default();
        converter.take(header, payload, || self.out.timestamp_at(now));
        while let Some((timestamp, payload)) = converter.next_packet() {
            let ours = self
                .out
                .number(now, timestamp, agreed.send_type, payload.len());
            scratch.clear();
            ours.append_to(scratch);
            scratch.extend_from_slice(payload);
            let packet = Packet {
                now,
                index,
                to: agreed.addresses.to(),
                codec: agreed.send_codec,
                bytes: scratch,
            };
            transmit(&mut self.hooks, packet, sink);
        }
        converter.compact();
    }

    pub(super) fn stats(&self) -> StreamStats {
        let (packets_sent, octets_sent) = self.out.sent();
        let clock = |agreed: &Agreed| (agreed.receive_clock, agreed.send_codec.rtp_clock_rate());
        let (receive_clock, send_clock) = self.agreed.as_ref().map_or((8_000, 8_000), clock);
        let (received, sent) = self.lines();
        StreamStats {
            packets_sent,
            octets_sent,
            packets_received: self.reception.received(),
            packets_lost: self.reception.lost(),
            jitter: from_units(self.reception.jitter(), receive_clock),
            far_packets_lost: self.reports.far_lost,
            far_jitter: from_units(self.reports.far_jitter, send_clock),
            round_trip: self.reports.round_trip,
            packets_refused: self.refused,
            untranslatable: self.untranslatable,
            remote: self.agreed.as_ref().map(|agreed| agreed.addresses.to()),
            round_trips: self.reports.life.round_trips,
            jitters: self.reports.life.jitters,
            losses: self.reports.life.losses,
            far_jitters: self.reports.life.far_jitters,
            far_losses: self.reports.life.far_losses,
            mos_received: received.mos(),
            mos_sent: sent.mos(),
        }
    }
}

impl Agreed {
    fn new(mut setup: StreamSetup, addresses: Addresses) -> Self {
        let (send_type, send_codec) = setup.send;
        // A length that the codec cannot have (10 ms of GSM) would leave nothing to send.
        let mut allowed = send_codec.packet_ms().nearest(u16::from(setup.packet_ms));
        if send_codec == Codec::Opus {
            // RFC 6716 §2.1.4: there are no packets of 30 or 50 ms.
            allowed = [60, 40, 20]
                .into_iter()
                .find(|ms| *ms <= allowed)
                .unwrap_or(10);
        }
        setup.packet_ms = u8::try_from(allowed).unwrap_or(u8::MAX).max(1);
        let packet = send_codec.frame_bytes(u32::from(setup.packet_ms));
        let receive_clock = setup
            .receive
            .first()
            .map_or(8_000, |(_, codec)| codec.rtp_clock_rate());
        Self {
            may_send: matches!(
                setup.direction,
                Direction::SendReceive | Direction::SendOnly
            ),
            may_receive: matches!(
                setup.direction,
                Direction::SendReceive | Direction::ReceiveOnly
            ),
            send_type,
            send_codec,
            packet_bytes: packet.filter(|_| send_codec.can_transcode()).unwrap_or(0),
            receive_clock,
            last: None,
            setup,
            addresses,
        }
    }

    #[inline]
    pub(super) fn meaning(&mut self, payload_type: u8) -> Payload {
        if let Some((known, codec)) = self.last
            && known == payload_type
        {
            return Payload::Sound(codec);
        }
        if self
            .setup
            .telephone_event
            .is_some_and(|(_, accepted)| accepted == payload_type)
        {
            return Payload::TelephoneEvent;
        }
        let Some(found) = self
            .setup
            .receive
            .iter()
            .find(|(known, _)| *known == payload_type)
        else {
            return match payload_type {
                COMFORT_NOISE => Payload::ComfortNoise,
                _ => Payload::Unknown,
            };
        };
        self.last = Some(*found);
        Payload::Sound(found.1)
    }

    /// What the far end sends, as far as it is known.
    pub(super) fn receive_codec(&self) -> Codec {
        let first = self.setup.receive.first().copied();
        self.last.or(first).map_or(Codec::Ulaw, |(_, codec)| codec)
    }

    /// Where RTCP goes, unless its own port was learned.
    pub(super) fn report_address(&self) -> (Component, SocketAddr) {
        let mut to = self.addresses.to();
        if self.setup.rtcp_mux {
            return (Component::Rtp, to);
        }
        to.set_port(to.port().wrapping_add(1));
        (Component::Rtcp, to)
    }
}

/// RFC 3551 §6; agreed by nobody, sent by many.
const COMFORT_NOISE: u8 = 13;

fn from_units(units: u32, clock: u32) -> Duration {
    Duration::from_micros(u64::from(units) * 1_000_000 / u64::from(clock.max(1)))
}
