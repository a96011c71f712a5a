//! An exchange for tests: a real switchboard, dialplan and database; everything else is remembered.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::script::prelude::*;
use call::script::{AppEntry, FunctionEntry, Registry};
use call::{
    ChannelId, ChannelIds, Command, FeatureCodes, Input, Invitation, Party, Settings, Signal,
    Switchboard, Technology, Tones, WallClock,
};
use dialplan::{Dialplan, DialplanBuilder, NewStep};
use services::queue::{Loaded, QueueSettings, Queues};
use services::{Database, MusicClasses, Parking, ParkingSettings};

use super::{Exchange, Facts, LogChannel, Stop};
use crate::programs::Question;

pub(crate) struct Fake {
    pub(crate) start: Instant,
    pub(crate) age: Duration,
    pub(crate) switchboard: Switchboard,
    pub(crate) plan: Arc<Dialplan>,
    pub(crate) registry: Registry,
    pub(crate) database: Database,
    pub(crate) queues: Rc<Queues>,
    pub(crate) parking: Rc<Parking>,
    pub(crate) stop: Option<Stop>,
    pub(crate) booted: bool,
    pub(crate) verbosity: u8,
    pub(crate) debug: u8,
    pub(crate) traced: Vec<(bool, Option<String>)>,
    pub(crate) reloaded: Vec<Option<String>>,
    pub(crate) awaited: Option<u64>,
    pub(crate) ordered: Vec<Command>,
    pub(crate) told: Vec<call::Event>,
}

struct Echo;

impl Application for Echo {
    const DOC: AppDoc = AppDoc {
        name: "Echo",
        synopsis: "Plays back what it hears.",
        syntax: &[
            Param::required("first", "A thing."),
            Param::optional("options", "How."),
        ],
        options: &[Param::optional("m(class)", "Music.")],
        description: "Until somebody presses #.",
        see_also: &["Milliwatt"],
        examples: &["same => n,Echo()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        call.sleep(Duration::from_secs(3600)).await?;
        Ok(Continue)
    }
}

struct Len;

impl Function for Len {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LEN",
        synopsis: "How long a text is.",
        syntax: &[Param::required("string", "The text.")],
        description: "Counts.",
        see_also: &[],
        examples: &["${LEN(abc)}"],
        since: "1.0",
        readable: true,
        writable: false,
    };
}

static APPLICATIONS: &[AppEntry] = &[AppEntry::of::<Echo>()];
static FUNCTIONS: &[FunctionEntry] = &[FunctionEntry::of::<Len>()];

impl Fake {
    pub(crate) fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test may begin at any moment")]
        let start = Instant::now();
        let mut builder = DialplanBuilder::new();
        for (context, extension, priority, application) in [
            ("internal", "600", 1, "Echo"),
            ("internal", "_6XX", 1, "Echo"),
            ("internal", "_9.", 1, "Echo"),
            ("default", "s", 1, "Echo"),
        ] {
            let step = NewStep::new(context, extension, priority, application, "x", "test");
            builder.add_step(&step).unwrap();
        }
        builder
            .add_hint("internal", "600", "SIP/600", "test", None)
            .unwrap();
        builder
            .include("default", "internal,9:00-17:00,*,*,*", "test", None)
            .unwrap();
        let plan = Arc::new(builder.build().0);
        let registry = Registry::new(APPLICATIONS, FUNCTIONS);
        let settings = Settings {
            language: "en".to_owned(),
            system_name: String::new(),
            tones: Tones::default(),
            auto_fallthrough: true,
            features: FeatureCodes::default(),
            directories: Vec::new(),
            calendar: |_, _| None,
            format_time: |_, _, _| String::new(),
        };
        let wall = WallClock::new(start, Duration::from_secs(1_700_000_000));
        let ids = ChannelIds::default();
        let switchboard = Switchboard::new(
            start,
            wall,
            registry.clone(),
            Arc::new(settings),
            plan.clone(),
            ids,
            1,
        );
        let (queues, kept) = (QueueSettings::default(), Rc::default());
        let queues = Queues::start(start, wall, 1, kept, &queues);
        Self {
            start,
            age: Duration::from_secs(90_061),
            switchboard,
            plan,
            registry,
            database: Database::default(),
            queues: Rc::new(queues),
            parking: Rc::new(Parking::new(ParkingSettings::without_file())),
            stop: None,
            booted: true,
            verbosity: 0,
            debug: 0,
            traced: Vec::new(),
            reloaded: Vec::new(),
            awaited: None,
            ordered: Vec::new(),
            told: Vec::new(),
        }
    }

    /// A caller who listens to Echo at 600@internal.
    pub(crate) fn with_caller(mut self, id: u64, name: &str) -> Self {
        let mut invitation = Invitation::outgoing(Technology::Pjsip, name);
        invitation.context = "internal".to_owned();
        invitation.extension = "600".to_owned();
        invitation.parties.caller = Party::new("Alice", "100");
        invitation.account_code = "acc".to_owned();
        let dial = Input::FromLeg(ChannelId(id), Signal::Dial(Box::new(invitation)));
        self.switchboard.handle(self.start, dial);
        self
    }
}

