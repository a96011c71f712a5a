use super::*;

/// A Wednesday, 15 May, at the given time.
fn at(hour: u16, minute: u16) -> WallTime {
    WallTime {
        minute_of_day: hour * 60 + minute,
        weekday: 3,
        day: 15,
        month: 5,
    }
}

fn covers(text: &str, time: WallTime) -> bool {
    let (specification, faults) = TimeSpecification::parse(text);
    assert_eq!(faults, [""; 0], "{text}");
    specification.covers(&MomentForTimes::local(time))
}

#[test]
fn the_hour_decides() {
    for (text, time, expected) in [
        ("9:00-17:00,*,*,*", at(9, 0), true),
        ("9:00-17:00,*,*,*", at(17, 0), true),
        ("9:00-17:00,*,*,*", at(17, 1), false),
        ("9:00-17:00,*,*,*", at(8, 59), false),
        ("22:00-6:00,*,*,*", at(23, 0), true),
        ("22:00-6:00,*,*,*", at(6, 0), true),
        ("22:00-6:00,*,*,*", at(12, 0), false),
        ("8:00-9:00&12:30-13:00", at(12, 45), true),
        ("8:00-9:00&12:30-13:00", at(10, 0), false),
        ("12:30", at(12, 30), true),
        ("12:30", at(12, 31), false),
        ("*,*,*,*", at(3, 3), true),
        ("", at(3, 3), true),
        ("09:00 - 17:00 , mon-fri , * , *", at(10, 0), true),
        ("09:00-17:00|mon-fri|*|*", at(10, 0), true),
    ] {
        assert_eq!(covers(text, time), expected, "{text} at {time:?}");
    }
}

#[test]
fn days_and_months_decide() {
    for (text, expected) in [
        ("*,mon-fri,*,*", true),
        ("*,sat-sun,*,*", false),
        ("*,sat-wed,*,*", true),
        ("*,fri-tue,*,*", false),
        ("*,WED,*,*", true),
        ("*,4,*,*", true),
        ("*,mon&wed,*,*", true),
        ("*,*,15,*", true),
        ("*,*,1-14,*", false),
        ("*,*,25-20,*", true),
        ("*,*,*,may", true),
        ("*,*,*,5", true),
        ("*,*,*,nov-feb", false),
        ("*,*,1&15,jan&may", true),
    ] {
        assert_eq!(covers(text, at(12, 0)), expected, "{text}");
    }
}

#[test]
fn faulty_elements_are_reported_and_left_out() {
    for text in [
        "25:00-26:00",
        "9-17",
        "*,monday",
        "*,*,32",
        "*,*,*,13",
        "*,*,0",
    ] {
        let (specification, faults) = TimeSpecification::parse(text);
        assert_eq!(faults.len(), 1, "{text}");
        assert!(
            !specification.covers(&MomentForTimes::local(at(12, 0))),
            "{text}"
        );
    }
}

#[test]
fn another_zone_is_asked_for() {
    let (specification, _) = TimeSpecification::parse("9:00-17:00,*,*,*,Asia/Tokyo");
    assert_eq!(specification.timezone(), Some("Asia/Tokyo"));
    let tokyo = |zone: &str| (zone == "Asia/Tokyo").then(|| at(20, 0));
    assert!(!specification.covers(&MomentForTimes {
        local: at(12, 0),
        in_zone: &tokyo
    }));
    assert!(specification.covers(&MomentForTimes::local(at(12, 0))));
}
