//! Prompts, tones, music, echo, and the things that are said.

use super::harness::World;

/// What Alice hears in answer to one step, and how it goes on.
fn hears(step: &str) -> Vec<String> {
    let mut world = World::new(&format!(
        "exten => 100,1,{step}\nsame => n,NoOp(on)\nsame => n,Wait(1)"
    ));
    world.dials("100");
    world.passes(60.0);
    let mut heard = world.heard_at("alice");
    heard.pop();
    heard.extend(world.notes_at());
    heard
}

#[test]
fn playback_and_its_options() {
    let rows: &[(&str, &[&str])] = &[
        (
            "Playback(a)",
            &["0 answer", "0 a", "1000 silence", "1000 on"],
        ),
        (
            "Playback(a&b)",
            &[
                "0 answer",
                "0 a",
                "1000 silence",
                "1000 b",
                "2000 silence",
                "2000 on",
            ],
        ),
        ("Playback(a,skip)", &["0 on"]),
        (
            "Playback(a,noanswer)",
            &["0 progress", "0 a", "1000 silence", "1000 on"],
        ),
        ("Playback(missing)", &["0 answer", "0 on"]),
        ("Playback()", &["0 on"]),
    ];
    for (step, expected) in rows {
        assert_eq!(hears(step), *expected, "{step}");
    }
}

#[test]
fn playback_tells_what_came_of_it() {
    for (names, expected) in [
        ("a", "SUCCESS"),
        ("missing", "FAILED"),
        ("missing&a", "FAILED"),
        ("a,skip", "SUCCESS"),
    ] {
        let mut world = World::new(&format!(
            "exten => 100,1,Playback({names})\nsame => n,NoOp(${{PLAYBACKSTATUS}})"
        ));
        world.dials("100");
        world.passes(5.0);
        assert_eq!(world.notes(), [expected], "{names}");
    }
}

#[test]
fn keys_do_not_stop_playback() {
    let mut world =
        World::new("exten => 100,1,Playback(a)\nsame => n,NoOp(on)\nexten => 5,1,NoOp(wrong)");
    world.dials("100");
    world.passes(0.5);
    world.presses("alice", "5");
    world.passes(5.0);
    assert_eq!(world.notes_at(), ["1000 on"]);
}

#[test]
fn tones_and_music() {
    let rows: &[(&str, &[&str])] = &[
        ("PlayTones(dial)", &["0 progress", "0 tone", "0 on"]),
        ("PlayTones(440/500)", &["0 progress", "0 tone", "0 on"]),
        ("PlayTones(nonsense)", &["0 progress", "0 on"]),
        (
            "MusicOnHold(jazz,5)",
            &["0 progress", "0 music jazz", "5000 silence", "5000 on"],
        ),
        (
            "MusicOnHold(none,5)",
            &["0 progress", "0 music default", "5000 silence", "5000 on"],
        ),
        (
            "StartMusicOnHold()",
            &["0 progress", "0 music default", "0 on"],
        ),
        ("StopMusicOnHold()", &["0 on"]),
        ("StopPlayTones()", &["0 on"]),
    ];
    for (step, expected) in rows {
        assert_eq!(hears(step), *expected, "{step}");
    }
    let plan = "exten => 100,1,Answer()\nsame => n,SetMusicOnHold(jazz)\nsame => n,StartMusicOnHold()\nsame => n,Wait(2)\nsame => n,StopMusicOnHold()\nsame => n,Wait(1)";
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(10.0);
    assert_eq!(
        world.heard_at("alice"),
        ["0 answer", "0 music jazz", "2000 silence", "3000 hangup 16"]
    );
}

#[test]
fn echo_ends_with_the_hash_key() {
    let mut world = World::new("exten => 100,1,Answer()\nsame => n,Echo()\nsame => n,NoOp(on)");
    world.dials("100");
    world.passes(10.0);
    world.presses("alice", "12");
    assert!(world.notes().is_empty());
    world.presses("alice", "#");
    assert_eq!(world.notes(), ["on"]);
    assert_eq!(
        world.heard("alice"),
        ["answer", "echo", "silence", "hangup 16"]
    );
}

#[test]
fn milliwatt_lasts() {
    let mut world = World::new("exten => 100,1,Answer()\nsame => n,Milliwatt()");
    world.dials("100");
    world.passes(3600.0);
    assert_eq!(world.heard("alice"), ["answer", "tone"]);
}

#[test]
fn what_is_said() {
    let rows = [
        ("SayDigits(12*)", "digits/1+digits/2+digits/star"),
        ("SayNumber(42)", "digits/40+digits/2"),
        ("SayAlpha(a1)", "letters/a+digits/1"),
        ("SayPhonetic(ab)", "phonetic/a_p+phonetic/b_p"),
    ];
    for (step, expected) in rows {
        let heard = hears(step);
        assert_eq!(heard[1], format!("0 {expected}"), "{step}");
    }
    for step in ["SayNumber(x)", "SayNumber(1000000000)"] {
        assert_eq!(hears(step), ["0 on"], "{step}");
    }
    let mut world = World::new("exten => 100,1,Set(CHANNEL(language)=fr)\nsame => n,SayNumber(71)");
    world.dials("100");
    assert_eq!(
        world.heard("alice")[1],
        "fr/digits/60+fr/digits/et+fr/digits/11"
    );
}

#[test]
fn saying_can_be_interrupted_when_asked_for() {
    for (interrupt, expected) in [("1", "five"), ("0", "on")] {
        let plan = format!(
            "exten => 100,1,Set(SAY_DTMF_INTERRUPT={interrupt})\nsame => n,SayDigits(123)\nsame => n,NoOp(on)\nexten => 5,1,NoOp(five)"
        );
        let mut world = World::new(&plan);
        world.dials("100");
        world.passes(0.5);
        world.presses("alice", "5");
        world.passes(10.0);
        assert_eq!(world.notes(), [expected]);
    }
}
