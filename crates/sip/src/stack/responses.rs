//! Responses to our requests.

use super::Stack;
use super::flow::Flow;
use super::io::{DialogId, NoAnswer, TransactionId, UserEvent};
use super::sent::{Cancel, Fork, Purpose, Sent};
use crate::dialog::{Phase, SentInvite, makes_dialog};
use crate::header::{CSeq, HeaderName};
use crate::message::{Message, Method, Request, Response};
use crate::transaction::{Class, ClientAction, ServerKey};
use std::time::Instant;

impl Stack {
    /// A response came; one that fits no request of ours is dropped (RFC 3261 §18.1.2).
    pub(super) fn response_came(&mut self, now: Instant, flow: Flow, response: Response) {
        let (Ok(via), Ok(cseq)) = (response.headers.top_via(), response.headers.cseq()) else {
            return;
        };
        let branch = via.branch().unwrap_or_default().as_bytes();
        let key = ServerKey::client(branch, cseq.method.as_str().as_bytes());
        let Some(&id) = self.sent_by_key.get(&key) else {
            return;
        };
        let class = Class::of(response.status);
        let mut actions = Vec::new();
        if let Some(attempt) = self
            .sent
            .get_mut(&id)
            .and_then(|sent| sent.attempt.as_mut())
        {
            attempt.machine.response(now, class, &mut actions);
        }
        let mut response = Some(response);
        for action in actions {
            match action {
                ClientAction::SendAck => self.acknowledge_refusal(now, id, response.as_ref()),
                ClientAction::PassUp => {
                    if let Some(response) = response.take() {
                        self.pass_up(now, id, flow, class, response);
                    }
                }
                ClientAction::SendRequest | ClientAction::TimedOut | ClientAction::Ended => {}
            }
        }
        self.wind_sent(id);
    }

    fn pass_up(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        class: Class,
        response: Response,
    ) {
        if class != Class::Provisional {
            self.no_longer_waiting(id);
        }
        let Some(sent) = self.sent.get(&id) else {
            return;
        };
        if sent.purpose != Purpose::User {
            return;
        }
        if response.status == 503 && may_fail_over(sent) {
            return self.fail_over(now, id);
        }
        if class == Class::Provisional {
            self.cancel_if_wanted(now, id);
        }
        let Some(dialog) = self.dialog_of_response(now, id, flow, class, &response) else {
            return;
        };
        let status = response.status;
        self.tell(UserEvent::Response {
            transaction: id,
            response,
            flow,
            dialog,
        });
        if class != Class::Provisional {
            self.settled(now, id, status);
        }
    }

    /// The dialog of a response, made or confirmed by it. `None`: the response is a repetition
    /// that the user has seen.
    fn dialog_of_response(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        class: Class,
        response: &Response,
    ) -> Option<Option<DialogId>> {
        let sent = self.sent.get(&id)?;
        let (method, inside) = (sent.request.method.clone(), sent.dialog);
        let tag = response
            .headers
            .to()
            .ok()
            .and_then(|to| to.tag().map(str::to_owned));
        let dialog = match (inside, class) {
            (Some(dialog), _) => Some(dialog),
            (None, Class::Failure) => return Some(None),
            (None, _) if !makes_dialog(&method) || response.status == 100 => return Some(None),
            (None, Class::Provisional) if tag.is_none() => return Some(None),
            (None, _) => self.dialog_of_fork(id, flow, class, response),
        };
        let Some(dialog) = dialog else {
            return Some(None);
        };
        if method != Method::Invite {
            if class == Class::Success {
                self.refresh_by_response(dialog, flow, &method, response);
            }
            return Some(Some(dialog));
        }
        match class {
            Class::Success => {
                self.invite_succeeded(now, id, dialog, flow, response)?;
            }
            Class::Provisional => self.note_reliable(dialog, response)?,
            Class::Failure => {}
        }
        Some(Some(dialog))
    }

    /// A 2xx to an INVITE: remembers what its ACK needs, or repeats the ACK it already has.
    fn invite_succeeded(
        &mut self,
        now: Instant,
        id: TransactionId,
        dialog: DialogId,
        flow: Flow,
        response: &Response,
    ) -> Option<()> {
        let sent = self.sent.get_mut(&id)?;
        let index = match sent.forks.iter().position(|fork| fork.dialog == dialog) {
            Some(index) => index,
            None => {
                // A re-INVITE: its dialog is older than itself.
                sent.forks.push(Fork {
                    dialog,
                    remote_tag: String::new(),
                    succeeded: false,
                    ack: None,
                });
                sent.forks.len() - 1
            }
        };
        let fork = sent.forks.get_mut(index)?;
        if fork.succeeded {
            if let Some((path, ack)) = fork.ack.clone() {
                self.deliver(now, path, "", ack);
            }
            return None;
        }
        fork.succeeded = true;
        let sequence = sent.request.headers.cseq().map_or(0, |cseq| cseq.number);
        let credentials = credentials_of(&sent.request);
        self.refresh_by_response(dialog, flow, &Method::Invite, response);
        if let Some(dialog) = self.dialogs.get_mut(&dialog) {
            dialog.phase = Phase::Confirmed;
            dialog.invite = Some(SentInvite {
                transaction: id,
                sequence,
                credentials,
            });
        }
        Some(())
    }

