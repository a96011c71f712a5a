//! Names that one channel at a time may hold (`LOCK()`).

use std::time::Duration;

use super::{Call, HungUp};

impl Call {
    /// Takes the name, or waits for it at most so long. A channel that holds it already takes it once
    /// more.
    pub async fn lock(&mut self, name: &str, patience: Duration) -> Result<bool, HungUp> {
        let until = self.after(patience);
        while !self.try_lock(name) {
            if self.now() >= until {
                return Ok(false);
            }
            let next = self.after(LOOK_AGAIN).min(until);
            self.pick(Some(next), true, |_| false).await?;
        }
        Ok(true)
    }

    /// Takes the name if nobody else holds it.
    pub fn try_lock(&self, name: &str) -> bool {
        let mut house = self.house.borrow_mut();
        let (holder, free) = match house.locks.get(name) {
            Some((holder, _)) => (Some(*holder), !house.channels.contains_key(holder)),
            None => (None, house.locks.len() < MOST_LOCKS),
        };
        if holder == Some(self.channel) {
            if let Some((_, count)) = house.locks.get_mut(name) {
                *count = count.saturating_add(1);
            }
            return true;
        }
        if free {
            house.locks.insert(name.to_owned(), (self.channel, 1));
        }
        free
    }

    /// Gives the name back; false when this channel does not hold it.
    pub fn unlock(&self, name: &str) -> bool {
        let mut house = self.house.borrow_mut();
        let Some((holder, count)) = house.locks.get_mut(name) else {
            return false;
        };
        if *holder != self.channel {
            return false;
        }
        *count -= 1;
        if *count == 0 {
            house.locks.remove(name);
        }
        true
    }
}

/// How often a channel that waits looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A dialplan that makes names in a loop must not grow the process without bound.
const MOST_LOCKS: usize = 10_000;
