use super::*;

#[test]
fn arguments_split_at_bare_commas() {
    let check =
        |text: &str, expected: &[&str]| assert_eq!(split_arguments(text), expected, "{text}");
    check("", &[]);
    check("a", &["a"]);
    check("a,b,c", &["a", "b", "c"]);
    check("a,,c", &["a", "", "c"]);
    check("a,", &["a"]);
    check(",", &[""]);
    check(",b", &["", "b"]);
    check("SIP/x, 30 ,tT", &["SIP/x", " 30 ", "tT"]);
    check("f(a,b),c", &["f(a,b)", "c"]);
    check("[a,b],c", &["[a,b]", "c"]);
    check("\"a,b\",c", &["a,b", "c"]);
    check("a\\,b,c", &["a,b", "c"]);
    check("a\\\\,b", &["a\\", "b"]);
    check("\"say \\\"hi\\\"\"", &["say \"hi\""]);
    check("a),b", &["a)", "b"]);
    check("f(a,b", &["f(a,b"]);
    check("é,\"ü,ö\"", &["é", "ü,ö"]);
    check("a\\", &["a"]);
}

#[test]
fn the_last_argument_takes_the_rest_unread() {
    let check = |text: &str, max, expected: &[&str]| {
        assert_eq!(split_arguments_max(text, max), expected, "{text}");
    };
    check("a,b,\"c\",d", 3, &["a", "b", "\"c\",d"]);
    check("a,b,c", 1, &["a,b,c"]);
    check("a,b", 5, &["a", "b"]);
    check("a,b", 0, &[]);
    check("a,b", 2, &["a", "b"]);
}

#[test]
fn raw_splitting_keeps_the_marks() {
    assert_eq!(split_raw("\"a&b\"&c\\&d", '&', 9), ["\"a&b\"", "c\\&d"]);
    assert_eq!(split_at_delimiter("a&\"b&c\"", '&', 9), ["a", "b&c"]);
}

#[test]
fn option_letters_carry_arguments() {
    let options = OptionLetters::parse("kwtA(beep)S(5)L(1000:200)g");
    assert!(options.has('k') && options.has('g') && !options.has('T'));
    assert_eq!(options.argument('A'), Some("beep"));
    assert_eq!(options.argument('L'), Some("1000:200"));
    assert_eq!(options.argument('k'), None);
    assert_eq!(options.unknown("kwtASLg"), []);
    assert_eq!(options.unknown("kwtSLg"), ['A']);
    assert_eq!(options.fault(), None);
    assert!(OptionLetters::parse("").is_empty());
}

#[test]
fn option_arguments_nest_and_quote() {
    let check = |text: &str, expected: &str| {
        assert_eq!(
            OptionLetters::parse(text).argument('b'),
            Some(expected),
            "{text}"
        );
    };
    check("b(ctx^s^1(a,b))", "ctx^s^1(a,b)");
    check("b(\"a)b\")", "a)b");
    check("b(a\"b)", "a\"b");
    check("b(a\\)b)", "a)b");
    check("b()", "");
    check("b(one)b(two)", "two");
    check("b(\"x\\\"y\")", "x\"y");
}

#[test]
fn a_missing_parenthesis_is_reported_and_what_came_before_kept() {
    let options = OptionLetters::parse("tA(beep");
    assert!(options.has('t') && !options.has('A'));
    assert!(options.fault().unwrap().contains("option 'A'"));
}
