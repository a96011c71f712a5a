//! An exchange in virtual time: the real rooms wired as the program wires them, with a network and
//! a library of sounds that are values.

mod disk;
mod ledger;
mod media_plane;
mod ports;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{ChannelIds, Effect, Event, LogLevel, Outcome, Switchboard, WallClock};
use config::MemoryFiles;
use media::control::MediaCommand;
use services::queue::Queues;
use services::voicemail::spool::Count;
use services::voicemail::{Machine, MailboxId, Voicemail};
use services::{Conferences, Database, Parking};
use sip::header::Transport;
use sip::stack::{self, ListenerId};
use sip_channel::SipChannel;

use super::{Installation, files};
use crate::net::{Arrival, Order};
use crate::sounds::{self, Sounds};
use ledger::Ledger;
use media_plane::{MediaPlane, Wires};
use ports::Ports;

/// The rooms of one exchange.
pub(crate) struct Simulated {
    ip: IpAddr,
    sip: SipChannel,
    switchboard: Switchboard,
    media: MediaPlane,
    wires: Wires,
    ports: Rc<RefCell<Ports>>,
    database: Rc<Database>,
    parking: Rc<Parking>,
    queues: Rc<Queues>,
    voicemail: Rc<Voicemail>,
    programs: Rc<lua::Programs>,
    listeners: BTreeMap<ListenerId, (Transport, SocketAddr)>,
    sounds: Sounds,
    hosts: BTreeMap<String, IpAddr>,
    files: MemoryFiles,
    ledger: Ledger,
    /// Commands of the shell; nobody runs them.
    pub(crate) commands: Vec<String>,
    pub(crate) log: Vec<(Instant, String)>,
}

impl Simulated {
    /// Starts an exchange.
    pub(crate) fn start(now: Instant, installation: &Installation) -> Self {
        let files = MemoryFiles(installation.files.clone());
        let loaded = files::load(&files);
        let line = |problem| (now, format!("    load: {problem}"));
        let log = loaded.problems.iter().map(line).collect();
        let ids = ChannelIds::default();
        let database = Rc::new(Database::load([]));
        let parking = Rc::new(Parking::new(loaded.parking));
        let (wall, registry) = (
            WallClock::new(now, EPOCH),
            apps::registry().with_switches(lua::SWITCHES),
        );
        let mut switchboard = Switchboard::new(
            now,
            wall,
            registry,
            loaded.switchboard,
            loaded.dialplan,
            ids.clone(),
            SEED,
        );
        switchboard.add_service(database.clone());
        switchboard.add_service(parking.clone());
        let queues = Rc::new(Queues::start(
            now,
            wall,
            SEED,
            database.clone(),
            &loaded.queues,
        ));
        switchboard.add_resident(queues.clone());
        let (profiles, rooms) = loaded.conferences;
        switchboard.add_resident(Rc::new(Conferences::new(profiles, rooms)));
        let programs = Rc::new(lua::Programs::default());
        programs.set(loaded.program);
        switchboard.add_service(programs.clone());
        let voicemail = Rc::new(Voicemail::new(loaded.voicemail, machine()));
        switchboard.add_service(voicemail.clone());
        switchboard.set_verbosity(3);
        for (name, value) in &loaded.globals {
            switchboard.set_global(name, value);
        }
        let ip = installation.ip;
        let ports = Rc::new(RefCell::new(Ports::default()));
        let sip = sip_of(now, (loaded.sip, ids), &ports, ip);
        let mut this = Self {
            ip,
            sip,
            switchboard,
            media: MediaPlane::new(now, SEED),
            wires: Wires::default(),
            ports,
            database,
            parking,
            queues,
            voicemail,
            programs,
            listeners: BTreeMap::new(),
            sounds: installation.sounds.clone(),
            hosts: installation.hosts.clone(),
            files,
            ledger: Ledger::default(),
            commands: Vec::new(),
            log,
        };
        this.fill_disk(now);
        this.drain(now);
        this
    }

