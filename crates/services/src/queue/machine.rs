//! All queues as one machine: who waits, who is rung for whom, and what comes of it. It never looks at
//! a clock and never polls: a member that becomes free is given to a caller within the same step.

mod announcing;
mod configure;
mod membership;
mod ringing;
mod view;
mod waiting;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use call::{ChannelId, DeviceState, QueueEvent, QueueLogLine, WallClock};

use super::announce::Say;
use super::config::General;
use super::pool::MemberId;
use super::queue_state::{Caller, Interface, Queue, QueueId, Stage};
use super::rules::{Penalties, Rules};
use super::strategy::Chance;

pub use configure::Loaded;
pub use membership::{AddMember, Addition, Removal};
pub use view::{CallerView, MemberView, Numbers, QueueView};
pub use waiting::{Join, Joined, Refusal};

/// Something that happened to a caller for whom the machine cares.
#[derive(Clone, Debug)]
pub enum Input {
    /// What it was told to hear is over.
    Announced,
    /// The channel of a member that is rung for it.
    Made {
        /// The member.
        interface: String,
        /// Its channel.
        channel: ChannelId,
    },
    /// A member does not take it.
    Failed {
        /// The member.
        interface: String,
        /// Why.
        why: Failure,
    },
    /// A member answered.
    Answered {
        /// The member.
        interface: String,
    },
    /// The member that answered hung up before it was connected.
    Dumped,
    /// The member and the caller hear each other.
    Connected {
        /// The unique id of the member's channel.
        member_unique_id: String,
    },
    /// They do not any more.
    Completed(CallEnd),
    /// The caller pressed a key that leads elsewhere.
    Key(String),
    /// The caller hung up, or was sent elsewhere.
    Gone,
    /// Somebody asked that it waits no longer.
    Withdrawn,
}

/// Why a member does not take a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Busy, or it refused.
    Busy,
    /// It could not be reached.
    Unreachable,
    /// It hung up.
    HungUp,
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEnd {
    /// The member hung up.
    Member,
    /// The caller hung up.
    Caller,
    /// One of them was sent elsewhere.
    Transferred {
        /// Extension.
        extension: String,
        /// Context.
        context: String,
    },
    /// One of them was connected with somebody else.
    Attended {
        /// How (`BRIDGE`, `APP`, `LINK`), and what further facts.
        facts: String,
    },
}

/// What the script of a caller has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Ring a member.
    Ring {
        /// By this name it is known in what is reported.
        interface: String,
        /// Its name.
        name: String,
    },
    /// Stop that.
    Cancel {
        /// The member.
        interface: String,
        /// Another one answered.
        elsewhere: bool,
    },
    /// Say this, then report `Input::Announced`.
    Say(Vec<Say>),
    /// Its limits on penalties have changed.
    Limits(Penalties),
    /// It waits no longer.
    Leave(Leave),
}

/// Why a caller has to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Its time is over.
    Timeout,
    /// No member is there any more.
    Empty,
    /// Somebody asked for it.
    Withdrawn,
}

/// What the machine wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// For the script of a caller.
    ToCaller(ChannelId, Order),
    /// For the log.
    Log(QueueLogLine),
    /// For programs that watch.
    Happened(QueueEvent),
    /// To be kept: the dynamic members of a queue; `None` when there are none.
    Keep(String, Option<String>),
    /// Tell about this device.
    Watch(String),
    /// The state of a device that is ours.
    Device(String, DeviceState),
}

/// A member of several queues is one person.
#[derive(Debug, Default)]
struct Agent {
    /// It is rung for so many callers.
    ringing: u32,
    /// It talks to so many of our callers.
    talking: u32,
    places: Vec<(QueueId, MemberId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Caller(ChannelId),
    Rest(QueueId, MemberId),
}

/// All queues.
pub struct Machine {
    began: Instant,
    wall: WallClock,
    general: General,
    rules: Rules,
    queues: BTreeMap<QueueId, Queue>,
    names: HashMap<String, QueueId>,
    last_queue: u32,
    agents: HashMap<Interface, Agent>,
    devices: HashMap<String, (DeviceState, Vec<(QueueId, MemberId)>)>,
    callers: HashMap<ChannelId, Caller>,
    timers: BTreeSet<(Instant, Timer)>,
    outputs: VecDeque<Output>,
    /// Queues in which somebody may be served, the heaviest first.
    dirty: BTreeSet<(Reverse<u32>, QueueId)>,
    /// Some queue has a weight.
    weights: bool,
    chance: Chance,
    steps: u64,
}

impl Machine {
    /// Without queues.
    pub fn new(now: Instant, wall: WallClock, seed: u64) -> Self {
        Self {
            began: now,
            wall,
            general: General::default(),
            rules: Rules::default(),
            queues: BTreeMap::new(),
            names: HashMap::new(),
            last_queue: 0,
            agents: HashMap::new(),
            devices: HashMap::new(),
            callers: HashMap::new(),
            timers: BTreeSet::new(),
            outputs: VecDeque::new(),
            dirty: BTreeSet::new(),
            weights: false,
            chance: Chance(seed),
            steps: 0,
        }
    }

