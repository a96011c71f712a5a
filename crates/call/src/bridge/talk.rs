//! Two parties talk: the script of the one that dialled waits here, and acts on what either does.

use std::time::{Duration, Instant};

use super::features::{CodeReader, Feature, Heard};
use super::recall::await_target;
use super::transfer::{self, pass_on};
use super::{Bridge, BridgeFeatures, consult, one_touch};
use crate::ChannelId;
use crate::dial::Leg;
use crate::script::{Call, HungUp, Joining, News, Notice};

/// How a conversation ended, when the caller is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BridgeEnd {
    /// The called party is gone.
    CalleeGone,
    /// The caller's time was up (`Dial` options L and S).
    TimeUp,
    /// The caller ended it by digits.
    Disconnected,
    /// The called party sent the caller elsewhere; the caller's place in the dialplan is set.
    CallerTransferred,
    /// The caller sent the called party elsewhere, or connected it with another one.
    CalleeTransferred,
}

/// How long a conversation may last, and what is said in it meanwhile.
#[derive(Clone, Debug, Default)]
pub struct TalkLimit {
    /// At the most this long.
    pub duration: Option<Duration>,
    /// Prompts at certain moments.
    pub announcements: Vec<Announcement>,
}

/// Prompts that are played into a conversation.
#[derive(Clone, Debug, Default)]
pub struct Announcement {
    /// So long after its beginning.
    pub after: Duration,
    /// Prompts for the caller.
    pub to_caller: Vec<String>,
    /// Prompts for the called party.
    pub to_callee: Vec<String>,
}

impl Call {
    /// Connects the caller with an answered leg until one of them goes, is sent elsewhere, or time is
    /// up. The caller's hang-up is `Err`. After an attended transfer the leg is another one: the one
    /// that the caller talks to now. It stays with whoever gave it, who must release it when it was
    /// transferred.
    pub async fn talk(
        &mut self,
        callee: &mut Leg,
        mine: BridgeFeatures,
        theirs: BridgeFeatures,
        limit: &TalkLimit,
    ) -> Result<BridgeEnd, HungUp> {
        let still_ours = self.look_at(callee.id(), |c| c.owner == Some(self.id()));
        if is_gone(self, callee.id()) || still_ours != Some(true) {
            return Ok(BridgeEnd::CalleeGone);
        }
        let mut talk = Talk::new(self, limit);
        talk.connect(self, callee.id(), mine, theirs);
        talk.until_its_end(self, callee).await
    }
}

/// What a channel does that was connected with another one: it talks to it, and ends.
pub(crate) async fn converse(mut call: Call, joining: Joining) {
    let mut talk = Talk::new(&call, &TalkLimit::default());
    let mut leg = Leg::taken(&call, joining.with);
    let begun = talk.adopt(&mut call, &mut leg, joining).await;
    if matches!(begun, Ok(None)) {
        let end = talk.until_its_end(&mut call, &mut leg).await;
        if end == Ok(BridgeEnd::CallerTransferred) {
            drop(leg);
            return crate::script::run_dialplan(call).await;
        }
    }
    drop(leg);
    call.end_of_call().await;
}

pub(super) struct Talk {
    pub(super) callee: ChannelId,
    /// The caller's, then the callee's.
    sides: [Side; 2],
    limit: Option<Instant>,
    /// Latest first.
    announcements: Vec<(Instant, Announcement)>,
}

#[derive(Default)]
struct Side {
    codes: Vec<(String, Feature)>,
    patience: Duration,
    reader: CodeReader,
}

impl Side {
    fn new(call: &Call, id: ChannelId, allowed: BridgeFeatures, names: &[String]) -> Self {
        let features = call.on(id).features();
        Self {
            codes: features.usable(allowed, id == call.id(), names),
            patience: features.digit_timeout,
            reader: CodeReader::default(),
        }
    }
}

impl Talk {
    fn new(call: &Call, limit: &TalkLimit) -> Self {
        let mut announcements: Vec<_> = limit
            .announcements
            .iter()
            .map(|a| (call.after(a.after), a.clone()))
            .collect();
        announcements.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Self {
            callee: call.id(),
            sides: [Side::default(), Side::default()],
            limit: limit.duration.map(|l| call.after(l)),
            announcements,
        }
    }

