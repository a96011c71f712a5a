//! A call in, from INVITE to our final response (RFC 3261 §13.3).

use call::{HangupCause, LogLevel, Signal};
use media::sdp::Description;
use sip::header::HeaderName;
use sip::message::{Headers, Method, Request, Response};
use sip::stack::{DialogId, ExtraHeaders, Flow, TransactionId};

use super::ending::Ending;
use super::identity::connected;
use super::line::completed_elsewhere;
use super::sdp_body::{SDP, offer_in};
use super::session_timer::Agreed;
use super::talking::{Expecting, Talking};
use super::transfer::address_of;
use super::{Asked, LegInput, LegMedia, Line, State};
use crate::causes::status_of;
use crate::endpoint::{Dialect, Reliable};
use crate::office::{Office, bare, capable};

/// What is known of an INVITE that may come in.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) transaction: TransactionId,
    pub(crate) flow: Flow,
    pub(crate) offer: Option<Description>,
    pub(crate) timer: Option<Agreed>,
    /// Provisional responses must be acknowledged.
    pub(crate) reliable: bool,
    pub(crate) behind_router: bool,
}

/// Their INVITE waits for the exchange.
#[derive(Debug)]
pub(crate) struct Arriving {
    media: LegMedia,
    arrival: Arrival,
    /// Headers of the INVITE that still matter after it.
    allows: Headers,
    /// What a 183 said already; the 200 says the same.
    answer: Option<Description>,
    /// Who they are told to talk to.
    connected: ExtraHeaders,
    /// The host that they called.
    host: String,
}

impl Arriving {
    /// Says that we are at it.
    pub(crate) fn begin(
        office: &mut Office,
        arrival: Arrival,
        media: LegMedia,
        invite: &Request,
    ) -> State {
        office.refuse(arrival.transaction, 100);
        let mut allows = Headers::new();
        if let Some(text) = invite.headers.text(HeaderName::Allow) {
            allows.push(HeaderName::Allow, text.as_bytes());
        }
        State::Arriving(Box::new(Self {
            media,
            arrival,
            allows,
            answer: None,
            connected: Vec::new(),
            host: invite.uri.host().to_owned(),
        }))
    }

    pub(super) fn handle(
        self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        input: LegInput,
    ) -> State {
        match input {
            LegInput::Signal(signal) => return self.told(office, line, signal),
            LegInput::Cancelled(cancel) => {
                let cause = match completed_elsewhere(&cancel.headers) {
                    true => HangupCause::ANSWERED_ELSEWHERE,
                    false => HangupCause::NORMAL_CLEARING,
                };
                line.tell(office, Signal::Hangup(cause));
                return State::Gone;
            }
            LegInput::NotPracked => {
                line.tell(office, Signal::Hangup(HangupCause::NO_USER_RESPONSE));
                return self.refuse(office, line, 504, HangupCause::NOT_DEFINED);
            }
            LegInput::Request(asked) => return self.asked(office, line, asked),
            LegInput::DialogEnded(_)
            | LegInput::Response(_)
            | LegInput::NoAnswer(..)
            | LegInput::Ack(_)
            | LegInput::Unacknowledged
            | LegInput::Tick => {}
        }
        State::Arriving(self)
    }

    fn told(mut self: Box<Self>, office: &mut Office, line: &mut Line, signal: Signal) -> State {
        match signal {
            Signal::Ringing if self.answer.is_none() || rings_late(office, line) => {
                self.respond(office, capable(180));
            }
            Signal::Ringing => {}
            Signal::Progress { .. } => return self.progress(office, line),
            Signal::Answer => return self.answer(office, line),
            Signal::Busy => {
                line.tell(office, Signal::Hangup(HangupCause::USER_BUSY));
                return self.refuse(office, line, 486, HangupCause::USER_BUSY);
            }
            Signal::Congestion => {
                line.tell(office, Signal::Hangup(HangupCause::CONGESTION));
                return self.refuse(office, line, 503, HangupCause::CONGESTION);
            }
            Signal::Incomplete => {
                line.tell(office, Signal::Hangup(HangupCause::INVALID_NUMBER));
                return self.refuse(office, line, 484, HangupCause::INVALID_NUMBER);
            }
            Signal::Hangup(cause) => return self.refuse(office, line, status_of(cause), cause),
            Signal::Digit { digit, duration_ms } => {
                super::digits::send(office, line, &self.media, None, digit, duration_ms);
            }
            Signal::Dial(_)
            | Signal::Proceeding
            | Signal::Hold
            | Signal::Unhold
            | Signal::Codec(_)
            | Signal::DigitsBySignalling(_)
            | Signal::Profile(_)
            | Signal::Redirect { .. }
            | Signal::Transfer { .. }
            | Signal::TransferAttended { .. }
            | Signal::Transferred(_) => {}
            Signal::Update(parties) => {
                self.connected = connected(&line.endpoint, &parties.connected);
            }
            Signal::SendAway { target } => return self.send_away(office, line, &target),
        }
        State::Arriving(self)
    }

