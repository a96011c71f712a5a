//! What legs say, and the pairs of Local channels that are each other's leg.

use std::time::Duration;

use dialplan::Location;

use super::{House, Start};
use crate::channel::Birth;
use crate::dial::PickUp;
use crate::script::{Admission, News, Notice};
use crate::{
    ChannelId, ChannelState, Event, HangupCause, Invitation, LogLevel, Profile, Signal, Technology,
};

impl House {
    /// Acts on what a leg says.
    pub(crate) fn leg_says(&mut self, id: ChannelId, signal: Signal) {
        match signal {
            Signal::Dial(invitation) => self.incoming(id, *invitation),
            Signal::Profile(profile) => self.profile(id, *profile),
            Signal::Proceeding => self.notify(id, News::Proceeding),
            Signal::Ringing => {
                self.set_state(id, ChannelState::Ringing);
                self.notify(id, News::Ringing);
            }
            Signal::Progress { early_media } => self.notify(id, News::Progress { early_media }),
            Signal::Busy => self.notify(id, News::Busy),
            Signal::Congestion => self.notify(id, News::Congestion),
            Signal::Answer => self.answered(id),
            Signal::Hold => self.held(id, true),
            Signal::Unhold => self.held(id, false),
            Signal::Digit { digit, duration_ms } => self.signalled_digit(id, digit, duration_ms),
            Signal::Codec(codec) => {
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.codec = Some(codec);
                }
            }
            Signal::DigitsBySignalling(by_signalling) => {
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.digits_by_signalling = by_signalling;
                }
            }
            Signal::Update(parties) => {
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.identity = Some(parties.connected);
                }
                if let Some(partner) = self.partner(id) {
                    self.tell_who_is_connected(partner, id);
                }
            }
            Signal::Redirect { extension } => self.notify(id, News::Redirect { extension }),
            Signal::Transfer { extension } => self.transfer(id, extension),
            Signal::TransferAttended { other } => {
                self.connect_others(id, other);
            }
            Signal::Transferred(done) => self.notify(id, News::SentAway(done)),
            Signal::Incomplete | Signal::SendAway { .. } => {}
            Signal::Hangup(cause) => {
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.leg_gone = true;
                }
                self.hang_up(id, cause);
            }
        }
    }

    /// A digit that the media plane found.
    pub(crate) fn heard_digit(&mut self, id: ChannelId, digit: char, duration_ms: u32) {
        self.happened(Event::DigitReceived {
            channel: id,
            digit,
            duration_ms,
        });
        match self
            .takes_digits_of(id)
            .filter(|other| self.is_half(*other) || self.wants_digits_told(*other))
        {
            Some(other) => self.tell_leg(other, Signal::Digit { digit, duration_ms }),
            None => self.notify(id, News::Digit { digit, duration_ms }),
        }
    }

    /// The media plane cannot bring it digits.
    fn wants_digits_told(&self, id: ChannelId) -> bool {
        self.channels
            .get(&id)
            .is_some_and(|c| c.digits_by_signalling)
    }

    /// A call out on behalf of a channel, or of nobody: makes its channel (and the other half of a
    /// Local one), still uncalled. `None` when there are too many channels or too many hops.
    pub(crate) fn make_leg(
        &mut self,
        owner: Option<ChannelId>,
        mut invitation: Invitation,
    ) -> Option<ChannelId> {
        let behalf = owner.and_then(|o| self.channels.get(&o));
        let linked_id = behalf.map(|c| c.linked_id.clone());
        let forwards_left = behalf
            .map_or(MOST_FORWARDS, |c| c.forwards_left)
            .checked_sub(1)?;
        if self.channels.len() >= MOST_CHANNELS {
            return None;
        }
        let technology = invitation.technology;
        let ends = match technology {
            Technology::Local => [";1", ";2"],
            Technology::Sip | Technology::Pjsip => ["", ""],
        };
        let stem = technology.channel_stem(&invitation.resource).to_owned();
        let number = self.next_name();
        let name = |end: &str| format!("{}/{stem}-{number:08x}{end}", technology.name());
        let second = (technology == Technology::Local).then(|| invitation.clone());
        invitation.context.clear();
        let birth = Birth {
            incoming: false,
            name: name(ends[0]),
            linked_id,
        };
        let first_id = self.ids.next();
        self.create_channel(first_id, invitation, birth);
        let mut linked_id = None;
        if let Some(first) = self.channels.get_mut(&first_id) {
            first.owner = owner;
            first.forwards_left = forwards_left;
            // Nobody has to be told of its end as long as nobody was told of it.
            first.leg_gone = true;
            linked_id = Some(first.linked_id.clone());
        }
        if let Some(second) = second {
            let birth = Birth {
                incoming: true,
                name: name(ends[1]),
                linked_id,
            };
            self.make_second_half(first_id, second, birth);
        }
        Some(first_id)
    }

    fn make_second_half(&mut self, first: ChannelId, mut invitation: Invitation, birth: Birth) {
        let (extension, context) = local_target(&invitation.resource);
        (invitation.extension, invitation.context) = (extension.to_owned(), context.to_owned());
        let id = self.ids.next();
        let forwards_left = self.channels.get(&first).map_or(0, |c| c.forwards_left);
        self.create_channel(id, invitation, birth);
        if let Some(second) = self.channels.get_mut(&id) {
            second.other_half = Some(first);
            second.forwards_left = forwards_left;
        }
        if let Some(first) = self.channels.get_mut(&first) {
            first.other_half = Some(id);
        }
    }

    /// Carries a signal to the other half of a Local channel.
    pub(crate) fn hear_half(&mut self, id: ChannelId, signal: Signal) {
        let refusal = match signal {
            Signal::Dial(invitation) => return self.call_half(id, *invitation),
            Signal::Busy => HangupCause::USER_BUSY,
            Signal::Congestion => HangupCause::CONGESTION,
            Signal::Incomplete => HangupCause::INVALID_NUMBER,
            Signal::Profile(_)
            | Signal::Proceeding
            | Signal::Ringing
            | Signal::Progress { .. }
            | Signal::Answer
            | Signal::Hold
            | Signal::Unhold
            | Signal::Digit { .. }
            | Signal::Codec(_)
            | Signal::DigitsBySignalling(_)
            | Signal::Update(_)
            | Signal::Redirect { .. }
            | Signal::Transfer { .. }
            | Signal::TransferAttended { .. }
            | Signal::Transferred(_)
            | Signal::SendAway { .. }
            | Signal::Hangup(_) => return self.leg_says(id, signal),
        };
        self.leg_says(id, signal);
        self.hang_up(id, refusal);
    }

    /// The first half was called out: the second one enters the dialplan.
    fn call_half(&mut self, id: ChannelId, invitation: Invitation) {
        let first = self.channels.get(&id).and_then(|c| c.other_half);
        let Some(first) = first else { return };
        let Some(variables) = self.channels.get(&first).map(|c| c.variables.clone()) else {
            return;
        };
        let Some(second) = self.channels.get_mut(&id) else {
            return;
        };
        second.variables = variables;
        second.parties = invitation.parties;
        let location = second.location.clone();
        self.start_if_known(id, location, Admission::Local);
    }

    fn is_half(&self, id: ChannelId) -> bool {
        self.channels
            .get(&id)
            .is_some_and(|c| c.other_half.is_some())
    }

    fn incoming(&mut self, id: ChannelId, invitation: Invitation) {
        if self.channels.contains_key(&id) {
            return;
        }
        let at = Location::new(&*invitation.context, &*invitation.extension, 1);
        let (overlap, replaces) = (invitation.overlap, invitation.replaces);
        let (driver, stem) = (invitation.technology.name(), &invitation.resource);
        let name = format!("{driver}/{stem}-{:08x}", self.next_name());
        self.create_channel(
            id,
            invitation,
            Birth {
                incoming: true,
                name,
                linked_id: None,
            },
        );
        if self.channels.len() > self.most_channels {
            return self.hang_up(id, HangupCause::SWITCH_CONGESTION);
        }
        if let Some(old) = replaces {
            return self.replaces(id, old);
        }
        let pickup = self.settings.features.pickup.as_str();
        if !pickup.is_empty() && *at.extension == *pickup {
            return self.starts.push_back((id, Start::PickUp(PickUp::Group)));
        }
        self.start_if_known(id, at, Admission::Incoming { overlap });
    }

    fn profile(&mut self, id: ChannelId, profile: Profile) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        let Profile {
            context,
            language,
            account_code,
            music_class,
            tone_zone,
            ..
        } = profile;
        if !channel.incoming {
            channel.location.context = context.into();
        }
        let named = [
            (language, &mut channel.language),
            (account_code, &mut channel.account_code),
            (music_class, &mut channel.music_class),
            (tone_zone, &mut channel.tone_zone),
        ];
        for (text, field) in named.into_iter().filter(|(text, _)| !text.is_empty()) {
            *field = text;
        }
        channel.named_groups = profile.named_groups;
        if !channel.incoming && !profile.identity.number.is_empty() {
            channel.identity = Some(profile.identity);
        }
        channel.call_groups = profile.call_groups;
        channel.pickup_groups = profile.pickup_groups;
    }

    fn answered(&mut self, id: ChannelId) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if channel.incoming || channel.hung_up || channel.is_up() {
            return;
        }
        channel.answered = Some(now);
        self.set_state(id, ChannelState::Up);
        self.notify(id, News::Answered);
    }

    /// Answers a channel that calls us.
    pub(crate) fn answer_now(&mut self, id: ChannelId) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if !channel.incoming || channel.state == ChannelState::Up || channel.hung_up {
            return;
        }
        let state = ChannelState::Up;
        channel.state = state;
        channel.answered = Some(now);
        self.tell_leg(id, Signal::Answer);
        self.happened(Event::ChannelStateChanged { channel: id, state });
        self.channel_changed(id);
    }

    pub(crate) fn set_state(&mut self, id: ChannelId, state: ChannelState) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        // Nothing rings again that was answered.
        if channel.state != state && !channel.is_up() {
            channel.state = state;
            self.happened(Event::ChannelStateChanged { channel: id, state });
            self.channel_changed(id);
        }
    }

    /// Whoever runs the conversation plays music to the other side.
    fn held(&mut self, id: ChannelId, held: bool) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.held = held;
        let to = channel.owner.unwrap_or(id);
        self.happened(Event::HoldChanged { channel: id, held });
        self.channel_changed(id);
        self.post(
            to,
            Notice {
                about: id,
                news: News::Hold(held),
            },
        );
    }

    /// The channel that gets this one's digits without anybody looking at them.
    fn takes_digits_of(&self, id: ChannelId) -> Option<ChannelId> {
        let bridge = self.bridges.get(&self.channels.get(&id)?.bridge?)?;
        bridge.other(id).filter(|_| !bridge.wants_digits_of(id))
    }

    /// A digit that came by signalling: straight to the other side, unless it may mean something to us.
    fn signalled_digit(&mut self, id: ChannelId, digit: char, duration_ms: u32) {
        self.happened(Event::DigitReceived {
            channel: id,
            digit,
            duration_ms,
        });
        match self.takes_digits_of(id) {
            Some(other) => self.tell_leg(other, Signal::Digit { digit, duration_ms }),
            None => self.notify(id, News::Digit { digit, duration_ms }),
        }
    }

    /// A far end transfers the other side: whoever runs the conversation acts on it.
    fn transfer(&mut self, id: ChannelId, extension: String) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        if channel.bridge.is_none() {
            let text = format!("{} transfers nobody to '{extension}'", channel.name);
            self.log(LogLevel::Notice, Some(id), text);
            return self.tell_leg(id, Signal::Transferred(false));
        }
        let owner = channel.owner.unwrap_or(id);
        self.post(
            owner,
            Notice {
                about: id,
                news: News::Transfer { extension },
            },
        );
    }
}

/// Extension and context of `exten@context/options`.
fn local_target(resource: &str) -> (&str, &str) {
    let place = Technology::Local.channel_stem(resource);
    place.rsplit_once('@').unwrap_or((place, "default"))
}

/// So far a moment may lie ahead; later ones are as good as this one.
pub(crate) const FAR_AHEAD: Duration = Duration::from_secs(100 * 365 * 86_400);
/// More channels than any machine bears: a dialplan that calls itself must not fill the memory.
pub(crate) const MOST_CHANNELS: usize = if cfg!(test) { 2_000 } else { 60_000 };
/// So many calls may come out of each other, as Asterisk's Max-Forwards for Dial.
pub(crate) const MOST_FORWARDS: u32 = 20;
