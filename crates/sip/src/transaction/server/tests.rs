use super::*;
use crate::transaction::tests::{Log, Rows, play};
use Reliability::{Reliable, Unreliable};
use ServerAction::{Ended, SendResponse};

const REPEAT: u16 = 0;

fn run(transport: Reliability, script: &[(u64, u16)]) -> Log<ServerAction> {
    let mut tx = Server::start(Timers::default(), transport);
    play(
        &mut tx,
        script,
        |tx, now, out| tx.tick(now, out),
        Server::next_deadline,
        |tx, now, what, out| match what {
            REPEAT => tx.repeated(out),
            code => {
                tx.respond(now, Class::of(code), out);
            }
        },
    )
}

#[test]
fn timers_by_table() {
    let rows: Rows<'_, ServerAction> = &[
        (Unreliable, &[], &[]),
        (Unreliable, &[(100, REPEAT)], &[]),
        (
            Unreliable,
            &[(100, 200), (600, REPEAT), (700, 500)],
            &[(100, SendResponse), (600, SendResponse), (32_100, Ended)],
        ),
        (
            Reliable,
            &[(100, 200)],
            &[(100, SendResponse), (100, Ended)],
        ),
        (
            Unreliable,
            &[(100, 183), (600, REPEAT), (700, 200)],
            &[
                (100, SendResponse),
                (600, SendResponse),
                (700, SendResponse),
                (32_700, Ended),
            ],
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