    fn connect(
        &mut self,
        call: &Call,
        callee: ChannelId,
        mine: BridgeFeatures,
        theirs: BridgeFeatures,
    ) {
        self.callee = callee;
        let named = [call.id(), callee].map(|id| call.on(id).get("DYNAMIC_FEATURES"));
        let names: Vec<String> = named.into_iter().flatten().collect();
        let both = [(call.id(), mine), (callee, theirs)];
        self.sides = both.map(|(id, allowed)| Side::new(call, id, allowed, &names));
        for ((id, allowed), side) in both.into_iter().zip(&self.sides) {
            call.on(id).change(|c| {
                c.allowed = allowed;
                c.digits_wanted = !side.codes.is_empty();
            });
        }
        resume(call, call.id(), callee);
    }

    async fn until_its_end(
        &mut self,
        call: &mut Call,
        callee: &mut Leg,
    ) -> Result<BridgeEnd, HungUp> {
        call.change(|c| c.converses = true);
        let end = self.run(call, callee).await;
        call.change(|c| c.converses = false);
        call.house.borrow_mut().leave_bridge(call.id());
        end
    }

    async fn run(&mut self, call: &mut Call, leg: &mut Leg) -> Result<BridgeEnd, HungUp> {
        loop {
            let announcement = self.announcements.last().map(|(at, _)| *at);
            let codes = [
                self.sides[0].reader.deadline(),
                self.sides[1].reader.deadline(),
            ];
            let until = [self.limit, announcement, codes[0], codes[1]];
            match call.next(until.into_iter().flatten().min()).await? {
                None => {
                    self.flush_late_digits(call);
                    if self.limit.is_some_and(|l| l <= call.now()) {
                        return Ok(BridgeEnd::TimeUp);
                    }
                    if let Some(end) = self.announce(call, leg).await? {
                        return Ok(end);
                    }
                }
                Some(notice) => {
                    if let Some(end) = self.hear(call, leg, notice).await? {
                        return Ok(end);
                    }
                }
            }
        }
    }

    /// Plays the announcement that is due.
    async fn announce(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let due = self
            .announcements
            .last()
            .filter(|(at, _)| *at <= call.now());
        if due.is_none() {
            return Ok(None);
        }
        let Some((_, announcement)) = self.announcements.pop() else {
            return Ok(None);
        };
        let to_callee = announcement.to_callee;
        if !to_callee.is_empty() {
            let mut there = call.on(self.callee);
            call.start_on(self.callee, async move {
                let names: Vec<&str> = to_callee.iter().map(String::as_str).collect();
                let _ = there.play(&names, "").await;
            });
        }
        let names: Vec<&str> = announcement.to_caller.iter().map(String::as_str).collect();
        call.play(&names, "").await?;
        self.callee_may_be_gone(call, leg).await
    }

    async fn hear(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
        Notice { about, news }: Notice,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let other = self.other(call, about);
        match news {
            News::Gone(cause) if about == self.callee => {
                call.change(|c| c.hangup_cause = cause);
                return self.callee_is_gone(call, leg).await;
            }
            News::Taken if about == self.callee => return self.callee_is_gone(call, leg).await,
            News::Joined(joining) => return self.adopt(call, leg, *joining).await,
            News::Hold(true) => {
                call.start_music_on(other, "").await?;
            }
            News::Hold(false) => call.restore_sound_of(other),
            News::Digit { digit, .. } => return self.digit(call, leg, about, digit).await,
            News::Transfer { extension } => {
                let end = transfer::by_signalling(call, self.callee, about, &extension).await?;
                call.signal_to(about, crate::Signal::Transferred(end.is_some()));
                return Ok(end);
            }
            _ => {}
        }
        Ok(None)
    }

    fn other(&self, call: &Call, who: ChannelId) -> ChannelId {
        if who == self.callee {
            call.id()
        } else {
            self.callee
        }
    }

