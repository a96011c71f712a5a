//! Tests of mails.

use super::{Letter, escapes, recipients, sender};

fn letter(subject: &str, body: &str) -> String {
    let letter = Letter {
        from: ("PBX".to_owned(), "pbx@example.org".to_owned()),
        to: ("Zoë".to_owned(), "zoe@example.org".to_owned()),
        subject: subject.to_owned(),
        body: body.to_owned(),
        charset: "ISO-8859-1".to_owned(),
        id: "1@example.org".to_owned(),
        ..Letter::default()
    };
    let mail = letter.render(Some(("msg0000.WAV".to_owned(), vec![0, 1, 2, 3])));
    String::from_utf8(mail).unwrap()
}

#[test]
fn mails_are_plain_ascii_whatever_they_say() {
    for (subject, body, expected) in [
        ("New", "été", "=E9t=E9"),
        ("New", "日本", "=E6=97=A5=E6=9C=AC"),
        ("Été", "x", "Subject: =?ISO-8859-1?Q?=C9t=E9?="),
        ("New", "a=b", "a=3Db"),
        ("New", ".\r\nFrom me", "=2E\r\n=46rom me"),
        ("New", "x", "AAECAw==\r\n"),
        ("New", "x", "filename=\"msg0000.WAV\""),
    ] {
        let mail = letter(subject, body);
        assert!(mail.is_ascii(), "{mail}");
        assert!(mail.contains(expected), "{expected}: {mail}");
        assert!(mail.lines().all(|line| line.len() <= 78), "{mail}");
    }
}

#[test]
fn nobody_slips_a_header_in() {
    let mail = letter("hello\r\nBcc: all@example.org", "x");
    assert!(!mail.contains("\nBcc:"), "{mail}");
}

#[test]
fn the_envelope_is_in_the_mail() {
    let mail = letter("New", "x");
    assert_eq!(recipients(mail.as_bytes()), ["zoe@example.org"]);
    assert_eq!(sender(mail.as_bytes()).as_deref(), Some("pbx@example.org"));
}

#[test]
fn escapes_become_what_they_mean() {
    assert_eq!(escapes(r"a\n\tb\x"), "a\n\tb\\x");
}
