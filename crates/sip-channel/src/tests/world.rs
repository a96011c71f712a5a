//! The exchange, its phones, the network between them, and a switchboard that only listens.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{ChannelId, ChannelIds, Event, Invitation, LogLevel, Signal, Technology, WallClock};
use media::control::{MediaCommand, MediaId, StreamSetup};
use sip::dns::{DnsAnswer, DnsQuery, DnsRecord};
use sip::message::{Framing, Message, Method, Request, Response, parse};
use sip::stack::{DialogId, ListenerId, TransactionId, UserEvent};

use super::phone::{self, Phone};
use super::start;
use crate::registrar::Row;
use crate::settings::tests::load;
use crate::{Input, MediaPorts, Output, Parts, SipChannel};

/// Everything there is.
pub(crate) struct World {
    pub(crate) now: Instant,
    pub(crate) exchange: SipChannel,
    pub(crate) ids: ChannelIds,
    pub(crate) address: SocketAddr,
    pub(crate) phones: Vec<Phone>,
    pub(crate) signals: VecDeque<(ChannelId, Signal)>,
    pub(crate) media: Vec<MediaCommand>,
    pub(crate) rows: Vec<Row>,
    pub(crate) log: Vec<String>,
    /// What the exchange has sent, by receiver.
    pub(crate) wire: Vec<(SocketAddr, Message)>,
    pub(crate) hosts: Vec<(&'static str, IpAddr)>,
    listener: ListenerId,
}

struct Ports(u16);

impl MediaPorts for Ports {
    fn open(&mut self, _: MediaId, _: IpAddr) -> Option<u16> {
        self.0 += 2;
        Some(self.0)
    }

    fn close(&mut self, _: MediaId) {}
}

impl World {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self::with_hosts(files, &[])
    }

    /// A world whose DNS knows these names from the start.
    pub(crate) fn with_hosts(files: &[(&str, &str)], hosts: &[(&'static str, [u8; 4])]) -> Self {
        let now = start();
        let (settings, _) = load(files);
        let ids = ChannelIds::default();
        let local = IpAddr::from([10, 0, 0, 1]);
        let exchange = SipChannel::new(Parts {
            now,
            wall: WallClock::new(now, Duration::from_secs(1_700_000_000)),
            settings: Arc::new(settings),
            ids: ids.clone(),
            ports: Box::new(Ports(10_000)),
            local: Box::new(move |_: IpAddr| local),
            seed: [1, 2, 3, 4],
        });
        let mut world = Self {
            now,
            exchange,
            ids,
            address: SocketAddr::new(local, 5060),
            phones: Vec::new(),
            signals: VecDeque::new(),
            media: Vec::new(),
            rows: Vec::new(),
            log: Vec::new(),
            wire: Vec::new(),
            hosts: hosts
                .iter()
                .map(|(name, ip)| (*name, IpAddr::from(*ip)))
                .collect(),
            listener: ListenerId(0),
        };
        world.settle();
        world
    }

    pub(crate) fn sip(text: &str) -> Self {
        Self::new(&[("sip.conf", text)])
    }

    pub(crate) fn pjsip(text: &str) -> Self {
        Self::new(&[("pjsip.conf", text)])
    }

    /// A new phone at 10.0.0.n; gives its number.
    pub(crate) fn phone(&mut self, host: u8, user: &str, password: &str) -> usize {
        let address = SocketAddr::from(([10, 0, 0, host], 5060));
        self.phones
            .push(Phone::new(self.now, address, user, password));
        self.phones.len() - 1
    }

    pub(crate) fn order(&mut self, channel: ChannelId, signal: Signal) {
        self.exchange
            .handle(self.now, Input::Order(channel, signal));
        self.settle();
    }

    /// Carries packets until nobody has anything to say.
    pub(crate) fn settle(&mut self) {
        loop {
            let mut quiet = true;
            while let Some(output) = self.exchange.poll_output() {
                quiet = false;
                self.perform(output);
            }
            for at in 0..self.phones.len() {
                while let Some(output) = self.phones[at].stack.poll_output() {
                    quiet = false;
                    match output {
                        sip::stack::Output::Transmit { flow, bytes } => {
                            let from = self.phones[at].address;
                            assert_eq!(flow.remote, self.address, "phones speak to the exchange");
                            self.hears(from, &bytes);
                        }
                        sip::stack::Output::Event(event) => self.phones[at].events.push_back(event),
                        other => panic!("{other:?}"),
                    }
                }
            }
            if quiet {
                return;
            }
        }
    }

    /// Bytes reach the exchange.
    pub(crate) fn hears(&mut self, from: SocketAddr, bytes: &[u8]) {
        let input = sip::stack::Input::Datagram {
            listener: self.listener,
            from,
            bytes,
        };
        self.exchange.handle(self.now, Input::Net(input));
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Net(sip::stack::Output::Transmit { flow, bytes }) => {
                self.wire
                    .push((flow.remote, parse(&bytes, Framing::Datagram).unwrap()));
                let from = self.address;
                let now = self.now;
                if let Some(phone) = self.phones.iter_mut().find(|p| p.address == flow.remote) {
                    let listener = phone::LISTENER;
                    let input = sip::stack::Input::Datagram {
                        listener,
                        from,
                        bytes: &bytes,
                    };
                    phone.stack.handle(now, input);
                }
            }
            Output::Net(sip::stack::Output::Resolve { query, question }) => {
                let answer = self.resolve(question);
                let input = sip::stack::Input::DnsAnswer { query, answer };
                self.exchange.handle(self.now, Input::Net(input));
            }
            Output::Net(other) => panic!("{other:?}"),
            Output::ToSwitchboard(channel, signal) => self.signals.push_back((channel, signal)),
            Output::ToMedia(command) => self.media.push(command),
            Output::Happened(Event::Log { level, text, .. }) if level > LogLevel::Debug => {
                self.log.push(text);
            }
            Output::Happened(_) => {}
            Output::Store(row) => self.rows.push(row),
            Output::Listen { listener, .. } => {
                self.listener = listener;
                let local = "0.0.0.0:5060".parse().unwrap();
                self.exchange
                    .handle(self.now, Input::Opened { listener, local });
            }
            Output::Unlisten(_) => {}
            Output::FindExtension {
                transaction,
                number,
                ..
            } => {
                // The plan of these tests has every number that begins with a digit.
                let exists = number.starts_with(|first: char| first.is_ascii_digit());
                let input = Input::ExtensionFound {
                    transaction,
                    exists,
                };
                self.exchange.handle(self.now, input);
            }
            Output::Resolve { query, question } => {
                let answer = self.resolve(question);
                self.exchange
                    .handle(self.now, Input::Resolved { query, answer });
            }
        }
    }

    fn resolve(&self, query: DnsQuery) -> DnsAnswer {
        let records = match &query {
            DnsQuery::Address(name) => {
                let known = self.hosts.iter().filter(|(host, _)| host == name);
                known.map(|(_, ip)| DnsRecord::Address(*ip)).collect()
            }
            _ => Vec::new(),
        };
        DnsAnswer { query, records }
    }

    /// Lets time pass, with every deadline on the way.
    pub(crate) fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        loop {
            let phones = self
                .phones
                .iter()
                .filter_map(|phone| phone.stack.next_deadline());
            let next = phones.chain(self.exchange.next_deadline()).min();
            let Some(at) = next.filter(|at| *at <= end) else {
                break;
            };
            self.now = at.max(self.now);
            self.exchange.handle(self.now, Input::Tick);
            for phone in &mut self.phones {
                phone.stack.handle(self.now, sip::stack::Input::Tick);
            }
            self.settle();
        }
        self.now = end;
    }

