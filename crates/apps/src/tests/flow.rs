//! Jumps, subroutines, loops, conditions.

use super::harness::World;

/// What is noted when Alice dials 100.
fn notes(plan: &str) -> Vec<String> {
    let mut world = World::new(plan);
    world.dials("100");
    world.passes(30.0);
    assert!(world.is_quiet(), "{plan}");
    world.notes().into_iter().map(str::to_owned).collect()
}

#[test]
fn goto_in_its_forms() {
    let places = "exten => 200,1,NoOp(200)\nexten => 100,10(ten),NoOp(ten)\n[other]\nexten => s,1,NoOp(other)\nexten => s,n(two),NoOp(two)";
    let rows: &[(&str, &[&str])] = &[
        ("Goto(10)", &["ten"]),
        ("Goto(ten)", &["ten"]),
        ("Goto(+9)", &["ten"]),
        ("Goto(200,1)", &["200"]),
        ("Goto(other,s,1)", &["other", "two"]),
        ("Goto(other,s,two)", &["two"]),
        ("GotoIf(1?other,s,1:ten)", &["other", "two"]),
        ("GotoIf(0?other,s,1:ten)", &["ten"]),
        ("GotoIf(?other,s,1:ten)", &["ten"]),
        ("GotoIf(0?other,s,1)", &["on"]),
        ("GotoIf(yes?ten)", &["ten"]),
        ("GotoIfTime(*,*,*,*?ten)", &["ten"]),
        ("GotoIfTime(*,*,*,feb?ten:200,1)", &["200"]),
        ("Goto(nolabel)", &[]),
        ("Goto()", &[]),
    ];
    for (step, expected) in rows {
        let plan = format!(
            "[default]\nexten => 100,1,{step}\nexten => 100,n,NoOp(on)\nexten => 100,n,Hangup()\n{places}"
        );
        assert_eq!(notes(&plan), *expected, "{step}");
    }
}

#[test]
fn goto_where_nothing_is_leads_to_i() {
    let plan = "exten => 100,1,Goto(nowhere,1)\nexten => i,1,NoOp(invalid ${INVALID_EXTEN})";
    assert_eq!(notes(plan), ["invalid nowhere"]);
    let plan = "[default]\nexten => 100,1,Goto(no-such-context,s,1)\nexten => i,1,NoOp(wrong)";
    assert_eq!(notes(plan), [""; 0]);
}

#[test]
fn subroutines_have_arguments_and_come_back() {
    let plan = "[default]
exten => 100,1,Gosub(sub,s,1(one,two))
same => n,NoOp(back ${GOSUB_RETVAL} ${ARG1})
same => n,GosubIf(0?sub,s,1(a):inner,s,1(x))
same => n,NoOp(end)
[sub]
exten => s,1,NoOp(${ARG1} ${ARG2} ${ARGC})
same => n,Set(LOCAL(A)=mine)
same => n,Gosub(inner,s,1(three))
same => n,NoOp(${ARG1} ${ARG2} ${A})
same => n,Return(seven)
[inner]
exten => s,1,NoOp(inner ${ARG1}${ARG2} ${A} ${STACK_PEEK(1,l)})
same => n,Set(LOCAL(A)=hidden)
same => n,NoOp(${A} ${LOCAL_PEEK(1,A)})
same => n,Return()";
    assert_eq!(
        notes(plan),
        [
            "one two 2",
            "inner three mine sub,s,4",
            "hidden mine",
            "one two mine",
            "back seven ",
            "inner x  default,100,4",
            "hidden ",
            "end",
        ]
    );
}

#[test]
fn subroutines_that_go_wrong_end_the_call() {
    assert_eq!(
        notes("exten => 100,1,Gosub(nowhere,s,1)\nsame => n,NoOp(wrong)"),
        [""; 0]
    );
    assert_eq!(
        notes("exten => 100,1,Return()\nsame => n,NoOp(wrong)"),
        [""; 0]
    );
    assert_eq!(
        notes("exten => 100,1,StackPop()\nsame => n,NoOp(on)"),
        ["on"]
    );
    // A subroutine that calls itself for ever.
    assert_eq!(
        notes("exten => 100,1,Gosub(1)\nsame => n,NoOp(wrong)"),
        [""; 0]
    );
    let popped = "[default]\nexten => 100,1,Gosub(sub,s,1(a))\nsame => n,NoOp(wrong)\n[sub]\nexten => s,1,StackPop()\nsame => n,NoOp(arg ${ARG1})\nsame => n,Return()";
    assert_eq!(notes(popped), ["arg "]);
}

