//! What the legs work with: the SIP node, the ports for media, the way to the switchboard.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use call::{ChannelId, Event, LogLevel, Signal};
use media::control::MediaCommand;
use sip::header::HeaderName;
use sip::message::{Body, Headers, Method, Response, Version, reason_phrase};
use sip::stack::{Destination, DialogId, ExtraHeaders, ListenerId, NextHop, Stack, TransactionId};

use crate::contact::Contacts;
use crate::endpoint::{Dialect, Endpoint};
use crate::machine::{MediaPorts, Output};
use crate::outbound_registration::RegistrationId;
use crate::qualify::QuestionId;
use crate::settings::Settings;
use crate::transport::Transport;

/// Shared by the machine and its legs, which are one owner's and never run at the same time.
pub(crate) struct Office {
    pub(crate) now: Instant,
    pub(crate) stack: Stack,
    pub(crate) settings: Arc<Settings>,
    pub(crate) contacts: Contacts,
    pub(crate) ports: Box<dyn MediaPorts>,
    pub(crate) outputs: VecDeque<Output>,
    /// Whose a transaction of either side is.
    pub(crate) owners: HashMap<TransactionId, Owner>,
    /// Whose a dialog is.
    pub(crate) dialogs: HashMap<DialogId, ChannelId>,
    /// What we listen on, by the id that the stack knows.
    pub(crate) listeners: BTreeMap<ListenerId, Transport>,
    /// Those that are open, with their real address.
    pub(crate) open: BTreeMap<ListenerId, SocketAddr>,
}

/// Who waits for the outcome of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A leg.
    Leg(ChannelId),
    /// A registration of ours, with the CSeq of this try.
    Registration(RegistrationId, u32),
    /// A question to a contact.
    Qualify(QuestionId),
    /// A NOTIFY about a mailbox, by its number.
    Mailbox(u64),
}

impl Office {
    pub(crate) fn tell(&mut self, channel: ChannelId, signal: Signal) {
        self.outputs
            .push_back(Output::ToSwitchboard(channel, signal));
    }

    pub(crate) fn order(&mut self, command: MediaCommand) {
        self.outputs.push_back(Output::ToMedia(command));
    }

    pub(crate) fn happened(&mut self, event: Event) {
        self.outputs.push_back(Output::Happened(event));
    }

    pub(crate) fn log(&mut self, level: LogLevel, channel: Option<ChannelId>, text: String) {
        self.happened(Event::Log {
            level,
            channel,
            text,
        });
    }

    /// Answers a request; gives the dialog that this makes or concerns. A transaction that is over
    /// needs no answer.
    pub(crate) fn respond(
        &mut self,
        transaction: TransactionId,
        response: Response,
    ) -> Option<DialogId> {
        self.stack
            .respond(self.now, transaction, response)
            .ok()
            .flatten()
    }

    /// Answers a request with nothing but a status.
    pub(crate) fn refuse(&mut self, transaction: TransactionId, status: u16) {
        self.respond(transaction, bare(status));
    }

    /// Asks something inside a dialog. `None` when it is gone.
    pub(crate) fn ask(
        &mut self,
        channel: ChannelId,
        dialog: DialogId,
        method: Method,
        extra: ExtraHeaders,
        body: Body,
    ) -> Option<TransactionId> {
        let asked = self
            .stack
            .dialog_request(self.now, dialog, method, extra, body)
            .ok()?;
        self.owners.insert(asked, Owner::Leg(channel));
        Some(asked)
    }

    /// Accepts a 2xx that nobody wants and ends its dialog.
    pub(crate) fn turn_away(&mut self, dialog: DialogId) {
        // Both fail only when the dialog is gone, and then nothing is left to end.
        let _ = self.stack.ack(self.now, dialog, Vec::new(), Body::empty());
        let _ = self
            .stack
            .dialog_request(self.now, dialog, Method::Bye, Vec::new(), Body::empty());
    }

