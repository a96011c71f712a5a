//! Load at a pace: things begin when they are due, whatever became of those before.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::bench::clock::{now, pause};
use crate::bench::wire::{Side, Wire};

/// What is being repeated: calls, registrations.
pub(super) trait Traffic {
    /// Sends the first message of number `number`.
    fn begin(&mut self, number: usize, now: Instant, wire: &Wire);
    /// Takes a message.
    fn hear(&mut self, side: Side, line: usize, text: &str, now: Instant, wire: &Wire);
    /// Does what is due: repetitions, ends of calls.
    fn wake(&mut self, now: Instant, wire: &Wire);
    /// How many have come to where they should, or failed.
    fn settled(&self) -> usize;
}

/// Begins the numbers of `range` at `rate` a second and goes on until as many as its end are
/// settled, or patience is out. The time that beginning took is the result: a generator that could
/// not keep the pace has measured itself.
pub(super) fn drive(
    traffic: &mut dyn Traffic,
    wire: &Wire,
    range: Range<usize>,
    rate: f64,
) -> Duration {
    let start = now();
    let planned = Duration::from_secs_f64(range.len() as f64 / rate);
    let give_up = start + planned.mul_f64(2.0) + PATIENCE;
    let (mut next, mut last_begun) = (range.start, Duration::ZERO);
    loop {
        let moment = now();
        if moment >= give_up || (next >= range.end && traffic.settled() >= range.end) {
            return last_begun;
        }
        let elapsed = moment.duration_since(start);
        let due = range.start + (elapsed.as_secs_f64() * rate) as usize + 1;
        let due = due.min(range.end).min(next + BURST);
        while next < due {
            traffic.begin(next, moment, wire);
            (next, last_begun) = (next + 1, elapsed);
        }
        let heard = wire.take(|side, line, text| traffic.hear(side, line, text, moment, wire));
        traffic.wake(moment, wire);
        if !heard {
            pause(BREATH);
        }
    }
}

/// Moments at which numbers want to be woken, soonest first.
#[derive(Default)]
pub(super) struct Agenda(BinaryHeap<Reverse<(Instant, usize)>>);

impl Agenda {
    pub(super) fn add(&mut self, at: Instant, number: usize) {
        self.0.push(Reverse((at, number)));
    }

    /// The next number whose moment has come.
    pub(super) fn due(&mut self, now: Instant) -> Option<usize> {
        let Reverse((at, _)) = self.0.peek()?;
        if *at > now {
            return None;
        }
        self.0.pop().map(|Reverse((_, number))| number)
    }
}

/// How long to wait before repetition `tries` (RFC 3261 §17.1.1.2), or `None` to give up.
pub(super) fn repetition(tries: u32) -> Option<Duration> {
    (tries < TRIES_MAX).then(|| T1 * 2u32.pow(tries.min(3)))
}

const T1: Duration = Duration::from_millis(500);
const TRIES_MAX: u32 = 5;
/// How long the last ones may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Begun at one time after the generator was held up.
const BURST: usize = 32;
/// Rest when nothing has come. Answers are noticed this much late at most.
const BREATH: Duration = Duration::from_micros(300);
