//! The pure rooms and the doors to the outside, and what goes to and fro between them.

use std::net::IpAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{ChannelIds, Event, LogLevel, Switchboard, WallClock};
use control::cli::Stop;
use media::control::MediaId;
use mio::Token;
use services::{Database, MusicClasses};
use sip::stack;
use sip_channel::machine::{self, MediaPorts, SipChannel};

use crate::clock;
use crate::directories::Installation;
use crate::effects::Pool;
use crate::load::Configuration;
use crate::log::Logger;
use crate::media_thread::{MediaLink, ToMedia};
use crate::net::addresses::KernelRoutes;
use crate::net::resolver::Resolver;
use crate::net::rtp_ports::RtpPorts;
use crate::net::sip_sockets::SipSockets;
use crate::signals;
use crate::store::Store;

/// The ways to the outside.
pub struct Doors {
    /// SIP's sockets.
    pub sockets: SipSockets,
    /// Files.
    pub pool: Pool,
    /// Names.
    pub resolver: Resolver,
    /// The media thread.
    pub media: MediaLink,
    /// Log files and the foreground's own screen.
    pub log: Logger,
}

/// Everything that the control thread owns, but its poll and its threads.
pub struct House {
    pub(crate) sip: SipChannel,
    pub(crate) switchboard: Switchboard,
    pub(crate) registry: call::script::Registry,
    pub(crate) database: Rc<Database>,
    pub(crate) doors: Doors,
    pub(crate) installation: Installation,
    pub(crate) dialplan: Arc<dialplan::Dialplan>,
    pub(crate) music: MusicClasses,
    pub(crate) ports: Rc<std::cell::RefCell<RtpPorts>>,
    pub(crate) started: Instant,
    pub(crate) reloaded: Instant,
    pub(crate) calls_handled: u64,
    pub(crate) stop: Option<Stop>,
    pub(crate) verbosity: u8,
    pub(crate) debug_level: u8,
    store: Store,
    /// Events that consoles have not seen yet.
    told: Vec<Event>,
}

impl House {
    /// Builds the pure rooms from a configuration, and opens the transports.
    pub fn new(
        now: Instant,
        installation: Installation,
        configuration: Configuration,
        mut doors: Doors,
    ) -> Self {
        let (store, rows) = open_store(&installation, &mut doors.log);
        let database = Rc::new(Database::load(rows));
        let registry = apps::registry();
        let ids = ChannelIds::default();
        let (first, last) = configuration.rtp_ports;
        let ports = Rc::new(std::cell::RefCell::new(RtpPorts::new(first, last)));
        let mut switchboard = Switchboard::new(
            now,
            WallClock::new(now, clock::since_epoch()),
            registry.clone(),
            configuration.switchboard.clone(),
            configuration.dialplan.clone(),
            ids.clone(),
            clock::random_seed(),
        );
        switchboard.add_service(database.clone());
        for (name, value) in &configuration.globals {
            switchboard.set_global(name, value);
        }
        let opener = Opener { ports: ports.clone(), media: doors.media.clone() };
        let mut sip = SipChannel::new(machine::Parts {
            now,
            wall: clock::since_epoch(),
            settings: configuration.sip.clone(),
            ids,
            ports: Box::new(opener),
            local: Box::new(KernelRoutes::new()),
            routes: Box::new(KernelRoutes::new()),
            seed: clock::random_seeds(),
        });
        sip.restore(now, &database.rows_below("", ""));
        let verbosity = u8::try_from(installation.options.verbose).unwrap_or(u8::MAX);
        let mut house = Self {
            sip,
            switchboard,
            registry,
            database,
            doors,
            installation,
            dialplan: configuration.dialplan,
            music: configuration.places.music,
            ports,
            started: now,
            reloaded: now,
            calls_handled: 0,
            stop: None,
            verbosity,
            debug_level: 0,
            store,
            told: Vec::new(),
        };
        house.switchboard.set_verbosity(verbosity);
        house.drain(now);
        house
    }

    /// When `tick` is wanted.
    pub fn next_deadline(&self) -> Option<Instant> {
        [self.sip.next_deadline(), self.switchboard.next_deadline()].into_iter().flatten().min()
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Instant) {
        if self.sip.next_deadline().is_some_and(|at| at <= now) {
            self.sip.handle(now, machine::Input::Tick);
        }
        if self.switchboard.next_deadline().is_some_and(|at| at <= now) {
            self.switchboard.handle(now, call::Input::Tick);
        }
        self.drain(now);
    }

    /// Reads a SIP socket. True when there is more to read.
    pub fn serve_socket(&mut self, now: Instant, token: Token, buffer: &mut [u8]) -> bool {
        let Self { sip, doors, .. } = self;
        let more = doors.sockets.ready(token, buffer, &mut |input| {
            sip.handle(now, machine::Input::Net(input));
        });
        self.drain(now);
        more
    }

    /// Brings something to the SIP stack.
    pub fn sip_input(&mut self, now: Instant, input: stack::Input<'_>) {
        self.sip.handle(now, machine::Input::Net(input));
        self.drain(now);
    }

    /// Brings something to the switchboard.
    pub fn switchboard_input(&mut self, now: Instant, input: call::Input) {
        self.switchboard.handle(now, input);
        self.drain(now);
    }

    /// Performs what the pure rooms ask, until they ask nothing more.
    pub fn drain(&mut self, now: Instant) {
        loop {
            let mut quiet = true;
            while let Some(output) = self.sip.poll_output() {
                quiet = false;
                self.perform_sip(now, output);
            }
            while let Some(output) = self.switchboard.poll_output() {
                quiet = false;
                self.perform_call(now, output);
            }
            if quiet {
                break;
            }
        }
        while let Some(change) = self.database.poll_change() {
            self.store.keep(change);
        }
        self.doors.media.flush();
    }

