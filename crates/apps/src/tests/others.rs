//! What concerns other channels and devices, and what is heard on the line.

use call::{HangupCause, Signal};

use super::harness::World;

/// Seconds to wait, then keys.
type Keys<'a> = &'a [(f64, &'a str)];

#[test]
fn moments_are_said() {
    let rows = [
        ("SayUnixTime(0,UTC,HM)", "digits/oh+digits/0+digits/oclock"),
        ("DateTime(,UTC,R)", "digits/20+digits/2+digits/13"),
        (
            "SayUnixTime(,Europe/Paris,'vm-at' kM)",
            "vm-at+digits/20+digits/3+digits/13",
        ),
        ("SayCountedNoun(3,vm-message)", "digits/3+vm-messages"),
        ("SayCountedNoun(1,vm-message)", "digits/1+vm-message"),
        ("SayCountedAdj(2,vm-new)", "vm-new"),
    ];
    for (step, expected) in rows {
        let mut world = World::new(&format!("exten => 100,1,{step}"));
        world.dials("100");
        world.passes(20.0);
        assert_eq!(world.heard("alice")[1], expected, "{step}");
        assert!(world.warnings().is_empty(), "{:?}", world.warnings());
    }
    let mut world = World::new("exten => 100,1,SayUnixTime(,Nowhere/At_all,x)");
    world.dials("100");
    assert_eq!(world.warnings().len(), 2, "{:?}", world.warnings());
}

#[test]
fn a_key_ends_what_is_said_with_option_j() {
    let plan = "exten => 100,1,SayUnixTime(,UTC,,j)\nexten => 5,1,NoOp(five)";
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(0.5);
    world.presses("alice", "5");
    assert_eq!(world.notes(), ["five"]);
}

#[test]
fn digits_are_sent() {
    let mut world = World::new("exten => 100,1,SendDTMF(1w2,300,100)\nsame => n,NoOp(on)");
    world.dials("100");
    world.passes(5.0);
    assert_eq!(world.heard_at("alice")[..2], ["0 digit 1", "900 digit 2"]);
    assert_eq!(world.notes_at(), ["1300 on"]);
}

#[test]
fn devices_that_can_be_called() {
    let rows = [
        ("PJSIP/bob", "PJSIP/bob PJSIP/bob 1"),
        ("PJSIP/carol&PJSIP/bob", "PJSIP/bob PJSIP/bob 1"),
        ("PJSIP/carol", "  5"),
        ("PJSIP/nobody", "  4"),
        ("DAHDI/1", "  4"),
        ("PJSIP/55@bob", "PJSIP/55@bob PJSIP/55@bob 1"),
        ("PJSIP/alice,s", "  2"),
        ("PJSIP/alice", "PJSIP/alice PJSIP/alice 2"),
        (
            "PJSIP/bob&PJSIP/alice,a",
            "PJSIP/bob&PJSIP/alice PJSIP/bob&PJSIP/alice 2",
        ),
    ];
    for (arguments, expected) in rows {
        let mut world = World::new(&format!(
            "exten => 100,1,ChanIsAvail({arguments})\nsame => n,NoOp(${{AVAILCHAN}} ${{AVAILORIGCHAN}} ${{AVAILSTATUS}})"
        ));
        for (device, reachable) in [
            ("PJSIP/bob", true),
            ("PJSIP/carol", false),
            ("PJSIP/alice", true),
        ] {
            world.device(device, reachable);
        }
        world.dials("100");
        assert_eq!(world.notes(), [expected], "{arguments}");
    }
}

#[test]
fn other_channels_are_ended_and_sent_elsewhere() {
    let plan = "exten => 100,1,Wait(60)\nexten => 200,1,SoftHangup(PJSIP/alice-00000000)\nexten => 300,1,ChannelRedirect(PJSIP/alice-00000000,default,400,1)\nsame => n,NoOp(${CHANNELREDIRECT_STATUS})\nsame => n,ChannelRedirect(PJSIP/none,400,1)\nsame => n,NoOp(${CHANNELREDIRECT_STATUS})\nexten => 400,1,NoOp(there)";
    let mut world = World::new(plan);
    world.dials("100");
    world.dials("200");
    world.passes(1.0);
    assert!(world.is_quiet());
    let mut world = World::new(plan);
    world.dials("100");
    world.dials("300");
    let mut notes = world.notes();
    notes.sort_unstable();
    assert_eq!(notes, ["NOCHANNEL", "SUCCESS", "there"]);
}

#[test]
fn a_call_begun_by_the_dialplan() {
    let plan = |rest: &str| {
        format!(
            "exten => 100,1,Originate(PJSIP/bob,{rest})\nsame => n,NoOp(${{ORIGINATE_STATUS}})\nsame => n,Wait(1)\nexten => 7,1,NoOp(bob ${{X}})\nsame => n,Wait(5)"
        )
    };
    let mut world = World::new(&plan("exten,default,7,1,20,v(X=9)c(55)"));
    world.dials("100");
    assert!(world.notes().is_empty());
    assert_eq!(world.invitations[0].parties.caller.number, "55");
    world.answers("bob");
    let mut notes = world.notes();
    notes.sort_unstable();
    assert_eq!(notes, ["SUCCESS", "bob 9"]);
    let mut world = World::new(&plan("app,NoOp,direct"));
    world.dials("100");
    world.answers("bob");
    assert!(world.notes().contains(&"direct"), "{:?}", world.notes());
    let mut world = World::new(&plan("exten,default,7"));
    world.dials("100");
    world.signals("bob", Signal::Busy);
    world.ends("bob", HangupCause::USER_BUSY);
    assert_eq!(world.notes(), ["BUSY"]);
    let mut world = World::new(&plan("exten,default,7,1,5"));
    world.dials("100");
    world.passes(6.5);
    assert_eq!(world.notes_at(), ["5000 RINGING"]);
    let mut world = World::new(&plan("exten,default,7,1,5,a"));
    world.dials("100");
    assert_eq!(world.notes(), ["SUCCESS"]);
    for rest in ["nonsense,a", "exten,default,7,label"] {
        let mut world = World::new(&plan(rest));
        world.dials("100");
        assert_eq!(world.notes(), ["FAILED"], "{rest}");
    }
}

#[test]
fn a_call_that_rings_elsewhere_is_answered() {
    let plan = "exten => 100,1,Dial(PJSIP/bob,30)\nexten => 8,1,Pickup(100)\nsame => n,NoOp(nothing)\nexten => 9,1,PickupChan(PJSIP/bob)\nsame => n,NoOp(nothing)";
    for number in ["8", "9"] {
        let mut world = World::new(plan);
        world.dials("100");
        world.rings("bob");
        world.dials_with(number, |invitation| {
            invitation.resource = "carol".to_owned();
            invitation.parties.caller.number = "13".to_owned();
        });
        assert!(world.notes().is_empty(), "{number}");
        assert!(
            world.heard("bob").last().unwrap().starts_with("hangup"),
            "{number}"
        );
        let mut world = World::new(plan);
        world.dials(number);
        assert_eq!(world.notes(), ["nothing"], "{number}");
    }
}

#[test]
fn a_prompt_under_control() {
    let plan = |rest: &str| {
        format!(
            "exten => 100,1,Answer()\nsame => n,ControlPlayback(a{rest})\nsame => n,NoOp(${{CPLAYBACKSTATUS}} ${{CPLAYBACKOFFSET}} ${{CPLAYBACKSTOPKEY}})"
        )
    };
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("", &[], "1000 SUCCESS -1 "),
        (",400", &[(0.2, "#")], "600 SUCCESS -1 "),
        (",400", &[(0.7, "*")], "1400 SUCCESS -1 "),
        (",5000", &[(0.2, "#")], "200 SUCCESS -1 "),
        (",400,,,5", &[(0.3, "5")], "300 USERSTOPPED 300 5"),
        (",400,,,5,6", &[(0.3, "6"), (2.0, "6")], "3000 SUCCESS -1 "),
        (",400,,,,,7", &[(0.3, "7")], "1300 SUCCESS -1 "),
        (",400,,,,,,o(600)", &[], "400 SUCCESS -1 "),
    ];
    for (rest, keys, expected) in rows {
        let mut world = World::new(&plan(rest));
        world.dials("100");
        for (wait, key) in *keys {
            world.passes(*wait);
            world.presses("alice", key);
        }
        world.passes(20.0);
        assert_eq!(world.notes_at(), [*expected], "{rest} {keys:?}");
    }
    let mut world =
        World::new("exten => 100,1,ControlPlayback(missing)\nsame => n,NoOp(${CPLAYBACKSTATUS})");
    world.dials("100");
    assert_eq!(world.notes(), ["ERROR"]);
}

#[test]
fn silence_and_sound() {
    let mut world = World::new(
        "exten => 100,1,WaitForSilence(800,2,10)\nsame => n,NoOp(${WAITSTATUS})\nsame => n,WaitForNoise(300,1,5)\nsame => n,NoOp(${WAITSTATUS})\nsame => n,WaitForNoise(300,1,5)\nsame => n,NoOp(${WAITSTATUS})",
    );
    world.dials("100");
    world.passes(1.0);
    world.is_heard("alice", false, 800, false);
    world.is_heard("alice", true, 800, false);
    assert!(world.notes().is_empty());
    world.is_heard("alice", false, 800, false);
    world.is_heard("alice", true, 300, false);
    world.passes(10.0);
    assert_eq!(
        world.notes_at(),
        ["1000 SILENCE", "1000 NOISE", "6000 TIMEOUT"]
    );
}

/// Seconds to wait, then sound or silence that has lasted so long.
type Sounds<'a> = &'a [(f64, bool, u32)];

#[test]
fn man_or_machine() {
    let rows: &[(Sounds<'_>, &str)] = &[
        (&[], "2500 MACHINE INITIALSILENCE-2500-2500"),
        (
            &[(0.5, true, 100), (0.5, false, 50)],
            "1750 HUMAN HUMAN-800-800",
        ),
        (&[(0.5, true, 100)], "1900 MACHINE LONGGREETING-1500-1500"),
        (
            &[
                (0.5, true, 100),
                (0.2, false, 50),
                (0.2, true, 100),
                (0.2, false, 50),
                (0.2, true, 100),
            ],
            "1300 MACHINE MAXWORDS-3-2",
        ),
    ];
    for (sounds, expected) in rows {
        let mut world = World::new(
            "exten => 100,1,Answer()\nsame => n,AMD()\nsame => n,NoOp(${AMDSTATUS} ${AMDCAUSE})",
        );
        world.dials("100");
        for (wait, sound, duration_ms) in *sounds {
            world.passes(*wait);
            world.is_heard("alice", *sound, *duration_ms, false);
        }
        world.passes(10.0);
        assert_eq!(world.notes_at(), [*expected], "{sounds:?}");
    }
}

#[test]
fn a_prompt_that_listens() {
    let plan = "exten => 100,1,BackgroundDetect(a,500,100)\nsame => n,NoOp(on)\nexten => talk,1,NoOp(talk ${TALK_DETECTED})\nexten => 5,1,NoOp(five)";
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(5.0);
    assert_eq!(world.notes_at(), ["1000 on"]);
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(0.5);
    world.is_heard("alice", true, 50, true);
    world.is_heard("alice", true, 250, true);
    assert_eq!(world.notes_at(), ["500 talk 250"]);
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(0.5);
    world.presses("alice", "5");
    assert_eq!(world.notes(), ["five"]);
}

#[test]
fn moments_and_keys_are_awaited() {
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("WaitUntil(1700000005)", &[], "5000 OK  "),
        ("WaitUntil(1600000000)", &[], "0 PAST  "),
        ("WaitUntil(x)", &[], "0 FAILURE  "),
        ("WaitDigit(5)", &[(1.0, "4")], "1000  DTMF 4"),
        ("WaitDigit(5,12)", &[(1.0, "4"), (1.0, "2")], "2000  DTMF 2"),
        ("WaitDigit(5)", &[], "5000  TIMEOUT "),
    ];
    for (step, keys, expected) in rows {
        let mut world = World::new(&format!(
            "exten => 100,1,{step}\nsame => n,NoOp(${{WAITUNTILSTATUS}} ${{WAITDIGITSTATUS}} ${{WAITDIGITRESULT}})"
        ));
        world.dials("100");
        for (wait, key) in *keys {
            world.passes(*wait);
            world.presses("alice", key);
        }
        world.passes(20.0);
        assert_eq!(world.notes_at(), [*expected], "{step}");
    }
}

#[test]
fn numbers_of_the_dialplan_are_read() {
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("A", &[(1.0, "12")], "1000 12 OK"),
        ("A", &[(1.0, "13")], "6000 i INVALID"),
        ("A", &[], "10000 t TIMEOUT"),
        ("A,prompt", &[(0.5, "1"), (0.5, "2")], "1000 12 OK"),
        ("A,,default,p", &[(1.0, "1#")], "1000 i INVALID"),
        ("A,,,s", &[], "0  SKIP"),
        ("A,,,,2", &[], "2000 t TIMEOUT"),
    ];
    for (arguments, keys, expected) in rows {
        let mut world = World::new(&format!(
            "exten => 100,1,ReadExten({arguments})\nsame => n,NoOp(${{A}} ${{READEXTENSTATUS}})\nexten => 12,1,NoOp()\nexten => 131,1,NoOp()"
        ));
        world.dials("100");
        for (wait, key) in *keys {
            world.passes(*wait);
            world.presses("alice", key);
        }
        world.passes(30.0);
        assert_eq!(world.notes_at(), [*expected], "{arguments} {keys:?}");
    }
}

