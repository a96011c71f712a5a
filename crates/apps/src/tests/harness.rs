//! A switchboard with fake legs and fake media, driven in virtual time. Sounds last one second; those
//! whose name begins with `missing` do not exist.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::media::control::{MediaCommand, MediaEvent, MediaId, PlaybackId, Source, Stretch};
use audio::{Codec, Sound};
use call::{
    ChannelId, ChannelIds, Event, FeatureCodes, HangupCause, Input, Invitation, LogLevel, Output,
    Party, Settings, Signal, Switchboard, Technology, Tones, WallClock,
};
use config::{LoadOptions, MemoryFiles};
use dialplan::Dialplan;
use services::Database;

use super::outside::Outside;

/// One exchange, its phones and its clock.
pub(crate) struct World {
    board: Switchboard,
    ids: ChannelIds,
    began: Instant,
    now: Instant,
    /// Names of the phones: the caller's is `alice`, the others are what was dialled.
    names: BTreeMap<ChannelId, String>,
    playing: BTreeMap<MediaId, (Instant, PlaybackId)>,
    /// What each phone was told or heard: milliseconds, name, what.
    heard: Vec<(u128, String, String)>,
    /// Arguments of the `NoOp` steps.
    notes: Vec<(u128, String)>,
    warnings: Vec<String>,
    /// Header fields and caller of the calls out.
    pub(crate) invitations: Vec<Invitation>,
    /// Sound arrives as soon as a call is answered.
    pub(crate) sound_comes: bool,
    pub(crate) database: Rc<Database>,
    /// Files, programs and what they are asked.
    pub(crate) outside: Outside,
    /// Events of `UserEvent`, as text.
    pub(crate) user_events: Vec<String>,
    /// Orders to the media plane that are no sounds.
    pub(crate) media_orders: Vec<MediaCommand>,
}

impl World {
    /// An exchange with this dialplan; text without a section is the context `default`.
    pub(crate) fn new(plan: &str) -> Self {
        Self::with_settings(plan, |_| {})
    }

    /// As `new`, with other settings.
    pub(crate) fn with_settings(plan: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let began = first_instant();
        let wall = WallClock::new(began, Duration::from_secs(1_700_000_000));
        let mut settings = settings();
        change(&mut settings);
        let ids = ChannelIds::default();
        let sources = super::databases::sources();
        let mut board = Switchboard::new(
            began,
            wall,
            crate::registry_with(&sources.functions),
            Arc::new(settings),
            Arc::new(parse(plan)),
            ids.clone(),
            7,
        );
        let database = Rc::new(Database::load([]));
        board.add_service(database.clone());
        board.add_service(Rc::new(services::DataSources::new(sources)));
        let lots = services::ParkingSettings::without_file();
        board.add_service(Rc::new(services::Parking::new(lots)));
        Self {
            board,
            ids,
            began,
            now: began,
            names: BTreeMap::new(),
            playing: BTreeMap::new(),
            heard: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
            invitations: Vec::new(),
            sound_comes: true,
            database,
            outside: Outside::default(),
            user_events: Vec::new(),
            media_orders: Vec::new(),
        }
    }

    // ----- what phones do -----

    /// Alice (number 12) calls a number.
    pub(crate) fn dials(&mut self, number: &str) {
        self.dials_with(number, |_| {});
    }

    /// As `dials`, with other facts in the invitation.
    pub(crate) fn dials_with(&mut self, number: &str, change: impl FnOnce(&mut Invitation)) {
        let id = self.ids.next();
        let mut invitation = Invitation::outgoing(Technology::Pjsip, "alice");
        "default".clone_into(&mut invitation.context);
        number.clone_into(&mut invitation.extension);
        invitation.parties.caller = Party::new("Alice", "12");
        number.clone_into(&mut invitation.parties.dnid);
        invitation.codecs = vec![Codec::Ulaw];
        change(&mut invitation);
        self.names.insert(id, "alice".to_owned());
        self.input(Input::FromLeg(id, Signal::Dial(Box::new(invitation))));
    }