    /// The next signal of the exchange to its switchboard.
    pub(crate) fn signal(&mut self) -> (ChannelId, Signal) {
        self.signals.pop_front().expect("a signal")
    }

    /// All signals since the last look, in short.
    pub(crate) fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.signals)
            .iter()
            .map(|(_, signal)| short(signal))
            .collect()
    }

    /// What the exchange sent to a phone since the last look: methods and status codes.
    pub(crate) fn sent_to(&mut self, phone: usize) -> Vec<String> {
        let address = self.phones[phone].address;
        let (taken, kept) = std::mem::take(&mut self.wire)
            .into_iter()
            .partition(|(to, _)| *to == address);
        self.wire = kept;
        let taken: Vec<(SocketAddr, Message)> = taken;
        taken.iter().map(|(_, message)| brief(message)).collect()
    }

    /// The latest request with this method that the exchange sent.
    pub(crate) fn last_request(&self, method: &Method) -> Request {
        let requests = self
            .wire
            .iter()
            .rev()
            .filter_map(|(_, message)| match message {
                Message::Request(request) => Some(request),
                Message::Response(_) => None,
            });
        requests
            .into_iter()
            .find(|r| r.method == *method)
            .expect("was sent")
            .clone()
    }

    /// The latest response that the exchange sent.
    pub(crate) fn last_response(&self) -> Response {
        let mut all = self
            .wire
            .iter()
            .rev()
            .filter_map(|(_, message)| match message {
                Message::Response(response) => Some(response.clone()),
                Message::Request(_) => None,
            });
        all.next().expect("was sent")
    }

    /// What the media plane was last told about a channel's stream.
    pub(crate) fn stream(&self, channel: ChannelId) -> Option<StreamSetup> {
        self.media.iter().rev().find_map(|command| match command {
            MediaCommand::Negotiated { media, stream } if *media == channel.media() => {
                Some(stream.clone())
            }
            _ => None,
        })
    }

    /// The switchboard calls out.
    pub(crate) fn dials(&mut self, technology: Technology, resource: &str) -> ChannelId {
        self.dials_with(Invitation::outgoing(technology, resource))
    }

    pub(crate) fn dials_with(&mut self, invitation: Invitation) -> ChannelId {
        let channel = self.ids.next();
        self.order(channel, Signal::Dial(Box::new(invitation)));
        channel
    }

    /// The INVITE that a phone has got.
    pub(crate) fn invited(&mut self, phone: usize) -> (TransactionId, Request) {
        let event = self.phones[phone].events.pop_front().expect("an event");
        match event {
            UserEvent::Request {
                transaction,
                request,
                ..
            } if request.method == Method::Invite => (transaction, request),
            other => panic!("{other:?}"),
        }
    }

    /// A phone answers an INVITE.
    pub(crate) fn answers(
        &mut self,
        phone: usize,
        id: TransactionId,
        status: u16,
        sdp: Option<&str>,
    ) {
        let now = self.now;
        self.phones[phone].answer(now, id, status, sdp);
        self.settle();
    }

    /// A phone sends a request of its own; gives what it hears at last.
    pub(crate) fn asks(&mut self, phone: usize, request: &Request) -> Response {
        let (now, address) = (self.now, self.address);
        self.phones[phone].send(now, request.clone(), address);
        self.settle();
        self.final_response(phone)
    }

    /// The final response that a phone has got; events before it are dropped.
    pub(crate) fn final_response(&mut self, phone: usize) -> Response {
        while let Some(event) = self.phones[phone].events.pop_front() {
            if let UserEvent::Response { response, .. } = event
                && response.status >= 200
            {
                return response;
            }
        }
        panic!("no final response");
    }

    /// The dialog of the 200 that a phone has got; events before it are dropped.
    pub(crate) fn answered(&mut self, phone: usize) -> DialogId {
        while let Some(event) = self.phones[phone].events.pop_front() {
            if let UserEvent::Response {
                response, dialog, ..
            } = event
                && response.status == 200
            {
                return dialog.expect("a dialog");
            }
        }
        panic!("not answered");
    }

    /// A phone registers, with its password when asked.
    pub(crate) fn registers(&mut self, phone: usize) -> Response {
        let address = self.address;
        let register = self.phones[phone].request(Method::Register, "", address);
        let first = self.asks(phone, &register);
        if first.status != 401 {
            return first;
        }
        let again = self.phones[phone].authorized(&register, &first);
        self.asks(phone, &again)
    }

    /// A phone calls with its password; gives the channel and what the switchboard was told.
    pub(crate) fn calls(
        &mut self,
        phone: usize,
        number: &str,
        sdp: Option<&str>,
    ) -> (ChannelId, Invitation) {
        let (now, address) = (self.now, self.address);
        let mut invite = self.phones[phone].request(Method::Invite, number, address);
        if let Some(sdp) = sdp {
            invite.set_body("application/sdp", sdp.as_bytes().to_vec());
        }
        self.phones[phone].send(now, invite.clone(), address);
        self.settle();
        if self.signals.is_empty() {
            let challenge = self.final_response(phone);
            let again = self.phones[phone].authorized(&invite, &challenge);
            self.phones[phone].send(now, again, address);
            self.settle();
        }
        match self.signal() {
            (channel, Signal::Dial(invitation)) => (channel, *invitation),
            other => panic!("{other:?}"),
        }
    }

    /// Nothing is left: no leg, no transaction, no dialog, no owner.
    pub(crate) fn comes_to_rest(&mut self) {
        self.wait(Duration::from_secs(100));
        let left = self.exchange.left();
        assert_eq!(
            left, [0; 6],
            "legs, waiting, alarms, owners, dialogs of legs, dialogs"
        );
    }
}

pub(crate) fn brief(message: &Message) -> String {
    match message {
        Message::Request(request) => request.method.to_string(),
        Message::Response(response) => {
            format!(
                "{} {}",
                response.status,
                response.headers.cseq().unwrap().method
            )
        }
    }
}

fn short(signal: &Signal) -> String {
    match signal {
        Signal::Hangup(cause) => format!("hangup {cause}"),
        Signal::Codec(codec) => format!("codec {}", codec.name()),
        Signal::DigitsBySignalling(by_signalling) => format!("digits by info {by_signalling}"),
        Signal::Progress { early_media } => format!("progress {early_media}"),
        Signal::Digit { digit, duration_ms } => format!("digit {digit} {duration_ms}"),
        Signal::Redirect { extension } => format!("redirect {extension}"),
        Signal::Transfer { extension } => format!("transfer {extension}"),
        Signal::Dial(_) => "dial".to_owned(),
        Signal::Profile(_) => "profile".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}
