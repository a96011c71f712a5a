//! Channels come and go, and what is new about them reaches the script that cares.

use dialplan::{Location, Question};
use media::control::MediaCommand;

use super::{House, Start};
use crate::channel::Birth;
use crate::script::{Admission, News, Notice};
use crate::{
    Channel, ChannelId, Event, HangupCause, Invitation, LogLevel, Output, Signal, Technology,
};

impl House {
    /// Makes the channel of an invitation and tells everybody. The id is new.
    pub(crate) fn create_channel(&mut self, id: ChannelId, invitation: Invitation, birth: Birth) {
        let unique_id = self.next_unique_id();
        let incoming = birth.incoming;
        let mut channel = Channel::new(id, self.now, invitation, birth, unique_id);
        if channel.language.is_empty() {
            channel.language.clone_from(&self.settings.language);
        }
        let created = Event::ChannelCreated {
            channel: id,
            name: channel.name.clone(),
            unique_id: channel.unique_id.clone(),
            linked_id: channel.linked_id.clone(),
            technology: channel.technology,
            location: incoming.then(|| channel.location.clone()),
            parties: Box::new(channel.parties.clone()),
        };
        self.names_in_use
            .insert(channel.name.to_ascii_lowercase(), id);
        self.channels.insert(id, channel);
        self.happened(created);
        self.channel_begins(id);
    }

    /// Ends a channel's leg, and then the channel, unless it ended itself before.
    pub(crate) fn destroy_channel(&mut self, id: ChannelId, cause: HangupCause) {
        self.leave_bridge(id);
        let Some(channel) = self.channels.remove(&id) else {
            return;
        };
        self.names_in_use.remove(&channel.name.to_ascii_lowercase());
        self.locks.retain(|_, (holder, _)| *holder != id);
        match channel.technology {
            Technology::Local => {
                let half = channel.other_half;
                self.whispers
                    .extend(half.map(|half| (half, Signal::Hangup(cause))));
            }
            technology @ (Technology::Sip | Technology::Pjsip) => {
                if !channel.leg_gone {
                    let goodbye = Output::ToLeg(id, technology, Signal::Hangup(cause));
                    self.outputs.push_back(goodbye);
                }
                self.order_media(MediaCommand::Close { media: id.media() });
            }
        }
        let local = channel.technology == Technology::Local;
        let name = channel.name.clone();
        let destroyed = Event::ChannelDestroyed {
            channel: id,
            name: name.clone(),
            cause,
        };
        self.happened_last(destroyed, &channel);
        if !local {
            self.channel_ends(id, &name);
        }
    }

