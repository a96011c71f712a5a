//! Conferences: who is in them, who waits, who is heard, and what everybody is to be told.
//!
//! The sound is a mix that scripts of members join as they are told here. Whatever changes for a
//! member wakes its script, which then looks again.

mod live;
mod meet_me;
mod menu;
mod settings;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Instant;

use call::script::OpenMix;
use call::{ChannelId, ConferenceNews, DeviceState, Errand, Resident};

pub use live::{Conference, Joining, Leaving, Member, Part, Removal};
pub use meet_me::{MeetMeRoom, meet_me_rooms};
pub use menu::{Match, Menu, MenuAction};
pub use settings::{BridgeProfile, ConferenceSettings, Profile, UserProfile};

/// Why somebody could not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is locked, or full.
    Locked,
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such conference.
    NoConference,
    /// Nobody of that name is in it.
    NoMember,
    /// It is so already.
    Already,
}

/// All conferences. Shared by reference within the control thread.
pub struct Conferences {
    settings: RefCell<ConferenceSettings>,
    meet_me: RefCell<Vec<MeetMeRoom>>,
    rooms: RefCell<BTreeMap<String, Conference>>,
    mixes: RefCell<BTreeMap<String, Rc<OpenMix>>>,
    errands: RefCell<VecDeque<Errand>>,
    last_room: RefCell<u64>,
    /// When somebody came last: errands of later orders are due at once.
    seen: Cell<Option<Instant>>,
}

impl Conferences {
    /// No conferences yet.
    pub fn new(settings: ConferenceSettings, meet_me: Vec<MeetMeRoom>) -> Self {
        Self {
            settings: RefCell::new(settings),
            meet_me: RefCell::new(meet_me),
            rooms: RefCell::default(),
            mixes: RefCell::default(),
            errands: RefCell::default(),
            last_room: RefCell::default(),
            seen: Cell::default(),
        }
    }

    /// Other settings from now on; whoever is in a conference keeps its own.
    pub fn configure(&self, settings: ConferenceSettings, meet_me: Vec<MeetMeRoom>) {
        *self.settings.borrow_mut() = settings;
        *self.meet_me.borrow_mut() = meet_me;
    }

    /// What files say.
    pub fn settings(&self) -> ConferenceSettings {
        self.settings.borrow().clone()
    }

    /// A room of `meetme.conf`.
    pub fn meet_me_room(&self, name: &str) -> Option<MeetMeRoom> {
        let rooms = self.meet_me.borrow();
        rooms.iter().find(|room| room.name == name).cloned()
    }

    /// All rooms of `meetme.conf`.
    pub fn meet_me_rooms(&self) -> Vec<MeetMeRoom> {
        self.meet_me.borrow().clone()
    }

    /// The names of all conferences that go on.
    pub fn names(&self) -> Vec<String> {
        self.rooms.borrow().keys().cloned().collect()
    }

    /// Reads a conference.
    pub fn look<T>(&self, name: &str, read: impl FnOnce(&Conference) -> T) -> Option<T> {
        self.rooms.borrow().get(name).map(read)
    }

    /// Reads a member.
    pub fn look_at<T>(
        &self,
        name: &str,
        channel: ChannelId,
        read: impl FnOnce(&Member) -> T,
    ) -> Option<T> {
        self.look(name, |room| room.member(channel).map(read))
            .flatten()
    }

    /// The mix of a conference; the first one who asks makes it.
    pub fn mix(&self, name: &str, make: impl FnOnce() -> OpenMix) -> Rc<OpenMix> {
        let mut mixes = self.mixes.borrow_mut();
        let mix = mixes
            .entry(name.to_owned())
            .or_insert_with(|| Rc::new(make()));
        mix.clone()
    }

    /// Somebody comes in.
    ///
    /// # Errors
    /// When it may not.
    pub fn join(&self, now: Instant, name: &str, joining: Joining) -> Result<(), Refusal> {
        self.seen.set(Some(now));
        let mut rooms = self.rooms.borrow_mut();
        let is_new = !rooms.contains_key(name);
        if let Some(room) = rooms.get(name)
            && !room.admits(&joining.user)
        {
            return Err(Refusal::Locked);
        }
        let room = rooms.entry(name.to_owned()).or_insert_with(|| {
            let mut last = self.last_room.borrow_mut();
            *last += 1;
            Conference::new(name, *last, now, &joining)
        });
        if is_new {
            self.tell(room, ConferenceNews::Started, None);
        }
        let channel = joining.channel;
        let woken = room.join(now, joining);
        self.tell(room, ConferenceNews::Joined, Some(channel));
        self.wake(woken);
        self.show_device(name, DeviceState::InUse);
        Ok(())
    }

    /// Somebody is gone; what others are to be told of that.
    pub fn leave(&self, name: &str, channel: ChannelId) -> Option<Leaving> {
        let mut rooms = self.rooms.borrow_mut();
        let room = rooms.get_mut(name)?;
        let member = room.member(channel)?.clone();
        let (leaving, woken) = room.leave(channel);
        let mut event = room.event(ConferenceNews::Left, None);
        event.channel = Some(channel);
        event.admin = member.user.admin;
        event.muted = member.muted;
        self.errand(Errand::Tell(call::Event::Conference(Box::new(event))));
        self.wake(woken);
        let mix = if leaving.is_last {
            if room.recording.is_some() {
                self.tell(room, ConferenceNews::RecordingEnded, None);
            }
            self.tell(room, ConferenceNews::Ended, None);
            self.show_device(name, DeviceState::NotInUse);
            rooms.remove(name);
            self.mixes.borrow_mut().remove(name)
        } else {
            None
        };
        // Closing a mix looks into the house, which may look in here.
        drop(rooms);
        drop(mix);
        Some(leaving)
    }

