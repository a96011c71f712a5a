//! Programs look at and change what channels know, from outside of their scripts.

use std::task::{Context, Poll, Waker};

use dialplan::Dialplan;
use dialplan::times::MomentForTimes;

use super::Switchboard;
use crate::script::{Call, FunctionDoc};
use crate::{BridgeId, BridgePicture, ChannelId, ChannelPicture};

/// What programs read and set on channels that run something else meanwhile.
impl Switchboard {
    /// A variable, or a function with its arguments (`CALLERID(num)`), as a channel sees it; `None`
    /// leaves out the channel. Dangerous functions and those that wait for something are refused.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn read_variable(&self, channel: Option<ChannelId>, name: &str) -> Result<String, String> {
        let mut call = self.visitor(channel);
        let Some((function, arguments)) = split_function(name) else {
            return Ok(call.variable(name).unwrap_or_default());
        };
        self.check_function(function, |doc| doc.readable)?;
        at_once(async move { call.read_function(function, arguments).await })
            .ok_or_else(|| format!("{function} has to wait for its value"))
    }

    /// Sets a variable or a function, as `Set()` does; without a channel it is a global variable.
    ///
    /// # Errors
    /// Why it cannot be set, in words.
    pub fn write_variable(
        &self,
        channel: Option<ChannelId>,
        name: &str,
        value: &str,
    ) -> Result<(), String> {
        let mut call = self.visitor(channel);
        if let Some((function, _)) = split_function(name) {
            self.check_function(function, |doc| doc.writable)?;
        } else if channel.is_none() {
            call.set_global(name, value);
            return Ok(());
        }
        at_once(async move { call.assign(name, value).await })
            .ok_or_else(|| format!("{name} has to wait before it is set"))
    }

    /// Asks the dialplan something that may depend on the time of day.
    pub fn in_plan<T>(&self, ask: impl FnOnce(&Dialplan, &MomentForTimes<'_>) -> T) -> T {
        self.house.borrow().in_plan(ask)
    }

    /// All channels as they are now, in the order of their making.
    pub fn pictures(&self) -> Vec<ChannelPicture> {
        let house = self.house.borrow();
        let all = house.channels.values();
        all.map(|channel| house.picture_of(channel)).collect()
    }

    /// One channel as it is now.
    pub fn picture(&self, id: ChannelId) -> Option<ChannelPicture> {
        let house = self.house.borrow();
        house.channels.get(&id).map(|c| house.picture_of(c))
    }

    /// A channel by its name, without regard to case, or by its unique id.
    pub fn find_channel(&self, name: &str) -> Option<ChannelId> {
        self.house.borrow().find_channel(name)
    }

    /// All bridges as they are now.
    pub fn bridge_pictures(&self) -> Vec<BridgePicture> {
        let house = self.house.borrow();
        let all: Vec<BridgeId> = house.bridges.keys().copied().collect();
        all.into_iter()
            .map(|id| house.picture_of_bridge(id))
            .collect()
    }

    /// On a channel, without disturbing its script.
    fn visitor(&self, channel: Option<ChannelId>) -> Call {
        Call {
            house: self.house.clone(),
            channel: channel.unwrap_or(ChannelId(u64::MAX)),
        }
    }

    fn check_function(&self, name: &str, can: fn(&FunctionDoc) -> bool) -> Result<(), String> {
        let found = self.house.borrow().registry.function(name);
        let function = found.filter(|f| can(&f.doc));
        let function = function.ok_or_else(|| format!("there is no such function: {name}"))?;
        match function.dangerous {
            true => Err(format!(
                "{name} is not for programs outside of the dialplan"
            )),
            false => Ok(()),
        }
    }
}

/// `NAME(arguments)` in its parts.
fn split_function(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix(')').and_then(|text| text.split_once('('))
}

/// What a future gives without waiting; `None` when it would wait.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
