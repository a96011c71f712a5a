//! Legs one by one, for whoever decides by itself whom to ring and when.

use super::{Destination, Leg};
use crate::script::Call;
use crate::{ChannelId, HangupCause, Invitation, Party, Technology};

/// A leg to call.
#[derive(Clone, Debug)]
pub struct LegRequest {
    /// Whom.
    pub destination: Destination,
    /// Who is seen as the caller, instead of the caller's own identity.
    pub shown_caller: Option<Party>,
    /// Header fields of its request.
    pub headers: Vec<(String, String)>,
}

/// A leg that is made and not yet called.
pub struct Uncalled {
    leg: Leg,
    invitation: Invitation,
    dial_string: String,
}

impl Uncalled {
    /// Its channel.
    pub fn id(&self) -> ChannelId {
        self.leg.id
    }

    /// Calls it. What comes of it is news about its channel.
    pub fn call_out(self, call: &Call) -> Leg {
        let Self {
            leg,
            invitation,
            dial_string,
        } = self;
        let mut house = call.house.borrow_mut();
        house.call_leg(Some(call.channel), leg.id, invitation, &dial_string);
        drop(house);
        call.verbose(3, || format!("Called {dial_string}"));
        leg
    }
}

impl Call {
    /// Makes a leg of this call.
    ///
    /// # Errors
    /// The cause with which it failed.
    pub fn make_leg(&self, request: &LegRequest) -> Result<Uncalled, HangupCause> {
        let Destination {
            text,
            technology,
            resource,
        } = &request.destination;
        let Some(technology) = Technology::from_name(technology) else {
            self.warn(format!(
                "there is no channel type '{technology}' for '{text}'"
            ));
            return Err(HangupCause::CHANNEL_NOT_IMPLEMENTED);
        };
        let mut invitation = self
            .look(|c| Invitation::on_behalf_of(c, technology, resource))
            .ok_or(HangupCause::NORMAL_CLEARING)?;
        if let Some(shown) = &request.shown_caller {
            invitation.parties.caller = shown.clone();
        }
        invitation.headers.clone_from(&request.headers);
        let made = self
            .house
            .borrow_mut()
            .make_leg(Some(self.channel), invitation.clone());
        let Some(id) = made else {
            self.warn(format!(
                "'{text}' is not called: too many calls come out of each other, or too many there are"
            ));
            return Err(HangupCause::USER_BUSY);
        };
        self.set_on(id, "DIALEDPEERNUMBER", resource.clone());
        Ok(Uncalled {
            leg: Leg::new(self, id),
            invitation,
            dial_string: text.clone(),
        })
    }

    /// Calls the number that a leg asks to call instead, in its context; the leg is over.
    ///
    /// # Errors
    /// The cause with which it failed.
    pub fn forward_leg(&self, leg: Leg, extension: &str) -> Result<Leg, HangupCause> {
        let there = self.on(leg.id());
        let named = there.get("FORWARD_CONTEXT").filter(|c| !c.is_empty());
        let context = named.unwrap_or_else(|| there.location().context.to_string());
        let context = if context.is_empty() {
            "default"
        } else {
            &context
        };
        let (text, name) = (format!("Local/{extension}@{context}"), there.name());
        self.verbose(3, || {
            let caller = self.name();
            format!("Now forwarding {caller} to '{text}' (thanks to {name})")
        });
        let destination = Destination::parse(&text).ok_or(HangupCause::UNALLOCATED)?;
        let mut uncalled = self.make_leg(&LegRequest {
            destination,
            shown_caller: None,
            headers: Vec::new(),
        })?;
        self.set_on(uncalled.id(), "FORWARDERNAME", name);
        let number = self.location().extension.to_string();
        self.on(uncalled.id())
            .change(|c| c.parties.redirecting_from.number.clone_from(&number));
        uncalled.invitation.parties.redirecting_from.number = number;
        Ok(uncalled.call_out(self))
    }

    /// The leg that answers for another one (`News::PickedUp`), which is over.
    pub fn picked_up_leg(&self, leg: Leg, by: ChannelId) -> Leg {
        let mut picker = Leg::new(self, by);
        picker.settled = true;
        leg.hang_up(HangupCause::ANSWERED_ELSEWHERE);
        picker
    }
}
