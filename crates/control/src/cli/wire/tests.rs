use super::*;

fn requests(chunks: &[&[u8]]) -> Result<Vec<Request>, WireFault> {
    let mut reader = RequestReader::default();
    let mut found = Vec::new();
    for chunk in chunks {
        reader.push(chunk);
        while let Some(request) = reader.next_request()? {
            found.push(request);
        }
    }
    found.extend(reader.rest());
    Ok(found)
}

fn plain(command: &str, then_close: bool) -> Request {
    Request::Plain {
        command: command.to_owned(),
        then_close,
    }
}

#[test]
fn requests_come_back_as_they_were_sent() {
    let sent = [
        Request::Hello {
            verbosity: 3,
            watching: true,
        },
        Request::Execute("core show channels".to_owned()),
        Request::Complete("core show ".to_owned()),
        Request::Execute(String::new()),
    ];
    let bytes: String = sent.iter().map(Request::encode).collect();
    assert_eq!(requests(&[bytes.as_bytes()]).unwrap(), sent);
    let single: Vec<&[u8]> = bytes.as_bytes().chunks(1).collect();
    assert_eq!(requests(&single).unwrap(), sent);
    assert_eq!(
        Request::Execute("a\nexec b\0".to_owned()).encode(),
        "exec a exec b \n"
    );
}

#[test]
fn whoever_says_no_hello_is_answered_in_plain_text() {
    for (bytes, expected) in [
        (
            &b"core show version\0"[..],
            vec![plain("core show version", false)],
        ),
        (
            b"cli quit after core stop now\0",
            vec![plain("core stop now", true)],
        ),
        (
            b"core show version\r\nquit\n",
            vec![plain("core show version", false), plain("quit", false)],
        ),
        (
            b"exec core show version\n",
            vec![plain("exec core show version", false)],
        ),
        (b"hello\n", vec![plain("hello", false)]),
        (
            b"core show version",
            vec![plain("core show version", false)],
        ),
        (b"  \n", vec![plain("", false)]),
        (b" \t", vec![]),
        (b"caf\xff\0", vec![plain("caf\u{fffd}", false)]),
    ] {
        assert_eq!(requests(&[bytes]).unwrap(), expected, "{bytes:?}");
    }
    let sent = [plain("a b", true), plain("c", false)];
    let bytes: String = sent.iter().map(Request::encode).collect();
    assert_eq!(requests(&[bytes.as_bytes()]).unwrap(), sent);
}

#[test]
fn endless_or_unknown_requests_are_refused() {
    let long = vec![b'x'; LONGEST_LINE + 1];
    assert_eq!(requests(&[&long]), Err(WireFault::TooLong));
    assert_eq!(requests(&[&long, b"\n"]), Err(WireFault::TooLong));
    let unknown = requests(&[b"hello 0 once\nfrobnicate\n"]);
    assert_eq!(unknown, Err(WireFault::Unknown("frobnicate".to_owned())));
}

#[test]
fn frames_come_back_as_they_were_sent() {
    let sent = [
        Frame::Output("a\nb\n".to_owned()),
        Frame::Event(String::new()),
        Frame::Names(vec!["core".to_owned(), "sip".to_owned()]),
        Frame::Names(Vec::new()),
        Frame::Done(Status::Done),
        Frame::Done(Status::Failed),
        Frame::Done(Status::NotYet),
        Frame::Done(Status::Quit),
    ];
    let greeting = Greeting {
        host: "pbx".to_owned(),
        pid: 42,
        version: "21.0/x".to_owned(),
    };
    let mut bytes = greeting.encode().into_bytes();
    bytes.extend(sent.iter().flat_map(Frame::encode));
    let mut reader = FrameReader::default();
    let (mut greeted, mut found) = (None, Vec::new());
    for byte in bytes {
        reader.push(&[byte]);
        if greeted.is_none() {
            greeted = reader.greeting().unwrap();
        } else if let Some(frame) = reader.next_frame().unwrap() {
            found.push(frame);
        }
    }
    assert_eq!((greeted, found.as_slice()), (Some(greeting), &sent[..]));
}

#[test]
fn long_output_is_cut_between_letters() {
    let text = "é".repeat(LONGEST_FRAME);
    let mut reader = FrameReader::default();
    reader.push(&Frame::Output(text.clone()).encode());
    let (mut whole, mut count) = (String::new(), 0);
    while let Some(frame) = reader.next_frame().unwrap() {
        let Frame::Output(piece) = frame else {
            panic!("{frame:?}")
        };
        whole.push_str(&piece);
        count += 1;
    }
    assert_eq!((whole == text, count), (true, 2));
}

#[test]
fn what_no_server_of_ours_sends_is_refused() {
    for (bytes, expected) in [
        ("output x\n", WireFault::Unknown("output x".to_owned())),
        ("output\n", WireFault::Unknown("output".to_owned())),
        ("poem 1\nx", WireFault::Unknown("poem".to_owned())),
        ("done 5\nmaybe", WireFault::Unknown("maybe".to_owned())),
        ("output 99999999\n", WireFault::TooLong),
        (
            "output 1111111111111111111111111111111111",
            WireFault::TooLong,
        ),
    ] {
        let mut reader = FrameReader::default();
        reader.push(bytes.as_bytes());
        assert_eq!(reader.next_frame(), Err(expected), "{bytes}");
    }
    let mut reader = FrameReader::default();
    reader.push(b"220 mail server ready\n");
    assert!(reader.greeting().is_err());
}
