//! Legs: the SIP side of a channel. A leg is in exactly one state; each state is a file, takes what
//! happens and gives the next one.

mod arriving;
mod calling;
mod digits;
mod ending;
mod identity;
mod inside;
mod line;
mod media;
mod reinvite;
mod sdp_body;
mod session_timer;
mod talking;
mod transfer;

use std::time::Instant;

use call::{ChannelId, Signal};
use sip::message::{Request, Response};
use sip::stack::{DialogId, Flow, NoAnswer, TransactionId};

pub(crate) use arriving::{Arrival, Arriving, reliability, sees_router};
pub(crate) use calling::{Calling, Plan};
use ending::Ending;
pub(crate) use identity::parties_of;
pub(crate) use line::Line;
pub(crate) use media::{LegMedia, judge};
pub(crate) use sdp_body::offer_in;
pub(crate) use session_timer::answer_to as session_timer_for;
use talking::Talking;
pub(crate) use transfer::channel_of;

use crate::office::Office;

/// One leg.
#[derive(Debug)]
pub(crate) struct Leg {
    /// What stays the same through all states.
    pub(crate) line: Line,
    state: State,
}

/// What a leg waits for.
#[derive(Debug)]
pub(crate) enum State {
    /// For the outcome of our INVITE.
    Calling(Box<Calling>),
    /// For the exchange to answer their INVITE.
    Arriving(Box<Arriving>),
    /// For the end of the call.
    Talking(Box<Talking>),
    /// For the far end to agree that it is over; the switchboard knows it already.
    Ending(Ending),
    /// Nothing.
    Gone,
}

/// A response to a request of a leg.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) transaction: TransactionId,
    pub(crate) response: Response,
    pub(crate) flow: Flow,
    pub(crate) dialog: Option<DialogId>,
}

/// A request within a leg's dialog.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) dialog: DialogId,
    pub(crate) transaction: TransactionId,
    pub(crate) request: Request,
    pub(crate) flow: Flow,
}

/// What happened to a leg.
#[derive(Debug)]
pub(crate) enum LegInput {
    /// The switchboard said something.
    Signal(Signal),
    /// A response came.
    Response(Heard),
    /// A request of ours ended without a response.
    NoAnswer(TransactionId, NoAnswer),
    /// A request came.
    Request(Asked),
    /// Our 2xx was acknowledged.
    Ack(Request),
    /// Our 2xx was not acknowledged.
    Unacknowledged,
    /// They gave up their INVITE.
    Cancelled(Request),
    /// A reliable provisional response was not acknowledged.
    NotPracked,
    /// A dialog is gone.
    DialogEnded(DialogId),
    /// The leg's deadline has come.
    Tick,
}

impl Leg {
    pub(crate) fn new(line: Line, state: State) -> Self {
        Self { line, state }
    }

    pub(crate) fn channel(&self) -> ChannelId {
        self.line.channel
    }

    pub(crate) fn is_gone(&self) -> bool {
        matches!(self.state, State::Gone)
    }

    /// Whether the switchboard still counts on it.
    pub(crate) fn is_live(&self) -> bool {
        !matches!(self.state, State::Ending(_) | State::Gone)
    }

    pub(crate) fn handle(&mut self, office: &mut Office, input: LegInput) {
        let state = std::mem::replace(&mut self.state, State::Gone);
        let line = &mut self.line;
        self.state = match state {
            State::Calling(calling) => calling.handle(office, line, input),
            State::Arriving(arriving) => arriving.handle(office, line, input),
            State::Talking(talking) => talking.handle(office, line, input),
            State::Ending(ending) => ending.handle(office, line, input),
            State::Gone => State::Gone,
        };
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Talking(talking) => talking.next_deadline(),
            State::Calling(_) | State::Arriving(_) | State::Ending(_) | State::Gone => None,
        }
    }
}
