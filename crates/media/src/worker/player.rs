//! What a session plays by its own clock: tones, sounds once, music for ever.

use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::{
    Codec, Encode, OpusSettings, SampleRate, Sound, ToneGenerator, ToneList, Transcoder, encoder,
};

use super::converter::{After, silence};
use super::shelf::{Shelf, Ticket, chunk};
use crate::control::{PlaybackId, Source};

/// Makes the packets of a tone, of sounds or of music.
pub(super) struct Player {
    program: Program,
    codec: Codec,
    packet_bytes: usize,
    packet: Duration,
    voice: Option<Voice>,
    /// The sound that is heard now, when it comes from the shelf: its place then counts bytes there.
    ticket: Option<Ticket>,
    /// From linear samples to packets of varying size.
    after: Option<After>,
    linear: Vec<u8>,
    pending: Vec<u8>,
    /// When the next packet is due, and its timestamp; None before the first.
    pub(super) clock: Option<(Instant, u32)>,
}

enum Program {
    Tone(Arc<ToneList>),
    Sounds {
        playback: PlaybackId,
        sounds: Vec<Arc<Sound>>,
        place: Place,
    },
    Music {
        sounds: Arc<[Arc<Sound>]>,
        place: Place,
    },
}

/// How far a list of sounds is played.
#[derive(Clone, Copy, Default)]
struct Place {
    sound: usize,
    byte: usize,
    /// Something of this round could be played; music of which nothing can would never end.
    fruitful: bool,
}

/// What turns the program into payload; made anew when either side changes its codec.
enum Voice {
    Tone {
        generator: ToneGenerator,
        encoder: Box<dyn Encode>,
        samples: Vec<i16>,
        over: bool,
    },
    Sound {
        from: Codec,
        transcoder: Transcoder,
    },
}

/// What the player gives for a moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A packet was appended.
    Packet,
    /// All is played.
    Over,
    /// We cannot make this codec.
    Impossible,
}

impl Player {
    pub(super) fn new(source: &Source) -> Self {
        let place = Place::default();
        let program = match source {
            Source::Tone(list) => Program::Tone(Arc::clone(list)),
            Source::Sounds { playback, sounds } => Program::Sounds {
                playback: *playback,
                sounds: sounds.clone(),
                place,
            },
            Source::Music { sounds } => Program::Music {
                sounds: Arc::clone(sounds),
                place,
            },
            Source::Silence | Source::Relay { .. } | Source::Echo | Source::Mix { .. } => {
                Program::Tone(Arc::new(ToneList::default()))
            }
        };
        Self {
            program,
            codec: Codec::Ulaw,
            packet_bytes: 0,
            packet: Duration::from_millis(20),
            voice: None,
            ticket: None,
            after: None,
            linear: Vec::new(),
            pending: Vec::new(),
            clock: None,
        }
    }

    /// From now on packets are like this; the program goes on where it was.
    pub(super) fn set_format(&mut self, codec: Codec, packet_ms: u8) {
        let after = match codec.frame_unit() {
            Some(_) => None,
            // Prompts and tones have no more than this.
            None => After::near(codec, SampleRate::R16000),
        };
        let (after, codec) = after.map_or((None, codec), |(after, codec)| (Some(after), codec));
        self.leave_shelf();
        self.after = after;
        if codec != self.codec {
            self.pending.clear();
            self.voice = None;
        }
        self.codec = codec;
        self.packet = Duration::from_millis(u64::from(packet_ms));
        self.packet_bytes = codec.frame_bytes(u32::from(packet_ms)).unwrap_or(0);
        // The clock may count in other units now.
        self.clock = None;
    }

    /// Which playback this is, for the report of its end.
    pub(super) fn playback(&self) -> Option<PlaybackId> {
        match self.program {
            Program::Sounds { playback, .. } => Some(playback),
            Program::Tone(_) | Program::Music { .. } => None,
        }
    }

    /// How long a packet lasts.
    pub(super) fn packet(&self) -> Duration {
        self.packet
    }

    /// Works as the far end asked for.
    pub(super) fn tune(&mut self, settings: &OpusSettings) {
        if let Some(after) = &mut self.after {
            after.tune(settings);
        }
    }

    /// Goes on without the shelf, from the frame that it has come to.
    pub(super) fn leave_shelf(&mut self) {
        if self.ticket.take().is_none() {
            return;
        }
        let (sounds, place): (&[Arc<Sound>], _) = match &mut self.program {
            Program::Tone(_) => return,
            Program::Sounds { sounds, place, .. } => (sounds, place),
            Program::Music { sounds, place } => (sounds, place),
        };
        let Some(sound) = sounds.get(place.sound) else {
            return;
        };
        let ms = self.codec.duration_ms(place.byte).unwrap_or(0);
        let unit = sound.codec.frame_unit().unwrap_or(1).max(1);
        let bytes = ms as usize * sound.codec.frame_bytes(60).unwrap_or(0) / 60;
        place.byte = bytes - bytes % unit;
    }

