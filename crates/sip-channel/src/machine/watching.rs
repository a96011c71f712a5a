//! What goes on without calls: registrations of ours, and the watch over contacts. Carries their
//! requests to the node and the outcomes back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use sip::auth::DigestClient;
use sip::header::{CSeq, HeaderName, NameAddr, Uri};
use sip::message::{Method, Request, Response};
use sip::stack::{Destination, ListenerId, NextHop, OUR_HOST, Stack};

use super::Output;
use crate::aor::AorKey;
use crate::auth::account;
use crate::contact::Contact;
use crate::endpoint::{Dialect, Endpoint};
use crate::office::{Office, Owner, random_number};
use crate::outbound_registration::{self as registering, OutboundRegistrations, RegistrationId};
use crate::qualify::{self, QuestionId, Watch};
use crate::settings::Settings;

/// Registrations and the watch.
pub(super) struct Watching {
    registrations: OutboundRegistrations,
    watch: Watch,
    /// Questions that may be asked again with a password.
    asked: BTreeMap<QuestionId, Question>,
}

struct Question {
    aor: AorKey,
    request: Request,
    destination: Destination,
}

impl Watching {
    pub(super) fn new(_now: Instant, stack: &mut Stack) -> Self {
        let seed = random_number(stack) << 31 | random_number(stack);
        Self {
            registrations: OutboundRegistrations::new(seed),
            watch: Watch::new(),
            asked: BTreeMap::new(),
        }
    }

    pub(super) fn reload(&mut self, now: Instant, office: &mut Office) {
        let settings = Arc::clone(&office.settings);
        self.registrations.configure(now, &settings);
        self.contacts_changed(now, office);
    }

    pub(super) fn contacts_changed(&mut self, now: Instant, office: &mut Office) {
        let settings = Arc::clone(&office.settings);
        self.watch.follow(now, &settings, &mut office.contacts);
        self.carry_out(office);
    }

    /// The contacts of one address of record have changed.
    pub(super) fn contacts_changed_of(&mut self, now: Instant, office: &mut Office, aor: &AorKey) {
        let settings = Arc::clone(&office.settings);
        self.watch
            .follow_one(now, aor, &settings, &mut office.contacts);
        self.carry_out(office);
    }

    pub(super) fn tick(&mut self, now: Instant, office: &mut Office) {
        // Nothing can be sent before a transport is open; what is due then is sent as soon as one is.
        if office.open.is_empty() {
            return;
        }
        if self.next_deadline_of_all().is_some_and(|at| at <= now) {
            let settings = Arc::clone(&office.settings);
            self.registrations.handle(now, registering::Input::Tick);
            self.watch
                .handle(now, qualify::Input::Tick, &settings, &mut office.contacts);
        }
        self.carry_out(office);
    }

    pub(super) fn next_deadline(&self, office: &Office) -> Option<Instant> {
        self.next_deadline_of_all()
            .filter(|_| !office.open.is_empty())
    }

    pub(super) fn shut_down(&mut self, now: Instant, office: &mut Office) {
        self.registrations.stop(now);
        self.carry_out(office);
    }

    /// Where the registrations of ours stand.
    pub(super) fn registrations(&self) -> &OutboundRegistrations {
        &self.registrations
    }

    pub(super) fn registration_answered(
        &mut self,
        office: &mut Office,
        id: RegistrationId,
        response: &Response,
    ) {
        self.registrations
            .handle(office.now, registering::Input::Response(id, response));
        self.carry_out(office);
    }

    pub(super) fn registration_silent(
        &mut self,
        office: &mut Office,
        registration: RegistrationId,
        cseq: u32,
    ) {
        let input = registering::Input::NoAnswer { registration, cseq };
        self.registrations.handle(office.now, input);
        self.carry_out(office);
    }

    pub(super) fn question_answered(
        &mut self,
        office: &mut Office,
        question: QuestionId,
        response: &Response,
    ) {
        let status = response.status;
        if status < 200 {
            return;
        }
        if matches!(status, 401 | 407) && self.ask_with_password(office, question, response) {
            return;
        }
        self.asked.remove(&question);
        self.question_ended(office, qualify::Input::Answer { question, status });
    }

    pub(super) fn question_silent(&mut self, office: &mut Office, question: QuestionId) {
        self.asked.remove(&question);
        self.question_ended(office, qualify::Input::NoAnswer(question));
    }

    fn question_ended(&mut self, office: &mut Office, input: qualify::Input) {
        let settings = Arc::clone(&office.settings);
        self.watch
            .handle(office.now, input, &settings, &mut office.contacts);
        self.carry_out(office);
    }

    /// Once, and only where the configuration says so.
    fn ask_with_password(
        &mut self,
        office: &mut Office,
        id: QuestionId,
        challenge: &Response,
    ) -> bool {
        let Some(Question {
            aor,
            mut request,
            destination,
        }) = self.asked.remove(&id)
        else {
            return false;
        };
        let Some(endpoint) = owner_of(&office.settings, &aor) else {
            return false;
        };
        let accounts = &endpoint.outbound_auths;
        let login = DigestClient::choose(challenge, |realm| account(accounts, realm));
        let Some(mut login) = login else { return false };
        let cseq = CSeq {
            number: SECOND_CSEQ,
            method: Method::Options,
        };
        request.headers.set(HeaderName::CSeq, cseq.to_string());
        login.authorize(&mut request, &office.stack.token());
        let transaction = office.stack.request(office.now, request, destination);
        office.owners.insert(transaction, Owner::Qualify(id));
        true
    }