    pub(crate) fn arrival(&mut self, now: Instant, arrival: Arrival) {
        match arrival {
            Arrival::Datagram {
                to,
                from,
                mut bytes,
            } => match self.listener(Transport::Udp, to.port()) {
                Some(listener) => {
                    self.net(
                        now,
                        stack::Input::Datagram {
                            listener,
                            from,
                            bytes: &bytes,
                        },
                    );
                }
                None => self.packet(now, to.port(), from, &mut bytes),
            },
            Arrival::Connected { connection } => {
                self.net(now, stack::Input::Connected { connection });
            }
            Arrival::Accepted {
                to,
                connection,
                remote,
            } => {
                if let Some(listener) = self.listener(Transport::Tcp, to.port()) {
                    self.net(
                        now,
                        stack::Input::Accepted {
                            listener,
                            connection,
                            remote,
                        },
                    );
                }
            }
            Arrival::Bytes { connection, bytes } => {
                self.net(
                    now,
                    stack::Input::StreamBytes {
                        connection,
                        bytes: &bytes,
                    },
                );
            }
            Arrival::Broken { connection } => self.net(now, stack::Input::Broken { connection }),
        }
        self.drain(now);
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if due(self.sip.next_deadline()) {
            self.sip.handle(now, sip_channel::Input::Tick);
        }
        if due(self.switchboard.next_deadline()) {
            self.switchboard.handle(now, call::Input::Tick);
        }
        if due(self.media.next_deadline()) {
            self.media.tick(now, &mut self.wires);
        }
        self.drain(now);
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let rooms = [self.sip.next_deadline(), self.switchboard.next_deadline()];
        rooms
            .into_iter()
            .chain([self.media.next_deadline()])
            .flatten()
            .min()
    }

