//! Queues: callers wait for members, who are rung by a strategy.

mod announce;
mod config;
mod empty;
mod line;
mod machine;
mod pool;
mod queue_state;
mod rules;
mod service;
mod strategy;

pub use announce::{Say, hold_report};
pub use config::{
    AnnounceHoldTime, AnnouncePosition, AutoPause, General, MemberLine, QueueConfig, QueueOptions,
    QueueSettings, Strategy, TimeoutPriority,
};
pub use empty::{Empty, JoinEmpty, LeaveWhenEmpty};
pub use machine::{
    AddMember, Addition, CallEnd, CallerView, Failure, Input, Join, Joined, Leave, Loaded, Machine,
    MemberView, Numbers, Order, Output, QueueView, Refusal, Removal,
};
pub use queue_state::Membership;
pub use rules::{Change, Penalties, PenaltyChange, Rules};
pub use service::Queues;

#[cfg(test)]
mod tests;
