//! Recordings that run beside calls. They belong to nobody's script: a recording goes on wherever its
//! channel is sent, and its files are closed when the channel is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use media::control::{MediaCommand, MixId, RecordingChange, TapId};
use media::recorder::{Ending, Fate, RecordingPlan};

use super::House;
use crate::script::{
    BackgroundRecording, News, Notice, RecordedThing, RecordingInfo, RecordingOver,
};
use crate::{ChannelId, Effect, EffectId, Event, LogLevel, Outcome, Technology};

/// All of them.
#[derive(Default)]
pub(crate) struct Recordings {
    pub(crate) running: BTreeMap<TapId, Running>,
    /// Files that are being opened, closed, or worked on by a program afterwards.
    effects: BTreeMap<EffectId, Step>,
    last: u64,
}

/// One that runs.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    /// What was asked to be recorded.
    pub(crate) thing: RecordedThing,
    /// Whose sound that is: behind a Local channel there is a real one.
    speaker: Option<ChannelId>,
    pub(crate) plan: Arc<RecordingPlan>,
    /// The script that waits for its end.
    listener: Option<ChannelId>,
    bridged_only: bool,
    paused: bool,
    fate: Fate,
    then: Option<String>,
    pub(crate) purpose: &'static str,
}

/// What an effect was for.
enum Step {
    Open(TapId),
    Close { then: Option<String> },
    Program(String),
}

impl House {
    /// Begins a recording; errors are sentences for people.
    pub(crate) fn start_recording(
        &mut self,
        wanted: BackgroundRecording,
        listener: Option<ChannelId>,
    ) -> Result<TapId, String> {
        self.recordings.last += 1;
        let tap = TapId(self.recordings.last);
        let plan = RecordingPlan {
            tap,
            tracks: wanted.tracks,
            append: wanted.append,
            gains: wanted.gains,
        };
        plan.check()?;
        let mut setup = plan.setup();
        setup.point = wanted.point;
        setup.longest_ms = wanted.longest.map(milliseconds);
        setup.silence_ms = wanted.silence.map(milliseconds);
        setup.silence_threshold = wanted.silence_threshold;
        let speaker = match wanted.thing {
            RecordedThing::Mix(_) => None,
            RecordedThing::Channel(id) => Some(self.media_behind(id).ok_or_else(|| {
                "nobody whose sound could be recorded is on this channel".to_owned()
            })?),
        };
        let plan = Arc::new(plan);
        let effect = self.perform(None, Effect::OpenRecording { plan: plan.clone() });
        self.recordings.effects.insert(effect, Step::Open(tap));
        self.order_media(match (wanted.thing, speaker) {
            (RecordedThing::Mix(mix), _) => MediaCommand::RecordMix { mix, tap, setup },
            (RecordedThing::Channel(id), speaker) => MediaCommand::Record {
                media: speaker.unwrap_or(id).media(),
                tap,
                setup,
            },
        });
        let running = Running {
            thing: wanted.thing,
            speaker,
            plan,
            listener,
            bridged_only: wanted.bridged_only,
            paused: false,
            fate: wanted.fate,
            then: wanted.then,
            purpose: wanted.purpose,
        };
        self.recordings.running.insert(tap, running);
        if let (true, RecordedThing::Channel(id)) = (wanted.bridged_only, wanted.thing) {
            let bridged = self.channels.get(&id).is_some_and(|c| c.bridge.is_some());
            self.recordings_follow_bridge(id, bridged);
        }
        self.tell_recording(tap, RecordingNews::Began);
        Ok(tap)
    }

    pub(crate) fn change_recording(&mut self, tap: TapId, change: RecordingChange) {
        let Some(running) = self.recordings.running.get_mut(&tap) else {
            return;
        };
        match change {
            RecordingChange::Pause => running.paused = true,
            RecordingChange::Resume => running.paused = false,
            RecordingChange::MuteReceived(_) | RecordingChange::MuteSent(_) => {}
        }
        self.order_change(tap, change);
    }

    fn order_change(&mut self, tap: TapId, change: RecordingChange) {
        if let Some(media) = self.media_of_recording(tap) {
            self.order_media(MediaCommand::ChangeRecording { media, tap, change });
        }
    }

    /// Asks a recording to end; its files close when the media plane has handed out the rest.
    pub(crate) fn stop_recording(&mut self, tap: TapId) {
        let Some(running) = self.recordings.running.get(&tap) else {
            return;
        };
        match running.thing {
            RecordedThing::Mix(mix) => {
                self.order_media(MediaCommand::StopMixRecording { mix, tap });
            }
            RecordedThing::Channel(_) => {
                if let Some(media) = self.media_of_recording(tap) {
                    self.order_media(MediaCommand::StopRecording { media, tap });
                }
            }
        }
    }

    /// The files of a recording get these paths at its end.
    pub(crate) fn rename_recording(&mut self, tap: TapId, paths: Vec<String>) {
        if let Some(running) = self.recordings.running.get_mut(&tap) {
            running.fate = Fate::Rename(paths);
        }
    }

    /// The media plane says that one has ended.
    pub(crate) fn recording_ended(&mut self, over: RecordingOver) {
        let Some(running) = self.recordings.running.get(&over.tap) else {
            return;
        };
        match running.listener.filter(|it| self.ports.contains_key(it)) {
            Some(listener) => self.post(
                listener,
                Notice {
                    about: listener,
                    news: News::RecordingEnded(over),
                },
            ),
            None => {
                let ending = Ending {
                    cut_ms: 0,
                    fate: running.fate.clone(),
                };
                self.close_recording(over.tap, ending);
            }
        }
    }

