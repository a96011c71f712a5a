//! The end of a leg: the switchboard has done with it, the far end must still agree.

use call::HangupCause;
use sip::message::{Method, Response};
use sip::stack::{DialogId, TransactionId};

use super::{Asked, LegInput, Line, State};
use crate::office::{Office, bare};

/// What is missing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    /// The final response to the INVITE that was cancelled.
    Cancelling {
        /// The INVITE.
        invite: TransactionId,
    },
    /// The final response to our BYE.
    Leaving {
        /// The dialog.
        dialog: DialogId,
        /// BYE.
        bye: TransactionId,
        /// Why, for another try.
        cause: HangupCause,
        /// A challenge was answered already.
        authorized: bool,
    },
}

impl Ending {
    /// Sends BYE.
    pub(super) fn leave(
        office: &mut Office,
        line: &mut Line,
        dialog: DialogId,
        cause: HangupCause,
    ) -> State {
        match line.say_bye(office, dialog, cause) {
            Some(bye) => State::Ending(Self::Leaving {
                dialog,
                bye,
                cause,
                authorized: false,
            }),
            None => State::Gone,
        }
    }

    pub(super) fn handle(self, office: &mut Office, line: &mut Line, input: LegInput) -> State {
        match (self, input) {
            (_, LegInput::Request(asked)) => {
                answer_late(office, &asked);
                State::Ending(self)
            }
            (Self::Cancelling { invite }, LegInput::Response(heard))
                if heard.transaction == invite =>
            {
                match (heard.response.status, heard.dialog) {
                    (100..=199, _) => State::Ending(self),
                    // The answer was faster than our CANCEL (RFC 3261 §9.1).
                    (200..=299, Some(dialog)) => {
                        office.dialogs.insert(dialog, line.channel);
                        let body = sip::message::Body::empty();
                        let _ = office.stack.ack(office.now, dialog, Vec::new(), body);
                        Self::leave(office, line, dialog, HangupCause::NORMAL_CLEARING)
                    }
                    _ => State::Gone,
                }
            }
            (Self::Cancelling { invite }, LegInput::NoAnswer(transaction, _))
                if transaction == invite =>
            {
                State::Gone
            }
            (Self::Leaving { bye, .. }, LegInput::Response(heard)) if heard.transaction == bye => {
                self.bye_answered(office, line, &heard.response)
            }
            (Self::Leaving { bye, .. }, LegInput::NoAnswer(transaction, _))
                if transaction == bye =>
            {
                State::Gone
            }
            (Self::Leaving { dialog, .. }, LegInput::DialogEnded(ended)) if ended == dialog => {
                State::Gone
            }
            _ => State::Ending(self),
        }
    }

    fn bye_answered(self, office: &mut Office, line: &mut Line, response: &Response) -> State {
        let Self::Leaving {
            dialog,
            cause,
            authorized,
            ..
        } = self
        else {
            return State::Gone;
        };
        match response.status {
            100..=199 => State::Ending(self),
            401 | 407 if !authorized && line.accept_challenge(response) => {
                match line.say_bye(office, dialog, cause) {
                    Some(bye) => State::Ending(Self::Leaving {
                        dialog,
                        bye,
                        cause,
                        authorized: true,
                    }),
                    None => State::Gone,
                }
            }
            401 | 407 => {
                // They want a password that we do not have; the call is over for us.
                office.stack.end_dialog(office.now, dialog);
                State::Gone
            }
            _ => State::Gone,
        }
    }
}

/// A request that crossed our BYE or CANCEL.
fn answer_late(office: &mut Office, asked: &Asked) {
    let status = if asked.request.method == Method::Bye {
        200
    } else {
        481
    };
    office.respond(asked.transaction, bare(status));
}
