//! Requests of ours: completed, dressed for their path, and tried at one address after another.

use super::flow::{ConnectionId, Destination, Flow, NextHop};
use super::io::{DialogId, ExtraHeaders, Gone, NoAnswer, TransactionId, UserEvent};
use super::listeners::OurAddress;
use super::sent::{Attempt, ClientMachine, Purpose, Sent, Target};
use super::{Stack, our_host};
use crate::dialog::{Dialog, HeldBye, makes_dialog, refreshes_target};
use crate::header::{CSeq, HeaderName, NameAddr, RAck, Transport, Uri, Via};
use crate::message::{Body, Message, Method, Request, Response};
use crate::transaction::ServerKey;
use std::time::Instant;

impl Stack {
    /// Sends a request outside of any dialog.
    ///
    /// Missing headers are added: Max-Forwards, From tag, To (the Request-URI), Call-ID, CSeq,
    /// User-Agent, and Contact (user part of From) where the method needs one. [`super::OUR_HOST`]
    /// is filled in. The outcome comes as `UserEvent::Response` or `UserEvent::NoAnswer`.
    pub fn request(
        &mut self,
        now: Instant,
        mut request: Request,
        destination: Destination,
    ) -> TransactionId {
        let id = TransactionId(self.new_id());
        self.complete(&mut request);
        self.begin(
            now,
            id,
            Sent::new(request, Purpose::User, None),
            destination,
        );
        id
    }

    /// Sends a request inside a dialog: Request-URI, Route, From, To, Call-ID and CSeq are the
    /// dialog's. Not for ACK, CANCEL and PRACK, which have methods of their own.
    ///
    /// A BYE after our own 2xx waits until that is acknowledged or given up
    /// (RFC 3261 §15.1.1).
    ///
    /// Before a re-INVITE or UPDATE ask [`Dialog::may_reinvite`] or [`Dialog::may_update`].
    ///
    /// # Errors
    /// When the dialog is gone.
    pub fn dialog_request(
        &mut self,
        now: Instant,
        dialog: DialogId,
        method: Method,
        extra: ExtraHeaders,
        body: Body,
    ) -> Result<TransactionId, Gone> {
        let id = TransactionId(self.new_id());
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        if method == Method::Bye && known.answer.is_some() && known.held_bye.is_none() {
            known.held_bye = Some(HeldBye {
                transaction: id,
                extra,
                body,
            });
            return Ok(id);
        }
        self.send_in_dialog(now, dialog, id, method, extra, body);
        Ok(id)
    }

    pub(super) fn send_in_dialog(
        &mut self,
        now: Instant,
        dialog: DialogId,
        id: TransactionId,
        method: Method,
        extra: ExtraHeaders,
        body: Body,
    ) {
        let Some(known) = self.dialogs.get_mut(&dialog) else {
            return;
        };
        let cseq = CSeq {
            number: known.next_sequence(),
            method: method.clone(),
        };
        let request = in_dialog(known, cseq, extra, body);
        let destination = destination_of(known);
        match method {
            Method::Invite => self.note_pending(dialog, |pending| &mut pending.our_invite, id),
            Method::Update => self.note_pending(dialog, |pending| &mut pending.our_update, id),
            _ => {}
        }
        let sent = Sent::new(request, Purpose::User, Some(dialog));
        self.begin(now, id, sent, destination);
    }

    /// Acknowledges the 2xx that made or changed the dialog; repeated for repetitions of the 2xx.
    ///
    /// # Errors
    /// When the dialog is gone, or no 2xx of it waits for an ACK.
    pub fn ack(
        &mut self,
        now: Instant,
        dialog: DialogId,
        extra: ExtraHeaders,
        body: Body,
    ) -> Result<(), Gone> {
        let known = self.dialogs.get_mut(&dialog).ok_or(Gone::Dialog)?;
        let invite = known.invite.take().ok_or(Gone::Transaction)?;
        let cseq = CSeq {
            number: invite.sequence,
            method: Method::Ack,
        };
        let extra = invite.credentials.into_iter().chain(extra).collect();
        let request = in_dialog(known, cseq, extra, body);
        let destination = destination_of(known);
        let purpose = Purpose::Ack {
            invite: invite.transaction,
            dialog,
        };
        let id = TransactionId(self.new_id());
        self.begin(
            now,
            id,
            Sent::new(request, purpose, Some(dialog)),
            destination,
        );
        Ok(())
    }

