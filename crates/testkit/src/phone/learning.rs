//! What a phone does by itself: how it takes what comes from the network.

use std::time::{Duration, Instant};

use media::sdp::{self, Description};
use sip::auth::{DigestClient, Secret, Verdict};
use sip::header::HeaderName;
use sip::message::{Body as Content, Method, Request, Response};
use sip::stack::{DialogId, Flow, NoAnswer, TransactionId, UserEvent, retried};

use super::body::{Asked, Body, Registration};
use super::leg::{Ending, Leg, Progress};
use super::setup::Manner;

impl Body {
    pub(crate) fn learn(&mut self, now: Instant, event: UserEvent) {
        match event {
            UserEvent::Request {
                transaction,
                request,
                flow,
            } => {
                self.asked_from_outside(now, transaction, request, flow);
            }
            UserEvent::InDialog {
                dialog,
                transaction,
                request,
                ..
            } => {
                self.asked_in_call(now, dialog, transaction, &request);
            }
            UserEvent::Ack { dialog, request } => self.acknowledged(now, dialog, &request),
            UserEvent::Cancelled { transaction, .. } => {
                let leg = self
                    .legs
                    .iter()
                    .position(|leg| leg.transaction == Some(transaction));
                if let Some(leg) = leg {
                    self.over(now, leg, Ending::Cancelled);
                }
            }
            UserEvent::Response {
                transaction,
                response,
                dialog,
                ..
            } => {
                self.answered(now, transaction, &response, dialog);
            }
            UserEvent::NoAnswer {
                transaction, why, ..
            } => {
                self.unanswered(now, transaction, why);
            }
            UserEvent::Unacknowledged { dialog } | UserEvent::DialogEnded { dialog } => {
                let leg = self.legs.iter().position(|leg| leg.dialog == Some(dialog));
                if let Some(leg) = leg.filter(|&leg| self.legs[leg].progress == Progress::Talking) {
                    self.over(now, leg, Ending::HungUpThere);
                }
            }
            UserEvent::Pracked { .. }
            | UserEvent::NotPracked { .. }
            | UserEvent::FlowLost { .. }
            | UserEvent::Discarded { .. } => {}
        }
    }

    fn asked_from_outside(
        &mut self,
        now: Instant,
        transaction: TransactionId,
        request: Request,
        flow: Flow,
    ) {
        match request.method {
            Method::Invite => self.called(now, transaction, request),
            Method::Register => self.registered(now, transaction, &request, flow),
            Method::Options | Method::Notify | Method::Message => {
                self.reply(now, transaction, 200);
            }
            _ => self.reply(now, transaction, 501),
        }
    }

    fn called(&mut self, now: Instant, transaction: TransactionId, invite: Request) {
        if self.setup.challenges_calls && !self.knows_the_password(now, &invite) {
            return self.challenge(now, transaction, 407);
        }
        let mut leg = Leg::new(false, invite, self.local_media());
        leg.transaction = Some(transaction);
        self.legs.push(leg);
        let index = self.legs.len() - 1;
        match self.setup.manner {
            Manner::Rings => self.progress(now, index, 180),
            Manner::EarlyMedia => self.progress(now, index, 183),
            Manner::Ponders | Manner::Dead => {}
        }
    }

    fn registered(&mut self, now: Instant, id: TransactionId, request: &Request, flow: Flow) {
        if !self.knows_the_password(now, request) {
            return self.challenge(now, id, 401);
        }
        let Ok(to) = request.headers.to() else {
            return self.reply(now, id, 400);
        };
        let user = to.uri.user().unwrap_or_default().into_owned();
        let granted = self.setup.subscribers.iter().find(|s| s.user == user);
        let Some(granted) = granted.map(|subscriber| subscriber.grants) else {
            return self.reply(now, id, 404);
        };
        let wanted = request.headers.expires().unwrap_or(granted);
        let Some(mut response) = self.stack.new_response(id, 200) else {
            return;
        };
        if let Some(mut contact) = request.headers.contact() {
            contact
                .params
                .set("expires", Some(&wanted.min(granted).to_string()));
            response
                .headers
                .push(HeaderName::Contact, contact.to_string());
        }
        response
            .headers
            .push(HeaderName::Expires, wanted.min(granted).to_string());
        self.registered_here.insert(user, flow.remote);
        // Nobody waits for it any more when this fails.
        let _ = self.stack.respond(now, id, response);
    }

