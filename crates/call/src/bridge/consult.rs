//! Attended transfers by digits: the transferer talks to the target first, while the other side hears
//! music.

use std::time::{Duration, Instant};

use media::control::{MixId, Source};

use super::Bridge;
use super::features::{CodeReader, Consultation, Feature, Heard};
use super::recall::Recall;
use super::talk::{BridgeEnd, is_gone, resume};
use super::transfer::{ask_number, transfer_context};
use crate::dial::Leg;
use crate::script::{Call, HungUp, Joining, News, Notice};
use crate::{ChannelId, Event, Invitation, Party, Technology};

/// How a consultation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consulted {
    /// The transferer talks to the other side again.
    Back,
    /// The other side and the target have each other.
    Connected,
}

/// One party asked for an attended transfer. `None` when the conversation goes on, perhaps with
/// somebody else.
pub(super) async fn by_digits(
    call: &mut Call,
    callee: ChannelId,
    who: ChannelId,
) -> Result<Option<BridgeEnd>, HungUp> {
    if who == call.id() {
        let end = consult(call, callee).await?;
        return Ok((end == Consulted::Connected).then_some(BridgeEnd::CalleeTransferred));
    }
    // The called party's own script does it, while we wait; what came of it is told as news.
    let (me, mut there) = (call.id(), call.on(callee));
    let end = TellsEnd {
        call: there.clone(),
        to: me,
    };
    call.start_on(callee, async move {
        let _ = consult(&mut there, me).await;
        drop(end);
    });
    // Its hang-up is no reason to stop waiting: that may complete the transfer.
    let over = |n: &Notice| n.about == callee && matches!(n.news, News::ScriptEnded | News::Taken);
    call.pick(None, true, over).await?;
    Ok(None)
}

/// Tells that the script of a consultation is over, however it ends.
struct TellsEnd {
    call: Call,
    to: ChannelId,
}

impl Drop for TellsEnd {
    fn drop(&mut self) {
        let (about, news) = (self.call.id(), News::ScriptEnded);
        let notice = Notice { about, news };
        self.call.house.borrow_mut().post(self.to, notice);
    }
}

async fn consult(call: &mut Call, other: ChannelId) -> Result<Consulted, HungUp> {
    call.start_music_on(other, "").await?;
    let number = ask_number(call).await;
    let number = match number {
        Ok(Some(number)) if !is_gone(call, other) => number,
        _ => {
            call.restore_sound();
            call.restore_sound_of(other);
            return number.map(|_| Consulted::Back);
        }
    };
    let context = transfer_context(call, call.id());
    let text = format!("Local/{number}@{context}/n");
    let Some(target) = begin_leg(call, &text) else {
        call.restore_sound_of(other);
        return failed(call).await;
    };
    let features = call.features();
    let rules = features.consultation.clone();
    let consulting = Consulting {
        other,
        target,
        until: call.after(rules.patience),
        codes: codes(&rules),
        patience: features.digit_timeout,
        reader: CodeReader::default(),
        dial_string: text,
        mixed: false,
    };
    consulting.run(call).await
}

fn codes(rules: &Consultation) -> Vec<(String, Feature)> {
    let all = [
        (&rules.abort, Feature::Abort),
        (&rules.complete, Feature::Complete),
        (&rules.three_way, Feature::ThreeWay),
        (&rules.swap, Feature::Swap),
    ];
    let present = all.into_iter().filter(|(code, _)| !code.is_empty());
    present.map(|(code, f)| (code.clone(), f)).collect()
}

/// Calls the target, as the transferer.
fn begin_leg(call: &Call, text: &str) -> Option<Leg> {
    let resource = text.strip_prefix("Local/")?;
    let mut invitation = call.look(|c| Invitation::on_behalf_of(c, Technology::Local, resource))?;
    if let Some(own) = call.called_as() {
        invitation.parties.caller = own;
    }
    let name = call.name();
    invitation
        .variables
        .push(("TRANSFERERNAME".to_owned(), name));
    let made = call
        .house
        .borrow_mut()
        .make_leg(Some(call.id()), invitation.clone());
    let id = made?;
    let caller = Some(call.id());
    call.house
        .borrow_mut()
        .call_leg(caller, id, invitation, text);
    Some(Leg::dialled(call, id))
}

