//! What a phone does when somebody uses it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use media::control::{DigitTransport, Direction, StreamSetup};
use media::sdp::{self, Description};
use sip::header::{HeaderName, Replaces, Uri};
use sip::message::{Body as Content, Method, Request, Response};
use sip::stack::{Destination, OUR_HOST};

use super::body::{Asked, Body, Registration, SIP};
use super::leg::{Ending, Leg, Progress, first_offer, local_media};
use super::voice::Voice;

impl Body {
    /// Registers for so many seconds; 0 signs off.
    pub(crate) fn register(&mut self, now: Instant, seconds: u32) {
        let Some(uri) = uri(&format!("sip:{}", self.domain)) else {
            return;
        };
        let mut request = Request::new(Method::Register, uri);
        let me = format!("<sip:{}@{}>", self.setup.user, self.domain);
        request.headers.push(HeaderName::From, &me);
        request.headers.push(HeaderName::To, &me);
        request.headers.push(HeaderName::Contact, self.contact());
        request
            .headers
            .push(HeaderName::Expires, seconds.to_string());
        self.registration = Registration::Asking;
        self.ask_registrar(now, request, 0, seconds);
    }

    pub(crate) fn ask_registrar(
        &mut self,
        now: Instant,
        request: Request,
        answers: u8,
        seconds: u32,
    ) {
        let id = self.stack.request(now, request.clone(), self.to_exchange());
        self.asked.insert(
            id,
            Asked::Register {
                request,
                answers,
                seconds,
            },
        );
    }

    /// Calls a number, with `from` as the user in From.
    pub(crate) fn dial(&mut self, now: Instant, number: &str, from: &str) {
        let number = number.replace('#', "%23");
        let Some(uri) = uri(&format!("sip:{number}@{}", self.domain)) else {
            return;
        };
        let mut invite = Request::new(Method::Invite, uri);
        let me = format!("<sip:{from}@{}>", self.domain);
        invite.headers.push(HeaderName::From, me);
        invite.headers.push(HeaderName::Contact, self.contact());
        let local = self.local_media();
        let offer = first_offer(&self.setup, &local);
        invite.set_body("application/sdp", offer.to_bytes());
        let mut leg = Leg::new(true, invite.clone(), local);
        leg.ours = Some(offer);
        self.legs.push(leg);
        self.invite(now, self.legs.len() - 1, invite);
    }

    pub(crate) fn invite(&mut self, now: Instant, leg: usize, invite: Request) {
        let id = self.stack.request(now, invite.clone(), self.to_exchange());
        self.asked.insert(id, Asked::Invite { leg });
        if let Some(leg) = self.legs.get_mut(leg) {
            leg.transaction = Some(id);
            leg.invite = invite;
        }
    }

    /// Answers the call that rings.
    pub(crate) fn answer(&mut self, now: Instant) {
        let ringing = self.legs.iter().rposition(Leg::is_ringing);
        let Some(index) = ringing else { return };
        let Some(mut response) = self.response(index, 200) else {
            return;
        };
        self.describe(now, index, &mut response);
        let leg = &mut self.legs[index];
        leg.progress = Progress::Answered;
        if let Some(id) = leg.transaction
            && let Ok(dialog) = self.stack.respond(now, id, response)
        {
            leg.dialog = dialog.or(leg.dialog);
        }
        self.work(now);
    }

    /// Says 1xx, with a description where there is something to hear.
    pub(crate) fn progress(&mut self, now: Instant, index: usize, status: u16) {
        let Some(mut response) = self.response(index, status) else {
            return;
        };
        if status == 183 {
            self.describe(now, index, &mut response);
        }
        let leg = &mut self.legs[index];
        leg.provisionals.push((now, status));
        if let Some(id) = leg.transaction
            && let Ok(dialog) = self.stack.respond(now, id, response)
        {
            leg.dialog = dialog.or(leg.dialog);
        }
    }

    /// Refuses the call that rings.
    pub(crate) fn refuse(&mut self, now: Instant, status: u16) {
        let Some(index) = self.legs.iter().rposition(Leg::is_ringing) else {
            return;
        };
        let Some(response) = self.response(index, status) else {
            return;
        };
        if let Some(id) = self.legs[index].transaction {
            // Cancelled meanwhile: then there is nothing to refuse.
            let _ = self.stack.respond(now, id, response);
        }
        self.over(now, index, Ending::Refused(status));
        self.work(now);
    }

