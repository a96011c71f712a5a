//! From a member's answer to the end of the conversation.

use std::cell::Cell;
use std::rc::Rc;

use call::dial::Leg;
use call::script::prelude::*;
use call::{BridgeEnd, BridgeFeatures, ChannelId, TalkLimit};
use dialplan::Location;
use services::queue::{CallEnd, Input, QueueOptions, hold_report};

use super::request::Request;
use super::variables::{set_on_answer, set_queue_variables};
use super::waiting::{Place, prompts};
use crate::applications::flow::macros::run_macro;
use crate::places;

/// Connects the caller with a member that answered. `None`: the member hung up before, and the caller
/// waits on.
pub(super) async fn connect(
    call: &mut Call,
    request: &Request,
    place: &Place,
    leg: Leg,
) -> Result<Option<Next>, HungUp> {
    let options = request
        .queues
        .with(|m| m.config(&request.queue).map(|q| q.options.clone()))
        .unwrap_or_default();
    let member = leg.id();
    prepare_member(call, request, &options, member).await?;
    if !is_there(call, member) {
        place.report(Input::Dumped);
        return Ok(None);
    }
    if !options.queue_callerannounce.is_empty() {
        let names: Vec<&str> = options.queue_callerannounce.split('&').collect();
        call.play(&names, "").await?;
    }
    call.restore_sound();
    set_on_answer(call, member, &request.queues, &request.queue);
    run_on_member(call, request, &options, member).await?;
    if !is_there(call, member) {
        place.report(Input::Dumped);
        return Ok(None);
    }
    let member_unique_id = call.look_at(member, |c| c.unique_id.clone());
    place.report(Input::Connected {
        member_unique_id: member_unique_id.unwrap_or_default(),
    });
    call.answer_at_once();
    talk(call, request, place, leg).await.map(Some)
}

fn is_there(call: &Call, member: ChannelId) -> bool {
    call.look_at(member, |c| !c.is_hung_up()).unwrap_or(false)
}

/// What the member hears first, while the caller still hears music.
async fn prepare_member(
    call: &mut Call,
    request: &Request,
    options: &QueueOptions,
    member: ChannelId,
) -> Result<(), HungUp> {
    let delay = options.memberdelay.0;
    if !delay.is_zero() {
        let mut there = call.on(member);
        call.run_on(member, async move {
            let _ = there.sleep(delay).await;
        })
        .await?;
    }
    let own = match request.announcement.as_str() {
        "" => options.announce.as_str(),
        announcement => announcement,
    };
    let mut names: Vec<String> = own
        .split('&')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    if options.reportholdtime {
        let waited = request
            .queues
            .with(|m| m.patience_of(call.now(), call.id()));
        if let Some((waited, _)) = waited {
            let language = call
                .look_at(member, |c| c.language.clone())
                .unwrap_or_default();
            names.extend(prompts(&language, &hold_report(options, waited)));
        }
    }
    if !names.is_empty() && is_there(call, member) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        call.play_to_other(member, &names).await?;
    }
    Ok(())
}

/// A macro or a subroutine on the member's channel.
async fn run_on_member(
    call: &mut Call,
    request: &Request,
    options: &QueueOptions,
    member: ChannelId,
) -> Result<(), HungUp> {
    let chosen = |given: &String, own: &String| match given.as_str() {
        "" => own.clone(),
        given => given.to_owned(),
    };
    let name = chosen(&request.macro_on_member, &options.membermacro);
    if !name.is_empty() {
        let mut there = call.on(member);
        let place = call.location();
        there.change(|c| c.location = place);
        call.run_on(member, async move {
            let _ = run_macro(&mut there, &name).await;
        })
        .await?;
    }
    let target = chosen(&request.gosub_on_member, &options.membergosub);
    if target.is_empty() {
        return Ok(());
    }
    let (target, arguments) = places::name_and_arguments(&target);
    let arguments: Vec<String> = match arguments {
        "" => Vec::new(),
        arguments => Args(arguments).split(),
    };
    // `context`, or `context,exten,priority` with commas or carets.
    let parts: Vec<&str> = target.split(['^', ',']).collect();
    let at = match parts.as_slice() {
        [context] => Location::new(*context, "s", 1),
        [context, extension] => Location::new(*context, *extension, 1),
        [context, extension, priority, ..] => {
            Location::new(*context, *extension, priority.parse().unwrap_or(1))
        }
        [] => return Ok(()),
    };
    if !places::exists(call, &at).await {
        call.warn(format!(
            "Queue: there is no {at} to run on the member's channel"
        ));
        return Ok(());
    }
    let (mut there, over) = (call.on(member), Rc::new(Cell::new(false)));
    let tell = over.clone();
    call.run_on(member, async move {
        let _ = there.run_subroutine(at, &arguments).await;
        tell.set(true);
    })
    .await
}

async fn talk(call: &mut Call, request: &Request, place: &Place, mut leg: Leg) -> Flow {
    let letters = &request.letters;
    let mine = BridgeFeatures {
        transfer: letters.caller_may_transfer,
        disconnect: letters.caller_may_disconnect,
        park: letters.caller_may_park,
        monitor: letters.caller_may_monitor,
        mix_monitor: letters.caller_may_mix_monitor,
    };
    let theirs = BridgeFeatures {
        transfer: letters.member_may_transfer,
        disconnect: letters.member_may_disconnect,
        park: letters.member_may_park,
        monitor: letters.member_may_monitor,
        mix_monitor: letters.member_may_mix_monitor,
    };
    let end = call
        .talk(&mut leg, mine, theirs, &TalkLimit::default())
        .await;
    let sent_to = |channel: ChannelId| {
        let at = call.on(channel).location();
        CallEnd::Transferred {
            extension: at.extension.to_string(),
            context: at.context.to_string(),
        }
    };
    let told = match end {
        Ok(BridgeEnd::CalleeGone) => CallEnd::Member,
        Ok(BridgeEnd::CallerTransferred) => sent_to(call.id()),
        Ok(BridgeEnd::CalleeTransferred) => sent_to(leg.id()),
        Ok(BridgeEnd::TimeUp | BridgeEnd::Disconnected) | Err(HungUp) => CallEnd::Caller,
    };
    place.report(Input::Completed(told));
    set_queue_variables(call, call.id(), &request.queues, &request.queue);
    match end {
        Ok(BridgeEnd::CallerTransferred) => return Ok(Continue),
        Ok(BridgeEnd::CalleeTransferred) => leg.release(),
        Err(HungUp) => {
            member_goes_on(call, request, leg);
            return Err(HungUp);
        }
        Ok(BridgeEnd::CalleeGone | BridgeEnd::TimeUp | BridgeEnd::Disconnected) => {}
    }
    if letters.go_on {
        call.set("QUEUESTATUS", "CONTINUE");
        return Ok(Continue);
    }
    Ok(End)
}

/// Option F, when the caller has hung up.
fn member_goes_on(call: &Call, request: &Request, leg: Leg) {
    let Some(target) = &request.letters.member_goes_on else {
        return;
    };
    if !is_there(call, leg.id()) {
        return;
    }
    let here = call.location();
    let location = match target.as_str() {
        "" => Ok(Location {
            priority: here.priority.saturating_add(1),
            ..here
        }),
        target => places::target_with_carets(call, target),
    };
    match location {
        Ok(location) => {
            call.send_elsewhere(leg.id(), location);
            leg.release();
        }
        Err(problem) => call.warn(format!("Queue: {problem}")),
    }
}