/// The target could not be had.
async fn failed(call: &mut Call) -> Result<Consulted, HungUp> {
    let sound = call.features().sounds.transfer_failed.clone();
    if !sound.is_empty() {
        call.play(&[&sound], "").await?;
    }
    call.restore_sound();
    Ok(Consulted::Back)
}

struct Consulting {
    other: ChannelId,
    target: Leg,
    until: Instant,
    codes: Vec<(String, Feature)>,
    patience: Duration,
    reader: CodeReader,
    dial_string: String,
    /// All three talk.
    mixed: bool,
}

impl Consulting {
    async fn run(mut self, call: &mut Call) -> Result<Consulted, HungUp> {
        call.play_tone("ring");
        match self.ring(call).await {
            Ok(Some(end)) => return Ok(end),
            Ok(None) => {}
            // The transferer does not wait for the answer.
            Err(HungUp) => return Ok(self.connect(call)),
        }
        if self.target_is_gone(call) {
            return self.back(call, true).await;
        }
        self.target.answered();
        resume(call, call.id(), self.target.id());
        let music = call.start_music_on(self.other, "").await;
        if music.is_err() {
            return Ok(self.connect(call));
        }
        match self.talk(call).await {
            Ok(end) => Ok(end),
            Err(HungUp) => Ok(self.connect(call)),
        }
    }

    /// Until the target answers; `Some` when the consultation is over.
    async fn ring(&mut self, call: &mut Call) -> Result<Option<Consulted>, HungUp> {
        loop {
            let until = [Some(self.until), self.reader.deadline()];
            let Some(notice) = self.next(call, until.into_iter().flatten().min()).await? else {
                self.reader.expired(call.now());
                if self.until <= call.now() {
                    return self.back(call, true).await.map(Some);
                }
                continue;
            };
            if is_gone(call, self.other) {
                self.target.end_now();
                return Ok(Some(Consulted::Back));
            }
            if notice.about == self.target.id() {
                match notice.news {
                    News::Answered => return Ok(None),
                    News::Progress { early_media: true } => {
                        let from = self.target.id().media();
                        let with_digits = false;
                        call.send(Source::Relay { from, with_digits });
                    }
                    News::Busy | News::Congestion | News::Gone(_) | News::Taken => {
                        return self.back(call, true).await.map(Some);
                    }
                    _ => {}
                }
            } else if let Some(feature) = self.code(call, &notice) {
                match feature {
                    Feature::Abort => return self.back(call, false).await.map(Some),
                    Feature::Complete => return Ok(Some(self.connect(call))),
                    _ => {}
                }
            }
        }
    }

    async fn talk(&mut self, call: &mut Call) -> Result<Consulted, HungUp> {
        let mut with_other = false;
        loop {
            let Some(notice) = self.next(call, self.reader.deadline()).await? else {
                self.reader.expired(call.now());
                continue;
            };
            if is_gone(call, self.other) {
                return Ok(self.alone_with_target(call));
            }
            let about_target = notice.about == self.target.id();
            match notice.news {
                News::Gone(_) | News::Taken if about_target => {
                    return self.back(call, !self.mixed).await;
                }
                News::Digit { .. } => {}
                _ => continue,
            }
            match self.code(call, &notice) {
                Some(Feature::Abort) => return self.back(call, false).await,
                Some(Feature::Complete) => return Ok(self.connect(call)),
                Some(Feature::ThreeWay) => self.mix(call),
                Some(Feature::Swap) if !self.mixed => {
                    with_other = !with_other;
                    self.swap(call, with_other).await?;
                }
                _ => {}
            }
        }
    }