    /// RFC 3262 §4: reliable provisional responses count up by one; all others are repetitions
    /// or come too early.
    fn note_reliable(&mut self, dialog: DialogId, response: &Response) -> Option<()> {
        let headers = &response.headers;
        let rseq = headers.number(HeaderName::RSeq);
        let reliable = headers.tokens(HeaderName::Require).has("100rel");
        let (Some(rseq), true, Ok(cseq)) = (rseq, reliable, headers.cseq()) else {
            return Some(());
        };
        let known = self.dialogs.get_mut(&dialog)?;
        let expected = match known.remote_rseq {
            Some((last, number)) if number == cseq.number => last.checked_add(1) == Some(rseq),
            Some(_) | None => true,
        };
        expected.then(|| known.remote_rseq = Some((rseq, cseq.number)))
    }

    /// The final response has been told: what follows from it.
    fn settled(&mut self, now: Instant, id: TransactionId, status: u16) {
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        sent.targets.clear();
        sent.cancel = Cancel::No;
        let (method, inside) = (sent.request.method.clone(), sent.dialog);
        let forks: Vec<_> = sent
            .forks
            .iter()
            .map(|fork| fork.dialog)
            .chain(inside)
            .collect();
        for dialog in forks {
            if let Some(dialog) = self.dialogs.get_mut(&dialog) {
                dialog.forget_pending(id);
            }
        }
        if Class::of(status) == Class::Failure {
            self.drop_early_forks(id);
        }
        let Some(inside) = inside else { return };
        // RFC 3261 §15.1.1: a 401 or 407 to BYE is tried again, anything else ends the call.
        if method == Method::Bye && !matches!(status, 401 | 407) {
            self.call_ended(now, inside);
        }
    }

    /// RFC 3263 §4.3: a 503 is the next server's turn. The INVITE left behind still
    /// acknowledges repetitions of the refusal.
    fn fail_over(&mut self, now: Instant, id: TransactionId) {
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        let attempt = sent.attempt.take();
        let mut rest = Sent::new(sent.request.clone(), Purpose::Silent, None);
        if let Some(attempt) = attempt {
            let left = TransactionId(self.new_id());
            self.sent_by_key.insert(attempt.key.clone(), left);
            rest.attempt = Some(attempt);
            self.sent.insert(left, rest);
            self.wind_sent(left);
        }
        self.next_target(now, id, NoAnswer::TransportFailed);
    }

    /// The ACK for a refusal (RFC 3261 §17.1.1.3): same branch, same path.
    fn acknowledge_refusal(
        &mut self,
        now: Instant,
        id: TransactionId,
        response: Option<&Response>,
    ) {
        let attempt = self
            .sent
            .get_mut(&id)
            .and_then(|sent| sent.attempt.as_mut());
        let Some(attempt) = attempt else { return };
        if let Some(response) = response {
            attempt
                .ack
                .get_or_insert_with(|| ack_of(&attempt.request, response));
        }
        let (flow, ack) = (attempt.flow, attempt.ack.clone());
        if let Some(ack) = ack {
            self.deliver(now, flow, "", ack);
        }
    }
}

/// Whether the request may still go to another server.
fn may_fail_over(sent: &Sent) -> bool {
    !sent.targets.is_empty() && sent.forks.is_empty() && matches!(sent.cancel, Cancel::No)
}

fn ack_of(invite: &Request, response: &Response) -> Vec<u8> {
    let mut ack = same_hop(invite, Method::Ack);
    ack.headers.remove(HeaderName::To);
    ack.headers.copy_from(&response.headers, HeaderName::To);
    Message::Request(ack).to_bytes()
}

/// A request that follows an INVITE hop by hop: ACK for a refusal, CANCEL (RFC 3261 §9.1).
pub(super) fn same_hop(invite: &Request, method: Method) -> Request {
    let mut request = Request::new(method.clone(), invite.uri.clone());
    if let Ok(via) = invite.headers.top_via() {
        request.headers.push(HeaderName::Via, via.to_string());
    }
    for name in [
        HeaderName::MaxForwards,
        HeaderName::Route,
        HeaderName::From,
        HeaderName::To,
        HeaderName::CallId,
    ] {
        request.headers.copy_from(&invite.headers, name);
    }
    let number = invite.headers.cseq().map_or(0, |cseq| cseq.number);
    request
        .headers
        .push(HeaderName::CSeq, CSeq { number, method }.to_string());
    request
}

fn credentials_of(request: &Request) -> Vec<(HeaderName, String)> {
    [HeaderName::Authorization, HeaderName::ProxyAuthorization]
        .into_iter()
        .flat_map(|name| {
            let values = request.headers.all(name.clone()).map(crate::header::decode);
            values
                .map(|value| (name.clone(), value.into_owned()))
                .collect::<Vec<_>>()
        })
        .collect()
}
