//! Two parties talk: the script of the one that dialled waits here, and acts on what either does.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use dialplan::Location;

use super::features::{CodeReader, Feature, Heard};
use super::{Bridge, BridgeFeatures};
use crate::dial::Leg;
use crate::script::{Call, Digits, HungUp, News, Notice, PlayEnd};
use crate::{ChannelId, Signal};

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
    /// The caller sent the called party elsewhere.
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
    /// up. The caller's hang-up is `Err`. The leg stays with whoever gave it, who must release it when
    /// it was transferred.
    pub async fn talk(
        &mut self,
        callee: &Leg,
        mine: BridgeFeatures,
        theirs: BridgeFeatures,
        limit: &TalkLimit,
    ) -> Result<BridgeEnd, HungUp> {
        let still_ours = self.look_at(callee.id(), |c| c.owner == Some(self.id()));
        if is_gone(self, callee.id()) || still_ours != Some(true) {
            return Ok(BridgeEnd::CalleeGone);
        }
        self.connect(callee, mine, theirs);
        let mut announcements: Vec<_> = limit
            .announcements
            .iter()
            .map(|a| (self.after(a.after), a.clone()))
            .collect();
        announcements.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut talk = Talk {
            callee: callee.id(),
            sides: [Side::new(mine), Side::new(theirs)],
            limit: limit.duration.map(|l| self.after(l)),
            announcements,
        };
        let end = talk.run(self).await;
        self.house.borrow_mut().leave_bridge(self.id());
        end
    }

    fn connect(&self, callee: &Leg, mine: BridgeFeatures, theirs: BridgeFeatures) {
        let mut house = self.house.borrow_mut();
        let bridge = Bridge::of_two((self.id(), mine.any()), (callee.id(), theirs.any()));
        house.create_bridge(bridge);
    }
}

struct Talk {
    callee: ChannelId,
    /// The caller's, then the callee's.
    sides: [Side; 2],
    limit: Option<Instant>,
    /// Latest first.
    announcements: Vec<(Instant, Announcement)>,
}

struct Side {
    allowed: BridgeFeatures,
    reader: CodeReader,
}

impl Side {
    fn new(allowed: BridgeFeatures) -> Self {
        Self {
            allowed,
            reader: CodeReader::default(),
        }
    }
}

