//! `Call`: what an application may see of its channel, and what it may wait for.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use dialplan::times::MomentForTimes;
use dialplan::{Dialplan, Location};
use media::control::Source;

use super::{HungUp, News, Notice, Registry};
use crate::disk::DiskWork;
use crate::house::{Heard, House, Settings, Start};
use crate::{
    Channel, ChannelId, DeviceState, Effect, EffectId, Event, ExtensionState, HangupCause,
    LogLevel, Outcome, Signal,
};

/// A channel, as its script sees it. Cheap to clone; every method borrows the house for a moment only.
#[derive(Clone)]
pub struct Call {
    pub(crate) house: Rc<RefCell<House>>,
    pub(crate) channel: ChannelId,
}

/// Looking around.
impl Call {
    /// The channel's id.
    pub fn id(&self) -> ChannelId {
        self.channel
    }

    /// Reads the channel; `None` once it is destroyed.
    pub fn look<T>(&self, read: impl FnOnce(&Channel) -> T) -> Option<T> {
        self.look_at(self.channel, read)
    }

    /// Reads any channel.
    pub fn look_at<T>(&self, id: ChannelId, read: impl FnOnce(&Channel) -> T) -> Option<T> {
        self.house.borrow().channels.get(&id).map(read)
    }

    /// Reads all channels, in the order of their making.
    pub fn look_at_all<T>(&self, read: impl FnMut(&Channel) -> T) -> Vec<T> {
        self.house.borrow().channels.values().map(read).collect()
    }

    /// Changes what the channel's public fields say (names, language, account code, time-outs, …).
    pub fn change(&self, write: impl FnOnce(&mut Channel)) {
        if let Some(channel) = self.house.borrow_mut().channels.get_mut(&self.channel) {
            write(channel);
        }
    }

    /// The channel's name; empty once it is destroyed.
    pub fn name(&self) -> String {
        self.look(|c| c.name.clone()).unwrap_or_default()
    }

    /// Finds a channel by its full name, without regard to case, or by its unique id.
    pub fn find_channel(&self, name: &str) -> Option<ChannelId> {
        self.house.borrow().find_channel(name)
    }

    /// Answered?
    pub fn is_up(&self) -> bool {
        self.look(Channel::is_up).unwrap_or(false)
    }

    /// Is the far end gone?
    pub fn is_hung_up(&self) -> bool {
        self.look(Channel::is_hung_up).unwrap_or(true)
    }

    /// Where the dialplan is.
    pub fn location(&self) -> Location {
        self.look(|c| c.location.clone())
            .unwrap_or_else(|| Location::new("", "", 0))
    }

    /// The moment of this step.
    pub fn now(&self) -> Instant {
        self.house.borrow().now
    }

    /// The moment so much later; durations too long to be added are cut.
    pub fn after(&self, duration: Duration) -> Instant {
        self.house.borrow().after(duration)
    }

    /// Time since the Unix epoch.
    pub fn since_epoch(&self) -> Duration {
        let house = self.house.borrow();
        house.wall.at(house.now)
    }

    /// The exchange's settings.
    pub fn settings(&self) -> Arc<Settings> {
        self.house.borrow().settings.clone()
    }

    /// The dialplan in force.
    pub fn dialplan(&self) -> Arc<Dialplan> {
        self.house.borrow().dialplan.clone()
    }

