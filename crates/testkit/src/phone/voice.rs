//! The sound of one call of a phone: RTP out at its own clock, RTP in to the ear, digits both ways.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::{Codec, Decode, Encode, ToneGenerator, ToneList};
use media::control::{DigitTransport, Direction, StreamSetup};
use media::rtp::Header;

use super::ear::{Ear, Stamp};

/// One RTP stream in both directions.
pub(crate) struct Voice {
    /// What was agreed.
    pub(crate) setup: StreamSetup,
    /// Our RTP address.
    pub(crate) local: SocketAddr,
    encoder: Box<dyn Encode>,
    decoders: BTreeMap<u8, Box<dyn Decode>>,
    next_packet: Instant,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    speech: Speech,
    /// Sends packets even when it says nothing.
    pub(crate) microphone: bool,
    digits: VecDeque<char>,
    digit: Option<SentDigit>,
    /// Timestamp of the last event taken in.
    event: Option<u32>,
    first: bool,
}

#[derive(Clone, Copy)]
enum Speech {
    Silence,
    Tone {
        pitch: f64,
        phase: f64,
        until: Option<Instant>,
    },
}

enum SentDigit {
    Event {
        code: u8,
        began: u32,
        sent: u16,
    },
    Tone {
        generator: ToneGenerator,
        left_ms: u32,
    },
    /// The rest after a digit.
    Pause {
        left_ms: u32,
    },
}

impl Voice {
    /// Begins to send at `now`. `None` when the codec cannot be spoken.
    pub(crate) fn new(now: Instant, local: SocketAddr, setup: StreamSetup) -> Option<Self> {
        let encoder = audio::encoder(setup.send.1)?;
        let decoders = setup.receive.iter();
        let decoders =
            decoders.filter_map(|(number, codec)| Some((*number, audio::decoder(*codec)?)));
        Some(Self {
            decoders: decoders.collect(),
            setup,
            local,
            encoder,
            next_packet: now,
            sequence: 1000,
            timestamp: 160_000,
            ssrc: 0x5eed_0000 ^ u32::from(local.port()),
            speech: Speech::Silence,
            microphone: true,
            digits: VecDeque::new(),
            digit: None,
            event: None,
            first: true,
        })
    }

    /// The agreement changed; speech and digits go on.
    pub(crate) fn renegotiated(&mut self, setup: StreamSetup) {
        if setup.send.1 != self.setup.send.1
            && let Some(encoder) = audio::encoder(setup.send.1)
        {
            self.encoder = encoder;
        }
        for (number, codec) in &setup.receive {
            if let Some(decoder) = audio::decoder(*codec) {
                self.decoders.entry(*number).or_insert(decoder);
            }
        }
        self.setup = setup;
    }

    /// Says a pure tone, for a while or until told otherwise.
    pub(crate) fn say(&mut self, pitch: f64, until: Option<Instant>) {
        self.speech = Speech::Tone {
            pitch,
            phase: 0.0,
            until,
        };
    }

    pub(crate) fn be_quiet(&mut self) {
        self.speech = Speech::Silence;
    }

    /// Presses keys one after the other, in the sound or as events.
    pub(crate) fn press(&mut self, digits: &str) {
        self.digits.extend(digits.chars());
    }

    pub(crate) fn is_pressing(&self) -> bool {
        self.digit.is_some() || !self.digits.is_empty()
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        (self.microphone || self.is_pressing() || !matches!(self.speech, Speech::Silence))
            .then_some(self.next_packet)
    }

    /// Makes the packets that are due; their destination is `setup.remote`.
    pub(crate) fn tick(&mut self, now: Instant, out: &mut Vec<Vec<u8>>) {
        if self.next_deadline().is_none() {
            return;
        }
        if now.saturating_duration_since(self.next_packet) > LONGEST_PAUSE {
            self.next_packet = now;
        }
        while self.next_packet <= now {
            let at = self.next_packet;
            self.next_packet += Duration::from_millis(u64::from(self.setup.packet_ms));
            self.one_packet(at, out);
        }
    }

    /// Takes a packet; a digit that ends with it is given back.
    pub(crate) fn receive(&mut self, now: Instant, bytes: &[u8], ear: &mut Ear) -> Option<char> {
        let header = Header::parse(bytes)?;
        let payload = bytes.get(header.payload.clone())?;
        let event = self.setup.telephone_event.map(|(_, accepted)| accepted);
        if Some(header.payload_type) == event {
            return self.receive_event(header.timestamp, payload);
        }
        let decoder = self.decoders.get_mut(&header.payload_type)?;
        let (_, codec) = self
            .setup
            .receive
            .iter()
            .find(|(number, _)| *number == header.payload_type)?;
        let mut samples = Vec::new();
        decoder.decode(payload, &mut samples);
        let stamp = Stamp {
            source: header.ssrc,
            timestamp: header.timestamp,
        };
        ear.hear(now, stamp, &samples, codec.sample_rate());
        None
    }

    fn receive_event(&mut self, timestamp: u32, payload: &[u8]) -> Option<char> {
        let &[code, flags, ..] = payload else {
            return None;
        };
        if flags & 0x80 == 0 || self.event == Some(timestamp) {
            return None;
        }
        self.event = Some(timestamp);
        KEYS.chars().nth(usize::from(code))
    }

