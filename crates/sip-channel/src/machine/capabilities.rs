//! OPTIONS outside of calls: what this exchange can do, and whether the number that was asked about is
//! one. The dialplan knows that, and is asked through an output.

use std::sync::Arc;

use sip::header::HeaderName;
use sip::message::Request;
use sip::stack::{Flow, TransactionId};

use super::{Output, SipChannel};
use crate::endpoint::Dialect;
use crate::identify::{Identified, Incoming};
use crate::office::capable;

impl SipChannel {
    pub(super) fn asked_for_options(
        &mut self,
        transaction: TransactionId,
        request: &Request,
        flow: Flow,
    ) {
        let Some((dialect, context)) = self.context_of_question(transaction, request, flow) else {
            return;
        };
        let number = self.dialled(&request.uri, dialect);
        // This driver asks about a number only; the other one takes nobody for `s`.
        let anybody = request.uri.user().unwrap_or_default().is_empty();
        if dialect == Dialect::Pjsip && anybody {
            return self.extension_is_known(transaction, true);
        }
        self.office.outputs.push_back(Output::FindExtension {
            transaction,
            context,
            number,
        });
    }

    /// The dialplan's answer.
    pub(super) fn extension_is_known(&mut self, transaction: TransactionId, exists: bool) {
        let mut response = capable(if exists { 200 } else { 404 });
        response.headers.push(HeaderName::Accept, "application/sdp");
        let supported = "100rel, timer";
        response.headers.push(HeaderName::Supported, supported);
        self.office.respond(transaction, response);
    }

    /// Whose manner counts and where the number is looked for; `None` when the request is answered.
    /// `sip.conf` asks nobody for a password here.
    fn context_of_question(
        &mut self,
        transaction: TransactionId,
        request: &Request,
        flow: Flow,
    ) -> Option<(Dialect, String)> {
        let settings = Arc::clone(&self.office.settings);
        let incoming = Incoming {
            request,
            source: flow.remote,
            kind: flow.kind,
            transport: self.office.listeners.get(&flow.listener),
        };
        let of_sip_conf =
            |guest: &crate::endpoint::Endpoint| (Dialect::ChanSip, guest.context.clone());
        let general = settings
            .chan_sip
            .as_ref()
            .map(|all| of_sip_conf(&all.guest));
        match settings.identify(&incoming, &self.office.contacts) {
            Identified::Endpoint(endpoint) | Identified::Guest(endpoint)
                if endpoint.dialect == Dialect::Pjsip =>
            {
                if !endpoint.allow_unauthenticated_options {
                    self.admit(transaction, request, flow)?;
                }
                Some((Dialect::Pjsip, endpoint.context.clone()))
            }
            Identified::Endpoint(_)
            | Identified::Guest(_)
            | Identified::Unknown(Dialect::ChanSip)
                if general.is_some() =>
            {
                general
            }
            _ => {
                let admitted = self.admit(transaction, request, flow)?;
                let endpoint = admitted.endpoint;
                Some((endpoint.dialect, endpoint.context.clone()))
            }
        }
    }
}
