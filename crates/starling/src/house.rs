//! The pure rooms and the doors to the outside, and what goes to and fro between them.

mod building;
mod feed;
mod outgoing;
mod records;
mod services;

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::services::{Database, MusicClasses};
use call::{ChannelIds, Event, LogLevel, Switchboard, WallClock};
use config::{Problem, Severity};
use control::cli::Stop;
use control::programs::Feed;
use mio::Token;
use sip::dns::DnsAnswer;
use sip::stack;
use sip_channel::SipChannel;

use building::{Opener, new_sip, new_switchboard, open_store};
use records::Records;
pub(crate) use services::Services;

use crate::clock;
use crate::control_thread::Wake;
use crate::devices;
use crate::directories::Installation;
use crate::effects::Pool;
use crate::guard::Checking;
use crate::load::{Configuration, ProgramSettings};
use crate::log::Logger;
use crate::media_thread::MediaLink;
use crate::net::resolver::{Asked, Resolver};
use crate::net::rtp_ports::RtpPorts;
use crate::net::sip_sockets::SipSockets;
use crate::programs;
use crate::recorder_thread::{RecorderLink, ToRecorder};
use crate::reload::reading::Readings;
use crate::signals;
use crate::spool_thread::SpoolLink;
use crate::store::Store;
use crate::transports::Unopened;
use crate::voicemail::VoicemailLink;

/// The ways to the outside.
pub(crate) struct Doors {
    /// SIP's sockets.
    pub(crate) sockets: SipSockets,
    /// Files.
    pub(crate) pool: Pool,
    /// Files that sound is recorded in.
    pub(crate) recordings: RecorderLink,
    /// Call files.
    pub(crate) spool: SpoolLink,
    /// Names.
    pub(crate) resolver: Resolver,
    /// The media thread.
    pub(crate) media: MediaLink,
    /// Mail, and what other programs do to mailboxes.
    pub(crate) voicemail: VoicemailLink,
    /// Log files and the foreground's own screen.
    pub(crate) log: Logger,
    /// Wakes the control thread.
    pub(crate) wake: Wake,
}

/// Everything that the control thread owns, but its poll and its threads.
pub(crate) struct House {
    pub(crate) sip: SipChannel,
    pub(crate) switchboard: Switchboard,
    pub(crate) registry: call::script::Registry,
    /// What outlives a call.
    pub(crate) services: Services,
    pub(crate) doors: Doors,
    pub(crate) installation: Installation,
    pub(crate) dialplan: Arc<dialplan::Dialplan>,
    pub(crate) settings: Arc<call::Settings>,
    pub(crate) music: MusicClasses,
    /// `[general]` of the dialplan.
    pub(crate) general: dialplan::GeneralOptions,
    pub(crate) ports: Rc<RefCell<RtpPorts>>,
    pub(crate) started: Instant,
    pub(crate) reloaded: Instant,
    pub(crate) calls_handled: u64,
    pub(crate) stop: Option<Stop>,
    pub(crate) verbosity: u8,
    /// The most that any connected console wants.
    watched_verbosity: u8,
    pub(crate) debug_level: u8,
    /// Whose SIP messages are shown.
    trace: Option<Option<IpAddr>>,
    store: Store,
    /// Transports that wait for their port.
    pub(crate) unopened: Unopened,
    /// Readings of the files, which go on beside the calls.
    pub(crate) readings: Readings,
    /// A check of the files that goes on beside the calls.
    pub(crate) checking: Checking,
    /// What the machine's clock said, and when.
    pub(crate) wall: WallClock,
    /// Where programs hear what happens.
    pub(crate) feed: Feed,
    /// What programs connect to, until the control thread has taken it.
    new_programs: Option<ProgramSettings>,
    /// Events that consoles have not seen yet.
    told: Vec<Event>,
    records: Records,
}

