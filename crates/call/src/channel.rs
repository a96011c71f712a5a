//! A channel: one leg between us and one party. It keeps its id, name and linked id for life.

mod parties;
mod record;
mod technology;
mod variables;

use std::time::{Duration, Instant};

use audio::Codec;
use dialplan::Location;

use crate::house::{Heard, MOST_FORWARDS, Sent};
use crate::{BridgeId, ChannelId, HangupCause, Invitation};

pub use parties::{Party, PartyIds, Presentation, Redirecting};
pub use record::{CallRecord, FinishedRecord};
pub use technology::Technology;
pub use variables::Variables;

/// How far a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelState {
    /// Made, nothing sent yet.
    Down,
    /// Incoming, not answered.
    Ring,
    /// Outgoing, it rings there.
    Ringing,
    /// Answered.
    Up,
    /// Outgoing, being called.
    Dialing,
}

impl ChannelState {
    fn at_birth(incoming: bool) -> Self {
        if incoming { Self::Ring } else { Self::Down }
    }

    /// The name in `core show channels` and events.
    pub fn text(self) -> &'static str {
        match self {
            Self::Down => "Down",
            Self::Ring => "Ring",
            Self::Ringing => "Ringing",
            Self::Up => "Up",
            Self::Dialing => "Dialing",
        }
    }

    /// The number in events.
    pub fn number(self) -> u8 {
        match self {
            Self::Down => 0,
            Self::Dialing => 3,
            Self::Ring => 4,
            Self::Ringing => 5,
            Self::Up => 6,
        }
    }
}

/// `TIMEOUT()` of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeouts {
    /// Between digits.
    pub digit: Duration,
    /// For the first digit.
    pub response: Duration,
    /// When the channel must end, if ever.
    pub absolute: Option<Instant>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            digit: Duration::from_secs(5),
            response: Duration::from_secs(10),
            absolute: None,
        }
    }
}

/// A location to come back to, and the locals that go with it: one `Gosub`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where `Return` goes.
    pub back_to: Location,
    /// The call that `Dial(...,U)` or a hangup handler made: returning ends the script.
    pub outermost: bool,
}

/// How a channel begins, beyond its invitation.
pub(crate) struct Birth {
    /// We are called.
    pub(crate) incoming: bool,
    /// Its name.
    pub(crate) name: String,
    /// The call that it belongs to; its own one when none is given.
    pub(crate) linked_id: Option<String>,
}

/// One leg of a call. Fields are read by applications and functions; state changes go through `Call`.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// `PJSIP/alice-00000001`.
    pub name: String,
    /// `1700000000.1`, with the system name in front when one is set.
    pub unique_id: String,
    /// The unique id of the channel that began the call.
    pub linked_id: String,
    /// The driver.
    pub technology: Technology,
    /// How far it is.
    pub state: ChannelState,
    /// We were called (true) or we call.
    pub incoming: bool,
    /// Where its dialplan is; the place that `${CONTEXT}`, `${EXTEN}` and `${PRIORITY}` tell.
    pub location: Location,
    /// The number as it was dialled first.
    pub dialled: String,
    /// Names and numbers.
    pub parties: PartyIds,
    /// Language of prompts.
    pub language: String,
    /// Account code.
    pub account_code: String,
    /// Music class set by `CHANNEL(musicclass)` or the endpoint.
    pub music_class: String,
    /// Tone zone; empty is the default one.
    pub tone_zone: String,
    /// The codec that we send, once known.
    pub codec: Option<Codec>,
    /// Codecs that the far end offered, preferred first.
    pub offered: Vec<Codec>,
    /// Incoming: header fields of the request that made it. Outgoing: those that the request gets.
    pub headers: Vec<(String, String)>,
    /// Channel variables.
    pub variables: Variables,
    /// `SHARED()`: variables that other channels may see and set.
    pub shared: Variables,
    /// `GROUP()`: category and group, one group in each category.
    pub groups: Vec<(String, String)>,
    /// What the dialplan says about the call's record.
    pub record: CallRecord,
    /// `VOLUME()`: what is received and what is sent; 0 changes nothing.
    pub volume: [f32; 2],
    /// Names and causes of the legs that it called and that have ended, in that order.
    pub(crate) leg_causes: Vec<(String, HangupCause)>,
    /// `TIMEOUT()`.
    pub timeouts: Timeouts,
    /// Gosub frames, innermost last.
    pub frames: Vec<Frame>,
    /// Nesting of `Macro`.
    pub macro_depth: u32,
    /// How deep steps run inside of steps.
    pub(crate) nesting: u32,
    /// The application that runs, and its arguments.
    pub application: (String, String),
    /// The bridge that it is in.
    pub bridge: Option<BridgeId>,
    /// Call groups and pickup groups, bit n for group n.
    pub call_groups: u64,
    /// See `call_groups`.
    pub pickup_groups: u64,
    /// Groups with names: call groups, then pickup groups.
    pub named_groups: [Vec<String>; 2],
    /// Who it is, where that is not who calls: an endpoint that was called.
    pub identity: Option<Party>,
    /// `FEATURE()` and `FEATUREMAP()`: codes of its own.
    pub features: Option<std::sync::Arc<crate::FeatureCodes>>,
    /// What it may do by digits in its conversation.
    pub allowed: crate::BridgeFeatures,
    /// Who parked it, to be told the space.
    pub parked_by: Option<ChannelId>,
    /// When it was made.
    pub created: Instant,
    /// When it was answered.
    pub answered: Option<Instant>,
    /// `${HANGUPCAUSE}`: the cause of the last leg that this channel dialled, or its own.
    pub hangup_cause: HangupCause,
    /// The far end is gone or must go.
    pub(crate) hung_up: bool,
    /// `TIMEOUT(absolute)` has passed.
    pub(crate) timed_out: bool,
    /// The far end itself ended the leg, so nothing has to be told to it.
    pub(crate) leg_gone: bool,
    /// Whoever dialled it and hears of it.
    pub(crate) owner: Option<ChannelId>,
    /// The other half, for halves of Local channels.
    pub(crate) other_half: Option<ChannelId>,
    /// So many calls may still come out of each other.
    pub(crate) forwards_left: u32,
    /// Its far end put us on hold.
    pub(crate) held: bool,
    /// What its far end was ordered to hear.
    pub(crate) heard: Heard,
    /// What the media plane was told of it.
    pub(crate) sent: Sent,
    /// `h` or what comes after the call runs: steps go on although the far end is gone.
    pub in_h: bool,
    /// An application sent it elsewhere, so the step loop does not count on.
    pub jumped: bool,
    /// Its digits may mean something to us.
    pub(crate) digits_wanted: bool,
    /// Its script waits in a conversation.
    pub(crate) converses: bool,
    /// The first packet came.
    pub(crate) media_seen: bool,
    /// Its far end gets digits by signalling only.
    pub(crate) digits_by_signalling: bool,
}

