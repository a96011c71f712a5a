use super::*;

#[test]
fn groups() {
    for (text, expected) in [
        ("", Some(0)),
        ("1", Some(2)),
        ("1,3-4", Some(0b11010)),
        ("0, 63", Some(1 | 1 << 63)),
        ("64", None),
        ("4-x", None),
        ("4-3", Some(0)),
    ] {
        assert_eq!(
            Groups::from_conf(text).ok().map(|groups| groups.0),
            expected,
            "{text}"
        );
    }
}

#[test]
fn limits_of_qualify() {
    let ms = |n| Ok(QualifyLimit(Some(Duration::from_millis(n))));
    assert_eq!(QualifyLimit::from_conf("yes"), ms(2000));
    assert_eq!(QualifyLimit::from_conf("no"), Ok(QualifyLimit(None)));
    assert_eq!(QualifyLimit::from_conf("500"), ms(500));
    assert!(QualifyLimit::from_conf("fast").is_err());
}

#[test]
fn addresses_to_bind() {
    for (text, expected) in [
        ("0.0.0.0", Some("0.0.0.0:5060")),
        ("0.0.0.0:5070", Some("0.0.0.0:5070")),
        ("127.0.0.1:0", Some("127.0.0.1:5060")),
        ("::", Some("[::]:5060")),
        ("[::1]:5062", Some("[::1]:5062")),
        ("[::1]", Some("[::1]:5060")),
        ("example.org", None),
    ] {
        let found = Bind::from_conf(text)
            .ok()
            .map(|bind| bind.with_port(5060).to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn types_of_service() {
    for (text, expected) in [
        ("184", Some(184)),
        ("0xb8", Some(0xb8)),
        ("ef", Some(0xb8)),
        ("CS3", Some(0x60)),
        ("af41", Some(0x88)),
        ("af51", None),
        ("lowdelay", None),
        ("é", None),
    ] {
        assert_eq!(
            Tos::from_conf(text).ok().map(|tos| tos.0),
            expected,
            "{text}"
        );
    }
}

#[test]
fn codec_lists() {
    let check = |lines: &[(&str, &str)], expected: &str, unknown: &[&str]| {
        let mut list = CodecList::default();
        let mut strange = Vec::new();
        for (key, value) in lines {
            strange.extend(list.apply(*key == "allow", value));
        }
        let names: Vec<_> = list.codecs.iter().map(|codec| codec.name()).collect();
        assert_eq!(
            (names.join(",").as_str(), strange),
            (expected, owned(unknown)),
            "{lines:?}"
        );
    };
    check(
        &[("disallow", "all"), ("allow", "alaw"), ("allow", "ulaw")],
        "alaw,ulaw",
        &[],
    );
    check(&[("allow", "!all,g722,ulaw")], "g722,ulaw", &[]);
    check(&[("allow", "ulaw,alaw,!ulaw")], "alaw", &[]);
    check(&[("allow", "ulaw"), ("allow", "ulaw")], "ulaw", &[]);
    check(&[("allow", "ulaw|gsm")], "ulaw,gsm", &[]);
    check(&[("allow", "g711")], "", &["g711"]);
    check(&[("allow", "none")], "", &[]);
    check(&[("allow", "all"), ("disallow", "all")], "", &[]);
    let mut list = CodecList::default();
    list.apply(true, "ulaw:40,alaw");
    assert_eq!(list.packet_ms, [(Codec::Ulaw, 40)]);
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
