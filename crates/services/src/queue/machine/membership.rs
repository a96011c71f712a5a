//! Members come, go, pause; their devices ring and are in use.

use std::time::{Duration, Instant};

use call::{DeviceState, MemberFacts, MemberNews, QueueEvent, device_key};

use super::{Machine, Output, Timer};
use crate::queue::config::MemberLine;
use crate::queue::pool::MemberId;
use crate::queue::queue_state::{Interface, Member, Membership, Queue, QueueId, Stage};

/// A member to add.
#[derive(Clone, Debug)]
pub struct AddMember {
    /// Everything about it.
    pub line: MemberLine,
    /// Where it comes from.
    pub membership: Membership,
    /// Why it is paused.
    pub reason: String,
}

/// What came of adding a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// It is a member now.
    Added,
    /// It was already.
    Already,
    /// There is no such queue.
    NoQueue,
}

/// What came of removing a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is no member any more.
    Removed,
    /// It was none.
    NotInQueue,
    /// There is no such queue.
    NoQueue,
    /// It stands in the file.
    NotDynamic,
}

impl Machine {
    /// Adds a member to a queue.
    pub fn add_member(&mut self, now: Instant, queue: &str, add: AddMember) -> Addition {
        let Some(id) = self.queue_named(queue) else {
            return Addition::NoQueue;
        };
        let added = self.insert_member(now, id, add);
        if added == Addition::Added {
            self.keep(id);
        }
        self.settle(now);
        added
    }

    pub(super) fn insert_member(&mut self, now: Instant, id: QueueId, add: AddMember) -> Addition {
        let key = key_of(&add.line.interface);
        let Some(queue) = self.queues.get_mut(&id) else {
            return Addition::NoQueue;
        };
        if queue.by_key.contains_key(&key) {
            return Addition::Already;
        }
        let member = member_of(queue, now, key.clone(), add, &self.general);
        let place = queue.next_id();
        let state_interface = member.state_interface.clone();
        queue.by_key.insert(key.clone(), place);
        queue.members.insert(place, member);
        self.agents.entry(key).or_default().places.push((id, place));
        self.watch(&state_interface, id, place);
        self.refresh(now, id, place);
        self.tell_member(id, place, MemberNews::Added);
        self.show_pause(id, place);
        Addition::Added
    }

    fn watch(&mut self, state_interface: &str, queue: QueueId, place: MemberId) {
        let device = device_key(state_interface);
        let known = self.devices.entry(device.clone()).or_insert_with(|| {
            self.outputs.push_back(Output::Watch(device));
            (DeviceState::Unknown, Vec::new())
        });
        known.1.push((queue, place));
        let status = known.0;
        let member = self.queues.get_mut(&queue);
        if let Some(member) = member.and_then(|q| q.members.get_mut(&place)) {
            member.status = status;
        }
    }

    /// Removes a member from a queue. A call that it has goes on.
    pub fn remove_member(&mut self, now: Instant, queue: &str, interface: &str) -> Removal {
        let Some(id) = self.queue_named(queue) else {
            return Removal::NoQueue;
        };
        let key = key_of(interface);
        let found = self
            .queues
            .get(&id)
            .and_then(|q| q.by_key.get(&key).copied());
        let Some(place) = found else {
            return Removal::NotInQueue;
        };
        let member = self.queues.get(&id).and_then(|q| q.members.get(&place));
        if member.is_some_and(|m| m.membership != Membership::Dynamic) {
            return Removal::NotDynamic;
        }
        self.drop_member(now, id, place);
        self.keep(id);
        self.settle(now);
        Removal::Removed
    }

