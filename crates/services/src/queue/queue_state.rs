//! What is kept of a queue, its members and its callers.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant};

use call::{ChannelId, DeviceState};

use super::config::{QueueConfig, Strategy};
use super::line::{Key, Line};
use super::pool::{MemberId, Pool};
use super::rules::{Penalties, PenaltyChange};
use super::strategy::{Standing, order_of};

/// Names a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct QueueId(pub(super) u32);

/// An interface in small letters: by it a member is found again after a reload.
pub(super) type Interface = Rc<str>;

/// Where a member comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// A line of the file.
    Static,
    /// Added while running.
    Dynamic,
    /// A row of a database.
    Realtime,
}

impl Membership {
    /// The word for it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Dynamic => "dynamic",
            Self::Realtime => "realtime",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) key: Interface,
    pub(super) interface: String,
    pub(super) name: String,
    pub(super) state_interface: String,
    pub(super) penalty: i32,
    pub(super) ring_in_use: bool,
    pub(super) wrapup: Option<Duration>,
    pub(super) paused: bool,
    pub(super) reason: String,
    pub(super) membership: Membership,
    pub(super) calls: u64,
    pub(super) last_call: Option<Instant>,
    pub(super) last_pause: Option<Instant>,
    pub(super) login: Instant,
    pub(super) status: DeviceState,
    /// It rests after a call until then.
    pub(super) rests_until: Option<Instant>,
    /// Penalty and rank with which it stands in the pool.
    pub(super) pooled: Option<(i32, u64)>,
    /// It counts as being there (`leavewhenempty`), with this penalty.
    pub(super) counted: Option<i32>,
}

/// Sums since the start, or since `queue reset stats`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) hold_time: u64,
    pub(super) talk_time: u64,
    pub(super) completed: u64,
    pub(super) abandoned: u64,
    pub(super) completed_in_time: u64,
    pub(super) abandoned_in_time: u64,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) config: QueueConfig,
    pub(super) members: BTreeMap<MemberId, Member>,
    pub(super) by_key: HashMap<Interface, MemberId>,
    pub(super) pool: Pool,
    /// How many members count as being there, by penalty.
    pub(super) there: BTreeMap<i32, usize>,
    pub(super) line: Line,
    /// Callers who rest between two rounds, in their order.
    pub(super) resting: BTreeMap<Key, ChannelId>,
    pub(super) sums: Sums,
    /// Where the next round begins (`rrmemory`).
    pub(super) next: MemberId,
    /// It is not in the file any more, and goes with its last caller.
    pub(super) dead: bool,
    pub(super) realtime: bool,
}

impl Queue {
    pub(super) fn new(config: QueueConfig) -> Self {
        Self {
            config,
            members: BTreeMap::new(),
            by_key: HashMap::new(),
            pool: Pool::default(),
            there: BTreeMap::new(),
            line: Line::default(),
            resting: BTreeMap::new(),
            sums: Sums::default(),
            next: MemberId(0),
            dead: false,
            realtime: false,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    pub(super) fn strategy(&self) -> Strategy {
        self.config.options.strategy
    }

    /// Only the first caller is served.
    pub(super) fn head_only(&self) -> bool {
        !self.config.autofill || self.strategy() == Strategy::RingAll
    }

    pub(super) fn penalties_count(&self) -> bool {
        let limit = usize::try_from(self.config.options.penaltymemberslimit).unwrap_or(usize::MAX);
        limit == 0 || self.members.len() > limit
    }

    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        self.members.get(self.by_key.get(key)?)
    }

    /// The rank of a member in this queue's strategy.
    pub(super) fn rank(&self, id: MemberId, member: &Member, began: Instant) -> u64 {
        let last_call = member
            .last_call
            .map(|at| at.saturating_duration_since(began));
        let last_call_ms = last_call.map_or(0, |d| ms(d).saturating_add(1));
        order_of(self.strategy()).rank(Standing {
            id,
            calls: member.calls,
            last_call_ms,
        })
    }

    /// The id behind the last one.
    pub(super) fn next_id(&self) -> MemberId {
        let last = self.members.last_key_value();
        MemberId(last.map_or(0, |(id, _)| id.0.saturating_add(1)))
    }

    /// Nobody is there for a caller with these limits.
    pub(super) fn is_empty_for(&self, penalties: Penalties) -> bool {
        let empty = self.config.options.leavewhenempty.0;
        if !empty.matters() {
            return false;
        }
        if !empty.penalty || !penalties.limit() || !self.penalties_count() {
            return self.there.is_empty();
        }
        !self.there.keys().any(|p| penalties.of(*p).is_some())
    }

    /// A caller may come: somebody is there, or that does not matter.
    pub(super) fn may_join(&self, penalties: Penalties, now: Instant) -> bool {
        let empty = self.config.options.joinempty.0;
        let in_range = |m: &Member| {
            !empty.penalty || !self.penalties_count() || penalties.of(m.penalty).is_some()
        };
        !empty.matters()
            || self.members.values().any(|m| {
                let resting = m.rests_until.is_some_and(|until| until > now);
                in_range(m) && empty.counts(m.status, m.paused, resting)
            })
    }
}

/// A ring of one member for one caller.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) member: Interface,
    pub(super) interface: String,
    pub(super) name: String,
    pub(super) began: Instant,
    pub(super) channel: Option<ChannelId>,
}

/// What a caller waits for.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Its turn.
    Waiting,
    /// The next round; these were rung in the last one.
    Resting {
        until: Instant,
        rung: Vec<Interface>,
    },
    /// An answer. The round ends at `until`.
    Ringing {
        attempts: Vec<Attempt>,
        until: Option<Instant>,
        tried: Vec<Interface>,
    },
    /// The end of what the member hears or does before it is connected.
    Connecting { member: Attempt, rang: Duration },
    /// The end of the conversation.
    Talking {
        member: Attempt,
        since: Instant,
        waited: Duration,
    },
}

#[derive(Debug)]
pub(super) struct Caller {
    pub(super) queue: QueueId,
    pub(super) key: Key,
    pub(super) unique_id: String,
    pub(super) name: String,
    pub(super) priority: i32,
    pub(super) joined: Instant,
    pub(super) joined_at: usize,
    pub(super) expires: Option<Instant>,
    pub(super) penalties: Penalties,
    /// Changes that are still to come, the next one last.
    pub(super) changes: Vec<PenaltyChange>,
    /// One round only (option n).
    pub(super) one_round: bool,
    pub(super) stage: Stage,
    /// It hears an announcement.
    pub(super) listening: bool,
    /// Where its rounds begin (`linear`).
    pub(super) next: MemberId,
    pub(super) said: Said,
    /// As it stands in the list of timers.
    pub(super) timer: Option<Instant>,
}

/// What a caller was told.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// When it heard its place.
    pub(super) place_at: Option<Instant>,
    /// The place that it heard; 0 for none.
    pub(super) place: usize,
    /// When the periodic announcement counts from.
    pub(super) periodic_at: Option<Instant>,
    /// The next of them.
    pub(super) periodic: usize,
    /// None was said yet.
    pub(super) periodic_begun: bool,
}

impl Caller {
    /// It could be given to a member now.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Waiting) && !self.listening
    }

    /// It stands in the line.
    pub(super) fn waits(&self) -> bool {
        !matches!(self.stage, Stage::Talking { .. })
    }
}

/// Whole milliseconds.
pub(super) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
