use super::*;

fn read(bytes: &[u8]) -> Vec<String> {
    lines(bytes)
        .map(|(number, line)| match line {
            Line::Text(text) => format!("{number}:{text}"),
            Line::Foreign(text) => format!("{number}!{text}"),
            Line::TooLong => format!("{number}#"),
        })
        .collect()
}

#[test]
fn decoding() {
    let check = |bytes: &[u8], expected: &[&str]| assert_eq!(read(bytes), expected, "{bytes:?}");
    check(b"", &["1:"]);
    check(b"a\nb", &["1:a", "2:b"]);
    check(b"a\r\nb\r\n", &["1:a\r", "2:b\r", "3:"]);
    check(b"\xef\xbb\xbf[a]", &["1:[a]"]);
    check(b"x\n\xef\xbb\xbfa", &["1:x", "2:\u{feff}a"]);
    check("é\n".as_bytes(), &["1:é", "2:"]);
    check(b"caf\xe9 \x80\nok", &["1!café €", "2:ok"]);
    check(b"a\0b\nc", &["1:a", "2:c"]);
}

#[test]
fn line_length() {
    let longest = "x".repeat(LONGEST_LINE);
    assert_eq!(read(longest.as_bytes()), [format!("1:{longest}")]);
    assert_eq!(read(format!("{longest}x\ny").as_bytes()), ["1#", "2:y"]);
}
