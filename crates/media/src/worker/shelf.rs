//! Sounds that were converted for one listener and serve all others of the same codec. As much of a sound
//! is converted as somebody has heard; sounds that nobody hears make room for new ones.

use std::sync::Arc;

use audio::{Codec, Sound, Transcoder};

use super::converter::silence;

/// The converted sounds of a worker.
#[derive(Default)]
pub(super) struct Shelf {
    pieces: Vec<Option<Piece>>,
    /// Bytes of all pieces when they are whole.
    bytes: usize,
    /// Counts what was asked for, so that the longest unused piece is known.
    turn: u64,
}

/// The right to a piece: it stays while somebody has this.
pub(super) struct Ticket {
    place: usize,
    _held: Arc<()>,
}

struct Piece {
    /// Kept, so that its address names it.
    sound: Arc<Sound>,
    codec: Codec,
    transcoder: Transcoder,
    done: Vec<u8>,
    /// Bytes of the sound that were converted.
    consumed: usize,
    whole: usize,
    used: u64,
    held: Arc<()>,
}

impl Shelf {
    /// A sound in another codec; None when it cannot be converted or there is no room for it.
    pub(super) fn borrow(&mut self, sound: &Arc<Sound>, codec: Codec) -> Option<Ticket> {
        self.turn += 1;
        let turn = self.turn;
        let known = |piece: &Piece| Arc::ptr_eq(&piece.sound, sound) && piece.codec == codec;
        let mut pieces = self.pieces.iter();
        let found = pieces.position(|piece| piece.as_ref().is_some_and(known));
        let place = match found {
            Some(place) => place,
            None => self.add(Piece::new(sound, codec)?)?,
        };
        let piece = self.pieces.get_mut(place)?.as_mut()?;
        piece.used = turn;
        Some(Ticket {
            place,
            _held: piece.held.clone(),
        })
    }

    /// So many bytes from a position on; fewer, or none, at the end.
    pub(super) fn bytes(&mut self, ticket: &Ticket, from: usize, wanted: usize) -> &[u8] {
        let Some(Some(piece)) = self.pieces.get_mut(ticket.place) else {
            return &[];
        };
        piece.convert_to(from.saturating_add(wanted));
        let rest = piece.done.get(from..).unwrap_or_default();
        &rest[..wanted.min(rest.len())]
    }

    fn add(&mut self, piece: Piece) -> Option<usize> {
        if piece.whole > MOST_BYTES {
            return None;
        }
        while self.bytes + piece.whole > MOST_BYTES || self.pieces.len() >= MOST_PIECES {
            if !self.drop_oldest() {
                break;
            }
        }
        if self.bytes + piece.whole > MOST_BYTES {
            return None;
        }
        self.bytes += piece.whole;
        let free = self.pieces.iter().position(Option::is_none);
        let place = free.unwrap_or(self.pieces.len());
        if place == self.pieces.len() {
            if place >= MOST_PIECES {
                self.bytes -= piece.whole;
                return None;
            }
            self.pieces.push(None);
        }
        self.pieces[place] = Some(piece);
        Some(place)
    }

    /// False when all that is there is heard by somebody.
    fn drop_oldest(&mut self) -> bool {
        let unheard = |piece: &Piece| Arc::strong_count(&piece.held) == 1;
        let pieces = self.pieces.iter().enumerate();
        let candidates = pieces.filter_map(|(place, piece)| {
            let piece = piece.as_ref().filter(|piece| unheard(piece))?;
            Some((piece.used, place))
        });
        let Some((_, place)) = candidates.min() else {
            return false;
        };
        if let Some(piece) = self.pieces[place].take() {
            self.bytes -= piece.whole;
        }
        true
    }
}

impl Piece {
    fn new(sound: &Arc<Sound>, codec: Codec) -> Option<Self> {
        let ms = sound.codec.duration_ms(sound.data.len())?;
        let whole =
            codec.frame_bytes(u32::try_from(ms).ok()?.next_multiple_of(LONGEST_FRAME_MS))?;
        Some(Self {
            sound: sound.clone(),
            codec,
            transcoder: Transcoder::new(sound.codec, codec)?,
            done: Vec::new(),
            consumed: 0,
            whole,
            used: 0,
            held: Arc::new(()),
        })
    }

    fn convert_to(&mut self, end: usize) {
        while self.done.len() < end {
            let chunk = chunk(&self.sound, self.consumed);
            if chunk.is_empty() {
                return;
            }
            self.transcoder.convert(chunk, &mut self.done);
            self.consumed += chunk.len();
            if self.consumed == self.sound.data.len() {
                self.complete();
            }
        }
    }

    /// An encoder of long frames keeps what does not fill one: the end gets a little silence.
    fn complete(&mut self) {
        let from = self.sound.codec;
        let (unit, samples) = (from.frame_unit(), from.frame_samples());
        let frame = self.codec.frame_samples().unwrap_or(1) as usize;
        let (Some(unit), Some(samples)) = (unit, samples) else {
            return;
        };
        let all = self.sound.data.len() / unit.max(1) * samples as usize;
        if !all.is_multiple_of(frame.max(1)) {
            let rest = silence(from, from.frame_bytes(20).unwrap_or(unit));
            self.transcoder.convert(&rest, &mut self.done);
        }
    }
}

/// The next 20 ms of a sound, or one frame of its codec if that is longer.
pub(super) fn chunk(sound: &Sound, from: usize) -> &[u8] {
    let unit = sound.codec.frame_unit().unwrap_or(160);
    let bytes = sound.codec.frame_bytes(20).unwrap_or(unit);
    let rest = sound.data.get(from..).unwrap_or_default();
    &rest[..bytes.min(rest.len())]
}

/// Bytes of converted sounds that a worker keeps: a quarter of an hour of 8 bits, 8 kHz.
const MOST_BYTES: usize = 8 << 20;
const MOST_PIECES: usize = 256;
const LONGEST_FRAME_MS: u32 = 60;

#[cfg(test)]
mod tests;
