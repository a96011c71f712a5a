//! A call out, from INVITE to its final response (RFC 3261 §13.2).

use call::{HangupCause, Invitation, LogLevel, Signal};
use sip::header::{CSeq, HeaderName, NameAddr, Uri};
use sip::message::{Body, Headers, Method, Request, Response};
use sip::stack::{Destination, DialogId, NoAnswer, TransactionId};

use super::ending::Ending;
use super::identity::show;
use super::sdp_body::{SDP, offer_in};
use super::session_timer::{in_answer, wishes};
use super::talking::Talking;
use super::{Asked, Heard, LegInput, LegMedia, Line, State};
use crate::causes::{Verdict, cause_of, verdict};
use crate::endpoint::{Dialect, Reliable};
use crate::office::{ALLOW, Office, bare};

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The Request-URI, and To without its parameters.
    pub(crate) uri: Uri,
    /// Route headers.
    pub(crate) routes: Vec<String>,
    /// The next hop.
    pub(crate) destination: Destination,
    /// The phone is behind a router.
    pub(crate) behind_router: bool,
}

/// Our INVITE is out.
#[derive(Debug)]
pub(crate) struct Calling {
    media: LegMedia,
    invite: Request,
    destination: Destination,
    transaction: TransactionId,
    behind_router: bool,
    told: Told,
    retries: u8,
}

/// What the switchboard has heard of the call.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    proceeding: bool,
    ringing: bool,
    progress: bool,
    early_media: bool,
}

impl Calling {
    /// Sends the INVITE.
    pub(crate) fn begin(
        office: &mut Office,
        line: &mut Line,
        plan: Plan,
        mut media: LegMedia,
        invitation: &Invitation,
    ) -> State {
        let Some(mut invite) = invite_of(office, line, &plan, invitation) else {
            let name = &line.endpoint.name;
            line.log(
                office,
                LogLevel::Warning,
                format!("'{name}': its from domain is no host name"),
            );
            line.tell(office, Signal::Hangup(HangupCause::INTERWORKING));
            return State::Gone;
        };
        if line.endpoint.dialect == Dialect::ChanSip {
            media.prefer(&invitation.codecs);
        }
        if line.endpoint.preferred_codec_only {
            media.keep_preferred();
        }
        invite.set_body(SDP, media.offer().to_bytes());
        let destination = office.via_own_transport(plan.destination, &line.endpoint);
        let (behind_router, told) = (plan.behind_router, Told::default());
        let transaction = send(office, line, invite.clone(), destination.clone());
        State::Calling(Box::new(Self {
            media,
            invite,
            destination,
            transaction,
            behind_router,
            told,
            retries: 0,
        }))
    }

    pub(super) fn handle(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        input: LegInput,
    ) -> State {
        match input {
            LegInput::Response(heard) => return self.heard(office, line, heard),
            LegInput::NoAnswer(transaction, why) if transaction == self.transaction => {
                return unanswered(office, line, why);
            }
            LegInput::Signal(Signal::Hangup(cause)) => return self.cancel(office, line, cause),
            LegInput::Signal(Signal::Digit { digit, duration_ms }) => {
                super::digits::send(office, line, &self.media, None, digit, duration_ms);
            }
            LegInput::Request(asked) => self.asked(office, line, &asked),
            LegInput::Signal(_)
            | LegInput::NoAnswer(..)
            | LegInput::Ack(_)
            | LegInput::Unacknowledged
            | LegInput::Cancelled(_)
            | LegInput::NotPracked
            | LegInput::DialogEnded(_)
            | LegInput::Tick => {}
        }
        State::Calling(self)
    }

    fn heard(mut self: Box<Self>, office: &mut Office, line: &mut Line, heard: Heard) -> State {
        if heard.transaction != self.transaction {
            return State::Calling(self);
        }
        match heard.response.status {
            100..=199 => {
                self.progress(office, line, &heard);
                State::Calling(self)
            }
            200..=299 => self.answered(office, line, &heard),
            401 | 407 => self.challenged(office, line, &heard.response),
            422 => self.timer_too_short(office, line, &heard.response),
            _ => refused(office, line, &heard.response),
        }
    }

    fn progress(&mut self, office: &mut Office, line: &mut Line, heard: &Heard) {
        let Heard {
            response, dialog, ..
        } = heard;
        if let Some(dialog) = *dialog {
            office.dialogs.insert(dialog, line.channel);
            self.acknowledge_if_reliable(office, line, dialog, &response.headers);
        }
        if !self.told.proceeding {
            self.told.proceeding = true;
            line.tell(office, Signal::Proceeding);
        }
        let sound = dialog.is_some() && self.takes_answer(office, line, response);
        if response.status == 180 && !self.told.ringing {
            self.told.ringing = true;
            line.tell(office, Signal::Ringing);
        }
        if sound && !self.told.early_media {
            (self.told.early_media, self.told.progress) = (true, true);
            line.tell(office, Signal::Progress { early_media: true });
        } else if response.status == 183 && !self.told.progress {
            self.told.progress = true;
            line.tell(office, Signal::Progress { early_media: false });
        }
    }