    /// A phone presses keys, all at this moment.
    pub(crate) fn presses(&mut self, phone: &str, keys: &str) {
        let media = self.id(phone).media();
        for digit in keys.chars() {
            let event = MediaEvent::DigitEnded {
                media,
                digit,
                duration_ms: 100,
            };
            self.input(Input::FromMedia(event));
        }
    }

    /// The media plane hears sound or silence of a phone.
    pub(crate) fn is_heard(&mut self, phone: &str, sound: bool, duration_ms: u32, ended: bool) {
        let event = MediaEvent::Heard {
            media: self.id(phone).media(),
            stretch: Stretch {
                sound,
                duration_ms,
                ended,
            },
        };
        self.input(Input::FromMedia(event));
    }

    /// A driver tells of a device.
    pub(crate) fn device(&mut self, device: &str, reachable: bool) {
        self.input(Input::Device(call::DeviceReport {
            device: device.to_owned(),
            reachable: Some(reachable),
            busy_at: None,
        }));
    }

    pub(crate) fn rings(&mut self, phone: &str) {
        self.signals(phone, Signal::Ringing);
    }

    pub(crate) fn answers(&mut self, phone: &str) {
        self.signals(phone, Signal::Answer);
    }

    /// A phone hangs up, or ends its call with this cause.
    pub(crate) fn ends(&mut self, phone: &str, cause: HangupCause) {
        self.signals(phone, Signal::Hangup(cause));
    }

    pub(crate) fn hangs_up(&mut self, phone: &str) {
        self.ends(phone, HangupCause::NORMAL_CLEARING);
    }

    pub(crate) fn signals(&mut self, phone: &str, signal: Signal) {
        let id = self.id(phone);
        self.input(Input::FromLeg(id, signal));
    }

    /// Time goes by.
    pub(crate) fn passes(&mut self, seconds: f64) {
        let end = self.now + Duration::from_secs_f64(seconds);
        loop {
            let playback = self
                .playing
                .iter()
                .map(|(media, (at, which))| (*at, *media, *which))
                .min();
            let deadline = self.board.next_deadline();
            let next = [playback.map(|p| p.0), deadline]
                .into_iter()
                .flatten()
                .min();
            let Some(at) = next.filter(|at| *at <= end) else {
                break;
            };
            self.now = at.max(self.now);
            match playback {
                Some((due, media, playback)) if due <= self.now => {
                    self.playing.remove(&media);
                    self.input(Input::FromMedia(MediaEvent::PlaybackEnded {
                        media,
                        playback,
                    }));
                }
                _ => self.input(Input::Tick),
            }
        }
        self.now = end;
        self.input(Input::Tick);
    }

    // ----- what came of it -----

    /// What a phone was told and heard, in order, without times.
    pub(crate) fn heard(&self, phone: &str) -> Vec<String> {
        let of_phone = self.heard.iter().filter(|(_, name, _)| name == phone);
        of_phone.map(|(_, _, what)| what.clone()).collect()
    }

    /// As `heard`, with the milliseconds since the beginning in front.
    pub(crate) fn heard_at(&self, phone: &str) -> Vec<String> {
        let of_phone = self.heard.iter().filter(|(_, name, _)| name == phone);
        of_phone
            .map(|(at, _, what)| format!("{at} {what}"))
            .collect()
    }

