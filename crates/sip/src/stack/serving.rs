//! Requests of theirs: which transaction and dialog they belong to, and whether they are refused
//! before the user sees them.

use super::Stack;
use super::flow::Flow;
use super::io::{DialogId, TransactionId, UserEvent};
use super::received::{Received, ServerMachine};
use super::reliable::Reliable;
use crate::dialog::{DialogName, Glare, Order};
use crate::header::{HeaderFault, HeaderName, NameAddr, Transport, Via};
use crate::message::{Method, Request, Response, unsupported_extensions};
use crate::transaction::table::ClassicFields;
use crate::transaction::{ServerAction, ServerKey};
use std::net::SocketAddr;
use std::time::Instant;

impl Stack {
    /// A well-formed request came.
    pub(super) fn request_came(&mut self, now: Instant, flow: Flow, mut request: Request) {
        let Ok(via) = request.headers.top_via() else {
            return;
        };
        let key = key_of(&request, &via, &request.method);
        let mut noted = via.clone();
        noted.note_source(flow.remote, self.config.force_rport);
        request
            .headers
            .set_first(HeaderName::Via, noted.to_string());
        self.note_alias(flow, &via);
        match request.method {
            Method::Ack => return self.ack_came(now, flow, &key, request),
            Method::Cancel => return self.cancel_came(now, flow, request, via),
            _ => {}
        }
        if let Some(&id) = self.received_by_key.get(&key) {
            return self.repeated(now, id);
        }
        let supported: Vec<&str> = self.config.supported.iter().map(String::as_str).collect();
        let unsupported = unsupported_extensions(&request, &supported);
        if !unsupported.is_empty() {
            let mut response = Response::to(&request, 420);
            response
                .headers
                .push(HeaderName::Unsupported, unsupported.join(", "));
            return self.answer_statelessly(now, flow, &request, response);
        }
        let name = name_of(&request);
        if name.local_tag.is_empty() || stands_alone(&request.method) {
            return self.new_request(now, flow, request, via, key);
        }
        match self.dialogs_by_name.get(&name) {
            Some(&dialog) => self.request_in_dialog(now, flow, dialog, request, via, key),
            None => self.refuse_statelessly(now, flow, &request, 481),
        }
    }

    fn new_request(
        &mut self,
        now: Instant,
        flow: Flow,
        request: Request,
        via: Via,
        key: ServerKey,
    ) {
        let merged = merged_key(&request);
        let other = self
            .received_by_key
            .get(&merged)
            .and_then(|id| self.received.get(id));
        // Only while the first copy is open or accepted: a client that repeats a refused request
        // with credentials but the same CSeq is sloppy, not forked.
        if other.is_some_and(|other| other.machine.is_open() || other.dialog.is_some()) {
            return self.refuse_statelessly(now, flow, &request, 482);
        }
        if self.is_full() {
            let mut response = Response::to(&request, 503);
            response.headers.push(HeaderName::RetryAfter, "10");
            return self.answer_statelessly(now, flow, &request, response);
        }
        let transaction = self.keep(now, flow, &request, via, key, None);
        self.received_by_key.insert(merged.clone(), transaction);
        if let Some(received) = self.received.get_mut(&transaction) {
            received.merged = Some(merged);
        }
        self.tell(UserEvent::Request {
            transaction,
            request,
            flow,
        });
    }

    fn request_in_dialog(
        &mut self,
        now: Instant,
        flow: Flow,
        dialog: DialogId,
        request: Request,
        via: Via,
        key: ServerKey,
    ) {
        let number = request.headers.cseq().map_or(0, |cseq| cseq.number);
        let Some(known) = self.dialogs.get_mut(&dialog) else {
            return;
        };
        let order = known.receive_sequence(number);
        if order == Order::Repeated {
            return;
        }
        let glare = known.glare(&request.method, !request.body.is_empty());
        if order == Order::Stale {
            return self.refuse_statelessly(now, flow, &request, 500);
        }
        if let Some(glare) = glare {
            return self.refuse_glare(now, flow, &request, via, key, glare);
        }
        if self.is_full() && request.method != Method::Bye {
            return self.refuse_statelessly(now, flow, &request, 503);
        }
        self.refresh_by_request(dialog, flow, &request);
        let transaction = self.keep(now, flow, &request, via, key, Some(dialog));
        match request.method {
            Method::Invite => {
                self.note_pending(dialog, |pending| &mut pending.their_invite, transaction);
            }
            Method::Update => {
                self.note_pending(dialog, |pending| &mut pending.their_update, transaction);
            }
            Method::Prack if !self.pracked(now, dialog, transaction, &request) => return,
            _ => {}
        }
        self.tell(UserEvent::InDialog {
            dialog,
            transaction,
            request,
            flow,
        });
    }

    /// A request that collides with another (RFC 3261 §14.2).
    fn refuse_glare(
        &mut self,
        now: Instant,
        flow: Flow,
        request: &Request,
        via: Via,
        key: ServerKey,
        glare: Glare,
    ) {
        let response = match glare {
            Glare::Crossed => Response::to(request, 491),
            Glare::TooEarly => {
                let mut response = Response::to(request, 500);
                let seconds = self.random.below(11).to_string();
                response.headers.push(HeaderName::RetryAfter, seconds);
                response
            }
        };
        // Repetitions must get the same answer, though their CSeq is not new any more.
        let id = self.keep(now, flow, request, via, key, None);
        self.send_response(now, id, response);
    }