    /// RFC 3262 §4.
    fn acknowledge_if_reliable(
        &self,
        office: &mut Office,
        line: &Line,
        dialog: DialogId,
        headers: &Headers,
    ) {
        let reliable =
            headers.has(HeaderName::RSeq) && headers.tokens(HeaderName::Require).has("100rel");
        if reliable
            && let Ok(prack) = office
                .stack
                .prack(office.now, dialog, Vec::new(), Body::empty())
        {
            office.owners.insert(prack, line.owner());
        }
    }

    /// Takes the answer in a response, if there is one. Forks may each have sound; the latest is heard.
    fn takes_answer(&mut self, office: &mut Office, line: &Line, response: &Response) -> bool {
        let found = match offer_in(&response.headers, &response.body) {
            Ok(found) => found,
            Err(fault) => {
                line.log(
                    office,
                    LogLevel::Warning,
                    format!("{}: {fault}", response.status),
                );
                None
            }
        };
        let Some(answer) = found else { return false };
        match self.media.accept(office, &answer) {
            Ok(()) => true,
            Err(fault) => {
                line.log(
                    office,
                    LogLevel::Warning,
                    format!("{}: {fault}", response.status),
                );
                false
            }
        }
    }

    fn answered(mut self: Box<Self>, office: &mut Office, line: &mut Line, heard: &Heard) -> State {
        let Some(dialog) = heard.dialog else {
            line.log(
                office,
                LogLevel::Error,
                "answered, but there are too many dialogs",
            );
            line.tell(office, Signal::Hangup(HangupCause::SWITCH_CONGESTION));
            return State::Gone;
        };
        let taken = self.takes_answer(office, line, &heard.response);
        office.dialogs.insert(dialog, line.channel);
        super::inside::pin_if_behind_router(office, line, dialog, heard.flow, self.behind_router);
        // Fails only when the dialog is gone, which a 2xx has just confirmed.
        let _ = office
            .stack
            .ack(office.now, dialog, Vec::new(), Body::empty());
        if !taken && !self.media.is_agreed() {
            line.log(
                office,
                LogLevel::Warning,
                "answered without a usable session description",
            );
            line.tell(office, Signal::Hangup(HangupCause::BEARER_NOT_AVAILABLE));
            return Ending::leave(office, line, dialog, HangupCause::BEARER_NOT_AVAILABLE);
        }
        let timer = in_answer(&heard.response.headers, line.endpoint.timers);
        line.tell(office, Signal::Answer);
        State::Talking(Talking::begin(
            office,
            dialog,
            self.media,
            timer,
            &heard.response.headers,
        ))
    }

    fn challenged(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        response: &Response,
    ) -> State {
        if self.retries >= MOST_RETRIES || !line.accept_challenge(response) {
            return refused(office, line, response);
        }
        self.again(office, line);
        State::Calling(self)
    }

    /// RFC 4028 §7.4.
    fn timer_too_short(
        mut self: Box<Self>,
        office: &mut Office,
        line: &mut Line,
        response: &Response,
    ) -> State {
        let least = response.headers.number(HeaderName::MinSe);
        let (Some(least), true) = (least, self.retries < MOST_RETRIES) else {
            return refused(office, line, response);
        };
        self.invite
            .headers
            .set(HeaderName::SessionExpires, least.to_string());
        self.invite
            .headers
            .set(HeaderName::MinSe, least.to_string());
        self.again(office, line);
        State::Calling(self)
    }

    /// Sends the INVITE once more, with the next CSeq and the credentials there are.
    fn again(&mut self, office: &mut Office, line: &mut Line) {
        self.retries += 1;
        let number = self
            .invite
            .headers
            .cseq()
            .map_or(1, |cseq| cseq.number)
            .saturating_add(1);
        let cseq = CSeq {
            number,
            method: Method::Invite,
        };
        self.invite.headers.set(HeaderName::CSeq, cseq.to_string());
        let mut invite = self.invite.clone();
        line.authorize(office, &mut invite);
        office.owners.remove(&self.transaction);
        self.transaction = send(office, line, invite, self.destination.clone());
    }

    fn cancel(self: Box<Self>, office: &mut Office, line: &Line, cause: HangupCause) -> State {
        let reasons = line.reasons(office, cause);
        match office.stack.cancel(office.now, self.transaction, reasons) {
            Ok(()) => State::Ending(Ending::Cancelling {
                invite: self.transaction,
            }),
            Err(_) => State::Gone,
        }
    }

    /// A request in an early dialog: nothing can be changed before the answer.
    fn asked(&mut self, office: &mut Office, line: &Line, asked: &Asked) {
        match asked.request.method {
            Method::Info => super::digits::info(office, line, asked),
            Method::Update if !asked.request.body.is_empty() => {
                office.refuse(asked.transaction, 488);
            }
            Method::Update | Method::Options | Method::Notify => {
                office.respond(asked.transaction, bare(200));
            }
            _ => office.refuse(asked.transaction, 481),
        }
    }
}

