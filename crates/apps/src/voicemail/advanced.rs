//! The choices behind 3: reply, call back, hear the envelope, call out, leave a message.

use std::time::Duration;

use call::script::prelude::*;
use dialplan::Location;

use super::recording::ask_key;
use super::visit::Visit;
use super::{forward, listening, menu};
use crate::{places, say};

/// Asks what is wanted. The second value tells that the call goes elsewhere in the dialplan.
pub(crate) async fn menu(
    call: &mut Call,
    visit: &mut Visit,
) -> Result<(Option<char>, bool), HungUp> {
    let options = visit.desk.mailbox.options.clone();
    let has_message = !visit.starting && visit.message().is_some();
    let mut prompts = Vec::new();
    if has_message {
        prompts.push("vm-toreply");
        if !options.callback.is_empty() {
            prompts.push("vm-tocallback");
        }
        prompts.push("vm-tohearenv");
    }
    if !options.dialout.is_empty() {
        prompts.push("vm-tomakecall");
    }
    if options.sendvoicemail {
        prompts.push("vm-leavemsg");
    }
    prompts.push("vm-starmain");
    for _ in 0..MOST_TRIES {
        match ask_key(call, &prompts).await? {
            Some('1') if has_message => {
                forward::reply(call, visit).await?;
                return Ok((None, false));
            }
            Some('2') if has_message && !options.callback.is_empty() => {
                let leaves = call_back(call, visit, &options.callback).await?;
                return Ok((None, leaves));
            }
            Some('3') if has_message => return Ok((hear_envelope(call, visit).await?, false)),
            Some('4') if !options.dialout.is_empty() => {
                let leaves = call_out(call, &options.dialout).await?;
                return Ok((None, leaves));
            }
            Some('5') if options.sendvoicemail => {
                forward::leave_for_other(call, visit).await?;
                return Ok((None, false));
            }
            Some('*') => return Ok((None, false)),
            Some('#') => return Ok((Some('#'), false)),
            Some(_) => drop(call.play(&["vm-sorry"], "").await?),
            None => {}
        }
    }
    Ok((None, false))
}

async fn hear_envelope(call: &mut Call, visit: &Visit) -> Result<Option<char>, HungUp> {
    let Some(message) = visit.message() else {
        return Ok(None);
    };
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let mut prompts = listening::envelope(call, &visit.desk, &message.info, &language);
    prompts.extend(listening::sender(&visit.desk, &message.info));
    menu::said(call, &prompts).await
}

/// Calls whoever left the message, after a question.
async fn call_back(call: &mut Call, visit: &Visit, context: &str) -> Result<bool, HungUp> {
    let number = visit
        .message()
        .map(|message| call::Party::parse(message.info.get("callerid")).number)
        .unwrap_or_default();
    if number.is_empty() || number == "Unknown" {
        call.play(&["vm-unknown-caller"], "").await?;
        return Ok(false);
    }
    let mut prompts = vec!["vm-num-i-have".to_owned()];
    prompts.extend(say::digits(&number));
    prompts.push("vm-tocallnum".to_owned());
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    match ask_key(call, &names).await? {
        Some('1') => go(call, context, &number).await,
        _ => Ok(false),
    }
}

/// Calls a number that the owner types.
async fn call_out(call: &mut Call, context: &str) -> Result<bool, HungUp> {
    let digits = Digits {
        max: MOST_DIGITS,
        end: "#",
        first_patience: Duration::from_secs(10),
        patience: Duration::from_secs(3),
    };
    let number = call.ask(&["vm-enter-num-to-call"], digits).await?.text;
    if number.is_empty() || number.starts_with('*') {
        return Ok(false);
    }
    go(call, context, &number).await
}

async fn go(call: &mut Call, context: &str, number: &str) -> Result<bool, HungUp> {
    let place = Location::new(context, number, 1);
    if !places::exists(call, &place).await {
        call.play(&["pbx-invalid"], "").await?;
        return Ok(false);
    }
    call.jump(place);
    Ok(true)
}

const MOST_TRIES: u32 = 3;
const MOST_DIGITS: usize = 32;
