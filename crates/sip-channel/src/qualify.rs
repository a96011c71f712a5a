//! Contacts are watched with OPTIONS. A machine of three sockets over the contacts.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use call::Event;
use sip::header::Uri;

use crate::aor::{Aor, AorKey, Qualify};
use crate::contact::{Contact, Contacts, Reach};
use crate::endpoint::Dialect;
use crate::settings::Settings;

/// One question; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(pub u64);

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// The final response to a question.
    Answer {
        /// Which.
        question: QuestionId,
        /// Its status.
        status: u16,
    },
    /// A question has ended without a final response.
    NoAnswer(QuestionId),
    /// The time of `next_deadline` has come.
    Tick,
}

/// What to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send OPTIONS to a contact.
    Ask {
        /// Comes back with the outcome.
        question: QuestionId,
        /// The contact's address of record.
        aor: AorKey,
        /// The contact.
        contact: Box<Contact>,
        /// Whether a challenge is to be answered.
        authenticate: bool,
    },
    /// Tell everybody.
    Happened(Event),
}

/// The watch over all contacts.
#[derive(Debug, Default)]
pub struct Watch {
    watched: BTreeMap<(AorKey, String), Watched>,
    last_id: u64,
    outputs: VecDeque<Output>,
}

#[derive(Clone, Copy, Debug)]
struct Watched {
    rules: Qualify,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next question is at this time.
    Resting { until: Instant },
    /// An answer is awaited; after `late_at` the contact counts as lost.
    Asking {
        question: QuestionId,
        since: Instant,
        late_at: Instant,
    },
    /// The answer is late; it may still come until the next question.
    Late {
        question: QuestionId,
        since: Instant,
        until: Instant,
    },
}

impl Watch {
    /// Watches nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows changes of settings and contacts, and does what is due. To be called after each.
    pub fn follow(&mut self, now: Instant, settings: &Settings, contacts: &mut Contacts) {
        let mut wanted = BTreeMap::new();
        for (key, contact) in contacts.iter() {
            if let Some(rules) = settings.aor(key).and_then(|aor| aor.qualify) {
                wanted.insert((key.clone(), contact.uri.to_string()), rules);
            }
        }
        self.watched.retain(|name, _| wanted.contains_key(name));
        let mut start = now;
        for (name, rules) in wanted {
            match self.watched.get_mut(&name) {
                Some(watched) => watched.rules = rules,
                None => {
                    let state = State::Resting { until: start };
                    self.watched.insert(name, Watched { rules, state });
                    start += SPACING;
                }
            }
        }
        self.tick(now, settings, contacts);
    }

    /// As `follow`, where only the contacts of one address of record have changed: what it costs does
    /// not grow with the number of users.
    pub fn follow_one(
        &mut self,
        now: Instant,
        aor: &AorKey,
        settings: &Settings,
        contacts: &mut Contacts,
    ) {
        let rules = settings.aor(aor).and_then(|aor| aor.qualify);
        let uris = contacts
            .of(aor)
            .iter()
            .map(|contact| contact.uri.to_string());
        let wanted: Vec<String> = rules.map_or_else(Vec::new, |_| uris.collect());
        let first = (aor.clone(), String::new());
        let known = self
            .watched
            .range(first..)
            .take_while(|((key, _), _)| key == aor);
        let gone: Vec<_> = known
            .filter(|((_, uri), _)| !wanted.contains(uri))
            .map(|(name, _)| name.clone())
            .collect();
        for name in gone {
            self.watched.remove(&name);
        }
        for uri in wanted {
            let Some(rules) = rules else { break };
            let state = State::Resting { until: now };
            let name = (aor.clone(), uri);
            self.watched.entry(name).or_insert(Watched { rules, state });
        }
        if self.next_deadline().is_some_and(|at| at <= now) {
            self.tick(now, settings, contacts);
        }
    }

    /// Takes in what happened.
    pub fn handle(
        &mut self,
        now: Instant,
        input: Input,
        settings: &Settings,
        contacts: &mut Contacts,
    ) {
        match input {
            Input::Answer { question, status } => {
                self.answered(now, question, Some(status), settings, contacts);
            }
            Input::NoAnswer(question) => self.answered(now, question, None, settings, contacts),
            Input::Tick => {}
        }
        self.tick(now, settings, contacts);
    }