impl Talk {
    async fn run(&mut self, call: &mut Call) -> Result<BridgeEnd, HungUp> {
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
                    if let Some(end) = self.announce(call).await? {
                        return Ok(end);
                    }
                }
                Some(notice) => {
                    if let Some(end) = self.hear(call, notice).await? {
                        return Ok(end);
                    }
                }
            }
        }
    }

    /// Plays the announcement that is due.
    async fn announce(&mut self, call: &mut Call) -> Result<Option<BridgeEnd>, HungUp> {
        if self
            .announcements
            .last()
            .is_none_or(|(at, _)| *at > call.now())
        {
            return Ok(None);
        }
        let Some((
            _,
            Announcement {
                to_caller,
                to_callee,
                ..
            },
        )) = self.announcements.pop()
        else {
            return Ok(None);
        };
        if !to_callee.is_empty() {
            let mut there = call.on(self.callee);
            call.start_on(self.callee, async move {
                let names: Vec<&str> = to_callee.iter().map(String::as_str).collect();
                let _ = there.play(&names, "").await;
            });
        }
        let names: Vec<&str> = to_caller.iter().map(String::as_str).collect();
        call.play(&names, "").await?;
        Ok(is_gone(call, self.callee).then_some(BridgeEnd::CalleeGone))
    }

    async fn hear(
        &mut self,
        call: &mut Call,
        Notice { about, news }: Notice,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let other = if about == self.callee {
            call.id()
        } else {
            self.callee
        };
        match news {
            News::Gone(cause) if about == self.callee => {
                call.change(|c| c.hangup_cause = cause);
                return Ok(Some(BridgeEnd::CalleeGone));
            }
            News::Taken if about == self.callee => return Ok(Some(BridgeEnd::CalleeGone)),
            News::Hold(true) => {
                call.start_music_on(other, "").await?;
            }
            News::Hold(false) => call.restore_sound_of(other),
            News::Digit { digit, .. } => return self.digit(call, about, other, digit).await,
            News::Transfer { extension } => {
                return Ok(self.transfer(call, about, other, &extension));
            }
            _ => {}
        }
        Ok(None)
    }

    async fn digit(
        &mut self,
        call: &mut Call,
        about: ChannelId,
        other: ChannelId,
        digit: char,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        let (now, settings) = (call.now(), call.settings());
        let side = &mut self.sides[usize::from(about == self.callee)];
        // Without features digits went from leg to leg already.
        if !side.allowed.any() {
            return Ok(None);
        }
        match side
            .reader
            .digit(now, digit, side.allowed, &settings.features)
        {
            Heard::Waiting => Ok(None),
            Heard::Plain(digits) => {
                pass_on(call, other, &digits);
                Ok(None)
            }
            Heard::Feature(Feature::Disconnect) => Ok(Some(BridgeEnd::Disconnected)),
            Heard::Feature(Feature::BlindTransfer) => self.blind_transfer(call, about, other).await,
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

    /// The other side hears music while the transferer says where to send it.
    async fn blind_transfer(
        &mut self,
        call: &mut Call,
        transferer: ChannelId,
        other: ChannelId,
    ) -> Result<Option<BridgeEnd>, HungUp> {
        call.start_music_on(other, "").await?;
        let number = if transferer == call.id() {
            ask_number(call).await?
        } else {
            self.ask_callee(call).await?
        };
        let Some(number) = number else {
            self.resume(call);
            return Ok(is_gone(call, self.callee).then_some(BridgeEnd::CalleeGone));
        };
        let context = transfer_context(call, transferer);
        Ok(Some(self.send_away(call, other, &context, &number)))
    }

    /// Both hear each other again, or music if the other one holds.
    fn resume(&self, call: &Call) {
        call.restore_sound();
        call.restore_sound_of(self.callee);
    }

    /// A far end asked for a transfer by signalling.
    fn transfer(
        &self,
        call: &Call,
        transferer: ChannelId,
        other: ChannelId,
        number: &str,
    ) -> Option<BridgeEnd> {
        let context = transfer_context(call, transferer);
        if call.place_may_exist(&Location::new(&*context, number, 1)) {
            return Some(self.send_away(call, other, &context, number));
        }
        let name = call.on(transferer).name();
        call.warn(format!(
            "{name} transfers to '{number}', which is not in context '{context}'"
        ));
        None
    }

    /// Lets a script on the callee's channel read the number, while we go on listening.
    async fn ask_callee(&self, call: &mut Call) -> Result<Option<String>, HungUp> {
        let answer = Rc::new(RefCell::new(None));
        let (theirs, mut there) = (answer.clone(), call.on(self.callee));
        call.run_on(self.callee, async move {
            let number = ask_number(&mut there).await.ok().flatten();
            *theirs.borrow_mut() = number;
        })
        .await?;
        Ok(answer.borrow_mut().take())
    }

    fn send_away(&self, call: &Call, who: ChannelId, context: &str, number: &str) -> BridgeEnd {
        let transferer = if who == call.id() {
            self.callee
        } else {
            call.id()
        };
        let name = call.on(transferer).name();
        call.set_on(who, "BLINDTRANSFER", name);
        let location = Location::new(context, number, 1);
        if who == call.id() {
            call.jump(location);
            return BridgeEnd::CallerTransferred;
        }
        call.send_elsewhere(who, location);
        BridgeEnd::CalleeTransferred
    }
}

fn is_gone(call: &Call, id: ChannelId) -> bool {
    call.look_at(id, crate::Channel::is_hung_up).unwrap_or(true)
}

/// Where the number of a transfer is looked up: `TRANSFER_CONTEXT`, the context of the macro's caller,
/// or the transferer's own context.
fn transfer_context(call: &Call, transferer: ChannelId) -> String {
    let there = call.on(transferer);
    let given = |name| there.get(name).filter(|value: &String| !value.is_empty());
    let named = given("TRANSFER_CONTEXT").or_else(|| given("MACRO_CONTEXT"));
    if let Some(named) = named {
        return named;
    }
    let own = there.location().context;
    if !own.is_empty() {
        return own.to_string();
    }
    // A phone that was called has no place in the dialplan; its caller's will do.
    let owner = there.look(|c| c.owner).flatten();
    owner.map_or_else(String::new, |owner| {
        there.on(owner).location().context.to_string()
    })
}

fn pass_on(call: &Call, to: ChannelId, digits: &str) {
    for digit in digits.chars() {
        call.signal_to(
            to,
            Signal::Digit {
                digit,
                duration_ms: PASSED_DIGIT_MS,
            },
        );
    }
}

/// "Transfer", dial tone, and the number; up to three tries. `None` when none of them was right.
async fn ask_number(call: &mut Call) -> Result<Option<String>, HungUp> {
    let codes = call.settings().features.clone();
    for attempt in 1..=codes.transfer_attempts {
        let typed = match call.play(&["pbx-transfer"], ANY_DIGIT).await? {
            PlayEnd::Stopped(digit) => digit.to_string(),
            PlayEnd::Finished | PlayEnd::Missing => String::new(),
        };
        let number = read_number(call, typed, codes.transfer_digit_timeout).await?;
        if !number.is_empty() && call.transfer_target_exists(&number).await {
            return Ok(Some(number));
        }
        let last = attempt == codes.transfer_attempts;
        call.play(
            &[if last {
                "privacy-incorrect"
            } else {
                "pbx-invalid"
            }],
            "",
        )
        .await?;
    }
    Ok(None)
}

async fn read_number(
    call: &mut Call,
    mut number: String,
    patience: Duration,
) -> Result<String, HungUp> {
    call.play_tone("dial");
    while number.is_empty() || call.transfer_target_can_grow(&number).await {
        let one = Digits {
            max: 1,
            end: "#",
            first_patience: patience,
            patience,
        };
        let typed = call.read_digits(None, one).await?;
        call.restore_sound();
        if typed.text.is_empty() {
            break;
        }
        number.push_str(&typed.text);
    }
    call.restore_sound();
    Ok(number)
}

impl Call {
    async fn transfer_target_exists(&mut self, number: &str) -> bool {
        let context = transfer_context(self, self.id());
        self.place_exists(&Location::new(&*context, number, 1))
            .await
    }

    async fn transfer_target_can_grow(&mut self, number: &str) -> bool {
        let context = transfer_context(self, self.id());
        self.number_may_grow(&context, number).await
    }
}

/// Digits that stop the word "transfer" and begin the number.
const ANY_DIGIT: &str = "0123456789*#ABCD";
/// Length of digits that were held back as a possible code and then passed on.
const PASSED_DIGIT_MS: u32 = 100;
