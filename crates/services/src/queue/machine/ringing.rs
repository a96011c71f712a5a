//! Who is rung for whom, and what comes of it.

use std::time::{Duration, Instant};

use call::{AgentEnd, ChannelId, QueueCall, QueueEvent};

use super::{CallEnd, Failure, Leave, Machine, Order, since};
use crate::queue::config::{AutoPause, Strategy, TimeoutPriority};
use crate::queue::pool::{MemberId, Wish};
use crate::queue::queue_state::{Attempt, Caller, Interface, Queue, QueueId, Stage, ms};

impl Machine {
    /// Gives members that are free to callers who wait, until either is used up.
    pub(super) fn serve(&mut self, now: Instant, queue: QueueId) {
        while let Some((caller, members)) = self.next_match(queue) {
            self.begin_round(now, caller, &members);
        }
    }

    /// The next caller who can be served, and whom to ring.
    fn next_match(&mut self, id: QueueId) -> Option<(ChannelId, Vec<MemberId>)> {
        let queue = self.queues.get(&id)?;
        let mut free = queue.pool.len();
        if free == 0 {
            return None;
        }
        let head = queue.line.head()?;
        let mut steps = 0;
        let mut found = None;
        let mut chance = self.chance.clone();
        for candidate in queue.line.unserved() {
            steps += 1;
            if free == 0 || queue.head_only() && candidate != head {
                break;
            }
            let Some(caller) = self.callers.get(&candidate) else {
                continue;
            };
            // Who rests or listens keeps its place: those behind do not overtake it.
            if !caller.is_ready() {
                free -= 1;
                continue;
            }
            let chosen = self.choose(id, queue, caller, &[], &mut chance, &mut steps);
            if !chosen.is_empty() {
                found = Some((candidate, chosen));
                break;
            }
        }
        self.chance = chance;
        self.steps += steps;
        found
    }

    /// Whom to ring for a caller, besides those that were rung in this round.
    fn choose(
        &self,
        id: QueueId,
        queue: &Queue,
        caller: &Caller,
        tried: &[Interface],
        chance: &mut crate::queue::strategy::Chance,
        steps: &mut u64,
    ) -> Vec<MemberId> {
        let passes = |member: MemberId| {
            let Some(member) = queue.members.get(&member) else {
                return true;
            };
            tried.contains(&member.key) || self.weights && self.goes_before(id, queue, &member.key)
        };
        let wish = Wish {
            strategy: queue.strategy(),
            penalties: caller.penalties,
            penalties_count: queue.penalties_count(),
            start: match queue.strategy() {
                Strategy::Linear => caller.next,
                _ => queue.next,
            },
            passes: &passes,
        };
        queue.pool.choose(&wish, chance, steps)
    }

    /// A heavier queue needs this member itself.
    fn goes_before(&self, id: QueueId, queue: &Queue, member: &str) -> bool {
        let Some(agent) = self.agents.get(member) else {
            return false;
        };
        agent.places.iter().any(|(other, _)| {
            *other != id
                && self.queues.get(other).is_some_and(|other| {
                    other.config.options.weight > queue.config.options.weight
                        && other.line.len() > 0
                        && other.line.len() >= other.pool.len()
                })
        })
    }

