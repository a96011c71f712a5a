//! The option letters of Dial.

use call::{HangupCause, Signal};

use super::harness::World;

const PLACES: &str = "exten => 5,1,NoOp(five)
exten => h,1,NoOp(h)
exten => 300,1,NoOp(300.1 ${CHANNEL(name)})
exten => 300,2,NoOp(300.2 ${CHANNEL(name)})
exten => 300,3,Wait(1)
[sub]
exten => s,1,NoOp(sub ${ARG1}${ARG2} on ${CHANNEL(name)})
same => n,Set(PJSIP_HEADER(add,X-Sub)=yes)
same => n,Set(CALLERID(name)=Sub)
same => n,Return()
[verdict]
exten => s,1,Set(GOSUB_RESULT=${ARG1})
same => n,Return()
[macro-verdict]
exten => s,1,Set(MACRO_RESULT=${ARG1})
same => n,NoOp(macro on ${CHANNEL(name)})
[away]
exten => s,1,Set(GOSUB_RESULT=GOTO:default^300^2)
same => n,Return()
[ask]
exten => s,1,Read(X,question,1)
same => n,Set(GOSUB_RESULT=${IF($[\"${X}\" = \"1\"]?:BUSY)})
same => n,Return()";

/// Alice dials; bob is called with these options.
fn dialling(options: &str) -> World {
    let mut world = World::new(&format!(
        "[default]\nexten => 100,1,Dial(PJSIP/bob,60,{options})\nsame => n,NoOp(on ${{DIALSTATUS}})\n{PLACES}"
    ));
    world.dials("100");
    world
}

/// As `dialling`; bob answers after a second.
fn answered(options: &str) -> World {
    let mut world = dialling(options);
    world.passes(1.0);
    world.answers("bob");
    world
}

#[test]
fn what_the_caller_hears_meanwhile() {
    let rows: &[(&str, &[&str])] = &[
        ("", &[]),
        ("r", &["ringing"]),
        ("R", &["ringing"]),
        ("m", &["progress", "music default"]),
        ("m(jazz)", &["progress", "music jazz"]),
        ("rm", &["progress", "music default"]),
    ];
    for (options, expected) in rows {
        assert_eq!(dialling(options).heard("alice"), *expected, "{options}");
    }
    let early = Signal::Progress { early_media: true };
    for (options, heard) in [("r", false), ("R", true), ("m", false)] {
        let mut world = dialling(options);
        world.signals("bob", early.clone());
        let voice = world.heard("alice").contains(&"voice of bob".to_owned());
        assert_eq!(voice, heard, "{options}");
    }
}

#[test]
fn on_an_answered_call_ringing_is_a_tone() {
    let mut world = World::new("exten => 100,1,Answer()\nsame => n,Dial(PJSIP/bob,60,r)");
    world.dials("100");
    assert_eq!(world.heard("alice"), ["answer", "tone"]);
    world.answers("bob");
    assert_eq!(
        world.heard("alice"),
        ["answer", "tone", "silence", "voice of bob"]
    );
}

#[test]
fn announcements_before_connecting() {
    let mut world = answered("A(x&y)");
    assert_eq!(world.heard("bob"), ["called", "x+y"]);
    assert!(world.heard("alice").is_empty());
    world.passes(2.0);
    assert_eq!(
        world.heard_at("alice"),
        ["3000 answer", "3000 voice of bob"]
    );

    let mut world = answered("A(x:y)");
    world.passes(2.0);
    assert_eq!(
        world.heard("alice"),
        ["answer", "y", "silence", "voice of bob"]
    );
    assert!(world.bridged("alice", "bob"));

    // The caller hangs up meanwhile.
    let mut world = answered("A(x)");
    world.hangs_up("alice");
    assert_eq!(world.heard("bob"), ["called", "x", "hangup 16"]);
    assert!(world.is_quiet());

    let mut world = answered("A(x)");
    world.hangs_up("bob");
    world.passes(5.0);
    assert!(world.is_quiet());
}

#[test]
fn screening_decides() {
    let rows: &[(&str, bool, &[&str])] = &[
        (
            "U(sub^one^two)",
            true,
            &["sub onetwo on PJSIP/bob-00000001"],
        ),
        ("U(verdict^)", true, &[]),
        ("U(verdict^BUSY)", false, &["on BUSY", "h"]),
        ("U(verdict^CONGESTION)", false, &["on CONGESTION", "h"]),
        ("U(verdict^CONTINUE)", false, &["on ANSWER", "h"]),
        ("U(verdict^ABORT)", false, &["h"]),
        ("gU(verdict^ABORT)", false, &["on ANSWER", "h"]),
        (
            "M(verdict^BUSY)",
            false,
            &["macro on PJSIP/bob-00000001", "on BUSY", "h"],
        ),
        ("M(verdict)", true, &["macro on PJSIP/bob-00000001"]),
    ];
    for (options, connected, notes) in rows {
        let mut world = answered(options);
        assert_eq!(world.notes(), *notes, "{options}");
        if *connected {
            assert!(world.bridged("alice", "bob"), "{options}");
        } else {
            assert_eq!(world.heard("bob").last().unwrap(), "hangup 16", "{options}");
            world.passes(15.0);
            assert!(world.is_quiet(), "{options}");
        }
    }
}

#[test]
fn a_verdict_may_send_the_caller_elsewhere() {
    let world = answered("U(away)");
    assert!(
        world.notes()[0].starts_with("300.2 PJSIP/alice"),
        "{:?}",
        world.notes()
    );
}

#[test]
fn the_called_party_is_asked() {
    for (key, connected) in [("1", true), ("2", false)] {
        let mut world = answered("U(ask)");
        assert_eq!(world.heard("bob"), ["called", "question"]);
        world.presses("bob", key);
        assert_eq!(
            world.heard("alice").contains(&"answer".to_owned()),
            connected,
            "{key}"
        );
    }
    // The caller hangs up while the other is asked.
    let mut world = answered("U(ask)");
    world.hangs_up("alice");
    assert!(world.is_quiet());
}

#[test]
fn subroutines_before_the_call() {
    let world = dialling("b(sub^s^1(x^y))");
    assert_eq!(world.notes(), ["sub xy on PJSIP/bob-00000001"]);
    assert_eq!(
        world.invitations[0].headers,
        [("X-Sub".to_owned(), "yes".to_owned())]
    );
    assert_eq!(world.invitations[0].parties.caller.name, "Sub");
    let world = dialling("B(sub^s^1(x))");
    assert_eq!(world.notes(), ["sub x on PJSIP/alice-00000000"]);
    let world = dialling("b(nowhere^s^1)");
    assert_eq!((world.invitations.len(), world.warnings().len()), (1, 1));
}

#[test]
fn digits_after_the_answer() {
    let mut world = answered("D(12w3:4)");
    world.passes(10.0);
    assert_eq!(
        world.heard_at("bob")[1..4],
        ["1000 digit 1", "1350 digit 2", "2200 digit 3"].map(str::to_owned)
    );
    assert_eq!(world.heard_at("alice")[0], "2550 digit 4");
    assert!(world.bridged("alice", "bob"));
}

#[test]
fn limits_end_the_call() {
    let rows = [("S(5)", 6000), ("L(5000)", 6000), ("S(3)L(5000)", 4000)];
    for (options, end) in rows {
        let mut world = answered(options);
        world.passes(20.0);
        assert_eq!(
            world.heard_at("bob").last().unwrap(),
            &format!("{end} hangup 16"),
            "{options}"
        );
        assert_eq!(world.notes(), ["h"], "{options}");
        assert!(world.is_quiet());
    }
    let mut world = answered("gS(5)");
    world.passes(20.0);
    assert_eq!(world.notes(), ["on ANSWER", "h"]);
}

#[test]
fn limits_warn_first() {
    let mut world = answered("L(10000:5000)");
    world.passes(20.0);
    let heard = world.heard_at("alice");
    assert!(
        heard.contains(&"6000 vm-youhave+digits/5+queue-seconds".to_owned()),
        "{heard:?}"
    );
    assert!(heard.contains(&"9000 voice of bob".to_owned()), "{heard:?}");
    assert_eq!(world.heard_at("bob").last().unwrap(), "11000 hangup 16");
}

#[test]
fn somewhere_else_on_the_answer() {
    let world = answered("G(default^300^1)");
    let mut notes = world.notes();
    notes.sort_unstable();
    assert_eq!(
        notes,
        [
            "300.1 PJSIP/alice-00000000",
            "300.2 PJSIP/alice-00000000",
            "300.2 PJSIP/bob-00000001"
        ]
    );
}

#[test]
fn the_called_party_goes_on_alone() {
    for (options, expected) in [
        ("F(default^300^2)", "300.2 PJSIP/bob-00000001"),
        ("F", "on "),
    ] {
        let mut world = answered(options);
        world.hangs_up("alice");
        assert!(
            world.notes().contains(&expected),
            "{options}: {:?}",
            world.notes()
        );
        world.passes(5.0);
        assert!(world.is_quiet());
    }
    let mut world = answered("F(default^300^2)");
    world.hangs_up("bob");
    assert_eq!(world.notes(), ["h"]);
}

#[test]
fn features_by_digits() {
    let rows: &[(&str, &str, &str, bool)] = &[
        ("H", "alice", "*", true),
        ("h", "bob", "*", true),
        ("H", "bob", "*", false),
        ("", "alice", "*", false),
    ];
    for (options, phone, key, ends) in rows {
        let mut world = answered(options);
        world.presses(phone, key);
        assert_eq!(world.notes().contains(&"h"), *ends, "{options} {phone}");
    }
    // A digit that is no feature goes to the other side.
    let mut world = answered("H");
    world.presses("alice", "7");
    assert_eq!(world.heard("bob").last().unwrap(), "digit 7");
}

#[test]
fn a_blind_transfer_by_digits() {
    let mut world = answered("t");
    world.presses("bob", "#");
    assert_eq!(world.heard("alice").last().unwrap(), "music default");
    assert_eq!(world.heard("bob").last().unwrap(), "pbx-transfer");
    world.presses("bob", "300");
    world.passes(5.0);
    assert!(
        world.notes()[0].starts_with("300.1 PJSIP/alice"),
        "{:?}",
        world.notes()
    );
    assert!(world.is_quiet());

    let mut world = answered("T");
    world.presses("alice", "#");
    world.presses("alice", "300");
    world.passes(5.0);
    assert!(
        world
            .notes()
            .iter()
            .any(|n| n.starts_with("300.1 PJSIP/bob")),
        "{:?}",
        world.notes()
    );
    assert!(world.is_quiet());
}

#[test]
fn while_it_rings_the_caller_may_leave() {
    let mut world = dialling("H");
    world.presses("alice", "*");
    assert_eq!(world.notes()[0], "on CANCEL");
    assert_eq!(world.heard("bob").last().unwrap(), "hangup 16");
    let mut world = dialling("d");
    world.presses("alice", "75");
    assert_eq!(world.notes()[0], "five");
    assert_eq!(world.heard("bob").last().unwrap(), "hangup 16");
    let mut world = dialling("c");
    world.hangs_up("alice");
    assert_eq!(
        world.heard("bob").last().unwrap(),
        &format!("hangup {}", HangupCause::ANSWERED_ELSEWHERE)
    );
}

#[test]
fn another_number_can_be_shown() {
    for (options, expected) in [
        ("o(555)", "\"Alice\" <555>"),
        ("o", "\"Alice\" <12>"),
        ("o(X <5>)", "\"X\" <5>"),
    ] {
        assert_eq!(
            dialling(options).invitations[0].parties.caller.all(),
            expected,
            "{options}"
        );
    }
}

#[test]
fn refused_letters_are_warned_about_and_left_out() {
    let mut world = dialling("nrEj");
    assert_eq!(world.warnings().len(), 3);
    assert_eq!(world.heard("alice"), ["ringing"]);
    world.answers("bob");
    assert!(world.bridged("alice", "bob"));
}
