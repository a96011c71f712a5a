//! Changes of a running call: their re-INVITE and UPDATE, and our refreshes.

use call::{HangupCause, LogLevel, Signal};
use media::sdp::{Description, holds_us};
use sip::header::HeaderName;
use sip::message::{Body, Method};

use super::ending::Ending;
use super::sdp_body::{SDP, offer_in};
use super::session_timer::{SessionTimer, answer_to, in_answer};
use super::talking::{Expecting, Talking};
use super::{Asked, Heard, Line, State};
use crate::office::{Office, capable};

/// Their re-INVITE or UPDATE.
pub(super) fn asked(talking: &mut Talking, office: &mut Office, line: &Line, asked: &Asked) {
    let Asked {
        transaction,
        request,
        ..
    } = asked;
    let offer = match offer_in(&request.headers, &request.body) {
        Ok(offer) => offer,
        Err(fault) => {
            line.log(office, LogLevel::Notice, fault.to_string());
            return office.refuse(*transaction, fault.status());
        }
    };
    let timer = match answer_to(request, line.endpoint.timers) {
        Ok(timer) => timer,
        Err(refusal) => {
            office.respond(*transaction, *refusal);
            return;
        }
    };
    let description = match (&offer, &request.method) {
        (Some(offer), _) => match talking.media.answer(office, offer) {
            Ok(answer) => Some(answer),
            Err(fault) => {
                line.log(office, LogLevel::Notice, fault.to_string());
                return office.refuse(*transaction, 488);
            }
        },
        (None, Method::Invite) => {
            talking.expecting = Expecting::AnswerInAck;
            Some(talking.media.offer())
        }
        (None, _) => None,
    };
    let mut response = capable(200);
    response.headers.push(HeaderName::Supported, "timer");
    if let Some(agreed) = timer {
        agreed.put_into(&mut response);
        talking.timer = Some(SessionTimer::start(agreed, office.now));
    } else {
        talking.timer = talking.timer.map(|timer| timer.restart(office.now));
    }
    if let Some(description) = description {
        response.set_body(SDP, description.to_bytes());
    }
    office.respond(*transaction, response);
    if let Some(offer) = &offer {
        note_hold(talking, office, line, offer);
    }
}

fn note_hold(talking: &mut Talking, office: &mut Office, line: &Line, remote: &Description) {
    let held = holds_us(remote);
    talking.note_hold(office, line, held);
}

/// Refreshes the session timer (RFC 4028 §10): by UPDATE where they can, else by the same offer again.
pub(super) fn refresh(talking: &mut Talking, office: &mut Office, line: &mut Line) {
    if talking.expecting != Expecting::Nothing {
        return;
    }
    let Some(dialog) = office.stack.dialog(talking.dialog) else {
        return;
    };
    let mut extra = talking.timer.map(SessionTimer::headers).unwrap_or_default();
    extra.extend(talking.connected.iter().cloned());
    let sent = if talking.updates && dialog.may_update() {
        line.ask(office, talking.dialog, Method::Update, extra, Body::empty())
    } else if dialog.may_reinvite() {
        reinvite(talking, office, line, extra)
    } else {
        let at = office.now + office.stack.glare_delay(talking.dialog);
        talking.expecting = Expecting::Again(at);
        return;
    };
    if let Some(transaction) = sent {
        talking.expecting = Expecting::Response(transaction);
    }
}

fn reinvite(
    talking: &mut Talking,
    office: &mut Office,
    line: &mut Line,
    mut extra: sip::stack::ExtraHeaders,
) -> Option<sip::stack::TransactionId> {
    extra.push((HeaderName::ContentType, SDP.to_owned()));
    extra.push((HeaderName::Supported, "timer".to_owned()));
    let body = Body::from(talking.media.offer().to_bytes());
    line.ask(office, talking.dialog, Method::Invite, extra, body)
}

/// A response to a request of ours in the call.
pub(super) fn heard(
    mut talking: Box<Talking>,
    office: &mut Office,
    line: &mut Line,
    heard: Heard,
) -> State {
    let Heard {
        transaction,
        response,
        ..
    } = heard;
    let method = response.headers.cseq().map(|cseq| cseq.method).ok();
    let is_invite = method == Some(Method::Invite);
    if is_invite && (200..300).contains(&response.status) {
        // Fails only when the dialog is gone.
        let _ = office
            .stack
            .ack(office.now, talking.dialog, Vec::new(), Body::empty());
    }
    if response.status < 200 || talking.expecting != Expecting::Response(transaction) {
        return State::Talking(talking);
    }
    talking.expecting = Expecting::Nothing;
    match response.status {
        200..=299 => {
            if let Ok(Some(answer)) = offer_in(&response.headers, &response.body)
                && let Err(fault) = talking.media.accept(office, &answer)
            {
                line.log(office, LogLevel::Warning, fault.to_string());
            }
            if let Some(agreed) = in_answer(&response.headers, line.endpoint.timers) {
                talking.timer = Some(SessionTimer::start(agreed, office.now));
            }
        }
        401 | 407 if line.accept_challenge(&response) => refresh(&mut talking, office, line),
        491 => {
            let at = office.now + office.stack.glare_delay(talking.dialog);
            talking.expecting = Expecting::Again(at);
        }
        405 | 501 if !is_invite => {
            talking.updates = false;
            refresh(&mut talking, office, line);
        }
        // RFC 3261 §12.2.1.2: the far end does not know this call any more.
        408 | 481 => {
            line.tell(office, Signal::Hangup(HangupCause::NORMAL_CLEARING));
            return Ending::leave(office, line, talking.dialog, HangupCause::NORMAL_CLEARING);
        }
        status => {
            line.log(
                office,
                LogLevel::Notice,
                format!("a refresh of the call was refused: {status}"),
            );
        }
    }
    State::Talking(talking)
}
