//! A caller waits: the machine decides, this script does.

use std::rc::Rc;

use call::dial::{Destination, Leg, LegRequest};
use call::script::prelude::*;
use call::{ChannelId, DialStatus};
use dialplan::Location;
use services::queue::{Failure, Input, Join, Leave, Order, Queues, Refusal, Say};

use super::connect::connect;
use super::request::{self, Request};
use crate::applications::added_headers;
use crate::places;
use crate::say;

/// The caller's place in the queue. Dropping it gives the place up, so that no way out forgets it.
pub(super) struct Place {
    call: Call,
    queues: Rc<Queues>,
}

impl Place {
    /// Reports what happened.
    pub(super) fn report(&self, input: Input) {
        self.queues.report(self.call.now(), self.call.id(), input);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queues.forget(self.call.now(), self.call.id());
    }
}

/// A member that is rung.
struct Ring {
    interface: String,
    leg: Leg,
    /// It said busy or congestion before it ended.
    refusal: Option<Failure>,
}

/// A caller that waits.
pub(super) struct Waiting<'a> {
    request: &'a Request,
    place: Place,
    rings: Vec<Ring>,
    typed: String,
    /// Digits lead to extensions of this context.
    context: String,
    music: String,
    /// The caller hears ringing because a member rings (option R).
    hears_member: bool,
}

/// What a turn of waiting comes to.
enum Turn {
    /// Wait on.
    On,
    /// This member answered.
    Answered(String, Leg),
    /// The caller does something else.
    Over(Next),
}

impl<'a> Waiting<'a> {
    /// Takes a place in the queue.
    pub(super) fn join(call: &Call, request: &'a Request) -> Result<Self, Refusal> {
        let channel = |c: &Channel| (c.unique_id.clone(), c.parties.caller.number.clone());
        let (unique_id, number) = call.look(channel).unwrap_or_default();
        let join = Join {
            caller: call.id(),
            unique_id,
            name: call.name(),
            number,
            queue: request.queue.clone(),
            url: request.url.clone(),
            priority: request.priority,
            position: request.position,
            patience: request.patience,
            penalties: request.penalties,
            rule: request.rule.clone(),
            one_round: request.letters.one_round,
        };
        let joined = request.queues.join(call.now(), join)?;
        call.set("QUEUEPOSITION", joined.position.to_string());
        let options = request
            .queues
            .with(|m| m.config(&request.queue).map(|q| q.options.clone()))
            .unwrap_or_default();
        let music = request.letters.music.clone().filter(|m| !m.is_empty());
        Ok(Self {
            request,
            place: Place {
                call: call.clone(),
                queues: request.queues.clone(),
            },
            rings: Vec::new(),
            typed: String::new(),
            context: options.context,
            music: music.unwrap_or(options.music),
            hears_member: false,
        })
    }

    pub(super) async fn run(mut self, call: &mut Call) -> Flow {
        self.hold(call).await?;
        loop {
            match self.turn(call).await? {
                Turn::On => {}
                Turn::Over(next) => {
                    self.end_sound(call);
                    return Ok(next);
                }
                Turn::Answered(interface, leg) => {
                    self.place.report(Input::Answered { interface });
                    self.obey_all(call).await?;
                    if let Some(next) = connect(call, self.request, &self.place, leg).await? {
                        return Ok(next);
                    }
                    self.hold(call).await?;
                }
            }
        }
    }

    /// Music, or ringing.
    async fn hold(&mut self, call: &mut Call) -> Result<(), HungUp> {
        self.hears_member = false;
        if self.request.letters.ringing {
            call.indicate_ringing();
        } else {
            call.start_music(&self.music).await?;
        }
        Ok(())
    }

    fn end_sound(&self, call: &Call) {
        if call.hears_generator() {
            call.restore_sound();
        }
    }

