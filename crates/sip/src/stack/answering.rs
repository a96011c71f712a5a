//! Our responses to their requests.

use super::flow::Flow;
use super::io::{DialogId, Gone, TransactionId};
use super::received::Received;
use super::{Stack, our_host};
use crate::dialog::{Phase, makes_dialog, refreshes_target};
use crate::header::HeaderName;
use crate::message::{Headers, Message, Method, Response};
use crate::transaction::Class;
use std::time::Instant;

impl Stack {
    /// Answers a request. Via, From, To, Call-ID, CSeq and Record-Route are written by the
    /// stack, whatever `response` says; To gets our tag. Contact is added where the method needs
    /// one, and Server. [`super::OUR_HOST`] is filled in.
    ///
    /// A 1xx with a tag or a 2xx makes the dialog, whose id is given back. A 2xx to INVITE is
    /// repeated until its ACK comes; it waits for the PRACK of a reliable response with a body
    /// (RFC 3262 §3). The final response to BYE ends the call.
    ///
    /// # Errors
    /// When the transaction has its final response, or was cancelled.
    pub fn respond(
        &mut self,
        now: Instant,
        id: TransactionId,
        response: Response,
    ) -> Result<Option<DialogId>, Gone> {
        let received = self.received.get_mut(&id).ok_or(Gone::Transaction)?;
        if !received.machine.is_open() || received.reliable.has_held_answer() {
            return Err(Gone::Transaction);
        }
        if Class::of(response.status) == Class::Success && received.reliable.must_hold_answer() {
            received.reliable.hold_answer(response);
            return Ok(received.dialog);
        }
        Ok(self.send_response(now, id, response))
    }

    /// A response for a transaction that is still there, with the usual reason phrase.
    pub fn new_response(&self, id: TransactionId, status: u16) -> Option<Response> {
        self.received
            .get(&id)
            .map(|received| Response::to(&received.request, status))
    }

    /// Sends a response that nothing holds back.
    pub(super) fn send_response(
        &mut self,
        now: Instant,
        id: TransactionId,
        mut response: Response,
    ) -> Option<DialogId> {
        let class = Class::of(response.status);
        self.address_response(id, &mut response);
        let dialog = self.dialog_of_answer(id, class, &response);
        let received = self.received.get_mut(&id)?;
        let mut actions = Vec::new();
        if !received.machine.respond(now, class, &mut actions) {
            return dialog;
        }
        received.latest = Message::Response(response.clone()).to_bytes();
        self.perform(now, id, actions);
        if class != Class::Provisional {
            self.answered(now, id, response.status);
            self.slim(id);
        }
        self.wind_received(id);
        dialog
    }

    /// A request that is answered waits for its repetitions only, and those get the bytes of the
    /// answer: whoever asks a thousand times a second must not fill the memory with headers.
    fn slim(&mut self, id: TransactionId) {
        if let Some(received) = self.received.get_mut(&id)
            && received.request.method != Method::Invite
        {
            received.request.headers = Headers::default();
        }
    }

    /// What follows from a final response of ours.
    fn answered(&mut self, now: Instant, id: TransactionId, status: u16) {
        let Some(received) = self.received.get_mut(&id) else {
            return;
        };
        received.reliable.stop();
        let method = received.request.method.clone();
        let number = received
            .request
            .headers
            .cseq()
            .map_or(0, |cseq| cseq.number);
        let (dialog, inside) = (received.dialog, received.inside);
        let Some(dialog) = dialog else { return };
        if let Some(known) = self.dialogs.get_mut(&dialog) {
            known.forget_pending(id);
        }
        match (method, Class::of(status)) {
            (Method::Invite, Class::Success) => self.await_ack(now, dialog, id, number),
            (Method::Invite, _) if !inside => self.remove_dialog(dialog),
            (Method::Bye, _) if !matches!(status, 401 | 407) => self.call_ended(now, dialog),
            _ => {}
        }
    }

    /// Finds, makes or confirms the dialog of a response.
    fn dialog_of_answer(
        &mut self,
        id: TransactionId,
        class: Class,
        response: &Response,
    ) -> Option<DialogId> {
        let received = self.received.get(&id)?;
        let method = &received.request.method;
        let is_call = *method == Method::Invite;
        let makes = class == Class::Success || is_call && class == Class::Provisional;
        let contact = response
            .headers
            .text(HeaderName::Contact)
            .map(|c| c.into_owned());
        if let Some(dialog) = received.dialog {
            if let (true, Some(known)) = (makes, self.dialogs.get_mut(&dialog)) {
                known.local_contact = contact.or_else(|| known.local_contact.take());
                if class == Class::Success && is_call {
                    known.phase = Phase::Confirmed;
                }
            }
            return Some(dialog);
        }
        if !makes || response.status == 100 || !makes_dialog(method) {
            return None;
        }
        let phase = if class == Class::Success {
            Phase::Confirmed
        } else {
            Phase::Early
        };
        let (request, flow, tag) = (
            received.request.clone(),
            received.flow,
            received.local_tag.clone(),
        );
        let dialog = self.dialog_of_callee(&request, flow, &tag, phase, contact)?;
        if is_call {
            self.note_pending(dialog, |pending| &mut pending.their_invite, id);
        }
        self.received.get_mut(&id)?.dialog = Some(dialog);
        Some(dialog)
    }

    /// Writes the headers that belong to the stack.
    fn address_response(&mut self, id: TransactionId, response: &mut Response) {
        let Some(received) = self.received.get(&id) else {
            return;
        };
        let fresh = Response::to(&received.request, response.status);
        for name in STACKS_OWN {
            response.headers.remove(name);
        }
        let mut headers = fresh.headers;
        for header in response.headers.iter() {
            headers.push(HeaderName::parse(header.name().as_bytes()), header.value());
        }
        response.headers = headers;
        if response.status > 100 {
            response.ensure_to_tag(&received.local_tag);
        }
        if !makes_dialog(&received.request.method) {
            response.headers.remove(HeaderName::RecordRoute);
        }
        let Flow {
            listener, remote, ..
        } = received.flow;
        let our = self.listeners.our_address(listener, remote.ip());
        if let Some(contact) = self.contact_of_response(received, response, our.as_ref()) {
            response.headers.push(HeaderName::Contact, contact);
        }
        if !response.headers.has(HeaderName::Server) && !self.config.user_agent.is_empty() {
            response
                .headers
                .push(HeaderName::Server, &self.config.user_agent);
        }
        if let Some(our) = our {
            our_host::fill(&mut response.headers, &our);
        }
    }

    /// The Contact that a response lacks.
    fn contact_of_response(
        &self,
        received: &Received,
        response: &Response,
        our: Option<&super::OurAddress>,
    ) -> Option<String> {
        let method = &received.request.method;
        let wanted = (101..300).contains(&response.status)
            && (makes_dialog(method) || refreshes_target(method))
            && !response.headers.has(HeaderName::Contact);
        if !wanted {
            return None;
        }
        let known = received.dialog.and_then(|dialog| self.dialogs.get(&dialog));
        if let Some(contact) = known.and_then(|dialog| dialog.local_contact.clone()) {
            return Some(contact);
        }
        let user = received.request.uri.user();
        our?.contact(user.as_deref())
            .map(|contact| format!("<{contact}>"))
    }
}

const STACKS_OWN: [HeaderName; 6] = [
    HeaderName::Via,
    HeaderName::From,
    HeaderName::To,
    HeaderName::CallId,
    HeaderName::CSeq,
    HeaderName::RecordRoute,
];
