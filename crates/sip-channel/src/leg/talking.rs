//! An answered call.

use std::time::Instant;

use call::{HangupCause, LogLevel, Signal};
use sip::header::HeaderName;
use sip::message::{Headers, Request};
use sip::stack::{DialogId, ExtraHeaders, NoAnswer, TransactionId};

use super::arriving::give_up;
use super::ending::Ending;
use super::identity::connected;
use super::sdp_body::offer_in;
use super::session_timer::{Agreed, SessionTimer};
use super::{LegInput, LegMedia, Line, State, digits, inside, reinvite, transfer};
use crate::office::Office;

/// The call is up.
#[derive(Debug)]
pub(crate) struct Talking {
    pub(super) dialog: DialogId,
    pub(super) media: LegMedia,
    pub(super) expecting: Expecting,
    pub(super) timer: Option<SessionTimer>,
    /// They put us on hold.
    pub(super) held: bool,
    /// They can do UPDATE.
    pub(super) updates: bool,
    /// A transfer of theirs whose outcome is not known yet.
    pub(super) refer: Option<transfer::Refer>,
    /// Our REFER.
    pub(super) sent_away: Option<TransactionId>,
    /// Who they are told to talk to, in the next request.
    pub(super) connected: ExtraHeaders,
}

/// What an offer/answer exchange of ours waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expecting {
    /// Nothing.
    Nothing,
    /// The ACK to our 2xx, with the answer to the offer in it.
    AnswerInAck,
    /// The response to our re-INVITE or UPDATE.
    Response(TransactionId),
    /// The time to send our re-INVITE again, after two crossed.
    Again(Instant),
}

impl Talking {
    /// `told` is what the far end said when it called or answered.
    pub(super) fn begin(
        office: &Office,
        dialog: DialogId,
        media: LegMedia,
        timer: Option<Agreed>,
        told: &Headers,
    ) -> Box<Self> {
        Box::new(Self {
            dialog,
            media,
            expecting: Expecting::Nothing,
            timer: timer.map(|agreed| SessionTimer::start(agreed, office.now)),
            held: false,
            updates: told.tokens(HeaderName::Allow).has("UPDATE"),
            refer: None,
            sent_away: None,
            connected: Vec::new(),
        })
    }

    pub(super) fn handle(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        input: LegInput,
    ) -> State {
        match input {
            LegInput::Signal(signal) => return self.told(office, line, signal),
            LegInput::Cancelled(_) | LegInput::NotPracked => {}
            LegInput::Request(asked) => return inside::asked(self, office, line, asked),
            LegInput::Ack(ack) => return self.acknowledged(office, line, &ack),
            LegInput::Unacknowledged => {
                line.log(
                    office,
                    LogLevel::Warning,
                    "our answer was never acknowledged",
                );
                return give_up(office, line, self.dialog, HangupCause::NO_USER_RESPONSE);
            }
            LegInput::Response(heard) if Some(heard.transaction) == line.invite => {
                // Another fork answered too (RFC 3261 §13.2.2.4).
                let other = heard.dialog.filter(|dialog| *dialog != self.dialog);
                if let (200..=299, Some(other)) = (heard.response.status, other) {
                    office.turn_away(other);
                }
            }
            LegInput::Response(heard) if Some(heard.transaction) == self.sent_away => {
                if heard.response.status >= 300 {
                    self.forget_refer(office);
                    line.tell(office, Signal::Transferred(false));
                }
            }
            LegInput::Response(heard) => return reinvite::heard(self, office, line, heard),
            LegInput::NoAnswer(transaction, why) => {
                return self.unanswered(office, line, transaction, why);
            }
            LegInput::DialogEnded(dialog) if dialog == self.dialog => {
                line.tell(office, Signal::Hangup(HangupCause::NORMAL_CLEARING));
                return State::Gone;
            }
            LegInput::DialogEnded(_) => {}
            LegInput::Tick => return self.tick(office, line),
        }
        State::Talking(self)
    }

