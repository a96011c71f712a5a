//! Messages out of a byte stream.

use super::*;

/// What a reader makes of chunks, in short: m message, p ping, o pong, ! fault.
fn read(chunks: &[&[u8]]) -> String {
    let mut reader = StreamReader::new();
    let mut seen = String::new();
    for chunk in chunks {
        reader.push(chunk);
        while let Some(item) = reader.next() {
            seen.push(match item {
                Ok(StreamItem::Message(_)) => 'm',
                Ok(StreamItem::Ping) => 'p',
                Ok(StreamItem::Pong) => 'o',
                Err(_) => '!',
            });
        }
    }
    seen
}

fn message(body: &str) -> Vec<u8> {
    let mut bytes = options_with(&format!("Content-Length: {}", body.len()));
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

#[test]
fn any_cut_gives_the_same_messages() {
    let mut bytes = message("hello\r\n\r\n");
    bytes.extend(message(""));
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend(message("x"));
    assert_eq!(read(&[&bytes]), "mmpm");
    for cut in 1..bytes.len() {
        let (front, back) = bytes.split_at(cut);
        let seen = read(&[front, back]).replace("op", "p");
        assert_eq!(seen, "mmpm", "cut at {cut}");
    }
    let bytewise: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(read(&bytewise).replace('o', ""), "mmpm");
}

#[test]
fn keep_alives() {
    assert_eq!(read(&[b"\r\n\r\n"]), "p");
    assert_eq!(read(&[b"\r\n"]), "o");
    assert_eq!(read(&[b"\r\n", b"\r\n"]), "op");
    assert_eq!(read(&[b"\r\n\r\n\r\n\r\n"]), "pp");
    let mut pong_then_message = b"\r\n".to_vec();
    pong_then_message.extend(message(""));
    assert_eq!(read(&[&pong_then_message]), "om");
}

#[test]
fn a_lost_frame_ends_the_stream() {
    for line in [
        "Content-Length: x",
        "Content-Length: 70000",
        "Subject: no length",
    ] {
        let mut reader = StreamReader::new();
        reader.push(&options_with(line));
        let fault = reader.next().unwrap().unwrap_err();
        assert!(fault.ends_stream(), "{line}");
        assert_eq!(fault.partial.unwrap().method, Method::Options, "{line}");
        assert!(reader.is_broken());
        reader.push(&message(""));
        assert!(reader.next().is_none());
    }
}

#[test]
fn a_bad_request_uri_does_not() {
    let mut lines = OPTIONS.to_vec();
    lines[0] = "OPTIONS bob SIP/2.0";
    lines.push("Content-Length: 0");
    let mut bytes = datagram(&lines);
    bytes.extend(message(""));
    assert_eq!(read(&[&bytes]), "!m");
}

#[test]
fn a_stream_without_end_of_headers_is_bounded() {
    let mut reader = StreamReader::new();
    let mut faults = 0;
    for _ in 0..200 {
        reader.push(&[b'a'; 1000]);
        faults += reader.next().into_iter().filter(Result::is_err).count();
    }
    assert_eq!((faults, reader.is_broken()), (1, true));
}

#[test]
fn a_body_may_hold_what_looks_like_a_message() {
    let inner = String::from_utf8(message("")).unwrap();
    assert_eq!(read(&[&message(&inner)]), "m");
}

#[test]
fn floods_of_tiny_items_cost_their_length() {
    let mut reader = StreamReader::new();
    let mut pings = 0;
    for byte in [&[0; 4][..], b"\r\n\r\n"] {
        for _ in 0..16 {
            reader.push(&byte.repeat(16_384));
            while let Some(item) = reader.next() {
                assert!(matches!(item, Ok(StreamItem::Ping)));
                pings += 1;
            }
        }
    }
    assert_eq!(pings, 16 * 16_384);
}
