//! The stage: a switchboard on a virtual clock, and an agenda of what people and media do.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use call::{
    ChannelId, ChannelIds, Effect, EffectId, HangupCause, Input, Invitation, Outcome, Output,
    Signal, Switchboard, Technology, WallClock,
};
use dialplan::Location;
use media::control::{MediaCommand, MediaEvent, MediaId, PlaybackId, Source};
use sip_channel::status_of;

use super::answering::Keys;
use super::media::Sounds;
use super::story::{Ending, Moment, Step, Story, What};
use super::{Exchange, Question, equip, phones};

/// Plays a call through.
pub(super) fn play(exchange: &Exchange<'_>, question: &Question) -> Result<Story, String> {
    let mut invitation = question.caller.invitation(exchange.sip, &question.number)?;
    invitation
        .variables
        .extend(question.variables.iter().cloned());
    let beginning = beginning(exchange, question, &invitation);
    let mut stage = Stage::new(exchange, question);
    let caller = stage.caller;
    stage.plan(
        Duration::ZERO,
        Todo::Says(caller, Signal::Dial(Box::new(invitation))),
    );
    for keys in question.digits.iter().filter(|keys| keys.at.is_some()) {
        stage.press(keys, keys.at.unwrap_or_default());
    }
    if let Some(at) = question.hangs_up {
        let why = "the caller hangs up".to_owned();
        stage.plan(at, Todo::CallerLeaves(why));
    }
    stage.run();
    let ending = stage.ending();
    Ok(Story {
        beginning,
        moments: stage.moments,
        ending,
    })
}

/// Something that happens at its time.
pub(super) enum Todo {
    /// A leg says something.
    Says(ChannelId, Signal),
    /// An effect is done.
    Done(EffectId, Outcome),
    /// Sounds were played to their end.
    Played(MediaId, PlaybackId),
    /// The far end's sound begins.
    FirstPacket(MediaId),
    /// The caller presses a key.
    Press(char),
    /// The caller hangs up, for this reason.
    CallerLeaves(String),
    /// A called party hangs up.
    CalleeLeaves(ChannelId),
}

pub(super) struct Stage<'a> {
    pub(super) exchange: &'a Exchange<'a>,
    pub(super) question: &'a Question,
    pub(super) board: Switchboard,
    pub(super) caller: ChannelId,
    pub(super) began: Instant,
    pub(super) now: Instant,
    agenda: BTreeMap<(Instant, u64), Todo>,
    planned: u64,
    sounds: Sounds,
    playing: BTreeMap<MediaId, PlaybackId>,
    /// What each party was last said to hear.
    heard: HashMap<MediaId, String>,
    digits: VecDeque<Keys>,
    /// The step that the caller last pressed keys in.
    pressed_in: usize,
    pub(super) moments: Vec<Moment>,
    /// Names of the channels that there are or were.
    pub(super) names: HashMap<ChannelId, String>,
    /// Numbers of their callers.
    pub(super) numbers: HashMap<ChannelId, String>,
    /// Destinations of the calls out.
    pub(super) destinations: HashMap<ChannelId, String>,
    pub(super) visits: HashMap<(ChannelId, Location, String), u32>,
    pub(super) caller_steps: usize,
    pub(super) step_began: Instant,
    pub(super) last_step: Option<Step>,
    pub(super) last_warning: Option<(usize, String)>,
    pub(super) talked_with: Option<(usize, String)>,
    pub(super) caller_left: Option<String>,
    pub(super) caller_gone: Option<(Instant, HangupCause)>,
    pub(super) circling: bool,
    pub(super) status: u16,
    pub(super) answered: bool,
}

impl<'a> Stage<'a> {
    fn new(exchange: &'a Exchange<'a>, question: &'a Question) -> Self {
        let began = question.began;
        let ids = ChannelIds::default();
        let caller = ids.next();
        let mut board = Switchboard::new(
            began,
            WallClock::new(began, question.since_epoch),
            exchange
                .registry
                .clone()
                .with_applications(super::agi::APPLICATIONS),
            exchange.settings.clone(),
            exchange.dialplan.clone(),
            ids,
            SEED,
        );
        equip::offer(&mut board, exchange, question, SEED);
        for (name, value) in exchange.globals {
            board.set_global(name, value);
        }
        while board.poll_output().is_some() {}
        Self {
            exchange,
            question,
            board,
            caller,
            began,
            now: began,
            agenda: BTreeMap::new(),
            planned: 0,
            sounds: Sounds::default(),
            playing: BTreeMap::new(),
            heard: HashMap::new(),
            digits: question
                .digits
                .iter()
                .filter(|k| k.at.is_none())
                .cloned()
                .collect(),
            pressed_in: 0,
            moments: Vec::new(),
            names: HashMap::new(),
            numbers: HashMap::new(),
            destinations: HashMap::new(),
            visits: HashMap::new(),
            caller_steps: 0,
            step_began: began,
            last_step: None,
            last_warning: None,
            talked_with: None,
            caller_left: None,
            caller_gone: None,
            circling: false,
            status: 0,
            answered: false,
        }
    }

