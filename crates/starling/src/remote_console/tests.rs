use std::io::Read;
use std::os::unix::net::UnixListener;
use std::thread::JoinHandle;

use super::*;

/// A server that answers each `exec` with frames of a script, in order.
fn serve(name: &str, script: Vec<Vec<Frame>>) -> (ConsoleOptions, JoinHandle<String>) {
    let socket = std::env::temp_dir().join(format!("starling-{name}-{}.ctl", std::process::id()));
    let _ = std::fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    let options = ConsoleOptions {
        socket,
        verbosity: 0,
        color: false,
        timestamp: false,
        mute: false,
        reconnect: false,
        root: false,
    };
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"pbx/42/21.0\n").unwrap();
        let (mut heard, mut script) = (String::new(), script.into_iter());
        let mut answered = 0;
        let mut buffer = [0; 1024];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            heard.push_str(&String::from_utf8_lossy(&buffer[..count]));
            while heard
                .lines()
                .filter(|line| line.starts_with("exec "))
                .count()
                > answered
            {
                answered += 1;
                let Some(frames) = script.next() else {
                    return heard;
                };
                for frame in frames {
                    stream.write_all(&frame.encode()).unwrap();
                }
            }
        }
        heard
    });
    (options, server)
}

#[test]
fn one_command_is_sent_and_its_end_waited_for() {
    let output = Frame::Output(String::new());
    let script = vec![
        vec![output, Frame::Done(Status::NotYet)],
        vec![Frame::Done(Status::Failed)],
    ];
    let (options, server) = serve("command", script);
    assert_eq!(run_command(&options, "core waitfullybooted"), 0);
    let again = "exec core waitfullybooted\n".repeat(2);
    assert_eq!(server.join().unwrap(), format!("hello 0 once\n{again}"));
}

#[test]
fn an_exchange_that_ends_ends_the_command() {
    let (options, server) = serve("gone", Vec::new());
    assert_eq!(run_command(&options, "core stop now"), 0);
    assert!(server.join().unwrap().ends_with("exec core stop now\n"));
    std::fs::remove_file(&options.socket).unwrap();
    assert_eq!(run_command(&options, "core show version"), 1);
}

#[test]
fn lines_are_told_apart() {
    for (line, expected) in [
        ("  core show version ", Line::Command("core show version")),
        ("quit", Line::Leave),
        (" EXIT ", Line::Leave),
        ("quit now", Line::Command("quit now")),
        ("", Line::Nothing),
        ("  ", Line::Nothing),
        ("!ls -l", Line::Shell("ls -l")),
        ("!", Line::Shell("")),
    ] {
        assert_eq!(Line::of(line), expected, "{line:?}");
    }
}

#[test]
fn colours_follow_the_level() {
    for (line, expected) in [
        (
            "[Nov 21] ERROR[1]: x",
            "[Nov 21] \x1b[1;31mERROR\x1b[0m[1]: x",
        ),
        (
            "[Nov 21] NOTICE[1][C-1]: x",
            "[Nov 21] \x1b[32mNOTICE\x1b[0m[1][C-1]: x",
        ),
        ("    -- x", "\x1b[90m    -- \x1b[0mx"),
        ("plain", "plain"),
        ("[odd", "[odd"),
    ] {
        assert_eq!(screen::colored(line), expected);
    }
}