#[test]
fn a_channel_that_is_there_already() {
    let plan = |options: &str| {
        format!(
            "exten => 100,1,Answer()\nsame => n,Wait(60)\nsame => n,NoOp(first goes on)\nexten => 200,1,Bridge(PJSIP/alice-00000000{options})\nsame => n,NoOp(${{BRIDGERESULT}})\nsame => n,Bridge(PJSIP/none)\nsame => n,NoOp(${{BRIDGERESULT}})\nsame => n,Bridge(${{CHANNEL}})\nsame => n,NoOp(${{BRIDGERESULT}})"
        )
    };
    let carol = |invitation: &mut call::Invitation| invitation.resource = "carol".to_owned();
    for (options, first_goes_on) in [(",S(5)", true), (",S(5)x", false)] {
        let mut world = World::new(&plan(options));
        world.dials("100");
        world.dials_with("200", carol);
        world.passes(1.0);
        assert!(world.notes().is_empty(), "{options}");
        assert!(world.heard("alice").contains(&"voice of alice".to_owned()));
        world.passes(10.0);
        let mut notes = world.notes();
        notes.sort_unstable();
        let mut expected = vec!["LOOP", "NONEXISTENT", "SUCCESS"];
        if first_goes_on {
            expected.push("first goes on");
        }
        assert_eq!(notes, expected, "{options}");
        assert!(world.is_quiet(), "{options}");
    }
}

#[test]
fn how_the_caller_is_shown() {
    let rows = [
        ("u(prohib)", "12 ProhibitedNetwork"),
        ("o(55)u(prohib_passed_screen)", "55 ProhibitedPassed"),
        ("o(55)", "55 Allowed"),
        ("", "12 Allowed"),
    ];
    for (options, expected) in rows {
        let mut world = World::new(&format!("exten => 100,1,Dial(PJSIP/bob,9,{options})"));
        world.dials("100");
        let caller = &world.invitations[0].parties.caller;
        let shown = format!("{} {:?}", caller.number, caller.presentation);
        assert_eq!(shown, expected, "{options}");
    }
    let mut world = World::new(
        "exten => 100,1,Set(CDR(userfield)=a)\nsame => n,Dial(PJSIP/bob,9,C)\nsame => n,NoOp(${CDR(userfield)}-)",
    );
    world.dials("100");
    world.passes(10.0);
    assert_eq!(world.notes(), ["-"]);
}
