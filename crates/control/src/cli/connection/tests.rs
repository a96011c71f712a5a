use super::*;
use crate::cli::fake::Fake;
use crate::cli::wire::FrameReader;

const STAMP: LogStamp<'static> = LogStamp {
    date: "now",
    pid: 1,
    call: None,
};

fn connected(fake: &Fake) -> Connection {
    use crate::cli::Exchange as _;
    let mut connection = Connection::new(&fake.facts());
    assert_eq!(taken(&mut connection), "pbx/42/21.0.0-test\n");
    connection
}

fn taken(connection: &mut Connection) -> String {
    let text = String::from_utf8(connection.outgoing().to_vec()).unwrap();
    connection.sent(text.len());
    text
}

fn frames(connection: &mut Connection) -> Vec<Frame> {
    let mut reader = FrameReader::default();
    reader.push(taken(connection).as_bytes());
    std::iter::from_fn(|| reader.next_frame().unwrap()).collect()
}

fn output(text: &str) -> Frame {
    Frame::Output(text.to_owned())
}

#[test]
fn a_framed_console() {
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    connection.received(
        &mut fake,
        b"hello 3 console\nexec core show version\nexec nonsen",
    );
    let version = output("Asterisk 21.0.0-test\n");
    assert_eq!(
        frames(&mut connection),
        [version, Frame::Done(Status::Done)]
    );
    connection.received(&mut fake, b"se\ncomplete core show vers\n");
    let answer = frames(&mut connection);
    assert_eq!(
        answer[1..],
        [
            Frame::Done(Status::Failed),
            Frame::Names(vec!["version".to_owned()])
        ]
    );
    fake.booted = false;
    connection.received(&mut fake, b"exec core waitfullybooted\n");
    assert_eq!(frames(&mut connection), [Frame::Done(Status::NotYet)]);
    assert!(!connection.is_over());
    connection.received(&mut fake, b"exec quit\nexec core stop now\n");
    assert_eq!(frames(&mut connection), [Frame::Done(Status::Quit)]);
    assert!(connection.is_over() && fake.stop.is_none());
}

#[test]
fn plain_commands_get_plain_text() {
    for (bytes, expected, over) in [
        (&b"core show version\0"[..], "Asterisk 21.0.0-test\n", false),
        (
            b"cli quit after core show version\0",
            "Asterisk 21.0.0-test\n",
            true,
        ),
        (
            b"core set verbose atleast 3\0logger mute silent\0",
            "",
            false,
        ),
    ] {
        let mut fake = Fake::new();
        let mut connection = connected(&fake);
        connection.received(&mut fake, bytes);
        assert_eq!(taken(&mut connection), expected);
        assert_eq!(connection.is_over(), over);
        assert_eq!(fake.verbosity, 0);
    }
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    connection.received(&mut fake, b"core show version");
    assert_eq!(taken(&mut connection), "");
    connection.ended(&mut fake);
    assert_eq!(taken(&mut connection), "Asterisk 21.0.0-test\n");
    assert!(connection.is_over());
}

#[test]
fn events_go_to_those_who_watch() {
    let event = Event::Verbose {
        level: 3,
        channel: None,
        text: "x".to_owned(),
    };
    for (hello, expected) in [
        (
            "hello 3 console\n",
            vec![Frame::Event("    -- x\n".to_owned())],
        ),
        ("hello 2 console\n", vec![]),
        ("hello 3 once\n", vec![]),
    ] {
        let mut fake = Fake::new();
        let mut connection = connected(&fake);
        connection.received(&mut fake, hello.as_bytes());
        connection.show(&event, &STAMP);
        assert_eq!(frames(&mut connection), expected, "{hello}");
    }
}

#[test]
fn a_console_that_does_not_read_loses_events_and_is_told() {
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    connection.received(&mut fake, b"hello 9 console\n");
    let event = Event::Verbose {
        level: 1,
        channel: None,
        text: "x".repeat(1000),
    };
    for _ in 0..10_000 {
        connection.show(&event, &STAMP);
    }
    assert!(connection.outgoing().len() < 2 * MOST_WAITING_EVENTS);
    taken(&mut connection);
    connection.show(&event, &STAMP);
    let told = frames(&mut connection);
    assert!(matches!(&told[..], [Frame::Event(text)] if text.contains("lines are missing")));
}

#[test]
fn nonsense_closes_the_connection() {
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    connection.received(&mut fake, b"hello 0 once\nfrobnicate\nexec core stop now\n");
    assert!(connection.is_over() && fake.stop.is_none());
    let mut connection = connected(&fake);
    connection.received(&mut fake, &[b'x'; 100_000]);
    assert!(connection.is_over());
}

#[test]
fn what_waits_for_files_is_asked_again_and_the_rest_comes_after_it() {
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    connection.received(&mut fake, b"hello 0 once\n");
    fake.awaited = Some(3);
    connection.received(&mut fake, b"exec dialplan reload\nexec core show version\n");
    assert!(connection.is_held());
    assert_eq!(frames(&mut connection), []);
    connection.resume(&mut fake, 2);
    assert!(connection.is_held(), "another reading is over");
    connection.resume(&mut fake, 3);
    let done = Frame::Done(Status::Done);
    let reloaded = output("done\nDialplan reloaded.\n");
    assert_eq!(frames(&mut connection), [reloaded, done.clone()]);
    connection.received(&mut fake, b"");
    let version = output("Asterisk 21.0.0-test\n");
    assert_eq!(frames(&mut connection), [version, done]);
}

#[test]
fn a_client_that_has_said_its_last_still_gets_its_answer() {
    let mut fake = Fake::new();
    let mut connection = connected(&fake);
    fake.awaited = Some(1);
    connection.received(&mut fake, b"cli quit after dialplan reload\0");
    connection.ended(&mut fake);
    assert!(!connection.is_over());
    connection.resume(&mut fake, 1);
    assert_eq!(taken(&mut connection), "done\nDialplan reloaded.\n");
    assert!(connection.is_over());
}
