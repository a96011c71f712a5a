//! Dial: who is called, who answers, and what DIALSTATUS says.

use call::{HangupCause, Signal};

use super::harness::World;

/// What Dial is asked and what is noted behind it.
fn world(dial: &str) -> World {
    let mut world = World::new(&format!(
        "[default]\nexten => 100,1,Dial({dial})\nsame => n,NoOp(${{DIALSTATUS}} ${{HANGUPCAUSE}})\nexten => h,1,NoOp(h ${{DIALSTATUS}})\n"
    ));
    world.dials("100");
    world
}

#[test]
fn causes_become_states() {
    use HangupCause as C;
    let rows = [
        (C::USER_BUSY, "BUSY 17"),
        (C::CONGESTION, "CONGESTION 34"),
        (C::NO_ANSWER, "NOANSWER 19"),
        (C::NORMAL_CLEARING, "NOANSWER 16"),
        (C::SUBSCRIBER_ABSENT, "CHANUNAVAIL 20"),
        (C::NO_ROUTE_DESTINATION, "CHANUNAVAIL 3"),
        (C::UNALLOCATED, "CHANUNAVAIL 1"),
        (C::CALL_REJECTED, "CHANUNAVAIL 21"),
        (C::NO_USER_RESPONSE, "CHANUNAVAIL 18"),
    ];
    for (cause, expected) in rows {
        let mut world = world("PJSIP/bob");
        world.ends("bob", cause);
        assert_eq!(world.notes()[0], expected);
        world.passes(20.0);
        assert!(world.is_quiet(), "{expected}");
    }
}

#[test]
fn a_refusing_leg_is_busy_whatever_its_cause() {
    let mut world = world("SIP/bob");
    world.signals("bob", Signal::Busy);
    world.ends("bob", HangupCause::CALL_REJECTED);
    assert_eq!(world.notes()[0], "BUSY 21");
}

#[test]
fn nobody_to_be_called() {
    let rows: &[(&str, &[&str])] = &[
        ("IAX/bob", &["CHANUNAVAIL 66", "h CHANUNAVAIL"]),
        ("bob", &["h INVALIDARGS"]),
        ("", &["h INVALIDARGS"]),
        ("PJSIP/", &["h INVALIDARGS"]),
        ("PJSIP/bob,,A(x", &["h INVALIDARGS"]),
        ("PJSIP/bob,,L(0)", &["h INVALIDARGS"]),
    ];
    for (dial, expected) in rows {
        let mut world = world(dial);
        world.passes(20.0);
        assert_eq!(world.notes(), *expected, "{dial}");
        assert!(!world.warnings().is_empty(), "{dial}");
        assert!(world.is_quiet(), "{dial}");
    }
}

#[test]
fn time_runs_out() {
    for (time, seconds) in [("20", 20.0), ("0.5", 0.5), ("20^5", 20.0)] {
        let mut world = world(&format!("PJSIP/bob,{time}"));
        world.rings("bob");
        world.passes(seconds - 0.1);
        assert!(world.notes().is_empty());
        world.passes(0.2);
        assert_eq!(world.notes()[0], "NOANSWER 0", "{time}");
        assert_eq!(world.heard("bob"), ["called", "hangup 19"]);
    }
    let mut world = world("PJSIP/bob,x");
    world.passes(10_000.0);
    assert!(world.notes().is_empty());
}

#[test]
fn an_answered_call_ends_whoever_hangs_up() {
    let mut world = world("PJSIP/bob,20");
    world.rings("bob");
    world.answers("bob");
    assert!(world.bridged("alice", "bob"));
    assert_eq!(world.heard("alice"), ["ringing", "answer", "voice of bob"]);
    assert_eq!(world.heard("bob"), ["called", "voice of alice"]);
    world.passes(3.0);
    world.hangs_up("bob");
    assert_eq!(world.notes(), ["h ANSWER"]);
    assert!(world.is_quiet());

    let mut world = self::world("PJSIP/bob,20,g");
    world.answers("bob");
    world.hangs_up("alice");
    assert_eq!(world.notes(), ["h ANSWER"]);
    assert_eq!(world.heard("bob").last().unwrap(), "hangup 16");
    assert!(world.is_quiet());
}