fn invite_of(
    office: &mut Office,
    line: &Line,
    plan: &Plan,
    invitation: &Invitation,
) -> Option<Request> {
    let endpoint = &line.endpoint;
    let shown = show(&office.settings, endpoint, &invitation.parties)?;
    let mut from = shown.from;
    from.set_tag(&office.stack.token());
    let mut invite = Request::new(Method::Invite, plan.uri.without_headers());
    let headers = &mut invite.headers;
    headers.push(
        HeaderName::MaxForwards,
        max_forwards(office, endpoint.dialect).to_string(),
    );
    for route in &plan.routes {
        headers.push(HeaderName::Route, route);
    }
    headers.push(HeaderName::From, from.to_string());
    let to = NameAddr::new(bare_uri(&plan.uri));
    headers.push(HeaderName::To, to.to_string());
    headers.push(
        HeaderName::CallId,
        office.stack.token() + &office.stack.token(),
    );
    headers.push(
        HeaderName::CSeq,
        CSeq {
            number: FIRST_CSEQ,
            method: Method::Invite,
        }
        .to_string(),
    );
    if !endpoint.contact_user.is_empty() {
        let contact = Uri::sip(Some(&endpoint.contact_user), sip::stack::OUR_HOST, None).ok()?;
        headers.push(HeaderName::Contact, format!("<{contact}>"));
    }
    let agent = office.user_agent(endpoint.dialect);
    if !agent.is_empty() {
        headers.push(HeaderName::UserAgent, agent);
    }
    headers.push(HeaderName::Allow, ALLOW);
    headers.push(HeaderName::Supported, supported(endpoint.reliable));
    if endpoint.reliable == Reliable::Required {
        headers.push(HeaderName::Require, "100rel");
    }
    for (name, value) in shown.others.into_iter().chain(wishes(endpoint.timers)) {
        headers.push(name, value);
    }
    for (name, value) in &invitation.headers {
        headers.push(HeaderName::parse(name.trim().as_bytes()), one_line(value));
    }
    Some(invite)
}

fn send(
    office: &mut Office,
    line: &mut Line,
    invite: Request,
    destination: Destination,
) -> TransactionId {
    let transaction = office.stack.request(office.now, invite, destination);
    office.owners.insert(transaction, line.owner());
    line.invite = Some(transaction);
    transaction
}

fn max_forwards(office: &Office, dialect: Dialect) -> u8 {
    let settings = &office.settings;
    match dialect {
        Dialect::ChanSip => settings
            .chan_sip
            .as_ref()
            .map_or(70, |all| all.max_forwards),
        Dialect::Pjsip => settings.pjsip.as_ref().map_or(70, |all| all.max_forwards),
    }
}

fn supported(reliable: Reliable) -> &'static str {
    match reliable {
        Reliable::No => "timer",
        Reliable::Yes | Reliable::WhenOffered | Reliable::Required => "100rel, timer",
    }
}

/// The address without what only matters for the way there.
fn bare_uri(uri: &Uri) -> Uri {
    let names: Vec<String> = uri.raw_params().map(|(name, _)| name.to_owned()).collect();
    let keep = |name: &String| !name.eq_ignore_ascii_case("user");
    names
        .iter()
        .filter(|name| keep(name))
        .fold(uri.without_headers(), |u, n| u.without_param(n))
}

fn one_line(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

/// The final refusal of the far end, or its wish to be called elsewhere.
fn refused(office: &mut Office, line: &Line, response: &Response) -> State {
    if (300..400).contains(&response.status) {
        let contact = response.headers.contact();
        let user = contact.and_then(|contact| contact.uri.user().map(|user| user.into_owned()));
        if let Some(extension) = user {
            line.tell(office, Signal::Redirect { extension });
        }
    }
    match verdict(line.endpoint.dialect, response.status) {
        Verdict::Busy => line.tell(office, Signal::Busy),
        Verdict::Congestion => line.tell(office, Signal::Congestion),
        Verdict::ByCause => {}
    }
    let stated = line.stated_cause(office, &response.headers);
    let cause = stated.unwrap_or_else(|| cause_of(response.status));
    line.tell(office, Signal::Hangup(cause));
    State::Gone
}

fn unanswered(office: &mut Office, line: &Line, why: NoAnswer) -> State {
    let chan_sip = line.endpoint.dialect == Dialect::ChanSip;
    let cause = match why {
        NoAnswer::Timeout => HangupCause::NO_USER_RESPONSE,
        NoAnswer::Unresolved | NoAnswer::TransportFailed if chan_sip => {
            HangupCause::SUBSCRIBER_ABSENT
        }
        NoAnswer::Unresolved | NoAnswer::TransportFailed => HangupCause::CONGESTION,
        NoAnswer::Full => HangupCause::SWITCH_CONGESTION,
        NoAnswer::Cancelled => HangupCause::NORMAL_CLEARING,
    };
    let name = &line.endpoint.name;
    line.log(
        office,
        LogLevel::Notice,
        format!("'{name}' gives no answer: {why:?}"),
    );
    line.tell(office, Signal::Hangup(cause));
    State::Gone
}

/// Challenges of several proxies, a stale nonce, a 422: no honest path needs more.
const MOST_RETRIES: u8 = 4;
const FIRST_CSEQ: u32 = 102;