    fn knows_the_password(&mut self, now: Instant, request: &Request) -> bool {
        let subscribers = &self.setup.subscribers;
        let secret = |user: &str| {
            let known = subscribers
                .iter()
                .find(|subscriber| subscriber.user == user)?;
            Some(Secret::Password(known.password.clone()))
        };
        matches!(
            self.registrar.verify(now, request, secret),
            Verdict::Ok { .. }
        )
    }

    fn challenge(&mut self, now: Instant, id: TransactionId, status: u16) {
        let Some(mut response) = self.stack.new_response(id, status) else {
            return;
        };
        let name = match status {
            401 => HeaderName::WwwAuthenticate,
            _ => HeaderName::ProxyAuthenticate,
        };
        let random = self.diary.len() as u64;
        for challenge in self.registrar.challenge(now, random, false) {
            response.headers.push(name.clone(), challenge);
        }
        let _ = self.stack.respond(now, id, response);
    }

    fn asked_in_call(
        &mut self,
        now: Instant,
        dialog: DialogId,
        id: TransactionId,
        request: &Request,
    ) {
        let Some(index) = self.legs.iter().position(|leg| leg.dialog == Some(dialog)) else {
            return self.reply(now, id, 481);
        };
        match request.method {
            Method::Bye => {
                self.reply(now, id, 200);
                self.over(now, index, Ending::HungUpThere);
            }
            Method::Invite | Method::Update => self.offered_again(now, index, id, request),
            Method::Info => {
                self.digits_heard.extend(digit_of(&request.body));
                self.reply(now, id, 200);
            }
            Method::Notify => {
                let news = String::from_utf8_lossy(&request.body).trim().to_owned();
                self.legs[index].transfer_news.push(news);
                self.reply(now, id, 200);
            }
            Method::Options => self.reply(now, id, 200),
            _ => self.reply(now, id, 501),
        }
    }

    fn offered_again(&mut self, now: Instant, index: usize, id: TransactionId, request: &Request) {
        let Some(mut response) = self.stack.new_response(id, 200) else {
            return;
        };
        let leg = &mut self.legs[index];
        leg.local.version += 1;
        if let Ok(theirs) = Description::parse(&request.body)
            && let Ok((ours, setup)) = sdp::answer(&leg.local, &theirs)
        {
            response.set_body("application/sdp", ours.to_bytes());
            (leg.ours, leg.theirs) = (Some(ours), Some(theirs));
            self.agreed(now, index, setup);
        } else if request.method == Method::Invite
            && let Some(ours) = &leg.ours
        {
            let offer = sdp::reoffer(&leg.local, ours);
            response.set_body("application/sdp", offer.to_bytes());
            leg.ours = Some(offer);
        }
        let _ = self.stack.respond(now, id, response);
    }

    fn acknowledged(&mut self, now: Instant, dialog: DialogId, ack: &Request) {
        let Some(index) = self.legs.iter().position(|leg| leg.dialog == Some(dialog)) else {
            return;
        };
        if self.legs[index].progress == Progress::Answered {
            self.legs[index].progress = Progress::Talking;
        }
        self.take_answer(now, index, &ack.body);
    }

    fn answered(
        &mut self,
        now: Instant,
        id: TransactionId,
        response: &Response,
        dialog: Option<DialogId>,
    ) {
        let is_final = response.status >= 200;
        let asked = if is_final {
            self.asked.remove(&id)
        } else {
            self.asked.get(&id).cloned()
        };
        match asked {
            Some(Asked::Register {
                request,
                answers,
                seconds,
            }) if is_final => {
                self.registration_answered(now, &request, answers, seconds, response);
            }
            Some(Asked::Invite { leg }) => self.call_answered(now, leg, response, dialog),
            Some(Asked::Reinvite { leg }) if is_final => {
                if let Some(dialog) = dialog.filter(|_| response.status < 300) {
                    let _ = self.stack.ack(now, dialog, Vec::new(), Content::empty());
                    self.take_answer(now, leg, &response.body);
                }
            }
            Some(Asked::Refer { leg }) if is_final => {
                self.legs[leg]
                    .transfer_news
                    .push(response.status.to_string());
            }
            _ => {}
        }
    }

