//! How dialogs begin, on both sides, and how they are moved (RFC 3261 §12.1, §12.2).

use super::flow::Flow;
use super::io::{DialogId, TransactionId, UserEvent};
use super::sent::Fork;
use super::{Alarm, Stack};
use crate::dialog::{Dialog, DialogName, Pending, Phase, Role, RouteSet, refreshes_target};
use crate::header::{HeaderName, NameAddr, Uri};
use crate::message::{Headers, Method, Request, Response};
use crate::transaction::Class;

impl Stack {
    /// The dialog that a response to our request belongs to, made if it is new.
    pub(super) fn dialog_of_fork(
        &mut self,
        id: TransactionId,
        flow: Flow,
        class: Class,
        response: &Response,
    ) -> Option<DialogId> {
        let sent = self.sent.get_mut(&id)?;
        let request = &sent.attempt.as_ref()?.request;
        let dialog = dialog_of_caller(request, flow, class, response)?;
        let remote_tag = dialog.name.remote_tag.clone();
        // A fork whose dialog was ended before its 2xx came gets a new one, to be hung up.
        sent.forks
            .retain(|fork| fork.succeeded || self.dialogs.contains_key(&fork.dialog));
        if let Some(fork) = sent
            .forks
            .iter()
            .find(|fork| fork.succeeded && fork.remote_tag == remote_tag)
        {
            return Some(fork.dialog);
        }
        if let Some(&known) = self.dialogs_by_name.get(&dialog.name) {
            if class == Class::Success
                && let Some(early) = self.dialogs.get_mut(&known)
            {
                // RFC 3261 §13.2.2.4: the 2xx may come along another route than the 180.
                early.route_set = dialog.route_set;
            }
            return Some(known);
        }
        if sent.forks.len() >= self.config.limits.forks {
            self.tell_discarded(flow, "too many forks of one INVITE");
            return None;
        }
        let Some(new) = self.add_dialog(dialog) else {
            self.tell_discarded(flow, "too many dialogs");
            return None;
        };
        let sent = self.sent.get_mut(&id)?;
        // The dialog of a subscription is whole with its 2xx; only an INVITE also wants an ACK.
        let is_call = sent.request.method == Method::Invite;
        let succeeded = class == Class::Success && !is_call;
        sent.forks.push(Fork {
            dialog: new,
            remote_tag,
            succeeded,
            ack: None,
        });
        if is_call {
            self.note_pending(new, |pending| &mut pending.our_invite, id);
        }
        Some(new)
    }

    /// The dialog that our response to their request makes.
    pub(super) fn dialog_of_callee(
        &mut self,
        request: &Request,
        flow: Flow,
        local_tag: &str,
        phase: Phase,
        contact: Option<String>,
    ) -> Option<DialogId> {
        let headers = &request.headers;
        let (mut local, remote) = (headers.to().ok()?, headers.from().ok()?);
        local.set_tag(local_tag);
        let name = DialogName {
            call_id: headers.call_id()?.into_owned(),
            local_tag: local_tag.to_owned(),
            remote_tag: remote.tag().unwrap_or_default().to_owned(),
        };
        let cseq = headers.cseq().ok()?;
        let is_call = cseq.method == Method::Invite;
        let dialog = Dialog {
            name,
            role: Role::Callee,
            phase,
            local: bare(local),
            remote_target: target_of(headers).unwrap_or_else(|| remote.uri.clone()),
            remote: bare(remote),
            route_set: RouteSet::of_request(headers.record_routes().unwrap_or_default()),
            local_contact: contact,
            flow,
            pinned: None,
            has_call: is_call,
            subscriptions: u16::from(!is_call),
            local_sequence: 0,
            remote_sequence: Some(cseq.number),
            remote_rseq: None,
            pending: Pending::default(),
            answer: None,
            invite: None,
            held_bye: None,
        };
        self.add_dialog(dialog)
    }