    /// What to do next; call until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `Input::Tick` is wanted at the latest.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.watched.values().map(Watched::deadline).min()
    }

    fn tick(&mut self, now: Instant, settings: &Settings, contacts: &mut Contacts) {
        for ((key, uri), watched) in &mut self.watched {
            match watched.state {
                State::Resting { until } if until <= now => {}
                State::Late { until, .. } if until <= now => {}
                State::Asking {
                    question,
                    since,
                    late_at,
                } if late_at <= now => {
                    let until = now.max(since + watched.rules.every_while_down);
                    watched.state = State::Late {
                        question,
                        since,
                        until,
                    };
                    set_reach(
                        settings,
                        contacts,
                        (key, uri),
                        Reach::Unreachable,
                        &mut self.outputs,
                    );
                    continue;
                }
                _ => continue,
            }
            let Some(contact) = find(contacts, key, uri) else {
                continue;
            };
            self.last_id += 1;
            let question = QuestionId(self.last_id);
            let late_at = now + watched.rules.patience;
            watched.state = State::Asking {
                question,
                since: now,
                late_at,
            };
            self.outputs.push_back(Output::Ask {
                question,
                aor: key.clone(),
                contact: Box::new(contact.clone()),
                authenticate: watched.rules.authenticate,
            });
        }
    }

    fn answered(
        &mut self,
        now: Instant,
        question: QuestionId,
        status: Option<u16>,
        settings: &Settings,
        contacts: &mut Contacts,
    ) {
        let asked = |watched: &Watched| match watched.state {
            State::Asking {
                question: asked,
                since,
                ..
            }
            | State::Late {
                question: asked,
                since,
                ..
            } => (asked == question).then_some(since),
            State::Resting { .. } => None,
        };
        let mut all = self.watched.iter_mut();
        let found = all.find_map(|(name, watched)| Some((name, asked(watched)?, watched)));
        let Some(((key, uri), since, watched)) = found else {
            return;
        };
        let rules = watched.rules;
        let took = now.saturating_duration_since(since);
        let counts =
            status.is_some_and(|status| !rules.only_success || (200..300).contains(&status));
        let reach = match counts {
            true if took <= rules.patience => Reach::Reachable(took),
            true if rules.late_is_lagged => Reach::Lagged(took),
            _ => Reach::Unreachable,
        };
        let pause = if reach.may_be_called() {
            rules.every
        } else {
            rules.every_while_down
        };
        watched.state = State::Resting { until: now + pause };
        set_reach(settings, contacts, (key, uri), reach, &mut self.outputs);
    }
}

impl Watched {
    fn deadline(&self) -> Instant {
        match self.state {
            State::Resting { until } | State::Late { until, .. } => until,
            State::Asking { late_at, .. } => late_at,
        }
    }
}

fn find<'a>(contacts: &'a mut Contacts, key: &AorKey, uri: &str) -> Option<&'a mut Contact> {
    contacts
        .by_aor
        .get_mut(key)?
        .iter_mut()
        .find(|contact| contact.uri.as_str() == uri)
}

/// Notes what is known now, and tells when it is another kind of thing than before.
fn set_reach(
    settings: &Settings,
    contacts: &mut Contacts,
    (key, uri): (&AorKey, &str),
    reach: Reach,
    outputs: &mut VecDeque<Output>,
) {
    let Some(contact) = find(contacts, key, uri) else {
        return;
    };
    let before = std::mem::replace(&mut contact.reach, reach);
    let (status, detail) = match reach {
        Reach::Reachable(took) => ("Reachable", milliseconds(took)),
        Reach::Lagged(took) => ("Lagged", milliseconds(took)),
        Reach::Unreachable => ("Unreachable", String::new()),
        Reach::NotWatched | Reach::Unknown => return,
    };
    if std::mem::discriminant(&before) == std::mem::discriminant(&reach) {
        return;
    }
    let owner = settings
        .aor(key)
        .map_or_else(|| key.name(), |aor: &Aor| aor.name.as_str());
    let endpoint = if contact.endpoint.is_empty() {
        owner
    } else {
        &contact.endpoint
    };
    let detail = match key.dialect() {
        Dialect::ChanSip => detail,
        Dialect::Pjsip => format!("{} {detail}", Uri::as_str(&contact.uri))
            .trim_end()
            .to_owned(),
    };
    outputs.push_back(Output::Happened(Event::EndpointStatus {
        technology: key.dialect().technology(),
        endpoint: endpoint.to_owned(),
        status,
        detail,
    }));
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// Time between the first questions, so that they do not go out all at once.
const SPACING: Duration = Duration::from_millis(10);
