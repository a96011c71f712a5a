//! Who is let in: identification, then digest authentication where the endpoint wants it. Strangers
//! get the same answers as those who do not know the password.

use std::sync::Arc;
use std::time::{Duration, Instant};

use call::LogLevel;
use sip::auth::{Algorithm, DigestServer, Secret, Verdict};
use sip::header::HeaderName;
use sip::message::{Method, Request, Response};
use sip::stack::{Flow, Stack, TransactionId};

use super::SipChannel;
use crate::auth::Credential;
use crate::endpoint::{Dialect, Endpoint};
use crate::identify::{Identified, Incoming};
use crate::office::{Office, bare, random_number};
use crate::settings::Settings;

/// Asks for passwords.
pub(super) struct Guard {
    key: [u8; 32],
    began: Instant,
    servers: Vec<(Vec<Algorithm>, DigestServer)>,
}

/// Someone who may come in.
#[derive(Clone, Debug)]
pub(super) struct Admitted {
    /// The profile.
    pub(super) endpoint: Arc<Endpoint>,
    /// A stranger.
    pub(super) is_guest: bool,
}

impl Guard {
    pub(super) fn new(now: Instant, stack: &mut Stack) -> Self {
        let text = stack.token() + &stack.token();
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        Self {
            key,
            began: now,
            servers: Vec::new(),
        }
    }

    fn server(&mut self, realm: &str, algorithms: &[Algorithm]) -> Option<&mut DigestServer> {
        let known = |(own, server): &(Vec<Algorithm>, DigestServer)| {
            server.realm() == realm && own == algorithms
        };
        let at = match self.servers.iter().position(known) {
            Some(at) => at,
            None => {
                let made = DigestServer::new(realm, self.key, self.began, NONCE_LIFE, algorithms);
                self.servers.push((algorithms.to_vec(), made));
                self.servers.len() - 1
            }
        };
        self.servers.get_mut(at).map(|(_, server)| server)
    }
}

impl SipChannel {
    /// Lets a request in, or answers it.
    pub(super) fn admit(
        &mut self,
        transaction: TransactionId,
        request: &Request,
        flow: Flow,
    ) -> Option<Admitted> {
        let office = &mut self.office;
        let incoming = Incoming {
            request,
            source: flow.remote,
            kind: flow.kind,
            transport: office.listeners.get(&flow.listener),
        };
        let settings = Arc::clone(&office.settings);
        match settings.identify(&incoming, &office.contacts) {
            Identified::Endpoint(endpoint) => {
                let exempt = request.method == Method::Invite && endpoint.insecure_invite;
                let known = exempt || endpoint.auths.is_empty() || {
                    let dialect = endpoint.dialect;
                    let knows = Claim {
                        dialect,
                        auths: &endpoint.auths,
                        transaction,
                        request,
                        flow,
                    };
                    self.guard.proves(office, &knows)
                };
                known.then_some(Admitted {
                    endpoint,
                    is_guest: false,
                })
            }
            Identified::Guest(endpoint) => Some(Admitted {
                endpoint,
                is_guest: true,
            }),
            Identified::Forbidden(_) => {
                log_failure(office, request, flow, "Not allowed by its access list");
                office.refuse(transaction, 403);
                None
            }
            Identified::Unknown(dialect) => {
                if dialect == Dialect::ChanSip && tells_strangers(&settings) {
                    let registers = request.method == Method::Register;
                    office.refuse(transaction, if registers { 404 } else { 403 });
                } else {
                    let nobody = Claim {
                        dialect,
                        auths: &[],
                        transaction,
                        request,
                        flow,
                    };
                    self.guard.proves(office, &nobody);
                }
                None
            }
        }
    }
}

/// A request and whose it claims to be; without `auths`: nobody's that we know.
struct Claim<'a> {
    dialect: Dialect,
    auths: &'a [Credential],
    transaction: TransactionId,
    request: &'a Request,
    flow: Flow,
}

impl Guard {
    /// Whether the claim is proved; if not, the request is answered.
    fn proves(&mut self, office: &mut Office, claim: &Claim<'_>) -> bool {
        let first = claim.auths.first();
        let own_realm = first
            .map(|auth| auth.realm.as_str())
            .filter(|realm| !realm.is_empty());
        let realm = own_realm.map_or_else(
            || usual_realm(&office.settings, claim.dialect),
            str::to_owned,
        );
        let algorithms = first.map_or(&[][..], |auth| &auth.algorithms);
        let random = random_number(&mut office.stack) << 31 | random_number(&mut office.stack);
        let now = office.now;
        let Some(server) = self.server(&realm, algorithms) else {
            return false;
        };
        let secret = |user: &str| secret_of(claim, user);
        let verdict = server.verify(now, claim.request, secret);
        let (status, stale) = match &verdict {
            Verdict::Ok { .. } => return true,
            Verdict::Missing => (401, false),
            Verdict::Stale { .. } => (401, true),
            Verdict::WrongPassword { .. } | Verdict::UnknownUser { .. } => match claim.dialect {
                Dialect::ChanSip => (403, false),
                Dialect::Pjsip => (401, false),
            },
            Verdict::Malformed(_) => (400, false),
        };
        let response = match status {
            401 => challenge(server, now, random, stale),
            other => bare(other),
        };
        office.respond(claim.transaction, response);
        if !matches!(verdict, Verdict::Missing | Verdict::Stale { .. }) {
            log_failure(office, claim.request, claim.flow, "Wrong password");
        }
        false
    }
}

fn secret_of(claim: &Claim<'_>, user: &str) -> Option<Secret> {
    let found = claim.auths.iter().find(|auth| match claim.dialect {
        Dialect::ChanSip => auth.username.eq_ignore_ascii_case(user),
        Dialect::Pjsip => auth.username == user,
    });
    found.map(|auth| auth.secret.clone())
}

fn challenge(server: &DigestServer, now: Instant, random: u64, stale: bool) -> Response {
    let mut response = bare(401);
    for value in server.challenge(now, random, stale) {
        response.headers.push(HeaderName::WwwAuthenticate, value);
    }
    response
}

fn usual_realm(settings: &Settings, dialect: Dialect) -> String {
    let configured = match dialect {
        Dialect::ChanSip => settings.chan_sip.as_ref().map(|all| all.realm.clone()),
        Dialect::Pjsip => settings.pjsip.as_ref().map(|all| all.default_realm.clone()),
    };
    configured
        .filter(|realm| !realm.is_empty())
        .unwrap_or_else(|| "asterisk".to_owned())
}

fn tells_strangers(settings: &Settings) -> bool {
    settings
        .chan_sip
        .as_ref()
        .is_some_and(|all| !all.always_auth_reject)
}

/// In the words that log watchers such as fail2ban look for.
fn log_failure(office: &mut Office, request: &Request, flow: Flow, why: &str) {
    let from = request.headers.text(HeaderName::From).unwrap_or_default();
    let from: String = from
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    let remote = flow.remote;
    let text = if request.method == Method::Register {
        format!("Registration from '{from}' failed for '{remote}' - {why}")
    } else {
        format!(
            "Request '{}' from '{from}' failed for '{remote}' - {why}",
            request.method
        )
    };
    office.log(LogLevel::Notice, None, text);
}

/// How long an answer to a challenge may take.
const NONCE_LIFE: Duration = Duration::from_secs(60);
const LONGEST_NAME: usize = 256;
