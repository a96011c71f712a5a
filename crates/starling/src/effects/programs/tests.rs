//! Commands that end, fail, write, and do not end.

use super::*;

fn ran(command: &str, limit_ms: u64) -> (Option<i32>, String) {
    let (tell, told) = channel();
    let programs = Programs::default();
    programs.set_variable("COLOUR".to_owned(), "green".to_owned());
    programs.run(
        command.to_owned(),
        Duration::from_millis(limit_ms),
        true,
        move |outcome| tell.send(outcome).unwrap(),
    );
    match told.recv().unwrap() {
        Outcome::Ran { status, output } => (status, String::from_utf8(output).unwrap()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn status_and_output() {
    let rows = [
        ("echo hello", Some(0), "hello\n"),
        ("exit 3", Some(3), ""),
        ("no-such-command-here", Some(127), ""),
        ("printf $COLOUR", Some(0), "green"),
        ("echo one; echo two >&2", Some(0), "one\n"),
    ];
    for (command, status, output) in rows {
        assert_eq!(
            ran(command, 20_000),
            (status, output.to_owned()),
            "{command}"
        );
    }
}

#[test]
fn what_takes_too_long_is_ended() {
    let began = clock::now();
    assert_eq!(ran("echo a; sleep 60", 300), (None, "a\n".to_owned()));
    // The shell is over, but its child holds the pipe.
    assert_eq!(ran("echo b; sleep 60 &", 300).1, "b\n");
    assert!(clock::now() - began < Duration::from_secs(30));
}

#[test]
fn output_without_end_is_cut() {
    let (_, output) = ran("yes", 400);
    assert_eq!(output.len(), MOST_OUTPUT);
}