    /// Acknowledges the latest reliable provisional response of an early dialog (RFC 3262 §4).
    ///
    /// # Errors
    /// When the dialog is gone, or has sent no reliable provisional response.
    pub fn prack(
        &mut self,
        now: Instant,
        dialog: DialogId,
        mut extra: ExtraHeaders,
        body: Body,
    ) -> Result<TransactionId, Gone> {
        let known = self.dialogs.get(&dialog).ok_or(Gone::Dialog)?;
        let (rseq, number) = known.remote_rseq.ok_or(Gone::Transaction)?;
        let rack = RAck {
            rseq,
            cseq: CSeq {
                number,
                method: Method::Invite,
            },
        };
        extra.push((HeaderName::RAck, rack.to_string()));
        self.dialog_request(now, dialog, Method::Prack, extra, body)
    }

    /// Keeps a request and sends it on its way.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        id: TransactionId,
        mut sent: Sent,
        destination: Destination,
    ) {
        // The last words of a call must get through even when the house is full.
        let vital =
            matches!(sent.purpose, Purpose::Ack { .. }) || sent.request.method == Method::Bye;
        sent.only = destination.listener;
        let is_full = self.is_full() && !vital;
        let next = next_hop_uri(&sent.request);
        self.sent.insert(id, sent);
        if is_full {
            return self.unanswered(now, id, NoAnswer::Full);
        }
        match destination.hop {
            NextHop::Flow(flow) => self.try_only(now, id, Target::of_flow(flow)),
            NextHop::Address(kind, remote) => {
                self.try_only(now, id, Target::new(kind, remote, String::new()));
            }
            NextHop::Uri(uri) => self.locate(now, id, &uri),
            NextHop::Routed => self.locate(now, id, &next),
        }
    }

    /// Tries the next address, if there is one; else the request has failed, for this reason.
    pub(super) fn next_target(&mut self, now: Instant, id: TransactionId, why: NoAnswer) {
        self.leave_attempt(id);
        loop {
            let Some(sent) = self.sent.get_mut(&id) else {
                return;
            };
            let given_up = !matches!(sent.cancel, super::sent::Cancel::No);
            let Some(target) = sent.targets.pop_front().filter(|_| !given_up) else {
                return self.unanswered(now, id, why);
            };
            if self.attempt(now, id, target) {
                return self.wind_sent(id);
            }
        }
    }

    /// Sends the request to one address. Gives false when that path cannot be used.
    fn attempt(&mut self, now: Instant, id: TransactionId, target: Target) -> bool {
        let Some(sent) = self.sent.get(&id) else {
            return false;
        };
        let ip = target.remote.ip();
        let (listener, connection) = match target.path {
            Some(path) => path,
            None => match self.listeners.choose(target.kind, ip, sent.only) {
                Some(listener) => (listener, None),
                None => return false,
            },
        };
        let Some(our) = self.listeners.our_address(listener, ip) else {
            return false;
        };
        let (mut request, purpose, only) = (sent.request.clone(), sent.purpose, sent.only);
        let branch = format!("z9hG4bK{}", self.random.token());
        dress(&mut request, &our, &branch);
        let bytes = Message::Request(request.clone()).to_bytes();
        if self.prefers_tcp(&target, bytes.len(), only) {
            self.insert_tcp(id, target);
            return false;
        }
        let flow = Flow {
            listener,
            kind: target.kind,
            remote: target.remote,
            connection,
        };
        let Some(flow) = self.deliver(now, flow, &target.host, bytes.clone()) else {
            return false;
        };
        if let Purpose::Ack { invite, dialog } = purpose {
            self.keep_ack(invite, dialog, flow, bytes);
            self.forget_sent(id);
            return true;
        }
        self.start_machine(now, id, flow, request, bytes, &branch);
        true
    }

    /// Registers an attempt whose request has just been sent.
    pub(super) fn start_machine(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        request: Request,
        bytes: Vec<u8>,
        branch: &str,
    ) {
        let method = &request.method;
        let key = ServerKey::client(branch.as_bytes(), method.as_str().as_bytes());
        let machine = ClientMachine::start(method, now, self.config.timers, flow.kind);
        self.sent_by_key.insert(key.clone(), id);
        if let Some(connection) = flow.connection.and_then(|id| self.connections.get_mut(id)) {
            connection.waiting.insert(id);
        }
        if let Some(sent) = self.sent.get_mut(&id) {
            sent.attempt = Some(Attempt {
                machine,
                key,
                flow,
                request,
                bytes,
                ack: None,
            });
        }
    }

    fn try_only(&mut self, now: Instant, id: TransactionId, target: Target) {
        if let Some(sent) = self.sent.get_mut(&id) {
            sent.targets.push_back(target);
        }
        self.next_target(now, id, NoAnswer::TransportFailed);
    }

    /// Forgets the attempt under way: its late responses will not be recognised.
    fn leave_attempt(&mut self, id: TransactionId) {
        self.no_longer_waiting(id);
        if let Some(attempt) = self.sent.get_mut(&id).and_then(|sent| sent.attempt.take()) {
            self.sent_by_key.remove(&attempt.key);
        }
    }

    /// RFC 3261 §18.1.1: what may not fit into one packet goes over TCP.
    fn prefers_tcp(&self, target: &Target, length: usize, only: Option<super::ListenerId>) -> bool {
        target.switchable
            && target.kind == Transport::Udp
            && self.config.tcp_above.is_some_and(|limit| length > limit)
            && self
                .listeners
                .choose(Transport::Tcp, target.remote.ip(), only)
                .is_some()
    }

    /// Tries TCP at the same address first and UDP after it.
    fn insert_tcp(&mut self, id: TransactionId, target: Target) {
        let Some(sent) = self.sent.get_mut(&id) else {
            return;
        };
        let over_tcp = Target {
            kind: Transport::Tcp,
            switchable: false,
            ..target.clone()
        };
        sent.targets.push_front(Target {
            switchable: false,
            ..target
        });
        sent.targets.push_front(over_tcp);
    }

    fn keep_ack(&mut self, invite: TransactionId, dialog: DialogId, flow: Flow, bytes: Vec<u8>) {
        let Some(invite) = self.sent.get_mut(&invite) else {
            return;
        };
        if let Some(fork) = invite.forks.iter_mut().find(|fork| fork.dialog == dialog) {
            fork.ack = Some((flow, bytes));
        }
    }

    fn complete(&mut self, request: &mut Request) {
        let tag = self.random.token();
        let headers = &mut request.headers;
        if let Ok(mut from) = headers.from() {
            if from.tag().is_none() {
                from.set_tag(&tag);
                headers.set(HeaderName::From, from.to_string());
            }
        } else {
            headers.set(
                HeaderName::From,
                format!("<sip:{}>;tag={tag}", super::OUR_HOST),
            );
        }
        if !headers.has(HeaderName::To) {
            headers.push(
                HeaderName::To,
                format!("<{}>", request.uri.without_headers()),
            );
        }
        if !headers.has(HeaderName::CallId) {
            headers.push(
                HeaderName::CallId,
                self.random.token() + &self.random.token(),
            );
        }
        if headers
            .cseq()
            .map_or(true, |cseq| cseq.method != request.method)
        {
            let number = headers
                .cseq()
                .map_or_else(|_| self.random.below(30_000) + 1, |c| c.number);
            let cseq = CSeq {
                number,
                method: request.method.clone(),
            };
            headers.set(HeaderName::CSeq, cseq.to_string());
        }
        if !headers.has(HeaderName::UserAgent) && !self.config.user_agent.is_empty() {
            headers.push(HeaderName::UserAgent, &self.config.user_agent);
        }
    }
}