    fn next_deadline_of_all(&self) -> Option<Instant> {
        let both = [
            self.registrations.next_deadline(),
            self.watch.next_deadline(),
        ];
        both.into_iter().flatten().min()
    }

    fn carry_out(&mut self, office: &mut Office) {
        if office.open.is_empty() {
            return;
        }
        while let Some(output) = self.registrations.poll_output() {
            match output {
                registering::Output::Send {
                    registration,
                    request,
                    proxy,
                    transport,
                } => {
                    let hop = proxy.map_or(NextHop::Routed, NextHop::Uri);
                    let listener = listener_named(office, &transport);
                    let cseq = request.headers.cseq().map_or(0, |cseq| cseq.number);
                    let destination = Destination { hop, listener };
                    let sent = office.stack.request(office.now, *request, destination);
                    office
                        .owners
                        .insert(sent, Owner::Registration(registration, cseq));
                }
                registering::Output::Happened(event) => {
                    office.outputs.push_back(Output::Happened(event));
                }
            }
        }
        while let Some(output) = self.watch.poll_output() {
            match output {
                qualify::Output::Ask {
                    question,
                    aor,
                    contact,
                    authenticate,
                } => {
                    self.ask(office, question, aor, &contact, authenticate);
                }
                qualify::Output::Happened(event) => {
                    office.outputs.push_back(Output::Happened(event));
                }
            }
        }
    }

    fn ask(
        &mut self,
        office: &mut Office,
        question: QuestionId,
        aor: AorKey,
        contact: &Contact,
        authenticate: bool,
    ) {
        let endpoint = owner_of(&office.settings, &aor);
        let destination = destination_of(office, contact, endpoint.as_deref());
        let request = options(office, contact, &aor, endpoint.as_deref());
        if authenticate {
            let (request, destination) = (request.clone(), destination.clone());
            self.asked.insert(
                question,
                Question {
                    aor,
                    request,
                    destination,
                },
            );
        }
        let sent = office.stack.request(office.now, request, destination);
        office.owners.insert(sent, Owner::Qualify(question));
    }
}

/// An endpoint that has this address of record.
pub(super) fn owner_of(settings: &Settings, aor: &AorKey) -> Option<Arc<Endpoint>> {
    let named = settings.endpoint(aor.dialect(), aor.name());
    let named = named.filter(|endpoint| endpoint.aors.contains(aor));
    let any = || {
        settings
            .endpoints(aor.dialect())
            .find(|one| one.aors.contains(aor))
    };
    named.or_else(any).cloned()
}

/// The way to a contact, by a transport of its dialect.
pub(super) fn destination_of(
    office: &Office,
    contact: &Contact,
    endpoint: Option<&Endpoint>,
) -> Destination {
    let proxy = endpoint.and_then(|endpoint| endpoint.outbound_proxy.clone());
    let hop = match contact.next_hop() {
        NextHop::Routed => proxy.map_or(NextHop::Routed, NextHop::Uri),
        direct => direct,
    };
    let listener = contact.flow.map(|flow| flow.listener);
    let listener = listener.filter(|own| office.listeners.contains_key(own));
    let destination = Destination { hop, listener };
    match endpoint {
        Some(endpoint) => office.via_own_transport(destination, endpoint),
        None => destination,
    }
}

fn options(
    office: &mut Office,
    contact: &Contact,
    aor: &AorKey,
    endpoint: Option<&Endpoint>,
) -> Request {
    let mut request = Request::new(Method::Options, contact.uri.without_headers());
    if !contact.path.is_empty() {
        request.headers.push(HeaderName::Route, &contact.path);
    }
    request
        .headers
        .push(HeaderName::From, ourselves(office, aor.dialect(), endpoint));
    let call_id = office.stack.token() + &office.stack.token();
    request.headers.push(HeaderName::CallId, call_id);
    let cseq = CSeq {
        number: FIRST_CSEQ,
        method: Method::Options,
    };
    request.headers.push(HeaderName::CSeq, cseq.to_string());
    let agent = office.user_agent(aor.dialect());
    if !agent.is_empty() {
        request.headers.push(HeaderName::UserAgent, agent);
    }
    request.headers.push(HeaderName::Accept, "application/sdp");
    request
}

/// From of what nobody in particular says.
pub(super) fn ourselves(office: &Office, dialect: Dialect, endpoint: Option<&Endpoint>) -> String {
    let pjsip = office
        .settings
        .pjsip
        .as_ref()
        .filter(|_| dialect == Dialect::Pjsip);
    let user = pjsip
        .map(|all| all.default_from_user.as_str())
        .filter(|user| !user.is_empty());
    let domain = endpoint.map(|endpoint| endpoint.from_domain.as_str());
    let domain = domain
        .filter(|domain| !domain.is_empty())
        .unwrap_or(OUR_HOST);
    let user = user.unwrap_or("asterisk");
    match Uri::sip(Some(user), domain, None) {
        Ok(uri) => NameAddr {
            display: Some(user.to_owned()),
            ..NameAddr::new(uri)
        }
        .to_string(),
        Err(_) => format!("<sip:{user}@{OUR_HOST}>"),
    }
}

fn listener_named(office: &Office, name: &str) -> Option<ListenerId> {
    let mut all = office
        .listeners
        .iter()
        .filter(|(_, own)| !name.is_empty() && own.name == name);
    all.next().map(|(id, _)| *id)
}

const FIRST_CSEQ: u32 = 102;
const SECOND_CSEQ: u32 = 103;
