use super::*;

fn acl(lines: &[(bool, &str)]) -> Acl {
    let mut acl = Acl::default();
    for (permit, line) in lines {
        acl.add(*permit, line).unwrap();
    }
    acl
}

#[test]
fn the_last_rule_that_fits_decides() {
    let lan_only = acl(&[
        (false, "0.0.0.0/0.0.0.0"),
        (true, "192.168.0.0/255.255.0.0"),
    ]);
    let but_one = acl(&[(true, "10.0.0.0/8,!10.9.9.9")]);
    for (list, ip, expected) in [
        (&Acl::default(), "8.8.8.8", true),
        (&lan_only, "192.168.4.4", true),
        (&lan_only, "::ffff:192.168.4.4", true),
        (&lan_only, "8.8.8.8", false),
        (&but_one, "10.1.1.1", true),
        (&but_one, "10.9.9.9", false),
        (&but_one, "11.0.0.1", true),
    ] {
        assert_eq!(list.allows(ip.parse().unwrap()), expected, "{ip}");
    }
}

#[test]
fn networks() {
    for (text, prefix) in [
        ("10.0.0.1", Some(32)),
        ("10.0.0.0/8", Some(8)),
        ("10.0.0.0/255.255.255.0", Some(24)),
        ("0.0.0.0/0.0.0.0", Some(0)),
        ("0.0.0.0/255.255.255.255", Some(32)),
        ("[2001:db8::]/32", Some(32)),
        ("::/0", Some(0)),
        ("10.0.0.0/33", None),
        ("10.0.0.0/255.0.255.0", None),
        ("example.org", None),
        ("", None),
    ] {
        assert_eq!(
            Network::parse(text).map(|found| found.prefix),
            prefix,
            "{text}"
        );
    }
}
