//! A dial under way: the legs that are called, and what comes of them.

use std::time::Instant;

use media::control::Source;

use super::{Destination, DialRequest, Dialled, Leg, Ringback, Tally, status_of};
use crate::house::House;
use crate::script::{Call, HungUp, News, Notice};
use crate::{
    ChannelId, ChannelState, DialStatus, Event, HangupCause, Invitation, Signal, Technology,
};

impl Call {
    /// Calls all destinations and waits for the first answer. The caller's hang-up is `Err`; all legs
    /// are cancelled then, and `DIALSTATUS` is `CANCEL`.
    pub async fn dial(&mut self, request: &DialRequest) -> Result<Dialled, HungUp> {
        let mut dialling = Dialling::begin(self, request);
        let result = dialling.run(self, request).await;
        if result.is_err() {
            self.set("DIALSTATUS", DialStatus::Cancel.text());
            dialling.end_all(DialStatus::Cancel, request.cause_of_cancel(self));
        } else if dialling.early_media || self.hears_generator() {
            self.restore_sound();
        }
        result
    }

    async fn begin_ringback(&mut self, ringback: &Ringback) -> Result<(), HungUp> {
        match ringback {
            Ringback::FromLegs => {}
            Ringback::AtOnce(tone) if self.is_up() => {
                self.play_tone(tone);
            }
            Ringback::AtOnce(_) | Ringback::UntilSound => self.indicate_ringing(),
            Ringback::Music(class) => {
                if !self.is_up() {
                    self.signal(Signal::Progress { early_media: true });
                }
                self.start_music(class).await?;
            }
        }
        Ok(())
    }
}

impl House {
    /// Calls a leg out, with the parties and header fields that its channel has by now.
    pub(crate) fn call_leg(
        &mut self,
        caller: Option<ChannelId>,
        id: ChannelId,
        mut invitation: Invitation,
        dial_string: &str,
    ) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.state = ChannelState::Dialing;
        channel.leg_gone = false;
        invitation.parties.clone_from(&channel.parties);
        invitation.headers.clone_from(&channel.headers);
        channel
            .parties
            .connected
            .clone_from(&invitation.parties.caller);
        self.happened(Event::DialBegins {
            caller,
            callee: id,
            dial_string: dial_string.to_owned(),
        });
        self.tell_leg(id, Signal::Dial(Box::new(invitation)));
    }
}

struct Dialling {
    legs: Vec<Leg>,
    /// What the legs will be called with.
    uncalled: Vec<Uncalled>,
    tally: Tally,
    ringing: bool,
    /// The caller hears a leg that has not answered.
    early_media: bool,
    several: bool,
    /// The caller's digits so far, as far as they may become the code that cancels.
    typed: String,
}

struct Uncalled {
    id: ChannelId,
    invitation: Invitation,
    dial_string: String,
}

impl Dialling {
    fn begin(call: &Call, request: &DialRequest) -> Self {
        let mut this = Self {
            legs: Vec::new(),
            uncalled: Vec::new(),
            tally: Tally::default(),
            ringing: false,
            early_media: false,
            several: request.destinations.len() > 1,
            typed: String::new(),
        };
        for destination in &request.destinations {
            this.add_leg(call, request, destination);
        }
        this
    }

    /// Makes a leg, still uncalled. One that cannot be made counts as one that failed.
    fn add_leg(&mut self, call: &Call, request: &DialRequest, destination: &Destination) {
        let Destination {
            text,
            technology,
            resource,
        } = destination;
        let Some(technology) = Technology::from_name(technology) else {
            call.warn(format!(
                "there is no channel type '{technology}' for '{text}'"
            ));
            call.change(|c| c.hangup_cause = HangupCause::CHANNEL_NOT_IMPLEMENTED);
            return self.tally.count(HangupCause::CHANNEL_NOT_IMPLEMENTED);
        };
        let made = call.look(|c| Invitation::on_behalf_of(c, technology, resource));
        let Some(mut invitation) = made else { return };
        if let Some(shown) = &request.shown_caller {
            invitation.parties.caller = shown.clone();
        }
        invitation.headers.clone_from(&request.headers);
        let leg = invitation.clone();
        let made = call.house.borrow_mut().make_leg(Some(call.id()), leg);
        let Some(id) = made else {
            call.warn(format!(
                "'{text}' is not called: too many calls come out of each other, or too many there are"
            ));
            return self.tally.count(HangupCause::USER_BUSY);
        };
        call.set_on(id, "DIALEDPEERNUMBER", resource.clone());
        self.legs.push(Leg::new(call, id));
        self.uncalled.push(Uncalled {
            id,
            invitation,
            dial_string: text.clone(),
        });
    }

