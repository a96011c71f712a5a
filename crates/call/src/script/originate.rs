//! Calls that nobody dialled: a call out, and something runs on the answered channel.

use std::time::Duration;

use dialplan::Location;

use super::{Call, News, Notice, run_dialplan};
use crate::dial::Destination;
use crate::house::Start;
use crate::{
    ChannelId, DialStatus, Event, HangupCause, Invitation, OriginateTo, Originated, Party,
    Technology,
};

/// A call to begin.
#[derive(Clone, Debug)]
pub struct Origination {
    /// `Tech/resource`.
    pub dial_string: String,
    /// How long it may ring.
    pub patience: Duration,
    /// What runs when it answers.
    pub to: OriginateTo,
    /// Who the called one sees as the caller.
    pub caller: Option<Party>,
    /// Variables of the new channel.
    pub variables: Vec<(String, String)>,
    /// A subroutine that runs on the new channel before it is called.
    pub before_calling: Option<(Location, Vec<String>)>,
    /// Account code of the new channel; empty leaves the driver's.
    pub account: String,
    /// Run what is asked as soon as the far end sends sound, answered or not.
    pub early_media: bool,
    /// Whoever asked finds the outcome by this (`Event::Originated`); without one nobody is told.
    pub note: Option<String>,
}

impl Origination {
    /// With nothing else known.
    pub fn new(dial_string: &str, patience: Duration, to: OriginateTo) -> Self {
        Self {
            dial_string: dial_string.to_owned(),
            patience,
            to,
            caller: None,
            variables: Vec::new(),
            before_calling: None,
            account: String::new(),
            early_media: false,
            note: None,
        }
    }
}

impl Call {
    /// Begins a call elsewhere; this channel hears `News::Originated` about the new one, whose id is
    /// given back. Says why when it cannot be made.
    pub fn originate(&self, wanted: Origination) -> Result<ChannelId, String> {
        begin(self, Some(self.channel), wanted)
    }
}

/// As `Call::originate`, on behalf of a channel or of nobody; `any` only leads to the house.
pub(crate) fn begin(
    any: &Call,
    teller: Option<ChannelId>,
    wanted: Origination,
) -> Result<ChannelId, String> {
    let dial_string = wanted.dial_string.as_str();
    let destination = Destination::parse(dial_string);
    let found =
        destination.and_then(|d| Technology::from_name(&d.technology).map(|t| (t, d.resource)));
    let Some((technology, resource)) = found else {
        return Err(format!(
            "originate: '{dial_string}' names no channel type that we have"
        ));
    };
    let mut invitation = Invitation::outgoing(technology, &resource);
    invitation.variables = wanted.variables.clone();
    if let Some(caller) = &wanted.caller {
        invitation.parties.caller = caller.clone();
    }
    invitation.account_code.clone_from(&wanted.account);
    let made = any.house.borrow_mut().make_leg(None, invitation.clone());
    let Some(id) = made else {
        return Err(format!("originate: no room for '{dial_string}'"));
    };
    let body = Box::pin(originated(any.on(id), teller, wanted, invitation));
    any.house
        .borrow_mut()
        .starts
        .push_back((id, Start::Body(body)));
    Ok(id)
}

/// Calls, waits for the answer, then does what was asked.
async fn originated(
    mut call: Call,
    teller: Option<ChannelId>,
    wanted: Origination,
    invitation: Invitation,
) {
    if let Some((at, arguments)) = &wanted.before_calling {
        let _ = call.run_subroutine(at.clone(), arguments).await;
    }
    call.house
        .borrow_mut()
        .call_leg(None, call.channel, invitation, &wanted.dial_string);
    let mut rang = false;
    let status = wait_for_answer(&mut call, &wanted, &mut rang).await;
    tell_outcome(&call, &wanted, status, rang);
    let (caller, callee) = (None, call.id());
    call.tell(Event::DialEnds {
        caller,
        callee,
        status,
    });
    if let Some(teller) = teller {
        let (about, news) = (callee, News::Originated(status));
        let notice = Notice { about, news };
        call.house.borrow_mut().post(teller, notice);
    }
    if status != DialStatus::Answer {
        return call.hang_up(HangupCause::NO_ANSWER);
    }
    match wanted.to {
        OriginateTo::Extension {
            context,
            extension,
            priority,
        } => {
            call.change(|c| c.location = Location::new(context, extension, priority));
            run_dialplan(call).await;
        }
        OriginateTo::Application { name, arguments } => {
            if call.run_application(&name, &arguments).await.is_none() {
                call.warn(format!("originate: there is no application '{name}'"));
            }
            call.hang_up(HangupCause::NORMAL_CLEARING);
        }
    }
}

/// For whoever asked for it.
fn tell_outcome(call: &Call, wanted: &Origination, status: DialStatus, rang: bool) {
    if wanted.note.is_some() {
        let names = call.look(|c| (c.name.clone(), c.unique_id.clone()));
        let failed = Originated::failed(wanted);
        let (channel, unique_id) = match names {
            Some((name, unique_id)) => (name, Some(unique_id)),
            None => (failed.channel.clone(), None),
        };
        call.tell(Event::Originated(Box::new(Originated {
            channel,
            unique_id,
            status,
            rang,
            ..failed
        })));
    }
}

async fn wait_for_answer(call: &mut Call, wanted: &Origination, rang: &mut bool) -> DialStatus {
    let until = call.after(wanted.patience);
    let mut refusal = None;
    loop {
        match call.next(Some(until)).await {
            Ok(Some(Notice { news, .. })) => match news {
                News::Answered => return DialStatus::Answer,
                News::Progress { early_media: true } if wanted.early_media => {
                    return DialStatus::Answer;
                }
                News::Ringing => *rang = true,
                News::Busy => refusal = Some(DialStatus::Busy),
                News::Congestion => refusal = Some(DialStatus::Congestion),
                _ => {}
            },
            Ok(None) => return DialStatus::NoAnswer,
            Err(_) => {
                let cause = call.look(|c| c.hangup_cause).unwrap_or_default();
                return refusal.unwrap_or_else(|| crate::dial::status_of(cause));
            }
        }
    }
}