    /// The switchboard said something.
    fn told(mut self: Box<Self>, office: &mut Office, line: &mut Line, signal: Signal) -> State {
        match signal {
            Signal::Hangup(cause) => {
                transfer::conclude(office, line, &mut self.refer, true);
                self.forget_refer(office);
                return Ending::leave(office, line, self.dialog, cause);
            }
            Signal::Digit { digit, duration_ms } => {
                digits::send(
                    office,
                    line,
                    &self.media,
                    Some(self.dialog),
                    digit,
                    duration_ms,
                );
            }
            Signal::Transferred(done) => {
                transfer::conclude(office, line, &mut self.refer, done);
            }
            Signal::SendAway { target } => {
                self.sent_away = transfer::send_away(office, line, self.dialog, &target);
                if self.sent_away.is_none() {
                    line.tell(office, Signal::Transferred(false));
                }
            }
            Signal::Update(parties) => {
                self.connected = connected(&line.endpoint, &parties.connected);
                if !self.connected.is_empty() {
                    reinvite::refresh(&mut self, office, line);
                }
            }
            _ => {}
        }
        State::Talking(self)
    }

    pub(super) fn expecting(mut self: Box<Self>, what: Expecting) -> State {
        self.expecting = what;
        State::Talking(self)
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let again = match self.expecting {
            Expecting::Again(at) => Some(at),
            Expecting::Nothing | Expecting::AnswerInAck | Expecting::Response(_) => None,
        };
        self.timer
            .map(|timer| timer.due)
            .into_iter()
            .chain(again)
            .min()
    }

    /// Nothing more is expected of our REFER.
    pub(super) fn forget_refer(&mut self, office: &mut Office) {
        if self.sent_away.take().is_some() {
            let _ = office.stack.end_subscription(self.dialog);
        }
    }

    /// Tells the switchboard when hold begins or ends.
    pub(super) fn note_hold(&mut self, office: &mut Office, line: &Line, held: bool) {
        if self.held != held {
            self.held = held;
            line.tell(office, if held { Signal::Hold } else { Signal::Unhold });
        }
    }

    fn acknowledged(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        ack: &Request,
    ) -> State {
        if self.expecting != Expecting::AnswerInAck {
            return State::Talking(self);
        }
        self.expecting = Expecting::Nothing;
        let fault = match offer_in(&ack.headers, &ack.body) {
            Ok(Some(answer)) => {
                let held = media::sdp::holds_us(&answer);
                match self.media.accept(office, &answer) {
                    Ok(()) => {
                        self.note_hold(office, line, held);
                        return State::Talking(self);
                    }
                    Err(fault) => fault.to_string(),
                }
            }
            Ok(None) => "there is no answer to our offer in the ACK".to_owned(),
            Err(fault) => fault.to_string(),
        };
        line.log(office, LogLevel::Warning, fault);
        if self.media.is_agreed() {
            return State::Talking(self);
        }
        give_up(office, line, self.dialog, HangupCause::BEARER_NOT_AVAILABLE)
    }

    fn unanswered(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        transaction: TransactionId,
        why: NoAnswer,
    ) -> State {
        if self.expecting != Expecting::Response(transaction) {
            return State::Talking(self);
        }
        // RFC 3261 §12.2.1.2: silence means that the dialog is dead.
        line.log(
            office,
            LogLevel::Warning,
            format!("the far end is silent: {why:?}"),
        );
        self.expecting = Expecting::Nothing;
        give_up(office, line, self.dialog, HangupCause::NO_USER_RESPONSE)
    }

    fn tick(mut self: Box<Self>, office: &mut Office, line: &mut Line) -> State {
        if let Expecting::Again(at) = self.expecting
            && at <= office.now
        {
            self.expecting = Expecting::Nothing;
            reinvite::refresh(&mut self, office, line);
        }
        match self.timer.filter(|timer| timer.due <= office.now) {
            Some(timer) if timer.is_ours => {
                self.timer = Some(timer.restart(office.now));
                reinvite::refresh(&mut self, office, line);
                State::Talking(self)
            }
            Some(_) => {
                line.log(office, LogLevel::Notice, "the session timer has expired");
                give_up(office, line, self.dialog, HangupCause::TIMER_EXPIRED)
            }
            None => State::Talking(self),
        }
    }
}