impl Channel {
    pub(crate) fn new(
        id: ChannelId,
        now: Instant,
        invitation: Invitation,
        birth: Birth,
        unique_id: String,
    ) -> Self {
        let (context, extension) = (invitation.context.as_str(), invitation.extension.as_str());
        let location = Location::new(context, extension, 1);
        let variables = invitation.variables.into_iter().collect();
        let incoming = birth.incoming;
        Self {
            id,
            name: birth.name,
            linked_id: birth.linked_id.unwrap_or_else(|| unique_id.clone()),
            unique_id,
            technology: invitation.technology,
            state: ChannelState::at_birth(incoming),
            incoming,
            location,
            dialled: invitation.extension,
            parties: invitation.parties,
            language: invitation.language,
            account_code: invitation.account_code,
            music_class: invitation.music_class,
            tone_zone: invitation.tone_zone,
            codec: invitation.codecs.first().copied().filter(|_| incoming),
            offered: invitation.codecs,
            headers: invitation.headers,
            variables,
            shared: Variables::default(),
            groups: Vec::new(),
            record: CallRecord::default(),
            volume: [0.0; 2],
            leg_causes: Vec::new(),
            timeouts: Timeouts::default(),
            frames: Vec::new(),
            macro_depth: 0,
            nesting: 0,
            application: (String::new(), String::new()),
            bridge: None,
            call_groups: invitation.call_groups,
            pickup_groups: invitation.pickup_groups,
            named_groups: invitation.named_groups,
            identity: None,
            features: None,
            allowed: crate::BridgeFeatures::default(),
            parked_by: None,
            digits_wanted: false,
            converses: false,
            created: now,
            answered: None,
            hangup_cause: HangupCause::NOT_DEFINED,
            hung_up: false,
            timed_out: false,
            digits_by_signalling: false,
            leg_gone: false,
            owner: None,
            other_half: None,
            forwards_left: MOST_FORWARDS,
            held: false,
            heard: Heard::default(),
            sent: Sent::default(),
            in_h: false,
            jumped: false,
            // Halves of Local channels have no packets to wait for.
            media_seen: invitation.technology == Technology::Local,
        }
    }

    /// A variable of the innermost subroutine; false when there is none.
    pub fn set_local(&mut self, name: &str, value: String) -> bool {
        let frame = self.frames.len();
        if frame == 0 {
            return false;
        }
        if self.variables.is_local(frame, name) {
            self.variables.set(name, value);
        } else {
            self.variables.push_local(frame, name, value);
        }
        true
    }

    /// A variable as it stands `frames` subroutines further out; 0 is the innermost.
    pub fn variable_outside(&self, frames: usize, name: &str) -> Option<&str> {
        let frame = self.frames.len().checked_sub(frames)?;
        self.variables.get_within(frame, name)
    }

    /// Names and causes of the legs that it called and that have ended, oldest first.
    pub fn leg_causes(&self) -> &[(String, HangupCause)] {
        &self.leg_causes
    }

    /// Puts it into the group of a category; an empty group takes it out.
    pub fn set_group(&mut self, category: &str, group: &str) {
        self.groups.retain(|(known, _)| known != category);
        if !group.is_empty() && self.groups.len() < MOST_GROUPS {
            self.groups.push((category.to_owned(), group.to_owned()));
        }
    }

    /// Who is at its far end, as others are told.
    pub fn own_party(&self) -> Party {
        match &self.identity {
            Some(party) => party.clone(),
            None if self.incoming => self.parties.caller.clone(),
            None => Party::new("", &self.parties.dnid),
        }
    }

    /// Answered and not over.
    pub fn is_up(&self) -> bool {
        self.state == ChannelState::Up
    }

    /// The far end is gone or must go: every wait fails.
    pub fn is_hung_up(&self) -> bool {
        self.hung_up
    }
}

/// A channel is in so many groups at most.
const MOST_GROUPS: usize = 1_000;
