//! What an action works with on the control thread.

use std::time::Duration;

use call::script::Registry;
use call::{ChannelId, Switchboard};

use super::message::{Block, Message};
use super::{Account, Classes};
use crate::cli::Exchange;

/// The exchange as one account may use it.
pub(crate) struct Desk<'a> {
    /// The running exchange.
    pub(crate) exchange: &'a mut dyn Exchange,
    /// Who asks.
    pub(crate) account: &'a Account,
    /// Time since the Unix epoch.
    pub(crate) since_epoch: Duration,
    /// A number that nobody can guess.
    pub(crate) random: u64,
}

impl Desk<'_> {
    /// Time since the Unix epoch.
    pub(crate) fn since_epoch(&self) -> Duration {
        self.since_epoch
    }

    /// A note that no other connection uses.
    pub(crate) fn unique_note(&self, id: &str) -> String {
        format!("{id}\u{1}{:016x}", self.random)
    }

    /// All live calls.
    pub(crate) fn switchboard(&self) -> &Switchboard {
        self.exchange.switchboard()
    }

    /// Applications and functions.
    pub(crate) fn registry(&self) -> &Registry {
        self.exchange.registry()
    }

    /// The priority, given as a number or a label, where there is such a place in the dialplan.
    pub(crate) fn place(&self, context: &str, extension: &str, priority: &str) -> Option<u32> {
        self.switchboard().in_plan(|plan, moment| {
            let number = match priority.parse::<u32>() {
                Ok(number) => number,
                Err(_) => plan.find_label(moment, context, extension, priority, None)?,
            };
            let exists = plan.exists(moment, context, extension, number, None);
            exists.then_some(number)
        })
    }

    /// May the account do this?
    pub(crate) fn may(&self, classes: Classes) -> bool {
        self.account.write.meets(classes)
    }

    /// The channel that a header names.
    pub(crate) fn channel(&self, message: &Message, header: &str) -> Result<ChannelId, Answer> {
        let Some(name) = message.find(header) else {
            return Err(Answer::error(format!("{header} not specified.")));
        };
        let found = self.switchboard().find_channel(name);
        found.ok_or_else(|| Answer::error("No such channel"))
    }
}

/// What an action is answered with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// The response, and the events of a list behind it. The action's id is added to each of them.
    pub(crate) blocks: Vec<Block>,
    /// Nothing more is sent until this call out is decided.
    pub(crate) waits_for: Option<String>,
}

impl Answer {
    /// It is done.
    pub(crate) fn success(message: impl Into<String>) -> Self {
        Self::of(Block::new("Response", "Success").with("Message", message))
    }

    /// It is not done, and why.
    pub(crate) fn error(message: impl Into<String>) -> Self {
        Self::of(Block::new("Response", "Error").with("Message", message))
    }

    /// One block.
    pub(crate) fn of(block: Block) -> Self {
        Self {
            blocks: vec![block],
            waits_for: None,
        }
    }

    /// A list: the response, the items, and the event that ends it with their number.
    pub(crate) fn list(message: &str, items: Vec<Block>, end: &'static str) -> Self {
        let count = items.len().to_string();
        let mut blocks = vec![
            Block::new("Response", "Success")
                .with("EventList", "start")
                .with("Message", message),
        ];
        blocks.extend(items);
        blocks.push(
            Block::new("Event", end)
                .with("EventList", "Complete")
                .with("ListItems", count),
        );
        Self {
            blocks,
            waits_for: None,
        }
    }
}
