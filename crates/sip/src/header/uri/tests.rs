//! URIs: their parts, changes to them, and which mean the same.

use super::*;

#[test]
fn parts() {
    let check = |text: &str, user: Option<&str>, host: &str, port, params: &str, headers: &str| {
        let uri = Uri::parse(text).unwrap();
        let join = |(name, value): (&str, Option<&str>)| match value {
            Some(value) => format!("{name}={value}"),
            None => name.to_owned(),
        };
        let list = |pairs: Vec<String>| pairs.join(" ");
        assert_eq!(uri.user().as_deref(), user, "{text}");
        assert_eq!((uri.host(), uri.port()), (host, port), "{text}");
        assert_eq!(list(uri.raw_params().map(join).collect()), params, "{text}");
        assert_eq!(
            list(uri.raw_headers().map(join).collect()),
            headers,
            "{text}"
        );
        assert_eq!(uri.to_string(), text);
    };
    check("sip:pbx", None, "pbx", None, "", "");
    check(
        "SIP:bob@PBX:5080;lr;x=1?a=b&c",
        Some("bob"),
        "PBX",
        Some(5080),
        "lr x=1",
        "a=b c",
    );
    check("sips:%23+1@pbx", Some("#+1"), "pbx", None, "", "");
    check("sip:bob:pw@pbx", Some("bob"), "pbx", None, "", "");
    check(
        "sip:1;phone-context=x@pbx;user=phone",
        Some("1;phone-context=x"),
        "pbx",
        None,
        "user=phone",
        "",
    );
    check("sip:bob@home@pbx", Some("bob@home"), "pbx", None, "", "");
    check(
        "sip:b@pbx?Replaces=1@2;to-tag=3",
        Some("b"),
        "pbx",
        None,
        "",
        "Replaces=1@2;to-tag=3",
    );
    check("sip:@pbx", Some(""), "pbx", None, "", "");
    check("tel:+33-1;ext=5", Some("+33-1"), "", None, "ext=5", "");
    check("http://x/y?z", None, "", None, "", "");
}

#[test]
fn no_uris() {
    for text in [
        "",
        "sip:",
        "bob@pbx",
        ":x",
        "sip:bob@",
        "sip:b b@pbx",
        "sip:bob@pbx:x",
        "sip:bob@pbx:65536",
        "<sip:a@b>",
        "sip:a@b\n",
        "tel:",
        "1x:y",
        "sip:a@b/c",
        "urn:",
    ] {
        assert!(Uri::parse(text).is_err(), "{text}");
    }
    assert!(Uri::parse(&format!("sip:{}@b", "a".repeat(LONGEST))).is_err());
}

#[test]
fn same_resource() {
    // RFC 3261 §19.1.4's examples first.
    for (a, b, same) in [
        (
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtLanTa.CoM;Transport=tcp",
            true,
        ),
        (
            "sip:carol@chicago.com",
            "sip:carol@chicago.com;newparam=5",
            true,
        ),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;newparam=5",
            true,
        ),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            true,
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            true,
        ),
        (
            "SIP:ALICE@AtLanTa.CoM;Transport=udp",
            "sip:alice@AtLanTa.CoM;Transport=UDP",
            false,
        ),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false),
        (
            "sip:bob@biloxi.com",
            "sip:bob@biloxi.com;transport=udp",
            false,
        ),
        (
            "sip:bob@biloxi.com",
            "sip:bob@biloxi.com:6000;transport=tcp",
            false,
        ),
        (
            "sip:carol@chicago.com",
            "sip:carol@chicago.com?Subject=next%20meeting",
            false,
        ),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;security=off",
            false,
        ),
        ("sip:bob@pbx", "sips:bob@pbx", false),
        ("sip:bob@pbx", "sip:bob:pw@pbx", false),
        ("sip:bob@pbx", "sip:pbx", false),
        ("sip:a%3Bb@pbx", "sip:a;b@pbx", false),
        ("sip:a%3bb@pbx", "sip:a%3Bb@pbx", true),
        ("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]", true),
        ("sip:a@b;user=phone", "sip:a@b", false),
        ("tel:+33-1.23", "tel:+33123", true),
        ("tel:+33123", "tel:33123", false),
        ("urn:x", "urn:x", true),
        ("urn:x", "urn:y", false),
    ] {
        let (a, b) = (Uri::parse(a).unwrap(), Uri::parse(b).unwrap());
        assert_eq!(
            (a.is_equivalent(&b), b.is_equivalent(&a)),
            (same, same),
            "{a} {b}"
        );
    }
}

#[test]
fn changes() {
    let uri = Uri::parse("sip:bob:pw@pbx:5080;lr;x=1?a=b").unwrap();
    let check = |changed: Uri, expected: &str| assert_eq!(changed.as_str(), expected);
    check(
        uri.with_user(Some("é#")),
        "sip:%C3%A9%23:pw@pbx:5080;lr;x=1?a=b",
    );
    check(uri.with_user(None), "sip:pbx:5080;lr;x=1?a=b");
    check(
        uri.with_host_port("192.0.2.1", None),
        "sip:bob:pw@192.0.2.1;lr;x=1?a=b",
    );
    check(uri.with_host_port("no host", None), uri.as_str());
    check(
        uri.with_param("X", Some("2")),
        "sip:bob:pw@pbx:5080;lr;X=2?a=b",
    );
    check(
        uri.with_param("ob", None),
        "sip:bob:pw@pbx:5080;lr;x=1;ob?a=b",
    );
    check(uri.without_param("lr"), "sip:bob:pw@pbx:5080;x=1?a=b");
    check(uri.without_headers(), "sip:bob:pw@pbx:5080;lr;x=1");
    check(
        uri.with_scheme(Scheme::Sips),
        "sips:bob:pw@pbx:5080;lr;x=1?a=b",
    );
    check(
        uri.with_header("Replaces", "1@2;to-tag=3"),
        "sip:bob:pw@pbx:5080;lr;x=1?a=b&Replaces=1%402%3Bto-tag%3D3",
    );
    let tel = Uri::parse("tel:+33;ext=1").unwrap();
    check(tel.with_user(Some("+44")), "tel:+44;ext=1");
    check(tel.with_param("a", None), "tel:+33;ext=1;a");
    let opaque = Uri::parse("urn:service:sos").unwrap();
    check(opaque.with_param("a", None), "urn:service:sos");
}
