//! Macro and its ends.

use super::harness::World;

fn notes(plan: &str) -> Vec<String> {
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(30.0);
    assert!(world.is_quiet(), "{plan}");
    world.notes().into_iter().map(str::to_owned).collect()
}

fn with_macro(body: &str) -> Vec<String> {
    notes(&format!(
        "[default]\nexten => 100,1,Set(ARG1=old)\nsame => n,Macro(m,one,two)\nsame => n,NoOp(back ${{ARG1}}${{ARG2}}${{MACRO_EXTEN}})\nsame => n,NoOp(next)\n[macro-m]\n{body}\n[elsewhere]\nexten => s,1,NoOp(away)"
    ))
}

#[test]
fn a_macro_knows_its_caller_and_gives_everything_back() {
    let body = "exten => s,1,NoOp(${ARG1} ${ARG2} ${EXTEN} ${MACRO_CONTEXT} ${MACRO_EXTEN} ${MACRO_PRIORITY})";
    assert_eq!(
        with_macro(body),
        ["one two s default 100 2", "back old", "next"]
    );
}

#[test]
fn the_ends_of_a_macro() {
    let rows: &[(&str, &[&str])] = &[
        (
            "exten => s,1,MacroExit()\nsame => n,NoOp(wrong)",
            &["back old", "next"],
        ),
        (
            "exten => s,1,Goto(done)\nsame => n,NoOp(wrong)\nsame => n(done),NoOp(done)",
            &["done", "back old", "next"],
        ),
        ("exten => s,1,Goto(elsewhere,s,1)", &["away"]),
        ("exten => s,1,Hangup()", &[]),
        ("exten => s,1,Set(MACRO_OFFSET=1)", &["next"]),
        ("exten => s,1,Set(MACRO_OFFSET=7)", &["back old", "next"]),
        (
            "exten => s,1,Macro(m2)\nsame => n,NoOp(${ARG1})\n[macro-m2]\nexten => s,1,MacroExit()",
            &["one", "back old", "next"],
        ),
        (
            "exten => s,1,Gosub(sub,s,1)\nsame => n,NoOp(here)\n[sub]\nexten => s,1,NoOp(sub)\nsame => n,Return()",
            &["sub", "here", "back old", "next"],
        ),
        (
            "exten => s,1,MacroIf(1?m3,x:m4)\n[macro-m3]\nexten => s,1,NoOp(m3 ${ARG1})",
            &["m3 x", "back old", "next"],
        ),
    ];
    for (body, expected) in rows {
        assert_eq!(with_macro(body), *expected, "{body}");
    }
}

#[test]
fn an_unknown_macro_is_passed_over_and_macros_nest_seven_deep() {
    assert_eq!(
        notes("exten => 100,1,Macro(none)\nsame => n,NoOp(on)"),
        ["on"]
    );
    assert_eq!(
        notes("exten => 100,1,MacroExit()\nsame => n,NoOp(wrong)"),
        [""; 0]
    );
    let plan = "[default]\nexten => 100,1,Macro(m)\nsame => n,NoOp(end)\n[macro-m]\nexten => s,1,NoOp(in)\nsame => n,Macro(m)";
    assert_eq!(
        notes(plan),
        ["in", "in", "in", "in", "in", "in", "in", "end"]
    );
}

#[test]
fn a_digit_in_a_macro_is_a_number_of_its_caller() {
    let plan = "[default]\nexten => 100,1,Macro(menu)\nsame => n,NoOp(wrong)\nexten => 5,1,NoOp(five)\n[macro-menu]\nexten => s,1,BackGround(hello)\nsame => n,WaitExten(5)";
    for wait in [0.5, 3.0] {
        let mut world = World::new(plan);
        world.dials("100");
        world.passes(wait);
        world.presses("alice", "5");
        world.passes(10.0);
        assert_eq!(world.notes(), ["five"], "after {wait} s");
    }
}
