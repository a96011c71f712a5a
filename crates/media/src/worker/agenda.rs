//! Deadlines of all sessions in one heap. A session remembers its own, so moving one leaves a stale entry
//! behind that is skipped.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use super::StreamIndex;

/// What may be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The next packet of a tone or sound.
    Play,
    /// The next packet of a digit that we send.
    DigitOut,
    /// The end of a received digit whose end packets got lost.
    DigitIn,
    /// An RTCP report.
    Report,
    /// The next frame of recordings and watches.
    Listen,
    /// The next packet of a jitter buffer.
    Release,
}

impl Due {
    pub(super) const ALL: [Self; 6] = [
        Self::Play,
        Self::DigitOut,
        Self::DigitIn,
        Self::Report,
        Self::Listen,
        Self::Release,
    ];
}

/// The deadlines of one session.
#[derive(Clone, Debug, Default)]
pub(super) struct Alarms([Option<Instant>; Due::ALL.len()]);

impl Alarms {
    #[inline]
    pub(super) fn is_set(&self, due: Due) -> bool {
        self.0[due as usize].is_some()
    }

    pub(super) fn is_at(&self, due: Due, at: Instant) -> bool {
        self.0[due as usize] == Some(at)
    }

    pub(super) fn clear(&mut self, due: Due) {
        self.0[due as usize] = None;
    }

    /// Clears the deadline if it is this one; false for a stale entry.
    pub(super) fn take(&mut self, due: Due, at: Instant) -> bool {
        let valid = self.is_at(due, at);
        if valid {
            self.clear(due);
        }
        valid
    }
}

/// The heap.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<(Instant, StreamIndex, Due)>>,
}

impl Agenda {
    pub(super) fn set(&mut self, alarms: &mut Alarms, index: StreamIndex, due: Due, at: Instant) {
        if !alarms.is_at(due, at) {
            alarms.0[due as usize] = Some(at);
            self.heap.push(Reverse((at, index, due)));
        }
    }

    /// A session came with its deadlines.
    pub(super) fn renew(&mut self, alarms: &Alarms, index: StreamIndex, due: Due) {
        if let Some(at) = alarms.0[due as usize] {
            self.heap.push(Reverse((at, index, due)));
        }
    }

    pub(super) fn first(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _, _))| *at)
    }

    /// Takes the earliest entry that is due, stale or not.
    pub(super) fn pop(&mut self, now: Instant) -> Option<(Instant, StreamIndex, Due)> {
        if self.first()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry)
    }

    /// Drops stale entries from the front, so that `first` is a real deadline.
    pub(super) fn prune(&mut self, is_valid: impl Fn(Instant, StreamIndex, Due) -> bool) {
        while let Some(Reverse((at, index, due))) = self.heap.peek() {
            if is_valid(*at, *index, *due) {
                break;
            }
            self.heap.pop();
        }
    }
}
