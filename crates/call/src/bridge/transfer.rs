//! Blind transfers and parking by digits or by signalling.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use dialplan::Location;

use super::talk::{BridgeEnd, is_gone};
use crate::script::{Call, Digits, HungUp, PlayEnd};
use crate::{ChannelId, Event, Signal};

/// By digits: the other side hears music while the transferer says where to send it. `None` when the
/// conversation goes on.
pub(super) async fn by_digits(
    call: &mut Call,
    callee: ChannelId,
    who: ChannelId,
) -> Result<Option<BridgeEnd>, HungUp> {
    let other = if who == callee { call.id() } else { callee };
    call.start_music_on(other, "").await?;
    let number = if who == call.id() {
        ask_number(call).await?
    } else {
        ask_callee(call, callee).await?
    };
    let Some(number) = number.filter(|_| !is_gone(call, callee)) else {
        // Both hear each other again.
        call.restore_sound();
        call.restore_sound_of(callee);
        return Ok(None);
    };
    let context = transfer_context(call, who);
    send_away(call, callee, who, &context, &number)
        .await
        .map(Some)
}

/// A far end asked for it by signalling. `None` when there is no such number.
pub(super) async fn by_signalling(
    call: &mut Call,
    callee: ChannelId,
    who: ChannelId,
    number: &str,
) -> Result<Option<BridgeEnd>, HungUp> {
    let context = transfer_context(call, who);
    if call.place_may_exist(&Location::new(&*context, number, 1)) {
        return send_away(call, callee, who, &context, number)
            .await
            .map(Some);
    }
    let name = call.on(who).name();
    call.warn(format!(
        "{name} transfers to '{number}', which is not in context '{context}'"
    ));
    Ok(None)
}

/// Parks the other side by a code.
pub(super) async fn park(
    call: &mut Call,
    callee: ChannelId,
    who: ChannelId,
) -> Result<BridgeEnd, HungUp> {
    let other = if who == callee { call.id() } else { callee };
    let mut there = call.on(other);
    there.change(|c| c.parked_by = Some(who));
    let name = call.on(who).name();
    call.set_on(other, "BLINDTRANSFER", name);
    let parking = async move {
        if there.run_application("Park", "").await.is_none() {
            there.warn("there is no application Park");
        }
        there.end_of_call().await;
    };
    if other == call.id() {
        expect_announcement(call, who);
        call.start_on(other, parking);
        // That takes the place of this script.
        return std::future::pending().await;
    }
    call.detach(other);
    call.start_on(other, parking);
    call.sleep(ANNOUNCEMENT).await?;
    Ok(BridgeEnd::CalleeTransferred)
}

/// Lets a script on the callee's channel read the number, while we go on listening.
async fn ask_callee(call: &mut Call, callee: ChannelId) -> Result<Option<String>, HungUp> {
    let answer = Rc::new(RefCell::new(None));
    let (theirs, mut there) = (answer.clone(), call.on(callee));
    call.run_on(callee, async move {
        let number = ask_number(&mut there).await.ok().flatten();
        *theirs.borrow_mut() = number;
    })
    .await?;
    Ok(answer.borrow_mut().take())
}

async fn send_away(
    call: &mut Call,
    callee: ChannelId,
    transferer: ChannelId,
    context: &str,
    number: &str,
) -> Result<BridgeEnd, HungUp> {
    let who = if transferer == callee {
        call.id()
    } else {
        callee
    };
    let name = call.on(transferer).name();
    call.set_on(who, "BLINDTRANSFER", name);
    let location = Location::new(context, number, 1);
    call.tell(Event::BlindTransfer {
        transferer,
        transferee: who,
        location: location.clone(),
    });
    let parks = is_parking(call, &location);
    let afterwards = goto_afterwards(call, transferer);
    if parks {
        call.on(who).change(|c| c.parked_by = Some(transferer));
    }
    if who == call.id() {
        match afterwards {
            Some(place) => {
                call.send_elsewhere(transferer, place);
            }
            None if parks => expect_announcement(call, transferer),
            None => {}
        }
        call.jump(location);
        return Ok(BridgeEnd::CallerTransferred);
    }
    call.send_elsewhere(who, location);
    if let Some(place) = afterwards {
        call.jump(place);
        return Ok(BridgeEnd::CallerTransferred);
    }
    if parks {
        call.signal_to(transferer, Signal::Transferred(true));
        call.sleep(ANNOUNCEMENT).await?;
    }
    Ok(BridgeEnd::CalleeTransferred)
}

