//! What happens in queues, for programs that watch them, and the lines of the queue log.

use crate::{ChannelId, DeviceState};

/// Something about a queue.
#[derive(Clone, Debug, PartialEq)]
pub enum QueueEvent {
    /// A caller begins to wait.
    CallerJoined {
        /// The queue.
        queue: String,
        /// The caller.
        channel: ChannelId,
        /// Its place, from 1.
        position: usize,
        /// How many wait now.
        count: usize,
    },
    /// A caller does not wait any more, for whatever reason.
    CallerLeft {
        /// The queue.
        queue: String,
        /// The caller.
        channel: ChannelId,
        /// Its place, from 1.
        position: usize,
        /// How many wait now.
        count: usize,
    },
    /// A caller gave up, or was given up.
    CallerAbandoned {
        /// The queue.
        queue: String,
        /// The caller.
        channel: ChannelId,
        /// Its place, from 1.
        position: usize,
        /// Its place when it came.
        original_position: usize,
        /// Seconds that it waited.
        hold_time: u64,
    },
    /// A member is rung.
    AgentCalled(QueueCall),
    /// A member did not answer, or could not be rung.
    AgentRingNoAnswer {
        /// Who.
        call: QueueCall,
        /// Milliseconds that it rang.
        ring_time_ms: u64,
    },
    /// A member and a caller are connected.
    AgentConnected {
        /// Who.
        call: QueueCall,
        /// Seconds that it rang.
        ring_time: u64,
        /// Seconds that the caller waited.
        hold_time: u64,
    },
    /// They have talked.
    AgentCompleted {
        /// Who.
        call: QueueCall,
        /// Seconds that the caller waited.
        hold_time: u64,
        /// Seconds that they talked.
        talk_time: u64,
        /// Who ended it.
        end: AgentEnd,
    },
    /// A member hung up while it heard its announcement.
    AgentDumped(QueueCall),
    /// A member came, went, or is different.
    Member {
        /// What is new.
        news: MemberNews,
        /// What is known of it now.
        facts: Box<MemberFacts>,
    },
}

impl QueueEvent {
    /// The channels that it names: the caller's, the member's.
    pub fn channels(&self) -> [Option<ChannelId>; 2] {
        match self {
            Self::CallerJoined { channel, .. }
            | Self::CallerLeft { channel, .. }
            | Self::CallerAbandoned { channel, .. } => [Some(*channel), None],
            Self::AgentCalled(call)
            | Self::AgentDumped(call)
            | Self::AgentRingNoAnswer { call, .. }
            | Self::AgentConnected { call, .. }
            | Self::AgentCompleted { call, .. } => [Some(call.channel), call.member_channel],
            Self::Member { .. } => [None, None],
        }
    }
}

/// A caller and the member that is rung for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCall {
    /// The queue.
    pub queue: String,
    /// The caller.
    pub channel: ChannelId,
    /// The member's channel, once there is one.
    pub member_channel: Option<ChannelId>,
    /// `SIP/alice`.
    pub interface: String,
    /// The member's name.
    pub member_name: String,
}

/// Who ended a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentEnd {
    /// The member.
    Agent,
    /// The caller.
    Caller,
    /// It was transferred.
    Transfer,
}

impl AgentEnd {
    /// The word in events.
    pub fn text(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Caller => "caller",
            Self::Transfer => "transfer",
        }
    }
}

/// What is new about a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberNews {
    /// It belongs to the queue now.
    Added,
    /// It does not any more.
    Removed,
    /// It pauses, or goes on.
    Paused,
    /// Another penalty.
    Penalty,
    /// Whether it is rung during calls.
    RingInUse,
    /// Its device does something else.
    Status,
}

/// Everything that is known of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFacts {
    /// Its queue.
    pub queue: String,
    /// `SIP/alice`.
    pub interface: String,
    /// Its name.
    pub name: String,
    /// The device whose state counts.
    pub state_interface: String,
    /// `static`, `dynamic` or `realtime`.
    pub membership: &'static str,
    /// Its penalty.
    pub penalty: i32,
    /// Calls taken.
    pub calls: u64,
    /// When its last call ended, in seconds since 1970; 0 for never.
    pub last_call: u64,
    /// When it paused last; 0 for never.
    pub last_pause: u64,
    /// When it became a member.
    pub login: u64,
    /// It talks to a caller of the queue.
    pub in_call: bool,
    /// What its device does.
    pub status: DeviceState,
    /// It pauses.
    pub paused: bool,
    /// Why.
    pub reason: String,
    /// It is rung during calls.
    pub ring_in_use: bool,
    /// Seconds of rest after a call; the queue's when 0.
    pub wrapup: u64,
}

/// A line of the queue log, but for its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLogLine {
    /// Unique id of the caller, or `NONE`, `REALTIME`, `MANAGER`.
    pub call_id: String,
    /// The queue, or `NONE`.
    pub queue: String,
    /// The member, or `NONE`.
    pub agent: String,
    /// What happened (`ENTERQUEUE`).
    pub event: String,
    /// Further facts, `|` between them.
    pub data: String,
}