    fn run(&mut self) {
        for _ in 0..MOST_TURNS {
            self.press_when_asked();
            let next = [
                self.agenda.keys().next().map(|(at, _)| *at),
                self.board.next_deadline(),
            ];
            let next = next.into_iter().flatten().min();
            let is_over = self.caller_gone.is_some();
            let limit = self.began + LONGEST_CALL;
            match next {
                None if is_over => return,
                Some(at) if at > limit && is_over => return,
                Some(at) if at <= limit && (is_over || at <= self.patient_until()) => {
                    self.now = self.now.max(at);
                    self.turn();
                }
                _ => {
                    self.now = self.now.max(self.patient_until().min(limit));
                    let why = "nothing more happens: the caller hangs up".to_owned();
                    self.leave(why);
                }
            }
            self.drain();
            if self.circling && self.caller_left.is_none() && self.caller_gone.is_none() {
                self.leave("the plan goes round and round: the caller hangs up".to_owned());
                self.drain();
            }
        }
    }

    fn turn(&mut self) {
        match self.agenda.first_key_value() {
            Some(((at, _), _)) if *at <= self.now => {
                if let Some((_, todo)) = self.agenda.pop_first() {
                    self.act(todo);
                }
            }
            _ => self.board.handle(self.now, Input::Tick),
        }
    }

    fn act(&mut self, todo: Todo) {
        let input = match todo {
            Todo::Says(id, signal) => Input::FromLeg(id, signal),
            Todo::Done(id, outcome) => Input::Done(id, outcome),
            Todo::Played(media, playback) => {
                if self.playing.get(&media) != Some(&playback) {
                    return;
                }
                self.playing.remove(&media);
                Input::FromMedia(MediaEvent::PlaybackEnded { media, playback })
            }
            Todo::FirstPacket(media) => Input::FromMedia(MediaEvent::FirstPacket { media }),
            Todo::Press(digit) => {
                if self.caller_gone.is_some() {
                    return;
                }
                self.note(self.caller, What::Presses(digit.to_string()));
                let media = self.caller.media();
                Input::FromMedia(MediaEvent::DigitEnded {
                    media,
                    digit,
                    duration_ms: 100,
                })
            }
            Todo::CallerLeaves(why) => return self.leave(why),
            Todo::CalleeLeaves(id) => {
                let who = self.destinations.get(&id).cloned().unwrap_or_default();
                self.note(self.caller, What::HangsUp(who));
                Input::FromLeg(id, Signal::Hangup(HangupCause::NORMAL_CLEARING))
            }
        };
        self.board.handle(self.now, input);
    }

    fn leave(&mut self, why: String) {
        if self.caller_gone.is_some() || self.caller_left.is_some() {
            return;
        }
        self.note(self.caller, What::HangsUp("the caller".to_owned()));
        self.caller_left = Some(why);
        if !self.answered && self.status == 0 {
            self.status = 487;
        }
        let signal = Signal::Hangup(HangupCause::NORMAL_CLEARING);
        self.board
            .handle(self.now, Input::FromLeg(self.caller, signal));
    }

    /// A caller who has heard nothing new for this long hangs up.
    fn patient_until(&self) -> Instant {
        let last = self
            .moments
            .last()
            .map_or(Duration::ZERO, |moment| moment.at);
        self.began + last + PATIENCE
    }

    /// Puts something on the agenda, so much later.
    pub(super) fn plan(&mut self, later: Duration, todo: Todo) {
        self.planned += 1;
        self.agenda.insert((self.now + later, self.planned), todo);
    }

    fn press(&mut self, keys: &Keys, later: Duration) {
        for (at, key) in (0_u32..).zip(keys.keys.chars()) {
            self.plan(later + BETWEEN_KEYS * at, Todo::Press(key));
        }
    }

    /// The caller presses the next keys as soon as the exchange listens for some.
    fn press_when_asked(&mut self) {
        if self.digits.is_empty() || self.caller_steps == self.pressed_in {
            return;
        }
        let caller = self.caller;
        let running = self.board.channels(|c| (c.id, c.application.0.clone()));
        let running = running.into_iter().find(|(id, _)| *id == caller);
        let listens = running.is_some_and(|(_, name)| {
            LISTENING
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&name))
        });
        if !listens {
            return;
        }
        if let Some(keys) = self.digits.pop_front() {
            self.pressed_in = self.caller_steps;
            let at = (self.step_began + REACTION).saturating_duration_since(self.now);
            self.press(&keys, at);
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.now.saturating_duration_since(self.began)
    }

    /// Writes down what happened to a channel.
    pub(super) fn note(&mut self, channel: ChannelId, what: What) {
        if self.moments.len() >= MOST_MOMENTS {
            self.circling = true;
            return;
        }
        let channel = match channel == self.caller {
            true => String::new(),
            false => self.names.get(&channel).cloned().unwrap_or_default(),
        };
        let at = self.elapsed();
        self.moments.push(Moment { at, channel, what });
    }
}

