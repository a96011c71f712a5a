//! Giving up an INVITE of ours (RFC 3261 §9.1).

use super::Stack;
use super::io::{ExtraHeaders, Gone, NoAnswer, TransactionId};
use super::responses::same_hop;
use super::sent::{Cancel, Purpose, Sent};
use crate::message::{Message, Method};
use std::time::Instant;

impl Stack {
    /// Cancels an INVITE of ours; `extra` goes into the CANCEL, such as Reason (RFC 3326).
    ///
    /// CANCEL waits for a provisional response. The end comes as usual: mostly a 487, but a 2xx
    /// that was faster must be acknowledged and ended with BYE, and `NoAnswer::Cancelled` comes
    /// when the INVITE had not gone out, or nothing follows for 64 times T1.
    ///
    /// # Errors
    /// When the INVITE has its final response, or the transaction is no INVITE.
    pub fn cancel(
        &mut self,
        now: Instant,
        id: TransactionId,
        extra: ExtraHeaders,
    ) -> Result<(), Gone> {
        let sent = self.sent.get_mut(&id).ok_or(Gone::Transaction)?;
        if sent.request.method != Method::Invite || !sent.is_waiting() {
            return Err(Gone::Transaction);
        }
        if !matches!(sent.cancel, Cancel::No) {
            return Ok(());
        }
        sent.targets.clear();
        sent.cancel = Cancel::Wanted(extra);
        match &sent.attempt {
            None => self.unanswered(now, id, NoAnswer::Cancelled),
            Some(attempt) if attempt.machine.is_proceeding() => self.cancel_if_wanted(now, id),
            Some(_) => {}
        }
        Ok(())
    }

    /// Sends the CANCEL if one is wanted; the INVITE is known to have arrived.
    pub(super) fn cancel_if_wanted(&mut self, now: Instant, id: TransactionId) {
        let give_up = now + self.config.timers.patience();
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        let (Cancel::Wanted(extra), Some(attempt)) = (&sent.cancel, &sent.attempt) else {
            return;
        };
        let mut cancel = same_hop(&attempt.request, Method::Cancel);
        for (name, value) in extra {
            cancel.headers.push(name.clone(), value);
        }
        let flow = attempt.flow;
        sent.cancel = Cancel::Sent { give_up };
        self.wind_sent(id);
        let bytes = Message::Request(cancel.clone()).to_bytes();
        let branch = cancel.headers.top_via().ok();
        let branch = branch
            .as_ref()
            .and_then(|via| via.branch())
            .unwrap_or_default()
            .to_owned();
        let Some(flow) = self.deliver(now, flow, "", bytes.clone()) else {
            return;
        };
        let canceller = TransactionId(self.new_id());
        self.sent
            .insert(canceller, Sent::new(cancel.clone(), Purpose::Silent, None));
        self.start_machine(now, canceller, flow, cancel, bytes, &branch);
        self.wind_sent(canceller);
    }
}
