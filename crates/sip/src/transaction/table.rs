//! How transactions are found again: by key when a message arrives, by deadline when time passes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Instant;

/// What identifies a transaction on the wire: one flat string, hashed once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServerKey(Box<[u8]>);

impl ServerKey {
    /// Key of a server transaction whose branch begins with the magic cookie (RFC 3261 §17.2.3):
    /// branch, sent-by and method. Give an ACK the method INVITE.
    pub fn cookie(branch: &[u8], sent_by: &[u8], method: &[u8]) -> Self {
        let [branch, sent_by] = [branch, sent_by].map(<[u8]>::to_ascii_lowercase);
        Self::join(b'c', &[&branch, &sent_by, method])
    }

    /// Key for a branch without the magic cookie, as RFC 2543 elements send it: the fields that
    /// stay the same in retransmissions and in the ACK. The To tag is left out because the ACK
    /// carries one where the INVITE did not.
    pub fn classic(fields: ClassicFields<'_>) -> Self {
        let ClassicFields {
            request_uri,
            from_tag,
            call_id,
            sequence,
            top_via,
            method,
        } = fields;
        let sequence = sequence.to_be_bytes();
        Self::join(
            b'o',
            &[request_uri, from_tag, call_id, &sequence, top_via, method],
        )
    }

    /// Key of a client transaction (RFC 3261 §17.1.3): branch and the method in CSeq.
    pub fn client(branch: &[u8], method: &[u8]) -> Self {
        Self::join(b'r', &[&branch.to_ascii_lowercase(), method])
    }

    /// Key under which copies of one request meet that came along different paths
    /// (RFC 3261 §8.2.2.2).
    pub fn merged(from_tag: &[u8], call_id: &[u8], sequence: u32, method: &[u8]) -> Self {
        Self::join(b'm', &[from_tag, call_id, &sequence.to_be_bytes(), method])
    }

    fn join(kind: u8, parts: &[&[u8]]) -> Self {
        let length = parts.iter().map(|part| part.len() + 4).sum::<usize>() + 1;
        let mut joined = Vec::with_capacity(length);
        joined.push(kind);
        for part in parts {
            // The length in front keeps different splits of the same bytes apart.
            joined.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            joined.extend_from_slice(part);
        }
        Self(joined.into_boxed_slice())
    }
}

/// The fields that identify an RFC 2543 request (RFC 3261 §17.2.3).
#[derive(Debug, Clone, Copy)]
pub struct ClassicFields<'a> {
    /// The Request-URI as written.
    pub request_uri: &'a [u8],
    /// Tag of From, empty when missing.
    pub from_tag: &'a [u8],
    /// Call-ID.
    pub call_id: &'a [u8],
    /// Number of CSeq.
    pub sequence: u32,
    /// The whole topmost Via.
    pub top_via: &'a [u8],
    /// Method; INVITE for an ACK.
    pub method: &'a [u8],
}

/// The deadlines of many machines, the earliest first.
///
/// A heap with lazy deletion: a changed deadline leaves its old entry behind, which is dropped
/// when it surfaces.
#[derive(Debug, Clone)]
pub struct Deadlines<K> {
    current: BTreeMap<K, Instant>,
    heap: BinaryHeap<Reverse<(Instant, K)>>,
}

impl<K: Ord + Copy> Default for Deadlines<K> {
    fn default() -> Self {
        Self {
            current: BTreeMap::new(),
            heap: BinaryHeap::new(),
        }
    }
}

impl<K: Ord + Copy> Deadlines<K> {
    /// Sets, moves or removes the deadline of `key`.
    pub fn set(&mut self, key: K, at: Option<Instant>) {
        let before = match at {
            Some(at) => self.current.insert(key, at),
            None => self.current.remove(&key),
        };
        if before == at {
            return;
        }
        if let Some(at) = at {
            self.heap.push(Reverse((at, key)));
        }
        self.drop_stale();
    }

    /// The earliest deadline.
    pub fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// Takes one key whose deadline is not after `now`, earliest first.
    pub fn pop_due(&mut self, now: Instant) -> Option<K> {
        let Reverse((at, key)) = *self.heap.peek()?;
        if at > now {
            return None;
        }
        self.current.remove(&key);
        self.drop_stale();
        Some(key)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.current.is_empty()
    }

    fn drop_stale(&mut self) {
        while let Some(Reverse((at, key))) = self.heap.peek() {
            if self.current.get(key) == Some(at) {
                break;
            }
            self.heap.pop();
        }
        // Stale entries below the top are bounded by the live ones.
        if self.heap.len() > self.current.len().saturating_mul(2) + STALE_ENTRIES_MIN {
            self.heap = self
                .current
                .iter()
                .map(|(key, at)| Reverse((*at, *key)))
                .collect();
        }
    }
}

const STALE_ENTRIES_MIN: usize = 64;

#[cfg(test)]
mod tests;