impl House {
    /// Builds the pure rooms from a configuration, and opens the transports.
    pub(crate) fn new(
        now: Instant,
        installation: Installation,
        configuration: Configuration,
        mut doors: Doors,
        feed: Feed,
    ) -> Self {
        let (store, rows) = open_store(&installation, &mut doors.log);
        let readings = Readings::new(doors.wake.clone());
        let database = Rc::new(Database::load(rows));
        let registry = configuration.registry.clone();
        let ids = ChannelIds::default();
        let (first, last) = configuration.rtp_ports;
        let ports = Rc::new(RefCell::new(RtpPorts::new(first, last)));
        let services = Services::start(now, &installation, &configuration, database);
        let mut switchboard = new_switchboard(now, &configuration, &ids);
        services.enter(now, &mut switchboard);
        let opener = Opener::new(&ports, &doors.media);
        let sip = new_sip(now, &configuration, ids, opener, &services.database);
        let verbosity = u8::try_from(installation.options.verbose).unwrap_or(u8::MAX);
        let debug_level = u8::try_from(installation.options.debug).unwrap_or(u8::MAX);
        let mut house = Self {
            sip,
            switchboard,
            registry,
            services,
            doors,
            installation,
            dialplan: configuration.dialplan,
            settings: configuration.switchboard,
            music: configuration.places.music,
            general: configuration.general,
            ports,
            started: now,
            reloaded: now,
            calls_handled: 0,
            stop: None,
            verbosity,
            watched_verbosity: 0,
            debug_level,
            trace: None,
            store,
            unopened: Unopened::default(),
            readings,
            checking: Checking::default(),
            wall: WallClock::new(now, clock::since_epoch()),
            feed,
            new_programs: Some(configuration.programs),
            told: Vec::new(),
            records: Records::new(configuration.records, records::wall(now)),
        };
        house.begin(now);
        house
    }

    /// What the files say is not known to the rooms by itself.
    fn begin(&mut self, now: Instant) {
        self.switchboard.set_verbosity(self.verbosity);
        self.limit_channels();
        for order in devices::custom(&self.services.database) {
            self.switchboard.handle(now, call::Input::Order(order));
        }
        self.note_devices(now);
        self.drain(now);
    }

    /// SIP messages are shown from now on, of one address or of all; `None` ends that.
    pub(crate) fn set_trace(&mut self, trace: Option<Option<IpAddr>>) {
        self.trace = trace;
    }

