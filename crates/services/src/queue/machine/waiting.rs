//! Callers come, wait and go.

use std::time::{Duration, Instant};

use call::{ChannelId, DeviceState, QueueEvent};

use super::{Leave, Machine, Order, Output, since};
use crate::queue::queue_state::{Caller, Said, Stage};
use crate::queue::rules::{Penalties, PenaltyChange};

/// A caller who wants to wait.
#[derive(Clone, Debug)]
pub struct Join {
    /// Its channel.
    pub caller: ChannelId,
    /// Its unique id, for the log.
    pub unique_id: String,
    /// Its channel's name.
    pub name: String,
    /// Its number, for the log.
    pub number: String,
    /// The queue.
    pub queue: String,
    /// Goes to the log.
    pub url: String,
    /// The higher, the sooner.
    pub priority: i32,
    /// A better place than the last.
    pub position: Option<usize>,
    /// So long it waits at most.
    pub patience: Option<Duration>,
    /// Whom it may be given to.
    pub penalties: Penalties,
    /// A rule of `queuerules.conf` instead of the queue's.
    pub rule: String,
    /// One round only (option n).
    pub one_round: bool,
}

/// A caller that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Its place, from 1.
    pub position: usize,
}

/// Why a caller cannot wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such queue.
    Unknown,
    /// No member is there.
    JoinEmpty,
    /// There are too many already.
    Full,
}

