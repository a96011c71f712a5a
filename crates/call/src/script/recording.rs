//! Recording, for scripts. Two ways, one machinery:
//!
//! - `call.record(RecordRequest::new(base, &["wav"])).await` records what the caller says until a digit,
//!   a silence, a length or the hang-up, and then tells a `RecordEnd`; files are closed by then. It does
//!   not fail when the caller hangs up: that is one of the ends.
//! - `call.start_recording(BackgroundRecording { … })` records a channel or a mix while other things go
//!   on, until `stop_recording` or until it is gone; `change_recording` pauses and mutes.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use audio::SilenceMeter;
use audio::file::Format;
use media::control::{MixId, Recorded, RecordingChange, RecordingEnd, TapId, TapPoint};
use media::recorder::{Ending, Fate, RecordedFile};

use super::{Call, HungUp, News, Notice, PlayEnd};
use crate::house::House;
use crate::{ChannelId, Outcome};

/// What `Call::record` records, and how long.
#[derive(Clone, Debug)]
pub struct RecordRequest {
    /// Absolute path without ending.
    pub base: String,
    /// Endings or names of formats (`wav`, `WAV`, `gsm`, …): one file each.
    pub formats: Vec<String>,
    /// It ends after so long.
    pub longest: Option<Duration>,
    /// It ends after so long a silence.
    pub silence: Option<Duration>,
    /// Mean level below which it is silent; 0 for the usual one.
    pub silence_threshold: u16,
    /// Digits that end it; others are dropped.
    pub stop_on: String,
    /// A prompt before it (`beep`); None for none.
    pub beep: Option<String>,
    /// Files that exist are continued.
    pub append: bool,
    /// What is recorded.
    pub side: Recorded,
    /// So much is cut off when a digit ended it: the digit's own sound.
    pub cut_after_digit: Duration,
    /// So much of a silence that ended it stays.
    pub silence_kept: Duration,
    /// What becomes of the files (`Fate::Rename`: written under `base`, then moved).
    pub fate: Fate,
    /// The same when the caller hangs up; None makes no difference.
    pub fate_at_hang_up: Option<Fate>,
}

impl RecordRequest {
    /// What the far end says, into `base` with these endings, until it hangs up.
    pub fn new(base: impl Into<String>, formats: &[&str]) -> Self {
        Self {
            base: base.into(),
            formats: formats.iter().map(|it| (*it).to_owned()).collect(),
            longest: None,
            silence: None,
            silence_threshold: 0,
            stop_on: String::new(),
            beep: None,
            append: false,
            side: Recorded::Received,
            cut_after_digit: Duration::from_millis(250),
            silence_kept: Duration::from_secs(1),
            fate: Fate::Keep,
            fate_at_hang_up: None,
        }
    }
}

/// How a `Call::record` ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEnd {
    /// Why.
    pub why: RecordStop,
    /// How long what is in the files is (without what was there before).
    pub duration: Duration,
}

/// Why a `Call::record` ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordStop {
    /// This digit.
    Digit(char),
    /// The silence that was asked for.
    Silence,
    /// The length that was asked for.
    Length,
    /// The caller hung up, or was sent away.
    HungUp,
    /// Nothing could be recorded; says why.
    Failed(String),
}

/// A recording that runs beside a call.
#[derive(Clone, Debug)]
pub struct BackgroundRecording {
    /// What is recorded.
    pub thing: RecordedThing,
    /// The files.
    pub tracks: Vec<RecordedFile>,
    /// Files that exist are continued.
    pub append: bool,
    /// How much louder what is received, and what is sent, gets in the files.
    pub gains: [f32; 2],
    /// Before or after `VOLUME()`.
    pub point: TapPoint,
    /// Only while the channel talks with another.
    pub bridged_only: bool,
    /// It ends after so long.
    pub longest: Option<Duration>,
    /// It ends after so long a silence of what is received.
    pub silence: Option<Duration>,
    /// Mean level below which it is silent.
    pub silence_threshold: u16,
    /// What becomes of the files.
    pub fate: Fate,
    /// A command of the system's shell that runs when the files are closed.
    pub then: Option<String>,
    /// Who wanted it (`MixMonitor`): for lists, and so that only its own are stopped.
    pub purpose: &'static str,
}

