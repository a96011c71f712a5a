//! When option L warns.

use super::*;

#[test]
fn warnings_fall_into_the_call() {
    let rows: &[(u64, u64, u64, &[u64])] = &[
        (60_000, 0, 0, &[]),
        (60_000, 30_000, 0, &[30_000]),
        (60_000, 30_000, 10_000, &[30_000, 20_000, 10_000]),
        (60_000, 90_000, 0, &[]),
        (60_000, 90_000, 20_000, &[50_000, 30_000, 10_000]),
        (60_000, 60_000, 60_000, &[60_000]),
    ];
    for (duration, first, every, expected) in rows {
        let ms = Duration::from_millis;
        let found = warnings(ms(*duration), ms(*first), ms(*every));
        let expected: Vec<_> = expected.iter().map(|e| ms(*e)).collect();
        assert_eq!(found, expected, "L({duration}:{first}:{every})");
    }
}

#[test]
fn the_time_left_is_said() {
    let said = time_left("en", Duration::from_secs(90)).join(" ");
    assert_eq!(
        said,
        "vm-youhave digits/1 queue-minutes digits/30 queue-seconds"
    );
}
