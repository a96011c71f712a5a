//! The callers of one queue in their order: by priority, then by coming.

use std::collections::BTreeMap;

use call::ChannelId;

/// A caller's place in the order; lower comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Of the priority, the highest first.
    urgency: i64,
    place: u64,
}

/// All callers, and those among them for whom nobody is rung.
#[derive(Debug, Default)]
pub(super) struct Line {
    all: BTreeMap<Key, ChannelId>,
    unserved: BTreeMap<Key, ChannelId>,
}

impl Line {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Puts a caller behind those of its priority, or at this place (from 1) if it is a better one.
    pub(super) fn insert(&mut self, caller: ChannelId, priority: i32, at: Option<usize>) -> Key {
        let urgency = -i64::from(priority);
        let ahead = at.and_then(|at| self.all.keys().nth(at.saturating_sub(1)).copied());
        let key = match ahead {
            // Only among those of the same priority; nobody overtakes more urgent ones.
            Some(next) if next.urgency == urgency => Key {
                urgency,
                place: self.before(next),
            },
            _ => Key {
                urgency,
                place: self.behind(urgency),
            },
        };
        self.all.insert(key, caller);
        self.unserved.insert(key, caller);
        key
    }

    /// A free place right before this one.
    fn before(&self, next: Key) -> u64 {
        let last = self.all.range(..next).next_back().map(|(key, _)| *key);
        let low = last
            .filter(|k| k.urgency == next.urgency)
            .map_or_else(|| next.place.saturating_sub(STEP), |k| k.place);
        low + (next.place - low) / 2
    }

    fn behind(&self, urgency: i64) -> u64 {
        let end = Key {
            urgency,
            place: u64::MAX,
        };
        let last = self.all.range(..=end).next_back().map(|(key, _)| *key);
        last.filter(|k| k.urgency == urgency)
            .map_or(MIDDLE, |k| k.place.saturating_add(STEP))
    }

    pub(super) fn remove(&mut self, key: Key) {
        self.all.remove(&key);
        self.unserved.remove(&key);
    }

    /// Somebody is rung for it, or nobody any more.
    pub(super) fn set_served(&mut self, key: Key, served: bool) {
        if served {
            self.unserved.remove(&key);
        } else if let Some(caller) = self.all.get(&key) {
            self.unserved.insert(key, *caller);
        }
    }

    /// From 1.
    pub(super) fn position(&self, key: Key) -> usize {
        self.all.range(..=key).count()
    }

    pub(super) fn head(&self) -> Option<ChannelId> {
        self.all.first_key_value().map(|(_, caller)| *caller)
    }

    pub(super) fn callers(&self) -> impl Iterator<Item = ChannelId> {
        self.all.values().copied()
    }

    pub(super) fn unserved(&self) -> impl Iterator<Item = ChannelId> {
        self.unserved.values().copied()
    }
}

const MIDDLE: u64 = 1 << 62;
/// Room for twenty callers who are put before each other.
const STEP: u64 = 1 << 20;
