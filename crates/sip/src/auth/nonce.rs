//! Nonces that prove by themselves that we made them and when, and a bounded note of the counts
//! that were used, so that no answer is accepted twice.

use super::algorithm::{hex, hmac, same_in_constant_time};
use std::collections::BTreeMap;
use std::time::Duration;

/// When and as which one a nonce was made; orders by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NonceId {
    issued_ms: u64,
    random: u64,
}

/// Makes a nonce: time, random bits, and a seal over both and the realm.
pub(super) fn make(key: &[u8; 32], realm: &str, age: Duration, random: u64) -> String {
    let id = NonceId {
        issued_ms: millis(age),
        random,
    };
    format!(
        "{:016x}{:016x}{}",
        id.issued_ms,
        id.random,
        seal(key, realm, id)
    )
}

/// Reads a nonce; `None` when we did not make it for this realm.
pub(super) fn open(key: &[u8; 32], realm: &str, nonce: &str) -> Option<NonceId> {
    let number = |range| u64::from_str_radix(nonce.get(range)?, 16).ok();
    let id = NonceId {
        issued_ms: number(0..16)?,
        random: number(16..32)?,
    };
    let sealed = nonce.get(32..)?;
    same_in_constant_time(sealed.as_bytes(), seal(key, realm, id).as_bytes()).then_some(id)
}

impl NonceId {
    /// Whether the nonce is older than `lifetime`, or from the future.
    pub(super) fn is_over(self, now: Duration, lifetime: Duration) -> bool {
        let age = millis(now).checked_sub(self.issued_ms);
        age.is_none_or(|age| age > millis(lifetime))
    }
}

/// Which counts of which nonces were used. Only correct answers get in, so that strangers cannot
/// fill it.
#[derive(Debug, Default)]
pub(super) struct UsedCounts {
    used: BTreeMap<NonceId, Window>,
    /// Nonces up to this one are not remembered any more and must not be accepted.
    forgotten: Option<NonceId>,
}

/// The highest count and the 64 below it: requests may overtake each other on the way.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    highest: u32,
    seen: u64,
}

impl UsedCounts {
    /// Notes a use; false when it is a repetition or can no longer be told from one.
    pub(super) fn note(&mut self, id: NonceId, count: u32) -> bool {
        if self.forgotten.is_some_and(|forgotten| id <= forgotten) {
            return false;
        }
        let fresh = self.used.entry(id).or_default().note(count);
        if self.used.len() > MOST_NONCES
            && let Some((oldest, _)) = self.used.pop_first()
        {
            self.forgotten = Some(oldest);
        }
        fresh
    }

    /// Forgets nonces that are too old to be accepted anyway.
    pub(super) fn forget_old(&mut self, now: Duration, lifetime: Duration) {
        while let Some(entry) = self.used.first_entry() {
            if !entry.key().is_over(now, lifetime) {
                return;
            }
            entry.remove();
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.used.len()
    }
}

impl Window {
    fn note(&mut self, count: u32) -> bool {
        if count == 0 {
            return false;
        }
        if count > self.highest {
            let step = count - self.highest;
            self.seen = self.seen.checked_shl(step).unwrap_or(0) | 1;
            self.highest = count;
            return true;
        }
        let bit = 1u64.checked_shl(self.highest - count).unwrap_or(0);
        let fresh = bit != 0 && self.seen & bit == 0;
        self.seen |= bit;
        fresh
    }
}

fn seal(key: &[u8; 32], realm: &str, id: NonceId) -> String {
    let parts = [
        &id.issued_ms.to_be_bytes()[..],
        &id.random.to_be_bytes(),
        realm.as_bytes(),
    ];
    hex(&hmac(key, &parts)[..16])
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(super) const MOST_NONCES: usize = 65_536;