    /// Asks the dialplan something that may depend on the time of day.
    pub fn in_plan<T>(&self, ask: impl FnOnce(&Dialplan, &MomentForTimes<'_>) -> T) -> T {
        self.house.borrow().in_plan(ask)
    }

    /// All applications and functions.
    pub fn registry(&self) -> Registry {
        self.house.borrow().registry.clone()
    }

    /// A service that was added to the switchboard.
    pub fn service<T: Any>(&self) -> Option<Rc<T>> {
        let service = self
            .house
            .borrow()
            .services
            .get(&TypeId::of::<T>())
            .cloned()?;
        service.downcast::<T>().ok()
    }

    /// What a device is doing (`SIP/alice`, `Custom:lamp`).
    pub fn device_state(&self, device: &str) -> DeviceState {
        self.house.borrow().device_state(device)
    }

    /// Sets the state of a device that no driver has (`Custom:lamp`).
    pub fn set_device_state(&self, device: &str, state: DeviceState) {
        self.house.borrow_mut().set_device_state(device, state);
    }

    /// What an extension with a hint is doing; `None` when it has no hint.
    pub fn extension_state(&self, context: &str, extension: &str) -> Option<ExtensionState> {
        self.house.borrow().extension_state(context, extension)
    }

    /// The devices of an extension's hint, variables replaced.
    pub fn hint(&self, context: &str, extension: &str) -> Option<String> {
        self.house.borrow().hint_devices(context, extension)
    }

    /// A random number.
    pub fn random(&self) -> u64 {
        self.house.borrow_mut().random()
    }

    /// A tone of the channel's zone by name ("ring"), or a list as it is written.
    pub fn tone(&self, name_or_list: &str) -> Option<Arc<audio::ToneList>> {
        self.house.borrow().tone(self.channel, name_or_list)
    }
}

/// Variables and the place in the dialplan.
impl Call {
    /// A channel variable, or a global one; not the built-in names (see `Call::expand_text`).
    pub fn get(&self, name: &str) -> Option<String> {
        let house = self.house.borrow();
        let own = house
            .channels
            .get(&self.channel)
            .and_then(|c| c.variables.get(name));
        own.or_else(|| house.globals.get(name)).map(str::to_owned)
    }

    /// Sets a channel variable; `_` and `__` in front make it inherited.
    pub fn set(&self, name: &str, value: impl Into<String>) {
        self.set_on(self.channel, name, value);
    }

    /// Sets a variable of any channel.
    pub fn set_on(&self, id: ChannelId, name: &str, value: impl Into<String>) {
        let value = value.into();
        let mut house = self.house.borrow_mut();
        let Some(channel) = house.channels.get_mut(&id) else {
            return;
        };
        channel.variables.set(name, value.clone());
        let name = name.trim_start_matches('_').to_owned();
        house.happened(Event::VariableSet {
            channel: Some(id),
            name,
            value,
        });
    }

    /// A global variable.
    pub fn global(&self, name: &str) -> Option<String> {
        self.house.borrow().globals.get(name).map(str::to_owned)
    }

    /// Sets a global variable.
    pub fn set_global(&self, name: &str, value: impl Into<String>) {
        self.house.borrow_mut().set_global(name, value.into());
    }

    /// The next step is this one (Goto, Gosub, Return, a transfer).
    pub fn jump(&self, location: Location) {
        self.change(|c| {
            c.location = location;
            c.jumped = true;
        });
    }

    /// Sends another channel elsewhere in the dialplan; its script, if any, is dropped. Who dialled it
    /// hears `News::Taken`, unless that is this channel. False when it is gone.
    pub fn send_elsewhere(&self, id: ChannelId, location: Location) -> bool {
        let mut house = self.house.borrow_mut();
        if let Some(channel) = house.channels.get_mut(&id)
            && channel.owner == Some(self.channel)
        {
            channel.owner = None;
        }
        house.send_elsewhere(id, location)
    }
}

/// Telling.
impl Call {
    /// A warning about the step that runs; the line of the dialplan is added.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.log(LogLevel::Warning, text);
    }

    /// A log line about the step that runs; the place in the dialplan is added.
    pub fn log(&self, level: LogLevel, text: impl AsRef<str>) {
        let mut house = self.house.borrow_mut();
        let place = house.channels.get(&self.channel).map(|c| {
            let Location {
                context,
                extension,
                priority,
            } = &c.location;
            format!(" [{extension}@{context}:{priority} on {}]", c.name)
        });
        let text = format!("{}{}", text.as_ref(), place.unwrap_or_default());
        house.log(level, Some(self.channel), text);
    }

    /// Text for consoles at this level; it is made only when one of them wants it.
    pub fn verbose(&self, level: u8, text: impl FnOnce() -> String) {
        if self.house.borrow().verbosity >= level {
            let event = Event::Verbose {
                level,
                channel: Some(self.channel),
                text: text(),
            };
            self.house.borrow_mut().happened(event);
        }
    }

    /// Something happened that others may want to know.
    pub fn tell(&self, event: Event) {
        self.house.borrow_mut().happened(event);
    }
}