    /// Somebody else takes the place of the called party: connects them once that one has answered.
    async fn adopt(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
        joining: Joining,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        if leg.id() != joining.with {
            // The one that was talked to before ends, unless somebody else has it.
            *leg = Leg::taken(call, joining.with);
        }
        self.callee = leg.id();
        if let Some(recall) = joining.recall
            && !call
                .look_at(leg.id(), crate::Channel::is_up)
                .unwrap_or(false)
            && !await_target(call, leg, &recall).await?
        {
            return Ok(Some(BridgeEnd::CalleeGone));
        }
        let sound = call.features().sounds.transferred.clone();
        if joining.with_sound && leg.id() == joining.with && !sound.is_empty() {
            call.play_to_other(leg.id(), &[&sound]).await?;
        }
        if is_gone(call, leg.id()) {
            return Ok(Some(BridgeEnd::CalleeGone));
        }
        let allowed = |id| call.look_at(id, |c| c.allowed).unwrap_or_default();
        let (mine, theirs) = (allowed(call.id()), allowed(leg.id()));
        self.connect(call, leg.id(), mine, theirs);
        let mut house = call.house.borrow_mut();
        house.tell_who_is_connected(call.id(), leg.id());
        drop(house);
        Ok(None)
    }

    /// The called party is gone; unless somebody has taken its place.
    async fn callee_is_gone(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let now = call.now();
        let joined = |n: &Notice| matches!(n.news, News::Joined(_));
        match call.pick(Some(now), true, joined).await? {
            Some(Notice {
                news: News::Joined(joining),
                ..
            }) => Box::pin(self.adopt(call, leg, *joining)).await,
            _ => Ok(Some(BridgeEnd::CalleeGone)),
        }
    }

    async fn callee_may_be_gone(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let owner = call.look_at(self.callee, |c| c.owner).flatten();
        if is_gone(call, self.callee) || owner != Some(call.id()) {
            return self.callee_is_gone(call, leg).await;
        }
        Ok(None)
    }

    async fn digit(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
        about: ChannelId,
        digit: char,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let (now, other) = (call.now(), self.other(call, about));
        let side = &mut self.sides[usize::from(about == self.callee)];
        // Without features digits went from leg to leg already.
        if side.codes.is_empty() {
            return Ok(None);
        }
        let patience = side.patience;
        match side.reader.digit(now, digit, &side.codes, patience) {
            Heard::Waiting => Ok(None),
            Heard::Plain(digits) => {
                pass_on(call, other, &digits);
                Ok(None)
            }
            Heard::Feature(feature) => self.feature(call, leg, about, feature).await,
        }
    }

    async fn feature(
        &mut self,
        call: &mut Call,
        leg: &mut Leg,
        who: ChannelId,
        feature: Feature,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let other = self.other(call, who);
        let end = match feature {
            Feature::Disconnect => return Ok(Some(BridgeEnd::Disconnected)),
            Feature::BlindTransfer => transfer::by_digits(call, self.callee, who).await?,
            Feature::AttendedTransfer => consult::by_digits(call, self.callee, who).await?,
            Feature::Park => Some(transfer::park(call, self.callee, who).await?),
            Feature::Monitor => one_touch::monitor(call, who, other).await?,
            Feature::MixMonitor => one_touch::mix_monitor(call, who, other).await?,
            Feature::Dynamic(feature) => one_touch::run(call, who, other, *feature).await?,
            // Not outside of a consultation.
            Feature::Abort | Feature::Complete | Feature::ThreeWay | Feature::Swap => None,
        };
        match end {
            Some(end) => Ok(Some(end)),
            None => self.callee_may_be_gone(call, leg).await,
        }
    }

    fn flush_late_digits(&mut self, call: &Call) {
        let now = call.now();
        let others = [self.callee, call.id()];
        for (side, other) in self.sides.iter_mut().zip(others) {
            if let Some(digits) = side.reader.expired(now) {
                pass_on(call, other, &digits);
            }
        }
    }
}

/// Both hear each other, and nothing else.
pub(super) fn resume(call: &Call, one: ChannelId, other: ChannelId) {
    let member = |id| (id, call.look_at(id, |c| c.digits_wanted).unwrap_or(false));
    let bridge = Bridge::of_two(member(one), member(other));
    call.house.borrow_mut().create_bridge(bridge);
}

pub(super) fn is_gone(call: &Call, id: ChannelId) -> bool {
    call.look_at(id, crate::Channel::is_hung_up).unwrap_or(true)
}
