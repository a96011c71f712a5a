//! Commands, the environment and files.

use super::harness::World;
use super::tables::plan;

fn world(steps: &[&str]) -> World {
    let mut world = World::new(&plan(steps));
    world.dials("100");
    world
}

#[test]
fn commands_and_their_status() {
    let rows = [
        ("System(echo hi)", "SUCCESS"),
        ("System(exit 1)", "APPERROR"),
        ("TrySystem(exit 127)", "FAILURE"),
        ("TrySystem(none)", "FAILURE"),
        ("TrySystem(hang)", "FAILURE"),
        ("TrySystem()", "FAILURE"),
    ];
    for (step, status) in rows {
        let world = world(&[step, "NoOp(${SYSTEMSTATUS})"]);
        assert_eq!(world.notes(), [status], "{step}");
    }
    let world = world(&["System(none)", "NoOp(wrong)"]);
    assert!(world.notes().is_empty() && world.is_quiet());
}

#[test]
fn what_commands_write() {
    let world = world(&[
        "Set(ENV(DOOR)=3)",
        "Set(A=${SHELL(date +%s)})",
        "NoOp(${LEN(${A})} ${ENV(DOOR)}${ENV(NONE)})",
    ]);
    assert_eq!(world.notes(), ["9 3"]);
    assert_eq!(world.outside.commands, ["date +%s"]);
    assert!(world.warnings().is_empty());
}

#[test]
fn parts_of_files() {
    let rows = [
        ("${FILE(/f)}", "one\ntwo\nthree\n"),
        ("${FILE(/f,4)}", "two\nthree\n"),
        ("${FILE(/f,4,3)}", "two"),
        ("${FILE(/f,-6,5)}", "three"),
        ("${FILE(/f,0,-1)}", "one\ntwo\nthree"),
        ("${FILE(/f,1,1,l)}", "two\n"),
        ("${FILE(/f,-1,1,l)}", "three\n"),
        ("${FILE(/f,9,1,l)}", ""),
        ("${FILE_COUNT_LINE(/f)} ${FILE_FORMAT(/f)}", "3 u"),
        ("${FILE_COUNT_LINE(/none)} ${FILE_FORMAT(/none)}", "-1 x"),
        ("${FILE_FORMAT(/dos)} ${FILE(/dos,1,1,l)}", "d b"),
        (
            "${STAT(e,/f)}${STAT(e,/none)}${STAT(d,/f)}${STAT(f,/f)}",
            "1001",
        ),
        ("${STAT(s,/f)} ${STAT(M,/f)} ${STAT(m,/f)}", "14 2 644"),
    ];
    for (expression, expected) in rows {
        let mut world = World::new(&plan(&[&format!("NoOp({expression})")]));
        let files = &mut world.outside.files;
        files.insert("/f".to_owned(), b"one\ntwo\nthree\n".to_vec());
        files.insert("/dos".to_owned(), b"a\r\nb".to_vec());
        world.dials("100");
        assert_eq!(world.notes(), [expected], "{expression}");
    }
}

#[test]
fn files_are_changed() {
    let rows = [
        ("FILE(/f)=new", "new"),
        ("FILE(/f,,,a)=four", "one\ntwo\nfour"),
        ("FILE(/f,,,al)=three", "one\ntwo\nthree\n"),
        ("FILE(/f,0,1)=0", "0ne\ntwo\n"),
        ("FILE(/f,4,0)=and ", "one\nand two\n"),
        ("FILE(/f,1,1,l)=2", "one\n2\n"),
        ("FILE(/f,0,1,ld)=", "two\n"),
        ("FILE(/f,1,0,l)=x", "one\nx\ntwo\n"),
        ("FILE(/g,,,l)=made", "one\ntwo\n"),
    ];
    for (assignment, expected) in rows {
        let mut world = World::new(&plan(&[&format!("Set({assignment})")]));
        let files = &mut world.outside.files;
        files.insert("/f".to_owned(), b"one\ntwo\n".to_vec());
        world.dials("100");
        let found = String::from_utf8(world.outside.files["/f"].clone()).unwrap();
        assert_eq!(found, expected, "{assignment}");
        assert!(world.warnings().is_empty(), "{:?}", world.warnings());
    }
}

#[test]
fn programs_are_told() {
    let world = world(&["UserEvent(Door,Number: 3,Who:  Bob ,Odd)", "UserEvent()"]);
    assert_eq!(world.user_events, ["Door Number=3 Who=Bob Odd="]);
    assert_eq!(world.warnings().len(), 1);
}
