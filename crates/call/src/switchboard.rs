//! The sans-IO machine of all live calls: inputs in, outputs out, scripts run in between.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Instant;

use dialplan::{Dialplan, Location};
use media::control::{MediaCommand, MediaEvent};

use crate::dial::Destination;
use crate::house::{House, HouseParts, Start};
use crate::script::{Body, Call, Mailbox, News, Notice, Registry, run_dialplan};
use crate::{
    Channel, ChannelId, ChannelIds, ChannelState, Command, DialStatus, Effect, EffectId, Event,
    HangupCause, Invitation, LogLevel, OriginateTo, Outcome, Settings, Signal, Technology,
    WallClock,
};

/// Something for the switchboard to act on.
#[derive(Clone, Debug)]
pub enum Input {
    /// A leg said something.
    FromLeg(ChannelId, Signal),
    /// The media plane reports.
    FromMedia(MediaEvent),
    /// Somebody asks for something.
    Order(Command),
    /// An effect is done.
    Done(EffectId, Outcome),
    /// Only time has passed.
    Tick,
}

/// Something for the outside to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// Tell a leg of this driver something.
    ToLeg(ChannelId, Technology, Signal),
    /// Order the media plane.
    ToMedia(MediaCommand),
    /// Do something that only the outside can do, and answer with `Input::Done`.
    Perform(EffectId, Effect),
    /// Something happened.
    Happened(Event),
}

/// All live calls.
pub struct Switchboard {
    house: Rc<RefCell<House>>,
    /// One script a channel at most; none of them is here while it runs.
    scripts: BTreeMap<ChannelId, Body>,
}

impl Switchboard {
    /// An exchange without calls.
    pub fn new(
        now: Instant,
        wall: WallClock,
        registry: Registry,
        settings: Arc<Settings>,
        dialplan: Arc<Dialplan>,
        ids: ChannelIds,
        seed: u64,
    ) -> Self {
        let parts = HouseParts {
            now,
            wall,
            settings,
            dialplan,
            registry,
            ids,
            seed,
        };
        Self {
            house: Rc::new(RefCell::new(House::new(parts))),
            scripts: BTreeMap::new(),
        }
    }

    /// Adds a service that applications find by its type.
    pub fn add_service<T: Any>(&mut self, service: Rc<T>) {
        self.house
            .borrow_mut()
            .services
            .insert(TypeId::of::<T>(), service);
    }

    /// The dialplan from now on; calls in progress take their next step from it.
    pub fn set_dialplan(&mut self, dialplan: Arc<Dialplan>) {
        self.house.borrow_mut().dialplan = dialplan;
    }

    /// The settings from now on.
    pub fn set_settings(&mut self, settings: Arc<Settings>) {
        self.house.borrow_mut().settings = settings;
    }

    /// Sets a global variable (`[globals]`, `dialplan set global`).
    pub fn set_global(&mut self, name: &str, value: &str) {
        self.house.borrow_mut().set_global(name, value.to_owned());
    }

    /// Forgets all globals, before those of a reloaded file are set (`clearglobalvars`).
    pub fn clear_globals(&mut self) {
        self.house.borrow_mut().globals = crate::Variables::default();
    }

    /// All globals, newest first.
    pub fn globals(&self) -> Vec<(String, String)> {
        let house = self.house.borrow();
        house
            .globals
            .iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect()
    }

    /// How much detail any console wants; verbose text above it is not even made.
    pub fn set_verbosity(&mut self, level: u8) {
        self.house.borrow_mut().verbosity = level;
    }

    /// Corrects the calendar after the machine's clock was set.
    pub fn set_wall_clock(&mut self, wall: WallClock) {
        self.house.borrow_mut().wall = wall;
    }

    /// Reads all channels, in the order of their making.
    pub fn channels<T>(&self, mut read: impl FnMut(&Channel) -> T) -> Vec<T> {
        self.house
            .borrow()
            .channels
            .values()
            .map(&mut read)
            .collect()
    }

    /// How many channels and bridges there are.
    pub fn counts(&self) -> (usize, usize) {
        let house = self.house.borrow();
        (house.channels.len(), house.bridges.len())
    }

    /// The channel at the other end of this one's bridge.
    pub fn bridged_with(&self, id: ChannelId) -> Option<ChannelId> {
        let house = self.house.borrow();
        let bridge = house.channels.get(&id)?.bridge?;
        house.bridges.get(&bridge)?.other(id)
    }

