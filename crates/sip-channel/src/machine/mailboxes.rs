//! Messages waiting: NOTIFY to the endpoints that have mailboxes, when they register and when the
//! counts change (RFC 3842, without subscription).

use std::collections::BTreeMap;
use std::sync::Arc;

use sip::auth::DigestClient;
use sip::header::{CSeq, HeaderName};
use sip::message::{Method, Request, Response};
use sip::stack::{Destination, OUR_HOST};

use super::watching::{destination_of, ourselves};
use crate::auth::account;
use crate::contact::Contact;
use crate::endpoint::{Dialect, Endpoint};
use crate::office::{Office, Owner};

/// What the mailboxes hold, and the NOTIFYs under way.
#[derive(Default)]
pub(super) struct Mailboxes {
    counts: BTreeMap<String, (u32, u32)>,
    sent: BTreeMap<u64, Sent>,
    last: u64,
}

struct Sent {
    endpoint: Arc<Endpoint>,
    request: Request,
    destination: Destination,
}

impl Mailboxes {
    /// The counts of a mailbox are others now: new and old messages.
    pub(super) fn changed(&mut self, office: &mut Office, mailbox: &str, new: u32, old: u32) {
        let name = full_name(mailbox);
        if self.counts.insert(name.clone(), (new, old)) == Some((new, old)) {
            return;
        }
        let settings = Arc::clone(&office.settings);
        for dialect in [Dialect::ChanSip, Dialect::Pjsip] {
            for endpoint in settings.endpoints(dialect) {
                if endpoint.mailboxes.iter().any(|own| full_name(own) == name) {
                    self.tell(office, endpoint);
                }
            }
        }
    }

    /// Tells an endpoint what its mailboxes hold, wherever it can be reached.
    pub(super) fn tell(&mut self, office: &mut Office, endpoint: &Arc<Endpoint>) {
        if endpoint.mailboxes.is_empty() || office.open.is_empty() {
            return;
        }
        let all = endpoint
            .mailboxes
            .iter()
            .filter_map(|own| self.counts.get(&full_name(own)));
        let (new, old) = all.fold((0u32, 0u32), |sum, one| {
            (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1))
        });
        let contacts: Vec<Contact> = endpoint
            .aors
            .iter()
            .flat_map(|aor| office.contacts.of(aor))
            .cloned()
            .collect();
        for contact in &contacts {
            let request = notify(office, endpoint, contact, new, old);
            let destination = destination_of(office, contact, Some(endpoint));
            self.last += 1;
            let (id, endpoint) = (self.last, Arc::clone(endpoint));
            let transaction =
                office
                    .stack
                    .request(office.now, request.clone(), destination.clone());
            self.sent.insert(
                id,
                Sent {
                    endpoint,
                    request,
                    destination,
                },
            );
            office.owners.insert(transaction, Owner::Mailbox(id));
        }
    }

    /// A NOTIFY was answered; a challenge is met once.
    pub(super) fn answered(&mut self, office: &mut Office, id: u64, response: &Response) {
        if response.status < 200 {
            return;
        }
        let Some(Sent {
            endpoint,
            mut request,
            destination,
        }) = self.sent.remove(&id)
        else {
            return;
        };
        let accounts = &endpoint.outbound_auths;
        let login = DigestClient::choose(response, |realm| account(accounts, realm));
        if let Some(mut login) = login {
            let cseq = CSeq {
                number: SECOND_CSEQ,
                method: Method::Notify,
            };
            request.headers.set(HeaderName::CSeq, cseq.to_string());
            login.authorize(&mut request, &office.stack.token());
            // Whatever comes of it, nothing more is tried.
            office.stack.request(office.now, request, destination);
        }
    }

    pub(super) fn forget(&mut self, id: u64) {
        self.sent.remove(&id);
    }
}

fn notify(
    office: &mut Office,
    endpoint: &Endpoint,
    contact: &Contact,
    new: u32,
    old: u32,
) -> Request {
    let mut request = Request::new(Method::Notify, contact.uri.without_headers());
    if !contact.path.is_empty() {
        request.headers.push(HeaderName::Route, &contact.path);
    }
    let from = ourselves(office, endpoint.dialect, Some(endpoint));
    request.headers.push(HeaderName::From, from);
    let call_id = office.stack.token() + &office.stack.token();
    request.headers.push(HeaderName::CallId, call_id);
    let cseq = CSeq {
        number: FIRST_CSEQ,
        method: Method::Notify,
    };
    request.headers.push(HeaderName::CSeq, cseq.to_string());
    request.headers.push(HeaderName::Event, "message-summary");
    request
        .headers
        .push(HeaderName::SubscriptionState, "active");
    let agent = office.user_agent(endpoint.dialect);
    if !agent.is_empty() {
        request.headers.push(HeaderName::UserAgent, agent);
    }
    let waiting = if new > 0 { "yes" } else { "no" };
    let number = &endpoint.voicemail_extension;
    let number = if number.is_empty() {
        "asterisk"
    } else {
        number
    };
    let our = our_host(office, contact);
    let body = format!(
        "Messages-Waiting: {waiting}\r\nMessage-Account: sip:{number}@{our}\r\n\
         Voice-Message: {new}/{old} (0/0)\r\n"
    );
    request.set_body("application/simple-message-summary", body.into_bytes());
    request
}

/// Our address as this contact sees it; a body is not filled in by the node.
fn our_host(office: &Office, contact: &Contact) -> String {
    let remote = contact
        .source
        .map(|source| source.ip())
        .or_else(|| contact.uri.host_ip());
    let Some(remote) = remote else {
        return OUR_HOST.to_owned();
    };
    let listener = contact
        .flow
        .map(|flow| flow.listener)
        .or_else(|| office.open.keys().next().copied());
    let shown = listener.and_then(|listener| office.stack.our_address(listener, remote));
    shown.map_or_else(|| office.stack.local_ip(remote).to_string(), |our| our.host)
}

fn full_name(mailbox: &str) -> String {
    let mailbox = mailbox.trim().to_ascii_lowercase();
    if mailbox.contains('@') {
        mailbox
    } else {
        format!("{mailbox}@default")
    }
}

const FIRST_CSEQ: u32 = 102;
const SECOND_CSEQ: u32 = 103;
