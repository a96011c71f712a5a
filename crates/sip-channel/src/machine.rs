//! The sans-IO machine of all SIP: it owns the node, the legs, the registrations and what is known of
//! the endpoints. Bytes and signals in, bytes and signals out.

mod capabilities;
mod dialling;
mod events;
mod guard;
mod invite;
mod mailboxes;
mod names;
mod requests;
mod transports;
mod watching;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{ChannelId, ChannelIds, Event, HangupCause, Signal, WallClock};
use media::control::{MediaCommand, MediaId};
use sip::dns::{DnsAnswer, DnsQuery};
use sip::stack::{ListenerId, LocalAddresses, Stack, StackConfig, TransactionId};
use sip::transaction::Timers;

use crate::contact::Contacts;
use crate::leg::{Leg, LegInput};
use crate::office::Office;
#[cfg(test)]
use crate::office::Owner;
use crate::outbound_registration::OutboundRegistrations;
use crate::registrar::{Changes, Row};
use crate::settings::Settings;
use crate::transport::Transport;
use dialling::Waiting;
use guard::Guard;
use mailboxes::Mailboxes;
use names::Names;
use watching::Watching;

/// Opens ports for media. Asked at once, because an offer must name the port.
pub trait MediaPorts {
    /// A port for this session, bound to `local` (or to all addresses of its family). `None` when
    /// none is free.
    fn open(&mut self, media: MediaId, local: IpAddr) -> Option<u16>;

    /// Gives back the port of a session that the switchboard never heard of. All others end with
    /// `MediaCommand::Close`.
    fn close(&mut self, media: MediaId);
}

/// What happens to the machine.
#[derive(Debug)]
pub enum Input<'a> {
    /// The network.
    Net(sip::stack::Input<'a>),
    /// A transport that `Output::Listen` asked for is open at this address.
    Opened {
        /// Which.
        listener: ListenerId,
        /// Where it is bound, with the real port.
        local: SocketAddr,
    },
    /// The switchboard says something to a leg; `Signal::Dial` makes it.
    Order(ChannelId, Signal),
    /// The answer to `Output::Resolve`; empty when nobody answered in time.
    Resolved {
        /// Which question.
        query: u64,
        /// The answer.
        answer: DnsAnswer,
    },
    /// The answer to `Output::FindExtension`.
    ExtensionFound {
        /// Who asked.
        transaction: TransactionId,
        /// There is such an extension.
        exists: bool,
    },
    /// Only time has passed.
    Tick,
}

/// What the outside must do.
#[derive(Debug)]
pub enum Output {
    /// For the network; never `sip::stack::Output::Event`. Its `Resolve` is answered with
    /// `sip::stack::Input::DnsAnswer`.
    Net(sip::stack::Output),
    /// Tell the switchboard.
    ToSwitchboard(ChannelId, Signal),
    /// Order the media plane.
    ToMedia(MediaCommand),
    /// Something happened.
    Happened(Event),
    /// Keep or delete a row of the database.
    Store(Row),
    /// Open a transport and say so with `Input::Opened`.
    Listen {
        /// Its name.
        listener: ListenerId,
        /// What to open.
        transport: Box<Transport>,
    },
    /// Close a transport.
    Unlisten(ListenerId),
    /// Is there such an extension? Answer with `Input::ExtensionFound` in any case.
    FindExtension {
        /// Who asks.
        transaction: TransactionId,
        /// Where.
        context: String,
        /// Which.
        number: String,
    },
    /// Ask the DNS and answer with `Input::Resolved` in any case.
    Resolve {
        /// Names the question.
        query: u64,
        /// The question.
        question: DnsQuery,
    },
}

/// What the machine needs from the start.
pub struct Parts {
    /// The time.
    pub now: Instant,
    /// The calendar.
    pub wall: WallClock,
    /// Both configuration files.
    pub settings: Arc<Settings>,
    /// Names for channels, shared with the switchboard.
    pub ids: ChannelIds,
    /// Ports for media.
    pub ports: Box<dyn MediaPorts>,
    /// Which of our addresses packets leave from.
    pub local: Box<dyn LocalAddresses>,
    /// Must be unpredictable: all tags, nonces and branches come from it.
    pub seed: [u64; 4],
}

/// All of SIP.
pub struct SipChannel {
    office: Office,
    wall: WallClock,
    ids: ChannelIds,
    seed: [u64; 4],
    legs: BTreeMap<ChannelId, Leg>,
    /// Calls out that wait for the DNS.
    waiting: BTreeMap<ChannelId, Waiting>,
    /// The deadline that each leg is listed with.
    listed: HashMap<ChannelId, Instant>,
    alarms: BTreeSet<(Instant, ChannelId)>,
    guard: Guard,
    names: Names,
    mailboxes: Mailboxes,
    watching: Watching,
    /// When contacts, registrations or the watch over contacts want something. Looked up only after
    /// a change, because that takes as long as there are contacts.
    background_due: Option<Instant>,
    background_changed: bool,
    last_listener: u32,
}

