use super::*;

#[test]
fn chan_sip_forms() {
    let check = |text: &str, host: &str, port: Option<u16>, number: &str| {
        let found = SipTarget::parse(text);
        let expected = (host, port, number);
        assert_eq!(
            (found.host.as_str(), found.port, found.number.as_str()),
            expected,
            "{text}"
        );
    };
    check("alice", "alice", None, "");
    check("trunk/0612345678", "trunk", None, "0612345678");
    check("900@trunk", "trunk", None, "900");
    check("900@192.0.2.1:5080", "192.0.2.1", Some(5080), "900");
    check("900@[2001:db8::1]:5080", "2001:db8::1", Some(5080), "900");
    check("2001:db8::1", "2001:db8::1", None, "");
    check("sip.example.com:5070", "sip.example.com", Some(5070), "");
    check("a@b@host", "host", None, "a@b");
    check("trunk/5!9", "trunk", None, "5");
    check("", "", None, "");
    let with_secret = SipTarget::parse("bob:pw::bobby@host");
    assert_eq!(
        (with_secret.secret.as_str(), with_secret.auth_user.as_str()),
        ("pw", "bobby")
    );
    assert_eq!(with_secret.number, "bob");
}

#[test]
fn chan_pjsip_forms() {
    let check = |text: &str, endpoint: &str, instead: Instead| {
        let expected = PjsipTarget {
            endpoint: endpoint.to_owned(),
            instead,
        };
        assert_eq!(PjsipTarget::parse(text), expected, "{text}");
    };
    check("alice", "alice", Instead::Nothing);
    check("alice/", "alice", Instead::Nothing);
    check(
        "trunk/sip:900@host:5061",
        "trunk",
        Instead::Uri("sip:900@host:5061".into()),
    );
    check("900@trunk", "trunk", Instead::User("900".into()));
    check("alice/desk", "alice", Instead::Aor("desk".into()));
    check("sip:bob@host", "", Instead::Uri("sip:bob@host".into()));
}
