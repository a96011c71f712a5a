use super::*;
use crate::transaction::tests::{Log, Rows, play, start};
use ClientAction::{Ended, PassUp, SendRequest, TimedOut};
use Reliability::{Reliable, Unreliable};

fn run(transport: Reliability, responses: &[(u64, u16)]) -> Log<ClientAction> {
    let mut tx = Client::start(start(), Timers::default(), transport);
    play(
        &mut tx,
        responses,
        |tx, now, out| tx.tick(now, out),
        Client::next_deadline,
        |tx, now, code, out| tx.response(now, Class::of(code), out),
    )
}

#[test]
fn gives_up_after_64_t1() {
    let resends = [
        500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]
    .map(|at| (at, SendRequest));
    assert_eq!(
        run(Unreliable, &[]),
        [&resends[..], &[(32_000, TimedOut)]].concat()
    );
}

#[test]
fn timers_by_table() {
    let rows: Rows<'_, ClientAction> = &[
        (Reliable, &[], &[(32_000, TimedOut)]),
        (Unreliable, &[(100, 200)], &[(100, PassUp), (5_100, Ended)]),
        (Reliable, &[(100, 404)], &[(100, PassUp), (100, Ended)]),
        (
            Unreliable,
            &[(100, 200), (700, 200)],
            &[(100, PassUp), (5_100, Ended)],
        ),
        // A provisional response slows the repetition to T2 but does not extend timer F.
        (
            Unreliable,
            &[(100, 100), (9_000, 200)],
            &[
                (100, PassUp),
                (4_100, SendRequest),
                (8_100, SendRequest),
                (9_000, PassUp),
                (14_000, Ended),
            ],
        ),
        (
            Reliable,
            &[(31_000, 180)],
            &[(31_000, PassUp), (32_000, TimedOut)],
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