impl SipChannel {
    /// A machine that asks for its transports at once.
    pub fn new(parts: Parts) -> Self {
        let Parts {
            now,
            wall,
            settings,
            ids,
            ports,
            local,
            seed,
        } = parts;
        let mut stack = Stack::new(stack_config(&settings, seed), local);
        let guard = Guard::new(now, &mut stack);
        let watching = Watching::new(now, &mut stack);
        let office = Office {
            now,
            stack,
            settings: Arc::new(Settings::default()),
            contacts: Contacts::default(),
            ports,
            outputs: VecDeque::new(),
            owners: HashMap::new(),
            dialogs: HashMap::new(),
            listeners: BTreeMap::new(),
            open: BTreeMap::new(),
        };
        let mut this = Self {
            office,
            wall,
            ids,
            seed,
            legs: BTreeMap::new(),
            waiting: BTreeMap::new(),
            listed: HashMap::new(),
            alarms: BTreeSet::new(),
            guard,
            names: Names::new(now),
            mailboxes: Mailboxes::default(),
            watching,
            background_due: None,
            background_changed: true,
            last_listener: 0,
        };
        this.reload(now, settings);
        this
    }

    /// Takes back registrations that were stored: family, key and value of each row. To be called
    /// once, at the start.
    pub fn restore<'a>(
        &mut self,
        now: Instant,
        rows: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) {
        let settings = Arc::clone(&self.office.settings);
        self.office
            .contacts
            .restore(&settings, now, &self.wall, rows);
        self.watching.contacts_changed(now, &mut self.office);
        self.background_changed = true;
        self.handle(now, Input::Tick);
    }

    /// New settings. Legs go on with the profiles they began with.
    pub fn reload(&mut self, now: Instant, settings: Arc<Settings>) {
        self.office.now = now;
        self.office
            .stack
            .configure(stack_config(&settings, self.seed));
        self.office.settings = Arc::clone(&settings);
        let changes = self.office.contacts.configure(&settings);
        self.apply(changes);
        self.renew_transports(&settings);
        self.names.watch(&mut self.office);
        self.watching.reload(now, &mut self.office);
        self.background_changed = true;
        self.settle();
    }

    /// Corrects the calendar after the machine's clock was set.
    pub fn set_wall_clock(&mut self, wall: WallClock) {
        self.wall = wall;
    }

    /// Takes in what happened. Drain `poll_output` afterwards.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.office.now = now;
        match input {
            Input::Net(input) => self.office.stack.handle(now, input),
            Input::Opened { listener, local } => self.opened(listener, local),
            Input::Order(channel, Signal::Dial(invitation)) => self.dial(channel, *invitation),
            Input::Order(channel, signal) => self.order(channel, signal),
            Input::Resolved { query, answer } => self.resolved(query, answer),
            Input::ExtensionFound {
                transaction,
                exists,
            } => self.extension_is_known(transaction, exists),
            Input::Tick => {}
        }
        self.tick();
        self.settle();
    }

    /// What must be done next; call until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.office.outputs.pop_front()
    }

    /// When `handle` must be called at the latest.
    pub fn next_deadline(&self) -> Option<Instant> {
        let all = [
            self.office.stack.next_deadline(),
            self.alarms.first().map(|(at, _)| *at),
            self.background_due,
            self.names.next_deadline(),
        ];
        all.into_iter().flatten().min()
    }

    /// Says how many messages a mailbox (`box@context`) holds, to whom it concerns.
    pub fn notify_mailbox(&mut self, now: Instant, mailbox: &str, new: u32, old: u32) {
        self.office.now = now;
        self.mailboxes.changed(&mut self.office, mailbox, new, old);
        self.settle();
    }

    /// Ends all calls and registrations; what is still to be sent comes from `poll_output`.
    pub fn shut_down(&mut self, now: Instant) {
        self.office.now = now;
        let all: Vec<ChannelId> = self.legs.keys().copied().collect();
        for channel in all {
            let signal = Signal::Hangup(HangupCause::NORMAL_CLEARING);
            self.give(channel, LegInput::Signal(signal));
        }
        self.waiting.clear();
        self.watching.shut_down(now, &mut self.office);
        self.background_changed = true;
        self.settle();
    }

    /// The configuration in force.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.office.settings
    }

    /// Where endpoints can be reached at the moment.
    pub fn contacts(&self) -> &Contacts {
        &self.office.contacts
    }

    /// Registrations of ours.
    pub fn registrations(&self) -> &OutboundRegistrations {
        self.watching.registrations()
    }

    /// The channels that have a leg of ours, with the name of the endpoint.
    pub fn calls(&self) -> impl Iterator<Item = (ChannelId, &str)> {
        let live = self.legs.values().filter(|leg| leg.is_live());
        live.map(|leg| (leg.channel(), leg.line.endpoint.name.as_str()))
    }
}

