//! What a person hears in a phone: pitches, prompts, tones with their cadence, silence.
//!
//! Listening goes forward: what was heard once is not heard again by the next verb.

use std::time::{Duration, Instant};

use audio::measure;

use super::ear::{RATE, is_silent, sounds_like};
use super::{PATIENCE, Phone};

impl Phone {
    /// Hears a pure tone of so many Hz, or begins to within a few seconds.
    #[track_caller]
    pub fn hears(&self, pitch: f64) {
        self.hears_within(PATIENCE, &[pitch], &format!("a tone of {pitch} Hz"));
    }

    /// Hears several pure tones together.
    #[track_caller]
    pub fn hears_together(&self, pitches: &[f64]) {
        self.hears_within(PATIENCE, pitches, &format!("tones of {pitches:?} Hz"));
    }

    /// Hears a prompt (`vm-intro`; `fr/vm-intro` in a language that is not English).
    #[track_caller]
    pub fn hears_prompt(&self, name: &str) {
        let pitch = crate::sounds::pitch_of(name);
        self.hears_within(
            PATIENCE,
            &[pitch],
            &format!("the prompt '{name}' ({pitch} Hz)"),
        );
    }

    /// Hears music of this class.
    #[track_caller]
    pub fn hears_music(&self, class: &str) {
        let pitch = crate::sounds::pitch_of_music(class);
        self.hears_within(
            PATIENCE,
            &[pitch],
            &format!("music of '{class}' ({pitch} Hz)"),
        );
    }

    /// Hears pitches within this time, `what` in words.
    #[track_caller]
    pub fn hears_within(&self, patience: Duration, pitches: &[f64], what: &str) {
        let began = self.look(|phone, now| phone.ear.listened_to.unwrap_or(now - RECENT));
        let until = self.look(|_, now| now) + patience;
        let mut from = began;
        loop {
            let now = self.look(|_, now| now);
            while from + WINDOW <= now {
                let heard = self.look(|phone, _| phone.ear.between(from, from + WINDOW));
                if sounds_like(&heard, pitches) {
                    return self.has_listened(from + WINDOW);
                }
                from += HOP;
            }
            if now >= until {
                let heard = self.heard(began, now);
                self.fails(&format!(
                    "does not hear {what} within {patience:?}; it heard {heard}"
                ));
            }
            self.passes(HOP);
        }
    }

    /// Hears nothing for so long, from now on.
    #[track_caller]
    pub fn hears_nothing(&self, how_long: Duration) {
        let from = self.look(|_, now| now);
        self.passes(how_long);
        let to = self.look(|_, now| now);
        if !is_silent(&self.look(|phone, _| phone.ear.between(from, to))) {
            let heard = self.heard(from, to);
            self.fails(&format!("hears something and should not: {heard}"));
        }
        self.has_listened(to);
    }

    /// Forgets what it has heard: the next verb listens from now on.
    #[track_caller]
    pub fn listens_afresh(&self) {
        let now = self.look(|_, now| now);
        self.has_listened(now);
    }

    /// Hears tones and pauses in turn (milliseconds of sound and of silence), `pitches` in the
    /// sound, beginning with a sound that begins from now on.
    #[track_caller]
    pub fn hears_cadence(&self, pitches: &[f64], cadence: &[(u32, u32)]) {
        let from = self.look(|phone, now| phone.ear.listened_to.unwrap_or(now - RECENT));
        let whole: u32 = cadence.iter().map(|(sound, silence)| sound + silence).sum();
        let longest = Duration::from_millis(u64::from(whole) * 2) + PATIENCE;
        let until = self.look(|_, now| now) + longest;
        loop {
            self.passes(HOP);
            let now = self.look(|_, now| now);
            // The newest packets may still be on their way.
            let heard = self.look(|phone, _| phone.ear.between(from, now - IN_FLIGHT));
            match follows(&heard, pitches, cadence) {
                Followed::Until(end_ms) => {
                    return self.has_listened(from + Duration::from_millis(u64::from(end_ms)));
                }
                Followed::SoFar if now < until => {}
                Followed::SoFar | Followed::Not => {
                    let what = self.heard(from, now);
                    self.fails(&format!(
                        "does not hear the cadence {cadence:?}; it heard {what}"
                    ));
                }
            }
        }
    }

    fn has_listened(&self, until: Instant) {
        self.act(|phone, _| phone.ear.listened_to = Some(until));
    }

    /// What was heard, in words.
    fn heard(&self, from: Instant, to: Instant) -> String {
        let (samples, packets) =
            self.look(|phone, _| (phone.ear.between(from, to), phone.ear.packets));
        let segments = measure::cadence(&samples, RATE);
        let mut words = Vec::new();
        for segment in segments.iter().take(MOST_WORDS) {
            let (start, length) = (segment.start_ms, segment.duration_ms);
            if !segment.sound {
                words.push(format!("silence of {length} ms"));
                continue;
            }
            let middle = &samples[(start + length / 3) as usize * 8..];
            let pitch = measure::dominant_pitch(middle, RATE).unwrap_or_default();
            words.push(format!("{pitch:.0} Hz for {length} ms"));
        }
        format!("{} ({packets} packets in all)", words.join(", "))
    }
}

enum Followed {
    /// Wholly; it ended at this millisecond.
    Until(u32),
    SoFar,
    Not,
}

/// Does a recording, from its first sound on, follow a cadence?
fn follows(heard: &[i16], pitches: &[f64], cadence: &[(u32, u32)]) -> Followed {
    let segments = measure::cadence(heard, RATE);
    let mut segments = segments
        .iter()
        .skip_while(|segment| !segment.sound)
        .peekable();
    let mut end_ms = 0;
    for &(sound, silence) in cadence {
        for (expected, is_sound) in [(sound, true), (silence, false)] {
            let Some(segment) = segments.next() else {
                return Followed::SoFar;
            };
            if segment.duration_ms > expected + TOLERANCE_MS {
                return Followed::Not;
            }
            if segment.duration_ms + TOLERANCE_MS < expected {
                // The last one may go on.
                return if segments.peek().is_none() {
                    Followed::SoFar
                } else {
                    Followed::Not
                };
            }
            end_ms = segment.start_ms + segment.duration_ms;
            let middle = (segment.start_ms + segment.duration_ms / 4) as usize * 8;
            let end = middle + (segment.duration_ms / 2) as usize * 8;
            let inner = heard.get(middle..end).unwrap_or_default();
            if is_sound && !sounds_like(inner, pitches) {
                return Followed::Not;
            }
        }
    }
    Followed::Until(end_ms)
}

/// A pitch must be heard for so long.
const WINDOW: Duration = Duration::from_millis(200);
const HOP: Duration = Duration::from_millis(50);
/// The first verb that listens also hears what sounded just before it.
const RECENT: Duration = Duration::from_millis(500);
/// A packet is as long, and takes as long, as this at most.
const IN_FLIGHT: Duration = Duration::from_millis(100);
/// How far a cadence may be off: a packet and the edges of the measurement.
const TOLERANCE_MS: u32 = 45;
const MOST_WORDS: usize = 30;