    /// Starts a server transaction.
    fn keep(
        &mut self,
        now: Instant,
        flow: Flow,
        request: &Request,
        via: Via,
        key: ServerKey,
        dialog: Option<DialogId>,
    ) -> TransactionId {
        let id = TransactionId(self.new_id());
        let (timers, trying_after) = (self.config.timers, self.config.trying_after);
        let machine = ServerMachine::start(&request.method, now, timers, flow.kind, trying_after);
        let mut headers_only = request.clone();
        headers_only.body = crate::message::Body::empty();
        let received = Received {
            machine,
            request: headers_only,
            via,
            flow,
            force_rport: self.config.force_rport,
            key: key.clone(),
            merged: None,
            local_tag: self.random.token(),
            dialog,
            inside: dialog.is_some(),
            latest: Vec::new(),
            reliable: Reliable::default(),
        };
        self.received.insert(id, received);
        self.received_by_key.insert(key, id);
        self.wind_received(id);
        id
    }

    fn repeated(&mut self, now: Instant, id: TransactionId) {
        let mut actions = Vec::new();
        if let Some(received) = self.received.get(&id) {
            received.machine.repeated(&mut actions);
        }
        self.perform(now, id, actions);
    }

    fn ack_came(&mut self, now: Instant, flow: Flow, key: &ServerKey, request: Request) {
        let invite = self.received_by_key.get(key).copied();
        let mut actions = Vec::new();
        if let Some((id, received)) =
            invite.and_then(|id| self.received.get_mut(&id).map(|received| (id, received)))
        {
            if let ServerMachine::Invite(machine) = &mut received.machine {
                machine.acknowledged(now, &mut actions);
            }
            self.wind_received(id);
            if !actions.contains(&ServerAction::PassAck) {
                return;
            }
        }
        if let Some(&dialog) = self.dialogs_by_name.get(&name_of(&request)) {
            self.ack_in_dialog(now, flow, dialog, request);
        }
    }

    /// RFC 3261 §9.2. Both the CANCEL and, if it comes in time, the INVITE are answered here.
    fn cancel_came(&mut self, now: Instant, flow: Flow, request: Request, via: Via) {
        let invite = key_of(&request, &via, &Method::Invite);
        let Some(&id) = self.received_by_key.get(&invite) else {
            return self.refuse_statelessly(now, flow, &request, 481);
        };
        let Some(received) = self.received.get(&id) else {
            return;
        };
        let open = received.machine.is_open();
        let mut response = Response::to(&request, 200);
        response.ensure_to_tag(&received.local_tag.clone());
        self.answer_statelessly(now, flow, &request, response);
        if open {
            self.tell(UserEvent::Cancelled {
                transaction: id,
                request,
            });
            self.refuse(now, id, 487);
        }
    }

    fn refuse_statelessly(&mut self, now: Instant, flow: Flow, request: &Request, status: u16) {
        let response = Response::to(request, status);
        self.answer_statelessly(now, flow, request, response);
    }

    /// RFC 5923 for plain TCP from the same address; a TLS alias would need the certificate.
    fn note_alias(&mut self, flow: Flow, via: &Via) {
        if let Some(connection) = flow.connection
            && flow.kind == Transport::Tcp
            && via.params.has("alias")
        {
            let alias = SocketAddr::new(flow.remote.ip(), via.port_or_default());
            self.connections.alias(connection, alias);
        }
    }
}

/// The key of the server transaction (RFC 3261 §17.2.3); an ACK has that of its INVITE.
fn key_of(request: &Request, via: &Via, method: &Method) -> ServerKey {
    let method = if *method == Method::Ack {
        &Method::Invite
    } else {
        method
    };
    let method = method.as_str().as_bytes();
    if let (true, Some(branch)) = (via.has_unique_branch(), via.branch()) {
        let sent_by = format!("{}:{}", via.host, via.port_or_default());
        return ServerKey::cookie(branch.as_bytes(), sent_by.as_bytes(), method);
    }
    let headers = &request.headers;
    let from = headers.from().ok();
    ServerKey::classic(ClassicFields {
        request_uri: request.uri.as_str().as_bytes(),
        from_tag: from
            .as_ref()
            .and_then(|from| from.tag())
            .unwrap_or_default()
            .as_bytes(),
        call_id: headers.get(HeaderName::CallId).unwrap_or_default(),
        sequence: headers.cseq().map_or(0, |cseq| cseq.number),
        top_via: format!("{}:{}", via.host, via.branch().unwrap_or_default()).as_bytes(),
        method,
    })
}

fn merged_key(request: &Request) -> ServerKey {
    let headers = &request.headers;
    let from = headers.from().ok();
    let tag = from
        .as_ref()
        .and_then(|from| from.tag())
        .unwrap_or_default();
    let number = headers.cseq().map_or(0, |cseq| cseq.number);
    let call_id = headers.get(HeaderName::CallId).unwrap_or_default();
    ServerKey::merged(
        tag.as_bytes(),
        call_id,
        number,
        request.method.as_str().as_bytes(),
    )
}

/// The dialog that an incoming request names.
fn name_of(request: &Request) -> DialogName {
    let tag = |address: Result<NameAddr, HeaderFault>| {
        address
            .ok()
            .and_then(|a| a.tag().map(str::to_owned))
            .unwrap_or_default()
    };
    DialogName {
        call_id: request.headers.call_id().unwrap_or_default().into_owned(),
        local_tag: tag(request.headers.to()),
        remote_tag: tag(request.headers.from()),
    }
}

/// Methods that are never part of a dialog, even when a sloppy phone writes a To tag.
const fn stands_alone(method: &Method) -> bool {
    matches!(method, Method::Register | Method::Publish)
}