    /// Asks a channel to end: its script is carried out, or it is destroyed when it has none.
    pub(crate) fn hang_up(&mut self, id: ChannelId, cause: HangupCause) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if channel.hung_up {
            return;
        }
        channel.hung_up = true;
        if channel.hangup_cause == HangupCause::NOT_DEFINED {
            channel.hangup_cause = cause;
        }
        let (owner, name, own_cause) = (channel.owner, channel.name.clone(), channel.hangup_cause);
        self.happened(Event::HangupRequested { channel: id, cause });
        if let Some(owner) = owner {
            self.keep_cause(owner, name, own_cause);
            let news = News::Gone(cause);
            self.post(owner, Notice { about: id, news });
        }
        if self.ports.contains_key(&id) {
            self.wake(id);
        } else if !self.starts.iter().any(|(start, _)| *start == id) {
            self.destroy_channel(id, cause);
        }
    }

    /// For `HANGUPCAUSE()`.
    fn keep_cause(&mut self, owner: ChannelId, name: String, cause: HangupCause) {
        if let Some(channel) = self.channels.get_mut(&owner) {
            if channel.leg_causes.len() >= MOST_CAUSES {
                channel.leg_causes.remove(0);
            }
            channel.leg_causes.push((name, cause));
        }
    }

    /// Brings news about a channel to its own script, or else to whoever dialled it.
    pub(crate) fn notify(&mut self, about: ChannelId, news: News) {
        if self.ports.contains_key(&about) {
            self.post(about, Notice { about, news });
        } else if let Some(owner) = self.channels.get(&about).and_then(|c| c.owner) {
            self.post(owner, Notice { about, news });
        }
    }

    pub(crate) fn post(&mut self, to: ChannelId, notice: Notice) {
        if let Some(port) = self.ports.get_mut(&to) {
            port.post(notice);
            self.wake(to);
        }
    }

    /// Lets a script run soon.
    pub(crate) fn wake(&mut self, id: ChannelId) {
        if let Some(port) = self.ports.get_mut(&id)
            && !std::mem::replace(&mut port.ready, true)
        {
            self.ready.push_back(id);
        }
    }

    /// The next script that has something to do.
    pub(crate) fn next_ready(&mut self) -> Option<ChannelId> {
        while let Some(id) = self.ready.pop_front() {
            if let Some(port) = self.ports.get_mut(&id)
                && std::mem::take(&mut port.ready)
            {
                return Some(id);
            }
        }
        None
    }

    /// Sends a channel elsewhere, out of its bridge: whatever it runs is dropped, a new script starts
    /// there. Whoever dialled it hears that it was taken. False when it is over.
    pub(crate) fn send_elsewhere(&mut self, id: ChannelId, location: Location) -> bool {
        let Some(channel) = self.channels.get_mut(&id).filter(|c| !c.hung_up) else {
            return false;
        };
        let owner = channel.owner.take();
        if let Some(owner) = owner {
            let news = News::Taken;
            self.post(owner, Notice { about: id, news });
        }
        self.leave_bridge(id);
        self.start_dialplan(id, location);
        true
    }

    /// As `send_elsewhere`, for an order from outside: whoever it talked to is released, as Asterisk
    /// does.
    pub(crate) fn redirect(&mut self, id: ChannelId, location: Location) -> bool {
        self.send_elsewhere(id, location)
    }

    /// Starts the dialplan on a channel; whatever it runs is dropped.
    pub(crate) fn start_dialplan(&mut self, id: ChannelId, location: Location) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.location = location;
        channel.owner = None;
        channel.frames.clear();
        channel.macro_depth = 0;
        channel.jumped = false;
        self.starts.push_back((id, Start::Dialplan));
    }

    /// As `start_dialplan`, for a new call to a number that may not exist.
    pub(crate) fn start_if_known(&mut self, id: ChannelId, at: Location, admission: Admission) {
        let caller = self.channels.get(&id);
        let caller = caller.map(|c| c.parties.caller.number.clone());
        let caller = caller.unwrap_or_default();
        if self.knows(&at, Some(&caller)) {
            return self.start_dialplan(id, at);
        }
        if self.may_exist(&at, Some(&caller)) {
            self.start_dialplan(id, at);
            if let Some((_, start)) = self.starts.back_mut() {
                *start = Start::IfKnown(admission);
            }
            return;
        }
        let may_grow = self
            .in_plan(|plan, now| plan.can_match(now, &at.context, &at.extension, 1, Some(&caller)));
        self.refuse_number(id, &at, admission, may_grow);
    }

    /// Nobody knows the number of a new call.
    pub(crate) fn refuse_number(
        &mut self,
        id: ChannelId,
        at: &Location,
        admission: Admission,
        may_grow: bool,
    ) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        let Location {
            context, extension, ..
        } = at;
        let (name, half) = (channel.name.clone(), channel.other_half);
        match admission {
            Admission::Incoming { overlap } => {
                let text =
                    format!("{name} calls '{extension}', which is not in context '{context}'");
                self.log(LogLevel::Notice, Some(id), text);
                if overlap && may_grow {
                    self.tell_leg(id, Signal::Incomplete);
                }
                self.hang_up(id, HangupCause::UNALLOCATED);
            }
            Admission::Local => {
                let text =
                    format!("there is no extension {extension}@{context} for a Local channel");
                self.log(LogLevel::Notice, Some(id), text);
                self.hang_up(half.unwrap_or(id), HangupCause::UNALLOCATED);
            }
        }
    }

    fn knows(&self, at: &Location, caller: Option<&str>) -> bool {
        self.in_plan(|plan, now| plan.exists(now, &at.context, &at.extension, at.priority, caller))
    }

    /// Does it exist in the files, or is there a switch to be asked?
    pub(crate) fn may_exist(&self, at: &Location, caller: Option<&str>) -> bool {
        let (context, extension) = (&at.context, &at.extension);
        self.in_plan(|plan, now| {
            let question = Question::Exists;
            let route = plan.route(now, context, extension, at.priority, caller, question);
            let mut switches = route.switches.iter();
            route.found.is_some() || switches.any(|(_, s)| self.registry.switch(&s.name).is_some())
        })
    }

    pub(crate) fn clear_inbox(&mut self, id: ChannelId) {
        if let Some(port) = self.ports.get_mut(&id) {
            port.inbox.clear();
        }
    }

    /// A channel by its name, without regard to case, or by its unique id.
    pub(crate) fn find_channel(&self, name: &str) -> Option<ChannelId> {
        let by_name = self.names_in_use.get(&name.to_ascii_lowercase());
        by_name.copied().or_else(|| {
            let mut all = self.channels.values();
            all.find(|c| c.unique_id == name).map(|c| c.id)
        })
    }
}

/// A channel remembers how so many of its legs ended.
const MOST_CAUSES: usize = 100;
