//! Answer, Hangup, Wait, Set, Verbose, Log, and the ways to refuse a call.

use call::HangupCause;

use super::harness::World;

/// What Alice is told when she dials 100, with times, in 100 seconds.
fn told(plan: &str) -> Vec<String> {
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(100.0);
    world.heard_at("alice")
}

#[test]
fn steps_and_what_the_caller_is_told() {
    let rows: &[(&str, &[&str])] = &[
        ("Answer()", &["0 answer", "0 hangup 16"]),
        ("Wait(10)", &["10000 hangup 16"]),
        ("Wait(0.5)", &["500 hangup 16"]),
        ("Wait(500ms)", &["500 hangup 16"]),
        ("Wait(1m)", &["60000 hangup 16"]),
        ("Wait(-1)", &["0 hangup 16"]),
        ("Wait(x)", &["0 hangup 16"]),
        ("Hangup()", &["0 hangup 16"]),
        ("Hangup(17)", &["0 hangup 17"]),
        ("Hangup(USER_BUSY)", &["0 hangup 17"]),
        ("Hangup(AST_CAUSE_CONGESTION)", &["0 hangup 34"]),
        ("Hangup(300)", &["0 hangup 16"]),
        ("Busy()", &["0 busy"]),
        ("Congestion()", &["0 congestion"]),
        ("Ringing()", &["0 ringing", "0 hangup 16"]),
        ("Proceeding()", &["0 proceeding", "0 hangup 16"]),
        ("Progress()", &["0 progress", "0 hangup 16"]),
        ("Incomplete(n)", &["0 incomplete", "0 hangup 16"]),
        ("NoSuchThing()", &["0 hangup 16"]),
    ];
    for (step, expected) in rows {
        assert_eq!(told(&format!("exten => 100,1,{step}")), *expected, "{step}");
    }
}

#[test]
fn after_the_answer_tones_say_it() {
    let answered = |step: &str| told(&format!("exten => 100,1,Answer()\nsame => n,{step}"));
    assert_eq!(
        answered("Busy(3)"),
        ["0 answer", "0 tone", "3000 hangup 16"]
    );
    assert_eq!(
        answered("Congestion(3)"),
        ["0 answer", "0 tone", "3000 hangup 16"]
    );
    assert_eq!(answered("Ringing()"), ["0 answer", "0 tone", "0 hangup 16"]);
    assert_eq!(answered("Progress()"), ["0 answer", "0 hangup 16"]);
    // The tone of Ringing goes on while the dialplan waits.
    let both = told("exten => 100,1,Answer()\nsame => n,Ringing()\nsame => n,Wait(4)");
    assert_eq!(both, ["0 answer", "0 tone", "4000 hangup 16"]);
}

#[test]
fn answer_waits_for_sound_half_a_second() {
    let mut world = World::new("exten => 100,1,Answer()\nsame => n,NoOp(after)");
    world.sound_comes = false;
    world.dials("100");
    world.passes(5.0);
    assert_eq!(world.notes_at(), ["500 after"]);
}

#[test]
fn answer_with_a_delay_waits_that_long() {
    let mut world =
        World::new("exten => 100,1,Answer(700)\nsame => n,Answer(700)\nsame => n,NoOp(after)");
    world.dials("100");
    world.passes(5.0);
    assert_eq!(world.notes_at(), ["700 after"]);
}

#[test]
fn set_assigns() {
    let rows = [
        ("Set(A=1)", "${A}", "1"),
        ("Set(A= x, y = z )", "${A}", " x, y = z "),
        ("Set(_A=1)", "${A}", "1"),
        ("MSet(A=1,B=2)", "${A}-${B}", "1-2"),
        ("Set(GLOBAL(A)=g)", "${A}", "g"),
        ("Set(ARRAY(A,B)=1,2)", "${A}-${B}", "1-2"),
        (
            "Set(CALLERID(name)=Bob)",
            "${CALLERID(all)}",
            "\"Bob\" <12>",
        ),
    ];
    for (step, expression, expected) in rows {
        let mut world = World::new(&format!(
            "exten => 100,1,{step}\nsame => n,NoOp({expression})"
        ));
        world.dials("100");
        assert_eq!(world.notes(), [expected], "{step}");
        assert_eq!(world.warnings(), [""; 0], "{step}");
    }
}

#[test]
fn mistakes_are_warnings_and_the_call_goes_on() {
    for step in [
        "Set(A)",
        "Set(LEN(x)=1)",
        "Set(NOSUCH(x)=1)",
        "Verbose(x,hello)",
        "Log(LOUD,x)",
        "NoOp(${NOSUCH(x)})",
    ] {
        let mut world = World::new(&format!("exten => 100,1,{step}\nsame => n,NoOp(after)"));
        world.dials("100");
        assert_eq!(world.notes().last(), Some(&"after"), "{step}");
        assert_eq!(world.warnings().len(), 1, "{step}: {:?}", world.warnings());
        assert!(
            world.warnings()[0].contains("100@default:1"),
            "{:?}",
            world.warnings()
        );
    }
}

#[test]
fn a_hang_up_ends_every_wait_and_h_runs() {
    for step in [
        "Wait(60)",
        "Playback(a)",
        "MusicOnHold()",
        "Echo()",
        "WaitExten(60)",
        "Read(A,b)",
        "Milliwatt()",
        "SayDigits(123)",
    ] {
        let plan = format!(
            "exten => 100,1,{step}\nsame => n,NoOp(wrong)\nexten => h,1,NoOp(bye ${{HANGUPCAUSE}})"
        );
        let mut world = World::new(&plan);
        world.dials("100");
        world.passes(0.3);
        world.ends("alice", HangupCause::NORMAL_CLEARING);
        assert_eq!(world.notes(), ["bye 16"], "{step}");
        assert!(world.is_quiet(), "{step}");
    }
}

#[test]
fn absolute_time_goes_to_big_t() {
    let plan = "exten => 100,1,Set(TIMEOUT(absolute)=5)\nsame => n,Wait(60)\nsame => n,NoOp(wrong)\nexten => T,1,NoOp(time is up)";
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(10.0);
    assert_eq!(world.notes_at(), ["5000 time is up"]);
    assert!(world.is_quiet());
}

#[test]
fn incomplete_reads_on() {
    let plan = "exten => _1X,1,Incomplete()\nexten => _1XX,1,NoOp(${EXTEN})";
    let mut world = World::new(plan);
    world.dials("10");
    world.presses("alice", "5");
    assert_eq!(world.notes(), ["105"]);
}
