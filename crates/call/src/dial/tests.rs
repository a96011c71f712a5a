//! `DIALSTATUS` by the causes of the legs.

use super::*;

fn status(causes: &[HangupCause]) -> DialStatus {
    let mut tally = Tally::default();
    causes.iter().for_each(|c| tally.count(*c));
    tally.status()
}

#[test]
fn the_best_reason_wins() {
    use HangupCause as C;
    let rows: &[(&[C], DialStatus)] = &[
        (&[C::USER_BUSY], DialStatus::Busy),
        (&[C::SUBSCRIBER_ABSENT, C::USER_BUSY], DialStatus::Busy),
        (&[C::CONGESTION, C::USER_BUSY], DialStatus::Busy),
        (
            &[C::CONGESTION, C::SUBSCRIBER_ABSENT],
            DialStatus::Congestion,
        ),
        (&[C::SUBSCRIBER_ABSENT], DialStatus::ChanUnavail),
        (&[C::NO_ROUTE_DESTINATION], DialStatus::ChanUnavail),
        (&[C::CALL_REJECTED], DialStatus::ChanUnavail),
        (&[C::CHANNEL_NOT_IMPLEMENTED], DialStatus::ChanUnavail),
        (&[C::NO_ANSWER], DialStatus::NoAnswer),
        (&[C::NO_ANSWER, C::USER_BUSY], DialStatus::NoAnswer),
        (&[], DialStatus::NoAnswer),
    ];
    for (causes, expected) in rows {
        assert_eq!(status(causes), *expected, "{causes:?}");
    }
}

#[test]
fn a_dial_string_needs_a_slash() {
    assert!(Destination::parse("100").is_none());
    let trunk = Destination::parse(" SIP/trunk/900 ").unwrap();
    assert_eq!(
        (trunk.technology.as_str(), trunk.resource.as_str()),
        ("SIP", "trunk/900")
    );
}
