//! One stack alone: the test plays everybody else, byte by byte.

use crate::dns::{DnsAnswer, DnsQuery, DnsRecord};
use crate::header::{HeaderName, Transport, Uri};
use crate::message::{Body, Framing, Message, Method, Request, Response, parse};
use crate::stack::*;
use crate::transaction::tests::start;
use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

pub(super) const UDP: ListenerId = ListenerId(1);
pub(super) const TCP: ListenerId = ListenerId(2);
pub(super) const WS: ListenerId = ListenerId(3);

pub(super) struct Bench {
    pub(super) stack: Stack,
    pub(super) now: Instant,
    pub(super) sent: VecDeque<(Flow, Vec<u8>)>,
    pub(super) events: VecDeque<UserEvent>,
    pub(super) dialled: Vec<(ConnectionId, SocketAddr)>,
    pub(super) hung_up: Vec<ConnectionId>,
    pub(super) queries: VecDeque<(QueryId, DnsQuery)>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self::with(StackConfig {
            naptr_lookup: false,
            srv_lookup: false,
            ..Default::default()
        })
    }

    pub(super) fn with(config: StackConfig) -> Self {
        let towards = |_: IpAddr| IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
        let mut bench = Self {
            stack: Stack::new(config, Box::new(towards)),
            now: start(),
            sent: VecDeque::new(),
            events: VecDeque::new(),
            dialled: Vec::new(),
            hung_up: Vec::new(),
            queries: VecDeque::new(),
        };
        for (id, kind) in [
            (UDP, Transport::Udp),
            (TCP, Transport::Tcp),
            (WS, Transport::Ws),
        ] {
            let local = "0.0.0.0:5060".parse().unwrap();
            bench.input(Input::ListenerOpened(Listener {
                id,
                kind,
                local,
                advertised: None,
            }));
        }
        bench
    }

    pub(super) fn input(&mut self, input: Input<'_>) {
        self.stack.handle(self.now, input);
        self.drain();
    }

    pub(super) fn drain(&mut self) {
        while let Some(output) = self.stack.poll_output() {
            match output {
                Output::Transmit { flow, bytes } => self.sent.push_back((flow, bytes)),
                Output::Connect {
                    connection, remote, ..
                } => {
                    self.dialled.push((connection, remote));
                }
                Output::Disconnect { connection } => self.hung_up.push(connection),
                Output::Resolve { query, question } => self.queries.push_back((query, question)),
                Output::Event(event) => self.events.push_back(event),
            }
        }
    }

    /// Lets time pass, with every deadline on the way.
    pub(super) fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(deadline) = self.stack.next_deadline().filter(|at| *at <= end) {
            self.now = deadline.max(self.now);
            self.input(Input::Tick);
        }
        self.now = end;
    }

    /// Lets everything run out and checks that nothing is left.
    pub(super) fn comes_to_rest(&mut self) {
        self.wait(Duration::from_secs(200));
        let Load {
            transactions,
            dialogs,
            ..
        } = self.stack.load();
        assert_eq!(
            (self.stack.next_deadline(), transactions, dialogs),
            (None, 0, 0)
        );
        assert!(self.stack.sent_by_key.is_empty() && self.stack.received_by_key.is_empty());
        assert!(self.stack.dialogs_by_name.is_empty() && self.stack.queries.is_empty());
    }

    pub(super) fn hears_from(&mut self, from: &str, bytes: &[u8]) {
        let from = from.parse().unwrap();
        self.input(Input::Datagram {
            listener: UDP,
            from,
            bytes,
        });
    }

    pub(super) fn hears(&mut self, message: impl Into<Message>) {
        self.hears_from(BOB, &message.into().to_bytes());
    }

    pub(super) fn stream(&mut self, connection: ConnectionId, bytes: &[u8]) {
        self.input(Input::StreamBytes { connection, bytes });
    }

    pub(super) fn answers_dns(&mut self, records: Vec<DnsRecord>) {
        let (query, question) = self.queries.pop_front().expect("a question");
        let answer = DnsAnswer {
            query: question,
            records,
        };
        self.input(Input::DnsAnswer { query, answer });
    }

    /// Everything sent since the last look: methods and status codes.
    pub(super) fn said(&mut self) -> Vec<String> {
        let sent = std::mem::take(&mut self.sent);
        sent.iter().map(|(_, bytes)| short(bytes)).collect()
    }

    pub(super) fn sent_request(&mut self) -> Request {
        let (_, bytes) = self.sent.pop_front().expect("something was sent");
        match parse(&bytes, Framing::Datagram).expect("it is a message") {
            Message::Request(request) => request,
            Message::Response(response) => panic!("{} sent, no request", response.status),
        }
    }

    pub(super) fn sent_response(&mut self) -> Response {
        let (_, bytes) = self.sent.pop_front().expect("something was sent");
        match parse(&bytes, Framing::Datagram).expect("it is a message") {
            Message::Response(response) => response,
            Message::Request(request) => panic!("{} sent, no response", request.method),
        }
    }

    pub(super) fn event(&mut self) -> UserEvent {
        self.events.pop_front().expect("an event")
    }

    /// The events since the last look, in short.
    pub(super) fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.events)
            .iter()
            .map(describe)
            .collect()
    }

    /// We call bob by his address.
    pub(super) fn invites_bob(&mut self) -> (TransactionId, Request) {
        let request = Request::new(Method::Invite, uri("sip:bob@192.0.2.2:5060"));
        let id = self.stack.request(self.now, request, Destination::routed());
        self.drain();
        (id, self.sent_request())
    }

    /// Bob calls us: gives the transaction and his INVITE.
    pub(super) fn invited(&mut self) -> (TransactionId, Request) {
        let invite = from_bob(Method::Invite, 1, "call-1", None);
        self.hears(invite.clone());
        match self.event() {
            UserEvent::Request {
                transaction,
                request,
                ..
            } => {
                assert_eq!(request.method, Method::Invite);
                (transaction, invite)
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn responds(&mut self, id: TransactionId, status: u16) -> Option<DialogId> {
        let bare = bare_response(status);
        let dialog = self.stack.respond(self.now, id, bare).expect("may respond");
        self.drain();
        dialog
    }

    pub(super) fn asks(&mut self, dialog: DialogId, method: Method) -> TransactionId {
        let asked = self
            .stack
            .dialog_request(self.now, dialog, method, Vec::new(), Body::empty());
        self.drain();
        asked.expect("the dialog lives")
    }

    pub(super) fn acks(&mut self, dialog: DialogId) {
        self.stack
            .ack(self.now, dialog, Vec::new(), Body::empty())
            .expect("a 2xx waits");
        self.drain();
    }

    /// A call from bob, answered and acknowledged.
    pub(super) fn in_call(&mut self) -> (DialogId, String) {
        let (id, _) = self.invited();
        let dialog = self.responds(id, 200).expect("a dialog");
        let ok = self.sent_response();
        let tag = ok.headers.to().unwrap().tag().unwrap().to_owned();
        self.hears(from_bob(Method::Ack, 1, "call-1", Some(&tag)));
        assert!(matches!(self.event(), UserEvent::Ack { .. }));
        (dialog, tag)
    }
}

pub(super) const BOB: &str = "192.0.2.2:5060";

pub(super) fn uri(text: &str) -> Uri {
    Uri::parse(text).unwrap()
}

/// A response with nothing but its status: the stack writes the rest.
pub(super) fn bare_response(status: u16) -> Response {
    Response::to(&Request::new(Method::Options, uri("sip:x")), status)
}

/// A request of bob's; each has a branch of its own.
pub(super) fn from_bob(method: Method, number: u32, call: &str, tag: Option<&str>) -> Request {
    let branch = format!("z9hG4bK-{call}-{method}-{number}");
    let mut request = Request::new(method.clone(), uri("sip:100@10.0.0.1"));
    let tag = tag.map(|tag| format!(";tag={tag}")).unwrap_or_default();
    let headers = &mut request.headers;
    headers.push(
        HeaderName::Via,
        format!("SIP/2.0/UDP 192.0.2.2:5060;rport;branch={branch}"),
    );
    headers.push(HeaderName::From, "Bob <sip:bob@192.0.2.2>;tag=bobs");
    headers.push(HeaderName::To, format!("<sip:100@10.0.0.1>{tag}"));
    headers.push(HeaderName::CallId, call);
    headers.push(HeaderName::CSeq, format!("{number} {method}"));
    headers.push(HeaderName::Contact, "<sip:bob@192.0.2.2:5060>");
    request
}

/// Bob's answer to a request of ours.
pub(super) fn bobs(request: &Request, status: u16, tag: &str) -> Response {
    let mut response = Response::to(request, status);
    if !tag.is_empty() {
        response.ensure_to_tag(tag);
        response
            .headers
            .push(HeaderName::Contact, format!("<sip:{tag}@192.0.2.2:5060>"));
    }
    response
}

pub(super) fn short(bytes: &[u8]) -> String {
    match parse(bytes, Framing::Datagram) {
        Ok(Message::Request(request)) => request.method.to_string(),
        Ok(Message::Response(response)) => {
            let method = response.headers.cseq().unwrap().method;
            format!("{} {method}", response.status)
        }
        Err(_) => format!("{:?}", String::from_utf8_lossy(bytes)),
    }
}

fn describe(event: &UserEvent) -> String {
    match event {
        UserEvent::Request { request, .. } => format!("request {}", request.method),
        UserEvent::InDialog { request, .. } => format!("in dialog {}", request.method),
        UserEvent::Ack { .. } => "ack".into(),
        UserEvent::Pracked { .. } => "pracked".into(),
        UserEvent::Cancelled { .. } => "cancelled".into(),
        UserEvent::Response {
            response, dialog, ..
        } => {
            let dialog = if dialog.is_some() { " in dialog" } else { "" };
            format!("{}{dialog}", response.status)
        }
        UserEvent::NoAnswer { why, .. } => format!("no answer: {why:?}"),
        UserEvent::Unacknowledged { .. } => "unacknowledged".into(),
        UserEvent::NotPracked { .. } => "not pracked".into(),
        UserEvent::DialogEnded { .. } => "dialog ended".into(),
        UserEvent::FlowLost { .. } => "flow lost".into(),
        UserEvent::Discarded { .. } => "discarded".into(),
    }
}