    fn registration_answered(
        &mut self,
        now: Instant,
        request: &Request,
        answers: u8,
        seconds: u32,
        response: &Response,
    ) {
        self.registration = match response.status {
            200..300 if seconds == 0 => Registration::None,
            200..300 => {
                let contact = response
                    .headers
                    .contact()
                    .and_then(|contact| contact.expires());
                let granted = contact
                    .or_else(|| response.headers.expires())
                    .unwrap_or(seconds);
                let renew = now + Duration::from_secs(u64::from(granted)) * 4 / 5;
                Registration::Held { renew }
            }
            401 | 407 if answers == 0 => {
                let mut again = retried(request, response);
                if self.authorize(&mut again, response) {
                    return self.ask_registrar(now, again, 1, seconds);
                }
                Registration::Refused(response.status)
            }
            status => Registration::Refused(status),
        };
    }

    fn call_answered(
        &mut self,
        now: Instant,
        index: usize,
        response: &Response,
        dialog: Option<DialogId>,
    ) {
        let status = response.status;
        let leg = &mut self.legs[index];
        leg.dialog = dialog.or(leg.dialog);
        match status {
            100..200 => {
                leg.provisionals.push((now, status));
                self.take_answer(now, index, &response.body);
            }
            200..300 => {
                let Some(dialog) = dialog else { return };
                let _ = self.stack.ack(now, dialog, Vec::new(), Content::empty());
                if leg.is_over() {
                    // The answer was faster than our giving up.
                    let none = Content::empty();
                    return self.in_dialog(now, dialog, Method::Bye, Vec::new(), none, Asked::Bye);
                }
                leg.progress = Progress::Talking;
                self.take_answer(now, index, &response.body);
            }
            401 | 407 if leg.digest.is_none() => {
                let mut again = retried(&leg.invite, response);
                let able = self.authorize(&mut again, response);
                match able {
                    true => {
                        self.legs[index].digest = self.digest(response);
                        self.invite(now, index, again);
                    }
                    false => self.over(now, index, Ending::Refused(status)),
                }
            }
            _ => self.over(now, index, Ending::Refused(status)),
        }
    }

    fn unanswered(&mut self, now: Instant, id: TransactionId, why: NoAnswer) {
        let status = if why == NoAnswer::Timeout { 408 } else { 503 };
        match self.asked.remove(&id) {
            Some(Asked::Register { .. }) => self.registration = Registration::Refused(status),
            Some(Asked::Invite { leg }) => self.over(now, leg, Ending::Refused(status)),
            _ => {}
        }
    }

    /// Takes the answer to our offer, wherever it stands.
    fn take_answer(&mut self, now: Instant, index: usize, body: &[u8]) {
        let Ok(theirs) = Description::parse(body) else {
            return;
        };
        let leg = &mut self.legs[index];
        let Some(ours) = &leg.ours else { return };
        let setup = sdp::accept(&leg.local, ours, &theirs);
        leg.theirs = Some(theirs);
        if let Ok(setup) = setup {
            self.agreed(now, index, setup);
        }
    }

    fn digest(&self, response: &Response) -> Option<DigestClient> {
        let setup = &self.setup;
        DigestClient::choose(response, |_| {
            Some((
                setup.auth_user.clone(),
                Secret::Password(setup.password.clone()),
            ))
        })
    }

    fn authorize(&mut self, request: &mut Request, response: &Response) -> bool {
        let Some(mut digest) = self.digest(response) else {
            return false;
        };
        let cnonce = self.stack.token();
        digest.authorize(request, &cnonce);
        true
    }

    pub(crate) fn reply(&mut self, now: Instant, id: TransactionId, status: u16) {
        if let Some(response) = self.stack.new_response(id, status) {
            // Nobody waits for it any more when this fails.
            let _ = self.stack.respond(now, id, response);
        }
    }
}

/// The digit of an INFO body: `Signal=5`, or the bare digit of `application/dtmf`.
fn digit_of(body: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(body);
    let signal = text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("signal")
            .then(|| value.trim().chars().next())
    });
    signal.unwrap_or_else(|| text.trim().chars().next())
}
