//! What a person sees on a phone: who rings, how calls end, what was said on the wire.

use std::time::{Duration, Instant};

use media::sdp::Description;
use sip::message::{Message, Request, Response};

use super::leg::{Ending, Progress};
use super::{PATIENCE, Phone};

impl Phone {
    /// It rings, or begins to within a few seconds.
    #[track_caller]
    pub fn rings(&self) {
        self.rings_within(PATIENCE);
    }

    /// It rings, or begins to within this time.
    #[track_caller]
    pub fn rings_within(&self, patience: Duration) {
        self.wait(patience, "rings", super::Body::rings_now);
    }

    /// It rings all the while.
    #[track_caller]
    pub fn rings_for(&self, how_long: Duration) {
        self.rings();
        let place = self.place;
        let stopped = self.within(|universe, _| {
            let until = universe.now + how_long;
            universe.run(until, |universe| !universe.phones[place].rings_now())
        });
        if stopped {
            self.fails(&format!("stopped ringing before {how_long:?} were over"));
        }
    }

    /// It does not ring for so long.
    #[track_caller]
    pub fn stays_silent(&self, how_long: Duration) {
        let place = self.place;
        let rang = self.within(|universe, _| {
            let until = universe.now + how_long;
            universe.run(until, |universe| universe.phones[place].rings_now())
        });
        if rang {
            self.fails("rings, and should not");
        }
    }

    /// Nobody has ever called it.
    #[track_caller]
    pub fn was_never_called(&self) {
        if self.calls_taken() > 0 {
            self.fails("was called, and should not have been");
        }
    }

    /// How often it was called.
    #[track_caller]
    pub fn calls_taken(&self) -> usize {
        self.look(|phone, _| phone.legs.iter().filter(|leg| !leg.outgoing).count())
    }

    /// The caller gave up (CANCEL).
    #[track_caller]
    pub fn is_cancelled(&self) {
        self.ends(Ending::Cancelled);
    }

    /// The other side hung up (BYE).
    #[track_caller]
    pub fn is_hung_up(&self) {
        self.ends(Ending::HungUpThere);
    }

    /// Its call is refused with this status.
    #[track_caller]
    pub fn gets_final(&self, status: u16) {
        self.ends_within(PATIENCE, Ending::Refused(status));
    }

    /// Its call is refused with this status, within this time.
    #[track_caller]
    pub fn gets_final_within(&self, patience: Duration, status: u16) {
        self.ends_within(patience, Ending::Refused(status));
    }

    /// Its latest call ends, in whatever way.
    #[track_caller]
    pub fn is_over(&self) {
        self.wait(PATIENCE, "sees its call end", |phone| {
            phone.ending().is_some()
        });
    }

    /// Its latest call ends like this.
    #[track_caller]
    pub fn ends(&self, how: Ending) {
        self.ends_within(PATIENCE, how);
    }

    /// Its latest call ends like this, within this time.
    #[track_caller]
    pub fn ends_within(&self, patience: Duration, how: Ending) {
        self.wait(patience, &format!("sees its call end ({how:?})"), |phone| {
            phone.ending().is_some()
        });
        match self.look(|phone, _| phone.ending()) {
            Some((ending, _)) if ending == how => {}
            other => self.fails(&format!("sees its call end as {other:?}, not {how:?}")),
        }
    }

    /// Its call is answered.
    #[track_caller]
    pub fn is_answered(&self) {
        self.is_answered_within(PATIENCE);
    }

    /// Its call is answered within this time.
    #[track_caller]
    pub fn is_answered_within(&self, patience: Duration) {
        self.wait(patience, "is answered", |phone| {
            phone
                .latest()
                .is_some_and(|leg| leg.progress == Progress::Talking)
        });
    }

    /// Its call goes on.
    #[track_caller]
    pub fn still_talks(&self) {
        if self.look(|phone, _| phone.talking().is_none()) {
            self.fails("talks no more");
        }
    }

    /// It is told 180 (it rings there), 183, ….
    #[track_caller]
    pub fn is_told(&self, status: u16) {
        self.wait(PATIENCE, &format!("is told {status}"), |phone| {
            let mut calls = phone.legs.iter().filter(|leg| leg.outgoing);
            calls
                .next_back()
                .is_some_and(|leg| leg.provisionals.iter().any(|(_, s)| *s == status))
        });
    }

    /// It was not told this status in its latest call.
    #[track_caller]
    pub fn was_not_told(&self, status: u16) {
        let told = self.look(|phone, _| {
            let leg = phone.latest();
            leg.is_some_and(|leg| leg.provisionals.iter().any(|(_, known)| *known == status))
        });
        if told {
            self.fails(&format!("was told {status}"));
        }
    }