/// Does a number park whoever gets there?
fn is_parking(call: &Call, at: &Location) -> bool {
    call.in_plan(|plan, now| {
        let found = plan.find(now, &at.context, &at.extension, 1, None);
        found.is_some_and(|found| found.step.application.eq_ignore_ascii_case("Park"))
    })
}

/// A called party that parked its caller stays until it was told the space.
fn expect_announcement(call: &Call, parker: ChannelId) {
    let mut there = call.on(parker);
    there.change(|c| c.owner = None);
    call.house.borrow_mut().leave_bridge(parker);
    call.start_on(parker, async move {
        let _ = there.sleep(ANNOUNCEMENT).await;
    });
}

/// `GOTO_ON_BLINDXFR`: where the transferer goes on.
fn goto_afterwards(call: &Call, transferer: ChannelId) -> Option<Location> {
    let text = call.on(transferer).get("GOTO_ON_BLINDXFR")?;
    let parts: Vec<&str> = text.split(['^', ',', '|']).collect();
    let here = call.on(transferer).location();
    let (context, extension, priority) = match parts.as_slice() {
        [context, extension, priority] => (*context, *extension, *priority),
        [extension, priority] => (here.context.as_ref(), *extension, *priority),
        [priority] => (here.context.as_ref(), here.extension.as_ref(), *priority),
        _ => return None,
    };
    let number = priority.trim().parse().ok().or_else(|| {
        call.in_plan(|plan, at| plan.find_label(at, context, extension, priority.trim(), None))
    });
    Some(Location::new(context, extension, number?))
}

/// Where the number of a transfer is looked up: `TRANSFER_CONTEXT`, the context of the macro's caller,
/// or the transferer's own context.
pub(super) fn transfer_context(call: &Call, transferer: ChannelId) -> String {
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

pub(super) fn pass_on(call: &Call, to: ChannelId, digits: &str) {
    for digit in digits.chars() {
        let duration_ms = PASSED_DIGIT_MS;
        call.signal_to(to, Signal::Digit { digit, duration_ms });
    }
}

/// "Transfer", dial tone, and the number; up to three tries. `None` when none of them was right.
pub(super) async fn ask_number(call: &mut Call) -> Result<Option<String>, HungUp> {
    let features = call.features();
    let sounds = &features.sounds;
    for attempt in 1..=features.transfer_attempts {
        let prompt = [sounds.transfer.as_str()];
        let typed = match call.play(present(&prompt), ANY_DIGIT).await? {
            PlayEnd::Stopped(digit) => digit.to_string(),
            PlayEnd::Finished | PlayEnd::Missing => String::new(),
        };
        let number = read_number(call, typed, features.transfer_digit_timeout).await?;
        if !number.is_empty() && call.transfer_target_exists(&number).await {
            return Ok(Some(number));
        }
        let last = attempt == features.transfer_attempts;
        let sorry = [if last { &sounds.invalid } else { &sounds.retry }.as_str()];
        call.play(present(&sorry), "").await?;
    }
    Ok(None)
}

fn present<'a>(name: &'a [&'a str; 1]) -> &'a [&'a str] {
    if name[0].is_empty() { &[] } else { name }
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
/// How long a parker waits for the number of the space.
const ANNOUNCEMENT: Duration = Duration::from_secs(10);
