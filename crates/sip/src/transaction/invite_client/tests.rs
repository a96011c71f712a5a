use super::*;
use crate::transaction::tests::{Log, Rows, ms, patience, play, start};
use ClientAction::{Ended, PassUp, SendAck, SendRequest, TimedOut};
use Reliability::{Reliable, Unreliable};

fn run(transport: Reliability, responses: &[(u64, u16)]) -> Log<ClientAction> {
    let mut tx = InviteClient::start(start(), Timers::default(), transport);
    play(
        &mut tx,
        responses,
        |tx, now, out| tx.tick(now, out),
        InviteClient::next_deadline,
        |tx, now, code, out| tx.response(now, Class::of(code), out),
    )
}

#[test]
fn gives_up_after_64_t1() {
    let resends = [500, 1500, 3500, 7500, 15_500, 31_500].map(|at| (at, SendRequest));
    assert_eq!(
        run(Unreliable, &[]),
        [&resends[..], &[(32_000, TimedOut)]].concat()
    );
}

#[test]
fn a_reliable_transport_repeats_nothing() {
    assert_eq!(run(Reliable, &[]), [(32_000, TimedOut)]);
}

#[test]
fn timers_by_table() {
    // (transport, responses at ms, what happens at ms)
    let rows: Rows<'_, ClientAction> = &[
        // Once something rings, it rings for ever.
        (
            Unreliable,
            &[(100, 100), (3_600_000, 180)],
            &[(100, PassUp), (3_600_000, PassUp)],
        ),
        (
            Unreliable,
            &[(100, 486)],
            &[(100, SendAck), (100, PassUp), (32_100, Ended)],
        ),
        (
            Reliable,
            &[(100, 486)],
            &[(100, SendAck), (100, PassUp), (100, Ended)],
        ),
        // A repeated refusal is acknowledged again and not passed up.
        (
            Unreliable,
            &[(100, 486), (600, 486), (700, 180), (800, 200)],
            &[
                (100, SendAck),
                (100, PassUp),
                (600, SendAck),
                (32_100, Ended),
            ],
        ),
        // Timer M: further 2xx go up; refusals after a 2xx are absorbed.
        (
            Unreliable,
            &[(100, 200), (200, 200), (300, 486), (31_000, 200)],
            &[
                (100, PassUp),
                (200, PassUp),
                (31_000, PassUp),
                (32_100, Ended),
            ],
        ),
        (
            Reliable,
            &[(100, 180), (200, 200)],
            &[(100, PassUp), (200, PassUp), (32_200, Ended)],
        ),
        (
            Unreliable,
            &[(600, 180), (700, 487)],
            &[
                (500, SendRequest),
                (600, PassUp),
                (700, SendAck),
                (700, PassUp),
                (32_700, Ended),
            ],
        ),
    ];
    for (transport, responses, expected) in rows {
        assert_eq!(
            run(*transport, responses),
            *expected,
            "{transport:?} {responses:?}"
        );
    }
}

#[test]
fn timers_follow_t1() {
    let timers = Timers {
        t1: ms(100),
        ..Timers::default()
    };
    let mut tx = InviteClient::start(start(), timers, Unreliable);
    let log = play(
        &mut tx,
        &[],
        |tx, now, out| tx.tick(now, out),
        |tx| tx.next_deadline(),
        |_, _, _, _| {},
    );
    assert_eq!(log.last(), Some(&(6_400, TimedOut)));
    assert_eq!(patience(timers), 6_400);
}

#[test]
fn timer_b_can_be_set_alone() {
    let timers = Timers {
        b: Some(ms(6_000)),
        ..Timers::default()
    };
    let tx = InviteClient::start(start(), timers, Reliable);
    assert_eq!(tx.next_deadline(), Some(start() + ms(6_000)));
}
