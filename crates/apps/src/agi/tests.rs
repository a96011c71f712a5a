//! Dialogues with made-up programs: the lines that they write, and what they are told.

use crate::tests::harness::World;

fn world(lines: &[&str]) -> World {
    world_of("AGI(x.agi,one,\"two, three\")", lines)
}

fn world_of(step: &str, lines: &[&str]) -> World {
    let plan = format!(
        "exten => 100,1,{step}\nsame => n,NoOp(${{AGISTATUS}})\nexten => 5,1,NoOp(five)\n\
         exten => 100,20(later),NoOp(later)\n"
    );
    let mut world = World::new(&plan);
    world
        .outside
        .files
        .insert("/agi/x.agi".to_owned(), Vec::new());
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    world.outside.wires.lines = lines;
    world.dials("100");
    world
}

/// What one line is answered.
fn answer(line: &str) -> String {
    let mut world = world(&["ANSWER", line]);
    world.passes(30.0);
    world.outside.wires.told.get(2).cloned().unwrap_or_default()
}

#[test]
fn the_greeting_tells_the_call() {
    let mut world = world(&[]);
    world.passes(1.0);
    let greeting = &world.outside.wires.told[0];
    for line in [
        "agi_request: x.agi",
        "agi_callerid: 12",
        "agi_calleridname: Alice",
        "agi_dnid: 100",
        "agi_rdnis: unknown",
        "agi_context: default",
        "agi_extension: 100",
        "agi_priority: 1",
        "agi_enhanced: 0.0",
        "agi_arg_1: one",
        "agi_arg_2: two, three",
    ] {
        assert!(
            greeting.lines().any(|it| it == line),
            "{line} in {greeting}"
        );
    }
    assert!(greeting.ends_with("\n\n"));
    assert_eq!(world.notes(), ["SUCCESS"]);
    assert!(!world.heard("alice").contains(&"answer".to_owned()));
}

#[test]
fn commands_and_their_answers() {
    let rows = [
        ("NOOP", "200 result=0\n"),
        ("noop \"a b\" c", "200 result=0\n"),
        ("CHANNEL STATUS", "200 result=6\n"),
        ("CHANNEL STATUS none", "200 result=-1\n"),
        ("STREAM FILE hello \"\"", "200 result=0 endpos=8000\n"),
        ("STREAM FILE missing \"\"", "200 result=-1 endpos=0\n"),
        ("GET FULL VARIABLE ${EXTEN}", "200 result=1 (100)\n"),
        (
            "GET FULL VARIABLE ${CHANNEL(audionativeformat)}",
            "200 result=1 ((ulaw))\n",
        ),
        ("GET FULL VARIABLE x none", "200 result=0\n"),
        ("GET VARIABLE NONE", "200 result=0\n"),
        ("GET VARIABLE EXTEN", "200 result=1 (100)\n"),
        ("GET VARIABLE CALLERID(num)", "200 result=1 (12)\n"),
        ("SET VARIABLE A \"b c\"", "200 result=1\n"),
        ("DATABASE PUT f k v", "200 result=1\n"),
        ("DATABASE GET f k", "200 result=0\n"),
        ("DATABASE DEL f k", "200 result=0\n"),
        ("DATABASE DELTREE f", "200 result=0\n"),
        ("EXEC NoOp hi", "200 result=0\n"),
        ("EXEC Nothing hi", "200 result=-2\n"),
        ("SAY DIGITS 12 #", "200 result=0\n"),
        ("SAY NUMBER 12 #", "200 result=0\n"),
        (
            "SAY NUMBER x #",
            "520-Invalid command syntax.  Proper usage follows:\n",
        ),
        ("WAIT FOR DIGIT 100", "200 result=0\n"),
        ("GET DATA hello 100 2", "200 result= (timeout)\n"),
        ("VERBOSE hi 1", "200 result=1\n"),
        (
            "SET CALLERID \"Bob\" <7>",
            "520-Invalid command syntax.  Proper usage follows:\n",
        ),
        ("SET CALLERID 7", "200 result=1\n"),
        ("SET MUSIC ON", "200 result=0\n"),
        ("SET AUTOHANGUP 0", "200 result=0\n"),
        ("TDD MODE on", "200 result=0\n"),
        ("SPEECH CREATE x", "200 result=0\n"),
        ("HANGUP none", "200 result=-1\n"),
        ("HANGUP", "200 result=1\n"),
        (
            "ANSWER now",
            "520-Invalid command syntax.  Proper usage follows:\n",
        ),
        ("NONSENSE", "510 Invalid or unknown command\n"),
        ("", "510 Invalid or unknown command\n"),
    ];
    for (line, expected) in rows {
        let found = answer(line);
        assert!(found.starts_with(expected), "{line}: {found}");
    }
}

