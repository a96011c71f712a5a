//! What the node tells, and who it is for.

use call::{ChannelId, LogLevel};
use sip::message::{Method, Response};
use sip::stack::{DialogId, NoAnswer, TransactionId, UserEvent};
use std::sync::Arc;

use super::SipChannel;
use crate::leg::{Asked, Heard, LegInput};
use crate::office::Owner;

impl SipChannel {
    pub(super) fn event(&mut self, event: UserEvent) {
        match event {
            UserEvent::Request {
                transaction,
                request,
                flow,
            } => {
                self.request(transaction, request, flow);
            }
            UserEvent::InDialog {
                dialog,
                transaction,
                request,
                flow,
            } => self.asked(Asked {
                dialog,
                transaction,
                request,
                flow,
            }),
            UserEvent::Ack { dialog, request } => self.in_dialog(dialog, LegInput::Ack(request)),
            UserEvent::Unacknowledged { dialog } => {
                self.in_dialog(dialog, LegInput::Unacknowledged);
            }
            UserEvent::DialogEnded { dialog } => {
                if let Some(channel) = self.office.dialogs.remove(&dialog) {
                    self.give(channel, LegInput::DialogEnded(dialog));
                }
            }
            UserEvent::Pracked { .. } => {}
            UserEvent::Cancelled {
                transaction,
                request,
            } => {
                self.of_invite(transaction, LegInput::Cancelled(request));
            }
            UserEvent::NotPracked { transaction } => {
                self.of_invite(transaction, LegInput::NotPracked);
            }
            UserEvent::Response {
                transaction,
                response,
                flow,
                dialog,
            } => {
                self.response(Heard {
                    transaction,
                    response,
                    flow,
                    dialog,
                });
            }
            UserEvent::NoAnswer {
                transaction, why, ..
            } => self.no_answer(transaction, why),
            UserEvent::FlowLost { flow } => {
                let settings = Arc::clone(&self.office.settings);
                let changes = self.office.contacts.drop_flow(&settings, &flow);
                self.apply(changes);
            }
            UserEvent::Discarded { flow, why } => {
                self.office.log(
                    LogLevel::Debug,
                    None,
                    format!("SIP from {flow} dropped: {why}"),
                );
            }
        }
    }

    fn asked(&mut self, asked: Asked) {
        match self.office.dialogs.get(&asked.dialog) {
            Some(&channel) if self.legs.contains_key(&channel) => {
                self.give(channel, LegInput::Request(asked));
            }
            _ => self.office.refuse(asked.transaction, 481),
        }
    }

    fn in_dialog(&mut self, dialog: DialogId, input: LegInput) {
        if let Some(&channel) = self.office.dialogs.get(&dialog) {
            self.give(channel, input);
        }
    }

    fn of_invite(&mut self, transaction: TransactionId, input: LegInput) {
        if let Some(Owner::Leg(channel)) = self.office.owners.remove(&transaction) {
            self.give(channel, input);
        }
    }

    fn response(&mut self, heard: Heard) {
        let owner = self.office.owners.get(&heard.transaction).copied();
        if heard.response.status >= 200 && !self.may_hear_more(owner, &heard) {
            self.office.owners.remove(&heard.transaction);
        }
        match owner {
            Some(Owner::Leg(channel)) if self.legs.contains_key(&channel) => {
                self.give(channel, LegInput::Response(heard));
            }
            Some(Owner::Registration(id, _)) => {
                self.background_changed = true;
                self.watching
                    .registration_answered(&mut self.office, id, &heard.response);
            }
            Some(Owner::Qualify(id)) => {
                self.background_changed = true;
                self.watching
                    .question_answered(&mut self.office, id, &heard.response);
            }
            Some(Owner::Mailbox(id)) => {
                self.mailboxes
                    .answered(&mut self.office, id, &heard.response);
            }
            Some(Owner::Leg(_)) | None => self.unclaimed(&heard),
        }
    }

    /// An INVITE that was answered may be answered by another fork too.
    fn may_hear_more(&self, owner: Option<Owner>, heard: &Heard) -> bool {
        let Some(Owner::Leg(channel)) = owner else {
            return false;
        };
        let invite = self.legs.get(&channel).and_then(|leg| leg.line.invite);
        heard.response.status < 300 && invite == Some(heard.transaction)
    }

    /// Nobody waits for this call any more.
    fn unclaimed(&mut self, heard: &Heard) {
        if let (true, Some(dialog)) = (is_answer(&heard.response), heard.dialog) {
            self.office.turn_away(dialog);
        }
    }

    fn no_answer(&mut self, transaction: TransactionId, why: NoAnswer) {
        match self.office.owners.remove(&transaction) {
            Some(Owner::Leg(channel)) => self.give(channel, LegInput::NoAnswer(transaction, why)),
            Some(Owner::Registration(id, cseq)) => {
                self.background_changed = true;
                self.watching
                    .registration_silent(&mut self.office, id, cseq);
            }
            Some(Owner::Qualify(id)) => {
                self.background_changed = true;
                self.watching.question_silent(&mut self.office, id);
            }
            Some(Owner::Mailbox(id)) => self.mailboxes.forget(id),
            None => {}
        }
    }

    /// How many calls an endpoint has.
    pub(super) fn calls_of(&self, endpoint: &crate::endpoint::Endpoint) -> usize {
        let same = |leg: &&crate::leg::Leg| {
            let own = &leg.line.endpoint;
            leg.is_live() && own.dialect == endpoint.dialect && own.name == endpoint.name
        };
        self.legs.values().filter(same).count()
    }

    /// Whether one more call would be too many for the endpoint.
    pub(super) fn has_enough_calls(&self, endpoint: &crate::endpoint::Endpoint) -> bool {
        let limit = usize::try_from(endpoint.call_limit).unwrap_or(usize::MAX);
        limit > 0 && self.calls_of(endpoint) >= limit
    }

    pub(super) fn has_leg(&self, channel: ChannelId) -> bool {
        self.legs.contains_key(&channel) || self.waiting.contains_key(&channel)
    }
}

fn is_answer(response: &Response) -> bool {
    let method = response.headers.cseq().map(|cseq| cseq.method).ok();
    (200..300).contains(&response.status) && method == Some(Method::Invite)
}