    /// 183 with our description, so that sound can flow before the answer.
    fn progress(mut self: Box<Self>, office: &mut Office, line: &mut Line) -> State {
        if self.answer.is_some() {
            return State::Arriving(self);
        }
        let mut response = capable(183);
        if self.arrival.offer.is_some() {
            match self.describe(office, line) {
                Some(description) => response.set_body(SDP, description.to_bytes()),
                None => return self.unacceptable(office, line),
            }
        }
        self.respond(office, response);
        State::Arriving(self)
    }

    fn answer(mut self: Box<Self>, office: &mut Office, line: &mut Line) -> State {
        let Some(description) = self.describe(office, line) else {
            return self.unacceptable(office, line);
        };
        let mut response = capable(200);
        for (name, value) in std::mem::take(&mut self.connected) {
            response.headers.push(name, value);
        }
        if let Some(timer) = self.arrival.timer {
            timer.put_into(&mut response);
        }
        response.headers.push(HeaderName::Supported, "timer");
        response.set_body(SDP, description.to_bytes());
        let answered = office
            .stack
            .respond(office.now, self.arrival.transaction, response);
        let dialog = match answered {
            Ok(Some(dialog)) => dialog,
            Ok(None) => {
                line.log(
                    office,
                    LogLevel::Error,
                    "answered, but there are too many dialogs",
                );
                line.tell(office, Signal::Hangup(HangupCause::SWITCH_CONGESTION));
                return State::Gone;
            }
            // Cancelled a moment ago; the news of it are on their way.
            Err(_) => return State::Arriving(self),
        };
        let Self {
            media,
            arrival,
            allows,
            ..
        } = *self;
        office.dialogs.insert(dialog, line.channel);
        super::inside::pin_if_behind_router(
            office,
            line,
            dialog,
            arrival.flow,
            arrival.behind_router,
        );
        let expecting = match arrival.offer {
            Some(_) => Expecting::Nothing,
            None => Expecting::AnswerInAck,
        };
        let talking = Talking::begin(office, dialog, media, arrival.timer, &allows);
        talking.expecting(expecting)
    }

    /// Our description: the answer to their offer, or an offer when they made none.
    fn describe(&mut self, office: &mut Office, line: &Line) -> Option<Description> {
        if let Some(said) = &self.answer {
            return Some(said.clone());
        }
        let Some(offer) = &self.arrival.offer else {
            return Some(self.media.offer());
        };
        match self.media.answer(office, offer) {
            Ok(answer) => {
                self.answer = Some(answer.clone());
                Some(answer)
            }
            Err(fault) => {
                line.log(office, LogLevel::Notice, fault.to_string());
                None
            }
        }
    }

    fn unacceptable(self: Box<Self>, office: &mut Office, line: &mut Line) -> State {
        line.tell(office, Signal::Hangup(HangupCause::BEARER_NOT_AVAILABLE));
        self.refuse(office, line, 488, HangupCause::BEARER_NOT_AVAILABLE)
    }

