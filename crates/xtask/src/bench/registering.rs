//! Phones that register: REGISTER, 401, REGISTER with the digest, 200.

use std::time::Instant;

use crate::bench::digest::{self, Asked};
use crate::bench::load::{Agenda, Traffic, repetition};
use crate::bench::message::{self, Request, headers};
use crate::bench::setup::USERS;
use crate::bench::tally::Tally;
use crate::bench::wire::{Side, Wire};

/// Registrations, user after user and round again.
#[derive(Default)]
pub(super) struct Registering {
    pub(super) tally: Tally,
    registrations: Vec<Registration>,
    agenda: Agenda,
}

struct Registration {
    stage: Stage,
    tries: u32,
    began: Instant,
    /// When to repeat. What else the agenda has for this one is out of date.
    due: Instant,
}

enum Stage {
    /// The REGISTER that will be refused is out.
    Knocking,
    /// The one with this answer to the challenge is out.
    Proving {
        authorization: String,
    },
    Over,
}

impl Registering {
    fn register(&self, number: usize, wire: &Wire) -> String {
        let from = wire.address(Side::Caller, number);
        let user = user(number);
        let (cseq, authorization) = match &self.registrations[number].stage {
            Stage::Proving { authorization } => (2, format!("Authorization: {authorization}\r\n")),
            Stage::Knocking | Stage::Over => (1, String::new()),
        };
        let address = format!("<sip:{user}@{}>", wire.exchange.ip());
        Request {
            method: "REGISTER",
            uri: &uri(wire),
            from,
            branch: &format!("r{number}.{cseq}"),
            from_header: &format!("{address};tag=t{number}"),
            to_header: &address,
            call_id: &format!("r{number}-{}@{from}", std::process::id()),
            cseq,
            more: &format!("Contact: <sip:{user}@{from}>\r\nExpires: 3600\r\n{authorization}"),
            body: "",
        }
        .text()
    }

    fn send(&mut self, number: usize, now: Instant, wire: &Wire) {
        wire.send(Side::Caller, number, &self.register(number, wire));
        if let Some(wait) = repetition(self.registrations[number].tries) {
            self.registrations[number].due = now + wait;
            self.agenda.add(now + wait, number);
        }
    }

    fn challenged(&mut self, number: usize, text: &str, now: Instant, wire: &Wire) {
        let (user, password, uri) = (user(number), password(number), uri(wire));
        let asked = Asked {
            user: &user,
            password: &password,
            method: "REGISTER",
            uri: &uri,
        };
        let answer = headers(text, "WWW-Authenticate")
            .find_map(|challenge| digest::answer(&asked, challenge));
        match answer {
            Some(authorization) => {
                self.registrations[number].stage = Stage::Proving { authorization };
                self.registrations[number].tries = 0;
                self.send(number, now, wire);
            }
            None => self.end(number, false),
        }
    }

    fn end(&mut self, number: usize, well: bool) {
        self.registrations[number].stage = Stage::Over;
        if well {
            self.tally.succeeded += 1;
        } else {
            self.tally.failed += 1;
        }
    }
}

impl Traffic for Registering {
    fn begin(&mut self, number: usize, now: Instant, wire: &Wire) {
        debug_assert_eq!(number, self.registrations.len());
        self.registrations.push(Registration {
            stage: Stage::Knocking,
            tries: 0,
            began: now,
            due: now,
        });
        self.tally.asked += 1;
        self.send(number, now, wire);
    }

    fn hear(&mut self, _side: Side, _line: usize, text: &str, now: Instant, wire: &Wire) {
        let number = message::header(text, "Call-ID").and_then(number_of);
        let (Some(number), Some(code)) = (number, message::status(text)) else {
            return;
        };
        let Some(registration) = self.registrations.get(number) else {
            return;
        };
        let is_second = message::header(text, "CSeq").is_some_and(|value| value.starts_with('2'));
        match (&registration.stage, code) {
            (Stage::Over, _) | (_, 100..=199) => {}
            (Stage::Knocking, 401) => self.challenged(number, text, now, wire),
            (Stage::Proving { .. }, 200) => {
                self.tally
                    .answers
                    .add(now.duration_since(registration.began));
                self.end(number, true);
            }
            // The first refusal once more, for a request of ours that was repeated.
            (Stage::Proving { .. }, 401) if !is_second => {}
            _ => self.end(number, false),
        }
    }

    fn wake(&mut self, now: Instant, wire: &Wire) {
        while let Some(number) = self.agenda.due(now) {
            let registration = &mut self.registrations[number];
            if matches!(registration.stage, Stage::Over) || registration.due > now {
                continue;
            }
            registration.tries += 1;
            if repetition(registration.tries).is_none() {
                self.end(number, false);
            } else {
                self.tally.repeated += 1;
                self.send(number, now, wire);
            }
        }
    }

    fn settled(&self) -> usize {
        self.tally.succeeded + self.tally.failed
    }
}

/// The name of the user whose turn is number `number`.
pub(super) fn user(number: usize) -> String {
    format!("user{:04}", number % USERS)
}

pub(super) fn password(number: usize) -> String {
    format!("secret{}", number % USERS)
}

fn uri(wire: &Wire) -> String {
    format!("sip:{}", wire.exchange)
}

fn number_of(call_id: &str) -> Option<usize> {
    call_id.strip_prefix('r')?.split_once('-')?.0.parse().ok()
}