impl Machine {
    /// A caller wants to wait.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn join(&mut self, now: Instant, join: Join) -> Result<Joined, Refusal> {
        let id = self.queue_named(&join.queue).ok_or(Refusal::Unknown)?;
        let queue = self.queues.get_mut(&id).ok_or(Refusal::Unknown)?;
        if queue.dead {
            return Err(Refusal::Unknown);
        }
        if !queue.may_join(join.penalties, now) {
            return Err(Refusal::JoinEmpty);
        }
        let most = usize::try_from(queue.config.options.maxlen).unwrap_or(usize::MAX);
        if most > 0 && queue.line.len() >= most {
            return Err(Refusal::Full);
        }
        self.gone(now, join.caller);
        let Some(queue) = self.queues.get_mut(&id) else {
            return Err(Refusal::Unknown);
        };
        let key = queue.line.insert(join.caller, join.priority, join.position);
        let (position, count) = (queue.line.position(key), queue.line.len());
        let options = &queue.config.options;
        let rule = match join.rule.as_str() {
            "" => options.defaultrule.as_str(),
            rule => rule,
        };
        let mut changes = self.rules.find(rule).unwrap_or_default().to_vec();
        changes.reverse();
        let first_hears = options.announce_to_first_user
            && position == 1
            && !options.announce_frequency.0.is_zero();
        let name = queue.name().to_owned();
        let data = format!("{}|{}|{position}", join.url, join.number);
        self.log(&join.unique_id, &name, "NONE", "ENTERQUEUE", data);
        let (caller, place) = (join.caller, (id, key, position));
        self.callers
            .insert(caller, newcomer(now, join, place, changes));
        self.tell(QueueEvent::CallerJoined {
            queue: name,
            channel: caller,
            position,
            count,
        });
        self.count_changed(now, id);
        if first_hears {
            self.announce_place(now, caller);
        }
        self.mark(id);
        self.settle(now);
        self.list_timer(now, caller);
        Ok(Joined { position })
    }

    /// Gives a waiting caller another priority, behind those who have it already.
    pub fn set_priority(&mut self, now: Instant, id: ChannelId, priority: i32) {
        let Some(caller) = self.callers.get_mut(&id).filter(|c| c.waits()) else {
            return;
        };
        let Some(queue) = self.queues.get_mut(&caller.queue) else {
            return;
        };
        let served = !matches!(caller.stage, Stage::Waiting | Stage::Resting { .. });
        let rests = queue.resting.remove(&caller.key).is_some();
        queue.line.remove(caller.key);
        caller.priority = priority;
        caller.key = queue.line.insert(id, priority, None);
        queue.line.set_served(caller.key, served);
        if rests {
            queue.resting.insert(caller.key, id);
        }
        let queue = caller.queue;
        self.mark(queue);
        self.settle(now);
        self.list_timer(now, id);
    }

    /// The number of those who wait has changed: hints, lighter queues, and those who hear their place.
    pub(super) fn count_changed(&mut self, now: Instant, id: super::QueueId) {
        let Some(queue) = self.queues.get(&id) else {
            return;
        };
        let state = match queue.line.len() {
            0 => DeviceState::NotInUse,
            _ => DeviceState::InUse,
        };
        if queue.line.len() <= 1 {
            let device = format!("Queue:{}", queue.name());
            self.outputs.push_back(Output::Device(device, state));
        }
        let hear_places = !queue.config.options.announce_frequency.0.is_zero();
        let gone = queue.dead && queue.line.len() == 0;
        if hear_places {
            let callers: Vec<ChannelId> = queue.line.callers().collect();
            for caller in callers {
                self.list_timer(now, caller);
            }
        }
        if self.weights {
            let all: Vec<super::QueueId> = self.queues.keys().copied().collect();
            all.into_iter().for_each(|queue| self.mark(queue));
        }
        if gone {
            self.bury(id);
        }
    }

    /// Something that a caller waits for is due.
    pub(super) fn caller_due(&mut self, now: Instant, id: ChannelId) {
        self.change_penalties(now, id);
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let expired = caller.expires.is_some_and(|at| at <= now);
        let queue = caller.queue;
        match &caller.stage {
            Stage::Waiting | Stage::Resting { .. } if caller.listening => {}
            Stage::Waiting | Stage::Resting { .. } if expired => {
                return self.must_leave(now, id, Leave::Timeout);
            }
            Stage::Waiting => self.announce_what_is_due(now, id),
            Stage::Resting { until, .. } if *until <= now => {
                self.wait_again(id);
                self.announce_what_is_due(now, id);
                self.mark(queue);
            }
            Stage::Ringing { until, .. } if until.is_some_and(|at| at <= now) => {
                return self.round_is_over(now, id);
            }
            _ => {}
        }
        self.list_timer(now, id);
    }

    /// Its rest is over.
    pub(super) fn wait_again(&mut self, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        caller.stage = Stage::Waiting;
        let (queue, key) = (caller.queue, caller.key);
        if let Some(queue) = self.queues.get_mut(&queue) {
            queue.resting.remove(&key);
        }
    }

    fn change_penalties(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id).filter(|c| c.waits()) else {
            return;
        };
        let (queue, before) = (caller.queue, caller.penalties);
        while let Some(change) = caller.changes.last()
            && caller.joined + change.after <= now
        {
            caller.penalties = change.apply(caller.penalties);
            caller.changes.pop();
        }
        let after = caller.penalties;
        if after != before {
            self.say(id, Order::Limits(after));
            self.mark(queue);
        }
    }

    /// A caller is told to leave.
    pub(super) fn must_leave(&mut self, now: Instant, id: ChannelId, why: Leave) {
        let Some(caller) = self.callers.get(&id).filter(|c| c.waits()) else {
            return;
        };
        let event = match why {
            Leave::Timeout => "EXITWITHTIMEOUT",
            Leave::Empty => "EXITEMPTY",
            Leave::Withdrawn => "WITHDRAW",
        };
        let waited = since(now, caller.joined).as_secs();
        let data = format!("{}|{}|{waited}", self.position(caller), caller.joined_at);
        self.abandon(now, id);
        self.log_caller(id, "NONE", event, data);
        self.say(id, Order::Leave(why));
        self.remove(now, id);
    }

    pub(super) fn left_by_key(&mut self, now: Instant, id: ChannelId, digits: &str) {
        let Some(caller) = self.callers.get(&id).filter(|c| c.waits()) else {
            return;
        };
        let waited = since(now, caller.joined).as_secs();
        let (at, first) = (self.position(caller), caller.joined_at);
        let data = format!("{digits}|{at}|{first}|{waited}");
        self.log_caller(id, "NONE", "EXITWITHKEY", data);
        self.remove(now, id);
    }

    /// The caller hung up.
    pub(super) fn gone(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        if caller.waits() {
            let waited = since(now, caller.joined).as_secs();
            let data = format!("{}|{}|{waited}", self.position(caller), caller.joined_at);
            let attempts = match &caller.stage {
                Stage::Ringing { attempts, .. } => attempts.clone(),
                _ => Vec::new(),
            };
            for attempt in attempts {
                let rang = crate::queue::queue_state::ms(since(now, attempt.began));
                self.log_caller(id, &attempt.name, "RINGCANCELED", rang.to_string());
            }
            self.abandon(now, id);
            self.log_caller(id, "NONE", "ABANDON", data);
        }
        self.remove(now, id);
    }

    fn position(&self, caller: &Caller) -> usize {
        let queue = self.queues.get(&caller.queue);
        queue.map_or(0, |q| q.line.position(caller.key))
    }

    /// Counts a caller that gave up, or was given up.
    fn abandon(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let waited = since(now, caller.joined);
        let position = self.position(caller);
        let Some(queue) = self.queues.get_mut(&caller.queue) else {
            return;
        };
        queue.sums.abandoned += 1;
        if waited <= queue.config.options.servicelevel.0 {
            queue.sums.abandoned_in_time += 1;
        }
        let event = QueueEvent::CallerAbandoned {
            queue: queue.name().to_owned(),
            channel: id,
            position,
            original_position: caller.joined_at,
            hold_time: waited.as_secs(),
        };
        self.tell(event);
    }

    /// Forgets a caller, whatever it waits for; members that were rung for it are free.
    pub(super) fn remove(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let (waits, stage) = (caller.waits(), caller.stage.clone());
        if waits {
            self.leave_line(now, id);
        }
        if let Some(caller) = self.callers.remove(&id)
            && let Some(at) = caller.timer
        {
            self.timers.remove(&(at, super::Timer::Caller(id)));
        }
        match stage {
            Stage::Ringing { attempts, .. } => {
                for attempt in attempts {
                    self.rings_no_more(now, &attempt.member);
                }
            }
            Stage::Connecting { member, .. } | Stage::Talking { member, .. } => {
                self.talks_no_more(now, &member.member);
            }
            Stage::Waiting | Stage::Resting { .. } => {}
        }
    }

    /// A caller stands in the line no longer.
    pub(super) fn leave_line(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let (queue_id, key) = (caller.queue, caller.key);
        let Some(queue) = self.queues.get_mut(&queue_id) else {
            return;
        };
        let position = queue.line.position(key);
        queue.line.remove(key);
        queue.resting.remove(&key);
        let event = QueueEvent::CallerLeft {
            queue: queue.name().to_owned(),
            channel: id,
            position,
            count: queue.line.len(),
        };
        self.tell(event);
        self.mark(queue_id);
        self.count_changed(now, queue_id);
    }

    /// Callers for whom nobody is there leave; those for whom somebody rings may still be answered.
    pub(super) fn send_away_if_empty(&mut self, now: Instant, queue: super::QueueId) {
        let Some(q) = self.queues.get(&queue) else {
            return;
        };
        let doomed: Vec<ChannelId> = q
            .line
            .unserved()
            .filter(|id| {
                let caller = self.callers.get(id);
                caller.is_some_and(|c| q.is_empty_for(c.penalties))
            })
            .collect();
        for caller in doomed {
            self.must_leave(now, caller, Leave::Empty);
        }
    }
}

/// A caller that begins to wait: its queue, its key and its place there.
fn newcomer(
    now: Instant,
    join: Join,
    (queue, key, position): (super::QueueId, crate::queue::line::Key, usize),
    changes: Vec<PenaltyChange>,
) -> Caller {
    Caller {
        queue,
        key,
        unique_id: join.unique_id,
        name: join.name,
        priority: join.priority,
        joined: now,
        joined_at: position,
        expires: join.patience.map(|p| now + p),
        penalties: join.penalties,
        changes,
        one_round: join.one_round,
        stage: Stage::Waiting,
        listening: false,
        next: crate::queue::pool::MemberId(0),
        said: Said::default(),
        timer: None,
    }
}