    pub(crate) fn orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.wires.orders)
    }

    /// Reads the files again; those given have changed.
    pub(crate) fn reload(&mut self, now: Instant, changed: BTreeMap<String, Vec<u8>>) {
        self.files.0.extend(changed);
        let loaded = files::load(&self.files);
        self.switchboard.set_settings(loaded.switchboard);
        self.programs.set(loaded.program);
        self.parking.configure(loaded.parking);
        self.switchboard.set_dialplan(loaded.dialplan);
        let settings = &loaded.queues;
        self.queues
            .with(|m| m.configure(now, settings, services::queue::Loaded::ALL, None));
        self.voicemail.set_conf(loaded.voicemail);
        self.sip.reload(now, loaded.sip);
        self.drain(now);
    }

    /// What is in a file that was recorded.
    pub(crate) fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.wires.disk.read(path)
    }

    /// What is left of calls.
    pub(crate) fn leftovers(&mut self) -> Vec<String> {
        let mut left = self.ledger.leftovers();
        let (channels, bridges) = self.switchboard.counts();
        for (count, what) in [
            (channels, "channels"),
            (bridges, "bridges"),
            (self.media.open_count(), "media streams"),
            (self.ports.borrow().open.len(), "media ports"),
            (self.wires.recorder.count(), "recordings"),
            (
                usize::from(self.switchboard.next_deadline().is_some()),
                "deadlines of calls",
            ),
            (
                usize::from(self.media.next_deadline().is_some()),
                "deadlines of media",
            ),
        ] {
            if count > 0 {
                left.push(format!("{count} {what}"));
            }
        }
        left
    }

    /// Lets the rooms act until they want nothing more.
    fn drain(&mut self, now: Instant) {
        let mut turns = 0;
        while self.drain_once(now) {
            turns += 1;
            assert!(
                turns < MOST_TURNS,
                "the rooms keep each other busy for ever"
            );
        }
        while self.database.poll_change().is_some() {}
        let members = self
            .switchboard
            .channels(|channel| (channel.id, channel.bridge));
        self.ledger.compare(&members);
    }

    fn drain_once(&mut self, now: Instant) -> bool {
        let mut busy = false;
        self.open_streams(now);
        while let Some(output) = self.sip.poll_output() {
            busy = true;
            self.open_streams(now);
            self.perform_sip(now, output);
        }
        while let Some(output) = self.switchboard.poll_output() {
            busy = true;
            match output {
                call::Output::ToLeg(id, _, signal) => {
                    self.sip.handle(now, sip_channel::Input::Order(id, signal));
                    self.open_streams(now);
                }
                call::Output::ToMedia(command) => self.media(now, command),
                call::Output::Perform(id, effect) => {
                    let outcome = self.perform(effect);
                    self.switchboard.handle(now, call::Input::Done(id, outcome));
                }
                call::Output::Happened(event) => self.happened(now, event),
                call::Output::Pictured(_) => {}
            }
        }
        while let Some(event) = self.wires.events.pop_front() {
            busy = true;
            self.switchboard.handle(now, call::Input::FromMedia(event));
        }
        busy
    }

    fn perform_sip(&mut self, now: Instant, output: sip_channel::Output) {
        match output {
            sip_channel::Output::Net(output) => self.perform_net(now, output),
            sip_channel::Output::ToSwitchboard(id, signal) => {
                self.switchboard
                    .handle(now, call::Input::FromLeg(id, signal));
            }
            sip_channel::Output::ToMedia(command) => self.media(now, command),
            sip_channel::Output::Happened(event) => self.happened(now, event),
            sip_channel::Output::Store(row) => match row.value {
                Some(value) => self.database.put(row.family, &row.key, &value),
                None => drop(self.database.delete(row.family, &row.key)),
            },
            sip_channel::Output::Listen {
                listener,
                transport,
            } => {
                let (kind, at) = (transport.kind, transport.bind);
                self.listeners.insert(listener, (kind, at));
                if kind == Transport::Tcp {
                    self.wires.orders.push(Order::Listen { at });
                }
                self.sip.handle(
                    now,
                    sip_channel::Input::Opened {
                        listener,
                        local: at,
                    },
                );
            }
            sip_channel::Output::Unlisten(id) => drop(self.listeners.remove(&id)),
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
            sip_channel::Output::Resolve { query, question } => {
                let answer = crate::names::answer(&self.hosts, question);
                self.sip
                    .handle(now, sip_channel::Input::Resolved { query, answer });
            }
        }
    }

    fn perform_net(&mut self, now: Instant, output: stack::Output) {
        let order = match output {
            stack::Output::Transmit { flow, bytes } => match flow.connection {
                Some(connection) => Order::Write { connection, bytes },
                None => {
                    let port = self
                        .listeners
                        .get(&flow.listener)
                        .map_or(5060, |(_, at)| at.port());
                    let from = SocketAddr::new(self.ip, port);
                    Order::Send {
                        from,
                        to: flow.remote,
                        bytes,
                    }
                }
            },
            stack::Output::Connect {
                connection, remote, ..
            } => Order::Connect {
                connection,
                from: self.ip,
                to: remote,
            },
            stack::Output::Disconnect { connection } => Order::Close { connection },
            stack::Output::Resolve { query, question } => {
                let answer = crate::names::answer(&self.hosts, question);
                return self.net(now, stack::Input::DnsAnswer { query, answer });
            }
            stack::Output::Event(_) => return,
        };
        self.wires.orders.push(order);
    }

    fn net(&mut self, now: Instant, input: stack::Input<'_>) {
        self.sip.handle(now, sip_channel::Input::Net(input));
    }

    fn listener(&self, kind: Transport, port: u16) -> Option<ListenerId> {
        let mut all = self.listeners.iter();
        all.find(|(_, (k, at))| *k == kind && at.port() == port)
            .map(|(id, _)| *id)
    }

    fn packet(&mut self, now: Instant, port: u16, from: SocketAddr, bytes: &mut [u8]) {
        self.media.packet(now, port, from, bytes, &mut self.wires);
    }

    /// Gives the workers the ports that were opened since.
    fn open_streams(&mut self, now: Instant) {
        let fresh = std::mem::take(&mut self.ports.borrow_mut().fresh);
        for (media, port) in fresh {
            self.media.open(now, media, SocketAddr::new(self.ip, port));
        }
        let forgotten = std::mem::take(&mut self.ports.borrow_mut().forgotten);
        for media in forgotten {
            self.media(now, MediaCommand::Close { media });
        }
    }

    fn media(&mut self, now: Instant, command: MediaCommand) {
        let closing = match &command {
            MediaCommand::Close { media } => Some(*media),
            _ => None,
        };
        let was_open = self.media.order(now, command, &mut self.wires);
        if let Some(media) = closing.filter(|_| was_open) {
            self.ports.borrow_mut().open.remove(&media);
        }
    }

    fn perform(&mut self, effect: Effect) -> Outcome {
        match effect {
            Effect::LoadSounds {
                names, language, ..
            } => {
                let recorded = |name: &String| self.wires.disk.sound(name);
                let find =
                    |name: &String| self.sounds.find(name, &language).or_else(|| recorded(name));
                Outcome::Sounds(names.iter().map(find).collect())
            }
            Effect::LoadMusic { class, .. } => Outcome::Music(sounds::music(&class)),
            Effect::OnDisk(work) => Outcome::OnDisk(work.perform_any(&*self.wires.disk.0)),
            Effect::OpenRecording { plan } => {
                let Wires { recorder, disk, .. } = &mut self.wires;
                recorder
                    .open(&plan, disk)
                    .map_or_else(Outcome::Failed, |()| Outcome::Done)
            }
            Effect::CloseRecording { tap, ending } => {
                let Wires { recorder, disk, .. } = &mut self.wires;
                recorder
                    .close(tap, &ending, disk)
                    .map_or_else(Outcome::Failed, |()| Outcome::Done)
            }
            Effect::AskFile { path } => Outcome::Facts(self.wires.disk.facts(&path)),
            Effect::Shell { command, .. } => {
                self.commands.push(command);
                Outcome::Ran {
                    status: Some(0),
                    output: Vec::new(),
                }
            }
            _ => Outcome::Failed("a simulated exchange has no programs and files".to_owned()),
        }
    }

    /// Phones and hints follow the mailboxes, as in the program.
    fn note_mailbox(&mut self, now: Instant, event: &Event) {
        if let Event::MailboxChanged {
            mailbox, new, old, ..
        } = event
        {
            self.sip.notify_mailbox(now, mailbox, *new, *old);
            let state = match new {
                0 => call::DeviceState::NotInUse,
                _ => call::DeviceState::InUse,
            };
            let device = format!("MWI:{mailbox}");
            let order = call::Command::SetDeviceState { device, state };
            self.switchboard.handle(now, call::Input::Order(order));
        }
    }

    /// What is on the disk when the exchange starts.
    fn fill_disk(&mut self, now: Instant) {
        for (name, contents) in &self.files.0 {
            let path = format!("{CONF_FOLDER}/{name}");
            self.wires.disk.0.put(&path, contents.clone());
        }
        let count = Count {
            spool: self.voicemail.spool().to_owned(),
            boxes: self
                .voicemail
                .conf()
                .mailboxes()
                .map(|m| m.id.clone())
                .collect(),
        };
        for (id, counts) in call::disk::DiskWork::perform(&count, &*self.wires.disk.0) {
            self.count_mailbox(now, &id, counts);
        }
    }

    fn count_mailbox(&mut self, now: Instant, id: &MailboxId, counts: services::voicemail::Counts) {
        if self.voicemail.note(id, counts) {
            self.note_mailbox(
                now,
                &Event::MailboxChanged {
                    mailbox: id.to_string(),
                    new: counts.unheard(),
                    old: counts.old,
                    urgent: counts.urgent,
                },
            );
        }
    }

    /// The mails that wait to be sent.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        let jobs = services::voicemail::mail::jobs(&*self.wires.disk.0, &self.voicemail.outbox());
        jobs.into_iter().map(|job| job.mail).collect()
    }

    fn happened(&mut self, now: Instant, event: Event) {
        self.note_mailbox(now, &event);
        self.ledger.note(&event);
        let line = match event {
            Event::Log {
                level: LogLevel::Debug,
                ..
            } => return,
            Event::Log { level, text, .. } => format!("    {level:?}: {text}"),
            Event::QueueLog(line) => {
                let call::QueueLogLine {
                    queue,
                    agent,
                    event,
                    data,
                    ..
                } = *line;
                format!("    queue log: {queue}|{agent}|{event}|{data}")
            }
            Event::StepBegins {
                location,
                application,
                arguments,
                ..
            } => format!(
                "    {},{},{}: {application}({arguments})",
                location.context, location.extension, location.priority
            ),
            Event::DialEnds { status, .. } => format!("    a dial ends: {}", status.text()),
            Event::ChannelDestroyed { name, cause, .. } => format!("    {name} is gone: {cause:?}"),
            _ => return,
        };
        self.log.push((now, line));
    }
}

fn sip_of(
    now: Instant,
    (settings, ids): (Arc<sip_channel::settings::Settings>, ChannelIds),
    ports: &Rc<RefCell<Ports>>,
    ip: IpAddr,
) -> SipChannel {
    SipChannel::new(sip_channel::Parts {
        now,
        wall: WallClock::new(now, EPOCH),
        settings,
        ids,
        ports: Box::new(ports::Opener(ports.clone())),
        local: Box::new(move |_: IpAddr| ip),
        seed: [SEED; 4],
    })
}

fn machine() -> Machine {
    Machine {
        spool: format!("{SPOOL_FOLDER}/voicemail"),
        host: "pbx.example".to_owned(),
        conf_folder: CONF_FOLDER.to_owned(),
    }
}

/// Where the folders of a simulated exchange would be.
const CONF_FOLDER: &str = "/etc/asterisk";
pub(crate) const SPOOL_FOLDER: &str = "/var/spool/asterisk";
pub(crate) const DATA_FOLDER: &str = "/var/lib/asterisk";
const SEED: u64 = 11;
/// A Monday at noon.
pub(super) const EPOCH: Duration = Duration::from_secs(1_767_614_400);
const MOST_TURNS: u32 = 100_000;
