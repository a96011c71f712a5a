//! Playing prompts, tones and music, and reading digits.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use audio::Sound;
use media::control::{PlaybackId, Source};

use super::{Call, HungUp, News, Notice};
use crate::{ChannelState, Effect, HangupCause, LogLevel, Outcome, Signal};

/// How a playback ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayEnd {
    /// To its end.
    Finished,
    /// This digit stopped it.
    Stopped(char),
    /// No file was found, or none could be read.
    Missing,
}

/// What `Call::ask` reads.
#[derive(Clone, Copy, Debug)]
pub struct Digits<'a> {
    /// This many at most; 0 for any number.
    pub max: usize,
    /// Digits that end the input; they are not part of it.
    pub end: &'a str,
    /// For the first digit.
    pub first_patience: Duration,
    /// For each further digit.
    pub patience: Duration,
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The digits, without the one that ended them.
    pub text: String,
    /// The digit that ended the input; `None` when it was full or time ran out.
    pub terminator: Option<char>,
    /// Time ran out.
    pub timed_out: bool,
}

impl Call {
    /// Plays prompts one after the other. A digit of `stop_on` stops them; others are dropped.
    pub async fn play(&mut self, names: &[&str], stop_on: &str) -> Result<PlayEnd, HungUp> {
        let sounds = self.load_sounds(names).await?;
        if sounds.is_empty() {
            return if names.is_empty() {
                Ok(PlayEnd::Finished)
            } else {
                Ok(PlayEnd::Missing)
            };
        }
        let patience: Duration = sounds.iter().map(|s| duration(s)).sum::<Duration>() + GRACE;
        let playback = self.begin_sounds(sounds);
        self.await_end(playback, patience, stop_on).await
    }

    /// Plays prompts to another channel; this one waits for the end, or for either to hang up.
    pub async fn play_to_other(
        &mut self,
        other: crate::ChannelId,
        names: &[&str],
    ) -> Result<PlayEnd, HungUp> {
        let mut there = self.on(other);
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let end = Rc::new(Cell::new(PlayEnd::Finished));
        let ended = end.clone();
        self.run_on(other, async move {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            if let Ok(how) = there.play(&names, "").await {
                ended.set(how);
            }
        })
        .await?;
        Ok(end.get())
    }

    /// Plays a tone of the zone, or a list, until something else is sent. False when there is no such
    /// tone.
    pub fn play_tone(&self, name_or_list: &str) -> bool {
        let Some(tone) = self.tone(name_or_list) else {
            return false;
        };
        self.send(Source::Tone(tone));
        true
    }

    /// Tells the far end that it rings: by signalling before the answer, by the zone's tone after it.
    pub fn indicate_ringing(&self) {
        if self.is_up() {
            self.play_tone("ring");
        } else {
            self.signal(Signal::Ringing);
        }
    }

    /// Busy: by signalling before the answer (the call then ends), by the tone after it.
    pub fn indicate_busy(&self) {
        self.refuse("busy", Signal::Busy, HangupCause::USER_BUSY);
    }

    /// Congestion: by signalling before the answer (the call then ends), by the tone after it.
    pub fn indicate_congestion(&self) {
        self.refuse("congestion", Signal::Congestion, HangupCause::CONGESTION);
    }

    fn refuse(&self, tone: &str, signal: Signal, cause: HangupCause) {
        if self.is_up() {
            self.play_tone(tone);
        } else {
            self.change(|c| c.hangup_cause = cause);
            self.signal(signal);
        }
    }

    /// Plays music of a class (empty: the channel's, else `default`). False when there is none.
    pub async fn start_music(&mut self, class: &str) -> Result<bool, HungUp> {
        let id = self.channel;
        self.start_music_on(id, class).await
    }

    /// Plays music to another channel.
    pub async fn start_music_on(
        &mut self,
        id: crate::ChannelId,
        class: &str,
    ) -> Result<bool, HungUp> {
        let Some((own, codec)) = self.look_at(id, |c| (c.music_class.clone(), c.codec)) else {
            return Ok(false);
        };
        let wanted = [class, own.as_str(), "default"].map(str::to_owned);
        let mut tried: Vec<String> = Vec::new();
        for class in wanted.into_iter().filter(|c| !c.is_empty()) {
            if tried.contains(&class) {
                continue;
            }
            let effect = Effect::LoadMusic {
                class: class.clone(),
                codec,
            };
            if let Outcome::Music(sounds) = self.perform(effect).await?
                && !sounds.is_empty()
            {
                self.send_to(id, Source::Music { sounds });
                return Ok(true);
            }
            tried.push(class);
        }
        self.warn(format!("no music in class {}", tried.join(" or ")));
        Ok(false)
    }