    /// Nobody waits for its end any more.
    pub(crate) fn abandon_recording(&mut self, tap: TapId) {
        if let Some(running) = self.recordings.running.get_mut(&tap) {
            running.listener = None;
            self.stop_recording(tap);
        }
    }

    /// Closes the files of a recording that has ended, and lets its program run. `None` when it is
    /// closed already.
    pub(crate) fn close_recording(&mut self, tap: TapId, ending: Ending) -> Option<EffectId> {
        self.tell_recording(tap, RecordingNews::Ended);
        let running = self.recordings.running.remove(&tap)?;
        // The script that waited for the end waits for the files, too.
        let waits = running.listener.filter(|it| self.ports.contains_key(it));
        let effect = self.perform(waits, Effect::CloseRecording { tap, ending });
        if waits.is_none() {
            let then = running.then;
            self.recordings.effects.insert(effect, Step::Close { then });
        }
        Some(effect)
    }

    /// What came of an effect of a recording. False when the effect is none of these.
    pub(crate) fn recording_effect_done(&mut self, id: EffectId, outcome: &Outcome) -> bool {
        let Some(step) = self.recordings.effects.remove(&id) else {
            return false;
        };
        if let Outcome::Failed(problem) = outcome {
            let text = format!("recording: {problem}");
            self.log(LogLevel::Warning, None, text);
        }
        match step {
            Step::Open(tap) if matches!(outcome, Outcome::Failed(_)) => self.stop_recording(tap),
            Step::Open(_) | Step::Close { then: None } => {}
            Step::Close {
                then: Some(command),
            } => {
                let effect = Effect::Shell {
                    command: command.clone(),
                    limit: LONGEST_PROGRAM,
                    with_output: false,
                };
                let effect = self.perform(None, effect);
                self.recordings
                    .effects
                    .insert(effect, Step::Program(command));
            }
            Step::Program(command) => {
                if !matches!(
                    outcome,
                    Outcome::Ran {
                        status: Some(0),
                        ..
                    }
                ) {
                    let text = format!("the program after a recording failed: {command}");
                    self.log(LogLevel::Warning, None, text);
                }
            }
        }
        true
    }

    /// Recordings that want only conversations pause when there is none.
    pub(crate) fn recordings_follow_bridge(&mut self, id: ChannelId, bridged: bool) {
        if self.recordings.running.is_empty() {
            return;
        }
        let of_this = |it: &Running| it.bridged_only && it.thing == RecordedThing::Channel(id);
        let running = self.recordings.running.iter();
        let changed: Vec<(TapId, bool)> = running
            .filter(|(_, it)| of_this(it))
            .map(|(tap, it)| (*tap, it.paused))
            .collect();
        for (tap, paused) in changed {
            let change = match bridged && !paused {
                true => RecordingChange::Resume,
                false => RecordingChange::Pause,
            };
            self.order_change(tap, change);
        }
    }

    /// The recordings of a channel, oldest first.
    pub(crate) fn recordings_of(&self, id: ChannelId) -> Vec<TapId> {
        let running = self.recordings.running.iter();
        let mut found: BTreeSet<TapId> = BTreeSet::new();
        found.extend(
            running
                .filter(|(_, it)| it.thing == RecordedThing::Channel(id))
                .map(|(tap, _)| *tap),
        );
        found.into_iter().collect()
    }

    pub(crate) fn recording_infos(&self, id: ChannelId) -> Vec<RecordingInfo> {
        let taps = self.recordings_of(id).into_iter();
        let info = |tap: TapId| {
            let running = self.recordings.running.get(&tap)?;
            Some(RecordingInfo {
                tap,
                purpose: running.purpose,
                tracks: running.plan.tracks.clone(),
            })
        };
        taps.filter_map(info).collect()
    }

    /// The channel with media whose far end is the far end of this one.
    pub(crate) fn media_behind(&self, id: ChannelId) -> Option<ChannelId> {
        let mut at = id;
        for _ in 0..MOST_HOPS {
            let channel = self.channels.get(&at)?;
            if channel.technology != Technology::Local {
                return Some(at);
            }
            // Whoever the other half is bridged with is the far end of this half.
            let half = self.channels.get(&channel.other_half?)?;
            let bridge = half.bridge.and_then(|bridge| self.bridges.get(&bridge));
            at = bridge.and_then(|bridge| bridge.other(half.id))?;
        }
        None
    }

    fn media_of_recording(&self, tap: TapId) -> Option<media::control::MediaId> {
        let running = self.recordings.running.get(&tap)?;
        running.speaker.map(ChannelId::media)
    }

    fn tell_recording(&mut self, tap: TapId, news: RecordingNews) {
        let Some(running) = self.recordings.running.get(&tap) else {
            return;
        };
        let channel = match running.thing {
            RecordedThing::Channel(id) => Some(id),
            RecordedThing::Mix(MixId(_)) => None,
        };
        let paths = running.plan.tracks.iter().map(|it| it.path.clone());
        let paths: Vec<String> = paths.collect();
        let event = match news {
            RecordingNews::Began => Event::RecordingBegan {
                channel,
                tap,
                paths,
            },
            RecordingNews::Ended => Event::RecordingEnded {
                channel,
                tap,
                paths,
            },
        };
        self.happened(event);
    }
}

#[derive(Clone, Copy)]
enum RecordingNews {
    Began,
    Ended,
}

fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Mixing an hour's call with another program takes its time.
const LONGEST_PROGRAM: Duration = Duration::from_secs(3_600);
const MOST_HOPS: usize = 16;