    pub(super) fn drop_member(&mut self, now: Instant, id: QueueId, place: MemberId) {
        self.tell_member(id, place, MemberNews::Removed);
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        let Some(member) = queue.members.remove(&place) else {
            return;
        };
        queue.by_key.remove(&member.key);
        if let Some((penalty, rank)) = member.pooled {
            queue.pool.remove(penalty, rank, place);
        }
        if let Some(until) = member.rests_until {
            self.timers.remove(&(until, Timer::Rest(id, place)));
        }
        let device = device_key(&member.state_interface);
        if let Some((_, places)) = self.devices.get_mut(&device) {
            places.retain(|p| *p != (id, place));
            if places.is_empty() {
                self.devices.remove(&device);
            }
        }
        if let Some(agent) = self.agents.get_mut(&member.key) {
            agent.places.retain(|p| *p != (id, place));
        }
        self.forget_idle_agent(&member.key);
        self.uncount(now, id, member.counted);
    }

    pub(super) fn forget_idle_agent(&mut self, member: &Interface) {
        let idle = |a: &super::Agent| a.places.is_empty() && a.ringing + a.talking == 0;
        if self.agents.get(member).is_some_and(idle) {
            self.agents.remove(member);
        }
    }

    /// Pauses a member, or lets it go on, in one queue or in all; tells whether there was one.
    pub fn pause_member(
        &mut self,
        now: Instant,
        queue: Option<&str>,
        interface: &str,
        paused: bool,
        reason: &str,
    ) -> bool {
        let found = self.pause(now, queue, interface, paused, reason);
        self.settle(now);
        found
    }

    pub(super) fn pause(
        &mut self,
        now: Instant,
        queue: Option<&str>,
        interface: &str,
        paused: bool,
        reason: &str,
    ) -> bool {
        let places = self.places(queue, interface);
        for (id, place) in &places {
            let Some(queue) = self.queues.get_mut(id) else {
                continue;
            };
            let name = queue.name().to_owned();
            let Some(member) = queue.members.get_mut(place) else {
                continue;
            };
            member.paused = paused;
            reason.clone_into(&mut member.reason);
            if paused {
                member.last_pause = Some(now);
            }
            let agent = member.name.clone();
            let event = if paused { "PAUSE" } else { "UNPAUSE" };
            self.log("NONE", &name, &agent, event, reason.to_owned());
            self.refresh(now, *id, *place);
            self.tell_member(*id, *place, MemberNews::Paused);
            self.show_pause(*id, *place);
            self.keep(*id);
        }
        if queue.is_none() && !places.is_empty() {
            let event = if paused { "PAUSEALL" } else { "UNPAUSEALL" };
            self.log("NONE", "NONE", interface, event, String::new());
        }
        !places.is_empty()
    }

    /// Sets the penalty of a member, in one queue or in all; tells whether there was one.
    pub fn set_penalty(
        &mut self,
        now: Instant,
        queue: Option<&str>,
        interface: &str,
        penalty: i32,
    ) -> bool {
        let places = self.places(queue, interface);
        for (id, place) in &places {
            let Some(queue) = self.queues.get_mut(id) else {
                continue;
            };
            let name = queue.name().to_owned();
            let Some(member) = queue.members.get_mut(place) else {
                continue;
            };
            member.penalty = allowed_penalty(&self.general, penalty);
            let (agent, data) = (member.interface.clone(), member.penalty.to_string());
            self.log("NONE", &name, &agent, "PENALTY", data);
            self.refresh(now, *id, *place);
            self.tell_member(*id, *place, MemberNews::Penalty);
            self.keep(*id);
        }
        self.settle(now);
        !places.is_empty()
    }

    /// Sets whether a member is rung during calls, in one queue or in all; tells whether there was one.
    pub fn set_ring_in_use(
        &mut self,
        now: Instant,
        queue: Option<&str>,
        interface: &str,
        ring: bool,
    ) -> bool {
        let places = self.places(queue, interface);
        for (id, place) in &places {
            let member = self.queues.get_mut(id);
            if let Some(member) = member.and_then(|q| q.members.get_mut(place)) {
                member.ring_in_use = ring;
            }
            self.refresh(now, *id, *place);
            self.tell_member(*id, *place, MemberNews::RingInUse);
        }
        self.settle(now);
        !places.is_empty()
    }

    /// A member had a call of this queue that was not given to it by us.
    pub fn count_outside(
        &mut self,
        now: Instant,
        queue: &str,
        interface: &str,
        talked: Duration,
    ) -> bool {
        let places = self.places(Some(queue), interface);
        for (id, _) in &places {
            self.count_call(now, *id, &key_of(interface), talked);
        }
        self.settle(now);
        !places.is_empty()
    }

