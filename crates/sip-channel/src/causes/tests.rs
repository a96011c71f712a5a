use super::*;

#[test]
fn refusals_of_the_far_end() {
    let check = |status, cause, verdict_of_chan_sip| {
        assert_eq!(cause_of(status), HangupCause(cause), "{status}");
        assert_eq!(
            verdict(Dialect::ChanSip, status),
            verdict_of_chan_sip,
            "{status}"
        );
        assert_eq!(
            verdict(Dialect::Pjsip, status),
            Verdict::ByCause,
            "{status}"
        );
    };
    check(302, 16, Verdict::ByCause);
    check(400, 127, Verdict::ByCause);
    check(401, 21, Verdict::Congestion);
    check(403, 21, Verdict::ByCause);
    check(404, 1, Verdict::ByCause);
    check(405, 127, Verdict::ByCause);
    check(408, 18, Verdict::ByCause);
    check(410, 22, Verdict::Congestion);
    check(415, 127, Verdict::ByCause);
    check(480, 19, Verdict::Busy);
    check(481, 127, Verdict::ByCause);
    check(482, 127, Verdict::Congestion);
    check(484, 28, Verdict::ByCause);
    check(486, 17, Verdict::Busy);
    check(488, 58, Verdict::ByCause);
    check(500, 38, Verdict::Congestion);
    check(501, 29, Verdict::ByCause);
    check(502, 27, Verdict::Congestion);
    check(503, 34, Verdict::Congestion);
    check(504, 102, Verdict::Congestion);
    check(599, 34, Verdict::ByCause);
    check(600, 17, Verdict::Busy);
    check(603, 21, Verdict::Busy);
    check(606, 58, Verdict::ByCause);
}

#[test]
fn our_refusals() {
    let table = [
        (0, 603),
        (1, 404),
        (3, 404),
        (16, 603),
        (17, 486),
        (18, 408),
        (19, 480),
        (20, 480),
        (21, 403),
        (27, 502),
        (28, 484),
        (34, 503),
        (38, 500),
        (58, 488),
        (127, 500),
        (200, 603),
    ];
    for (cause, status) in table {
        assert_eq!(status_of(HangupCause(cause)), status, "cause {cause}");
    }
}
