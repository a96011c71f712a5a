//! A call comes in: who calls, may they, what do they want.

use audio::Codec;
use call::{Invitation, LogLevel, Signal};
use sip::header::{HeaderName, Replaces, Scheme, Uri};
use sip::message::{Request, Response};
use sip::stack::{Flow, TransactionId};

use super::SipChannel;
use super::guard::Admitted;
use crate::endpoint::{Dialect, Endpoint};
use crate::leg::{
    Arrival, Arriving, Leg, LegMedia, Line, channel_of, judge, offer_in, parties_of, reliability,
    sees_router, session_timer_for,
};
use crate::office::{Owner, bare};

impl SipChannel {
    pub(super) fn invited(&mut self, transaction: TransactionId, invite: Request, flow: Flow) {
        if self.legs.len() >= MOST_LEGS {
            return self.office.refuse(transaction, 503);
        }
        let Some(Admitted { endpoint, is_guest }) = self.admit(transaction, &invite, flow) else {
            return;
        };
        self.answer_to_source(transaction, &invite, flow, endpoint.dialect, endpoint.nat);
        let accepted = self.examine(transaction, &invite, flow, &endpoint);
        let (arrival, codecs) = match accepted {
            Ok(accepted) => accepted,
            Err(refusal) => {
                self.office.respond(transaction, *refusal);
                return;
            }
        };
        let channel = self.ids.next();
        let remote = flow.remote.ip();
        let behind_router = arrival.behind_router;
        let opened = LegMedia::open(&mut self.office, channel, &endpoint, remote, behind_router);
        let Some(media) = opened else {
            let text = format!("'{}' calls, but no port for media is free", endpoint.name);
            self.office.log(LogLevel::Error, None, text);
            return self.office.refuse(transaction, 503);
        };
        let invitation = self.invitation(&invite, &endpoint, is_guest, codecs);
        let mut line = Line::new(channel, endpoint);
        line.invite = Some(transaction);
        self.office.owners.insert(transaction, Owner::Leg(channel));
        let state = Arriving::begin(&mut self.office, arrival, media, &invite);
        self.add_leg(Leg::new(line, state));
        self.office
            .tell(channel, Signal::Dial(Box::new(invitation)));
    }

    /// What can be said about an INVITE without the dialplan.
    fn examine(
        &mut self,
        transaction: TransactionId,
        invite: &Request,
        flow: Flow,
        endpoint: &Endpoint,
    ) -> Result<(Arrival, Vec<Codec>), Box<Response>> {
        let lost = invite.headers.has(HeaderName::Replaces) && self.replaced(invite).is_none();
        let mut refuse = |status: u16, why: String| {
            let text = format!("call of '{}' from {flow} refused: {why}", endpoint.name);
            self.office.log(LogLevel::Notice, None, text);
            Box::new(bare(status))
        };
        if lost {
            let why = "the call that it replaces is not here".to_owned();
            return Err(refuse(481, why));
        }
        let reliable = reliability(invite, endpoint.reliable)?;
        let timer = session_timer_for(invite, endpoint.timers)?;
        let offer = match offer_in(&invite.headers, &invite.body) {
            Ok(offer) => offer,
            Err(fault) => {
                let mut response = refuse(fault.status(), fault.to_string());
                if response.status == 415 {
                    response.headers.push(HeaderName::Accept, "application/sdp");
                }
                return Err(response);
            }
        };
        if endpoint.requires_encryption() {
            return Err(refuse(488, "its media must be encrypted".to_owned()));
        }
        let codecs = match &offer {
            Some(offer) => match judge(endpoint, offer) {
                Ok(codecs) => codecs,
                Err(fault) => return Err(refuse(488, fault.to_string())),
            },
            None => endpoint.audio_codecs().collect(),
        };
        if self.has_enough_calls(endpoint) {
            let text = format!("'{}' has as many calls as it may", endpoint.name);
            self.office.log(LogLevel::Notice, None, text);
            return Err(Box::new(bare(480)));
        }
        let behind_router = sees_router(invite, flow);
        let arrival = Arrival {
            transaction,
            flow,
            offer,
            timer,
            reliable,
            behind_router,
        };
        Ok((arrival, codecs))
    }

