use super::*;

#[test]
fn the_longest_of_the_leftmost_matches_wins() {
    let check = |pattern: &str, text: &str, expected: Option<(usize, usize)>| {
        let found = Regex::new(pattern)
            .unwrap()
            .find(text)
            .map(|found| (found.start, found.end));
        assert_eq!(found, expected, "{pattern} in {text}");
    };
    check("ab|abcd", "xabcd", Some((1, 5)));
    check("^0[1-9]", "0123", Some((0, 2)));
    check("^0[1-9]", "1023", None);
    check("[[:digit:]]+", "tel 0123", Some((4, 8)));
    check("", "abc", Some((0, 0)));
    check("[]x]+", "a]x]", Some((1, 4)));
    check("[0-9]{3}-[0-9]{4}", "555-1234", Some((0, 8)));
    check("é", "caf\u{e9}", Some((3, 5)));
    check("b", "a\0b", None);
}

#[test]
fn the_first_group_is_told() {
    let regex = Regex::new("011(..)(x)?").unwrap();
    assert!(regex.has_groups());
    assert_eq!(regex.find("01104").unwrap().group, Some(3..5));
    assert_eq!(Regex::new("(x)?a").unwrap().find("a").unwrap().group, None);
    for (pattern, expected) in [
        ("a\\(b", false),
        ("[(]", false),
        ("[[:alpha:](]", false),
        ("(a)", true),
    ] {
        assert_eq!(
            Regex::new(pattern).unwrap().has_groups(),
            expected,
            "{pattern}"
        );
    }
}

#[test]
fn what_is_malformed_or_dangerous_is_refused() {
    for pattern in [
        "(",
        "[a",
        "a\0b",
        "(a)\\1",
        "((a{255}){255}){255}",
        &"(".repeat(50),
        &"a".repeat(5000),
        &format!("a{}", "+".repeat(60)),
        &format!("{}a{}", "(".repeat(20), "+)".repeat(20)),
    ] {
        let why = Regex::new(pattern).unwrap_err();
        assert!(!why.is_empty(), "{pattern}");
    }
}

#[test]
fn ordinary_repetitions_are_not_refused() {
    let many = "[0-9]+-".repeat(30);
    for pattern in [
        many.as_str(),
        "(a+b*)+c{2,10}",
        "^(00|\\+)[1-9][0-9]{6,14}$",
        "(.+)@(.+)",
    ] {
        assert!(Regex::new(pattern).is_ok(), "{pattern}");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics(pattern in "[a-c(){}\\[\\]\\\\^$.*+?|0-9,:-]{0,24}", text in "\\PC{0,40}") {
        if let Ok(regex) = Regex::new(&pattern)
            && let Some(found) = regex.find(&text)
        {
            assert!(found.start <= found.end && found.end <= text.len());
        }
    }
}