    fn perform_sip(&mut self, now: Instant, output: machine::Output) {
        match output {
            machine::Output::Net(output) => self.perform_net(now, output),
            machine::Output::ToSwitchboard(id, signal) => {
                self.switchboard.handle(now, call::Input::FromLeg(id, signal));
            }
            machine::Output::ToMedia(command) => self.doors.media.send(ToMedia::Command(command)),
            machine::Output::Happened(event) => self.happened(event),
            machine::Output::Store { family, key, value } => match value {
                Some(value) => self.database.put(&family, &key, &value),
                None => drop(self.database.delete(&family, &key)),
            },
            machine::Output::Listen { id, kind, at } => {
                match self.doors.sockets.listen(id, kind, at) {
                    Ok(()) => self.sip.handle(now, machine::Input::Listening(id)),
                    Err(error) => {
                        let name = kind.as_param();
                        self.complain(format!("SIP over {name} on {at} is not open: {error}"));
                    }
                }
            }
            machine::Output::Unlisten(id) => self.doors.sockets.unlisten(id),
        }
    }

    fn perform_net(&mut self, now: Instant, output: stack::Output) {
        let Self { sip, doors, .. } = self;
        let mut give = |input: stack::Input<'_>| sip.handle(now, machine::Input::Net(input));
        match output {
            stack::Output::Transmit { flow, bytes } => {
                doors.sockets.transmit(&flow, &bytes, &mut give);
            }
            stack::Output::Connect { connection, kind, remote, .. } => {
                doors.sockets.connect(connection, kind, remote, &mut give);
            }
            stack::Output::Disconnect { connection } => doors.sockets.disconnect(connection),
            stack::Output::Resolve { query, question } => doors.resolver.ask(query, question),
            stack::Output::Event(_) => {}
        }
    }

    fn perform_call(&mut self, now: Instant, output: call::Output) {
        match output {
            call::Output::ToLeg(id, _, signal) => {
                self.sip.handle(now, machine::Input::Order(id, signal));
            }
            call::Output::ToMedia(command) => self.doors.media.send(ToMedia::Command(command)),
            call::Output::Perform(id, effect) => self.doors.pool.perform(id, effect),
            call::Output::Happened(event) => self.happened(event),
        }
    }

    fn happened(&mut self, event: Event) {
        if matches!(event, Event::StepBegins { .. } | Event::ChannelCreated { .. }) {
            self.count(&event);
        }
        self.doors.log.event(&event, self.verbosity);
        if matches!(event, Event::Verbose { .. } | Event::Log { .. }) {
            self.told.push(event);
        }
    }

    fn count(&mut self, event: &Event) {
        if let Event::ChannelCreated { location: Some(_), .. } = event {
            self.calls_handled += 1;
        }
    }

    /// Something is wrong on our side or in a file.
    pub fn complain(&mut self, text: String) {
        self.happened(Event::Log { level: LogLevel::Error, channel: None, text });
    }

    /// Takes the events that consoles have not seen.
    pub fn take_told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.told)
    }

    /// Acts on signals of the system.
    pub fn take_signals(&mut self) {
        let signals = signals::take();
        if signals.reload {
            let report = self.reload(None).unwrap_or_default();
            let level = LogLevel::Notice;
            self.happened(Event::Log { level, channel: None, text: report });
        }
        if signals.stop {
            self.stop = Some(Stop { gracefully: false, when_convenient: false, restart: false });
        }
    }

    /// Is it time to end? Tells whether to start again.
    pub fn is_over(&self) -> Option<bool> {
        let stop = self.stop?;
        let busy = self.switchboard.counts().0 > 0;
        let waits = (stop.gracefully || stop.when_convenient) && busy;
        (!waits).then_some(stop.restart)
    }

    /// Ends all calls and unregisters, as far as that goes without waiting.
    pub fn close(mut self, now: Instant) {
        let channels = self.switchboard.channels(|c| c.id);
        for channel in channels {
            let cause = call::HangupCause::NORMAL_CLEARING;
            let order = call::Command::Hangup { channel, cause };
            self.switchboard_input(now, call::Input::Order(order));
        }
        self.sip.shut_down(now);
        self.drain(now);
        self.store.close();
    }
}

fn open_store(installation: &Installation, log: &mut Logger) -> (Store, crate::store::Rows) {
    let folder = Path::new(&installation.directories.database);
    match Store::open(folder) {
        Ok(opened) => opened,
        Err(error) => {
            let text = format!(
                "the database in {} cannot be used ({error}); registrations and DB() are forgotten at \
                 the end",
                folder.display()
            );
            log.event(&Event::Log { level: LogLevel::Error, channel: None, text }, 0);
            (Store::forgetful(), Vec::new())
        }
    }
}

/// Opens media ports at once, for an offer must carry the number.
struct Opener {
    ports: Rc<std::cell::RefCell<RtpPorts>>,
    media: MediaLink,
}

impl MediaPorts for Opener {
    fn open(&mut self, media: MediaId, address: IpAddr) -> Option<u16> {
        let (port, pair) = self.ports.borrow_mut().open(address)?;
        self.media.send(ToMedia::Open(media, pair));
        Some(port)
    }
}

/// Time since a moment, for people.
pub fn since(at: Instant) -> Duration {
    clock::now().saturating_duration_since(at)
}