    /// When `tick` is wanted.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let own = [
            self.sip.next_deadline(),
            self.switchboard.next_deadline(),
            self.unopened.next_deadline(),
            self.checking.next_deadline(),
        ];
        own.into_iter().flatten().min()
    }

    /// Tells consoles, the log and programs.
    pub(crate) fn announce(&mut self, event: Event) {
        programs::tell(&self.feed, &event);
        self.happened(event);
    }

    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Instant) {
        self.mind_the_feed();
        self.hear_of_records();
        self.try_to_listen(now);
        self.take_verdict(now);
        if self.sip.next_deadline().is_some_and(|at| at <= now) {
            self.sip.handle(now, sip_channel::Input::Tick);
        }
        if self.switchboard.next_deadline().is_some_and(|at| at <= now) {
            self.switchboard.handle(now, call::Input::Tick);
        }
        self.drain(now);
    }

    /// Reads a SIP socket. True when there is more to read.
    pub(crate) fn serve_socket(&mut self, now: Instant, token: Token, buffer: &mut [u8]) -> bool {
        let Self {
            sip, doors, trace, ..
        } = self;
        let mut traced = Vec::new();
        let more = doors.sockets.ready(token, buffer, &mut |input| {
            if let (Some(trace), stack::Input::Datagram { from, bytes, .. }) = (&trace, &input) {
                traced.extend(shown(*trace, "received from", *from, bytes));
            }
            sip.handle(now, sip_channel::Input::Net(input));
        });
        traced.into_iter().for_each(|event| self.happened(event));
        self.drain(now);
        more
    }

    /// Brings something to the SIP stack.
    pub(crate) fn sip_input(&mut self, now: Instant, input: stack::Input<'_>) {
        self.sip.handle(now, sip_channel::Input::Net(input));
        self.drain(now);
    }

    /// Brings an answer of the DNS to whoever asked.
    pub(crate) fn answered(&mut self, now: Instant, asked: Asked, answer: DnsAnswer) {
        match asked {
            Asked::Stack(query) => self.sip_input(now, stack::Input::DnsAnswer { query, answer }),
            Asked::Endpoint(query) => {
                self.sip
                    .handle(now, sip_channel::Input::Resolved { query, answer });
                self.drain(now);
            }
        }
    }

    /// Brings something to the switchboard.
    pub(crate) fn switchboard_input(&mut self, now: Instant, input: call::Input) {
        self.switchboard.handle(now, input);
        self.drain(now);
    }

    /// Lets the media thread see the orders of this turn.
    pub(crate) fn flush(&self) {
        self.doors.media.flush();
    }

    /// Performs what the pure rooms ask, until they ask nothing more.
    pub(crate) fn drain(&mut self, now: Instant) {
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
        while let Some(change) = self.services.database.poll_change() {
            self.store.keep(change);
        }
    }

    fn perform_sip(&mut self, now: Instant, output: sip_channel::Output) {
        match output {
            sip_channel::Output::Net(output) => self.perform_net(now, output),
            sip_channel::Output::ToSwitchboard(id, signal) => {
                self.switchboard
                    .handle(now, call::Input::FromLeg(id, signal));
            }
            sip_channel::Output::ToMedia(command) => self.doors.media.order(command),
            sip_channel::Output::Happened(event) => {
                self.note_device(now, &event);
                self.announce(event);
            }
            sip_channel::Output::Store(row) => match row.value {
                Some(value) => self.services.database.put(row.family, &row.key, &value),
                None => drop(self.services.database.delete(row.family, &row.key)),
            },
            sip_channel::Output::Listen {
                listener,
                transport,
            } => {
                let (kind, at) = (transport.kind, transport.bind);
                self.listen(now, listener, kind, at);
            }
            sip_channel::Output::Resolve { query, question } => {
                self.doors.resolver.ask(Asked::Endpoint(query), question);
            }
            sip_channel::Output::FindExtension {
                transaction,
                context,
                number,
            } => {
                let exists = self.switchboard.has_extension(&context, &number);
                let input = sip_channel::Input::ExtensionFound {
                    transaction,
                    exists,
                };
                self.sip.handle(now, input);
            }
            sip_channel::Output::Unlisten(id) => {
                self.unopened.forget(id);
                self.doors.sockets.unlisten(id);
            }
        }
    }

    /// A registration or an OPTIONS may have changed whether a device can be called.
    fn note_device(&mut self, now: Instant, event: &Event) {
        if let Event::EndpointStatus {
            technology,
            endpoint,
            ..
        } = event
            && let Some(report) = devices::one(&self.sip, *technology, endpoint)
        {
            self.switchboard.handle(now, call::Input::Device(report));
        }
    }

    /// Tells the switchboard of all devices.
    pub(crate) fn note_devices(&mut self, now: Instant) {
        for report in devices::all(&self.sip) {
            self.switchboard.handle(now, call::Input::Device(report));
        }
    }

    /// How many channels there may be: `maxcalls`, and none more when the exchange is to stop once
    /// the last call is over.
    pub(crate) fn limit_channels(&mut self) {
        let most = match (self.stop, self.installation.options.maxcalls) {
            (Some(stop), _) if stop.gracefully => Some(0),
            (_, 0) => None,
            (_, most) => usize::try_from(most).ok(),
        };
        self.switchboard.limit_channels(most);
    }

    fn perform_net(&mut self, now: Instant, output: stack::Output) {
        if let (Some(trace), stack::Output::Transmit { flow, bytes }) = (self.trace, &output)
            && let Some(event) = shown(trace, "sent to", flow.remote, bytes)
        {
            self.happened(event);
        }
        let Self { sip, doors, .. } = self;
        let mut give = |input: stack::Input<'_>| sip.handle(now, sip_channel::Input::Net(input));
        match output {
            stack::Output::Transmit { flow, bytes } => {
                doors.sockets.transmit(&flow, &bytes, &mut give);
            }
            stack::Output::Connect {
                connection,
                kind,
                remote,
                ..
            } => {
                doors.sockets.connect(connection, kind, remote, &mut give);
            }
            stack::Output::Disconnect { connection } => doors.sockets.disconnect(connection),
            stack::Output::Resolve { query, question } => {
                doors.resolver.ask(Asked::Stack(query), question)
            }
            stack::Output::Event(_) => {}
        }
    }

    fn perform_call(&mut self, now: Instant, output: call::Output) {
        match output {
            call::Output::ToLeg(id, _, signal) => {
                self.sip.handle(now, sip_channel::Input::Order(id, signal));
            }
            call::Output::ToMedia(command) => self.doors.media.order(command),
            call::Output::Perform(id, call::Effect::AskDriver { about, name, item }) => {
                let text = self.driver_value(about, &name, &item);
                let outcome = call::Outcome::Text(text);
                self.switchboard.handle(now, call::Input::Done(id, outcome));
            }
            call::Output::Perform(id, call::Effect::OpenRecording { plan }) => {
                self.doors.recordings.send(ToRecorder::Open(id, plan));
            }
            call::Output::Perform(id, call::Effect::CloseRecording { tap, ending }) => {
                self.doors
                    .recordings
                    .send(ToRecorder::Close(id, tap, ending));
            }
            call::Output::Perform(id, effect) => self.doors.pool.perform(id, effect),
            call::Output::Happened(event) => {
                self.note_mailbox(now, &event);
                self.note_step(now, &event);
                self.happened(event);
            }
            call::Output::Pictured(picture) => self.pictured(picture),
        }
    }

    pub(crate) fn happened(&mut self, event: Event) {
        if let Event::ChannelCreated {
            location: Some(_), ..
        } = event
        {
            self.calls_handled += 1;
        }
        if let Event::Originated(it) = &event {
            self.doors.spool.originated(it);
        }
        let is_debug = matches!(
            event,
            Event::Log {
                level: LogLevel::Debug,
                ..
            }
        );
        if is_debug && self.debug_level == 0 {
            return;
        }
        self.doors.log.event(&event, self.verbosity);
        if matches!(event, Event::Verbose { .. } | Event::Log { .. }) {
            self.told.push(event);
        }
    }

    /// The most detail that any connected console wants.
    pub(crate) fn set_watched_verbosity(&mut self, level: u8) {
        self.watched_verbosity = level;
        self.switchboard.set_verbosity(level.max(self.verbosity));
    }

    /// How detailed verbose text is in the log and on the foreground's own screen.
    pub(crate) fn set_own_verbosity(&mut self, level: u8) {
        self.verbosity = level;
        self.set_watched_verbosity(self.watched_verbosity);
    }

    /// What is wrong with the files, as lines of the log.
    pub(crate) fn tell_problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            let level = match problem.severity {
                Severity::Note => LogLevel::Debug,
                Severity::Warning => LogLevel::Warning,
                Severity::Error => LogLevel::Error,
            };
            self.happened(Event::Log {
                level,
                channel: None,
                text: problem.to_string(),
            });
        }
    }

    /// Something that an administrator may want to know.
    pub(crate) fn notice(&mut self, text: String) {
        let (level, channel) = (LogLevel::Notice, None);
        self.happened(Event::Log {
            level,
            channel,
            text,
        });
    }

    /// Something is wrong on our side or in a file.
    pub(crate) fn complain(&mut self, text: String) {
        self.happened(Event::Log {
            level: LogLevel::Error,
            channel: None,
            text,
        });
    }

    /// Takes the events that consoles have not seen.
    pub(crate) fn take_told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.told)
    }

    /// Acts on signals of the system.
    pub(crate) fn take_signals(&mut self) {
        let signals = signals::take();
        if signals.reload {
            self.reload(None);
            self.readings.nobody_waits();
        }
        if signals.stop {
            self.stop = Some(Stop {
                gracefully: false,
                when_convenient: false,
                restart: false,
            });
        }
    }

    /// Is it time to end? Tells whether to start again.
    pub(crate) fn is_over(&self) -> Option<bool> {
        let stop = self.stop?;
        let busy = self.switchboard.counts().0 > 0;
        let waits = (stop.gracefully || stop.when_convenient) && busy;
        (!waits).then_some(stop.restart)
    }

    /// Ends all calls and unregisters, as far as that goes without waiting.
    pub(crate) fn close(mut self, now: Instant) {
        let channels = self.switchboard.channels(|c| c.id);
        for channel in channels {
            let cause = call::HangupCause::NORMAL_CLEARING;
            let order = call::Command::Hangup { channel, cause };
            self.switchboard_input(now, call::Input::Order(order));
        }
        self.sip.shut_down(now);
        self.drain(now);
        self.flush();
        self.hear_of_records();
        self.records.stop();
        self.store.close();
    }
}

/// A SIP message as text for consoles, if it is one of those that are traced.
fn shown(trace: Option<IpAddr>, way: &str, remote: SocketAddr, bytes: &[u8]) -> Option<Event> {
    if trace.is_some_and(|only| only != remote.ip()) || bytes.len() <= SHORTEST_MESSAGE {
        return None;
    }
    let message = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let text = format!("<--- {} bytes {way} {remote} --->\n{message}", bytes.len());
    Some(Event::Verbose {
        level: 0,
        channel: None,
        text,
    })
}

/// Anything shorter is a keep-alive.
const SHORTEST_MESSAGE: usize = 16;

/// Time since a moment, for people.
pub(crate) fn since(at: Instant) -> Duration {
    clock::now().saturating_duration_since(at)
}