    /// Appends the payload of the next packet.
    pub(super) fn next_packet(&mut self, out: &mut Vec<u8>, shelf: &mut Shelf) -> Step {
        if self.after.is_none() {
            return self.next_whole(out, shelf);
        }
        let mut linear = std::mem::take(&mut self.linear);
        linear.clear();
        let step = self.next_whole(&mut linear, shelf);
        // Half a packet at the end is filled up: there are none of odd lengths.
        if step == Step::Packet {
            linear.resize(self.packet_bytes, 0);
            if let Some(after) = &mut self.after {
                out.extend_from_slice(after.encode(&linear));
            }
        }
        self.linear = linear;
        step
    }

    fn next_whole(&mut self, out: &mut Vec<u8>, shelf: &mut Shelf) -> Step {
        if self.packet_bytes == 0 {
            return Step::Impossible;
        }
        if let Program::Tone(list) = &self.program {
            return match &mut self.voice {
                Some(voice) => voice.tone_packet(self.packet_bytes, &mut self.pending, out),
                None => match Voice::tone(list, self.codec, self.packet) {
                    Some(voice) => {
                        let voice = self.voice.insert(voice);
                        voice.tone_packet(self.packet_bytes, &mut self.pending, out)
                    }
                    None => Step::Impossible,
                },
            };
        }
        let over = !self.gather(shelf);
        if over && self.pending.is_empty() {
            return Step::Over;
        }
        if over {
            self.fill_up();
        }
        let end = self.packet_bytes.min(self.pending.len());
        out.extend(self.pending.drain(..end));
        Step::Packet
    }

    /// Converts sounds until a packet is full; false when there are no more.
    fn gather(&mut self, shelf: &mut Shelf) -> bool {
        let (sounds, place, endless): (&[Arc<Sound>], _, _) = match &mut self.program {
            Program::Tone(_) => return false,
            Program::Sounds { sounds, place, .. } => (sounds, place, false),
            Program::Music { sounds, place } => (sounds, place, true),
        };
        let mut barren = 0;
        while self.pending.len() < self.packet_bytes {
            let Some(sound) = sounds.get(place.sound) else {
                if !endless || !std::mem::take(&mut place.fruitful) {
                    return false;
                }
                *place = Place::default();
                continue;
            };
            if place.byte == 0 && self.ticket.is_none() && sound.codec != self.codec {
                self.ticket = shelf.borrow(sound, self.codec);
            }
            if let Some(ticket) = &self.ticket {
                let wanted = self.packet_bytes - self.pending.len();
                let bytes = shelf.bytes(ticket, place.byte, wanted);
                self.pending.extend_from_slice(bytes);
                place.byte += bytes.len();
                place.fruitful |= !bytes.is_empty();
                if bytes.is_empty() {
                    self.ticket = None;
                    place.sound += 1;
                    place.byte = 0;
                }
                continue;
            }
            // Packets of varying size cannot be told apart in a row of bytes.
            let chunk = match sound.codec.frame_unit() {
                Some(_) => chunk(sound, place.byte),
                None => &[],
            };
            if chunk.is_empty() {
                place.sound += 1;
                place.byte = 0;
                continue;
            }
            if !matches!(&self.voice, Some(Voice::Sound { from, .. }) if *from == sound.codec) {
                self.voice =
                    Transcoder::new(sound.codec, self.codec).map(|transcoder| Voice::Sound {
                        from: sound.codec,
                        transcoder,
                    });
            }
            let Some(Voice::Sound { transcoder, .. }) = &mut self.voice else {
                // No way to this codec: the sound is left out.
                place.sound += 1;
                place.byte = 0;
                continue;
            };
            let before = self.pending.len();
            transcoder.convert(chunk, &mut self.pending);
            place.byte += chunk.len();
            place.fruitful = true;
            // Codecs of long frames gather samples at first; but what never gives any is not endless.
            barren = match self.pending.len() > before {
                true => 0,
                false => barren + 1,
            };
            if barren > BARREN_MAX {
                return false;
            }
        }
        true
    }

    /// Completes the last packet with silence.
    fn fill_up(&mut self) {
        let missing = self.packet_bytes.saturating_sub(self.pending.len());
        let silence = silence(self.codec, self.packet_bytes);
        let from = silence.len().saturating_sub(missing);
        self.pending.extend_from_slice(&silence[from..]);
    }
}

impl Voice {
    fn tone(list: &Arc<ToneList>, codec: Codec, packet: Duration) -> Option<Self> {
        let rate = codec.sample_rate();
        let samples = packet.as_millis() as usize * rate as usize / 1_000;
        Some(Self::Tone {
            generator: ToneGenerator::new(Arc::clone(list), rate),
            encoder: encoder(codec)?,
            samples: vec![0; samples],
            over: list.parts.is_empty(),
        })
    }

    fn tone_packet(
        &mut self,
        packet_bytes: usize,
        pending: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Step {
        let Self::Tone {
            generator,
            encoder,
            samples,
            over,
        } = self
        else {
            return Step::Impossible;
        };
        if *over {
            return Step::Over;
        }
        while pending.len() < packet_bytes {
            *over = !generator.fill(samples);
            let before = pending.len();
            encoder.encode(samples, pending);
            if pending.len() == before {
                break;
            }
        }
        let end = packet_bytes.min(pending.len());
        out.extend(pending.drain(..end));
        Step::Packet
    }
}

/// So many chunks of 20 ms without any result.
const BARREN_MAX: usize = 50;
