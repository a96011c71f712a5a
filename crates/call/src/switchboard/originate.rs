//! Calls that nobody dialled: an order calls out, and something runs on the answered channel.

use std::time::Duration;

use dialplan::Location;

use super::Switchboard;
use crate::dial::Destination;
use crate::house::Start;
use crate::script::{Call, News, Notice, run_dialplan};
use crate::{DialStatus, Event, HangupCause, Invitation, LogLevel, OriginateTo, Technology};

impl Switchboard {
    pub(super) fn originate(&mut self, dial_string: &str, patience: Duration, to: OriginateTo) {
        let complain = |text| {
            let mut house = self.house.borrow_mut();
            house.log(LogLevel::Warning, None, text);
        };
        let destination = Destination::parse(dial_string);
        let found =
            destination.and_then(|d| Technology::from_name(&d.technology).map(|t| (t, d.resource)));
        let Some((technology, resource)) = found else {
            return complain(format!(
                "originate: '{dial_string}' names no channel type that we have"
            ));
        };
        let invitation = Invitation::outgoing(technology, &resource);
        let made = self.house.borrow_mut().make_leg(None, invitation.clone());
        let Some(id) = made else {
            return complain(format!("originate: no room for '{dial_string}'"));
        };
        let call = Call {
            house: self.house.clone(),
            channel: id,
        };
        self.house
            .borrow_mut()
            .call_leg(None, id, invitation, dial_string);
        let body = Box::pin(originated(call, patience, to));
        let start = (id, Start::Body(body));
        self.house.borrow_mut().starts.push_back(start);
    }
}

/// Waits for the answer, then does what was asked.
async fn originated(mut call: Call, patience: Duration, to: OriginateTo) {
    let status = wait_for_answer(&mut call, patience).await;
    let (caller, callee) = (None, call.id());
    call.tell(Event::DialEnds {
        caller,
        callee,
        status,
    });
    if status != DialStatus::Answer {
        return call.hang_up(HangupCause::NO_ANSWER);
    }
    match to {
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

async fn wait_for_answer(call: &mut Call, patience: Duration) -> DialStatus {
    let until = call.after(patience);
    let mut refusal = None;
    loop {
        match call.next(Some(until)).await {
            Ok(Some(Notice { news, .. })) => match news {
                News::Answered => return DialStatus::Answer,
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