    /// A response to a request in the dialog may move the remote target and shows where the
    /// other side is (RFC 3261 §12.2.1.2).
    pub(super) fn refresh_by_response(
        &mut self,
        id: DialogId,
        flow: Flow,
        method: &Method,
        response: &Response,
    ) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        dialog.flow = flow;
        if refreshes_target(method)
            && let Some(target) = target_of(&response.headers)
        {
            dialog.remote_target = target;
        }
    }

    /// A request in the dialog may do the same (RFC 3261 §12.2.2).
    pub(super) fn refresh_by_request(&mut self, id: DialogId, flow: Flow, request: &Request) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        dialog.flow = flow;
        if refreshes_target(&request.method)
            && let Some(target) = target_of(&request.headers)
        {
            dialog.remote_target = target;
        }
    }

    /// Ends the dialogs of an INVITE's forks that have not answered with a 2xx.
    pub(super) fn drop_early_forks(&mut self, id: TransactionId) {
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        let (done, early) = sent
            .forks
            .drain(..)
            .partition::<Vec<_>, _>(|fork| fork.succeeded);
        sent.forks = done;
        for fork in early {
            self.remove_dialog(fork.dialog);
        }
    }

    pub(super) fn remove_dialog(&mut self, id: DialogId) {
        let Some(dialog) = self.dialogs.remove(&id) else {
            return;
        };
        self.dialogs_by_name.remove(&dialog.name);
        self.deadlines.set(Alarm::Dialog(id), None);
        self.tell(UserEvent::DialogEnded { dialog: id });
    }

    fn add_dialog(&mut self, dialog: Dialog) -> Option<DialogId> {
        let known = self.dialogs_by_name.contains_key(&dialog.name);
        if known || self.dialogs.len() >= self.config.limits.dialogs {
            return None;
        }
        let id = DialogId(self.new_id());
        self.dialogs_by_name.insert(dialog.name.clone(), id);
        self.dialogs.insert(id, dialog);
        Some(id)
    }
}

/// RFC 3261 §12.1.2, from the request as it was sent and its response.
fn dialog_of_caller(
    request: &Request,
    flow: Flow,
    class: Class,
    response: &Response,
) -> Option<Dialog> {
    let headers = &response.headers;
    let (local, remote) = (request.headers.from().ok()?, headers.to().ok()?);
    let name = DialogName {
        call_id: request.headers.call_id()?.into_owned(),
        local_tag: local.tag().unwrap_or_default().to_owned(),
        remote_tag: remote.tag().unwrap_or_default().to_owned(),
    };
    let is_call = request.method == Method::Invite;
    let phase = if class == Class::Success {
        Phase::Confirmed
    } else {
        Phase::Early
    };
    Some(Dialog {
        name,
        role: Role::Caller,
        phase,
        local: bare(local),
        remote: bare(remote),
        remote_target: target_of(headers).unwrap_or_else(|| request.uri.clone()),
        route_set: RouteSet::of_response(headers.record_routes().unwrap_or_default()),
        local_contact: request
            .headers
            .text(HeaderName::Contact)
            .map(|c| c.into_owned()),
        flow,
        pinned: None,
        has_call: is_call,
        subscriptions: u16::from(!is_call),
        local_sequence: request.headers.cseq().ok()?.number,
        remote_sequence: None,
        remote_rseq: None,
        pending: Pending::default(),
        answer: None,
        invite: None,
        held_bye: None,
    })
}

/// The first Contact.
fn target_of(headers: &Headers) -> Option<Uri> {
    headers.contact().map(|contact| contact.uri)
}

/// From or To with its tag and nothing else of parameters.
fn bare(mut address: NameAddr) -> NameAddr {
    let tag = address.tag().map(str::to_owned);
    address.params = crate::header::Params::new();
    if let Some(tag) = tag {
        address.set_tag(&tag);
    }
    address
}
