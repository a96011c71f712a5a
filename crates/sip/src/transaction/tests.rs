//! What the tests of the four machines share: a virtual clock and a script.

use super::*;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What a machine asked for, and when, in milliseconds since its start.
pub(crate) type Log<A> = Vec<(u64, A)>;

/// Rows of a table: the transport, what comes at which millisecond, what is asked for when.
pub(crate) type Rows<'a, A> = &'a [(Reliability, &'a [(u64, u16)], &'a [(u64, A)])];

/// The beginning of virtual time.
pub(crate) fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "an epoch for virtual time")]
    *START.get_or_init(Instant::now)
}

pub(crate) fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(crate) fn patience(timers: Timers) -> u128 {
    timers.patience().as_millis()
}

/// Plays `script` to `machine`, letting its timers fire in between and to the end.
pub(crate) fn play<M, A: Copy>(
    machine: &mut M,
    script: &[(u64, u16)],
    tick: impl Fn(&mut M, Instant, &mut Vec<A>),
    deadline: impl Fn(&M) -> Option<Instant>,
    input: impl Fn(&mut M, Instant, u16, &mut Vec<A>),
) -> Log<A> {
    let mut log = Vec::new();
    let note = |at: Instant, out: &mut Vec<A>, log: &mut Log<A>| {
        let at = u64::try_from((at - start()).as_millis()).unwrap();
        log.extend(out.drain(..).map(|action| (at, action)));
    };
    let mut out = Vec::new();
    let mut script = script.iter().copied().peekable();
    loop {
        let next_input = script.peek().map(|(at, _)| start() + ms(*at));
        let due = deadline(machine);
        let Some(now) = due.into_iter().chain(next_input).min() else {
            return log;
        };
        if due == Some(now) {
            tick(machine, now, &mut out);
        } else if let Some((_, what)) = script.next() {
            input(machine, now, what, &mut out);
        }
        note(now, &mut out, &mut log);
        assert!(log.len() < 1000, "the machine does not come to rest");
    }
}