    /// Changes a member, and tells whoever has to know.
    pub fn change(
        &self,
        name: &str,
        channel: ChannelId,
        change: impl FnOnce(&mut Member),
    ) -> Option<()> {
        let mut rooms = self.rooms.borrow_mut();
        let member = rooms.get_mut(name)?.member_mut(channel)?;
        change(member);
        self.wake(vec![channel]);
        Some(())
    }

    /// Changes a conference.
    pub fn change_room<T>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Conference) -> T,
    ) -> Option<T> {
        let mut rooms = self.rooms.borrow_mut();
        rooms.get_mut(name).map(change)
    }

    /// Somebody is to be heard no longer, or again.
    ///
    /// # Errors
    /// When there is no such conference or member.
    pub fn mute(&self, name: &str, who: Who<'_>, muted: bool) -> Result<usize, Refused> {
        let meant = self.meant(name, who)?;
        for &channel in &meant {
            self.change(name, channel, |member| member.muted = muted);
            let news = match muted {
                true => ConferenceNews::Muted,
                false => ConferenceNews::Unmuted,
            };
            self.tell_by_name(name, news, Some(channel));
        }
        Ok(meant.len())
    }

    /// Sends somebody away.
    ///
    /// # Errors
    /// When there is no such conference or member.
    pub fn kick(&self, name: &str, who: Who<'_>) -> Result<usize, Refused> {
        let meant = self.meant(name, who)?;
        for &channel in &meant {
            self.change(name, channel, |member| {
                member.removed = Some(Removal::Kicked);
            });
        }
        Ok(meant.len())
    }

    /// Locks it, or no longer.
    ///
    /// # Errors
    /// When there is no such conference.
    pub fn lock(&self, name: &str, locked: bool) -> Result<(), Refused> {
        self.change_room(name, |room| room.locked = locked)
            .ok_or(Refused::NoConference)
    }

    /// Mutes all but administrators, also those who come later, or no longer; tells which it is now.
    pub fn toggle_participants(&self, name: &str) -> Option<bool> {
        let (muted, members) = self.change_room(name, |room| {
            room.all_muted = !room.all_muted;
            let members: Vec<ChannelId> = room.members.iter().map(|m| m.channel).collect();
            (room.all_muted, members)
        })?;
        self.wake(members);
        Some(muted)
    }

    /// A recording is wanted, into this file or one with a name of its own.
    ///
    /// # Errors
    /// When there is no such conference, or it is being recorded.
    pub fn start_recording(&self, name: &str, file: Option<&str>) -> Result<(), Refused> {
        let woken = self
            .change_room(name, |room| {
                if room.recording.is_some() || room.recording_wanted {
                    return Err(Refused::Already);
                }
                room.recording_wanted = true;
                if let Some(file) = file {
                    file.clone_into(&mut room.bridge.record_file);
                    room.bridge.record_file_timestamp = false;
                }
                Ok(room.members.iter().map(|m| m.channel).take(1).collect())
            })
            .ok_or(Refused::NoConference)??;
        self.wake(woken);
        Ok(())
    }

    /// No recording is wanted any more.
    ///
    /// # Errors
    /// When there is no such conference, or it is not being recorded.
    pub fn stop_recording(&self, name: &str) -> Result<(), Refused> {
        let woken = self
            .change_room(name, |room| {
                if !room.recording_wanted {
                    return Err(Refused::Already);
                }
                room.recording_wanted = false;
                Ok(room.members.iter().map(|m| m.channel).take(1).collect())
            })
            .ok_or(Refused::NoConference)??;
        self.wake(woken);
        Ok(())
    }

    /// Tells the world.
    pub fn tell_by_name(&self, name: &str, news: ConferenceNews, channel: Option<ChannelId>) {
        if let Some(room) = self.rooms.borrow().get(name) {
            self.tell(room, news, channel);
        }
    }

    fn meant(&self, name: &str, who: Who<'_>) -> Result<Vec<ChannelId>, Refused> {
        let found = self
            .look(name, |room| room.meant(who))
            .ok_or(Refused::NoConference)?;
        match (found.is_empty(), who) {
            (true, Who::Channel(_)) => Err(Refused::NoMember),
            _ => Ok(found),
        }
    }

    fn tell(&self, room: &Conference, news: ConferenceNews, channel: Option<ChannelId>) {
        let event = call::Event::Conference(Box::new(room.event(news, channel)));
        self.errand(Errand::Tell(event));
    }

    fn wake(&self, channels: Vec<ChannelId>) {
        for channel in channels {
            self.errand(Errand::Wake(channel));
        }
    }

    fn show_device(&self, name: &str, state: DeviceState) {
        for kind in ["confbridge", "meetme"] {
            self.errand(Errand::SetDevice(format!("{kind}:{name}"), state));
        }
    }

    fn errand(&self, errand: Errand) {
        self.errands.borrow_mut().push_back(errand);
    }
}

/// Whom a command means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// This channel, by its name or the beginning of it.
    Channel(&'a str),
    /// Everybody.
    All,
    /// All but administrators.
    Participants,
    /// Who came last, and is no administrator.
    Last,
}

impl Resident for Conferences {
    fn device_changed(&self, _: Instant, _: &str, _: DeviceState) {}

    fn tick(&self, _: Instant) {}

    fn next_deadline(&self) -> Option<Instant> {
        let waiting = !self.errands.borrow().is_empty();
        self.seen.get().filter(|_| waiting)
    }

    fn poll_errand(&self) -> Option<Errand> {
        self.errands.borrow_mut().pop_front()
    }
}

#[cfg(test)]
mod tests;
