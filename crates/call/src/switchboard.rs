//! The sans-IO machine of all live calls: inputs in, outputs out, scripts run in between.

mod visits;

mod evaluate;

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use dialplan::{Dialplan, Location};
use media::control::{MediaCommand, MediaEvent};

use crate::bridge::converse;
use crate::dial::pick_up_or_end;
use crate::house::{House, HouseParts, MOST_CHANNELS, Start};
use crate::script::{
    Body, Call, Mailbox, News, Notice, RecordingInfo, RecordingOver, Registry, admit, originate,
    run_dialplan,
};
use crate::{
    Channel, ChannelId, ChannelIds, Command, DeviceReport, DeviceState, Effect, EffectId, Errand,
    Event, ExtensionState, HangupCause, HintRow, LogLevel, Originated, Outcome, Picture, Pictured,
    Resident, Settings, Signal, Technology, WallClock,
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
    /// A driver tells what it knows of a device: at load, and whenever that changes.
    Device(DeviceReport),
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
    /// The event that comes next, with all that a renderer wants to know (see `show_pictures`).
    Pictured(Arc<Picture>),
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
        let mut house = House::new(parts);
        house.watch_hints();
        Self {
            house: Rc::new(RefCell::new(house)),
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

    /// A service that was added.
    pub fn service<T: Any>(&self) -> Option<Rc<T>> {
        let service = self
            .house
            .borrow()
            .services
            .get(&TypeId::of::<T>())
            .cloned()?;
        service.downcast::<T>().ok()
    }

    /// Adds a service that hears of devices and time by itself, too.
    pub fn add_resident<T: Resident + 'static>(&mut self, service: Rc<T>) {
        self.add_service(service.clone());
        self.house.borrow_mut().residents.push(service);
    }

    /// The dialplan from now on; calls in progress take their next step from it.
    pub fn set_dialplan(&mut self, dialplan: Arc<Dialplan>) {
        let mut house = self.house.borrow_mut();
        house.dialplan = dialplan;
        house.watch_hints();
    }

    /// Applications and functions from now on.
    pub fn set_registry(&mut self, registry: Registry) {
        self.house.borrow_mut().registry = registry;
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

    /// Refuses incoming calls beyond so many channels (`maxcalls`; 0 while the exchange is about to
    /// stop). `None` is as many as the house can hold.
    pub fn limit_channels(&mut self, most: Option<usize>) {
        let most = most.unwrap_or(MOST_CHANNELS).min(MOST_CHANNELS);
        self.house.borrow_mut().most_channels = most;
    }

    /// Can this number be dialled in this context now?
    pub fn has_extension(&self, context: &str, number: &str) -> bool {
        let house = self.house.borrow();
        house.in_plan(|plan, at| plan.exists(at, context, number, 1, None))
    }

    /// Corrects the calendar after the machine's clock was set.
    pub fn set_wall_clock(&mut self, wall: WallClock) {
        self.house.borrow_mut().wall = wall;
    }

    /// Which events come with a picture from now on; those without one cost nothing.
    pub fn show_pictures(&mut self, of: Pictured) {
        self.house.borrow_mut().pictured = of;
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

    /// What a device is doing.
    pub fn device_state(&self, device: &str) -> DeviceState {
        self.house.borrow().device_state(device)
    }

    /// What an extension with a hint is doing; `None` when it has no hint.
    pub fn extension_state(&self, context: &str, extension: &str) -> Option<ExtensionState> {
        self.house.borrow().extension_state(context, extension)
    }

    /// Has changes of an extension's state told as events under this context and number, also when its
    /// hint is a pattern or comes from an included context. `None` when it has no hint.
    pub fn watch_extension(&mut self, context: &str, extension: &str) -> Option<ExtensionState> {
        let mut house = self.house.borrow_mut();
        house.watch_extension(context, extension)
    }

    /// All hints, for `core show hints`.
    pub fn hints(&self) -> Vec<HintRow> {
        self.house.borrow().hint_rows()
    }

    /// What is being recorded of a channel, oldest first.
    pub fn recordings_of(&self, channel: ChannelId) -> Vec<RecordingInfo> {
        self.house.borrow().recording_infos(channel)
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
            Input::FromLeg(id, signal) => self.house.borrow_mut().leg_says(id, signal),
            Input::FromMedia(event) => self.media_reports(event),
            Input::Order(command) => self.order(command),
            Input::Device(report) => self.house.borrow_mut().device_report(&report),
            Input::Done(id, outcome) => self.done(id, outcome),
            Input::Tick => {}
        }
        self.wake_the_due(now);
        self.tick_residents(now);
        self.run_scripts();
    }

    /// The next thing for the outside to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.house.borrow_mut().outputs.pop_front()
    }

    /// When `handle` must be called at the latest.
    pub fn next_deadline(&self) -> Option<Instant> {
        let house = self.house.borrow();
        let scripts = house.deadlines.first().map(|(at, _)| *at);
        let residents = house.residents.iter().filter_map(|r| r.next_deadline());
        let first = residents.chain(scripts).min();
        if house.ready.is_empty() && house.starts.is_empty() && house.whispers.is_empty() {
            first
        } else {
            Some(house.now)
        }
    }
}

