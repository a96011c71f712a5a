//! One registration of ours.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use call::Event;
use sip::auth::DigestClient;
use sip::header::{CSeq, HeaderName, NameAddr, Uri};
use sip::message::{Method, Request, Response};
use sip::stack::OUR_HOST;

use super::{Output, RegistrationId, line_mark};
use crate::auth::account;
use crate::endpoint::Dialect;
use crate::settings::OutboundRegistration;

/// Where a registration stands, for consoles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not tried yet, or to be tried again.
    Unregistered,
    /// A REGISTER is on its way.
    RequestSent,
    /// One with a password is on its way.
    AuthSent,
    /// Registered until then.
    Registered {
        /// When it was granted.
        since: Instant,
        /// When it will be renewed.
        refresh_at: Instant,
        /// When it ends unless it is renewed.
        expires_at: Instant,
    },
    /// Nobody answered; it will be tried again.
    Timeout,
    /// Refused, for good or until the next try.
    Rejected,
    /// The password was refused, or there is none.
    NoAuthentication,
    /// Given up after too many attempts.
    Failed,
}

impl Standing {
    /// The word of `sip show registry`.
    pub fn sip_text(self) -> &'static str {
        match self {
            Self::Unregistered => "Unregistered",
            Self::RequestSent => "Request Sent",
            Self::AuthSent => "Auth. Sent",
            Self::Registered { .. } => "Registered",
            Self::Timeout => "Timeout",
            Self::Rejected => "Rejected",
            Self::NoAuthentication => "No Authentication",
            Self::Failed => "Failed",
        }
    }

    /// The word of `pjsip show registrations`.
    pub fn pjsip_text(self) -> &'static str {
        match self {
            Self::Registered { .. } => "Registered",
            Self::Rejected | Self::NoAuthentication | Self::Failed => "Rejected",
            Self::Unregistered | Self::RequestSent | Self::AuthSent | Self::Timeout => {
                "Unregistered"
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next attempt is at this time.
    Waiting {
        at: Instant,
        after: Standing,
    },
    /// A REGISTER is on its way; chan_sip does not wait for the transaction to time out.
    Asked {
        again_at: Option<Instant>,
        with_password: bool,
    },
    Registered {
        since: Instant,
        refresh_at: Instant,
        expires_at: Instant,
    },
    /// Nothing more will be tried.
    Stopped(Standing),
    /// A REGISTER with Expires 0 is on its way.
    Leaving {
        until: Instant,
    },
    Over,
}

#[derive(Debug)]
pub(super) struct One {
    id: RegistrationId,
    pub(super) config: OutboundRegistration,
    state: State,
    call_id: String,
    cseq: u32,
    random: u64,
    expiration: u32,
    attempts: u32,
    challenge: Option<DigestClient>,
    /// Whether the challenge that we hold was answered in this attempt.
    answered: bool,
    was_registered: bool,
}

impl One {
    pub(super) fn new(
        id: RegistrationId,
        config: OutboundRegistration,
        seed: u64,
        start: Instant,
    ) -> Self {
        let mut one = Self {
            id,
            expiration: config.expiration,
            config,
            state: State::Waiting {
                at: start,
                after: Standing::Unregistered,
            },
            call_id: String::new(),
            cseq: 0,
            random: seed,
            attempts: 0,
            challenge: None,
            answered: false,
            was_registered: false,
        };
        one.call_id = format!("{}{}", one.token(), one.token());
        one
    }

    pub(super) fn standing(&self) -> Standing {
        match self.state {
            State::Waiting { after, .. } => after,
            State::Asked {
                with_password: true,
                ..
            } => Standing::AuthSent,
            State::Asked {
                with_password: false,
                ..
            } => Standing::RequestSent,
            State::Registered {
                since,
                refresh_at,
                expires_at,
            } => Standing::Registered {
                since,
                refresh_at,
                expires_at,
            },
            State::Stopped(standing) => standing,
            State::Leaving { .. } | State::Over => Standing::Unregistered,
        }
    }

    pub(super) fn is_ending(&self) -> bool {
        matches!(self.state, State::Leaving { .. } | State::Over)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Waiting { at, .. } => Some(at),
            State::Asked { again_at, .. } => again_at,
            State::Registered { refresh_at, .. } => Some(refresh_at),
            State::Leaving { until } => Some(until),
            State::Stopped(_) | State::Over => None,
        }
    }

    pub(super) fn tick(&mut self, now: Instant, outputs: &mut VecDeque<Output>) {
        if self.deadline().is_none_or(|at| at > now) {
            return;
        }
        match self.state {
            State::Waiting { .. } => self.ask(now, outputs),
            State::Registered { .. } => {
                self.attempts = 0;
                self.ask(now, outputs);
            }
            State::Asked { .. } => self.fail(now, Failure::Silence, outputs),
            State::Leaving { .. } => self.state = State::Over,
            State::Stopped(_) | State::Over => {}
        }
    }

    /// Says goodbye where we are registered.
    pub(super) fn end(&mut self, now: Instant, outputs: &mut VecDeque<Output>) {
        match self.state {
            State::Leaving { .. } | State::Over => {}
            _ if self.was_registered => {
                self.state = State::Leaving {
                    until: now + GOODBYE,
                };
                self.answered = false;
                self.send(0, outputs);
            }
            _ => self.state = State::Over,
        }
    }

    pub(super) fn take_silence(&mut self, now: Instant, cseq: u32, outputs: &mut VecDeque<Output>) {
        if cseq != self.cseq {
            return;
        }
        match self.state {
            // A request that could not even be sent is not sent again at once, and for ever.
            State::Asked {
                again_at: Some(at), ..
            } if at > now => {}
            State::Asked { .. } => self.fail(now, Failure::Silence, outputs),
            State::Leaving { .. } => self.state = State::Over,
            State::Waiting { .. } | State::Registered { .. } | State::Stopped(_) | State::Over => {}
        }
    }

    pub(super) fn take_response(
        &mut self,
        now: Instant,
        response: &Response,
        outputs: &mut VecDeque<Output>,
    ) {
        let is_ours = response
            .headers
            .cseq()
            .is_ok_and(|cseq| cseq.number == self.cseq);
        if !is_ours || response.is_provisional() {
            return;
        }
        match (self.state, response.status) {
            (State::Asked { .. } | State::Leaving { .. }, 401 | 407) => {
                self.take_challenge(now, response, outputs);
            }
            (State::Leaving { .. }, _) => self.state = State::Over,
            (State::Asked { .. }, 200..=299) => self.take_success(now, response, outputs),
            (State::Asked { .. }, 423) => self.take_too_brief(now, response, outputs),
            (State::Asked { .. }, status) => self.fail(now, Failure::Status(status), outputs),
            _ => {}
        }
    }

    fn take_challenge(
        &mut self,
        now: Instant,
        response: &Response,
        outputs: &mut VecDeque<Output>,
    ) {
        let auths = &self.config.auths;
        let next = DigestClient::choose(response, |realm| account(auths, realm));
        let refused = self.answered
            && self
                .challenge
                .as_ref()
                .zip(next.as_ref())
                .is_some_and(|(old, new)| old.is_refused_by(new));
        let Some(next) = next.filter(|_| !refused) else {
            self.challenge = None;
            return match self.state {
                State::Leaving { .. } => self.state = State::Over,
                _ => self.fail(now, Failure::Refused, outputs),
            };
        };
        self.challenge = Some(next);
        self.answered = true;
        if matches!(self.state, State::Leaving { .. }) {
            self.send(0, outputs);
        } else {
            self.state = State::Asked {
                again_at: self.patience(now),
                with_password: true,
            };
            self.send(self.expiration, outputs);
        }
    }

    fn take_success(&mut self, now: Instant, response: &Response, outputs: &mut VecDeque<Output>) {
        let seconds = self.granted(response);
        if seconds == 0 {
            return self.fail(now, Failure::Status(response.status), outputs);
        }
        let refresh = refresh_after(self.config.dialect, seconds);
        let first = !self.was_registered;
        self.attempts = 0;
        self.was_registered = true;
        self.state = State::Registered {
            since: now,
            refresh_at: now + refresh,
            expires_at: now + Duration::from_secs(seconds.into()),
        };
        if first {
            self.tell("Registered", outputs);
        }
    }

    /// The seconds for our own contact; a registrar may list others, too.
    fn granted(&self, response: &Response) -> u32 {
        let listed = response.headers.contacts().unwrap_or_default();
        let user = self.config.contact_user.as_str();
        let own = listed
            .iter()
            .find(|contact| contact.uri.user().as_deref() == Some(user));
        let own = own.or_else(|| listed.first()).and_then(NameAddr::expires);
        own.or_else(|| response.headers.expires())
            .unwrap_or(self.expiration)
            .min(LONGEST)
    }

    /// RFC 3261 §10.2.8: ask again for at least as long as the registrar wants.
    fn take_too_brief(
        &mut self,
        now: Instant,
        response: &Response,
        outputs: &mut VecDeque<Output>,
    ) {
        match response.headers.number(HeaderName::MinExpires) {
            Some(least) if least > self.expiration && least <= LONGEST => {
                self.expiration = least;
                self.ask(now, outputs);
            }
            _ => self.fail(now, Failure::Status(423), outputs),
        }
    }

    fn ask(&mut self, now: Instant, outputs: &mut VecDeque<Output>) {
        self.attempts = self.attempts.saturating_add(1);
        self.answered = false;
        let with_password = self.challenge.is_some();
        self.state = State::Asked {
            again_at: self.patience(now),
            with_password,
        };
        self.send(self.expiration, outputs);
    }

    fn patience(&self, now: Instant) -> Option<Instant> {
        (self.config.dialect == Dialect::ChanSip).then(|| now + self.config.retry.after)
    }

    fn fail(&mut self, now: Instant, failure: Failure, outputs: &mut VecDeque<Output>) {
        let retry = self.config.retry;
        let is_lasting = failure.is_lasting(&self.config);
        let again = match failure {
            Failure::Status(403) => retry.after_forbidden,
            _ if is_lasting => retry.after_fatal,
            _ => Some(retry.after),
        };
        let standing = match failure {
            Failure::Silence => Standing::Timeout,
            Failure::Refused => Standing::NoAuthentication,
            Failure::Status(403) if self.config.dialect == Dialect::ChanSip => {
                Standing::NoAuthentication
            }
            Failure::Status(_) => Standing::Rejected,
        };
        let was = std::mem::take(&mut self.was_registered);
        let exhausted = retry.most > 0 && self.attempts >= retry.most;
        self.state = match again {
            Some(_) if exhausted => State::Stopped(Standing::Failed),
            // chan_sip has waited for the answer already.
            Some(_) if failure == Failure::Silence && self.config.dialect == Dialect::ChanSip => {
                State::Waiting {
                    at: now,
                    after: standing,
                }
            }
            Some(after) => State::Waiting {
                at: now + after,
                after: standing,
            },
            None => State::Stopped(standing),
        };
        let stopped = matches!(self.state, State::Stopped(_));
        if was || stopped {
            self.tell(if stopped { "Rejected" } else { "Unregistered" }, outputs);
        }
        if let State::Waiting { at, .. } = self.state
            && at <= now
        {
            self.ask(now, outputs);
        }
    }

    fn send(&mut self, expires: u32, outputs: &mut VecDeque<Output>) {
        self.cseq = self.cseq % MOST_CSEQ + 1;
        let config = &self.config;
        let mut request = Request::new(Method::Register, config.server.clone());
        let client = NameAddr::new(config.client.clone());
        let mut from = client.clone();
        from.set_tag(&format!("{:016x}", mix(self.random ^ u64::from(self.cseq))));
        let headers = &mut request.headers;
        headers.push(HeaderName::From, from.to_string());
        headers.push(HeaderName::To, client.to_string());
        headers.push(HeaderName::CallId, &self.call_id);
        let cseq = CSeq {
            number: self.cseq,
            method: Method::Register,
        };
        headers.push(HeaderName::CSeq, cseq.to_string());
        if let Ok(uri) = Uri::sip(Some(&config.contact_user), OUR_HOST, None) {
            let uri = match line_mark(config) {
                Some(mark) => uri.with_param("line", Some(&mark)),
                None => uri,
            };
            headers.push(HeaderName::Contact, NameAddr::new(uri).to_string());
        }
        headers.push(HeaderName::Expires, expires.to_string());
        let cnonce = self.token();
        if let Some(challenge) = &mut self.challenge {
            challenge.authorize(&mut request, &cnonce);
        }
        outputs.push_back(Output::Send {
            registration: self.id,
            request: Box::new(request),
            proxy: self.config.outbound_proxy.clone(),
            transport: self.config.transport.clone(),
        });
    }

    fn tell(&self, status: &'static str, outputs: &mut VecDeque<Output>) {
        outputs.push_back(Output::Happened(Event::EndpointStatus {
            technology: self.config.dialect.technology(),
            endpoint: self.config.name.clone(),
            status,
            detail: format!("outbound registration at {}", self.config.server.host()),
        }));
    }

    fn token(&mut self) -> String {
        self.random = self.random.wrapping_add(super::GOLDEN);
        format!("{:016x}", mix(self.random))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// No answer in time.
    Silence,
    /// The password was refused, or we have none.
    Refused,
    /// Another final response.
    Status(u16),
}

impl Failure {
    /// Whether trying again later is no use. chan_sip gives up on few.
    fn is_lasting(self, config: &OutboundRegistration) -> bool {
        match (config.dialect, self) {
            (_, Self::Silence) => false,
            (_, Self::Refused) => config.retry.refusal_is_permanent,
            (Dialect::ChanSip, Self::Status(status)) => matches!(status, 403 | 404 | 479),
            (Dialect::Pjsip, Self::Status(status)) => {
                !matches!(status, 200..=299 | 408 | 480 | 500 | 502..=504)
            }
        }
    }
}

/// chan_sip renews 15 seconds before the end, or after four fifths of a short time; chan_pjsip 10.
fn refresh_after(dialect: Dialect, seconds: u32) -> Duration {
    let (guard, short) = match dialect {
        Dialect::ChanSip => (15, 30),
        Dialect::Pjsip => (10, 20),
    };
    let whole = Duration::from_secs(seconds.into());
    if seconds > short {
        return whole - Duration::from_secs(guard);
    }
    let early = (whole / 5).max(Duration::from_millis(500));
    whole.saturating_sub(early).max(Duration::from_millis(500))
}

/// The finisher of splitmix64.
fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// How long an answer to a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(4);
/// Nobody grants more than ten years.
const LONGEST: u32 = 10 * 365 * 86_400;
const MOST_CSEQ: u32 = 0x7fff_fffe;
