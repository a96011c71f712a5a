//! A switchboard with drivers and media that obey, and a clock that only moves when told to.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::Sound;
use dialplan::Dialplan;
use dialplan::times::WallTime;
use media::control::{MediaCommand, MediaEvent, MediaId, PlaybackId, Source};

use super::applications::{self, Log};
use crate::{
    ChannelId, ChannelIds, Command, Effect, Event, FeatureCodes, HangupCause, Input, Invitation,
    Outcome, Output, Profile, Settings, Signal, Switchboard, Technology, Tones, WallClock,
};

pub(super) struct World {
    pub(super) board: Switchboard,
    pub(super) now: Instant,
    pub(super) ids: ChannelIds,
    pub(super) events: Vec<Event>,
    pub(super) pictures: Vec<Arc<crate::Picture>>,
    /// What each leg was told, latest last.
    pub(super) told: BTreeMap<ChannelId, Vec<Signal>>,
    pub(super) sources: BTreeMap<ChannelId, Source>,
    pub(super) log: Rc<Log>,
    /// Effects are kept here instead of being done, when set.
    pub(super) keep_effects: bool,
    pub(super) kept: Vec<(crate::EffectId, Effect)>,
    /// Ends of playbacks: when, which.
    endings: Vec<(Instant, MediaId, PlaybackId)>,
}

impl World {
    /// An exchange with this dialplan: `[context]` lines, and `exten,priority,Application(arguments)`
    /// lines, or `exten,hint,devices`.
    pub(super) fn new(plan: &str) -> Self {
        Self::with(plan, |_| {})
    }

    pub(super) fn with(plan: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let now = first_instant();
        let mut settings = settings();
        change(&mut settings);
        let wall = WallClock::new(now, Duration::from_secs(1_700_000_000));
        let ids = ChannelIds::default();
        let (registry, log) = applications::registry();
        let mut board = Switchboard::new(
            now,
            wall,
            registry,
            Arc::new(settings),
            Arc::new(dialplan(plan)),
            ids.clone(),
            7,
        );
        board.add_service(log.clone());
        Self {
            board,
            now,
            ids,
            events: Vec::new(),
            pictures: Vec::new(),
            told: BTreeMap::new(),
            sources: BTreeMap::new(),
            log,
            keep_effects: false,
            kept: Vec::new(),
            endings: Vec::new(),
        }
    }

    // ----- what phones do -----

    /// A phone in context `phones` calls a number.
    pub(super) fn dials(&mut self, name: &str, number: &str) -> ChannelId {
        let mut invitation = Invitation::outgoing(Technology::Sip, name);
        invitation.context = "phones".to_owned();
        invitation.extension = number.to_owned();
        invitation.parties.caller = crate::Party::new(name, "100");
        invitation.pickup_groups = 2;
        self.invites(invitation)
    }

    pub(super) fn invites(&mut self, invitation: Invitation) -> ChannelId {
        let id = self.ids.next();
        self.says(id, Signal::Dial(Box::new(invitation)));
        id
    }

    pub(super) fn says(&mut self, id: ChannelId, signal: Signal) {
        self.input(Input::FromLeg(id, signal));
    }

    pub(super) fn rings(&mut self, id: ChannelId) {
        self.says(id, Signal::Ringing);
    }

    pub(super) fn answers(&mut self, id: ChannelId) {
        self.says(id, Signal::Answer);
    }