#[cfg(test)]
impl SipChannel {
    /// What a call may leave behind: legs, waiting calls, alarms, owners, dialogs of legs, dialogs.
    pub(crate) fn left(&self) -> [usize; 6] {
        let office = &self.office;
        let legs_own = |owner: &&Owner| matches!(owner, Owner::Leg(_));
        [
            self.legs.len(),
            self.waiting.len(),
            self.alarms.len(),
            office.owners.values().filter(legs_own).count(),
            office.dialogs.len(),
            office.stack.load().dialogs,
        ]
    }
}

/// Legs.
impl SipChannel {
    fn order(&mut self, channel: ChannelId, signal: Signal) {
        if matches!(signal, Signal::Hangup(_)) {
            self.waiting.remove(&channel);
        }
        self.give(channel, LegInput::Signal(signal));
    }

    /// Lets a leg know, and forgets it when it is over.
    fn give(&mut self, channel: ChannelId, input: LegInput) {
        let Some(leg) = self.legs.get_mut(&channel) else {
            return;
        };
        leg.handle(&mut self.office, input);
        let due = leg.next_deadline();
        if leg.is_gone() {
            if let Some(invite) = leg.line.invite {
                self.office.owners.remove(&invite);
            }
            self.legs.remove(&channel);
        }
        self.list(channel, due);
    }

    fn list(&mut self, channel: ChannelId, due: Option<Instant>) {
        let before = match due {
            Some(due) => self.listed.insert(channel, due),
            None => self.listed.remove(&channel),
        };
        if before != due {
            before.map(|at| self.alarms.remove(&(at, channel)));
            due.map(|at| self.alarms.insert((at, channel)));
        }
    }

    fn add_leg(&mut self, leg: Leg) {
        let (channel, due) = (leg.channel(), leg.next_deadline());
        if !leg.is_gone() {
            self.legs.insert(channel, leg);
            self.list(channel, due);
        }
    }
}

impl SipChannel {
    fn tick(&mut self) {
        let now = self.office.now;
        self.office.stack.handle(now, sip::stack::Input::Tick);
        while let Some((_, channel)) = self.alarms.first().copied().filter(|(at, _)| *at <= now) {
            self.list(channel, None);
            self.give(channel, LegInput::Tick);
        }
        self.names.tick(&mut self.office);
        if self.background_due.is_some_and(|at| at <= now) {
            let settings = Arc::clone(&self.office.settings);
            let changes = self.office.contacts.expire(&settings, now);
            self.apply(changes);
            self.watching.tick(now, &mut self.office);
            self.background_changed = true;
        }
    }

    /// Carries out everything that the node says, until it is silent.
    fn settle(&mut self) {
        while let Some(output) = self.office.stack.poll_output() {
            match output {
                sip::stack::Output::Event(event) => self.event(event),
                other => self.office.outputs.push_back(Output::Net(other)),
            }
        }
        if std::mem::take(&mut self.background_changed) {
            let contacts = self.office.contacts.next_deadline();
            let watching = self.watching.next_deadline(&self.office);
            self.background_due = [contacts, watching].into_iter().flatten().min();
        }
    }

    /// What follows from a change of contacts.
    fn apply(&mut self, changes: Changes) {
        let Changes { rows, events, aors } = changes;
        self.office
            .outputs
            .extend(rows.into_iter().map(Output::Store));
        self.office
            .outputs
            .extend(events.into_iter().map(Output::Happened));
        if !aors.is_empty() {
            self.background_changed = true;
        }
        let now = self.office.now;
        for aor in &aors {
            self.watching
                .contacts_changed_of(now, &mut self.office, aor);
        }
    }
}

fn stack_config(settings: &Settings, seed: [u64; 4]) -> StackConfig {
    let (chan_sip, pjsip) = (settings.chan_sip.as_ref(), settings.pjsip.as_ref());
    let t1 = pjsip
        .map(|all| all.timer_t1)
        .or_else(|| chan_sip.map(|all| all.timer_t1));
    let t1 = t1.filter(|t1| (SHORTEST_T1..=LONGEST_T1).contains(t1));
    let agent = pjsip
        .map(|all| &all.user_agent)
        .or_else(|| chan_sip.map(|all| &all.user_agent));
    let usual = Timers::default();
    StackConfig {
        timers: Timers {
            t1: t1.unwrap_or(usual.t1),
            ..usual
        },
        user_agent: agent.cloned().unwrap_or_default(),
        seed,
        tcp_above: pjsip
            .filter(|all| !all.disable_tcp_switch)
            .map(|_| UDP_BYTES),
        srv_lookup: pjsip.is_some() || chan_sip.is_some_and(|all| all.srv_lookup),
        naptr_lookup: pjsip.is_some(),
        supported: ["100rel", "timer", "replaces", "path", "norefersub"]
            .map(str::to_owned)
            .to_vec(),
        ..StackConfig::default()
    }
}

const SHORTEST_T1: Duration = Duration::from_millis(50);
const LONGEST_T1: Duration = Duration::from_secs(10);
/// RFC 3261 §18.1.1.
const UDP_BYTES: usize = 1300;