    async fn turn(&mut self, call: &mut Call) -> Result<Turn, HungUp> {
        if let Some(next) = self.obey_all(call).await? {
            return Ok(Turn::Over(next));
        }
        let Some(Notice { about, news }) = call.next(None).await? else {
            return Ok(Turn::On);
        };
        if about != call.id() {
            return Ok(self.ring_news(call, about, news));
        }
        match news {
            News::Digit { digit, .. } => {
                let next = self.digit(call, digit).await;
                Ok(next.map_or(Turn::On, Turn::Over))
            }
            _ => Ok(Turn::On),
        }
    }

    async fn obey_all(&mut self, call: &mut Call) -> Result<Option<Next>, HungUp> {
        while let Some(order) = self.request.queues.next_order(call.id()) {
            match order {
                Order::Ring { interface, .. } => self.ring(call, interface).await?,
                Order::Cancel {
                    interface,
                    elsewhere,
                } => self.cancel(&interface, elsewhere),
                Order::Say(words) => {
                    if let Some(next) = self.say(call, &words).await? {
                        return Ok(Some(next));
                    }
                }
                Order::Limits(limits) => {
                    let limits = [
                        ("QUEUE_MAX_PENALTY", limits.max),
                        ("QUEUE_MIN_PENALTY", limits.min),
                        ("QUEUE_RAISE_PENALTY", limits.raise),
                    ];
                    for (name, value) in limits {
                        if let Some(value) = value {
                            call.set(name, value.to_string());
                        }
                    }
                }
                Order::Leave(why) => {
                    let status = match why {
                        Leave::Timeout => "TIMEOUT",
                        Leave::Empty => "LEAVEEMPTY",
                        Leave::Withdrawn => "WITHDRAW",
                    };
                    call.set("QUEUESTATUS", status);
                    return Ok(Some(Continue));
                }
            }
        }
        if self.hears_member && self.rings.is_empty() {
            self.hold(call).await?;
        }
        Ok(None)
    }

    async fn ring(&mut self, call: &mut Call, interface: String) -> Result<(), HungUp> {
        let fail = |why| Input::Failed {
            interface: interface.clone(),
            why,
        };
        let made = Destination::parse(&interface).map(|destination| {
            call.make_leg(&LegRequest {
                destination,
                shown_caller: None,
                headers: added_headers(call),
            })
        });
        let Some(Ok(uncalled)) = made else {
            self.place.report(fail(Failure::Unreachable));
            return Ok(());
        };
        let channel = uncalled.id();
        if let Some(target) = &self.request.letters.before_calling {
            request::run_subroutine(call, channel, target).await?;
        }
        if call.look_at(channel, |c| !c.is_hung_up()) != Some(true) {
            self.place.report(fail(Failure::HungUp));
            return Ok(());
        }
        let leg = uncalled.call_out(call);
        self.place.report(Input::Made {
            interface: interface.clone(),
            channel,
        });
        self.rings.push(Ring {
            interface,
            leg,
            refusal: None,
        });
        Ok(())
    }

    fn cancel(&mut self, interface: &str, elsewhere: bool) {
        let Some(at) = self.rings.iter().position(|r| r.interface == interface) else {
            return;
        };
        let mut ring = self.rings.remove(at);
        let (status, cause) = if elsewhere {
            (DialStatus::Cancel, HangupCause::ANSWERED_ELSEWHERE)
        } else {
            (DialStatus::NoAnswer, HangupCause::NO_ANSWER)
        };
        let cause = match self.request.letters.answered_elsewhere {
            true => HangupCause::ANSWERED_ELSEWHERE,
            false => cause,
        };
        ring.leg.settle(status);
        ring.leg.hang_up(cause);
    }

