//! Read: digits into a variable.

use super::harness::World;

/// Seconds to wait, then keys.
type Keys<'a> = &'a [(f64, &'a str)];

/// Gives variable and status, with the time.
fn read(arguments: &str, keys: Keys<'_>) -> String {
    let plan = format!(
        "exten => 100,1,Read({arguments})\nsame => n,NoOp(${{A}} ${{READSTATUS}})\nexten => h,1,NoOp(h ${{A}} ${{READSTATUS}})"
    );
    let mut world = World::new(&plan);
    world.dials("100");
    for (wait, key) in keys {
        world.passes(*wait);
        if *key == "hangup" {
            world.hangs_up("alice");
        } else {
            world.presses("alice", key);
        }
    }
    world.passes(100.0);
    assert!(world.is_quiet());
    world.notes_at()[0].clone()
}

#[test]
fn digits_and_how_they_end() {
    let rows: &[(&str, Keys<'_>, &str)] = &[
        ("A", &[(1.0, "12#")], "1000 12 OK"),
        ("A", &[(1.0, "#")], "1000  OK"),
        ("A,,3", &[(1.0, "1234")], "1000 123 OK"),
        // The first digit has ten seconds, the others five.
        ("A", &[(9.9, "1")], "14900 1 TIMEOUT"),
        ("A", &[(10.1, "1")], "10000  TIMEOUT"),
        ("A", &[(1.0, "1"), (4.9, "2#")], "5900 12 OK"),
        ("A", &[(1.0, "1"), (5.1, "2#")], "6000 1 TIMEOUT"),
        ("A,,,,,3", &[(1.0, "1"), (2.9, "2")], "6900 12 TIMEOUT"),
        // A key during the prompt is the first digit.
        ("A,hello,2", &[(0.5, "1"), (0.1, "2")], "600 12 OK"),
        ("A,hello", &[], "11000  TIMEOUT"),
        ("A,missing", &[], "10000  TIMEOUT"),
        ("A,,,,2,3", &[], "6000  TIMEOUT"),
        ("A,,,,2,3", &[(4.0, "7#")], "4000 7 OK"),
        ("A,,,t(*)", &[(1.0, "1#*")], "1000 1# OK"),
        ("A,,2,t()", &[(1.0, "#*")], "1000 #* OK"),
        ("A,,,e", &[(1.0, "#")], "1000 # OK"),
        ("A,,,s", &[], "0  SKIPPED"),
        ("", &[], "0  ERROR"),
        ("A", &[(1.0, "12"), (1.0, "hangup")], "2000 h 12 HANGUP"),
    ];
    for (arguments, keys, expected) in rows {
        assert_eq!(
            read(arguments, keys),
            *expected,
            "Read({arguments}) {keys:?}"
        );
    }
}

#[test]
fn a_tone_instead_of_a_prompt() {
    let mut world = World::new("exten => 100,1,Read(A,dial,,i)");
    world.dials("100");
    world.passes(1.0);
    world.presses("alice", "1");
    world.passes(1.0);
    world.presses("alice", "#");
    assert_eq!(
        world.heard_at("alice"),
        ["0 answer", "0 tone", "1000 silence", "2000 hangup 16"]
    );
    assert_eq!(world.variable("alice", "A"), None);
}

#[test]
fn without_answering() {
    let mut world = World::new("exten => 100,1,Read(A,hello,,n)");
    world.dials("100");
    assert_eq!(world.heard("alice"), ["progress", "hello"]);
}