/// What can be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedThing {
    /// A channel.
    Channel(ChannelId),
    /// A mix: the conference.
    Mix(MixId),
}

/// A running recording, for lists.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingInfo {
    /// Its number.
    pub tap: TapId,
    /// Who wanted it.
    pub purpose: &'static str,
    /// Its files.
    pub tracks: Vec<RecordedFile>,
}

/// The media plane has ended a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingOver {
    /// Which.
    pub tap: TapId,
    /// Why.
    pub why: RecordingEnd,
    /// How long it is.
    pub duration: Duration,
    /// Silence at its end.
    pub silence: Duration,
}

impl BackgroundRecording {
    /// Of this, into these files, until it is stopped.
    pub fn new(thing: RecordedThing, tracks: Vec<RecordedFile>, purpose: &'static str) -> Self {
        Self {
            thing,
            tracks,
            append: false,
            gains: [1.0, 1.0],
            point: TapPoint::AfterVolume,
            bridged_only: false,
            longest: None,
            silence: None,
            silence_threshold: SilenceMeter::USUAL_THRESHOLD,
            fate: Fate::Keep,
            then: None,
            purpose,
        }
    }
}

/// Recordings beside the call.
impl Call {
    /// Begins one; errors are sentences for people. It outlives this script.
    pub fn start_recording(&self, wanted: BackgroundRecording) -> Result<TapId, String> {
        self.house.borrow_mut().start_recording(wanted, None)
    }

    /// Pauses it, lets it go on, or mutes a direction.
    pub fn change_recording(&self, tap: TapId, change: RecordingChange) {
        self.house.borrow_mut().change_recording(tap, change);
    }

    /// Ends it; its files close a moment later.
    pub fn stop_recording(&self, tap: TapId) {
        self.house.borrow_mut().stop_recording(tap);
    }

    /// Its files get these paths at its end, one for each track.
    pub fn rename_recording(&self, tap: TapId, paths: Vec<String>) {
        self.house.borrow_mut().rename_recording(tap, paths);
    }

    /// The recordings of a channel that this purpose has, oldest first.
    pub fn recordings(&self, of: ChannelId, purpose: &str) -> Vec<RecordingInfo> {
        let mut infos = self.house.borrow().recording_infos(of);
        infos.retain(|it| it.purpose == purpose);
        infos
    }
}

/// Recording as what the caller does now.
impl Call {
    /// Records as asked. See the head of this file.
    pub async fn record(&mut self, request: RecordRequest) -> RecordEnd {
        if let Some(beep) = &request.beep {
            match self.play(&[beep], "").await {
                Ok(PlayEnd::Finished | PlayEnd::Stopped(_) | PlayEnd::Missing) => {}
                Err(HungUp) => return nothing(RecordStop::HungUp),
            }
        }
        let wanted = match self.wanted(&request) {
            Ok(wanted) => wanted,
            Err(problem) => return nothing(RecordStop::Failed(problem)),
        };
        let me = self.channel;
        let begun = self.house.borrow_mut().start_recording(wanted, Some(me));
        let guard = match begun {
            Ok(tap) => Guard {
                house: self.house.clone(),
                tap,
            },
            Err(problem) => return nothing(RecordStop::Failed(problem)),
        };
        let (digit, over) = self.await_recording(guard.tap, &request.stop_on).await;
        let why = match (digit, over.why) {
            (Some(digit), _) => RecordStop::Digit(digit),
            (None, RecordingEnd::Silence) => RecordStop::Silence,
            (None, RecordingEnd::Length) => RecordStop::Length,
            (None, RecordingEnd::Closed | RecordingEnd::Stopped) => RecordStop::HungUp,
            (None, RecordingEnd::Impossible) => {
                RecordStop::Failed("the media plane cannot make it".to_owned())
            }
        };
        self.finish_recording(guard.tap, &request, why, over).await
    }