    fn ring_news(&mut self, call: &Call, about: ChannelId, news: News) -> Turn {
        let Some(at) = self.rings.iter().position(|r| r.leg.id() == about) else {
            return Turn::On;
        };
        match news {
            News::Answered => {
                let Ring {
                    interface, mut leg, ..
                } = self.rings.remove(at);
                leg.settle(DialStatus::Answer);
                return Turn::Answered(interface, leg);
            }
            News::PickedUp { by } => {
                let Ring { interface, leg, .. } = self.rings.remove(at);
                return Turn::Answered(interface, call.picked_up_leg(leg, by));
            }
            News::Ringing if self.request.letters.ringing_while_rung && !self.hears_member => {
                self.hears_member = true;
                call.restore_sound();
                call.indicate_ringing();
            }
            News::Redirect { extension } => self.redirect(call, at, &extension),
            News::Busy => self.rings[at].refusal = Some(Failure::Busy),
            News::Congestion => self.rings[at].refusal = Some(Failure::Unreachable),
            News::Gone(cause) => self.gone(at, cause),
            News::Taken => self.gone(at, HangupCause::NORMAL_CLEARING),
            _ => {}
        }
        Turn::On
    }

    fn gone(&mut self, at: usize, cause: HangupCause) {
        let mut ring = self.rings.remove(at);
        let by_cause = match cause {
            HangupCause::USER_BUSY => Failure::Busy,
            HangupCause::NO_ANSWER | HangupCause::NORMAL_CLEARING => Failure::HungUp,
            _ => Failure::Unreachable,
        };
        let why = ring.refusal.unwrap_or(by_cause);
        ring.leg.settle(match why {
            Failure::Busy => DialStatus::Busy,
            Failure::Unreachable => DialStatus::ChanUnavail,
            Failure::HungUp => DialStatus::NoAnswer,
        });
        self.place.report(Input::Failed {
            interface: ring.interface,
            why,
        });
    }

    /// A member's phone asks to call another number instead.
    fn redirect(&mut self, call: &Call, at: usize, extension: &str) {
        if self.request.letters.ignore_redirects {
            return self.gone(at, HangupCause::USER_BUSY);
        }
        let Ring { interface, leg, .. } = self.rings.remove(at);
        match call.forward_leg(leg, extension) {
            Ok(leg) => self.rings.push(Ring {
                interface,
                leg,
                refusal: None,
            }),
            Err(_) => self.place.report(Input::Failed {
                interface,
                why: Failure::Unreachable,
            }),
        }
    }

    /// Tells the caller something; a digit that leads elsewhere ends that.
    async fn say(&mut self, call: &mut Call, words: &[Say]) -> Result<Option<Next>, HungUp> {
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        let names = prompts(&language, words);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let keys = if self.context.is_empty() {
            ""
        } else {
            ALL_KEYS
        };
        let end = call.play(&names, keys).await?;
        if let PlayEnd::Stopped(digit) = end
            && let Some(next) = self.digit(call, digit).await
        {
            return Ok(Some(next));
        }
        self.hold(call).await?;
        self.place.report(Input::Announced);
        Ok(None)
    }

    /// The caller pressed a key: one that leads to an extension, or ends the call.
    async fn digit(&mut self, call: &mut Call, digit: char) -> Option<Next> {
        let code = call.settings().features.disconnect.clone();
        if self.request.letters.caller_may_disconnect && code == digit.to_string() {
            return Some(End);
        }
        if self.context.is_empty() {
            return None;
        }
        self.typed.push(digit);
        let target = Location::new(self.context.as_str(), self.typed.as_str(), 1);
        if places::exists(call, &target).await {
            self.place.report(Input::Key(self.typed.clone()));
            call.jump(target);
            return Some(Continue);
        }
        if !call.number_may_grow(&self.context, &self.typed).await {
            self.typed.clear();
        }
        None
    }
}

/// The names of the prompts of an announcement.
pub(super) fn prompts(language: &str, words: &[Say]) -> Vec<String> {
    let mut names = Vec::new();
    for word in words {
        match word {
            Say::Prompt(name) => names.push(name.clone()),
            Say::Number(number) => {
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                names.extend(say::number(language, number, say::Gender::None).unwrap_or_default());
            }
        }
    }
    names
}

const ALL_KEYS: &str = "0123456789*#ABCD";
