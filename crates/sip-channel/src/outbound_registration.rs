//! We register elsewhere. A machine of three sockets; each registration is one state, named for what
//! it waits for.

mod one;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use call::Event;
use sip::auth::{Algorithm, Secret};
use sip::header::Uri;
use sip::message::{Request, Response};

use crate::settings::{OutboundRegistration, Settings};

use one::One;
pub use one::Standing;

/// One registration of ours; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistrationId(pub u64);

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A response to a REGISTER of ours.
    Response(RegistrationId, &'a Response),
    /// A REGISTER of ours has ended without a final response. `cseq` is its CSeq number.
    NoAnswer {
        /// Whose.
        registration: RegistrationId,
        /// Which.
        cseq: u32,
    },
    /// The time of `next_deadline` has come.
    Tick,
}

/// What to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send a REGISTER.
    Send {
        /// Whose it is; comes back with the outcome.
        registration: RegistrationId,
        /// The request, complete but for what the stack adds. Contact has the stack's `OUR_HOST`.
        request: Box<Request>,
        /// Send it to this proxy rather than where it leads.
        proxy: Option<Uri>,
        /// Send it by the transport of this name; empty: any.
        transport: String,
    },
    /// Tell everybody.
    Happened(Event),
}

/// All registrations of ours.
#[derive(Debug, Default)]
pub struct OutboundRegistrations {
    all: BTreeMap<RegistrationId, One>,
    last_id: u64,
    seed: u64,
    outputs: VecDeque<Output>,
}

impl OutboundRegistrations {
    /// None yet; `seed` makes Call-IDs and must be unpredictable.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// Takes new settings. Registrations that did not change go on; others end, new ones begin a
    /// little apart.
    pub fn configure(&mut self, now: Instant, settings: &Settings) {
        let mut wanted: Vec<&OutboundRegistration> = settings.registrations.iter().collect();
        for one in self.all.values_mut().filter(|one| !one.is_ending()) {
            match wanted.iter().position(|new| **new == one.config) {
                Some(at) => drop(wanted.remove(at)),
                None => one.end(now, &mut self.outputs),
            }
        }
        self.all.retain(|_, one| !one.is_over());
        let mut start = now;
        for config in wanted {
            self.last_id += 1;
            let id = RegistrationId(self.last_id);
            let seed = self.seed ^ self.last_id.wrapping_mul(GOLDEN);
            self.all
                .insert(id, One::new(id, config.clone(), seed, start));
            start += SPACING;
        }
        self.tick(now);
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Response(id, response) => {
                if let Some(one) = self.all.get_mut(&id) {
                    one.take_response(now, response, &mut self.outputs);
                }
            }
            Input::NoAnswer { registration, cseq } => {
                if let Some(one) = self.all.get_mut(&registration) {
                    one.take_silence(now, cseq, &mut self.outputs);
                }
            }
            Input::Tick => {}
        }
        self.tick(now);
    }

    /// What to do next; call until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `Input::Tick` is wanted at the latest.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.all.values().filter_map(One::deadline).min()
    }

    /// Ends all of them, as at shutdown. It is done when nothing [`is_pending`](Self::is_pending).
    pub fn stop(&mut self, now: Instant) {
        for one in self.all.values_mut() {
            one.end(now, &mut self.outputs);
        }
        self.all.retain(|_, one| !one.is_over());
    }

    /// Whether any is still there.
    pub fn is_pending(&self) -> bool {
        !self.all.is_empty()
    }

    /// Where each stands, in the order of the files.
    pub fn standings(&self) -> impl Iterator<Item = (&OutboundRegistration, Standing)> {
        let live = self.all.values().filter(|one| !one.is_ending());
        live.map(|one| (&one.config, one.standing()))
    }

    fn tick(&mut self, now: Instant) {
        for one in self.all.values_mut() {
            one.tick(now, &mut self.outputs);
        }
        self.all.retain(|_, one| !one.is_over());
    }
}

/// The text that marks calls over a registration with `line=yes`; nothing for others. Only who knows
/// the password, or sees our REGISTER, knows it.
pub fn line_mark(registration: &OutboundRegistration) -> Option<String> {
    registration.line_endpoint.as_ref()?;
    let credential = registration.auths.first()?;
    let secret = match &credential.secret {
        Secret::Password(password) => password.clone(),
        Secret::Hashes(hashes) => hashes.first()?.1.clone(),
    };
    let salt = format!("line of {}", registration.name);
    let hash = Secret::Password(secret).ha1(Algorithm::Sha256, &credential.username, &salt)?;
    hash.get(..LINE_DIGITS).map(str::to_owned)
}

/// Time between the first REGISTERs.
const SPACING: Duration = Duration::from_millis(100);
const LINE_DIGITS: usize = 16;
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
