//! What happens to dialogs while they live: usages, pinning, the 2xx that waits for its ACK.

use super::flow::Flow;
use super::io::{DialogId, Gone, NoAnswer, TransactionId, UserEvent};
use super::{Alarm, Stack};
use crate::dialog::repetition::{Due, Repetition};
use crate::dialog::{Answer, HeldBye, Pending, Role};
use crate::header::{NameAddr, Uri};
use crate::message::{Method, Request};
use std::time::{Duration, Instant};

impl Stack {
    /// Sends everything of this dialog along a path from now on (`None`: no more), whatever its
    /// Contact says: the remedy for phones behind NAT (`rewrite_contact`).
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn pin_dialog(&mut self, dialog: DialogId, flow: Option<Flow>) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        known.pinned = flow;
        Ok(())
    }

    /// Moves the remote target by hand.
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn set_remote_target(&mut self, dialog: DialogId, target: Uri) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        known.remote_target = target;
        Ok(())
    }

    /// Changes the display name or URI of our side, as connected-line updates do; the tag stays.
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn set_local_identity(
        &mut self,
        dialog: DialogId,
        mut identity: NameAddr,
    ) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        identity.set_tag(&known.name.local_tag);
        known.local = identity;
        Ok(())
    }

    /// One more subscription keeps the dialog alive (RFC 5057), such as the one that an accepted
    /// REFER makes. Dialogs made by SUBSCRIBE have their first one already.
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn add_subscription(&mut self, dialog: DialogId) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        known.subscriptions = known.subscriptions.saturating_add(1);
        Ok(())
    }

    /// A subscription has ended; the dialog ends with its last usage.
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn end_subscription(&mut self, dialog: DialogId) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        known.subscriptions = known.subscriptions.saturating_sub(1);
        if known.is_unused() {
            self.remove_dialog(dialog);
        }
        Ok(())
    }

    /// Forgets a dialog at once, whatever uses it: the other side has said 481, or is dead. No
    /// BYE is sent. The dialog of a call that was hung up properly needs no such order: it ends
    /// when the BYE has its final response.
    pub fn end_dialog(&mut self, now: Instant, dialog: DialogId) {
        let Some(known) = self.dialogs.get_mut(&dialog) else {
            return;
        };
        known.subscriptions = 0;
        self.call_ended(now, dialog);
        self.remove_dialog(dialog);
    }

    /// How long to wait after a 491 before the same is tried again (RFC 3261 §14.1).
    pub fn glare_delay(&mut self, dialog: DialogId) -> Duration {
        let ours = self
            .dialogs
            .get(&dialog)
            .is_some_and(|d| d.role == Role::Caller);
        let tens = if ours {
            210 + self.random.below(191)
        } else {
            self.random.below(201)
        };
        Duration::from_millis(10) * tens
    }

    /// The INVITE usage is over. An INVITE of theirs that still waits is refused
    /// (RFC 3261 §15.1.2).
    pub(super) fn call_ended(&mut self, now: Instant, dialog: DialogId) {
        let Some(known) = self.dialogs.get_mut(&dialog) else {
            return;
        };
        known.has_call = false;
        known.answer = None;
        let held = known.held_bye.take();
        let waiting = known.pending.their_invite.take();
        self.deadlines.set(Alarm::Dialog(dialog), None);
        if let Some(HeldBye { transaction, .. }) = held {
            let (why, dialog) = (NoAnswer::Cancelled, Some(dialog));
            self.tell(UserEvent::NoAnswer {
                transaction,
                why,
                dialog,
            });
        }
        if let Some(invite) = waiting {
            self.refuse(now, invite, 487);
        }
        let unused = self
            .dialogs
            .get(&dialog)
            .is_some_and(crate::dialog::Dialog::is_unused);
        if unused {
            self.remove_dialog(dialog);
        }
    }

    /// Answers a transaction with a bare status.
    pub(super) fn refuse(&mut self, now: Instant, id: TransactionId, status: u16) {
        if let Some(response) = self.new_response(id, status) {
            // A transaction that has its answer already needs none.
            let _ = self.respond(now, id, response);
        }
    }

    pub(super) fn note_pending(
        &mut self,
        dialog: DialogId,
        slot: impl FnOnce(&mut Pending) -> &mut Option<TransactionId>,
        transaction: TransactionId,
    ) {
        if let Some(dialog) = self.dialogs.get_mut(&dialog) {
            *slot(&mut dialog.pending) = Some(transaction);
        }
    }

    /// Our 2xx has gone out; it is repeated until the ACK comes (RFC 3261 §13.3.1.4).
    pub(super) fn await_ack(
        &mut self,
        now: Instant,
        dialog: DialogId,
        transaction: TransactionId,
        sequence: u32,
    ) {
        let repetition = Repetition::of_success(now, self.config.timers);
        let Some(known) = self.dialogs.get_mut(&dialog) else {
            return;
        };
        known.answer = Some(Answer {
            transaction,
            sequence,
            repetition,
        });
        self.deadlines
            .set(Alarm::Dialog(dialog), Some(repetition.next_deadline()));
    }

    pub(super) fn answer_is_due(&mut self, now: Instant, id: DialogId) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        let Some(answer) = &mut dialog.answer else {
            return;
        };
        let (due, transaction) = (answer.repetition.tick(now), answer.transaction);
        let next = (due != Due::GaveUp).then(|| answer.repetition.next_deadline());
        match due {
            Due::Nothing => {}
            Due::Resend => self.send_response_again(now, transaction),
            Due::GaveUp => {
                dialog.answer = None;
                if dialog.held_bye.is_none() {
                    self.tell(UserEvent::Unacknowledged { dialog: id });
                }
                self.release_bye(now, id);
            }
        }
        self.deadlines.set(Alarm::Dialog(id), next);
    }

    /// An ACK that is no part of an INVITE transaction: it acknowledges a 2xx of a dialog.
    pub(super) fn ack_in_dialog(
        &mut self,
        now: Instant,
        flow: Flow,
        id: DialogId,
        request: Request,
    ) {
        let number = request.headers.cseq().map_or(0, |cseq| cseq.number);
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        if dialog
            .answer
            .as_ref()
            .is_none_or(|answer| answer.sequence != number)
        {
            return;
        }
        dialog.answer = None;
        dialog.flow = flow;
        self.deadlines.set(Alarm::Dialog(id), None);
        self.tell(UserEvent::Ack {
            dialog: id,
            request,
        });
        self.release_bye(now, id);
    }

    /// Sends the BYE that waited for the ACK.
    fn release_bye(&mut self, now: Instant, id: DialogId) {
        let held = self
            .dialogs
            .get_mut(&id)
            .and_then(|dialog| dialog.held_bye.take());
        if let Some(HeldBye {
            transaction,
            extra,
            body,
        }) = held
        {
            self.send_in_dialog(now, id, transaction, Method::Bye, extra, body);
        }
    }
}