#[test]
fn with_g_the_dialplan_goes_on() {
    let mut world = World::new(
        "exten => 100,1,Wait(1)\nsame => n,Dial(PJSIP/bob&SIP/carol/900,20,g)\nsame => n,NoOp(${DIALSTATUS} ${DIALEDPEERNAME} ${DIALEDPEERNUMBER} ${DIALEDTIME} ${ANSWEREDTIME} ${DIALEDTIME_MS} ${ANSWEREDTIME_MS})\nsame => n,Dial(PJSIP/bob,1)\nsame => n,NoOp(${DIALSTATUS}${DIALEDPEERNAME}${ANSWEREDTIME})",
    );
    world.dials("100");
    world.passes(1.0);
    world.passes(2.0);
    world.answers("carol/900");
    assert_eq!(world.heard("bob"), ["called", "hangup 26"]);
    world.passes(3.5);
    world.hangs_up("carol/900");
    world.passes(5.0);
    assert_eq!(
        world.notes(),
        [
            "ANSWER SIP/carol-00000002 carol/900 5 3 5500 3500",
            "NOANSWER"
        ]
    );
    assert!(world.is_quiet());
}

#[test]
fn several_destinations() {
    let mut world = world("PJSIP/a&IAX/b&PJSIP/c,20");
    assert_eq!(world.invitations.len(), 2);
    world.rings("a");
    world.rings("c");
    assert_eq!(world.heard("alice"), ["ringing"]);
    world.ends("a", HangupCause::USER_BUSY);
    assert!(world.notes().is_empty());
    world.ends("c", HangupCause::SUBSCRIBER_ABSENT);
    assert_eq!(world.notes()[0], "BUSY 20");
}

#[test]
fn the_caller_gives_up() {
    let mut world = world("PJSIP/bob&PJSIP/carol,20");
    world.rings("bob");
    world.hangs_up("alice");
    assert_eq!(world.notes(), ["h CANCEL"]);
    assert_eq!(world.heard("bob"), ["called", "hangup 16"]);
    assert_eq!(world.heard("carol"), ["called", "hangup 16"]);
    assert!(world.is_quiet());
}

#[test]
fn early_sound_of_the_only_leg_is_heard() {
    let mut world = world("PJSIP/bob,20");
    world.signals("bob", Signal::Progress { early_media: true });
    assert_eq!(world.heard("alice"), ["progress", "voice of bob"]);
    assert_eq!(world.heard("bob"), ["called", "voice of alice"]);
}

#[test]
fn what_the_called_party_gets_to_see() {
    let plan = "exten => 100,1,Set(CALLERID(name)=Shop)\nsame => n,Set(_A=1)\nsame => n,Set(__B=2)\nsame => n,Set(C=3)\nsame => n,SIPAddHeader(X-One: 1)\nsame => n,SIPAddHeader(X-Two: 2)\nsame => n,SIPRemoveHeader(X-One)\nsame => n,Dial(SIP/bob)";
    let mut world = World::new(plan);
    world.dials("100");
    let invitation = &world.invitations[0];
    assert_eq!(invitation.parties.caller.all(), "\"Shop\" <12>");
    assert_eq!(invitation.headers, [("X-Two".to_owned(), "2".to_owned())]);
    assert_eq!(world.variable("bob", "A").as_deref(), Some("1"));
    assert_eq!(world.variable("bob", "B").as_deref(), Some("2"));
    assert_eq!(world.variable("bob", "C"), None);
    assert_eq!(
        world.variable("bob", "DIALEDPEERNUMBER").as_deref(),
        Some("bob")
    );
}

#[test]
fn after_a_refused_call_the_caller_hears_why() {
    let mut world = World::new("exten => 100,1,Dial(PJSIP/bob)");
    world.dials("100");
    world.ends("bob", HangupCause::USER_BUSY);
    assert_eq!(world.heard("alice"), ["busy"]);
    let mut world = World::new("exten => 100,1,Dial(PJSIP/bob)\nsame => n,Hangup()");
    world.dials("100");
    world.ends("bob", HangupCause::USER_BUSY);
    assert_eq!(world.heard("alice"), ["hangup 17"]);
}
