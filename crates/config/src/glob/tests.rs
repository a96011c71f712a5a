use super::*;

#[test]
fn patterns() {
    let check = |pattern, path, expected| {
        assert_eq!(glob_matches(pattern, path), expected, "{pattern} on {path}");
    };
    check("a.conf", "a.conf", true);
    check("a.conf", "b.conf", false);
    check("*.conf", "sip.conf", true);
    check("*.conf", "sip.conf.bak", false);
    check("*.conf", ".hidden.conf", false);
    check(".*.conf", ".hidden.conf", true);
    check("*.conf", "d/sip.conf", false);
    check("d/*.conf", "d/sip.conf", true);
    check("*/sip.conf", "d/sip.conf", true);
    check("sip_*_x*.conf", "sip_a_b_xy.conf", true);
    check("?ip.conf", "sip.conf", true);
    check("?ip.conf", "ip.conf", false);
    check("[rs]ip.conf", "sip.conf", true);
    check("[a-k]ip.conf", "sip.conf", false);
    check("[!a-k]ip.conf", "sip.conf", true);
    check("[^s]ip.conf", "sip.conf", false);
    check("[]x]", "]", true);
    check("[x", "[x", true);
    check("{sip,iax}.conf", "iax.conf", true);
    check("{sip,iax}.conf", "pjsip.conf", false);
    check("{a{b,c},d}", "ac", true);
    check("{a", "{a", true);
    check("\\*", "*", true);
    check("\\*", "a", false);
    check("/etc/x/*.conf", "/etc/x/a.conf", true);
    check("*", "", true);
    check("", "", true);
}

#[test]
fn hostile_patterns_end() {
    assert!(!glob_matches(
        &"*a".repeat(50),
        &format!("{}b", "a".repeat(4000))
    ));
    assert!(!glob_matches(&"{a,b}".repeat(40), "nothing"));
}

proptest::proptest! {
    #[test]
    fn never_panics(pattern in "[a-c*?{},!\\[\\]\\\\/.-]{0,20}", path in "[a-c/.-]{0,10}") {
        let _ = glob_matches(&pattern, &path);
    }

    #[test]
    fn plain_names_match_themselves(name in "[a-z/.]{0,12}") {
        proptest::prop_assert!(glob_matches(&name, &name));
    }
}
