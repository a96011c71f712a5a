//! Reliable provisional responses of ours (RFC 3262): numbered, repeated until their PRACK,
//! one at a time.

use super::Stack;
use super::io::{DialogId, Gone, TransactionId, UserEvent};
use crate::dialog::repetition::{Due, Repetition};
use crate::header::HeaderName;
use crate::message::{Request, Response};
use std::collections::VecDeque;
use std::time::Instant;

/// The reliable responses of one INVITE.
#[derive(Default)]
pub(crate) struct Reliable {
    rseq: u32,
    outstanding: Option<Outstanding>,
    /// Those that wait for the PRACK of the outstanding one.
    waiting: VecDeque<Response>,
    /// A 2xx that waits for it too.
    answer: Option<Response>,
}

struct Outstanding {
    bytes: Vec<u8>,
    has_body: bool,
    repetition: Repetition,
}

impl Reliable {
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.outstanding
            .as_ref()
            .map(|outstanding| outstanding.repetition.next_deadline())
    }

    /// Whether a 2xx must wait: the offer or answer in the outstanding response is not confirmed.
    pub(crate) fn must_hold_answer(&self) -> bool {
        self.outstanding
            .as_ref()
            .is_some_and(|outstanding| outstanding.has_body)
    }

    pub(crate) fn hold_answer(&mut self, response: Response) {
        self.waiting.clear();
        self.answer = Some(response);
    }

    pub(crate) fn has_held_answer(&self) -> bool {
        self.answer.is_some()
    }

    /// The final response has gone out.
    pub(crate) fn stop(&mut self) {
        *self = Self {
            rseq: self.rseq,
            ..Self::default()
        };
    }
}

impl Stack {
    /// Sends a 1xx reliably, or as an ordinary one when the caller does not support `100rel`.
    /// It is repeated until its PRACK, which is told as `UserEvent::Pracked`; a further one
    /// waits so long.
    ///
    /// # Errors
    /// When the transaction has its final response, or too many responses wait already.
    pub fn respond_reliably(
        &mut self,
        now: Instant,
        id: TransactionId,
        response: Response,
    ) -> Result<Option<DialogId>, Gone> {
        let received = self.received.get_mut(&id).ok_or(Gone::Transaction)?;
        let reliable =
            (101..200).contains(&response.status) && received.request.headers.supports("100rel");
        if !reliable || !received.machine.is_open() || received.reliable.has_held_answer() {
            return self.respond(now, id, response);
        }
        if received.reliable.outstanding.is_some() {
            if received.reliable.waiting.len() >= WAITING_MAX {
                return Err(Gone::Full);
            }
            received.reliable.waiting.push_back(response);
            return Ok(received.dialog);
        }
        Ok(self.send_reliably(now, id, response))
    }

    fn send_reliably(
        &mut self,
        now: Instant,
        id: TransactionId,
        mut response: Response,
    ) -> Option<DialogId> {
        let first = self.random.below(1 << 30) + 1;
        let received = self.received.get_mut(&id)?;
        let last = received.reliable.rseq;
        let rseq = if last == 0 { first } else { last + 1 };
        received.reliable.rseq = rseq;
        if !response.headers.tokens(HeaderName::Require).has("100rel") {
            response.headers.push(HeaderName::Require, "100rel");
        }
        response.headers.set(HeaderName::RSeq, rseq.to_string());
        let has_body = !response.body.is_empty();
        let dialog = self.send_response(now, id, response);
        let repetition = Repetition::of_provisional(now, self.config.timers);
        let received = self.received.get_mut(&id)?;
        let bytes = received.latest.clone();
        received.reliable.outstanding = Some(Outstanding {
            bytes,
            has_body,
            repetition,
        });
        self.wind_received(id);
        dialog
    }

    pub(super) fn provisional_is_due(&mut self, now: Instant, id: TransactionId) {
        let Some(received) = self.received.get_mut(&id) else {
            return;
        };
        let Some(outstanding) = &mut received.reliable.outstanding else {
            return;
        };
        match outstanding.repetition.tick(now) {
            Due::Nothing => {}
            Due::Resend => {
                let bytes = outstanding.bytes.clone();
                self.send_back(now, id, bytes);
            }
            Due::GaveUp => {
                received.reliable.stop();
                self.tell(UserEvent::NotPracked { transaction: id });
            }
        }
    }

    /// A PRACK came in a dialog. Gives whether the user must answer it, because it has a body.
    pub(super) fn pracked(
        &mut self,
        now: Instant,
        dialog: DialogId,
        prack: TransactionId,
        request: &Request,
    ) -> bool {
        let Some(invite) = self.acknowledged_invite(dialog, request) else {
            self.refuse(now, prack, 481);
            return false;
        };
        self.tell(UserEvent::Pracked {
            dialog,
            transaction: invite,
        });
        let for_user = !request.body.is_empty();
        if !for_user {
            self.refuse(now, prack, 200);
        }
        let Some(received) = self.received.get_mut(&invite) else {
            return for_user;
        };
        received.reliable.outstanding = None;
        if let Some(answer) = received.reliable.answer.take() {
            self.send_response(now, invite, answer);
        } else if let Some(next) = received.reliable.waiting.pop_front() {
            self.send_reliably(now, invite, next);
        }
        self.wind_received(invite);
        for_user
    }

    /// The INVITE whose outstanding reliable response the RAck of this PRACK names.
    fn acknowledged_invite(&self, dialog: DialogId, prack: &Request) -> Option<TransactionId> {
        let rack = prack.headers.rack().ok()?;
        let invite = self.dialogs.get(&dialog)?.pending.their_invite?;
        let received = self.received.get(&invite)?;
        let number = received.request.headers.cseq().ok()?.number;
        let reliable = &received.reliable;
        let fits = reliable.outstanding.is_some() && reliable.rseq == rack.rseq;
        (fits && rack.cseq.number == number).then_some(invite)
    }
}

const WAITING_MAX: usize = 16;
