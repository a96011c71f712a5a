use super::*;
use crate::transaction::tests::start;

fn resends(mut repetition: Repetition) -> (Vec<u128>, u128) {
    let mut times = Vec::new();
    loop {
        let now = repetition.next_deadline();
        match repetition.tick(now) {
            Due::Nothing => panic!("woken for nothing"),
            Due::Resend => times.push((now - start()).as_millis()),
            Due::GaveUp => return (times, (now - start()).as_millis()),
        }
    }
}

#[test]
fn a_2xx_is_repeated_every_t2_at_last_and_given_up_after_64_t1() {
    let expected = [
        500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ];
    let (times, end) = resends(Repetition::of_success(start(), Timers::default()));
    assert_eq!((&times[..], end), (&expected[..], 32_000));
}

#[test]
fn a_reliable_provisional_backs_off_without_bound() {
    let expected = [500, 1500, 3500, 7500, 15_500, 31_500];
    let (times, end) = resends(Repetition::of_provisional(start(), Timers::default()));
    assert_eq!((&times[..], end), (&expected[..], 32_000));
}