    /// What the dialplan noted with `NoOp`.
    pub(crate) fn notes(&self) -> Vec<&str> {
        self.notes.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// As `notes`, with the milliseconds since the beginning in front.
    pub(crate) fn notes_at(&self) -> Vec<String> {
        self.notes
            .iter()
            .map(|(at, text)| format!("{at} {text}"))
            .collect()
    }

    pub(crate) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Nothing is left: no channel, no bridge, no deadline.
    pub(crate) fn is_quiet(&self) -> bool {
        self.board.counts() == (0, 0) && self.board.next_deadline().is_none()
    }

    /// Names of the phones with a call.
    pub(crate) fn phones(&self) -> Vec<String> {
        let alive = self.board.channels(|c| c.id);
        let alive = alive.into_iter().filter(|id| self.names.contains_key(id));
        alive.map(|id| self.name(id)).collect()
    }

    /// Has the phone a call?
    pub(crate) fn has_phone(&self, phone: &str) -> bool {
        self.phones().iter().any(|name| name == phone)
    }

    /// Names of the phones that are called and have not answered.
    pub(crate) fn phones_that_ring(&self) -> Vec<String> {
        let called = self
            .board
            .channels(|c| (!c.incoming && !c.is_up()).then_some(c.id));
        let called = called.into_iter().flatten();
        let called = called.filter(|id| self.names.contains_key(id));
        called.map(|id| self.name(id)).collect()
    }

    /// A variable of a phone's channel.
    pub(crate) fn variable(&self, phone: &str, name: &str) -> Option<String> {
        let id = self.id(phone);
        let all = self
            .board
            .channels(|c| (c.id, c.variables.get(name).map(str::to_owned)));
        all.into_iter()
            .find(|(known, _)| *known == id)
            .and_then(|(_, value)| value)
    }

    pub(crate) fn bridged(&self, one: &str, other: &str) -> bool {
        self.board.bridged_with(self.id(one)) == Some(self.id(other))
    }

    fn id(&self, phone: &str) -> ChannelId {
        let found = self.names.iter().rev().find(|(_, name)| *name == phone);
        *found
            .unwrap_or_else(|| panic!("there is no phone {phone}"))
            .0
    }
}

/// The outside of the switchboard.
impl World {
    fn input(&mut self, input: Input) {
        self.board.handle(self.now, input);
        while let Some(output) = self.board.poll_output() {
            self.act(output);
        }
    }

    fn act(&mut self, output: Output) {
        match output {
            Output::ToLeg(id, _, signal) => self.leg(id, signal),
            Output::ToMedia(MediaCommand::Send { media, source }) => self.media(media, source),
            Output::ToMedia(MediaCommand::Close { media }) => {
                self.playing.remove(&media);
            }
            Output::ToMedia(other) => self.media_orders.push(other),
            Output::Perform(id, effect) => {
                let Some(effect) = self.outside.wires.perform(id, effect) else {
                    return self.wires();
                };
                let outcome = self.outside.perform(effect);
                self.input(Input::Done(id, outcome));
            }
            Output::Happened(event) => self.happened(event),
            Output::Pictured(_) => {}
        }
    }

    fn wires(&mut self) {
        while let Some((id, outcome)) = self.outside.wires.done.pop_front() {
            self.input(Input::Done(id, outcome));
        }
    }

    fn leg(&mut self, id: ChannelId, signal: Signal) {
        let text = match &signal {
            Signal::Dial(invitation) => {
                self.invitations.push((**invitation).clone());
                self.names.insert(id, invitation.resource.clone());
                "called".to_owned()
            }
            // Who is at the other end is told in many places, and not what these tests are about.
            Signal::Update(_) => return,
            Signal::Progress { .. } => "progress".to_owned(),
            Signal::Digit { digit, .. } => format!("digit {digit}"),
            Signal::Hangup(cause) => format!("hangup {cause}"),
            other => format!("{other:?}").to_lowercase(),
        };
        self.hear(id, text);
        match signal {
            Signal::Answer if self.sound_comes => {
                self.input(Input::FromMedia(MediaEvent::FirstPacket {
                    media: id.media(),
                }));
            }
            // A refused call is over.
            Signal::Busy => {
                self.input(Input::FromLeg(id, Signal::Hangup(HangupCause::USER_BUSY)));
            }
            Signal::Congestion => {
                self.input(Input::FromLeg(id, Signal::Hangup(HangupCause::CONGESTION)));
            }
            _ => {}
        }
    }

