use super::*;
use crate::transaction::tests::{Log, Rows, ms, play, start};
use Reliability::{Reliable, Unreliable};
use ServerAction::{Ended, NotAcknowledged, PassAck, SendResponse, SendTrying};

const REPEAT: u16 = 0;
const ACK: u16 = 1;

fn run(transport: Reliability, script: &[(u64, u16)]) -> Log<ServerAction> {
    let mut tx = InviteServer::start(start(), Timers::default(), transport, ms(200));
    play(
        &mut tx,
        script,
        |tx, now, out| tx.tick(now, out),
        InviteServer::next_deadline,
        |tx, now, what, out| match what {
            REPEAT => tx.repeated(out),
            ACK => tx.acknowledged(now, out),
            code => {
                tx.respond(now, Class::of(code), out);
            }
        },
    )
}

#[test]
fn repeats_a_refusal_until_64_t1() {
    let mut expected = vec![(100, SendResponse)];
    expected.extend(
        [
            600, 1600, 3600, 7600, 11_600, 15_600, 19_600, 23_600, 27_600, 31_600,
        ]
        .map(|at| (at, SendResponse)),
    );
    expected.push((32_100, NotAcknowledged));
    assert_eq!(run(Unreliable, &[(100, 486)]), expected);
}

#[test]
fn timers_by_table() {
    let rows: Rows<'_, ServerAction> = &[
        (Unreliable, &[], &[(200, SendTrying)]),
        (Unreliable, &[(100, 180)], &[(100, SendResponse)]),
        // Before anything was sent there is nothing to repeat; afterwards the latest is.
        (
            Unreliable,
            &[(100, REPEAT), (300, REPEAT)],
            &[(200, SendTrying), (300, SendResponse)],
        ),
        (
            Unreliable,
            &[
                (100, 486),
                (150, ACK),
                (160, ACK),
                (170, REPEAT),
                (180, 200),
            ],
            &[(100, SendResponse), (5_150, Ended)],
        ),
        (
            Reliable,
            &[(100, 486), (150, ACK)],
            &[(100, SendResponse), (150, Ended)],
        ),
        (
            Reliable,
            &[(100, 486)],
            &[(100, SendResponse), (32_100, NotAcknowledged)],
        ),
        // A 2xx: its repetition is the dialog's business, timer L absorbs repeated INVITEs.
        (
            Unreliable,
            &[(100, 200), (600, REPEAT), (700, ACK)],
            &[(100, SendResponse), (700, PassAck), (32_100, Ended)],
        ),
        (
            Reliable,
            &[(100, 200)],
            &[(100, SendResponse), (32_100, Ended)],
        ),
    ];
    for (transport, script, expected) in rows {
        assert_eq!(
            run(*transport, script),
            *expected,
            "{transport:?} {script:?}"
        );
    }
}

#[test]
fn a_second_final_response_is_not_wanted() {
    let mut tx = InviteServer::start(start(), Timers::default(), Unreliable, ms(200));
    let mut out = Vec::new();
    assert!(tx.respond(start(), Class::Failure, &mut out));
    assert!(!tx.respond(start(), Class::Success, &mut out));
    assert_eq!(out, [SendResponse]);
}
