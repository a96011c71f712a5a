//! What the console, functions and programs may see.

use std::time::{Duration, Instant};

use call::{ChannelId, DeviceState, MemberFacts};

use super::Machine;
use crate::queue::config::{MemberLine, QueueConfig};
use crate::queue::queue_state::{Attempt, QueueId, Stage};
use crate::queue::rules::Rules;

/// A queue.
#[derive(Clone, Debug)]
pub struct QueueView {
    /// As its section says.
    pub config: QueueConfig,
    /// Its numbers.
    pub numbers: Numbers,
    /// Its members, in their order.
    pub members: Vec<MemberView>,
    /// Its callers, in their order.
    pub callers: Vec<CallerView>,
}

/// The numbers of a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Who waits.
    pub waiting: usize,
    /// Usual seconds until an answer.
    pub hold_time: u64,
    /// Usual seconds of talk.
    pub talk_time: u64,
    /// Calls completed.
    pub completed: u64,
    /// Calls abandoned.
    pub abandoned: u64,
    /// Seconds of the service level.
    pub service_level: u64,
    /// Percents of calls answered in that time.
    pub performance: f64,
    /// Percents of calls answered or abandoned in that time.
    pub performance2: f64,
}

/// A member.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// What is known of it.
    pub facts: MemberFacts,
    /// It rests after a call.
    pub rests: bool,
    /// Since its last call.
    pub since_call: Option<Duration>,
    /// Since it paused.
    pub since_pause: Option<Duration>,
    /// Since it came.
    pub since_login: Duration,
}

impl MemberView {
    /// It could take a call at this moment.
    pub fn is_ready(&self) -> bool {
        self.facts.status == DeviceState::NotInUse && !self.facts.paused && !self.rests
    }
}

/// A caller.
#[derive(Clone, Debug)]
pub struct CallerView {
    /// Its channel.
    pub channel: ChannelId,
    /// Its channel's name.
    pub name: String,
    /// How long it waits.
    pub waited: Duration,
    /// Its priority.
    pub priority: i32,
}

impl Machine {
    /// The names of all queues, in the order of their making.
    pub fn queue_names(&self) -> Vec<String> {
        self.queues.values().map(|q| q.name().to_owned()).collect()
    }

    /// All rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The queue log names members by their name.
    pub fn logs_names(&self) -> bool {
        self.general.log_membername_as_agent
    }

    /// How a queue is configured.
    pub fn config(&self, queue: &str) -> Option<&QueueConfig> {
        Some(&self.queues.get(&self.queue_named(queue)?)?.config)
    }

    /// The numbers of a queue.
    pub fn numbers(&self, queue: &str) -> Option<Numbers> {
        let queue = self.queues.get(&self.queue_named(queue)?)?;
        let sums = &queue.sums;
        let percent = |part: u64, all: u64| match all {
            0 => 0.0,
            all => 100.0 * part as f64 / all as f64,
        };
        Some(Numbers {
            waiting: queue.line.len(),
            hold_time: sums.hold_time,
            talk_time: sums.talk_time,
            completed: sums.completed,
            abandoned: sums.abandoned,
            service_level: queue.config.options.servicelevel.0.as_secs(),
            performance: percent(sums.completed_in_time, sums.completed),
            performance2: percent(
                sums.completed_in_time + sums.abandoned_in_time,
                sums.completed + sums.abandoned,
            ),
        })
    }

    /// Everything about a queue.
    pub fn view(&self, now: Instant, queue: &str) -> Option<QueueView> {
        let id = self.queue_named(queue)?;
        let queue = self.queues.get(&id)?;
        let since = |at: Instant| now.saturating_duration_since(at);
        let members = queue.members.iter().filter_map(|(place, member)| {
            Some(MemberView {
                facts: self.facts(id, *place)?,
                rests: member.rests_until.is_some_and(|until| until > now),
                since_call: member.last_call.map(since),
                since_pause: member.last_pause.filter(|_| member.paused).map(since),
                since_login: since(member.login),
            })
        });
        let callers = queue.line.callers().filter_map(|channel| {
            let caller = self.callers.get(&channel)?;
            Some(CallerView {
                channel,
                name: caller.name.clone(),
                waited: since(caller.joined),
                priority: caller.priority,
            })
        });
        Some(QueueView {
            config: queue.config.clone(),
            numbers: self.numbers(queue.name())?,
            members: members.collect(),
            callers: callers.collect(),
        })
    }

    /// Who waits.
    #[cfg(test)]
    pub(crate) fn callers_of(&self, queue: &str) -> std::collections::BTreeSet<ChannelId> {
        let queue = self.queue_named(queue).and_then(|id| self.queues.get(&id));
        queue.into_iter().flat_map(|q| q.line.callers()).collect()
    }

    /// How many callers rest between two rounds.
    #[cfg(test)]
    pub(crate) fn resting(&self, queue: &str) -> usize {
        let queue = self.queue_named(queue).and_then(|id| self.queues.get(&id));
        queue.map_or(0, |q| q.resting.len())
    }

    /// The caller at this place of a queue, from 1.
    pub fn caller_at(&self, queue: &str, position: usize) -> Option<ChannelId> {
        let queue = self.queues.get(&self.queue_named(queue)?)?;
        queue.line.callers().nth(position.checked_sub(1)?)
    }

    /// The queue in which a caller waits, and its place.
    pub fn place_of(&self, caller: ChannelId) -> Option<(String, usize)> {
        let caller = self.callers.get(&caller)?;
        let queue = self.queues.get(&caller.queue)?;
        let position = if caller.waits() {
            queue.line.position(caller.key)
        } else {
            1
        };
        Some((queue.name().to_owned(), position))
    }

    /// How long a caller has waited, and its place when it came.
    pub fn patience_of(&self, now: Instant, caller: ChannelId) -> Option<(Duration, usize)> {
        let caller = self.callers.get(&caller)?;
        let waited = now.saturating_duration_since(caller.joined);
        Some((waited, caller.joined_at))
    }

    /// A member of a queue.
    pub fn member(&self, queue: &str, interface: &str) -> Option<MemberFacts> {
        let id = self.queue_named(queue)?;
        let key = super::membership::key_of(interface);
        let place = *self.queues.get(&id)?.by_key.get(&key)?;
        self.facts(id, place)
    }

    /// The member that a caller was given to, and how it stands in its file.
    pub fn member_of(&self, caller: ChannelId) -> Option<(MemberFacts, MemberLine)> {
        let caller = self.callers.get(&caller)?;
        let attempt: &Attempt = match &caller.stage {
            Stage::Connecting { member, .. } | Stage::Talking { member, .. } => member,
            Stage::Waiting | Stage::Resting { .. } | Stage::Ringing { .. } => return None,
        };
        let id: QueueId = caller.queue;
        let place = *self.queues.get(&id)?.by_key.get(&attempt.member)?;
        let line = MemberLine {
            interface: attempt.interface.clone(),
            name: attempt.name.clone(),
            ..MemberLine::default()
        };
        Some((self.facts(id, place)?, line))
    }

    /// Nobody waits, is rung or talks, and nothing is to be done later but for members who rest.
    pub fn is_quiet(&self) -> bool {
        let idle = self.agents.values().all(|a| a.ringing + a.talking == 0);
        self.callers.is_empty() && idle
    }
}
