//! The transferer hung up while the target still rang: who is left waits for it, and calls the
//! transferer back when it does not come.

use std::time::{Duration, Instant};

use crate::dial::{Destination, DialRequest, Leg};
use crate::script::{Call, HungUp, News, Notice};

/// How to go on when the target of a transfer does not answer.
#[derive(Clone, Debug)]
pub(crate) struct Recall {
    /// Who transferred, as a dial string; empty when nobody can be called back.
    pub(crate) transferer: String,
    /// The target, as a dial string.
    pub(crate) target: String,
    /// How long the target may ring.
    pub(crate) until: Instant,
}

/// Waits for the target; true when `leg` is somebody who has answered.
pub(super) async fn await_target(
    call: &mut Call,
    leg: &mut Leg,
    recall: &Recall,
) -> Result<bool, HungUp> {
    call.play_tone("ring");
    let answered = rings_until_answered(call, leg, recall.until).await?;
    call.restore_sound();
    if answered {
        return Ok(true);
    }
    leg.end_now();
    let features = call.features();
    let rules = &features.consultation;
    if rules.drop_call || recall.transferer.is_empty() {
        return Ok(false);
    }
    for attempt in 1..=rules.callback_retries {
        if reaches(call, leg, &recall.transferer, rules.patience).await? {
            return Ok(true);
        }
        if attempt < rules.callback_retries {
            call.sleep(rules.loop_delay).await?;
            if reaches(call, leg, &recall.target, rules.patience).await? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

async fn rings_until_answered(call: &mut Call, leg: &Leg, until: Instant) -> Result<bool, HungUp> {
    let over = |id| call.look_at(id, |c| (c.is_hung_up(), c.is_up()));
    match over(leg.id()) {
        None | Some((true, _)) => return Ok(false),
        Some((false, true)) => return Ok(true),
        Some((false, false)) => {}
    }
    let about_it = |n: &Notice| n.about == leg.id();
    loop {
        match call.pick(Some(until), true, about_it).await? {
            None => return Ok(false),
            Some(Notice { news, .. }) => match news {
                News::Answered => return Ok(true),
                News::Gone(_) | News::Taken | News::Busy | News::Congestion => return Ok(false),
                _ => {}
            },
        }
    }
}

async fn reaches(
    call: &mut Call,
    leg: &mut Leg,
    dial_string: &str,
    patience: Duration,
) -> Result<bool, HungUp> {
    let request = DialRequest {
        destinations: Destination::parse(dial_string).into_iter().collect(),
        patience: Some(patience),
        ..DialRequest::default()
    };
    let Some(answered) = Box::pin(call.dial(&request)).await?.callee else {
        return Ok(false);
    };
    *leg = answered;
    Ok(true)
}
