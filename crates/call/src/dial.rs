//! Calling out: several legs at once, the first to answer wins, and `DIALSTATUS` tells the rest.

use std::time::{Duration, Instant};

use dialplan::Location;
use media::control::Source;

use crate::script::{Call, HungUp, News, Notice};
use crate::{
    ChannelId, ChannelState, DialStatus, Event, HangupCause, Invitation, Signal, Technology,
};

/// One destination of a dial.
#[derive(Clone, Debug)]
pub struct Destination {
    /// As written: `Tech/resource`.
    pub text: String,
    /// The part before the slash.
    pub technology: String,
    /// The part behind it.
    pub resource: String,
}

impl Destination {
    /// Reads `Tech/resource`; `None` without a slash.
    pub fn parse(text: &str) -> Option<Self> {
        let (technology, resource) = text.trim().split_once('/')?;
        Some(Self {
            text: text.trim().to_owned(),
            technology: technology.to_owned(),
            resource: resource.to_owned(),
        })
    }
}

/// What the caller hears until somebody answers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Ringback {
    /// What the legs tell: ringing when one rings, their sound when there is only one.
    #[default]
    FromLegs,
    /// Ringing from the start, whatever the legs do; the name of a tone, usually "ring".
    AtOnce(String),
    /// Ringing from the start, until a leg has something to hear before its answer.
    UntilSound,
    /// Music of this class from the start (empty: the channel's own).
    Music(String),
}

/// A dial to make.
#[derive(Clone, Debug, Default)]
pub struct DialRequest {
    /// All are called at once.
    pub destinations: Vec<Destination>,
    /// How long to wait for an answer.
    pub patience: Option<Duration>,
    /// What the caller hears meanwhile.
    pub ringback: Ringback,
    /// Who the called ones see as the caller, instead of the caller's own identity.
    pub shown_caller: Option<crate::Party>,
    /// Single digits of the caller that end the dialling (option d).
    pub escape_digits: String,
    /// Digits of the caller that, one after the other, cancel the dialling (option H); may be empty.
    pub cancel_code: String,
    /// Cancelled legs are told that another phone answered (option c; always so for the losers).
    pub answered_elsewhere: bool,
    /// Header fields that each leg's request gets.
    pub headers: Vec<(String, String)>,
    /// A subroutine that runs on each new leg before it is called (option b).
    pub before_calling: Option<(Location, Vec<String>)>,
}

/// How a dial ended.
pub struct Dialled {
    /// `DIALSTATUS`.
    pub status: DialStatus,
    /// The leg that answered.
    pub callee: Option<Leg>,
    /// The digit that ended the dialling.
    pub escaped_by: Option<char>,
}

/// A dialled leg. Dropping it hangs it up, so that no way out of an application forgets one.
pub struct Leg {
    call: Call,
    id: ChannelId,
    cause: HangupCause,
    released: bool,
    /// It said busy or congestion, whatever cause it ends with (chan_sip's manner).
    refusal: Option<HangupCause>,
}

impl Leg {
    fn new(call: &Call, id: ChannelId) -> Self {
        let cause = HangupCause::NORMAL_CLEARING;
        Self {
            call: call.clone(),
            id,
            cause,
            released: false,
            refusal: None,
        }
    }

    /// Its channel.
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// It lives on without us.
    pub fn release(mut self) {
        self.released = true;
    }

    /// Hangs it up with this cause.
    pub fn hang_up(mut self, cause: HangupCause) {
        self.cause = cause;
    }
}

impl Drop for Leg {
    fn drop(&mut self) {
        if self.released {
            return;
        }
        let mut house = self.call.house.borrow_mut();
        if let Some(channel) = house.channels.get_mut(&self.id) {
            channel.owner = None;
        }
        house.hang_up(self.id, self.cause);
    }
}

/// How the legs that did not answer ended; tells `DIALSTATUS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    busy: u32,
    congested: u32,
    unavailable: u32,
    others: u32,
}

impl Tally {
    /// Counts a leg that ended with this cause.
    pub fn count(&mut self, cause: HangupCause) {
        match cause {
            HangupCause::USER_BUSY => self.busy += 1,
            HangupCause::CONGESTION => self.congested += 1,
            HangupCause::NO_ANSWER | HangupCause::NORMAL_CLEARING => self.others += 1,
            _ => self.unavailable += 1,
        }
    }