    /// These digits have come, and no others.
    #[track_caller]
    pub fn gets_digits(&self, digits: &str) {
        let enough = |phone: &super::Body| phone.digits_heard.len() >= digits.len();
        self.wait(PATIENCE, &format!("gets the digits {digits}"), enough);
        let heard = self.look(|phone, _| phone.digits_heard.clone());
        if heard != digits {
            self.fails(&format!("got the digits '{heard}', not '{digits}'"));
        }
    }

    /// A transfer that it asked for went like this: some NOTIFY or answer begins so.
    #[track_caller]
    pub fn is_told_of_the_transfer(&self, beginning: &str) {
        self.wait(
            PATIENCE,
            &format!("hears '{beginning}' of its transfer"),
            |phone| {
                let mut news = phone.legs.iter().flat_map(|leg| &leg.transfer_news);
                news.any(|line| line.starts_with(beginning))
            },
        );
    }

    /// The requests that it got, with when.
    #[track_caller]
    pub fn received_requests(&self, method: &str) -> Vec<(Instant, Request)> {
        let records = self.look(|phone, _| phone.diary.clone());
        let requests = records.into_iter().filter(|record| !record.sent);
        let requests = requests.filter_map(|record| match record.message {
            Message::Request(request) => Some((record.at, request)),
            Message::Response(_) => None,
        });
        requests
            .filter(|(_, request)| request.method.as_str() == method)
            .collect()
    }

    /// The responses that it got, with when.
    #[track_caller]
    pub fn received_responses(&self) -> Vec<(Instant, Response)> {
        let records = self.look(|phone, _| phone.diary.clone());
        let responses = records.into_iter().filter(|record| !record.sent);
        let responses = responses.filter_map(|record| match record.message {
            Message::Response(response) => Some((record.at, response)),
            Message::Request(_) => None,
        });
        responses.collect()
    }

    /// Waits for one more request of a method than it has got, and gives it.
    #[track_caller]
    pub fn gets_request(&self, method: &str, patience: Duration) -> (Instant, Request) {
        let known = self.received_requests(method).len();
        let place = self.place;
        let came = self.within(|universe, _| {
            let until = universe.now + patience;
            universe.run(until, |universe| {
                count(&universe.phones[place], method) > known
            })
        });
        match self.received_requests(method).pop() {
            Some(latest) if came => latest,
            _ => self.fails(&format!("gets no {method} within {patience:?}")),
        }
    }

    /// The INVITE of the latest call.
    #[track_caller]
    pub fn invite(&self) -> Request {
        match self.look(|phone, _| phone.latest().map(|leg| leg.invite.clone())) {
            Some(invite) => invite,
            None => self.fails("has no call"),
        }
    }

    /// The other side's latest session description.
    #[track_caller]
    pub fn last_sdp(&self) -> Description {
        let described = self.look(|phone, _| {
            phone.latest().and_then(|leg| {
                leg.theirs
                    .clone()
                    .or_else(|| Description::parse(&leg.invite.body).ok())
            })
        });
        match described {
            Some(description) => description,
            None => self.fails("was never described a media session"),
        }
    }

    /// The codec that it speaks now.
    #[track_caller]
    pub fn speaks(&self) -> audio::Codec {
        let codec = self.look(|phone, _| {
            phone
                .legs
                .iter()
                .rev()
                .find_map(|leg| leg.voice.as_ref())
                .map(super::voice::Voice::codec)
        });
        match codec {
            Some(codec) => codec,
            None => self.fails("has nobody to speak to"),
        }
    }

    /// How many RTCP packets came.
    #[track_caller]
    pub fn reports_received(&self) -> usize {
        self.look(|phone, _| phone.reports.len())
    }

    /// When its latest call ended.
    #[track_caller]
    pub fn ended_at(&self) -> Instant {
        match self.look(|phone, _| phone.ending()) {
            Some((_, at)) => at,
            None => self.fails("has a call that goes on"),
        }
    }

    /// A user has registered here (the part of a provider).
    #[track_caller]
    pub fn has_registered(&self, user: &str) {
        self.wait(PATIENCE, &format!("has '{user}' registered"), |phone| {
            phone.registered_here.contains_key(user)
        });
    }
}

fn count(phone: &super::Body, method: &str) -> usize {
    let of_method = |message: &Message| match message {
        Message::Request(request) => request.method.as_str() == method,
        Message::Response(_) => false,
    };
    phone
        .diary
        .iter()
        .filter(|record| !record.sent && of_method(&record.message))
        .count()
}