/// Waiting.
impl Call {
    /// The next notice, or `None` at `until`. Everything else that an application waits for is built
    /// on this.
    pub async fn next(&mut self, until: Option<Instant>) -> Result<Option<Notice>, HungUp> {
        self.pick(until, true, |_| true).await
    }

    /// The next notice that `wanted` accepts; others stay for later.
    pub(crate) async fn pick(
        &mut self,
        until: Option<Instant>,
        needs_channel: bool,
        mut wanted: impl FnMut(&Notice) -> bool,
    ) -> Result<Option<Notice>, HungUp> {
        poll_fn(|_| {
            let mut house = self.house.borrow_mut();
            let now = house.now;
            let Some(channel) = house.channels.get_mut(&self.channel) else {
                return Poll::Ready(Err(HungUp));
            };
            let absolute = channel.timeouts.absolute.filter(|_| needs_channel);
            if absolute.is_some_and(|at| at <= now) {
                channel.timed_out = true;
            }
            let over = needs_channel && (channel.hung_up || channel.timed_out);
            let Some(port) = house.ports.get_mut(&self.channel) else {
                return Poll::Ready(Err(HungUp));
            };
            port.deadline = None;
            if let Some(at) = port.inbox.iter().position(&mut wanted) {
                return Poll::Ready(Ok(port.inbox.remove(at)));
            }
            if over {
                return Poll::Ready(Err(HungUp));
            }
            if until.is_some_and(|at| at <= now) {
                return Poll::Ready(Ok(None));
            }
            port.deadline = [until, absolute].into_iter().flatten().min();
            Poll::Pending
        })
        .await
    }

    /// Lets time pass; digits that arrive meanwhile are dropped, as `Wait` does.
    pub async fn sleep(&mut self, duration: Duration) -> Result<(), HungUp> {
        let until = self.after(duration);
        while self.next(Some(until)).await?.is_some() {}
        Ok(())
    }

    /// Lets the house do other things first; a program that loops must not stop everybody else.
    pub async fn take_a_breath(&mut self) {
        let mut breathed = false;
        poll_fn(|_| {
            if std::mem::replace(&mut breathed, true) {
                return Poll::Ready(());
            }
            let mut house = self.house.borrow_mut();
            let now = house.now;
            if let Some(port) = house.ports.get_mut(&self.channel) {
                port.deadline = Some(now);
            }
            Poll::Pending
        })
        .await;
    }

    /// The next digit, or `None` at `until`.
    pub async fn next_digit(&mut self, until: Option<Instant>) -> Result<Option<char>, HungUp> {
        loop {
            // Who comes and goes is for whoever runs the conversation.
            let ours =
                |n: &Notice| !matches!(n.news, News::Joined(_) | News::Gone(_) | News::Taken);
            match self.pick(until, true, ours).await? {
                None => return Ok(None),
                Some(Notice {
                    about,
                    news: News::Digit { digit, .. },
                }) if about == self.channel => {
                    return Ok(Some(digit));
                }
                Some(_) => {}
            }
        }
    }

    /// Has work done outside and waits for what came of it. Works on a channel that hung up, too.
    pub async fn perform(&mut self, effect: Effect) -> Result<Outcome, HungUp> {
        let id = self.house.borrow_mut().perform(Some(self.channel), effect);
        let mine = |n: &Notice| matches!(&n.news, News::Done(done, _) if *done == id);
        match self.pick(None, false, mine).await? {
            Some(Notice {
                news: News::Done(_, outcome),
                ..
            }) => Ok(outcome),
            _ => Err(HungUp),
        }
    }

    /// Has a service's work on files done outside and waits for its reply. Works on a channel that hung
    /// up, too; `None` when the outside has no disk.
    pub async fn on_disk<W: DiskWork>(&mut self, work: W) -> Result<Option<Arc<W::Reply>>, HungUp> {
        let outcome = self.perform(Effect::OnDisk(Arc::new(work))).await?;
        Ok(match outcome {
            Outcome::OnDisk(reply) => reply.downcast().ok(),
            _ => None,
        })
    }

    /// Has work done outside without waiting.
    pub fn order(&self, effect: Effect) -> EffectId {
        self.house.borrow_mut().perform(None, effect)
    }
}