    /// Acts on what happened to a caller.
    pub fn handle(&mut self, now: Instant, caller: ChannelId, input: Input) {
        match input {
            Input::Announced => self.announced(now, caller),
            Input::Made { interface, channel } => self.made(caller, &interface, channel),
            Input::Failed { interface, why } => self.failed(now, caller, &interface, why),
            Input::Answered { interface } => self.answered(now, caller, &interface),
            Input::Dumped => self.dumped(now, caller),
            Input::Connected { member_unique_id } => {
                self.connected(now, caller, &member_unique_id);
            }
            Input::Completed(end) => self.completed(now, caller, &end),
            Input::Key(digits) => self.left_by_key(now, caller, &digits),
            Input::Gone => self.gone(now, caller),
            Input::Withdrawn => self.must_leave(now, caller, Leave::Withdrawn),
        }
        self.settle(now);
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Instant) {
        while let Some((at, timer)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, timer));
            match timer {
                Timer::Caller(id) => {
                    if let Some(caller) = self.callers.get_mut(&id) {
                        caller.timer = None;
                    }
                    self.caller_due(now, id);
                }
                Timer::Rest(queue, member) => self.refresh(now, queue, member),
            }
            self.settle(now);
        }
    }

    /// The next thing that it wants.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `tick` is wanted.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// How many members and callers were looked at so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The wall clock was set.
    pub fn set_wall_clock(&mut self, wall: WallClock) {
        self.wall = wall;
    }
}

/// Small things.
impl Machine {
    fn queue_named(&self, name: &str) -> Option<QueueId> {
        self.names.get(&name.to_ascii_lowercase()).copied()
    }

    fn say(&mut self, caller: ChannelId, order: Order) {
        self.outputs.push_back(Output::ToCaller(caller, order));
    }

    fn tell(&mut self, event: QueueEvent) {
        self.outputs.push_back(Output::Happened(event));
    }

    fn log(&mut self, call_id: &str, queue: &str, agent: &str, event: &str, data: String) {
        self.outputs.push_back(Output::Log(QueueLogLine {
            call_id: call_id.to_owned(),
            queue: queue.to_owned(),
            agent: agent.to_owned(),
            event: event.to_owned(),
            data,
        }));
    }

    /// A line about a caller.
    fn log_caller(&mut self, id: ChannelId, agent: &str, event: &str, data: String) {
        let Some(caller) = self.callers.get(&id) else {
            return;
        };
        let name = self.queues.get(&caller.queue).map(|q| q.name().to_owned());
        let (call_id, name) = (caller.unique_id.clone(), name.unwrap_or_default());
        self.log(&call_id, &name, agent, event, data);
    }

    fn mark(&mut self, queue: QueueId) {
        if let Some(q) = self.queues.get(&queue) {
            self.dirty.insert((Reverse(q.config.options.weight), queue));
        }
    }

    /// Sets the timer of a caller to what it waits for next.
    fn list_timer(&mut self, now: Instant, id: ChannelId) {
        let wanted = self.callers.get(&id).and_then(|c| self.caller_deadline(c));
        let wanted = wanted.map(|at| at.max(now));
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let old = std::mem::replace(&mut caller.timer, wanted);
        if old == wanted {
            return;
        }
        if let Some(at) = old {
            self.timers.remove(&(at, Timer::Caller(id)));
        }
        if let Some(at) = wanted {
            self.timers.insert((at, Timer::Caller(id)));
        }
    }

    fn caller_deadline(&self, caller: &Caller) -> Option<Instant> {
        let queue = self.queues.get(&caller.queue)?;
        let change = caller.changes.last().map(|c| caller.joined + c.after);
        let own = match &caller.stage {
            Stage::Waiting | Stage::Resting { .. } if caller.listening => None,
            Stage::Waiting => {
                let place = || queue.line.position(caller.key);
                let due = self.next_announcement(queue, caller, place);
                [due.map(|(at, _)| at), caller.expires]
                    .into_iter()
                    .flatten()
                    .min()
            }
            Stage::Resting { until, .. } => {
                [Some(*until), caller.expires].into_iter().flatten().min()
            }
            Stage::Ringing { until, .. } => *until,
            Stage::Connecting { .. } | Stage::Talking { .. } => return None,
        };
        [own, change].into_iter().flatten().min()
    }

    /// Serves whoever can be served.
    fn settle(&mut self, now: Instant) {
        while let Some((_, queue)) = self.dirty.pop_first() {
            self.serve(now, queue);
        }
    }

    fn epoch(&self, at: Instant) -> u64 {
        self.wall.at(at).as_secs()
    }
}

/// Seconds since a moment.
fn since(now: Instant, at: Instant) -> Duration {
    now.saturating_duration_since(at)
}