/// The outside of the switchboard.
impl Stage<'_> {
    fn drain(&mut self) {
        while let Some(output) = self.board.poll_output() {
            match output {
                Output::ToLeg(id, technology, signal) => self.leg(id, technology, signal),
                Output::ToMedia(command) => self.media(command),
                Output::Perform(id, effect) => self.perform(id, effect),
                Output::Happened(event) => self.happened(event),
                Output::Pictured(_) => {}
            }
        }
    }

    fn leg(&mut self, id: ChannelId, technology: Technology, signal: Signal) {
        if id == self.caller {
            return self.tell_caller(signal);
        }
        match signal {
            Signal::Dial(invitation) => self.call_phone(id, technology, &invitation),
            Signal::Hangup(_) => self.agenda.retain(|_, todo| match todo {
                Todo::Says(other, _) | Todo::CalleeLeaves(other) => *other != id,
                _ => true,
            }),
            _ => {}
        }
    }

    fn call_phone(&mut self, id: ChannelId, technology: Technology, invitation: &Invitation) {
        let (sip, answers) = (self.exchange.sip, &self.question.answers);
        let fate = phones::fate(sip, answers, technology, invitation);
        self.destinations.insert(id, fate.destination.clone());
        let what = What::Calls {
            destination: fate.destination,
            fate: fate.said,
            rings: fate.rings,
        };
        self.note(self.caller, what);
        for (later, signal) in fate.signals {
            self.plan(later, Todo::Says(id, signal));
        }
        if let Some(later) = fate.hangs_up {
            self.plan(later, Todo::CalleeLeaves(id));
        }
    }

    fn tell_caller(&mut self, signal: Signal) {
        let caller = self.caller;
        let ends = |cause| Todo::Says(caller, Signal::Hangup(cause));
        let (status, then) = match signal {
            Signal::Ringing if !self.answered => {
                return self.note(caller, What::Told { status: 180 });
            }
            Signal::Progress { .. } if !self.answered => {
                return self.note(caller, What::Told { status: 183 });
            }
            Signal::Answer => {
                self.answered = true;
                self.plan(Duration::ZERO, Todo::FirstPacket(caller.media()));
                (200, None)
            }
            Signal::Busy if !self.answered => (486, Some(ends(HangupCause::USER_BUSY))),
            Signal::Congestion if !self.answered => (503, Some(ends(HangupCause::CONGESTION))),
            Signal::Incomplete => (484, Some(ends(HangupCause::INVALID_NUMBER))),
            Signal::Hangup(cause) if !self.answered => (status_of(cause), None),
            _ => return,
        };
        if self.status == 0 {
            self.status = status;
            self.note(caller, What::Told { status });
        }
        if let Some(todo) = then {
            self.plan(Duration::ZERO, todo);
        }
    }

    fn media(&mut self, command: MediaCommand) {
        if let MediaCommand::Send { media, source } = command {
            self.send(media, source);
        } else if let MediaCommand::Close { media } = command {
            self.playing.remove(&media);
            self.heard.remove(&media);
        }
    }

    fn send(&mut self, media: MediaId, source: Source) {
        self.playing.remove(&media);
        let id = ChannelId(media.0);
        let text = if let Source::Sounds { playback, sounds } = source {
            let length = sounds.iter().map(|sound| sound.duration_ms()).sum();
            let length = Duration::from_millis(length);
            self.playing.insert(media, playback);
            self.plan(length, Todo::Played(media, playback));
            let names: Vec<_> = sounds.iter().map(|sound| self.sounds.name(sound)).collect();
            let missing = names
                .iter()
                .filter(|name| !name.found)
                .map(|name| name.text.clone());
            let missing = missing.collect();
            let names = names.into_iter().map(|name| name.text).collect();
            self.heard.remove(&media);
            return self.note(
                id,
                What::Prompts {
                    names,
                    length,
                    missing,
                },
            );
        } else if let Source::Relay { from, .. } = source {
            let from = ChannelId(from.0);
            let whom = self
                .destinations
                .get(&from)
                .or_else(|| self.names.get(&from));
            let whom = whom.cloned().unwrap_or_else(|| "the other side".to_owned());
            if id == self.caller {
                self.talked_with = Some((self.caller_steps, whom.clone()));
            }
            format!("talks with {whom}")
        } else if let Source::Echo = source {
            "hears itself".to_owned()
        } else if let Source::Tone(_) = source {
            "hears a tone".to_owned()
        } else if let Source::Music { sounds } = source {
            let first = sounds.first().map(|sound| self.sounds.name(sound).text);
            format!("hears {}", first.unwrap_or_default())
        } else if let Source::Silence = source {
            self.heard.remove(&media);
            return;
        } else {
            "hears a conference".to_owned()
        };
        if self.heard.insert(media, text.clone()).as_ref() != Some(&text) {
            self.note(id, What::Hears(text));
        }
    }

    fn perform(&mut self, id: EffectId, effect: Effect) {
        let outcome = if let Effect::LoadSounds {
            names, language, ..
        } = effect
        {
            let find = |name: &String| {
                // A text in quotes is read aloud.
                let spoken = name.starts_with('"').then(|| reading_time(name));
                let length = spoken.or_else(|| (self.exchange.sounds)(name, &language));
                Some(self.sounds.get(name, &language, length))
            };
            Outcome::Sounds(names.iter().map(find).collect())
        } else if let Effect::LoadMusic { class, .. } = effect {
            let known = self.exchange.music.find(&class).is_some();
            let name = format!("music on hold ({class})");
            let music = known.then(|| self.sounds.get(&name, "", Some(MUSIC)));
            Outcome::Music(music.into_iter().collect::<Vec<_>>().into())
        } else if let Effect::Shell { command, .. } = effect {
            let known = self
                .question
                .commands
                .iter()
                .find(|(part, _)| command.contains(part));
            let output = known.map(|(_, output)| output.clone().into_bytes());
            self.note(self.caller, What::NotDone(format!("command {command}")));
            Outcome::Ran {
                status: Some(if output.is_some() { 0 } else { 127 }),
                output: output.unwrap_or_default(),
            }
        } else if let Some((told, outcome)) = super::outside::answered(self.question, &effect) {
            self.note(self.caller, told);
            outcome
        } else {
            let text = format!("{effect:?}");
            let text: String = text.chars().take(200).collect();
            self.note(self.caller, What::NotDone(text));
            Outcome::Failed("nothing is performed in a rehearsal".to_owned())
        };
        self.plan(Duration::ZERO, Todo::Done(id, outcome));
    }

    fn ending(&self) -> Ending {
        let (at, cause) = self
            .caller_gone
            .unwrap_or((self.now, HangupCause::NOT_DEFINED));
        let variable = |wanted: &str| {
            self.moments
                .iter()
                .rev()
                .find_map(|moment| match &moment.what {
                    What::Variable { name, value }
                        if name == wanted && moment.channel.is_empty() =>
                    {
                        Some(value.clone())
                    }
                    _ => None,
                })
        };
        Ending {
            at: at.saturating_duration_since(self.began),
            status: if self.answered { 200 } else { self.status },
            cause: (cause.0, cause.text().to_owned()),
            why: self.why(),
            dial_status: variable("DIALSTATUS"),
            variables: self.question.variables.clone(),
        }
    }
}

