use super::*;
use std::time::Duration;

fn base() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "an epoch for virtual time")]
    Instant::now()
}

#[test]
fn the_earliest_deadline_comes_first_and_moved_ones_are_forgotten() {
    let t0 = base();
    let after = |s| t0 + Duration::from_secs(s);
    let mut deadlines = Deadlines::default();
    deadlines.set('a', Some(after(5)));
    deadlines.set('b', Some(after(3)));
    deadlines.set('b', Some(after(9)));
    assert_eq!(deadlines.next(), Some(after(5)));
    assert_eq!(deadlines.pop_due(after(4)), None);
    assert_eq!(deadlines.pop_due(after(5)), Some('a'));
    deadlines.set('b', None);
    assert_eq!(deadlines.next(), None);
    assert!(deadlines.is_empty());
}

#[test]
fn moving_a_deadline_for_ever_does_not_grow() {
    let t0 = base();
    let mut deadlines = Deadlines::default();
    deadlines.set(1, Some(t0));
    for i in 1..10_000u64 {
        deadlines.set(0, Some(t0 + Duration::from_secs(i)));
    }
    assert!(deadlines.heap.len() < 200, "{}", deadlines.heap.len());
    assert_eq!(deadlines.next(), Some(t0));
}

#[test]
fn keys_compare_as_the_standard_says() {
    let key = |branch: &str, by: &str, method: &str| {
        ServerKey::cookie(branch.as_bytes(), by.as_bytes(), method.as_bytes())
    };
    assert_eq!(
        key("z9hG4bKa", "Host:5060", "INVITE"),
        key("z9hG4bKA", "host:5060", "INVITE")
    );
    assert_ne!(
        key("z9hG4bKa", "host:5060", "INVITE"),
        key("z9hG4bKa", "host:5060", "CANCEL")
    );
    assert_ne!(
        key("z9hG4bKa", "host:5060", "INVITE"),
        key("z9hG4bKa", "host:5061", "INVITE")
    );
    assert_ne!(
        key("z9hG4bKab", "c", "INVITE"),
        key("z9hG4bKa", "bc", "INVITE")
    );
}