    fn wanted(&self, request: &RecordRequest) -> Result<BackgroundRecording, String> {
        let mut tracks = Vec::new();
        for name in &request.formats {
            let format = Format::find(name)
                .ok_or_else(|| format!("there is no sound format '{name}' to record in"))?;
            tracks.push(RecordedFile {
                path: format!("{}.{}", request.base, ending_of(name, format)),
                format,
                side: request.side,
            });
        }
        let thing = RecordedThing::Channel(self.channel);
        Ok(BackgroundRecording {
            append: request.append,
            longest: request.longest,
            silence: request.silence,
            silence_threshold: match request.silence_threshold {
                0 => SilenceMeter::USUAL_THRESHOLD,
                threshold => threshold,
            },
            fate: request
                .fate_at_hang_up
                .as_ref()
                .unwrap_or(&request.fate)
                .clone(),
            ..BackgroundRecording::new(thing, tracks, "Record")
        })
    }

    /// Waits for a digit or the end. After a digit or a hang-up the end is ordered, and waited for.
    async fn await_recording(
        &mut self,
        tap: TapId,
        stop_on: &str,
    ) -> (Option<char>, RecordingOver) {
        let own = self.channel;
        let ended = |n: &Notice| matches!(&n.news, News::RecordingEnded(over) if over.tap == tap);
        let mine = |n: &Notice| ended(n) || n.about == own && matches!(n.news, News::Digit { .. });
        let digit = loop {
            match self
                .pick(None, true, mine)
                .await
                .map(|it| it.map(|n| n.news))
            {
                Ok(Some(News::RecordingEnded(over))) => return (None, over),
                Ok(Some(News::Digit { digit, .. })) if stop_on.contains(digit) => {
                    break Some(digit);
                }
                Ok(_) => {}
                Err(HungUp) => break None,
            }
        };
        self.house.borrow_mut().stop_recording(tap);
        let until = self.after(MEDIA_PATIENCE);
        let last = self.pick(Some(until), false, ended).await;
        match last.map(|it| it.map(|n| n.news)) {
            Ok(Some(News::RecordingEnded(over))) => (digit, over),
            _ => (
                digit,
                RecordingOver {
                    tap,
                    why: RecordingEnd::Closed,
                    duration: Duration::ZERO,
                    silence: Duration::ZERO,
                },
            ),
        }
    }

    async fn finish_recording(
        &mut self,
        tap: TapId,
        request: &RecordRequest,
        why: RecordStop,
        over: RecordingOver,
    ) -> RecordEnd {
        let cut = match why {
            RecordStop::Digit(_) => request.cut_after_digit,
            RecordStop::Silence => over.silence.saturating_sub(request.silence_kept),
            RecordStop::Length | RecordStop::HungUp | RecordStop::Failed(_) => Duration::ZERO,
        };
        let cut = cut.min(over.duration);
        let ending = Ending {
            cut_ms: u32::try_from(cut.as_millis()).unwrap_or(u32::MAX),
            fate: match (&why, &request.fate_at_hang_up) {
                (RecordStop::HungUp, Some(fate)) => fate.clone(),
                _ => request.fate.clone(),
            },
        };
        let closing = self.house.borrow_mut().close_recording(tap, ending);
        let mut failed = None;
        if let Some(id) = closing {
            let mine = |n: &Notice| matches!(&n.news, News::Done(done, _) if *done == id);
            if let Ok(Some(Notice {
                news: News::Done(_, Outcome::Failed(problem)),
                ..
            })) = self.pick(None, false, mine).await
            {
                failed = Some(RecordStop::Failed(problem));
            }
        }
        RecordEnd {
            why: failed.unwrap_or(why),
            duration: over.duration - cut,
        }
    }
}

/// A script that is dropped while it records leaves the files to the house.
struct Guard {
    house: Rc<RefCell<House>>,
    tap: TapId,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.house.borrow_mut().abandon_recording(self.tap);
    }
}

/// `wav49` is written as `WAV`; any other name stays as it was asked for.
fn ending_of(name: &str, format: &Format) -> String {
    match name {
        "wav49" => format.extension().to_owned(),
        _ => name.to_owned(),
    }
}

fn nothing(why: RecordStop) -> RecordEnd {
    RecordEnd {
        why,
        duration: Duration::ZERO,
    }
}

/// How long the media plane may take to hand out the rest.
const MEDIA_PATIENCE: Duration = Duration::from_secs(3);