    async fn run(&mut self, call: &mut Call, request: &DialRequest) -> Result<Dialled, HungUp> {
        for uncalled in std::mem::take(&mut self.uncalled) {
            if let Some((at, arguments)) = &request.before_calling {
                let id = uncalled.id;
                call.run_subroutine_on(id, at.clone(), arguments.clone())
                    .await?;
            }
            self.call_out_or_bury(call, uncalled);
        }
        if !self.legs.is_empty() {
            call.begin_ringback(&request.ringback).await?;
        }
        let until = request.patience.map(|p| call.after(p));
        self.wait(call, request, until).await
    }

    /// A leg may have ended while its subroutine ran.
    fn call_out_or_bury(&mut self, call: &Call, uncalled: Uncalled) {
        let at = self.legs.iter().position(|l| l.id == uncalled.id);
        let Some(at) = at else { return };
        let alive = call.look_at(uncalled.id, |c| (!c.is_hung_up(), c.hangup_cause));
        match alive {
            Some((true, _)) => call_out(call, uncalled),
            Some((false, cause)) => self.leg_gone(call, at, cause),
            None => self.leg_gone(call, at, HangupCause::NORMAL_CLEARING),
        }
    }

    async fn wait(
        &mut self,
        call: &mut Call,
        request: &DialRequest,
        until: Option<Instant>,
    ) -> Result<Dialled, HungUp> {
        loop {
            if self.legs.is_empty() {
                return Ok(self.nobody(call));
            }
            let Some(Notice { about, news }) = call.next(until).await? else {
                self.end_all(DialStatus::NoAnswer, HangupCause::NO_ANSWER);
                return Ok(nobody_with(DialStatus::NoAnswer, None));
            };
            if about == call.id() {
                if let News::Digit { digit, .. } = news
                    && let Some(done) = self.caller_digit(call, request, digit)
                {
                    return Ok(done);
                }
                continue;
            }
            if let Some(done) = self.leg_news(call, request, about, news) {
                return Ok(done);
            }
        }
    }

    /// The caller gives up, or asks for something else, by digits. Others go to a leg that is heard
    /// already.
    fn caller_digit(&mut self, call: &Call, request: &DialRequest, digit: char) -> Option<Dialled> {
        let code = request.cancel_code.as_str();
        self.typed.push(digit);
        while self.typed.chars().count() > code.chars().count().max(1) {
            self.typed.remove(0);
        }
        let escaped = request.escape_digits.contains(digit);
        let cancelled = !code.is_empty() && self.typed == code;
        if !escaped && !cancelled {
            if let [leg] = self.legs.as_slice()
                && self.early_media
            {
                let duration_ms = PASSED_DIGIT_MS;
                call.signal_to(leg.id, Signal::Digit { digit, duration_ms });
            }
            return None;
        }
        self.end_all(DialStatus::Cancel, request.cause_of_cancel(call));
        let escaped_by = (escaped && !cancelled).then_some(digit);
        Some(nobody_with(DialStatus::Cancel, escaped_by))
    }

    fn leg_news(
        &mut self,
        call: &Call,
        request: &DialRequest,
        about: ChannelId,
        news: News,
    ) -> Option<Dialled> {
        let at = self.legs.iter().position(|l| l.id == about)?;
        let from_legs = request.ringback == Ringback::FromLegs;
        let sound_passes = from_legs || request.ringback == Ringback::UntilSound;
        let name = || call.on(about).name();
        match news {
            News::Ringing if from_legs && !self.ringing => {
                call.verbose(3, || format!("{} is ringing", name()));
                self.ringing = true;
                call.indicate_ringing();
            }
            News::Progress { early_media: true } if sound_passes && !self.several => {
                call.verbose(3, || format!("{} is making progress", name()));
                self.hear_early(call, about);
            }
            News::Answered => {
                call.verbose(3, || format!("{} answered {}", name(), call.name()));
                return Some(self.answered(call, at));
            }
            News::PickedUp { by } => return Some(self.picked_up(call, at, by)),
            News::Redirect { extension } => self.redirected(call, request, at, &extension),
            News::Busy => self.legs[at].refusal = Some(HangupCause::USER_BUSY),
            News::Congestion => self.legs[at].refusal = Some(HangupCause::CONGESTION),
            News::Gone(cause) => self.leg_gone(call, at, cause),
            News::Taken => self.leg_gone(call, at, HangupCause::NORMAL_CLEARING),
            _ => {}
        }
        None
    }