    /// Puts the receiver down.
    pub(crate) fn hang_up(&mut self, now: Instant) {
        let Some(index) = self.legs.iter().rposition(|leg| !leg.is_over()) else {
            return;
        };
        let leg = &self.legs[index];
        match (leg.progress, leg.outgoing, leg.transaction, leg.dialog) {
            (Progress::Calling, true, Some(id), _) => {
                // The end comes as a 487, or as a 200 that was faster.
                let _ = self.stack.cancel(now, id, Vec::new());
            }
            (Progress::Calling, false, _, _) => return self.refuse(now, 603),
            (Progress::Answered | Progress::Talking, _, _, Some(dialog)) => {
                self.in_dialog(
                    now,
                    dialog,
                    Method::Bye,
                    Vec::new(),
                    Content::empty(),
                    Asked::Bye,
                );
                self.over(now, index, Ending::HungUpHere);
            }
            _ => {}
        }
        self.work(now);
    }

    /// Sends a request within a call.
    pub(crate) fn in_dialog(
        &mut self,
        now: Instant,
        dialog: sip::stack::DialogId,
        method: Method,
        headers: Vec<(HeaderName, String)>,
        body: Content,
        asked: Asked,
    ) {
        if let Ok(id) = self
            .stack
            .dialog_request(now, dialog, method, headers, body)
        {
            self.asked.insert(id, asked);
        }
    }

    /// Puts the other side on hold, or takes it back.
    pub(crate) fn hold(&mut self, now: Instant, hold: bool) {
        let Some(index) = self.talking() else { return };
        let leg = &mut self.legs[index];
        leg.holding = hold;
        leg.local.direction = if hold {
            Direction::SendOnly
        } else {
            Direction::SendReceive
        };
        self.offer_again(now, index);
    }

    /// Sends a re-INVITE with a new description.
    pub(crate) fn offer_again(&mut self, now: Instant, index: usize) {
        let leg = &mut self.legs[index];
        leg.local.version += 1;
        let offer = match &leg.ours {
            Some(previous) => sdp::reoffer(&leg.local, previous),
            None => sdp::offer(&leg.local),
        };
        let body = offer.to_bytes().into();
        leg.ours = Some(offer);
        let Some(dialog) = leg.dialog else { return };
        let kind = vec![(HeaderName::ContentType, "application/sdp".to_owned())];
        let asked = Asked::Reinvite { leg: index };
        self.in_dialog(now, dialog, Method::Invite, kind, body, asked);
        self.work(now);
    }

    /// Asks the other side to call `number` instead (blind transfer).
    pub(crate) fn transfer(&mut self, now: Instant, number: &str) {
        if let Some(index) = self.talking() {
            let target = format!("<sip:{number}@{}>", self.domain);
            self.refer(now, index, target);
        }
    }

    /// Connects the side of its first call with that of its last one (attended transfer).
    pub(crate) fn connect(&mut self, now: Instant) {
        let first = self
            .legs
            .iter()
            .position(|leg| leg.progress == Progress::Talking);
        let (Some(first), Some(last)) = (first, self.talking()) else {
            return;
        };
        let there = self.legs[last].dialog.and_then(|id| self.stack.dialog(id));
        let Some(there) = there else { return };
        let replaces = Replaces {
            call_id: there.name.call_id.clone(),
            to_tag: there.name.remote_tag.clone(),
            from_tag: there.name.local_tag.clone(),
            early_only: false,
        };
        let to = there
            .remote
            .uri
            .with_header("Replaces", &replaces.to_string());
        self.refer(now, first, format!("<{to}>"));
    }

    fn refer(&mut self, now: Instant, index: usize, target: String) {
        let Some(dialog) = self.legs[index].dialog else {
            return;
        };
        let me = format!("<sip:{}@{}>", self.setup.user, self.domain);
        let headers = vec![(HeaderName::ReferTo, target), (HeaderName::ReferredBy, me)];
        let asked = Asked::Refer { leg: index };
        self.in_dialog(now, dialog, Method::Refer, headers, Content::empty(), asked);
        self.work(now);
    }