    fn places(&self, queue: Option<&str>, interface: &str) -> Vec<(QueueId, MemberId)> {
        let only = queue.map(|name| self.queue_named(name));
        let agent = self.agents.get(&key_of(interface));
        let places = agent.map(|a| a.places.clone()).unwrap_or_default();
        places
            .into_iter()
            .filter(|(id, _)| only.is_none_or(|only| only == Some(*id)))
            .collect()
    }

    /// A device does something else. Costs the same however many members and callers there are.
    pub fn device_changed(&mut self, now: Instant, device: &str, state: DeviceState) {
        let Some((known, places)) = self.devices.get_mut(device) else {
            return;
        };
        *known = state;
        for (queue, place) in places.clone() {
            let member = self.queues.get_mut(&queue);
            let Some(member) = member.and_then(|q| q.members.get_mut(&place)) else {
                continue;
            };
            self.steps += 1;
            if std::mem::replace(&mut member.status, state) != state {
                self.refresh(now, queue, place);
                self.tell_member(queue, place, MemberNews::Status);
            }
        }
        self.settle(now);
    }

    pub(super) fn refresh_everywhere(&mut self, now: Instant, member: &Interface) {
        let places = self.agents.get(member).map(|a| a.places.clone());
        for (queue, place) in places.unwrap_or_default() {
            self.refresh(now, queue, place);
        }
    }

    /// Brings a member to the place that it has now: free to be rung or not, there or not.
    pub(super) fn refresh(&mut self, now: Instant, id: QueueId, place: MemberId) {
        self.steps += 1;
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        let Some(member) = queue.members.get(&place) else {
            return;
        };
        let agent = self.agents.get(&member.key);
        let (ringing, talking) = agent.map_or((0, 0), |a| (a.ringing, a.talking));
        let resting = member.rests_until.is_some_and(|until| until > now);
        let free = !member.paused && !resting && ringing == 0 && is_free(member, talking);
        let rank = queue.rank(place, member, self.began);
        let pooled = free.then_some((member.penalty, rank));
        let counts = queue.config.options.leavewhenempty.0;
        let counts = counts.matters() && counts.counts(member.status, member.paused, resting);
        let counted = counts.then_some(member.penalty);
        let (was_pooled, was_counted) = (member.pooled, member.counted);
        let key = member.key.clone();
        if let Some(member) = queue.members.get_mut(&place) {
            (member.pooled, member.counted) = (pooled, counted);
        }
        if was_pooled != pooled {
            if let Some((penalty, rank)) = was_pooled {
                queue.pool.remove(penalty, rank, place);
            }
            if let Some((penalty, rank)) = pooled {
                queue.pool.insert(penalty, rank, place);
            }
        }
        let available = queue.pool.len();
        if was_counted != counted {
            if let Some(penalty) = counted {
                *queue.there.entry(penalty).or_default() += 1;
            }
            self.uncount(now, id, was_counted);
        }
        match (was_pooled.is_some(), pooled.is_some()) {
            (false, true) => self.became_free(now, id, &key, available),
            (true, false) if available == 0 => self.show_available(id, false),
            _ => {}
        }
    }

    fn uncount(&mut self, now: Instant, id: QueueId, was: Option<i32>) {
        let (Some(penalty), Some(queue)) = (was, self.queues.get_mut(&id)) else {
            return;
        };
        let Some(count) = queue.there.get_mut(&penalty) else {
            return;
        };
        *count -= 1;
        if *count == 0 {
            queue.there.remove(&penalty);
            self.send_away_if_empty(now, id);
        }
    }

