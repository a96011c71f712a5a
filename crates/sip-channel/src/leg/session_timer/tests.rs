use super::*;
use sip::header::Uri;
use sip::message::Method;

fn timers(use_: TimerUse) -> SessionTimers {
    SessionTimers {
        use_,
        expires: 1800,
        min_se: 90,
        caller_refreshes: false,
    }
}

/// The answer to an INVITE with these headers: interval and who refreshes, or a refusal.
fn check(
    use_: TimerUse,
    headers: &[(HeaderName, &str)],
    expected: Result<Option<(u32, bool)>, u16>,
) {
    let mut request = Request::new(Method::Invite, Uri::parse("sip:1@h").unwrap());
    for (name, value) in headers {
        request.headers.push(name.clone(), value);
    }
    let found = answer_to(&request, timers(use_));
    let found = found
        .map(|a| a.map(|a| (a.interval, a.is_ours)))
        .map_err(|r| r.status);
    assert_eq!(found, expected, "{use_:?} {headers:?}");
}

#[test]
fn answers() {
    use HeaderName::{Require, SessionExpires as Interval, Supported};
    let able = (Supported, "timer");
    check(TimerUse::Accept, &[], Ok(None));
    check(TimerUse::Accept, std::slice::from_ref(&able), Ok(None));
    check(
        TimerUse::Accept,
        &[able.clone(), (Interval, "600")],
        Ok(Some((600, true))),
    );
    check(
        TimerUse::Accept,
        &[able.clone(), (Interval, "600;refresher=uac")],
        Ok(Some((600, false))),
    );
    check(
        TimerUse::Accept,
        &[able.clone(), (Interval, "9999")],
        Ok(Some((1800, true))),
    );
    check(
        TimerUse::Accept,
        &[able.clone(), (Interval, "30")],
        Err(422),
    );
    check(
        TimerUse::Accept,
        &[(Interval, "600")],
        Ok(Some((600, true))),
    );
    check(
        TimerUse::Never,
        &[able.clone(), (Interval, "600")],
        Ok(None),
    );
    check(TimerUse::Never, &[(Require, "timer")], Err(420));
    check(TimerUse::Required, &[], Err(421));
    check(TimerUse::Always, &[], Ok(Some((1800, true))));
}

#[test]
fn deadlines() {
    let now = crate::tests::start();
    let due = |interval, is_ours| {
        (SessionTimer::start(Agreed { interval, is_ours }, now).due - now).as_secs()
    };
    assert_eq!(due(1800, true), 900);
    assert_eq!(due(1800, false), 1768);
    assert_eq!(due(90, false), 60);
}
