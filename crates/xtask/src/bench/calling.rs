//! Callers: INVITE, ACK, and BYE from whichever end the measurement wants.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::bench::load::{Agenda, Traffic, repetition};
use crate::bench::message::{self, Codec, Request, header};
use crate::bench::phones::Phones;
use crate::bench::tally::Tally;
use crate::bench::wire::{LINES, Side, Wire};

/// Calls to one extension.
pub(super) struct Calling {
    pub(super) tally: Tally,
    pub(super) phones: Phones,
    extension: String,
    ending: Ending,
    /// Where the callers of each line want their audio.
    audio: Vec<SocketAddr>,
    calls: Vec<Call>,
    agenda: Agenda,
    talking: usize,
}

/// How a call ends once it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    ByExchange,
    /// The caller hangs up after so long.
    After(Duration),
    /// Not before `leave`.
    Never,
}

/// Where the exchange wants the audio of a leg, which is on this line of ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct AudioLeg {
    pub(super) line: usize,
    pub(super) remote: SocketAddr,
}

struct Call {
    stage: Stage,
    began: Instant,
    /// When the stage wants to be woken. What else the agenda has for this call is out of date.
    due: Option<Instant>,
    /// To with the exchange's tag, and its Contact.
    to: String,
    target: String,
    audio: Option<SocketAddr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// INVITE is out and nothing has come.
    Asking {
        tries: u32,
    },
    /// A provisional response stopped the repetitions.
    Ringing,
    Talking,
    /// BYE is out.
    Leaving {
        tries: u32,
    },
    Over,
}

impl Calling {
    /// Calls to `extension`-0, `extension`-1… one for each line, as the configuration has them.
    pub(super) fn to(
        extension: &str,
        ending: Ending,
        audio: Vec<SocketAddr>,
        phones: Phones,
    ) -> Self {
        Self {
            tally: Tally::default(),
            phones,
            extension: extension.to_owned(),
            ending,
            audio,
            calls: Vec::new(),
            agenda: Agenda::default(),
            talking: 0,
        }
    }

    /// The callers' ends of all calls that are up.
    pub(super) fn legs(&self) -> Vec<AudioLeg> {
        let up = self.calls.iter().enumerate();
        up.filter(|(_, call)| call.stage == Stage::Talking)
            .filter_map(|(number, call)| {
                let remote = call.audio?;
                Some(AudioLeg {
                    line: number % LINES,
                    remote,
                })
            })
            .collect()
    }

    /// All callers hang up.
    pub(super) fn leave(&mut self, now: Instant, wire: &Wire) {
        self.ending = Ending::After(Duration::ZERO);
        for number in 0..self.calls.len() {
            if self.calls[number].stage == Stage::Talking {
                self.hang_up(number, 0, now, wire);
            }
        }
    }

    fn invite(&self, number: usize, wire: &Wire) -> String {
        let line = number % LINES;
        let from = wire.address(Side::Caller, line);
        let uri = format!("sip:{}-{line}@{}", self.extension, wire.exchange);
        let body = message::description(self.audio[line], Codec::Ulaw);
        Request {
            method: "INVITE",
            uri: &uri,
            from,
            branch: &format!("i{number}"),
            from_header: &from_header(number, from),
            to_header: &format!("<{uri}>"),
            call_id: &call_id(number, from),
            cseq: 1,
            more: &format!(
                "Contact: <sip:bench@{from}>\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"
            ),
            body: &body,
        }
        .text()
    }

    /// ACK or BYE within the call.
    fn inside(&self, number: usize, method: &str, branch: &str, cseq: u32, wire: &Wire) -> String {
        let from = wire.address(Side::Caller, number % LINES);
        let call = &self.calls[number];
        Request {
            method,
            uri: &call.target,
            from,
            branch,
            from_header: &from_header(number, from),
            to_header: &call.to,
            call_id: &call_id(number, from),
            cseq,
            more: "",
            body: "",
        }
        .text()
    }

    fn hear_response(&mut self, number: usize, code: u16, text: &str, now: Instant, wire: &Wire) {
        let stage = self.calls[number].stage;
        match (message::method(text), code) {
            ("INVITE", 100..=199) => {
                if matches!(stage, Stage::Asking { .. }) {
                    self.calls[number].stage = Stage::Ringing;
                }
            }
            ("INVITE", 200..=299) => self.answered(number, text, now, wire),
            ("INVITE", _) => {
                self.calls[number].to = header(text, "To").unwrap_or("").to_owned();
                let uri = format!(
                    "sip:{}-{}@{}",
                    self.extension,
                    number % LINES,
                    wire.exchange
                );
                self.calls[number].target = uri;
                let ack = self.inside(number, "ACK", &format!("i{number}"), 1, wire);
                wire.send(Side::Caller, number, &ack);
                self.end(number, false);
            }
            ("BYE", 200..) => self.end(number, code < 300),
            _ => {}
        }
    }

