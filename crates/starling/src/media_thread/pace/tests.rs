//! Rests come with many packets only, and end on the grid.

use super::*;

/// Rounds of so many packets each `every`, for a second: how many were followed by a rest, and the
/// longest.
fn a_second(every: Duration, packets: u32) -> (u32, Duration) {
    let start = crate::clock::now();
    let mut pace = Pace::new(start);
    let (mut rests, mut longest, mut at) = (0, Duration::ZERO, Duration::ZERO);
    while at < Duration::from_secs(1) {
        if let Some(rest) = pace.rest(start + at, packets) {
            let ends = (at + rest).as_nanos() % GRID.as_nanos();
            assert_eq!(ends, 0, "a rest ends on the grid");
            rests += 1;
            longest = longest.max(rest);
        }
        at += every;
    }
    (rests, longest)
}

#[test]
fn a_few_calls_are_served_at_once() {
    assert_eq!(a_second(Duration::from_millis(2), 1).0, 0);
    assert_eq!(a_second(Duration::from_millis(50), 100).0, 0);
}

#[test]
fn many_calls_are_served_together() {
    let (rests, longest) = a_second(Duration::from_micros(200), 1);
    assert!(rests > 4_000, "{rests}");
    assert!(longest <= GRID);
}

#[test]
fn nothing_to_do_is_no_reason_to_rest() {
    assert_eq!(a_second(Duration::from_micros(200), 0).0, 0);
}
