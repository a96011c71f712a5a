//! BackGround, WaitExten and the numbers that are dialled in menus.

use super::harness::World;

const MENU: &str = "exten => start,1,BackGround(hello)
same => n,WaitExten(10)
exten => 1,1,NoOp(one)
exten => 2,1,NoOp(two)
exten => 21,1,NoOp(twenty-one)
exten => t,1,NoOp(time)
exten => i,1,NoOp(invalid ${INVALID_EXTEN})";

/// Keys with the seconds to wait before each of them; gives the notes with times.
fn menu(plan: &str, keys: &[(f64, &str)]) -> Vec<String> {
    let mut world = World::new(plan);
    world.dials(if plan == MENU { "start" } else { "100" });
    for (wait, key) in keys {
        world.passes(*wait);
        world.presses("alice", key);
    }
    world.passes(60.0);
    assert!(world.is_quiet());
    world.notes_at()
}

#[test]
fn digits_in_a_menu() {
    let rows: &[(&[(f64, &str)], &str)] = &[
        // During the prompt and after it, a number that cannot grow is gone to at once.
        (&[(0.5, "1")], "500 one"),
        (&[(3.0, "1")], "3000 one"),
        // One that can grow waits for the next digit, five seconds.
        (&[(0.5, "2")], "5500 two"),
        (&[(0.5, "2"), (4.9, "1")], "5400 twenty-one"),
        (&[(0.5, "2"), (5.1, "1")], "5500 two"),
        (&[(3.0, "2"), (4.9, "1")], "7900 twenty-one"),
        // What fits nothing is invalid.
        (&[(0.5, "7")], "500 invalid 7"),
        (&[(0.5, "2"), (1.0, "7")], "1500 invalid 27"),
        (&[(0.5, "#")], "500 invalid #"),
        // Ten seconds after the prompt, but not a moment earlier, it is too late.
        (&[(10.9, "1")], "10900 one"),
        (&[], "11000 time"),
    ];
    for (keys, expected) in rows {
        assert_eq!(menu(MENU, keys), [*expected], "{keys:?}");
    }
}

#[test]
fn after_the_time_the_next_priority_comes_first() {
    let plan = "exten => 100,1,WaitExten(3)\nsame => n,NoOp(on)\nexten => t,1,NoOp(wrong)";
    assert_eq!(menu(plan, &[]), ["3000 on"]);
    let plan = "exten => 100,1,WaitExten()\nexten => t,1,NoOp(time)";
    assert_eq!(menu(plan, &[]), ["10000 time"]);
    let plan =
        "exten => 100,1,Set(TIMEOUT(response)=2)\nsame => n,WaitExten(0)\nexten => t,1,NoOp(time)";
    assert_eq!(menu(plan, &[]), ["2000 time"]);
    let plan = "exten => 100,1,WaitExten(1)\nexten => e,1,NoOp(${EXCEPTION(reason)})";
    assert_eq!(menu(plan, &[]), ["1000 RESPONSETIMEOUT"]);
    let plan = "exten => 100,1,WaitExten(1)\nexten => h,1,NoOp(bye)";
    assert_eq!(menu(plan, &[]), ["1000 bye"]);
}

#[test]
fn the_digit_time_out_can_be_set() {
    let plan = format!("{MENU}\nexten => 200,1,Set(TIMEOUT(digit)=1)\nsame => n,Goto(start,1)");
    let mut world = World::new(&plan);
    world.dials("200");
    world.passes(0.5);
    world.presses("alice", "2");
    world.passes(10.0);
    assert_eq!(world.notes_at(), ["1500 two"]);
}

#[test]
fn wait_exten_does_not_answer_and_plays_music() {
    let mut world = World::new("exten => 100,1,WaitExten(2,m(jazz))\nsame => n,NoOp(on)");
    world.dials("100");
    world.passes(5.0);
    assert_eq!(
        world.heard_at("alice"),
        ["0 music jazz", "2000 silence", "2000 hangup 16"]
    );
}

#[test]
fn options_of_background() {
    let rows: &[(&str, &[&str], &str)] = &[
        ("BackGround(hello,s)", &["hangup 16"], "on SUCCESS"),
        (
            "BackGround(hello,n)",
            &["progress", "hello", "silence", "hangup 16"],
            "on SUCCESS",
        ),
        (
            "BackGround(missing&hello)",
            &["answer", "hangup 16"],
            "on FAILED",
        ),
        (
            "BackGround(a&b)",
            &["answer", "a", "silence", "b", "silence", "hangup 16"],
            "on SUCCESS",
        ),
        (
            "BackGround(hello,,fr)",
            &["answer", "fr/hello", "silence", "hangup 16"],
            "on SUCCESS",
        ),
    ];
    for (step, heard, noted) in rows {
        let mut world = World::new(&format!(
            "exten => 100,1,{step}\nsame => n,NoOp(on ${{BACKGROUNDSTATUS}})"
        ));
        world.dials("100");
        world.passes(5.0);
        assert_eq!(world.heard("alice"), *heard, "{step}");
        assert_eq!(world.notes(), [*noted], "{step}");
    }
}

#[test]
fn which_keys_stop_background() {
    let rows = [
        ("BackGround(hello,m)", "5", "500 five"),
        ("BackGround(hello,m)", "6", "1000 on"),
        ("BackGround(hello,p)", "5", "1000 on"),
        ("BackGround(hello,,,other)", "5", "500 other five"),
    ];
    for (step, key, expected) in rows {
        let plan = format!(
            "[default]\nexten => 100,1,{step}\nsame => n,NoOp(on)\nexten => 5,1,NoOp(five)\n[other]\nexten => 5,1,NoOp(other five)"
        );
        assert_eq!(menu(&plan, &[(0.5, key)]), [expected], "{step} {key}");
    }
}