    fn answered(&mut self, number: usize, text: &str, now: Instant, wire: &Wire) {
        let call = &mut self.calls[number];
        let is_new = matches!(call.stage, Stage::Asking { .. } | Stage::Ringing);
        if is_new {
            call.stage = Stage::Talking;
            call.to = header(text, "To").unwrap_or("").to_owned();
            call.target = message::contact(text).unwrap_or("").to_owned();
            call.audio = message::audio_address(text);
            self.tally.answers.add(now.duration_since(call.began));
            self.talking += 1;
            let talk = match self.ending {
                Ending::After(talk) => Some(talk),
                Ending::ByExchange | Ending::Never => None,
            };
            self.wake_in(number, now, talk);
        } else {
            self.tally.repeated += 1;
        }
        let ack = self.inside(number, "ACK", &format!("a{number}"), 1, wire);
        wire.send(Side::Caller, number, &ack);
    }

    fn hang_up(&mut self, number: usize, tries: u32, now: Instant, wire: &Wire) {
        if tries == 0 {
            self.talking -= 1;
        }
        self.calls[number].stage = Stage::Leaving { tries };
        let bye = self.inside(number, "BYE", &format!("b{number}"), 2, wire);
        wire.send(Side::Caller, number, &bye);
        self.wake_in(number, now, repetition(tries));
    }

    fn wake_in(&mut self, number: usize, now: Instant, wait: Option<Duration>) {
        self.calls[number].due = wait.map(|wait| now + wait);
        if let Some(at) = self.calls[number].due {
            self.agenda.add(at, number);
        }
    }

    fn end(&mut self, number: usize, well: bool) {
        let stage = std::mem::replace(&mut self.calls[number].stage, Stage::Over);
        match stage {
            Stage::Over => return,
            Stage::Talking => self.talking -= 1,
            Stage::Asking { .. } | Stage::Ringing | Stage::Leaving { .. } => {}
        }
        if well {
            self.tally.succeeded += 1;
        } else {
            self.tally.failed += 1;
        }
    }
}

impl Traffic for Calling {
    fn begin(&mut self, number: usize, now: Instant, wire: &Wire) {
        debug_assert_eq!(number, self.calls.len());
        self.calls.push(Call {
            stage: Stage::Asking { tries: 0 },
            began: now,
            due: None,
            to: String::new(),
            target: String::new(),
            audio: None,
        });
        self.tally.asked += 1;
        wire.send(Side::Caller, number, &self.invite(number, wire));
        self.wake_in(number, now, repetition(0));
    }

    fn hear(&mut self, side: Side, line: usize, text: &str, now: Instant, wire: &Wire) {
        if side == Side::Phone {
            self.tally.repeated += self.phones.hear(line, text, wire);
            return;
        }
        let Some(number) = header(text, "Call-ID").and_then(number_of) else {
            return;
        };
        if number >= self.calls.len() {
            return;
        }
        match message::status(text) {
            Some(code) => self.hear_response(number, code, text, now, wire),
            None if text.starts_with("ACK ") => {}
            None => {
                wire.send(
                    side,
                    line,
                    &message::response(text, "200 OK", "bench", "", ""),
                );
                if text.starts_with("BYE ") {
                    self.end(number, self.ending == Ending::ByExchange);
                }
            }
        }
    }

    fn wake(&mut self, now: Instant, wire: &Wire) {
        while let Some(number) = self.agenda.due(now) {
            if self.calls[number].due.is_none_or(|due| due > now) {
                continue;
            }
            self.calls[number].due = None;
            match self.calls[number].stage {
                Stage::Asking { tries } => match repetition(tries + 1) {
                    Some(wait) => {
                        self.calls[number].stage = Stage::Asking { tries: tries + 1 };
                        self.tally.repeated += 1;
                        wire.send(Side::Caller, number, &self.invite(number, wire));
                        self.wake_in(number, now, Some(wait));
                    }
                    None => self.end(number, false),
                },
                Stage::Talking => self.hang_up(number, 0, now, wire),
                Stage::Leaving { tries } => match repetition(tries + 1) {
                    Some(_) => {
                        self.tally.repeated += 1;
                        self.hang_up(number, tries + 1, now, wire);
                    }
                    None => self.end(number, false),
                },
                Stage::Ringing | Stage::Over => {}
            }
        }
    }

    fn settled(&self) -> usize {
        let over = self.tally.succeeded + self.tally.failed;
        match self.ending {
            Ending::Never => over + self.talking,
            Ending::ByExchange | Ending::After(_) => over,
        }
    }
}

fn from_header(number: usize, from: SocketAddr) -> String {
    format!("\"bench\" <sip:bench@{from}>;tag=t{number}")
}

fn call_id(number: usize, from: SocketAddr) -> String {
    format!("c{number}-{}@{from}", std::process::id())
}

fn number_of(call_id: &str) -> Option<usize> {
    call_id.strip_prefix('c')?.split_once('-')?.0.parse().ok()
}