    fn hear_early(&mut self, call: &Call, leg: ChannelId) {
        self.early_media = true;
        if !call.is_up() {
            call.signal(Signal::Progress { early_media: true });
        }
        let relay = |from: ChannelId| Source::Relay {
            from: from.media(),
            with_digits: false,
        };
        call.send(relay(leg));
        call.send_to(leg, relay(call.id()));
    }

    fn answered(&mut self, call: &Call, at: usize) -> Dialled {
        let mut winner = self.legs.remove(at);
        winner.settle(DialStatus::Answer);
        call.change(|c| c.hangup_cause = HangupCause::NOT_DEFINED);
        call.house
            .borrow_mut()
            .tell_who_answered(call.id(), winner.id());
        self.end_all(DialStatus::Cancel, HangupCause::ANSWERED_ELSEWHERE);
        Dialled {
            status: DialStatus::Answer,
            callee: Some(winner),
            escaped_by: None,
        }
    }

    /// Another channel answers for a leg.
    fn picked_up(&mut self, call: &Call, at: usize, by: ChannelId) -> Dialled {
        let mut picker = Leg::new(call, by);
        picker.settled = true;
        let ringing = std::mem::replace(&mut self.legs[at], picker);
        ringing.hang_up(HangupCause::ANSWERED_ELSEWHERE);
        self.answered(call, at)
    }

    /// A leg asks to call another number instead: a Local channel does, in the context of the leg.
    fn redirected(&mut self, call: &Call, request: &DialRequest, at: usize, extension: &str) {
        let leg = call.on(self.legs[at].id);
        let (caller, name) = (call.name(), leg.name());
        let named = leg.get("FORWARD_CONTEXT").filter(|c| !c.is_empty());
        let context = named.unwrap_or_else(|| leg.location().context.to_string());
        let context = if context.is_empty() {
            "default"
        } else {
            &context
        };
        let text = format!("Local/{extension}@{context}");
        if request.ignore_redirects {
            call.verbose(3, || format!("Forwarding {caller} to '{text}' prevented."));
            return self.leg_gone(call, at, HangupCause::USER_BUSY);
        }
        call.verbose(3, || {
            format!("Now forwarding {caller} to '{text}' (thanks to {name})")
        });
        if let Some(destination) = Destination::parse(&text) {
            self.add_leg(call, request, &destination);
        }
        for mut uncalled in std::mem::take(&mut self.uncalled) {
            call.set_on(uncalled.id, "FORWARDERNAME", name.clone());
            let number = call.location().extension.to_string();
            call.on(uncalled.id)
                .change(|c| c.parties.redirecting_from.number = number.clone());
            uncalled.invitation.parties.redirecting_from.number = number;
            call_out(call, uncalled);
        }
        let mut forwarder = self.legs.remove(at);
        forwarder.settle(DialStatus::Cancel);
    }

    fn leg_gone(&mut self, call: &Call, at: usize, cause: HangupCause) {
        let mut leg = self.legs.remove(at);
        let counted = leg.refusal.unwrap_or(cause);
        self.tally.count(counted);
        leg.settle(status_of(counted));
        call.change(|c| c.hangup_cause = cause);
    }

    fn nobody(&self, call: &Call) -> Dialled {
        let status = self.tally.status();
        let text = match status {
            DialStatus::NoAnswer => "No one is available to answer at this time",
            _ => "Everyone is busy/congested at this time",
        };
        let Tally {
            busy,
            congested,
            unavailable,
            others,
        } = self.tally;
        let total = busy + congested + unavailable + others;
        call.verbose(3, || {
            format!("{text} ({total}:{busy}/{congested}/{unavailable})")
        });
        nobody_with(status, None)
    }

    fn end_all(&mut self, status: DialStatus, cause: HangupCause) {
        for mut leg in self.legs.drain(..) {
            leg.settle(status);
            leg.hang_up(cause);
        }
    }
}

fn call_out(call: &Call, uncalled: Uncalled) {
    let Uncalled {
        id,
        invitation,
        dial_string,
    } = uncalled;
    let mut house = call.house.borrow_mut();
    house.call_leg(Some(call.id()), id, invitation, &dial_string);
    drop(house);
    call.verbose(3, || format!("Called {dial_string}"));
}

fn nobody_with(status: DialStatus, escaped_by: Option<char>) -> Dialled {
    Dialled {
        status,
        callee: None,
        escaped_by,
    }
}

/// Length of the caller's digits that go to a leg before its answer.
const PASSED_DIGIT_MS: u32 = 100;