    fn media(&mut self, media: MediaId, source: Source) {
        self.playing.remove(&media);
        let text = match source {
            Source::Silence => "silence".to_owned(),
            Source::Relay { from, .. } => {
                format!("voice of {}", self.name(ChannelId(from.0)))
            }
            Source::Echo => "echo".to_owned(),
            Source::Mix { .. } => "a conference".to_owned(),
            Source::Tone(_) => "tone".to_owned(),
            Source::Music { sounds } => format!("music {}", name_of(&sounds[0])),
            Source::Sounds { playback, sounds } => {
                let length = sounds.iter().map(|s| s.duration_ms()).sum();
                self.playing
                    .insert(media, (self.now + Duration::from_millis(length), playback));
                sounds
                    .iter()
                    .map(|s| name_of(s))
                    .collect::<Vec<_>>()
                    .join("+")
            }
        };
        self.hear(ChannelId(media.0), text);
    }

    fn hear(&mut self, id: ChannelId, text: String) {
        let entry = (self.milliseconds(), self.name(id), text);
        self.heard.push(entry);
    }

    fn name(&self, id: ChannelId) -> String {
        self.names
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "nobody".to_owned())
    }

    fn milliseconds(&self) -> u128 {
        (self.now - self.began).as_millis()
    }

    fn happened(&mut self, event: Event) {
        match event {
            Event::StepBegins {
                application,
                arguments,
                ..
            } if application == "NoOp" => {
                self.notes.push((self.milliseconds(), arguments));
            }
            Event::Log {
                level: LogLevel::Warning | LogLevel::Error,
                text,
                ..
            } => {
                self.warnings.push(text);
            }
            Event::UserEvent { name, fields, .. } => {
                let fields = fields.iter().map(|(n, v)| format!(" {n}={v}"));
                let text = format!("{name}{}", fields.collect::<String>());
                self.user_events.push(text);
            }
            _ => {}
        }
    }
}

/// What `${…}` becomes on a channel of Alice who called `100`.
pub(crate) fn value_of(expression: &str) -> String {
    let mut world = World::new(&format!("exten => 100,1,NoOp({expression})"));
    world.dials("100");
    world
        .notes()
        .first()
        .map(|note| (*note).to_owned())
        .unwrap_or_default()
}

fn parse(plan: &str) -> Dialplan {
    let text = if plan.trim_start().starts_with('[') {
        plan.to_owned()
    } else {
        format!("[default]\n{plan}")
    };
    let files = MemoryFiles::new().with("extensions.conf", text.as_str());
    let tree = config::load(&files, "extensions.conf", &LoadOptions::default())
        .unwrap()
        .tree;
    let (plan, _, _, problems) = Dialplan::parse(&tree);
    assert_eq!(problems, [], "{text}");
    plan
}

fn settings() -> Settings {
    Settings {
        language: "en".to_owned(),
        system_name: String::new(),
        tones: Tones {
            zones: vec![audio::indications::builtin("us").unwrap()],
            country: "us".to_owned(),
        },
        auto_fallthrough: true,
        features: FeatureCodes::default(),
        directories: [
            ("ASTETCDIR", "/etc/asterisk"),
            ("ASTAGIDIR", "/agi"),
            ("ASTSPOOLDIR", "/spool"),
        ]
        .map(|(name, path)| (name.to_owned(), path.to_owned()))
        .to_vec(),
        calendar: crate::time::calendar,
        format_time: crate::time::format_time,
    }
}

/// A second of sound that knows its name.
pub(super) fn sound(name: &str) -> Sound {
    let mut data = name.as_bytes().to_vec();
    data.resize(8_000, 0);
    Sound::new(Codec::Ulaw, data)
}

fn name_of(sound: &Sound) -> String {
    let end = sound
        .data
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(sound.data.len());
    String::from_utf8_lossy(&sound.data[..end]).into_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "virtual time needs a first instant"
)]
fn first_instant() -> Instant {
    Instant::now()
}