    /// The status when no leg is left.
    pub fn status(self) -> DialStatus {
        match self {
            Self { others: 1.., .. } => DialStatus::NoAnswer,
            Self { busy: 1.., .. } => DialStatus::Busy,
            Self { congested: 1.., .. } => DialStatus::Congestion,
            Self {
                unavailable: 1.., ..
            } => DialStatus::ChanUnavail,
            Self { .. } => DialStatus::NoAnswer,
        }
    }
}

impl Call {
    /// Calls all destinations and waits for the first answer. The caller's hang-up is `Err`; all legs
    /// are cancelled then, and `DIALSTATUS` is `CANCEL`.
    pub async fn dial(&mut self, request: &DialRequest) -> Result<Dialled, HungUp> {
        let mut dialling = Dialling::begin(self, request);
        if dialling.legs.is_empty() {
            let status = dialling.tally.status();
            return Ok(Dialled {
                status,
                callee: None,
                escaped_by: None,
            });
        }
        let result = dialling.run(self, request).await;
        if result.is_err() {
            self.set("DIALSTATUS", DialStatus::Cancel.text());
            dialling.end_all(self, DialStatus::Cancel, request.cause_of_cancel());
        } else if self.hears_generator() {
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

    /// Makes one outgoing channel, still uncalled; it tells its news to this channel's script.
    fn make_leg(&self, invitation: Invitation) -> ChannelId {
        let mut house = self.house.borrow_mut();
        let id = house.ids.next();
        let linked = house
            .channels
            .get(&self.channel)
            .map(|c| c.linked_id.clone());
        let channel = house.create_channel(id, invitation, false);
        channel.owner = Some(self.channel);
        // Nobody has to be told of its end as long as nobody was told of it.
        channel.leg_gone = true;
        if let Some(linked) = linked {
            channel.linked_id = linked;
        }
        id
    }

    /// Calls a leg out, with the parties and header fields that its channel has by now.
    fn call_leg(&self, id: ChannelId, mut invitation: Invitation, dial_string: &str) {
        let mut house = self.house.borrow_mut();
        let Some(channel) = house.channels.get_mut(&id) else {
            return;
        };
        channel.state = ChannelState::Dialing;
        channel.leg_gone = false;
        invitation.parties.clone_from(&channel.parties);
        invitation.headers.clone_from(&channel.headers);
        house.happened(Event::DialBegins {
            caller: Some(self.channel),
            callee: id,
            dial_string: dial_string.to_owned(),
        });
        house.tell_leg(id, Signal::Dial(Box::new(invitation)));
        drop(house);
        self.verbose(3, || format!("Called {dial_string}"));
    }

    fn dial_ended(&self, callee: ChannelId, status: DialStatus) {
        self.tell(Event::DialEnds {
            caller: Some(self.channel),
            callee,
            status,
        });
    }
}

impl DialRequest {
    fn cause_of_cancel(&self) -> HangupCause {
        if self.answered_elsewhere {
            HangupCause::ANSWERED_ELSEWHERE
        } else {
            HangupCause::NORMAL_CLEARING
        }
    }
}

struct Dialling {
    legs: Vec<Leg>,
    /// What the legs will be called with.
    uncalled: Vec<(ChannelId, Invitation, String)>,
    tally: Tally,
    ringing: bool,
    several: bool,
    /// The caller's digits so far, as far as they may become the code that cancels.
    typed: String,
}

impl Dialling {
    fn begin(call: &Call, request: &DialRequest) -> Self {
        let mut this = Self {
            legs: Vec::new(),
            uncalled: Vec::new(),
            tally: Tally::default(),
            ringing: false,
            several: request.destinations.len() > 1,
            typed: String::new(),
        };
        for destination in &request.destinations {
            let Some(technology) = Technology::from_name(&destination.technology) else {
                call.warn(format!(
                    "there is no channel type '{}' for '{}'",
                    destination.technology, destination.text
                ));
                call.change(|c| c.hangup_cause = HangupCause::CHANNEL_NOT_IMPLEMENTED);
                this.tally.count(HangupCause::CHANNEL_NOT_IMPLEMENTED);
                continue;
            };
            let made =
                call.look(|c| Invitation::on_behalf_of(c, technology, &destination.resource));
            let Some(mut invitation) = made else { continue };
            if let Some(shown) = &request.shown_caller {
                invitation.parties.caller = shown.clone();
            }
            invitation.headers.clone_from(&request.headers);
            let id = call.make_leg(invitation.clone());
            call.set_on(id, "DIALEDPEERNUMBER", destination.resource.clone());
            this.legs.push(Leg::new(call, id));
            this.uncalled
                .push((id, invitation, destination.text.clone()));
        }
        this
    }

    async fn run(&mut self, call: &mut Call, request: &DialRequest) -> Result<Dialled, HungUp> {
        for (id, invitation, text) in std::mem::take(&mut self.uncalled) {
            if let Some((at, arguments)) = &request.before_calling {
                call.run_subroutine_on(id, at.clone(), arguments.clone())
                    .await?;
            }
            call.call_leg(id, invitation, &text);
        }
        call.begin_ringback(&request.ringback).await?;
        let until = request.patience.map(|p| call.now() + p);
        self.wait(call, request, until).await
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
                self.end_all(call, DialStatus::NoAnswer, HangupCause::NO_ANSWER);
                return Ok(Dialled {
                    status: DialStatus::NoAnswer,
                    callee: None,
                    escaped_by: None,
                });
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

    /// The caller gives up, or asks for something else, by digits.
    fn caller_digit(&mut self, call: &Call, request: &DialRequest, digit: char) -> Option<Dialled> {
        self.typed.push(digit);
        let escaped = request.escape_digits.contains(digit);
        let code = request.cancel_code.as_str();
        let cancelled = !code.is_empty() && self.typed.ends_with(code);
        if !escaped && !cancelled {
            return None;
        }
        self.end_all(call, DialStatus::Cancel, request.cause_of_cancel());
        let escaped_by = (escaped && !cancelled).then_some(digit);
        Some(Dialled {
            status: DialStatus::Cancel,
            callee: None,
            escaped_by,
        })
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
        let name = call.on(about).name();
        match news {
            News::Ringing if from_legs && !self.ringing => {
                call.verbose(3, || format!("{name} is ringing"));
                self.ringing = true;
                call.indicate_ringing();
            }
            News::Progress { early_media: true } if sound_passes && !self.several => {
                call.verbose(3, || format!("{name} is making progress"));
                self.early_media(call, about);
            }
            News::Answered => {
                call.verbose(3, || format!("{name} answered {}", call.name()));
                return Some(self.answered(call, at));
            }
            News::Redirect { extension } => {
                call.warn(format!(
                    "{name} asks to call '{extension}' instead; not followed"
                ));
            }
            News::Busy => self.legs[at].refusal = Some(HangupCause::USER_BUSY),
            News::Congestion => self.legs[at].refusal = Some(HangupCause::CONGESTION),
            News::Gone(cause) => {
                self.leg_gone(call, at, cause);
            }
            _ => {}
        }
        None
    }

    fn early_media(&self, call: &Call, leg: ChannelId) {
        if !call.is_up() {
            call.signal(Signal::Progress { early_media: true });
        }
        call.send(Source::Relay {
            from: leg.media(),
            with_digits: false,
        });
        call.send_to(
            leg,
            Source::Relay {
                from: call.id().media(),
                with_digits: false,
            },
        );
    }

    fn answered(&mut self, call: &Call, at: usize) -> Dialled {
        let winner = self.legs.remove(at);
        call.dial_ended(winner.id, DialStatus::Answer);
        call.change(|c| c.hangup_cause = HangupCause::NOT_DEFINED);
        self.end_all(call, DialStatus::Cancel, HangupCause::ANSWERED_ELSEWHERE);
        Dialled {
            status: DialStatus::Answer,
            callee: Some(winner),
            escaped_by: None,
        }
    }

    fn leg_gone(&mut self, call: &Call, at: usize, cause: HangupCause) {
        let leg = self.legs.remove(at);
        let counted = leg.refusal.unwrap_or(cause);
        let mut alone = Tally::default();
        alone.count(counted);
        self.tally.count(counted);
        call.dial_ended(leg.id, alone.status());
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
        Dialled {
            status,
            callee: None,
            escaped_by: None,
        }
    }

    fn end_all(&mut self, call: &Call, status: DialStatus, cause: HangupCause) {
        for leg in self.legs.drain(..) {
            call.dial_ended(leg.id, status);
            leg.hang_up(cause);
        }
    }
}

#[cfg(test)]
mod tests;