    /// Lets the caller call somebody else instead (302).
    fn send_away(self: Box<Self>, office: &mut Office, line: &mut Line, target: &str) -> State {
        let Some(address) = address_of(target, &self.host) else {
            line.tell(office, Signal::Transferred(false));
            return State::Arriving(self);
        };
        let mut response = bare(302);
        response
            .headers
            .push(HeaderName::Contact, address.to_string());
        office.respond(self.arrival.transaction, response);
        line.tell(office, Signal::Transferred(true));
        line.tell(office, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        State::Gone
    }

    fn respond(&mut self, office: &mut Office, response: Response) -> Option<DialogId> {
        let (now, transaction) = (office.now, self.arrival.transaction);
        let sent = if self.arrival.reliable {
            office.stack.respond_reliably(now, transaction, response)
        } else {
            office.stack.respond(now, transaction, response)
        };
        sent.ok().flatten()
    }

    fn refuse(
        self: Box<Self>,
        office: &mut Office,
        line: &Line,
        status: u16,
        cause: HangupCause,
    ) -> State {
        let mut response = bare(status);
        for (name, value) in line.reasons(office, cause) {
            response.headers.push(name, value);
        }
        office.respond(self.arrival.transaction, response);
        State::Gone
    }

    /// A request in the early dialog.
    fn asked(mut self: Box<Self>, office: &mut Office, line: &mut Line, asked: Asked) -> State {
        match asked.request.method {
            Method::Bye => {
                office.respond(asked.transaction, bare(200));
                line.tell(office, Signal::Hangup(HangupCause::NORMAL_CLEARING));
                return State::Gone;
            }
            Method::Info => super::digits::info(office, line, &asked),
            Method::Update | Method::Prack => self.new_offer(office, line, &asked),
            Method::Options | Method::Notify => {
                office.respond(asked.transaction, capable(200));
            }
            _ => office.refuse(asked.transaction, 481),
        }
        State::Arriving(self)
    }

    /// An offer in UPDATE or PRACK, which is answered at once (RFC 3311 §5.2).
    fn new_offer(&mut self, office: &mut Office, line: &Line, asked: &Asked) {
        let offer = match offer_in(&asked.request.headers, &asked.request.body) {
            Ok(None) => {
                office.respond(asked.transaction, capable(200));
                return;
            }
            Ok(Some(offer)) => offer,
            Err(fault) => return office.refuse(asked.transaction, fault.status()),
        };
        match self.media.answer(office, &offer) {
            Ok(answer) => {
                let mut response = capable(200);
                response.set_body(SDP, answer.to_bytes());
                (self.answer, self.arrival.offer) = (Some(answer), Some(offer));
                office.respond(asked.transaction, response);
            }
            Err(fault) => {
                line.log(office, LogLevel::Notice, fault.to_string());
                office.refuse(asked.transaction, 488);
            }
        }
    }
}

/// Whether provisional responses to this INVITE are reliable.
///
/// # Errors
/// The refusal, when the caller and the endpoint's profile cannot agree (RFC 3262 §3).
pub(crate) fn reliability(request: &Request, wanted: Reliable) -> Result<bool, Box<Response>> {
    let demanded = request.headers.tokens(HeaderName::Require).has("100rel");
    let able = demanded || request.headers.supports("100rel");
    match wanted {
        Reliable::No if demanded => {
            let mut response = bare(420);
            response.headers.push(HeaderName::Unsupported, "100rel");
            Err(Box::new(response))
        }
        Reliable::Required if !able => {
            let mut response = bare(421);
            response.headers.push(HeaderName::Require, "100rel");
            Err(Box::new(response))
        }
        Reliable::No => Ok(false),
        Reliable::Yes => Ok(demanded),
        Reliable::WhenOffered | Reliable::Required => Ok(able),
    }
}

/// Whether 180 may follow a 183: always with chan_sip, on request with chan_pjsip.
fn rings_late(office: &Office, line: &Line) -> bool {
    let pjsip = office.settings.pjsip.as_ref();
    line.endpoint.dialect == Dialect::ChanSip || pjsip.is_some_and(|all| all.allow_180_after_183)
}

/// Whether the Via of a request shows a router between its sender and us.
pub(crate) fn sees_router(request: &Request, flow: Flow) -> bool {
    let Ok(via) = request.headers.top_via() else {
        return false;
    };
    let written = via
        .host
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>();
    written.map_or_else(
        |_| via.received().is_some(),
        |ip| ip != flow.remote.ip().to_canonical(),
    ) || via.port_or_default() != flow.remote.port() && flow.connection.is_none()
}

/// Ends a call whose far end does not obey the protocol.
pub(super) fn give_up(
    office: &mut Office,
    line: &mut Line,
    dialog: DialogId,
    cause: HangupCause,
) -> State {
    line.tell(office, Signal::Hangup(cause));
    Ending::leave(office, line, dialog, cause)
}
