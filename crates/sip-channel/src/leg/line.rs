//! What a leg keeps through all its states: whose it is, and how it logs in at the far end.

use std::sync::Arc;

use call::{ChannelId, HangupCause, LogLevel, Signal};
use sip::auth::DigestClient;
use sip::header::{HeaderName, Reason};
use sip::message::{Body, Headers, Method, Request, Response};
use sip::stack::{DialogId, ExtraHeaders, TransactionId};

use crate::auth::{Credential, account};
use crate::endpoint::Endpoint;
use crate::office::{Office, Owner};

/// The constant part of a leg.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) channel: ChannelId,
    pub(crate) endpoint: Arc<Endpoint>,
    /// The INVITE that made the leg, of either side.
    pub(crate) invite: Option<TransactionId>,
    /// What challenges are answered with.
    accounts: Vec<Credential>,
    login: Option<DigestClient>,
}

impl Line {
    pub(crate) fn new(channel: ChannelId, endpoint: Arc<Endpoint>) -> Self {
        let accounts = endpoint.outbound_auths.clone();
        Self {
            channel,
            endpoint,
            invite: None,
            accounts,
            login: None,
        }
    }

    /// Answers challenges with this and nothing else.
    pub(crate) fn log_in_as(&mut self, credential: Credential) {
        self.accounts = vec![credential];
    }

    /// As its requests are noted.
    pub(crate) fn owner(&self) -> Owner {
        Owner::Leg(self.channel)
    }

    pub(crate) fn tell(&self, office: &mut Office, signal: Signal) {
        office.tell(self.channel, signal);
    }

    pub(crate) fn log(&self, office: &mut Office, level: LogLevel, text: impl Into<String>) {
        office.log(level, Some(self.channel), text.into());
    }

    /// Takes a challenge. False when there is nothing to answer it with, or our answer to an earlier
    /// one was refused.
    pub(crate) fn accept_challenge(&mut self, challenge: &Response) -> bool {
        let found = DigestClient::choose(challenge, |realm| account(&self.accounts, realm));
        let Some(next) = found else { return false };
        if self
            .login
            .as_ref()
            .is_some_and(|login| login.is_refused_by(&next))
        {
            return false;
        }
        self.login = Some(next);
        true
    }

    /// Puts our answer into a request, when a challenge has come.
    pub(crate) fn authorize(&mut self, office: &mut Office, request: &mut Request) {
        if let Some(login) = &mut self.login {
            let cnonce = office.stack.token();
            login.authorize(request, &cnonce);
        }
    }

    /// Asks something inside the dialog, with our credentials when they were wanted before.
    pub(crate) fn ask(
        &mut self,
        office: &mut Office,
        dialog: DialogId,
        method: Method,
        mut extra: ExtraHeaders,
        body: Body,
    ) -> Option<TransactionId> {
        let target = office.stack.dialog(dialog)?.remote_target.clone();
        let mut dummy = Request::new(method.clone(), target);
        dummy.body = body.clone();
        self.authorize(office, &mut dummy);
        for name in [HeaderName::Authorization, HeaderName::ProxyAuthorization] {
            let text = dummy.headers.text(name.clone());
            extra.extend(text.map(|text| (name, text.into_owned())));
        }
        office.ask(self.channel, dialog, method, extra, body)
    }

    /// Ends the call with BYE. `None` when the dialog is gone already.
    pub(crate) fn say_bye(
        &mut self,
        office: &mut Office,
        dialog: DialogId,
        cause: HangupCause,
    ) -> Option<TransactionId> {
        let extra = self.reasons(office, cause);
        self.ask(office, dialog, Method::Bye, extra, Body::empty())
    }

    /// Reason headers for BYE, CANCEL and refusals (RFC 3326).
    pub(crate) fn reasons(&self, office: &Office, cause: HangupCause) -> ExtraHeaders {
        let mut all = Vec::new();
        if cause == HangupCause::ANSWERED_ELSEWHERE {
            let reason = Reason {
                protocol: "SIP".to_owned(),
                cause: Some(200),
                text: Some("Call completed elsewhere".to_owned()),
            };
            all.push((HeaderName::Reason, reason.to_string()));
        }
        if cause != HangupCause::NOT_DEFINED && office.tells_causes(self.endpoint.dialect) {
            let protocol = "Q.850".to_owned();
            let reason = Reason {
                protocol,
                cause: Some(u16::from(cause.0)),
                text: None,
            };
            all.push((HeaderName::Reason, reason.to_string()));
        }
        all
    }

    /// The cause that a message of the far end states, where its driver believes it.
    pub(crate) fn stated_cause(&self, office: &Office, headers: &Headers) -> Option<HangupCause> {
        let q850 = || stated_q850(headers);
        office
            .tells_causes(self.endpoint.dialect)
            .then(q850)
            .flatten()
    }
}

/// Whether a CANCEL says that another phone has answered.
pub(crate) fn completed_elsewhere(headers: &Headers) -> bool {
    reasons_in(headers).any(
        |reason| match reason.protocol.to_ascii_uppercase().as_str() {
            "SIP" => reason.cause == Some(200),
            "Q.850" => reason.cause == Some(26),
            _ => false,
        },
    )
}

fn stated_q850(headers: &Headers) -> Option<HangupCause> {
    let mut all = reasons_in(headers).filter(|r| r.protocol.eq_ignore_ascii_case("Q.850"));
    let cause = all.find_map(|reason| reason.cause)?;
    u8::try_from(cause)
        .ok()
        .filter(|cause| (1..128).contains(cause))
        .map(HangupCause)
}

fn reasons_in(headers: &Headers) -> impl Iterator<Item = Reason> {
    headers
        .elements(HeaderName::Reason)
        .filter_map(|value| Reason::parse(value).ok())
}
