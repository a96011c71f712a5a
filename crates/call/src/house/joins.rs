//! Channels that are connected with others than they began with: attended transfers, replacements.

use super::{House, Start};
use crate::dial::PickUp;
use crate::script::{Joining, News, Notice};
use crate::{ChannelId, Event, HangupCause, LogLevel, Signal};

impl House {
    /// The one that a channel talks to.
    pub(crate) fn partner(&self, id: ChannelId) -> Option<ChannelId> {
        let bridge = self.channels.get(&id)?.bridge?;
        self.bridges.get(&bridge)?.other(id)
    }

    /// Takes a channel out of its conversation and from whoever dialled it.
    pub(crate) fn detach(&mut self, id: ChannelId) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        let owner = channel.owner.take();
        channel.frames.clear();
        channel.macro_depth = 0;
        if let Some(owner) = owner {
            let news = News::Taken;
            self.post(owner, Notice { about: id, news });
        }
        self.leave_bridge(id);
    }

    /// Two channels talk to each other from now on; what else they did ends. One whose script is in a
    /// conversation goes on with it. False when one of them is over.
    pub(crate) fn join(&mut self, one: ChannelId, mut joining: Joining) -> bool {
        let live = |id: ChannelId| self.channels.get(&id).is_some_and(|c| !c.hung_up);
        let other = joining.with;
        if one == other || !live(one) || !live(other) {
            return false;
        }
        let converses = |id: ChannelId| self.channels.get(&id).is_some_and(|c| c.converses);
        let (main, second) = if !converses(one) && converses(other) {
            (other, one)
        } else {
            (one, other)
        };
        joining.with = second;
        if let Some(channel) = self.channels.get_mut(&second)
            && channel.owner == Some(main)
        {
            channel.owner = None;
        }
        self.detach(second);
        if self.ports.contains_key(&second) {
            // A script that does nothing takes the place of the one that runs there.
            let nothing = Box::pin(std::future::ready(()));
            self.starts.push_back((second, Start::Body(nothing)));
        }
        if let Some(channel) = self.channels.get_mut(&second) {
            channel.owner = Some(main);
        }
        if converses_now(self, main) {
            let news = News::Joined(Box::new(joining));
            self.post(main, Notice { about: main, news });
        } else {
            self.detach(main);
            self.starts.push_back((main, Start::Conversation(joining)));
        }
        true
    }

    /// A far end has two calls and connects their other sides with each other, and hears whether
    /// that could be.
    pub(crate) fn connect_others(&mut self, first: ChannelId, second: ChannelId) {
        let partners = (self.partner(first), self.partner(second));
        let event = |transferee, target| Event::AttendedTransfer {
            transferer: first,
            consulting: Some(second),
            transferee,
            target,
        };
        let name = self.channels.get(&first).map(|c| c.name.clone());
        let name = name.unwrap_or_default();
        let done = match partners {
            (Some(one), Some(other)) => {
                for id in [one, other] {
                    self.set_variable(id, "ATTENDEDTRANSFER", &name);
                }
                self.happened(event(one, Some(other)));
                let joining = Joining {
                    with: other,
                    with_sound: false,
                    recall: None,
                };
                self.join(one, joining)
            }
            (Some(one), None) => self.goes_where(one, second, event(one, None)),
            (None, Some(other)) => self.goes_where(other, first, event(other, None)),
            (None, None) => false,
        };
        self.tell_leg(first, Signal::Transferred(done));
        if done {
            for id in [first, second] {
                self.hang_up(id, HangupCause::NORMAL_CLEARING);
            }
        }
    }

    /// Somebody takes the place of a channel that runs an application: the step begins anew for it.
    fn goes_where(&mut self, who: ChannelId, place_of: ChannelId, event: Event) -> bool {
        let at = self.channels.get(&place_of).filter(|c| c.incoming);
        let Some((at, name)) = at.map(|c| (c.location.clone(), c.name.clone())) else {
            return false;
        };
        self.set_variable(who, "ATTENDEDTRANSFER", &name);
        self.happened(event);
        self.send_elsewhere(who, at)
    }

    /// A call came in that takes the place of another one (INVITE with Replaces).
    pub(crate) fn replaces(&mut self, new: ChannelId, old: ChannelId) {
        let Some(channel) = self.channels.get(&old).filter(|c| !c.hung_up) else {
            return self.hang_up(new, HangupCause::CALL_REJECTED);
        };
        let (name, is_up, at) = (
            channel.name.clone(),
            channel.is_up(),
            channel.location.clone(),
        );
        if !is_up && !channel.incoming {
            let start = Start::PickUp(PickUp::Channel(name));
            return self.starts.push_back((new, start));
        }
        self.answer_now(new);
        if let Some(partner) = self.partner(old) {
            let joining = Joining {
                with: new,
                with_sound: false,
                recall: None,
            };
            self.join(partner, joining);
        } else if is_up && channel_is_incoming(self, old) {
            self.start_dialplan(new, at);
        } else {
            let text = format!("nobody talks to {name}, which is to be replaced");
            self.log(LogLevel::Notice, Some(new), text);
            return self.hang_up(new, HangupCause::CALL_REJECTED);
        }
        self.hang_up(old, HangupCause::NORMAL_CLEARING);
    }

    /// The dial string of a channel's device; empty when it has none.
    pub(crate) fn device_of(&self, id: ChannelId) -> String {
        let name = self.channels.get(&id).map_or("", |c| c.name.as_str());
        let device = name.rsplit_once('-').map_or("", |(device, _)| device);
        if device.starts_with("Local/") {
            return String::new();
        }
        device.to_owned()
    }

    /// Each of two that talk knows who the other one is.
    pub(crate) fn tell_who_is_connected(&mut self, one: ChannelId, other: ChannelId) {
        self.tell_who_answered(one, other);
        self.tell_who_answered(other, one);
    }

    /// A channel knows who the other one is.
    pub(crate) fn tell_who_answered(&mut self, id: ChannelId, other: ChannelId) {
        let party = self.channels.get(&other).map(crate::Channel::own_party);
        let Some(party) = party.filter(|party| !party.number.is_empty()) else {
            return;
        };
        if let Some(channel) = self.channels.get_mut(&id)
            && channel.parties.connected != party
        {
            channel.parties.connected = party;
            let parties = Box::new(channel.parties.clone());
            self.tell_leg(id, Signal::Update(parties));
        }
    }
}

fn converses_now(house: &House, id: ChannelId) -> bool {
    house.channels.get(&id).is_some_and(|c| c.converses)
}

fn channel_is_incoming(house: &House, id: ChannelId) -> bool {
    house.channels.get(&id).is_some_and(|c| c.incoming)
}