#[test]
fn a_key_stops_a_prompt_and_the_dialplan_goes_where_it_says() {
    let lines = [
        "CHANNEL STATUS",
        "ANSWER",
        "STREAM FILE menu \"0123456789#*\"",
        "SET EXTENSION 5",
        "SET PRIORITY 1",
    ];
    let mut world = world(&lines);
    world.passes(0.5);
    world.presses("alice", "5");
    world.passes(5.0);
    let told = &world.outside.wires.told[1..];
    let expected = [
        "200 result=4\n",
        "200 result=0\n",
        "200 result=53 endpos=4000\n",
        "200 result=0\n",
        "200 result=0\n",
    ];
    assert_eq!(told, expected);
    assert_eq!(world.notes(), ["five"]);
}

#[test]
fn a_label_is_a_priority() {
    let mut world = world(&["SET PRIORITY later"]);
    world.passes(1.0);
    assert_eq!(world.notes(), ["later"]);
}

#[test]
fn the_program_hears_of_the_hang_up_and_may_go_on() {
    let lines = [
        "ANSWER",
        "STREAM FILE hello \"\"",
        "STREAM FILE hello \"\"",
        "GET VARIABLE EXTEN",
    ];
    let mut world = world(&lines);
    world.passes(0.3);
    world.hangs_up("alice");
    world.passes(1.0);
    let told = &world.outside.wires.told[2..];
    assert!(told[0].starts_with("200 result=-1 endpos="), "{told:?}");
    assert!(told[1].starts_with("511 Command Not Permitted"), "{told:?}");
    assert_eq!(told[2], "200 result=1 (100)\n");
    assert!(world.is_quiet() && world.notes().is_empty());
}

#[test]
fn a_program_that_hangs_is_told_of_the_hang_up() {
    let mut world = world(&["hangs"]);
    world.passes(60.0);
    assert!(world.outside.wires.orders.is_empty());
    world.hangs_up("alice");
    world.passes(1.0);
    assert_eq!(world.outside.wires.orders, ["hang up"]);
    assert!(!world.is_quiet());
    world.passes(700.0);
    assert_eq!(world.outside.wires.orders, ["hang up", "close"]);
    assert!(world.is_quiet());
}

#[test]
fn how_programs_end() {
    let rows = [
        ("AGI(x.agi)", vec!["ends 0"], "SUCCESS"),
        ("AGI(x.agi)", vec!["ends 255"], "FAILURE"),
        ("AGI(none.agi)", vec![], "NOTFOUND"),
        ("AGI(agi://dead/x)", vec![], "FAILURE"),
        ("AGI(agi://host/x)", vec!["NOOP"], "SUCCESS"),
        ("DeadAGI(x.agi)", vec!["NOOP"], "SUCCESS"),
        ("AGI()", vec![], "FAILURE"),
    ];
    for (step, lines, expected) in rows {
        let mut world = world_of(step, &lines);
        world.passes(1.0);
        assert_eq!(world.notes(), [expected], "{step}");
    }
}

#[test]
fn a_server_is_greeted_by_network() {
    let mut world = world_of("AGI(agi://host:4000/menu?a=1)", &[]);
    world.passes(1.0);
    let wires = &world.outside.wires;
    assert_eq!(wires.opened, ["host:4000"]);
    assert!(wires.told[0].starts_with(
        "agi_network: yes\nagi_network_script: menu?a=1\nagi_request: agi://host:4000/menu?a=1\n"
    ));
}

#[test]
fn a_missing_googletts_is_spoken() {
    let step = "AGI(googletts.agi,\"Bonjour, tapez 5\",fr,any)";
    let mut world = world_of(step, &[]);
    world.passes(0.2);
    world.presses("alice", "5");
    world.passes(1.0);
    assert_eq!(world.notes(), ["five"]);
    let command = &world.outside.commands[1];
    assert!(
        command.starts_with("espeak-ng -v fr -f '/spool/speech/"),
        "{command}"
    );
}