    /// Somebody may be served; the first who rests and has not just rung this member rests no longer.
    fn became_free(&mut self, now: Instant, id: QueueId, key: &Interface, available: usize) {
        if available == 1 {
            self.show_available(id, true);
        }
        self.mark(id);
        let Some(queue) = self.queues.get(&id) else {
            return;
        };
        let rested = queue.resting.values().find(|caller| {
            let stage = self.callers.get(caller).map(|c| &c.stage);
            matches!(stage, Some(Stage::Resting { rung, .. }) if !rung.contains(key))
        });
        if let Some(caller) = rested.copied() {
            self.wait_again(caller);
            self.list_timer(now, caller);
        }
    }

    fn show_available(&mut self, id: QueueId, any: bool) {
        if let Some(queue) = self.queues.get(&id) {
            let device = format!("Queue:{}_avail", queue.name());
            let state = if any {
                DeviceState::NotInUse
            } else {
                DeviceState::InUse
            };
            self.outputs.push_back(Output::Device(device, state));
        }
    }

    fn show_pause(&mut self, id: QueueId, place: MemberId) {
        let queue = self.queues.get(&id);
        let Some((queue, member)) = queue.and_then(|q| Some((q, q.members.get(&place)?))) else {
            return;
        };
        let device = format!("Queue:{}_pause_{}", queue.name(), member.interface);
        let state = if member.paused {
            DeviceState::InUse
        } else {
            DeviceState::NotInUse
        };
        self.outputs.push_back(Output::Device(device, state));
    }

    fn tell_member(&mut self, id: QueueId, place: MemberId, news: MemberNews) {
        if let Some(facts) = self.facts(id, place) {
            let facts = Box::new(facts);
            self.tell(QueueEvent::Member { news, facts });
        }
    }

    pub(super) fn facts(&self, id: QueueId, place: MemberId) -> Option<MemberFacts> {
        let queue = self.queues.get(&id)?;
        let member = queue.members.get(&place)?;
        let agent = self.agents.get(&member.key);
        let epoch = |at: Option<Instant>| at.map_or(0, |at| self.epoch(at));
        Some(MemberFacts {
            queue: queue.name().to_owned(),
            interface: member.interface.clone(),
            name: member.name.clone(),
            state_interface: member.state_interface.clone(),
            membership: member.membership.text(),
            penalty: member.penalty,
            calls: member.calls,
            last_call: epoch(member.last_call),
            last_pause: epoch(member.last_pause),
            login: self.epoch(member.login),
            in_call: agent.is_some_and(|a| a.talking > 0),
            status: member.status,
            paused: member.paused,
            reason: member.reason.clone(),
            ring_in_use: member.ring_in_use,
            wrapup: member.wrapup.map_or(0, |w| w.as_secs()),
        })
    }
}

fn member_of(
    queue: &Queue,
    now: Instant,
    key: Interface,
    add: AddMember,
    general: &crate::queue::config::General,
) -> Member {
    let AddMember {
        line,
        membership,
        reason,
    } = add;
    Member {
        key,
        interface: line.interface,
        name: line.name,
        state_interface: line.state_interface,
        penalty: allowed_penalty(general, line.penalty),
        ring_in_use: line.ring_in_use.unwrap_or(queue.config.options.ringinuse),
        wrapup: line.wrapup.filter(|w| *w > Duration::ZERO),
        paused: line.paused,
        reason,
        membership,
        calls: 0,
        last_call: None,
        last_pause: line.paused.then_some(now),
        login: now,
        status: DeviceState::Unknown,
        rests_until: None,
        pooled: None,
        counted: None,
    }
}

/// A negative penalty means "never" only where that is wished.
fn allowed_penalty(general: &crate::queue::config::General, penalty: i32) -> i32 {
    match general.negative_penalty_invalid {
        true => penalty,
        false => penalty.max(0),
    }
}

/// Could its device take a call?
fn is_free(member: &Member, talking: u32) -> bool {
    let idle = matches!(member.status, DeviceState::NotInUse | DeviceState::Unknown);
    let reachable = !matches!(
        member.status,
        DeviceState::Invalid | DeviceState::Unavailable
    );
    let free = if member.ring_in_use {
        reachable
    } else {
        idle && talking == 0
    };
    free && member.penalty >= 0
}

pub(super) fn key_of(interface: &str) -> Interface {
    interface.to_ascii_lowercase().into()
}
