//! Requests outside of dialogs.

use call::LogLevel;
use sip::message::{Method, Request};
use sip::stack::{Flow, TransactionId};
use std::sync::Arc;

use super::SipChannel;
use crate::endpoint::Dialect;
use crate::leg::sees_router;
use crate::office::capable;
use crate::registrar::{Registering, register};

impl SipChannel {
    pub(super) fn request(&mut self, transaction: TransactionId, request: Request, flow: Flow) {
        match request.method {
            Method::Invite => self.invited(transaction, request, flow),
            Method::Register => self.registers(transaction, &request, flow),
            Method::Options => self.asked_for_options(transaction, &request, flow),
            _ => self.declines(transaction, &request, flow),
        }
    }

    /// What an exchange could do and this one does not yet, and what makes no sense here.
    fn declines(&mut self, transaction: TransactionId, request: &Request, flow: Flow) {
        let status = match request.method {
            Method::Subscribe | Method::Publish | Method::Notify => 489,
            Method::Message | Method::Refer => 405,
            Method::Bye | Method::Update | Method::Info | Method::Prack => 481,
            _ => 501,
        };
        self.office.respond(transaction, capable(status));
        let method = &request.method;
        let text = format!("{method} from {flow} outside of a call is refused with {status}");
        self.office.log(LogLevel::Debug, None, text);
    }

    fn registers(&mut self, transaction: TransactionId, request: &Request, flow: Flow) {
        let Some(admitted) = self.admit(transaction, request, flow) else {
            return;
        };
        let endpoint = admitted.endpoint;
        let settings = Arc::clone(&self.office.settings);
        let transport = self.office.listeners.get(&flow.listener);
        let transport = transport.map(|own| own.name.clone()).unwrap_or_default();
        let registering = Registering {
            settings: &settings,
            endpoint: &endpoint,
            request,
            flow,
            transport: &transport,
            now: self.office.now,
            wall: &self.wall,
        };
        let registered = register(&mut self.office.contacts, &registering);
        self.answer_to_source(transaction, request, flow, endpoint.dialect, endpoint.nat);
        let succeeded = registered.response.status < 300;
        self.office.respond(transaction, registered.response);
        let changed = !registered.changes.aors.is_empty();
        self.background_changed = true;
        self.apply(registered.changes);
        if succeeded && changed {
            self.mailboxes.tell(&mut self.office, &endpoint);
        }
    }

    /// Whether the answer goes to the port that the request came from even unasked.
    pub(super) fn answer_to_source(
        &mut self,
        transaction: TransactionId,
        request: &Request,
        flow: Flow,
        dialect: Dialect,
        nat: crate::endpoint::Nat,
    ) {
        let force = match dialect {
            Dialect::Pjsip => nat.force_rport,
            Dialect::ChanSip => {
                nat.force_rport || nat.auto_force_rport && sees_router(request, flow)
            }
        };
        self.office.stack.force_rport(transaction, force);
    }
}