    pub(super) fn hangs_up(&mut self, id: ChannelId) {
        self.says(id, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    }

    pub(super) fn refuses(&mut self, id: ChannelId, cause: HangupCause) {
        self.says(id, Signal::Hangup(cause));
    }

    /// Digits in the media, 100 ms apart.
    pub(super) fn presses(&mut self, id: ChannelId, digits: &str) {
        for digit in digits.chars() {
            let media = id.media();
            self.relay_digit(media, digit);
            self.input(Input::FromMedia(MediaEvent::DigitEnded {
                media,
                digit,
                duration_ms: 80,
            }));
            self.passes(0.1);
        }
    }

    /// What relays with digits lets the other far end hear them.
    fn relay_digit(&mut self, media: MediaId, digit: char) {
        let hears = |source: &Source| match source {
            Source::Relay { from, with_digits } => *with_digits && *from == media,
            _ => false,
        };
        let listeners = self.sources.iter().filter(|(_, source)| hears(source));
        for (id, _) in listeners {
            let duration_ms = 80;
            let told = self.told.entry(*id).or_default();
            told.push(Signal::Digit { digit, duration_ms });
        }
    }

    pub(super) fn orders(&mut self, command: Command) {
        self.input(Input::Order(command));
    }

    pub(super) fn input(&mut self, input: Input) {
        self.board.handle(self.now, input);
        self.drain();
    }

    /// Time passes, and everything that is due happens at its moment.
    pub(super) fn passes(&mut self, seconds: f64) {
        let end = self.now + Duration::from_secs_f64(seconds);
        for _ in 0..100_000 {
            let ending = self.endings.iter().map(|(at, ..)| *at).min();
            let next = [self.board.next_deadline(), ending];
            let next = next.into_iter().flatten().min().filter(|at| *at <= end);
            let Some(at) = next else {
                self.now = end;
                return;
            };
            self.now = self.now.max(at);
            let now = self.now;
            let over = self.endings.iter().position(|(at, ..)| *at <= now);
            if let Some(index) = over {
                let (_, media, playback) = self.endings.swap_remove(index);
                self.input(Input::FromMedia(MediaEvent::PlaybackEnded {
                    media,
                    playback,
                }));
            } else {
                self.input(Input::Tick);
            }
        }
        panic!("time does not pass any more");
    }

    fn drain(&mut self) {
        let mut replies = Vec::new();
        while let Some(output) = self.board.poll_output() {
            match output {
                Output::ToLeg(id, technology, signal) => {
                    assert_ne!(technology, Technology::Local, "{signal:?}");
                    replies.extend(self.leg(id, technology, signal));
                }
                Output::ToMedia(MediaCommand::Send { media, source }) => self.plays(media, source),
                Output::ToMedia(MediaCommand::Close { media }) => {
                    self.sources.remove(&ChannelId(media.0));
                    self.endings.retain(|(_, m, _)| *m != media);
                }
                Output::ToMedia(_) => {}
                Output::Perform(id, effect) if self.keep_effects => self.kept.push((id, effect)),
                Output::Perform(id, effect) => replies.push(Input::Done(id, outcome(&effect))),
                Output::Happened(event) => self.events.push(event),
                Output::Pictured(picture) => self.pictures.push(picture),
            }
        }
        for reply in replies {
            self.input(reply);
        }
    }

    fn leg(&mut self, id: ChannelId, technology: Technology, signal: Signal) -> Option<Input> {
        let reply = match &signal {
            Signal::Busy => Some(Signal::Hangup(HangupCause::USER_BUSY)),
            Signal::Congestion => Some(Signal::Hangup(HangupCause::CONGESTION)),
            Signal::Dial(_) => {
                assert!(self.name_of(id).starts_with(technology.name()));
                let context = "phones".to_owned();
                Some(Signal::Profile(Box::new(Profile {
                    context,
                    call_groups: 2,
                    ..Profile::default()
                })))
            }
            _ => None,
        };
        self.told.entry(id).or_default().push(signal);
        reply.map(|signal| Input::FromLeg(id, signal))
    }

    fn plays(&mut self, media: MediaId, source: Source) {
        self.endings.retain(|(_, m, _)| *m != media);
        if let Source::Sounds { playback, sounds } = &source {
            let length: u64 = sounds.iter().map(|s| s.duration_ms()).sum();
            let at = self.now + Duration::from_millis(length);
            self.endings.push((at, media, *playback));
        }
        self.sources.insert(ChannelId(media.0), source);
    }

    // ----- what can be seen -----

    /// The newest channel whose name begins so.
    pub(super) fn channel(&self, name: &str) -> ChannelId {
        let ids = self
            .board
            .channels(|c| c.name.starts_with(name).then_some(c.id));
        let found = ids.into_iter().flatten().last();
        found.unwrap_or_else(|| panic!("no channel {name}"))
    }

    pub(super) fn exists(&self, id: ChannelId) -> bool {
        self.board.channels(|c| c.id).contains(&id)
    }

    pub(super) fn variable(&self, id: ChannelId, name: &str) -> String {
        let found = self
            .board
            .channels(|c| (c.id, c.variables.get(name).map(str::to_owned)));
        let found = found
            .into_iter()
            .find(|(c, _)| *c == id)
            .and_then(|(_, v)| v);
        found.unwrap_or_default()
    }

    /// The last value that a variable got on any channel.
    pub(super) fn last_set(&self, wanted: &str) -> String {
        let values = self.events.iter().rev().find_map(|e| match e {
            Event::VariableSet { name, value, .. } if name == wanted => Some(value.clone()),
            _ => None,
        });
        values.unwrap_or_default()
    }

    /// Was the leg told this, by the beginning of its debug text?
    pub(super) fn was_told(&self, id: ChannelId, text: &str) -> bool {
        let told = self.told.get(&id).into_iter().flatten();
        told.map(|s| format!("{s:?}")).any(|s| s.starts_with(text))
    }

    pub(super) fn digits_told(&self, id: ChannelId) -> String {
        let told = self.told.get(&id).into_iter().flatten();
        told.filter_map(|s| match s {
            Signal::Digit { digit, .. } => Some(*digit),
            _ => None,
        })
        .collect()
    }

    /// What the far end hears: `silence`, `sounds`, `music`, `tone`, `echo`, or the name of a channel.
    pub(super) fn hears(&self, id: ChannelId) -> String {
        match self.sources.get(&id) {
            None | Some(Source::Silence) => "silence".to_owned(),
            Some(Source::Relay { from, .. }) => self.name_of(ChannelId(from.0)),
            Some(Source::Echo) => "echo".to_owned(),
            Some(Source::Tone(_)) => "tone".to_owned(),
            Some(Source::Sounds { .. }) => "sounds".to_owned(),
            Some(Source::Music { .. }) => "music".to_owned(),
            Some(Source::Mix { .. }) => "mix".to_owned(),
        }
    }

    pub(super) fn name_of(&self, id: ChannelId) -> String {
        let name = self.events.iter().find_map(|e| match e {
            Event::ChannelCreated { channel, name, .. } if *channel == id => Some(name.clone()),
            _ => None,
        });
        name.unwrap_or_default()
    }

    /// Steps that ran, as `extension,priority`.
    pub(super) fn steps(&self) -> Vec<String> {
        let step = |e: &Event| match e {
            Event::StepBegins { location, .. } => {
                Some(format!("{},{}", location.extension, location.priority))
            }
            _ => None,
        };
        self.events.iter().filter_map(step).collect()
    }

    pub(super) fn logged(&self, text: &str) -> bool {
        let mut all = self.events.iter();
        all.any(|e| matches!(e, Event::Log { text: line, .. } if line.contains(text)))
    }

    /// Nothing may be left, and every channel that began has ended, once.
    pub(super) fn is_empty(&mut self) {
        self.passes(60.0);
        let left = self.board.leftovers();
        assert_eq!(left, "", "left over");
        let mut balance: BTreeMap<ChannelId, i32> = BTreeMap::new();
        for event in &self.events {
            match event {
                Event::ChannelCreated { channel, .. } => *balance.entry(*channel).or_default() += 1,
                Event::ChannelDestroyed { channel, .. } => {
                    *balance.entry(*channel).or_default() -= 1;
                }
                _ => {}
            }
        }
        let odd: Vec<_> = balance.iter().filter(|(_, count)| **count != 0).collect();
        assert!(
            odd.is_empty(),
            "channels that began and did not end once: {odd:?}"
        );
        self.every_dial_ended();
    }

    fn every_dial_ended(&self) {
        let mut open: BTreeMap<ChannelId, i32> = BTreeMap::new();
        for event in &self.events {
            match event {
                Event::DialBegins { callee, .. } => *open.entry(*callee).or_default() += 1,
                Event::DialEnds { callee, .. } => *open.entry(*callee).or_default() -= 1,
                _ => {}
            }
        }
        let odd: Vec<_> = open.iter().filter(|(_, count)| **count > 0).collect();
        assert!(odd.is_empty(), "dials that began and did not end: {odd:?}");
    }
}

fn outcome(effect: &Effect) -> Outcome {
    let second = || Arc::new(Sound::from_samples(audio::SampleRate::R8000, &[0; 8000]));
    match effect {
        Effect::LoadSounds { names, .. } => {
            let load = |name: &String| (name != "missing").then(second);
            Outcome::Sounds(names.iter().map(load).collect())
        }
        Effect::LoadMusic { class, .. } if class == "none" => Outcome::Music(Arc::new([])),
        Effect::LoadMusic { .. } => Outcome::Music(Arc::new([second()])),
        #[allow(unreachable_patterns, reason = "other effects are not for these tests")]
        _ => Outcome::Done,
    }
}

pub(super) fn dialplan(text: &str) -> Dialplan {
    let mut builder = dialplan::DialplanBuilder::new();
    let mut context = "phones".to_owned();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            context = name.to_owned();
            builder.add_context(&context, "test");
            continue;
        }
        if let Some(switch) = line.strip_prefix("switch,") {
            let (name, data) = switch.split_once('/').unwrap();
            let kind = dialplan::SwitchKind::Plain;
            builder.add_switch(&context, kind, name, data, "test", None);
            continue;
        }
        let mut parts = line.splitn(3, ',');
        let (extension, priority) = (parts.next().unwrap(), parts.next().unwrap());
        let rest = parts.next().unwrap();
        if priority == "hint" {
            builder
                .add_hint(&context, extension, rest, "test", None)
                .unwrap();
            continue;
        }
        let (application, arguments) = rest.split_once('(').unwrap_or((rest, ")"));
        let arguments = arguments.strip_suffix(')').unwrap();
        let priority = priority.parse().unwrap();
        let step = dialplan::NewStep::new(
            &context,
            extension,
            priority,
            application,
            arguments,
            "test",
        );
        builder.add_step(&step).unwrap();
    }
    builder.build().0
}

fn settings() -> Settings {
    Settings {
        language: "en".to_owned(),
        system_name: String::new(),
        tones: Tones::default(),
        auto_fallthrough: true,
        features: FeatureCodes::default(),
        directories: Vec::new(),
        calendar: |_, _| {
            Some(WallTime {
                minute_of_day: 600,
                weekday: 1,
                day: 1,
                month: 1,
            })
        },
        format_time: |at, _, _| at.as_secs().to_string(),
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "virtual time needs a first instant"
)]
fn first_instant() -> Instant {
    Instant::now()
}
