//! Calling out: several legs at once, the first to answer wins, and `DIALSTATUS` tells the rest.

mod alone;
mod dialling;
mod pickup;
mod take;

use std::time::Duration;

use dialplan::Location;

use crate::script::Call;
use crate::{ChannelId, DialStatus, Event, HangupCause};

pub use alone::{LegRequest, Uncalled};
pub use pickup::PickUp;
pub(crate) use pickup::pick_up_or_end;

/// One destination of a dial.
#[derive(Clone, Debug)]
pub struct Destination {
    /// As written: `Tech/resource`.
    pub text: String,
    /// The part before the slash.
    pub technology: String,
    /// The part behind it.
    pub resource: String,
}

impl Destination {
    /// Reads `Tech/resource`; `None` without a slash.
    pub fn parse(text: &str) -> Option<Self> {
        let (technology, resource) = text.trim().split_once('/')?;
        Some(Self {
            text: text.trim().to_owned(),
            technology: technology.to_owned(),
            resource: resource.to_owned(),
        })
    }
}

/// What the caller hears until somebody answers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Ringback {
    /// What the legs tell: ringing when one rings, their sound when there is only one.
    #[default]
    FromLegs,
    /// Ringing from the start, whatever the legs do; the name of a tone, usually "ring".
    AtOnce(String),
    /// Ringing from the start, until a leg has something to hear before its answer.
    UntilSound,
    /// Music of this class from the start (empty: the channel's own).
    Music(String),
}

/// A dial to make.
#[derive(Clone, Debug, Default)]
pub struct DialRequest {
    /// All are called at once.
    pub destinations: Vec<Destination>,
    /// How long to wait for an answer.
    pub patience: Option<Duration>,
    /// What the caller hears meanwhile.
    pub ringback: Ringback,
    /// Who the called ones see as the caller, instead of the caller's own identity.
    pub shown_caller: Option<crate::Party>,
    /// Single digits of the caller that end the dialling (option d).
    pub escape_digits: String,
    /// Digits of the caller that, one after the other, cancel the dialling (option H); may be empty.
    pub cancel_code: String,
    /// Cancelled legs are told that another phone answered (option c; always so for the losers).
    pub answered_elsewhere: bool,
    /// Header fields that each leg's request gets.
    pub headers: Vec<(String, String)>,
    /// A subroutine that runs on each new leg before it is called (option b).
    pub before_calling: Option<(Location, Vec<String>)>,
    /// Legs that ask to call another number instead count as busy (option i).
    pub ignore_redirects: bool,
}

impl DialRequest {
    fn cause_of_cancel(&self, call: &Call) -> HangupCause {
        // Somebody else has answered what our own caller is but one leg of.
        let own = call.look(|c| c.hangup_cause);
        if self.answered_elsewhere || own == Some(HangupCause::ANSWERED_ELSEWHERE) {
            HangupCause::ANSWERED_ELSEWHERE
        } else {
            HangupCause::NORMAL_CLEARING
        }
    }
}

/// How a dial ended.
pub struct Dialled {
    /// `DIALSTATUS`.
    pub status: DialStatus,
    /// The leg that answered.
    pub callee: Option<Leg>,
    /// The digit that ended the dialling.
    pub escaped_by: Option<char>,
}

/// A dialled leg. Dropping it hangs it up, so that no way out of an application forgets one; unless
/// somebody else has taken it meanwhile.
pub struct Leg {
    call: Call,
    id: ChannelId,
    cause: HangupCause,
    released: bool,
    /// Another leg stands for it now.
    given_away: bool,
    /// The end of its dialling was told.
    settled: bool,
    /// It said busy or congestion, whatever cause it ends with (chan_sip's manner).
    refusal: Option<HangupCause>,
}

impl Leg {
    fn new(call: &Call, id: ChannelId) -> Self {
        Self {
            call: call.clone(),
            id,
            cause: HangupCause::NORMAL_CLEARING,
            released: false,
            given_away: false,
            settled: false,
            refusal: None,
        }
    }

    /// Somebody who was not dialled from here; no end of a dial is to be told.
    pub(crate) fn taken(call: &Call, id: ChannelId) -> Self {
        let mut leg = Self::new(call, id);
        leg.settled = true;
        leg
    }

    /// One that is being called.
    pub(crate) fn dialled(call: &Call, id: ChannelId) -> Self {
        Self::new(call, id)
    }

    /// It has answered.
    pub(crate) fn answered(&mut self) {
        self.settle(DialStatus::Answer);
    }

    /// It goes to somebody else.
    pub(crate) fn give_away(&mut self) {
        self.given_away = true;
    }

    /// Hangs it up before this is dropped.
    pub(crate) fn end_now(&mut self) {
        self.settle(DialStatus::Cancel);
        let mut house = self.call.house.borrow_mut();
        let owned = house.channels.get_mut(&self.id);
        if let Some(channel) = owned.filter(|c| c.owner == Some(self.call.channel)) {
            channel.owner = None;
            house.hang_up(self.id, self.cause);
        }
    }

    /// Its channel.
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// It lives on without us: somebody else looks after it, or it runs the dialplan.
    pub fn release(mut self) {
        self.released = true;
    }

    /// Hangs it up with this cause.
    pub fn hang_up(mut self, cause: HangupCause) {
        self.cause = cause;
    }

    /// Tells how its dialling ended, once; a leg that is dropped before was cancelled.
    pub fn settle(&mut self, status: DialStatus) {
        if !std::mem::replace(&mut self.settled, true) {
            self.call.tell(Event::DialEnds {
                caller: Some(self.call.id()),
                callee: self.id,
                status,
            });
        }
    }
}

impl Drop for Leg {
    fn drop(&mut self) {
        self.settle(DialStatus::Cancel);
        if self.given_away {
            return;
        }
        let mut house = self.call.house.borrow_mut();
        let Some(channel) = house.channels.get_mut(&self.id) else {
            return;
        };
        if channel.owner != Some(self.call.channel) {
            return;
        }
        channel.owner = None;
        if !self.released {
            house.hang_up(self.id, self.cause);
        }
    }
}

/// How the legs that did not answer ended; tells `DIALSTATUS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    busy: u32,
    congested: u32,
    unavailable: u32,
    others: u32,
}

impl Tally {
    /// Counts a leg that ended with this cause.
    pub fn count(&mut self, cause: HangupCause) {
        match cause {
            HangupCause::USER_BUSY => self.busy += 1,
            HangupCause::CONGESTION => self.congested += 1,
            HangupCause::NO_ANSWER | HangupCause::NORMAL_CLEARING => self.others += 1,
            _ => self.unavailable += 1,
        }
    }

    /// The status when no leg is left.
    pub fn status(self) -> DialStatus {
        match self {
            Self { others: 1.., .. } => DialStatus::NoAnswer,
            Self { busy: 1.., .. } => DialStatus::Busy,
            Self { congested: 1.., .. } => DialStatus::Congestion,
            Self {
                unavailable: 1.., ..
            } => DialStatus::ChanUnavail,
            Self { .. } => DialStatus::NoAnswer,
        }
    }
}

/// The status of a single leg that ended with this cause.
pub(crate) fn status_of(cause: HangupCause) -> DialStatus {
    let mut alone = Tally::default();
    alone.count(cause);
    alone.status()
}

#[cfg(test)]
mod tests;