    fn one_packet(&mut self, at: Instant, out: &mut Vec<Vec<u8>>) {
        let ms = u32::from(self.setup.packet_ms);
        self.next_digit();
        if self.digit.is_none() && matches!(self.speech, Speech::Silence) && !self.microphone {
            return;
        }
        let step = self.setup.send.1.rtp_clock_rate() * ms / 1000;
        let sends = matches!(
            self.setup.direction,
            Direction::SendReceive | Direction::SendOnly
        );
        match &mut self.digit {
            Some(SentDigit::Event { .. }) => self.event_packets(ms, out),
            _ => {
                let payload = self.sound(at, ms);
                if sends {
                    self.packet(self.setup.send.0, self.first, self.timestamp, &payload, out);
                    self.first = false;
                }
            }
        }
        self.timestamp = self.timestamp.wrapping_add(step);
    }

    /// Begins the next digit when the last one is over.
    fn next_digit(&mut self) {
        if let Some(SentDigit::Tone { left_ms: 0, .. } | SentDigit::Pause { left_ms: 0 }) =
            self.digit
        {
            let was_tone = matches!(self.digit, Some(SentDigit::Tone { .. }));
            self.digit = was_tone.then_some(SentDigit::Pause { left_ms: PAUSE_MS });
        }
        if self.digit.is_some() {
            return;
        }
        let Some(digit) = self.digits.pop_front() else {
            return;
        };
        let code = KEYS
            .chars()
            .position(|key| key == digit.to_ascii_uppercase());
        self.digit = match (self.setup.digits, self.setup.telephone_event, code) {
            (DigitTransport::TelephoneEvent, Some(_), Some(code)) => Some(SentDigit::Event {
                code: code as u8,
                began: self.timestamp,
                sent: 0,
            }),
            _ => ToneList::digit(digit, 0).map(|list| SentDigit::Tone {
                generator: ToneGenerator::new(Arc::new(list), self.setup.send.1.sample_rate()),
                left_ms: DIGIT_MS,
            }),
        };
    }

    fn event_packets(&mut self, ms: u32, out: &mut Vec<Vec<u8>>) {
        let (Some(SentDigit::Event { code, began, sent }), Some((number, _))) =
            (&mut self.digit, self.setup.telephone_event)
        else {
            return;
        };
        // Events count in the clock of the audio beside them, which is 8000 for all codecs here.
        *sent += (ms * 8) as u16;
        let (code, began, sent) = (*code, *began, *sent);
        let ended = u32::from(sent) >= DIGIT_MS * 8;
        let [high, low] = sent.to_be_bytes();
        let payload = [code, u8::from(ended) << 7 | LOUDNESS, high, low];
        let first = u32::from(sent) == ms * 8;
        // RFC 4733 §2.5.1.4: the end is said three times.
        for _ in 0..if ended { 3 } else { 1 } {
            self.packet(number, first, began, &payload, out);
        }
        if ended {
            self.digit = Some(SentDigit::Pause { left_ms: PAUSE_MS });
        }
    }

    fn sound(&mut self, at: Instant, ms: u32) -> Vec<u8> {
        let rate = self.setup.send.1.sample_rate();
        let mut samples = vec![0; (rate * ms / 1000) as usize];
        match &mut self.digit {
            Some(SentDigit::Tone { generator, left_ms }) => {
                generator.fill(&mut samples);
                *left_ms = left_ms.saturating_sub(ms);
            }
            Some(SentDigit::Pause { left_ms }) => {
                *left_ms = left_ms.saturating_sub(ms);
                self.speech.fill(at, rate, &mut samples);
            }
            _ => self.speech.fill(at, rate, &mut samples),
        }
        let mut payload = Vec::new();
        self.encoder.encode(&samples, &mut payload);
        payload
    }

    fn packet(
        &mut self,
        payload_type: u8,
        marker: bool,
        timestamp: u32,
        payload: &[u8],
        out: &mut Vec<Vec<u8>>,
    ) {
        self.sequence = self.sequence.wrapping_add(1);
        let header = Header {
            marker,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: self.ssrc,
            payload: 0..0,
        };
        let mut bytes = Vec::with_capacity(payload.len() + 12);
        header.append_to(&mut bytes);
        bytes.extend_from_slice(payload);
        out.push(bytes);
    }

    /// The codec that we send.
    pub(crate) fn codec(&self) -> Codec {
        self.setup.send.1
    }
}

impl Speech {
    fn fill(&mut self, at: Instant, rate: u32, samples: &mut [i16]) {
        let Self::Tone {
            pitch,
            phase,
            until,
        } = self
        else {
            return;
        };
        let step = std::f64::consts::TAU * *pitch / f64::from(rate);
        for sample in samples {
            *sample = (PEAK * phase.sin()) as i16;
            *phase = (*phase + step) % std::f64::consts::TAU;
        }
        if until.is_some_and(|until| at >= until) {
            *self = Self::Silence;
        }
    }
}

/// In the order of the event codes (RFC 4733 §3.2).
const KEYS: &str = "0123456789*#ABCD";
const DIGIT_MS: u32 = 100;
const PAUSE_MS: u32 = 60;
const LOUDNESS: u8 = 10;
/// About −10 dBm0.
const PEAK: f64 = 7_000.0;
/// Nobody catches up with more than this.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