    /// News that is for the conversation itself stays for later.
    async fn next(
        &self,
        call: &mut Call,
        until: Option<Instant>,
    ) -> Result<Option<Notice>, HungUp> {
        let ours = |n: &Notice| !matches!(n.news, News::Joined(_));
        call.pick(until, true, ours).await
    }

    fn code(&mut self, call: &Call, notice: &Notice) -> Option<Feature> {
        let News::Digit { digit, .. } = notice.news else {
            return None;
        };
        if notice.about != call.id() {
            return None;
        }
        let now = call.now();
        match self.reader.digit(now, digit, &self.codes, self.patience) {
            Heard::Feature(feature) => Some(feature),
            Heard::Waiting | Heard::Plain(_) => None,
        }
    }

    fn target_is_gone(&self, call: &Call) -> bool {
        is_gone(call, self.target.id())
    }

    /// The transferer talks to the other side again.
    async fn back(&mut self, call: &mut Call, with_sound: bool) -> Result<Consulted, HungUp> {
        self.target.end_now();
        call.restore_sound();
        if with_sound {
            failed(call).await?;
        }
        resume(call, call.id(), self.other);
        Ok(Consulted::Back)
    }

    /// The transferer leaves; the two others have each other.
    fn connect(&mut self, call: &mut Call) -> Consulted {
        let (other, target) = (self.other, self.target.id());
        if is_gone(call, other) || self.target_is_gone(call) {
            self.target.end_now();
            return Consulted::Back;
        }
        let name = call.name();
        for id in [other, target] {
            call.set_on(id, "ATTENDEDTRANSFER", name.clone());
        }
        call.tell(Event::AttendedTransfer {
            transferer: call.id(),
            consulting: None,
            transferee: other,
            target: Some(target),
        });
        self.target.give_away();
        let mut house = call.house.borrow_mut();
        let transferer = house.device_of(call.id());
        let recall = Recall {
            transferer,
            target: self.dial_string.clone(),
            until: self.until,
        };
        house.leave_bridge(call.id());
        let joining = Joining {
            with: target,
            with_sound: true,
            recall: Some(recall),
        };
        if !house.join(other, joining) {
            house.hang_up(target, crate::HangupCause::NORMAL_CLEARING);
        }
        Consulted::Connected
    }

    /// The other side hung up: what is left is a call between the transferer and the target.
    fn alone_with_target(&mut self, call: &Call) -> Consulted {
        self.target.give_away();
        let joining = Joining {
            with: self.target.id(),
            with_sound: false,
            recall: None,
        };
        call.house.borrow_mut().join(call.id(), joining);
        Consulted::Back
    }

    async fn swap(&self, call: &mut Call, with_other: bool) -> Result<(), HungUp> {
        let (to, waits) = if with_other {
            (self.other, self.target.id())
        } else {
            (self.target.id(), self.other)
        };
        call.house.borrow_mut().leave_bridge(waits);
        resume(call, call.id(), to);
        call.start_music_on(waits, "").await?;
        Ok(())
    }

    fn mix(&mut self, call: &Call) {
        self.mixed = true;
        let all = [
            (call.id(), true),
            (self.other, false),
            (self.target.id(), false),
        ];
        let mut bridge = Bridge::of(all);
        bridge.mix = Some(MixId(0));
        call.house.borrow_mut().create_bridge(bridge);
    }
}

impl Call {
    /// Who a called channel is: the number by which it was called. `None` for callers, whose own
    /// identity holds.
    fn called_as(&self) -> Option<Party> {
        let (incoming, owner, named) = self.look(|c| (c.incoming, c.owner, c.identity.clone()))?;
        if incoming {
            return None;
        }
        if let Some(named) = named.filter(|party| !party.number.is_empty()) {
            return Some(named);
        }
        let number = self.look_at(owner?, |c| c.dialled.clone())?;
        Some(Party::new("", &number))
    }
}
