//! Files are read, also while people wait; dynamic members are kept over a restart.

use std::time::{Duration, Instant};

use super::membership::{AddMember, key_of};
use super::{Machine, Output};
use crate::queue::config::{MemberLine, QueueConfig, QueueSettings};
use crate::queue::pool::MemberId;
use crate::queue::queue_state::{Membership, Queue, QueueId};

/// What is taken of files that were read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The options of queues, and queues that come and go.
    pub parameters: bool,
    /// Their members.
    pub members: bool,
    /// The rules.
    pub rules: bool,
}

impl Loaded {
    /// Everything.
    pub const ALL: Self = Self {
        parameters: true,
        members: true,
        rules: true,
    };
}

impl Machine {
    /// Takes what the files say now; calls go on. Only the queue of that name, when there is one.
    pub fn configure(
        &mut self,
        now: Instant,
        settings: &QueueSettings,
        what: Loaded,
        only: Option<&str>,
    ) {
        if what.rules {
            self.rules.clone_from(&settings.rules);
        }
        if what.parameters {
            self.general = settings.general.clone();
        }
        let wanted = |name: &str| only.is_none_or(|only| only.eq_ignore_ascii_case(name));
        for config in settings.queues.iter().filter(|q| wanted(&q.name)) {
            self.configure_queue(now, config, what);
        }
        if what.parameters {
            let known = |name: &str| {
                settings
                    .queues
                    .iter()
                    .any(|q| q.name.eq_ignore_ascii_case(name))
            };
            let doomed: Vec<QueueId> = self
                .queues
                .iter()
                .filter(|(_, q)| !q.realtime && wanted(q.name()) && !known(q.name()))
                .map(|(id, _)| *id)
                .collect();
            for id in doomed {
                self.retire(id);
            }
            let mut all = self.queues.values();
            self.weights = all.any(|q| q.config.options.weight > 0);
        }
        let all: Vec<QueueId> = self.queues.keys().copied().collect();
        all.into_iter().for_each(|id| self.mark(id));
        self.settle(now);
    }

    fn configure_queue(&mut self, now: Instant, config: &QueueConfig, what: Loaded) {
        let id = match self.queue_named(&config.name) {
            Some(id) => id,
            None if what.parameters => self.make_queue(config.clone()),
            None => return,
        };
        let fresh = self
            .queues
            .get(&id)
            .is_some_and(|q| q.members.is_empty() && q.line.len() == 0);
        if let Some(queue) = self.queues.get_mut(&id).filter(|_| what.parameters) {
            queue.dead = false;
            queue.config.autofill = config.autofill;
            queue.config.options = config.options.clone();
        }
        if what.members || fresh {
            self.replace_static(now, id, &config.members);
        }
        if what.parameters {
            self.rerank(now, id);
        }
    }

    pub(super) fn make_queue(&mut self, config: QueueConfig) -> QueueId {
        self.last_queue += 1;
        let id = QueueId(self.last_queue);
        self.names.insert(config.name.to_ascii_lowercase(), id);
        self.weights |= config.options.weight > 0;
        self.queues.insert(id, Queue::new(config));
        id
    }

    /// Static members become those of the file; one that was a member before keeps its numbers.
    fn replace_static(&mut self, now: Instant, id: QueueId, lines: &[MemberLine]) {
        let Some(queue) = self.queues.get(&id) else {
            return;
        };
        let old: Vec<(MemberId, String)> = queue
            .members
            .iter()
            .filter(|(_, m)| m.membership == Membership::Static)
            .map(|(place, m)| (*place, m.interface.clone()))
            .collect();
        let same = old.len() == lines.len()
            && old
                .iter()
                .zip(lines)
                .all(|((_, o), l)| o.eq_ignore_ascii_case(&l.interface));
        if same {
            for ((place, _), line) in old.iter().zip(lines) {
                self.update_member(now, id, *place, line);
            }
            return;
        }
        let Some(queue) = self.queues.get(&id) else {
            return;
        };
        let before: Vec<_> = queue.members.values().cloned().collect();
        let places: Vec<MemberId> = queue.members.keys().copied().collect();
        let named = |interface: &str| {
            lines
                .iter()
                .any(|l| l.interface.eq_ignore_ascii_case(interface))
        };
        // Those who stay are put in anew, in the file's order; nobody must leave for that.
        let empty = self
            .queues
            .get_mut(&id)
            .map(|q| std::mem::take(&mut q.config.options.leavewhenempty));
        places
            .into_iter()
            .for_each(|place| self.drop_member(now, id, place));
        for line in lines {
            let add = AddMember {
                line: line.clone(),
                membership: Membership::Static,
                reason: String::new(),
            };
            self.insert_member(now, id, add);
        }
        for old in before {
            if old.membership != Membership::Static && !named(&old.interface) {
                let add = as_before(&old);
                self.insert_member(now, id, add);
            }
            self.restore_numbers(now, id, &old);
        }
        if let (Some(queue), Some(empty)) = (self.queues.get_mut(&id), empty) {
            queue.config.options.leavewhenempty = empty;
        }
        self.rerank(now, id);
        self.send_away_if_empty(now, id);
    }

    fn restore_numbers(
        &mut self,
        now: Instant,
        id: QueueId,
        old: &crate::queue::queue_state::Member,
    ) {
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        let Some(place) = queue.by_key.get(&old.key).copied() else {
            return;
        };
        if let Some(member) = queue.members.get_mut(&place) {
            member.calls = old.calls;
            member.last_call = old.last_call;
            member.last_pause = old.last_pause;
            member.login = old.login;
            member.rests_until = old.rests_until;
            member.paused |= old.paused;
            member.reason.clone_from(&old.reason);
            if let Some(until) = member.rests_until.filter(|until| *until > now) {
                self.timers.insert((until, super::Timer::Rest(id, place)));
            }
        }
        self.refresh(now, id, place);
    }