/// About as long as a voice needs for a text.
fn reading_time(text: &str) -> Duration {
    let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    A_LETTER.saturating_mul(letters)
}

fn beginning(exchange: &Exchange<'_>, question: &Question, invitation: &Invitation) -> String {
    let Invitation {
        technology,
        resource,
        context,
        parties,
        ..
    } = invitation;
    let when = (exchange.settings.format_time)(question.since_epoch, None, "%a %Y-%m-%d %H:%M:%S");
    format!(
        "{}/{resource}, {}, calls {} in context '{context}' on {when}",
        technology.name(),
        parties.caller.all(),
        question.number,
    )
}

/// Applications that listen for digits.
const LISTENING: &[&str] = &[
    "BackGround",
    "WaitExten",
    "Read",
    "ReadExten",
    "Authenticate",
    "DISA",
    "Directory",
    "Echo",
    "Record",
    "ControlPlayback",
    "PrivacyManager",
    "VMAuthenticate",
    "VoiceMail",
    "VoiceMailMain",
    "SpeechBackground",
    "AGI",
    "EAGI",
    "WaitDigit",
    "Queue",
    "ConfBridge",
];
const SEED: u64 = 7;
const A_LETTER: Duration = Duration::from_millis(60);
const REACTION: Duration = Duration::from_millis(500);
const BETWEEN_KEYS: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_secs(180);
const LONGEST_CALL: Duration = Duration::from_secs(1800);
const MUSIC: Duration = Duration::from_secs(60);
const MOST_TURNS: usize = 20_000;
const MOST_MOMENTS: usize = 4_000;