    /// The address that packets from `remote` must be sent to, and the one to bind.
    pub(crate) fn media_addresses(&self, endpoint: &Endpoint, remote: IpAddr) -> (IpAddr, IpAddr) {
        let local = self.stack.local_ip(remote);
        let written = endpoint.media_address.parse().ok();
        let external = || {
            let transport = self.transport_of(endpoint)?;
            let hidden = !transport.local_nets.iter().any(|net| net.contains(remote));
            let text = Some(transport.external_media_address.as_str());
            let text = text.filter(|text| hidden && !text.is_empty())?;
            self.contacts
                .addresses_of(text, None)
                .first()
                .map(|found| found.ip())
        };
        (written.or_else(external).unwrap_or(local), local)
    }

    /// The transport that an endpoint names, else the first that serves its dialect.
    fn transport_of(&self, endpoint: &Endpoint) -> Option<&Transport> {
        let named = |transport: &&Transport| transport.name == endpoint.transport;
        let serves = |transport: &&Transport| transport.serves(endpoint.dialect);
        let mut all = self.listeners.values();
        all.clone().find(named).or_else(|| all.find(serves))
    }

    /// A destination that leaves by a transport of the endpoint's dialect.
    pub(crate) fn via_own_transport(
        &self,
        destination: Destination,
        endpoint: &Endpoint,
    ) -> Destination {
        if destination.listener.is_some() {
            return destination;
        }
        let named = self
            .listeners
            .iter()
            .find(|(_, transport)| {
                !endpoint.transport.is_empty()
                    && transport.name == endpoint.transport
                    && transport.serves(endpoint.dialect)
            })
            .map(|(id, _)| *id);
        let usual = || match &destination.hop {
            NextHop::Address(kind, remote) => self
                .listeners
                .iter()
                .find(|(_, transport)| {
                    transport.kind == *kind
                        && transport.serves(endpoint.dialect)
                        && transport.bind.is_ipv4() == remote.is_ipv4()
                })
                .map(|(id, _)| *id),
            _ => None,
        };
        match named.or_else(usual) {
            Some(listener) => destination.through(listener),
            None => destination,
        }
    }

    /// The name of the dialect's product in User-Agent and Server.
    pub(crate) fn user_agent(&self, dialect: Dialect) -> &str {
        let chan_sip = || {
            self.settings
                .chan_sip
                .as_ref()
                .map(|all| all.user_agent.as_str())
        };
        let pjsip = || {
            self.settings
                .pjsip
                .as_ref()
                .map(|all| all.user_agent.as_str())
        };
        let name = match dialect {
            Dialect::ChanSip => chan_sip(),
            Dialect::Pjsip => pjsip(),
        };
        name.unwrap_or_default()
    }

    /// Whether Q.850 causes go into Reason.
    pub(crate) fn tells_causes(&self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Pjsip => true,
            Dialect::ChanSip => self
                .settings
                .chan_sip
                .as_ref()
                .is_some_and(|all| all.send_q850_reason),
        }
    }

    /// 31 random bits.
    pub(crate) fn random(&mut self) -> u64 {
        random_number(&mut self.stack)
    }
}

/// 31 random bits.
pub(crate) fn random_number(stack: &mut Stack) -> u64 {
    let token = stack.token();
    let digits = token.get(..8).unwrap_or(&token);
    u64::from_str_radix(digits, 16).unwrap_or(1) & 0x7fff_ffff
}

/// A response with nothing but its status; the stack writes the rest.
pub(crate) fn bare(status: u16) -> Response {
    Response {
        status,
        reason: reason_phrase(status).into(),
        version: Version::Sip2,
        headers: Headers::new(),
        body: Body::empty(),
    }
}

/// A response that says what we can do.
pub(crate) fn capable(status: u16) -> Response {
    let mut response = bare(status);
    response.headers.push(HeaderName::Allow, ALLOW);
    response
}

/// The methods that we understand.
pub(crate) const ALLOW: &str =
    "INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, INFO, UPDATE, PRACK, NOTIFY, REGISTER";