    /// Plays prompts, then reads digits; a digit during the prompts stops them and counts.
    pub async fn ask(&mut self, names: &[&str], digits: Digits<'_>) -> Result<Typed, HungUp> {
        let first = match self.play(names, ALL_DIGITS).await? {
            PlayEnd::Stopped(digit) => Some(digit),
            PlayEnd::Finished | PlayEnd::Missing => None,
        };
        self.read_digits(first, digits).await
    }

    /// Reads digits; `first` came already.
    pub async fn read_digits(
        &mut self,
        first: Option<char>,
        digits: Digits<'_>,
    ) -> Result<Typed, HungUp> {
        let mut text = String::new();
        let mut waiting = first;
        loop {
            let patience = if text.is_empty() {
                digits.first_patience
            } else {
                digits.patience
            };
            let until = self.after(patience);
            let next = match waiting.take() {
                Some(digit) => Some(digit),
                None => self.next_digit(Some(until)).await?,
            };
            let Some(digit) = next else {
                return Ok(Typed {
                    text,
                    terminator: None,
                    timed_out: true,
                });
            };
            if digits.end.contains(digit) {
                return Ok(Typed {
                    text,
                    terminator: Some(digit),
                    timed_out: false,
                });
            }
            text.push(digit);
            if digits.max > 0 && text.len() >= digits.max {
                return Ok(Typed {
                    text,
                    terminator: None,
                    timed_out: false,
                });
            }
        }
    }

    /// Reads prompt files; one that is missing is warned about and left out.
    pub async fn load_sounds(&mut self, names: &[&str]) -> Result<Vec<Arc<Sound>>, HungUp> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let (language, codec) = self.look(|c| (c.language.clone(), c.codec)).ok_or(HungUp)?;
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let effect = Effect::LoadSounds {
            names: names.clone(),
            language: language.clone(),
            codec,
        };
        let Outcome::Sounds(found) = self.perform(effect).await? else {
            return Ok(Vec::new());
        };
        for (name, sound) in names.iter().zip(&found) {
            if sound.is_none() {
                self.log(
                    LogLevel::Warning,
                    format!(
                        "sound '{name}' is in no format and language (looked for {language}, en)"
                    ),
                );
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// Lets sounds be heard; `News::PlaybackEnded` tells their end.
    pub fn begin_sounds(&self, sounds: Vec<Arc<Sound>>) -> PlaybackId {
        let playback = self.house.borrow_mut().next_playback();
        self.send(Source::Sounds { playback, sounds });
        playback
    }

    async fn await_end(
        &mut self,
        playback: PlaybackId,
        patience: Duration,
        stop_on: &str,
    ) -> Result<PlayEnd, HungUp> {
        let until = self.after(patience);
        let own = self.channel;
        // What others tell meanwhile (a transfer, a hold) is for whoever plays this.
        let mine = |n: &Notice| {
            n.about == own && matches!(n.news, News::Digit { .. } | News::PlaybackEnded(_))
        };
        let end = loop {
            match self.pick(Some(until), true, mine).await? {
                // A far end that negotiated no media hears nothing; the time passes all the same.
                None => break PlayEnd::Finished,
                Some(Notice {
                    news: News::PlaybackEnded(which),
                    ..
                }) if which == playback => {
                    break PlayEnd::Finished;
                }
                Some(Notice {
                    news: News::Digit { digit, .. },
                    ..
                }) if stop_on.contains(digit) => {
                    break PlayEnd::Stopped(digit);
                }
                Some(_) => {}
            }
        };
        self.restore_sound();
        Ok(end)
    }
}

/// Rings at the leg or in the audio, by its state.
impl Call {
    /// Is it not answered yet?
    pub fn is_ringing_in(&self) -> bool {
        self.look(|c| c.incoming && c.state == ChannelState::Ring)
            .unwrap_or(false)
    }
}

fn duration(sound: &Sound) -> Duration {
    Duration::from_millis(sound.duration_ms())
}

/// Every digit there is.
pub(crate) const ALL_DIGITS: &str = "0123456789*#ABCD";
/// How much later than its length a playback is taken as over, if nobody reports its end.
const GRACE: Duration = Duration::from_millis(500);