    fn update_member(&mut self, now: Instant, id: QueueId, place: MemberId, line: &MemberLine) {
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        let ring_in_use = line.ring_in_use.unwrap_or(queue.config.options.ringinuse);
        let moved = match queue.members.get_mut(&place) {
            Some(member) => {
                member.penalty = match self.general.negative_penalty_invalid {
                    true => line.penalty,
                    false => line.penalty.max(0),
                };
                member.name.clone_from(&line.name);
                member.ring_in_use = ring_in_use;
                member.wrapup = line.wrapup.filter(|w| *w > Duration::ZERO);
                member.state_interface != line.state_interface
            }
            None => return,
        };
        if moved {
            self.drop_member(now, id, place);
            let add = AddMember {
                line: line.clone(),
                membership: Membership::Static,
                reason: String::new(),
            };
            self.insert_member(now, id, add);
        }
        self.refresh(now, id, place);
    }

    /// The strategy or the rules of being there may have changed.
    fn rerank(&mut self, now: Instant, id: QueueId) {
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        let ring_in_use = queue.config.options.ringinuse;
        let places: Vec<MemberId> = queue.members.keys().copied().collect();
        for member in queue.members.values_mut() {
            if member.membership == Membership::Dynamic {
                member.ring_in_use = ring_in_use;
            }
        }
        for place in places {
            self.refresh(now, id, place);
        }
    }

    /// A queue that is not in the file any more goes, as soon as nobody waits in it.
    fn retire(&mut self, id: QueueId) {
        let Some(queue) = self.queues.get_mut(&id) else {
            return;
        };
        queue.dead = true;
        if queue.line.len() == 0 {
            self.bury(id);
        }
    }

    pub(super) fn bury(&mut self, id: QueueId) {
        let Some(queue) = self.queues.get(&id) else {
            return;
        };
        let places: Vec<MemberId> = queue.members.keys().copied().collect();
        let name = queue.name().to_ascii_lowercase();
        for place in places {
            self.drop_member(self.began, id, place);
        }
        self.queues.remove(&id);
        self.names.remove(&name);
    }

    /// Sets the sums of a queue, or of all, back to zero.
    pub fn reset_sums(&mut self, only: Option<&str>) -> bool {
        let mut found = false;
        for queue in self.queues.values_mut() {
            if only.is_none_or(|only| only.eq_ignore_ascii_case(queue.name())) {
                found = true;
                queue.sums = Default::default();
                for member in queue.members.values_mut() {
                    (member.calls, member.last_call) = (0, None);
                }
            }
        }
        found
    }

    /// Has the dynamic members of a queue kept.
    pub(super) fn keep(&mut self, id: QueueId) {
        let Some(queue) = self
            .queues
            .get(&id)
            .filter(|_| self.general.persistentmembers)
        else {
            return;
        };
        let rows: Vec<String> = queue
            .members
            .values()
            .filter(|m| m.membership == Membership::Dynamic)
            .map(|m| {
                format!(
                    "{};{};{};{};{};{};{}",
                    m.interface,
                    m.penalty,
                    u8::from(m.paused),
                    m.name,
                    m.state_interface,
                    m.reason,
                    m.wrapup.map_or(0, |w| w.as_secs())
                )
            })
            .collect();
        let value = (!rows.is_empty()).then(|| rows.join("|"));
        let name = queue.name().to_owned();
        self.outputs.push_back(Output::Keep(name, value));
    }

    /// Members that were kept are members again.
    pub fn restore(&mut self, now: Instant, queue: &str, kept: &str) {
        let Some(id) = self
            .queue_named(queue)
            .filter(|_| self.general.persistentmembers)
        else {
            return;
        };
        for add in read_members(kept) {
            if !self
                .queues
                .get(&id)
                .is_some_and(|q| q.by_key.contains_key(&key_of(&add.line.interface)))
            {
                self.insert_member(now, id, add);
            }
        }
        self.settle(now);
    }
}

/// A member that is put in again as it was.
fn as_before(old: &crate::queue::queue_state::Member) -> AddMember {
    AddMember {
        line: MemberLine {
            interface: old.interface.clone(),
            penalty: old.penalty,
            name: old.name.clone(),
            state_interface: old.state_interface.clone(),
            ring_in_use: Some(old.ring_in_use),
            wrapup: old.wrapup,
            paused: old.paused,
        },
        membership: old.membership,
        reason: old.reason.clone(),
    }
}

/// Reads what `Keep` said; rows of older versions have fewer fields.
fn read_members(kept: &str) -> Vec<AddMember> {
    let member = |row: &str| {
        let fields: Vec<&str> = row.split(';').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let interface = field(0).to_owned();
        let or_interface = |text: &str| match text {
            "" => interface.clone(),
            text => text.to_owned(),
        };
        let line = MemberLine {
            penalty: field(1).parse().unwrap_or(0),
            paused: field(2).trim() == "1",
            name: or_interface(field(3)),
            state_interface: or_interface(field(4)),
            wrapup: field(6).parse().ok().map(Duration::from_secs),
            ring_in_use: None,
            interface: interface.clone(),
        };
        (!interface.is_empty()).then(|| AddMember {
            line,
            membership: Membership::Dynamic,
            reason: field(5).to_owned(),
        })
    };
    kept.split('|').filter_map(member).collect()
}