impl Target {
    pub(super) const fn new(kind: Transport, remote: std::net::SocketAddr, host: String) -> Self {
        Self {
            kind,
            remote,
            host,
            path: None,
            switchable: true,
        }
    }

    fn of_flow(flow: Flow) -> Self {
        let path: (super::ListenerId, Option<ConnectionId>) = (flow.listener, flow.connection);
        let (kind, remote, host) = (flow.kind, flow.remote, String::new());
        Self {
            kind,
            remote,
            host,
            path: Some(path),
            switchable: false,
        }
    }
}

/// The request again, after a refusal that can be remedied (401, 407, 422, 423, …): the same From,
/// To and Call-ID, a higher CSeq (RFC 3261 §8.1.3.5, §22.2). `request` is what the user gave to
/// [`Stack::request`]; add what was missing and send it anew. Inside of dialogs
/// [`Stack::dialog_request`] does all this by itself.
pub fn retried(request: &Request, refusal: &Response) -> Request {
    let mut again = request.clone();
    for name in [HeaderName::From, HeaderName::CallId] {
        again.headers.remove(name.clone());
        again.headers.copy_from(&refusal.headers, name);
    }
    let number = refusal.headers.cseq().map_or(0, |cseq| cseq.number) + 1;
    let cseq = CSeq {
        number,
        method: request.method.clone(),
    };
    again.headers.set(HeaderName::CSeq, cseq.to_string());
    again
}