    /// Acts on an input. Drain `poll_output` afterwards.
    pub fn handle(&mut self, now: Instant, input: Input) {
        self.house.borrow_mut().now = now;
        match input {
            Input::FromLeg(id, signal) => self.from_leg(id, signal),
            Input::FromMedia(event) => self.from_media(event),
            Input::Order(command) => self.order(command),
            Input::Done(id, outcome) => self.done(id, outcome),
            Input::Tick => {}
        }
        self.wake_the_due(now);
        self.run_scripts();
    }

    /// The next thing for the outside to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.house.borrow_mut().outputs.pop_front()
    }

    /// When `handle` must be called at the latest.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.house.borrow().deadlines.first().map(|(at, _)| *at)
    }
}

/// Inputs.
impl Switchboard {
    fn from_leg(&mut self, id: ChannelId, signal: Signal) {
        let mut house = self.house.borrow_mut();
        match signal {
            Signal::Dial(invitation) => incoming(&mut house, id, *invitation),
            Signal::Proceeding => house.notify(id, News::Proceeding),
            Signal::Ringing => {
                set_state(&mut house, id, ChannelState::Ringing);
                house.notify(id, News::Ringing);
            }
            Signal::Progress { early_media } => house.notify(id, News::Progress { early_media }),
            Signal::Busy => house.notify(id, News::Busy),
            Signal::Congestion => house.notify(id, News::Congestion),
            Signal::Answer => {
                let now = house.now;
                if let Some(channel) = house.channels.get_mut(&id) {
                    channel.answered = Some(now);
                }
                set_state(&mut house, id, ChannelState::Up);
                house.notify(id, News::Answered);
            }
            Signal::Hold => held(&mut house, id, true),
            Signal::Unhold => held(&mut house, id, false),
            Signal::Digit { digit, duration_ms } => {
                signalled_digit(&mut house, id, digit, duration_ms)
            }
            Signal::Codec(codec) => {
                if let Some(channel) = house.channels.get_mut(&id) {
                    channel.codec = Some(codec);
                }
            }
            Signal::Update(parties) => {
                if let Some(channel) = house.channels.get_mut(&id) {
                    channel.parties = *parties;
                }
            }
            Signal::Redirect { extension } => house.notify(id, News::Redirect { extension }),
            Signal::Transfer { extension } => transfer(&mut house, id, extension),
            Signal::Incomplete => {}
            Signal::Hangup(cause) => {
                if let Some(channel) = house.channels.get_mut(&id) {
                    channel.leg_gone = true;
                }
                house.hang_up(id, cause);
            }
        }
    }

    fn from_media(&mut self, event: MediaEvent) {
        let mut house = self.house.borrow_mut();
        match event {
            MediaEvent::FirstPacket { media } => {
                let id = ChannelId(media.0);
                if let Some(channel) = house.channels.get_mut(&id) {
                    channel.media_seen = true;
                }
                house.notify(id, News::FirstPacket);
            }
            MediaEvent::DigitBegan { .. } => {}
            MediaEvent::DigitEnded {
                media,
                digit,
                duration_ms,
            } => {
                let channel = ChannelId(media.0);
                house.happened(Event::DigitReceived {
                    channel,
                    digit,
                    duration_ms,
                });
                house.notify(channel, News::Digit { digit, duration_ms });
            }
            MediaEvent::PlaybackEnded { media, playback } => {
                house.notify(ChannelId(media.0), News::PlaybackEnded(playback));
            }
        }
    }

    fn done(&mut self, id: EffectId, outcome: Outcome) {
        let mut house = self.house.borrow_mut();
        if let Some(channel) = house.effects.remove(&id) {
            house.post(
                channel,
                Notice {
                    about: channel,
                    news: News::Done(id, outcome),
                },
            );
        }
    }

    fn order(&mut self, command: Command) {
        match command {
            Command::Hangup { channel, cause } => self.house.borrow_mut().hang_up(channel, cause),
            Command::SetGlobal { name, value } => {
                self.house.borrow_mut().set_global(&name, value);
            }
            Command::Redirect {
                channel,
                context,
                extension,
                priority,
            } => {
                let mut house = self.house.borrow_mut();
                house.leave_bridge(channel);
                house.start_dialplan(
                    channel,
                    Location::new(context.as_str(), extension.as_str(), priority),
                );
            }
            Command::Originate {
                dial_string,
                patience,
                to,
            } => {
                self.originate(&dial_string, patience, to);
            }
        }
    }