impl Exchange for Fake {
    fn now(&self) -> Instant {
        self.start + self.age
    }

    fn switchboard(&self) -> &Switchboard {
        &self.switchboard
    }

    fn order(&mut self, command: Command) {
        self.ordered.push(command.clone());
        let now = self.now();
        self.switchboard.handle(now, Input::Order(command));
    }

    fn tell(&mut self, event: call::Event) {
        self.told.push(event);
    }

    fn dialplan(&self) -> Arc<Dialplan> {
        self.plan.clone()
    }

    fn set_dialplan(&mut self, dialplan: Dialplan) {
        self.plan = Arc::new(dialplan);
    }

    fn save_dialplan(&mut self, place: Option<&str>) -> Result<String, String> {
        let place = place.ok_or("I can't save dialplan now")?;
        Ok(format!("{place}/extensions.conf"))
    }

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn queues(&self) -> Rc<Queues> {
        self.queues.clone()
    }

    fn parking(&self) -> Rc<Parking> {
        self.parking.clone()
    }

    fn settle(&mut self) {}

    fn reload_queues(&mut self, what: Loaded, only: Option<&str>) -> Option<String> {
        self.reloaded.push(Some(format!("{what:?} {only:?}")));
        Some(String::new())
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn music(&self) -> MusicClasses {
        MusicClasses::without_file()
    }

    fn features(&self) -> FeatureCodes {
        FeatureCodes {
            blind_transfer: "##".to_owned(),
            ..FeatureCodes::default()
        }
    }

    fn log_channels(&self) -> Vec<LogChannel> {
        let name = "/var/log/asterisk/messages".to_owned();
        vec![LogChannel {
            name,
            kind: "File",
            enabled: true,
            levels: "NOTICE WARNING".to_owned(),
        }]
    }

    fn driver_show(&self, command: &[&str]) -> Option<String> {
        (command != ["sip", "show", "domains"]).then(|| format!("driver: {}\n", command.join(" ")))
    }

    fn reload(&mut self, part: Option<&str>) -> Option<String> {
        self.reloaded.push(part.map(str::to_owned));
        (part != Some("nothing")).then(|| "done\n".to_owned())
    }

    fn take_awaited(&mut self) -> Option<u64> {
        self.awaited.take()
    }

    fn once_read(&mut self, _: u64, then: Question) {
        then(self);
    }

    fn parts(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("dialplan", "The dialplan"),
            ("sip", "SIP"),
            ("logger", "Logs"),
        ]
    }

    fn stop(&mut self, stop: Stop) {
        self.stop = Some(stop);
    }

    fn abort_stop(&mut self) -> bool {
        self.stop.take().is_some()
    }

    fn fully_booted(&self) -> bool {
        self.booted
    }

    fn facts(&self) -> Facts {
        Facts {
            version_line: "Asterisk 21.0.0-test".to_owned(),
            version: "21.0.0-test".to_owned(),
            host: "pbx".to_owned(),
            pid: 42,
            uptime: self.age,
            since_reload: Duration::from_secs(1),
            calls_handled: 1,
            settings: vec![("Log directory".to_owned(), "/var/log".to_owned())],
        }
    }

    fn verbosity(&self) -> u8 {
        self.verbosity
    }

    fn set_verbosity(&mut self, level: u8) {
        self.verbosity = level;
    }

    fn debug_level(&self) -> u8 {
        self.debug
    }

    fn set_debug_level(&mut self, level: u8) {
        self.debug = level;
    }

    fn trace_sip(&mut self, on: bool, host: Option<&str>) -> bool {
        self.traced.push((on, host.map(str::to_owned)));
        host.is_none_or(|host| host.parse::<std::net::IpAddr>().is_ok())
    }
}