#[test]
fn loops() {
    let plan = "exten => 100,1,Set(I=0)
same => n,While($[${I} < 3])
same => n,Set(I=$[${I} + 1])
same => n,ExecIf($[${I} = 2]?ContinueWhile())
same => n,Set(J=0)
same => n,While(1)
same => n,Set(J=$[${J} + 1])
same => n,ExecIf($[${J} = 2]?ExitWhile())
same => n,EndWhile()
same => n,NoOp(${I}.${J})
same => n,EndWhile()
same => n,NoOp(done)";
    assert_eq!(notes(plan), ["1.2", "3.2", "done"]);
    let mut world = World::new("exten => 100,1,EndWhile()\nsame => n,While(0)\nsame => n,NoOp(on)");
    world.dials("100");
    assert_eq!((world.notes(), world.warnings().len()), (vec!["on"], 2));
}

#[test]
fn applications_by_name() {
    let rows: &[(&str, &[&str])] = &[
        ("ExecIf(1?NoOp(a,b):NoOp(c))", &["a,b", "on"]),
        ("ExecIf(0?NoOp(a):NoOp(c:d))", &["c:d", "on"]),
        ("ExecIf(0?NoOp(a))", &["on"]),
        ("ExecIf(1?NoSuchThing(a))", &[]),
        ("ExecIf($[1 = 1]?Set(A=1?2:3))", &["on"]),
        ("Exec(NoOp(x))", &["x", "on"]),
        ("Exec(NoSuchThing())", &[]),
        ("TryExec(NoSuchThing())", &["on"]),
        ("TryExec(Hangup())", &["on"]),
        ("ExecIfTime(*,*,*,*?NoOp(now))", &["now", "on"]),
        ("ExecIfTime(*,*,*,feb?NoOp(now))", &["on"]),
    ];
    for (step, expected) in rows {
        assert_eq!(
            notes(&format!("exten => 100,1,{step}\nsame => n,NoOp(on)")),
            *expected,
            "{step}"
        );
    }
    let status = "exten => 100,1,TryExec(Hangup())\nsame => n,NoOp(${TRYSTATUS})\nsame => n,TryExec(No())\nsame => n,NoOp(${TRYSTATUS})\nsame => n,TryExec(Set(A=1))\nsame => n,NoOp(${TRYSTATUS})";
    assert_eq!(notes(status), ["FAILED", "NOAPP", "SUCCESS"]);
}

#[test]
fn exceptions() {
    let plan = "exten => 100,1,RaiseException(closed)\nexten => e,1,NoOp(${EXCEPTION(reason)} ${EXCEPTION(context)} ${EXCEPTION(exten)} ${EXCEPTION(priority)})";
    assert_eq!(notes(plan), ["closed default 100 1"]);
    assert_eq!(
        notes("exten => 100,1,RaiseException(x)\nsame => n,NoOp(wrong)"),
        [""; 0]
    );
}

#[test]
fn an_endless_program_does_not_stop_the_house() {
    let mut world = World::new("exten => 100,1,Goto(1)\nexten => 200,1,NoOp(alive)");
    world.dials("100");
    world.hangs_up("alice");
    assert!(world.is_quiet());
    world.dials("200");
    assert_eq!(world.notes(), ["alive"]);
}

#[test]
fn what_runs_inside_of_itself_is_stopped() {
    let nested = format!("{}NoOp(x){}", "Exec(".repeat(100), ")".repeat(100));
    let rows = [
        (
            "Set(A=${EVAL($)}{EVAL(${EVAL($)}{A})})",
            "${LEN(${EVAL(${A})})}",
            "0",
        ),
        (nested.as_str(), "wrong", ""),
        ("Dial(PJSIP/bob,1,B(default^100^1))", "wrong", ""),
    ];
    for (step, note, expected) in rows {
        let mut world = World::new(&format!("exten => 100,1,{step}\nsame => n,NoOp({note})"));
        world.dials("100");
        world.passes(100.0);
        world.hangs_up("alice");
        assert!(!world.warnings().is_empty(), "{step}");
        assert!(world.is_quiet(), "{step}");
        let last = world.notes().last().copied().unwrap_or_default();
        assert!(last == expected || last == "wrong", "{step}: {last}");
    }
}