    fn originate(&mut self, dial_string: &str, patience: std::time::Duration, to: OriginateTo) {
        let mut house = self.house.borrow_mut();
        let destination = Destination::parse(dial_string);
        let found =
            destination.and_then(|d| Technology::from_name(&d.technology).map(|t| (t, d.resource)));
        let Some((technology, resource)) = found else {
            let text = format!("originate: '{dial_string}' names no channel type that we have");
            return house.log(LogLevel::Warning, None, text);
        };
        let invitation = Invitation::outgoing(technology, &resource);
        let id = house.ids.next();
        house.create_channel(id, invitation.clone(), false).state = ChannelState::Dialing;
        let dial_string = dial_string.to_owned();
        house.happened(Event::DialBegins {
            caller: None,
            callee: id,
            dial_string,
        });
        house.tell_leg(id, Signal::Dial(Box::new(invitation)));
        drop(house);
        let call = Call {
            house: self.house.clone(),
            channel: id,
        };
        let body = Box::pin(originated(call, patience, to));
        self.house
            .borrow_mut()
            .starts
            .push_back((id, Start::Body(body)));
    }
}

/// Waits for the answer, then does what was asked.
async fn originated(mut call: Call, patience: std::time::Duration, to: OriginateTo) {
    let until = call.now() + patience;
    let status = loop {
        match call.next(Some(until)).await {
            Ok(Some(Notice {
                news: News::Answered,
                ..
            })) => break DialStatus::Answer,
            Ok(Some(Notice {
                news: News::Busy, ..
            })) => break DialStatus::Busy,
            Ok(Some(_)) => {}
            Ok(None) => break DialStatus::NoAnswer,
            Err(_) => break DialStatus::ChanUnavail,
        }
    };
    call.tell(Event::DialEnds {
        caller: None,
        callee: call.id(),
        status,
    });
    if status != DialStatus::Answer {
        return call.hang_up(HangupCause::NO_ANSWER);
    }
    match to {
        OriginateTo::Extension {
            context,
            extension,
            priority,
        } => {
            call.change(|c| {
                c.location = Location::new(context.as_str(), extension.as_str(), priority)
            });
            run_dialplan(call).await;
        }
        OriginateTo::Application { name, arguments } => {
            if call.run_application(&name, &arguments).await.is_none() {
                call.warn(format!("originate: there is no application '{name}'"));
            }
            call.hang_up(HangupCause::NORMAL_CLEARING);
        }
    }
}

/// Scripts.
impl Switchboard {
    fn wake_the_due(&mut self, now: Instant) {
        let mut house = self.house.borrow_mut();
        let due: Vec<_> = house
            .deadlines
            .iter()
            .take_while(|(at, _)| *at <= now)
            .copied()
            .collect();
        for (_, id) in due {
            house.wake(id);
        }
    }

    fn run_scripts(&mut self) {
        // A breath (`take_a_breath`) is a deadline, not a place in the queue, so this ends.
        loop {
            let start = self.house.borrow_mut().starts.pop_front();
            if let Some((id, start)) = start {
                self.start(id, start);
                continue;
            }
            let Some(id) = self.house.borrow_mut().ready.pop_front() else {
                return;
            };
            self.run(id);
        }
    }

    fn start(&mut self, id: ChannelId, start: Start) {
        drop(self.scripts.remove(&id));
        let mut house = self.house.borrow_mut();
        if !house.channels.contains_key(&id) {
            return;
        }
        let old = house.ports.insert(id, Mailbox::default());
        if let Some(at) = old.and_then(|p| p.listed) {
            house.deadlines.remove(&(at, id));
        }
        house.wake(id);
        drop(house);
        let body = match start {
            Start::Body(body) => body,
            Start::Dialplan => Box::pin(run_dialplan(Call {
                house: self.house.clone(),
                channel: id,
            })),
        };
        self.scripts.insert(id, body);
    }