    fn invitation(
        &self,
        invite: &Request,
        endpoint: &Endpoint,
        is_guest: bool,
        codecs: Vec<Codec>,
    ) -> Invitation {
        let extension = self.dialled(&invite.uri, endpoint.dialect);
        let mut variables = endpoint.variables.clone();
        if endpoint.dialect == Dialect::ChanSip {
            let call_id = invite.headers.call_id().unwrap_or_default().into_owned();
            variables.push(("SIPCALLID".to_owned(), call_id));
            variables.push(("SIPDOMAIN".to_owned(), invite.uri.host().to_owned()));
            let contact = invite
                .headers
                .contact()
                .map(|contact| contact.uri.as_str().to_owned());
            variables.extend(contact.map(|uri| ("SIPURI".to_owned(), uri)));
        }
        let headers = invite.headers.iter();
        Invitation {
            technology: endpoint.dialect.technology(),
            resource: name_in_channel(invite, endpoint, is_guest),
            context: self.context(&invite.uri, endpoint),
            parties: parties_of(endpoint, invite, &extension),
            extension,
            language: endpoint.language.clone(),
            account_code: endpoint.account_code.clone(),
            music_class: endpoint.music_class.clone(),
            tone_zone: endpoint.tone_zone.clone(),
            codecs,
            variables,
            headers: headers
                .map(|h| (h.name().into_owned(), h.text().into_owned()))
                .collect(),
            overlap: endpoint.allow_overlap,
            call_groups: endpoint.call_groups,
            pickup_groups: endpoint.pickup_groups,
            named_groups: [
                endpoint.named_call_groups.clone(),
                endpoint.named_pickup_groups.clone(),
            ],
            replaces: self.replaced(invite),
        }
    }

    /// The channel whose place an INVITE takes (RFC 3891).
    fn replaced(&self, invite: &Request) -> Option<call::ChannelId> {
        let text = invite.headers.text(HeaderName::Replaces)?;
        let replaces = Replaces::parse(text.as_bytes()).ok()?;
        channel_of(&self.office, &replaces)
    }

    /// The number in a Request-URI; `s` when there is none.
    pub(super) fn dialled(&self, uri: &Uri, dialect: Dialect) -> String {
        let user = match uri.scheme() {
            Scheme::Tel => {
                let number = uri.as_str().split_once(':').map_or("", |(_, rest)| rest);
                number.split(';').next().unwrap_or_default().to_owned()
            }
            Scheme::Sip | Scheme::Sips | Scheme::Other => {
                uri.user().unwrap_or_default().into_owned()
            }
        };
        let pjsip = self.office.settings.pjsip.as_ref();
        let cut = dialect == Dialect::Pjsip && pjsip.is_some_and(|all| all.ignore_uri_user_options);
        let user = if cut {
            user.split(';').next().unwrap_or_default()
        } else {
            &user
        };
        if user.is_empty() {
            "s".to_owned()
        } else {
            user.to_owned()
        }
    }

    /// The endpoint's context, or that of the domain that was called.
    fn context(&self, uri: &Uri, endpoint: &Endpoint) -> String {
        let general = self.office.settings.chan_sip.as_ref();
        let general = general.filter(|_| endpoint.dialect == Dialect::ChanSip);
        let domains = general.map_or(&[][..], |all| &all.domains);
        let domain = domains
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(uri.host()));
        let context = domain
            .map(|(_, context)| context)
            .filter(|context| !context.is_empty());
        context.unwrap_or(&endpoint.context).clone()
    }
}

/// The endpoint's name; for a stranger the host that From names.
fn name_in_channel(invite: &Request, endpoint: &Endpoint, is_guest: bool) -> String {
    let from = invite.headers.from().ok().filter(|_| is_guest);
    let host = from.map(|from| from.uri.host().trim_matches(['[', ']']).to_owned());
    host.filter(|host| !host.is_empty())
        .unwrap_or_else(|| endpoint.name.clone())
}

/// Legs at once; beyond it, calls get 503.
const MOST_LEGS: usize = 20_000;