/// A request addressed by its dialog.
fn in_dialog(dialog: &Dialog, cseq: CSeq, extra: ExtraHeaders, body: Body) -> Request {
    let mut request = Request::new(cseq.method.clone(), dialog.remote_target.clone());
    dialog.address(&mut request);
    let headers = &mut request.headers;
    headers.push(HeaderName::CSeq, cseq.to_string());
    for (name, value) in extra {
        headers.push(name, value);
    }
    let contact = dialog
        .local_contact
        .as_ref()
        .filter(|_| refreshes_target(&cseq.method));
    if let Some(contact) = contact.filter(|_| !headers.has(HeaderName::Contact)) {
        headers.push(HeaderName::Contact, contact);
    }
    request.body = body;
    request
}

/// Where requests of a dialog go. What came over WebSocket can only go back the same way
/// (RFC 7118 §5): its Contact names a host that does not exist.
fn destination_of(dialog: &Dialog) -> Destination {
    if let Some(flow) = dialog.pinned {
        return Destination::flow(flow);
    }
    let next = dialog
        .route_set
        .first()
        .map_or(&dialog.remote_target, |route| &route.uri);
    let unreachable = next.host().to_ascii_lowercase().ends_with(".invalid");
    match dialog.flow.kind {
        Transport::Ws | Transport::Wss => Destination::flow(dialog.flow),
        _ if unreachable => Destination::flow(dialog.flow),
        Transport::Udp | Transport::Tcp | Transport::Tls => Destination::routed(),
    }
}

/// RFC 3261 §8.1.2: the first Route, unless it is a strict router, which is in the Request-URI.
fn next_hop_uri(request: &Request) -> Uri {
    let first = request.headers.addresses(HeaderName::Route).ok();
    let first: Option<NameAddr> = first.and_then(|routes| routes.into_iter().next());
    match first.filter(NameAddr::is_loose_route) {
        Some(route) => route.uri,
        None => request.uri.clone(),
    }
}

/// Adds what depends on the path: Via, our address, Contact.
pub(super) fn dress(request: &mut Request, our: &OurAddress, branch: &str) {
    let via = Via::new(our.kind, &our.host, Some(our.port), branch);
    let headers = &mut request.headers;
    if !headers.has(HeaderName::MaxForwards) {
        headers.push_front(HeaderName::MaxForwards, "70");
    }
    headers.push_front(HeaderName::Via, via.to_string());
    let wants_contact = makes_dialog(&request.method) || refreshes_target(&request.method);
    if wants_contact && !headers.has(HeaderName::Contact) {
        let from = headers.from().ok();
        let user = from.as_ref().and_then(|from| from.uri.user());
        if let Some(contact) = our.contact(user.as_deref()) {
            headers.push(HeaderName::Contact, format!("<{contact}>"));
        }
    }
    our_host::fill(headers, our);
}

impl Stack {
    pub(super) fn tell_discarded(&mut self, flow: Flow, why: impl Into<String>) {
        self.tell(UserEvent::Discarded {
            flow,
            why: why.into(),
        });
    }
}