    fn begin_round(&mut self, now: Instant, id: ChannelId, members: &[MemberId]) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Some(queue) = self.queues.get_mut(&caller.queue) else {
            return;
        };
        let options = &queue.config.options;
        let left = caller.expires.map(|at| at.saturating_duration_since(now));
        let patience = match (options.ring_time(), left, options.timeoutpriority) {
            (Some(ring), Some(left), TimeoutPriority::App) => Some(ring.min(left)),
            (Some(ring), ..) => Some(ring),
            (None, left, _) => left,
        };
        caller.stage = Stage::Ringing {
            attempts: Vec::new(),
            until: patience.map(|p| now + p),
            tried: Vec::new(),
        };
        queue.line.set_served(caller.key, true);
        queue.resting.remove(&caller.key);
        self.ring(now, id, members);
        self.list_timer(now, id);
    }

    fn ring(&mut self, now: Instant, id: ChannelId, members: &[MemberId]) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Some(queue) = self.queues.get_mut(&caller.queue) else {
            return;
        };
        let Stage::Ringing {
            attempts, tried, ..
        } = &mut caller.stage
        else {
            return;
        };
        let mut begun = Vec::new();
        for member in members
            .iter()
            .filter_map(|m| Some((m, queue.members.get(m)?)))
        {
            let (place, member) = member;
            let attempt = Attempt {
                member: member.key.clone(),
                interface: member.interface.clone(),
                name: member.name.clone(),
                began: now,
                channel: None,
            };
            tried.push(member.key.clone());
            attempts.push(attempt.clone());
            begun.push(attempt);
            queue.next = MemberId(place.0.saturating_add(1));
            caller.next = queue.next;
        }
        for attempt in begun {
            if let Some(agent) = self.agents.get_mut(&attempt.member) {
                agent.ringing += 1;
            }
            self.refresh_everywhere(now, &attempt.member);
            self.say(
                id,
                Order::Ring {
                    interface: attempt.interface,
                    name: attempt.name,
                },
            );
        }
    }

    /// The channel of a member that rings.
    pub(super) fn made(&mut self, id: ChannelId, interface: &str, channel: ChannelId) {
        let mut called = None;
        if let Some(caller) = self.callers.get_mut(&id)
            && let Stage::Ringing { attempts, .. } = &mut caller.stage
            && let Some(attempt) = attempts.iter_mut().find(|a| a.interface == interface)
        {
            attempt.channel = Some(channel);
            called = Some(attempt.clone());
        }
        if let Some(attempt) = called {
            let call = self.call(id, &attempt);
            self.tell(QueueEvent::AgentCalled(call));
        }
    }

    fn call(&self, id: ChannelId, attempt: &Attempt) -> QueueCall {
        let queue = self
            .callers
            .get(&id)
            .and_then(|c| self.queues.get(&c.queue));
        QueueCall {
            queue: queue.map(|q| q.name().to_owned()).unwrap_or_default(),
            channel: id,
            member_channel: attempt.channel,
            interface: attempt.interface.clone(),
            member_name: attempt.name.clone(),
        }
    }

    /// A member does not take the call: the next one is rung, unless others still ring.
    pub(super) fn failed(&mut self, now: Instant, id: ChannelId, interface: &str, why: Failure) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let queue_id = caller.queue;
        let Stage::Ringing { attempts, .. } = &mut caller.stage else {
            return;
        };
        let Some(at) = attempts.iter().position(|a| a.interface == interface) else {
            return;
        };
        let attempt = attempts.remove(at);
        self.rings_no_more(now, &attempt.member);
        let options = self.queues.get(&queue_id).map(|q| q.config.options.clone());
        let pauses = options.is_some_and(|o| match why {
            Failure::Busy => o.autopausebusy,
            Failure::Unreachable => o.autopauseunavail,
            Failure::HungUp => true,
        });
        self.no_answer(now, id, &attempt, pauses);
        self.go_on_ringing(now, id);
    }

    fn go_on_ringing(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let queue_id = caller.queue;
        let Some(queue) = self.queues.get(&queue_id) else {
            return;
        };
        let Stage::Ringing {
            attempts, tried, ..
        } = &caller.stage
        else {
            return;
        };
        let others_ring = !attempts.is_empty();
        if others_ring {
            return;
        }
        let (mut chance, mut steps) = (self.chance.clone(), 0);
        let next = match queue.strategy() {
            Strategy::RingAll => Vec::new(),
            _ => self.choose(queue_id, queue, caller, tried, &mut chance, &mut steps),
        };
        let restart = queue.config.options.timeoutrestart;
        let again = queue.config.options.ring_time();
        self.chance = chance;
        self.steps += steps;
        if next.is_empty() {
            return self.end_round(now, id);
        }
        if let Some(caller) = self.callers.get_mut(&id)
            && let Stage::Ringing { until, .. } = &mut caller.stage
            && restart
        {
            *until = again.map(|t| now + t);
        }
        self.ring(now, id, &next);
        self.list_timer(now, id);
    }

    /// Nobody answered in time.
    pub(super) fn round_is_over(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Stage::Ringing { attempts, .. } = &mut caller.stage else {
            return;
        };
        for attempt in std::mem::take(attempts) {
            self.say(
                id,
                Order::Cancel {
                    interface: attempt.interface.clone(),
                    elsewhere: false,
                },
            );
            // While the caller still counts as served, nobody whom it was rung for is given back to it.
            self.rings_no_more(now, &attempt.member);
            self.no_answer(now, id, &attempt, true);
        }
        self.end_round(now, id);
    }

    fn end_round(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Some(queue) = self.queues.get_mut(&caller.queue) else {
            return;
        };
        let rung = match &mut caller.stage {
            Stage::Ringing { tried, .. } => std::mem::take(tried),
            _ => Vec::new(),
        };
        let until = now + queue.config.options.rest();
        caller.stage = Stage::Resting { until, rung };
        queue.line.set_served(caller.key, false);
        queue.resting.insert(caller.key, id);
        let expired = caller.expires.is_some_and(|at| at <= now);
        let (queue_id, one_round) = (caller.queue, caller.one_round);
        if queue.is_empty_for(caller.penalties) {
            return self.must_leave(now, id, Leave::Empty);
        }
        if expired || one_round {
            return self.must_leave(now, id, Leave::Timeout);
        }
        self.mark(queue_id);
        self.list_timer(now, id);
    }

    /// A member that was rung did not answer: that is told, and perhaps it pauses.
    fn no_answer(&mut self, now: Instant, id: ChannelId, attempt: &Attempt, pauses: bool) {
        let rang = ms(since(now, attempt.began));
        self.log_caller(id, &attempt.name, "RINGNOANSWER", rang.to_string());
        let call = self.call(id, attempt);
        self.tell(QueueEvent::AgentRingNoAnswer {
            call,
            ring_time_ms: rang,
        });
        let queue = self
            .callers
            .get(&id)
            .and_then(|c| self.queues.get(&c.queue));
        let Some(queue) = queue.filter(|_| pauses) else {
            return;
        };
        let options = &queue.config.options;
        let delay = options.autopausedelay.0;
        let last_call = queue.member(&attempt.member).and_then(|m| m.last_call);
        if !delay.is_zero() && last_call.is_some_and(|at| since(now, at) < delay) {
            return;
        }
        let name = queue.name().to_owned();
        let queue = match options.autopause {
            AutoPause::No => return,
            AutoPause::Yes => Some(name.as_str()),
            AutoPause::All => None,
        };
        self.pause(now, queue, &attempt.interface, true, "Auto-Pause");
    }

    /// A member answered: the others are cancelled.
    pub(super) fn answered(&mut self, now: Instant, id: ChannelId, interface: &str) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Stage::Ringing { attempts, .. } = &mut caller.stage else {
            return;
        };
        let Some(at) = attempts.iter().position(|a| a.interface == interface) else {
            return;
        };
        let member = attempts.remove(at);
        let others = std::mem::take(attempts);
        let rang = since(now, member.began);
        caller.stage = Stage::Connecting {
            member: member.clone(),
            rang,
        };
        if let Some(agent) = self.agents.get_mut(&member.member) {
            agent.ringing = agent.ringing.saturating_sub(1);
            agent.talking += 1;
        }
        self.refresh_everywhere(now, &member.member);
        for other in others {
            self.say(
                id,
                Order::Cancel {
                    interface: other.interface,
                    elsewhere: true,
                },
            );
            self.rings_no_more(now, &other.member);
        }
        self.list_timer(now, id);
    }

    /// The member hung up before it was connected: the caller waits on.
    pub(super) fn dumped(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Stage::Connecting { member, .. } = &caller.stage else {
            return;
        };
        let member = member.clone();
        caller.stage = Stage::Ringing {
            attempts: Vec::new(),
            until: None,
            tried: vec![member.member.clone()],
        };
        self.log_caller(id, &member.name, "AGENTDUMP", String::new());
        let call = self.call(id, &member);
        self.tell(QueueEvent::AgentDumped(call));
        self.talks_no_more(now, &member.member);
        self.end_round(now, id);
    }

    pub(super) fn connected(&mut self, now: Instant, id: ChannelId, member_unique_id: &str) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Stage::Connecting { member, rang } = &caller.stage else {
            return;
        };
        let (member, rang) = (member.clone(), *rang);
        let waited = since(now, caller.joined);
        caller.stage = Stage::Talking {
            member: member.clone(),
            since: now,
            waited,
        };
        if let Some(queue) = self.queues.get_mut(&caller.queue) {
            let sums = &mut queue.sums;
            sums.hold_time = (3 * sums.hold_time + waited.as_secs()) / 4;
            if waited <= queue.config.options.servicelevel.0 {
                sums.completed_in_time += 1;
            }
        }
        let (hold_time, ring_time) = (waited.as_secs(), rang.as_secs());
        let data = format!("{hold_time}|{member_unique_id}|{ring_time}");
        self.log_caller(id, &member.name, "CONNECT", data);
        let call = self.call(id, &member);
        self.tell(QueueEvent::AgentConnected {
            call,
            ring_time,
            hold_time,
        });
        self.leave_line(now, id);
        self.list_timer(now, id);
    }

    pub(super) fn completed(&mut self, now: Instant, id: ChannelId, end: &CallEnd) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let Stage::Talking {
            member,
            since: began,
            waited,
        } = &caller.stage
        else {
            return;
        };
        let (member, talked, waited) = (member.clone(), since(now, *began), *waited);
        let (queue_id, first) = (caller.queue, caller.joined_at);
        let (hold_time, talk_time) = (waited.as_secs(), talked.as_secs());
        let times = format!("{hold_time}|{talk_time}|{first}");
        let (event, data, end) = match end {
            CallEnd::Member => ("COMPLETEAGENT", times, AgentEnd::Agent),
            CallEnd::Caller => ("COMPLETECALLER", times, AgentEnd::Caller),
            CallEnd::Transferred { extension, context } => {
                let data = format!("{extension}|{context}|{times}");
                ("BLINDTRANSFER", data, AgentEnd::Transfer)
            }
            CallEnd::Attended { facts } => {
                let data = format!("{facts}|{times}");
                ("ATTENDEDTRANSFER", data, AgentEnd::Transfer)
            }
        };
        self.log_caller(id, &member.name, event, data);
        let call = self.call(id, &member);
        self.tell(QueueEvent::AgentCompleted {
            call,
            hold_time,
            talk_time,
            end,
        });
        self.count_call(now, queue_id, &member.member, talked);
        self.remove(now, id);
    }

    /// A member has talked: it rests, and its numbers change.
    pub(super) fn count_call(
        &mut self,
        now: Instant,
        queue_id: QueueId,
        member: &Interface,
        talked: Duration,
    ) {
        let Some(queue) = self.queues.get_mut(&queue_id) else {
            return;
        };
        let sums = &mut queue.sums;
        sums.completed += 1;
        sums.talk_time = match sums.completed {
            1 => talked.as_secs(),
            _ => (3 * sums.talk_time + talked.as_secs()) / 4,
        };
        let own = queue.config.options.wrapuptime.0;
        let rest = queue.member(member).and_then(|m| m.wrapup).unwrap_or(own);
        let places = match self.general.shared_lastcall {
            true => self
                .agents
                .get(member)
                .map(|a| a.places.clone())
                .unwrap_or_default(),
            false => {
                let place = queue.by_key.get(member).map(|id| (queue_id, *id));
                place.into_iter().collect()
            }
        };
        for (queue, place) in places {
            let member = self.queues.get_mut(&queue);
            if let Some(member) = member.and_then(|q| q.members.get_mut(&place)) {
                member.calls += 1;
                member.last_call = Some(now);
                member.rests_until = Some(now + rest).filter(|_| !rest.is_zero());
                if let Some(until) = member.rests_until {
                    self.timers
                        .insert((until, super::Timer::Rest(queue, place)));
                }
            }
            self.refresh(now, queue, place);
        }
    }

    /// A member is rung for one caller less.
    pub(super) fn rings_no_more(&mut self, now: Instant, member: &Interface) {
        if let Some(agent) = self.agents.get_mut(member) {
            agent.ringing = agent.ringing.saturating_sub(1);
        }
        self.refresh_everywhere(now, member);
        self.forget_idle_agent(member);
    }

    /// A member talks to one caller less.
    pub(super) fn talks_no_more(&mut self, now: Instant, member: &Interface) {
        if let Some(agent) = self.agents.get_mut(member) {
            agent.talking = agent.talking.saturating_sub(1);
        }
        self.refresh_everywhere(now, member);
        self.forget_idle_agent(member);
    }
}