/// Inputs.
impl Switchboard {
    fn media_reports(&mut self, event: MediaEvent) {
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
            } => house.heard_digit(ChannelId(media.0), digit, duration_ms),
            MediaEvent::PlaybackEnded { media, playback } => {
                let id = house.sound_ordered_by(ChannelId(media.0));
                house.notify(id, News::PlaybackEnded(playback));
            }
            MediaEvent::Heard { media, stretch } => {
                house.notify(ChannelId(media.0), News::Heard(stretch));
            }
            MediaEvent::RecordingEnded {
                tap,
                why,
                duration_ms,
                silence_ms,
                ..
            } => house.recording_ended(RecordingOver {
                tap,
                why,
                duration: Duration::from_millis(duration_ms),
                silence: Duration::from_millis(silence_ms),
            }),
            MediaEvent::MixPlaybackEnded { mix, .. } => house.next_announcement(mix),
            MediaEvent::Talking { media, talking, .. } => {
                let id = house.sound_ordered_by(ChannelId(media.0));
                house.notify(id, News::Talking(talking));
            }
        }
    }

    fn done(&mut self, id: EffectId, outcome: Outcome) {
        let mut house = self.house.borrow_mut();
        if house.recording_effect_done(id, &outcome) {
            return;
        }
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
            Command::Hangup { channel, cause } => {
                let mut house = self.house.borrow_mut();
                if let Some(channel) = house.channels.get_mut(&channel) {
                    channel.hangup_cause = cause;
                }
                house.hang_up(channel, cause);
            }
            Command::SetGlobal { name, value } => {
                self.house.borrow_mut().set_global(&name, value);
            }
            Command::SetDeviceState { device, state } => {
                self.house.borrow_mut().set_device_state(&device, state);
            }
            Command::Apply {
                channel,
                application,
                arguments,
            } => crate::script::apply(&self.house, channel, &application, &arguments),
            Command::Redirect {
                channel,
                context,
                extension,
                priority,
            } => {
                let location = Location::new(context, extension, priority);
                let mut house = self.house.borrow_mut();
                if !house.redirect(channel, location) {
                    let text = "redirect: that channel is over".to_owned();
                    house.log(LogLevel::Warning, Some(channel), text);
                }
            }
            Command::Originate(wanted) => {
                let nobody = Call {
                    house: self.house.clone(),
                    channel: ChannelId(u64::MAX),
                };
                let failed = Originated::failed(&wanted);
                if let Err(problem) = originate(&nobody, None, *wanted) {
                    let mut house = self.house.borrow_mut();
                    if !failed.note.is_empty() {
                        house.happened(Event::Originated(Box::new(failed)));
                    }
                    house.log(LogLevel::Warning, None, problem);
                }
            }
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

    /// Runs whatever has something to do, within bounds: channels that call and wake each other for
    /// ever must not stop everybody else. What is left over is due at once.
    fn run_scripts(&mut self) {
        for _ in 0..RUNS_A_TURN {
            let whisper = self.house.borrow_mut().whispers.pop_front();
            if let Some((id, signal)) = whisper {
                self.house.borrow_mut().hear_half(id, signal);
                continue;
            }
            let start = self.house.borrow_mut().starts.pop_front();
            if let Some((id, start)) = start {
                self.start(id, start);
                continue;
            }
            if self.run_errand() {
                continue;
            }
            let Some(id) = self.house.borrow_mut().next_ready() else {
                return;
            };
            self.run(id);
        }
    }

    fn tick_residents(&self, now: Instant) {
        let residents = self.house.borrow().residents.clone();
        let due = |r: &&Rc<dyn Resident>| r.next_deadline().is_some_and(|at| at <= now);
        residents.iter().filter(due).for_each(|r| r.tick(now));
    }

    /// Does one thing that a resident wants; false when none wants anything.
    fn run_errand(&self) -> bool {
        let mut house = self.house.borrow_mut();
        let next = house
            .residents
            .iter()
            .find_map(|r| Some((r.clone(), r.poll_errand()?)));
        let Some((resident, errand)) = next else {
            return false;
        };
        match errand {
            Errand::Wake(channel) => {
                let (about, news) = (channel, News::Woken);
                house.post(channel, Notice { about, news });
            }
            Errand::Watch(device) => {
                let state = house.watch_device(&device);
                let now = house.now;
                drop(house);
                resident.device_changed(now, &crate::device_key(&device), state);
            }
            Errand::SetDevice(device, state) => house.set_device_state(&device, state),
            Errand::Tell(event) => house.happened(event),
        }
        true
    }

    fn start(&mut self, id: ChannelId, start: Start) {
        // Dropping a script may end the legs that it called.
        drop(self.scripts.remove(&id));
        let mut house = self.house.borrow_mut();
        let old = house.ports.remove(&id);
        if let Some(at) = old.and_then(|p| p.listed) {
            house.deadlines.remove(&(at, id));
        }
        if !house.channels.contains_key(&id) {
            drop(house);
            return drop(start);
        }
        house.ports.insert(id, Mailbox::default());
        if let Some(channel) = house.channels.get_mut(&id) {
            channel.converses = false;
        }
        house.wake(id);
        drop(house);
        let body = match start {
            Start::Body(body) => body,
            Start::Dialplan => Box::pin(run_dialplan(self.call(id))),
            Start::IfKnown(admission) => Box::pin(admit(self.call(id), admission)),
            Start::Conversation(joining) => Box::pin(converse(self.call(id), joining)),
            Start::PickUp(which) => Box::pin(pick_up_or_end(self.call(id), which)),
        };
        self.scripts.insert(id, body);
    }

    fn call(&self, channel: ChannelId) -> Call {
        let house = self.house.clone();
        Call { house, channel }
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

#[cfg(test)]
impl Switchboard {
    /// What an exchange without calls does not have; empty when all is well.
    pub(crate) fn leftovers(&self) -> String {
        let house = self.house.borrow();
        let counts = [
            ("channels", house.channels.len()),
            ("names", house.names_in_use.len()),
            ("bridges", house.bridges.len()),
            ("ports", house.ports.len()),
            ("scripts", self.scripts.len()),
            ("deadlines", house.deadlines.len()),
            ("effects", house.effects.len()),
            ("starts", house.starts.len()),
            ("whispers", house.whispers.len()),
            ("outputs", house.outputs.len()),
        ];
        let left = counts.into_iter().filter(|(_, count)| *count > 0);
        left.map(|(name, count)| format!("{count} {name} "))
            .collect()
    }
}

/// So many times a script runs, or half of a Local channel hears something, in one turn.
const RUNS_A_TURN: usize = 10_000;