    fn run(&mut self, id: ChannelId) {
        let Some(mut body) = self.scripts.remove(&id) else {
            return;
        };
        let mut context = Context::from_waker(Waker::noop());
        let polled =
            std::panic::catch_unwind(AssertUnwindSafe(|| body.as_mut().poll(&mut context)));
        match polled {
            Ok(std::task::Poll::Pending) => {
                self.scripts.insert(id, body);
                self.list_deadline(id);
            }
            Ok(std::task::Poll::Ready(())) => {
                drop(body);
                self.ended(id);
            }
            Err(_) => {
                // Our own fault, and it costs this call only.
                let dropped = std::panic::catch_unwind(AssertUnwindSafe(|| drop(body)));
                let mut house = self.house.borrow_mut();
                let text = "a panic ended this call; please report it".to_owned();
                house.log(LogLevel::Error, Some(id), text);
                house.hang_up(id, HangupCause::TEMPORARY_FAILURE);
                drop(house);
                drop(dropped);
                self.ended(id);
            }
        }
    }

    fn list_deadline(&mut self, id: ChannelId) {
        let mut house = self.house.borrow_mut();
        let Some(port) = house.ports.get_mut(&id) else {
            return;
        };
        let (old, new) = (port.listed, port.deadline);
        port.listed = new;
        if old == new {
            return;
        }
        if let Some(at) = old {
            house.deadlines.remove(&(at, id));
        }
        if let Some(at) = new {
            house.deadlines.insert((at, id));
        }
    }

    /// A script ended: the channel ends too when it hung up meanwhile, else its owner hears of it.
    fn ended(&mut self, id: ChannelId) {
        let mut house = self.house.borrow_mut();
        if let Some(at) = house.ports.remove(&id).and_then(|p| p.listed) {
            house.deadlines.remove(&(at, id));
        }
        let Some(channel) = house.channels.get(&id) else {
            return;
        };
        let (owner, cause) = (channel.owner, channel.hangup_cause);
        if channel.hung_up {
            house.destroy_channel(id, cause);
        } else if owner.is_some() {
            house.notify(id, News::ScriptEnded);
        } else {
            house.hang_up(id, HangupCause::NORMAL_CLEARING);
        }
    }
}

fn incoming(house: &mut House, id: ChannelId, invitation: Invitation) {
    let (context, extension) = (invitation.context.clone(), invitation.extension.clone());
    let caller = invitation.parties.caller.number.clone();
    let overlap = invitation.overlap;
    house.create_channel(id, invitation, true);
    let (known, may_grow) = house.in_plan(|plan, at| {
        let exists = plan.exists(at, &context, &extension, 1, Some(&caller));
        (
            exists,
            !exists && plan.can_match(at, &context, &extension, 1, Some(&caller)),
        )
    });
    if known {
        let location = Location::new(context.as_str(), extension.as_str(), 1);
        return house.start_dialplan(id, location);
    }
    let name = house
        .channels
        .get(&id)
        .map(|c| c.name.clone())
        .unwrap_or_default();
    let text = format!("{name} calls '{extension}', which is not in context '{context}'");
    house.log(LogLevel::Notice, Some(id), text);
    if overlap && may_grow {
        house.tell_leg(id, Signal::Incomplete);
    }
    house.hang_up(id, HangupCause::UNALLOCATED);
}

fn set_state(house: &mut House, id: ChannelId, state: ChannelState) {
    if let Some(channel) = house.channels.get_mut(&id)
        && channel.state != state
    {
        channel.state = state;
        house.happened(Event::ChannelStateChanged { channel: id, state });
    }
}

fn held(house: &mut House, id: ChannelId, held: bool) {
    house.happened(Event::HoldChanged { channel: id, held });
    house.notify(id, News::Hold(held));
}

/// A digit that came by signalling: straight to the other side, unless it may mean something to us.
fn signalled_digit(house: &mut House, id: ChannelId, digit: char, duration_ms: u32) {
    house.happened(Event::DigitReceived {
        channel: id,
        digit,
        duration_ms,
    });
    let bridge = house.channels.get(&id).and_then(|c| c.bridge);
    let bridge = bridge.and_then(|b| house.bridges.get(&b));
    let other = bridge
        .filter(|b| !b.wants_digits_of(id))
        .and_then(|b| b.other(id));
    match other {
        Some(other) => house.tell_leg(other, Signal::Digit { digit, duration_ms }),
        None => house.notify(id, News::Digit { digit, duration_ms }),
    }
}

/// A far end transfers the other side: whoever runs the conversation acts on it.
fn transfer(house: &mut House, id: ChannelId, extension: String) {
    let owner = house.channels.get(&id).and_then(|c| c.owner).unwrap_or(id);
    house.post(
        owner,
        Notice {
            about: id,
            news: News::Transfer { extension },
        },
    );
}