/// Features.
impl Call {
    /// The codes of features that hold for this channel.
    pub fn features(&self) -> Arc<crate::FeatureCodes> {
        let house = self.house.borrow();
        let own = house
            .channels
            .get(&self.channel)
            .and_then(|c| c.features.clone());
        own.unwrap_or_else(|| Arc::new(house.settings.features.clone()))
    }

    /// Whoever this channel is a leg of.
    pub fn owner_of_this(&self) -> Option<ChannelId> {
        self.look(|c| c.owner).flatten()
    }

    /// This channel talks to another one from now on, in place of whatever both do; the script that
    /// asks ends. False when one of them is over.
    pub fn talk_with(&self, other: ChannelId) -> bool {
        let joining = super::Joining {
            with: other,
            with_sound: false,
            recall: None,
        };
        self.house.borrow_mut().join(self.channel, joining)
    }

    /// Takes another channel out of its conversation, and from whoever dialled it.
    pub fn detach(&self, id: ChannelId) {
        let mut house = self.house.borrow_mut();
        if let Some(channel) = house.channels.get_mut(&id)
            && channel.owner == Some(self.channel)
        {
            channel.owner = None;
        }
        house.detach(id);
    }
}

/// The channel's own state.
impl Call {
    /// Answers, and waits up to half a second for the far end's first packet, as Asterisk does.
    /// Nothing happens on a channel that is up.
    pub async fn answer(&mut self) -> Result<(), HungUp> {
        if self.is_hung_up() {
            return Err(HungUp);
        }
        if self.is_up() {
            return Ok(());
        }
        self.answer_at_once();
        let until = self.after(MEDIA_PATIENCE);
        while self.look(|c| !c.media_seen).unwrap_or(false) {
            let packet = |n: &Notice| matches!(n.news, News::FirstPacket);
            if self.pick(Some(until), true, packet).await?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Answers without waiting for media.
    pub fn answer_at_once(&self) {
        self.house.borrow_mut().answer_now(self.channel);
    }

    /// Tells the leg something (ringing, progress, busy, …).
    pub fn signal(&self, signal: Signal) {
        self.house.borrow_mut().tell_leg(self.channel, signal);
    }

    /// Tells another channel's leg something.
    pub fn signal_to(&self, id: ChannelId, signal: Signal) {
        self.house.borrow_mut().tell_leg(id, signal);
    }

    /// Lets the far end hear this from now on.
    pub fn send(&self, source: Source) {
        self.house.borrow_mut().send(self.channel, source);
    }

    /// Lets another channel's far end hear this from now on.
    pub fn send_to(&self, id: ChannelId, source: Source) {
        self.house.borrow_mut().send(id, source);
    }

    /// Does a tone, a sound or music run?
    pub fn hears_generator(&self) -> bool {
        self.look(|c| matches!(c.heard, Heard::Generator(..)))
            .unwrap_or(false)
    }

    /// Ends tones, sounds and music: the far end hears its bridge again, or nothing.
    pub fn restore_sound(&self) {
        self.house.borrow_mut().restore_sound(self.channel);
    }

    /// As `restore_sound`, for another channel.
    pub fn restore_sound_of(&self, id: ChannelId) {
        self.house.borrow_mut().restore_sound(id);
    }

    /// Makes this and every later wait fail, and the channel end.
    pub fn hang_up(&self, cause: HangupCause) {
        self.house.borrow_mut().hang_up(self.channel, cause);
    }

    /// Ends another channel.
    pub fn hang_up_other(&self, id: ChannelId, cause: HangupCause) {
        self.house.borrow_mut().hang_up(id, cause);
    }

    /// A handle on another channel, for a script that will run there.
    pub fn on(&self, id: ChannelId) -> Self {
        Self {
            house: self.house.clone(),
            channel: id,
        }
    }

    /// Starts a script on another channel; the channel's owner hears `News::ScriptEnded` at its end.
    pub fn start_on(&self, id: ChannelId, body: impl Future<Output = ()> + 'static) {
        let start = Start::Body(Box::pin(body));
        self.house.borrow_mut().starts.push_back((id, start));
    }
}

/// How long `Answer` waits for the far end's first packet.
const MEDIA_PATIENCE: Duration = Duration::from_millis(500);