    /// Presses keys, in the way that was agreed.
    pub(crate) fn press(&mut self, now: Instant, digits: &str) {
        let Some(index) = self.legs.iter().rposition(|leg| leg.voice.is_some()) else {
            return;
        };
        let Some(voice) = &mut self.legs[index].voice else {
            return;
        };
        if voice.setup.digits == DigitTransport::Signalling {
            self.info_digits.extend(digits.chars());
            self.next_info.get_or_insert(now);
        } else {
            voice.press(digits);
        }
        self.tick(now);
    }

    pub(crate) fn send_info_digit(&mut self, now: Instant) {
        self.next_info = None;
        let Some(digit) = self.info_digits.pop_front() else {
            return;
        };
        let Some(dialog) = self.talking().and_then(|leg| self.legs[leg].dialog) else {
            return;
        };
        let body = format!("Signal={digit}\r\nDuration=100\r\n")
            .into_bytes()
            .into();
        let kind = vec![(HeaderName::ContentType, "application/dtmf-relay".to_owned())];
        self.in_dialog(now, dialog, Method::Info, kind, body, Asked::Other);
        self.next_info = Some(now + INFO_PACE);
    }

    /// The call that is under way and answered.
    pub(crate) fn talking(&self) -> Option<usize> {
        self.legs
            .iter()
            .rposition(|leg| leg.progress == Progress::Talking)
    }

    pub(crate) fn over(&mut self, now: Instant, index: usize, ending: Ending) {
        if let Some(leg) = self.legs.get_mut(index)
            && !leg.is_over()
        {
            leg.progress = Progress::Over(ending, now);
            leg.voice = None;
        }
    }

    /// The sound of a call begins or changes.
    pub(crate) fn agreed(&mut self, now: Instant, index: usize, setup: StreamSetup) {
        let ip = self.address.ip();
        let microphone = self.setup.microphone;
        let leg = &mut self.legs[index];
        match &mut leg.voice {
            Some(voice) => voice.renegotiated(setup),
            None => {
                let local = SocketAddr::new(ip, leg.local.port);
                leg.voice = Voice::new(now, local, setup);
                if let Some(voice) = &mut leg.voice {
                    voice.microphone = microphone;
                }
            }
        }
    }

    /// Puts our answer to their offer into a response, or an offer when they made none.
    fn describe(&mut self, now: Instant, index: usize, response: &mut Response) {
        let leg = &mut self.legs[index];
        if leg.ours.is_none() {
            let theirs = Description::parse(&leg.invite.body).ok();
            let answered = theirs
                .as_ref()
                .and_then(|o| sdp::answer(&leg.local, o).ok());
            leg.theirs = theirs;
            match answered {
                Some((ours, setup)) => {
                    leg.ours = Some(ours);
                    self.agreed(now, index, setup);
                }
                None => leg.ours = Some(first_offer(&self.setup, &leg.local)),
            }
        }
        if let Some(ours) = &self.legs[index].ours {
            response.set_body("application/sdp", ours.to_bytes());
        }
    }

    fn response(&self, index: usize, status: u16) -> Option<Response> {
        self.stack
            .new_response(self.legs.get(index)?.transaction?, status)
    }

    pub(crate) fn local_media(&self) -> sdp::LocalMedia {
        let in_use = |port: &&u16| {
            let live = self.legs.iter().filter(|leg| !leg.is_over());
            !live.into_iter().any(|leg| leg.local.port == **port)
        };
        let port = self
            .rtp_ports
            .iter()
            .find(in_use)
            .copied()
            .unwrap_or_default();
        local_media(&self.setup, self.address.ip(), port)
    }

    fn contact(&self) -> String {
        format!("<sip:{}@{OUR_HOST}>", self.setup.user)
    }

    fn to_exchange(&self) -> Destination {
        Destination::address(self.setup.transport, self.exchange).through(SIP)
    }
}

fn uri(text: &str) -> Option<Uri> {
    Uri::parse(text).ok()
}

/// Time between two digits by INFO.
const INFO_PACE: Duration = Duration::from_millis(200);
