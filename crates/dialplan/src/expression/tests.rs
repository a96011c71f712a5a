use super::*;

fn check(expression: &str, expected: &str) {
    assert_eq!(
        evaluate(expression).as_deref(),
        Ok(expected),
        "{expression}"
    );
}

#[test]
fn arithmetic_and_printing() {
    for (expression, expected) in [
        ("", ""),
        ("   ", ""),
        ("2 + 2", "4"),
        ("2+2", "4"),
        ("  2   +     2  ", "4"),
        ("2 - 4", "-2"),
        ("-4 - -2", "-2"),
        ("4 + 2 * 8", "20"),
        ("(4 + 2) * 8", "48"),
        ("4 + 8 / 2", "8"),
        ("8 / 3", "2.66666666666666667"),
        ("7 / 2", "3.5"),
        ("4 + 9 % 3", "4"),
        ("(4+9) %3", "1"),
        ("(4+8)% 3", "0"),
        ("-7 % 3", "-1"),
        ("5.5 % 2", "1.5"),
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 = 0.3", "1"),
        ("10 - 3 - 2", "5"),
        ("100 / 10 / 2", "5"),
        ("1 - 1", "0"),
        ("- 5", "-5"),
        ("-(2 + 3)", "-5"),
        ("33612345678 + 1", "33612345679"),
        ("1700000000 * 1000", "1700000000000"),
        ("5 / 0", "2147483647"),
        ("5 % 0", "0"),
        ("5 / x", "2147483647"),
        ("x / 5", "0"),
        ("x + 5", "5"),
        ("5 + x", "5"),
        ("x - 5", "-5"),
        ("x - y", "0"),
        ("x * 5", "0"),
        ("-x", "0"),
        ("\"5\" + 1", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn logic_keeps_its_operands() {
    for (expression, expected) in [
        ("4 & 4", "4"),
        ("0 & 4", "0"),
        ("4 & 0", "0"),
        ("2 | 0", "2"),
        ("2 | 4", "2"),
        ("0 | 4", "4"),
        ("0 | 0", "0"),
        ("2 || 4", "2"),
        ("2 && 4", "2"),
        ("a | b", "a"),
        ("a & b", "a"),
        ("007 | 0", "7"),
        ("0 | 007", "007"),
        ("!0 | 0", "1"),
        ("!4 | 0", "0"),
        ("4 | !0", "4"),
        ("!4 | !0", "1"),
        ("!0", "1"),
        ("!00", "1"),
        ("!1", "0"),
        ("!01", "0"),
        ("!!5", "1"),
        ("!abc", "1"),
        ("!0.5", "1"),
        ("3 > 4 & 4 < 3", "0"),
        ("4 > 3 & 3 < 4", "1"),
        ("1 = 1 | 1 = 2", "1"),
        ("1 | 0 & 0", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn comparisons_are_numeric_or_textual() {
    for (expression, expected) in [
        ("3 < 4", "1"),
        ("10 < 9", "0"),
        ("10 < 9a", "1"),
        ("3 = 3", "1"),
        ("3 == 3.0", "1"),
        ("03 = 3", "1"),
        ("3 != 4", "1"),
        ("3 >= 3", "1"),
        ("4 <= 3", "0"),
        ("x = x", "1"),
        ("y = x", "0"),
        ("x != y", "1"),
        ("a < b", "1"),
        ("\"\" = \"\"", "1"),
        ("\"ok\" = \"ok\"", "1"),
        ("\"aggr. werbung\" = \"aggr. werbung\"", "1"),
        ("\"a\" = \"b\"", "0"),
        ("\"abc\" = abc", "0"),
        ("\"3\" = 3", "0"),
        ("\"03\" = \"3\"", "0"),
        ("${X} = ${X}", "1"),
        ("1 = 1 = 1", "1"),
        ("2 = 2 = 2", "0"),
        ("BUSY = BUSY", "1"),
        ("100@default = 100@default", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn regular_expressions() {
    for (expression, expected) in [
        ("\"Something interesting\" =~ interesting", "11"),
        ("\"Something interesting\" =~ Something", "9"),
        ("\"Something interesting\" : Something", "9"),
        ("\"Something interesting\" : interesting", "0"),
        ("\"Something interesting\" =~ \"interesting\"", "11"),
        ("\"Something interesting\" =~ (interesting)", "11"),
        ("\"Something interesting\" =~ \"\\(interesting\\)\"", "0"),
        (
            "\"Something interesting\" =~ \"(interesting)\"",
            "interesting",
        ),
        ("\"Something interesting\" : \"(interesting)\"", ""),
        ("\"011043567857575\" : \"011(..)\"", "04"),
        ("\"9011043567857575\" : \"011(..)\"", ""),
        ("\"9011043567857575\" =~ \"011(..)\"", "04"),
        ("0123 =~ \"^0[1-9]\"", "2"),
        ("1 + abc : \"b*\"", "1"),
        ("2 + aab =~ aab", "5"),
        ("!abc : abc", "0"),
        ("abc =~ \"[\"", ""),
        ("123 ~~ 456", "123456"),
        ("\"a b\" ~~ \"c\"", "a bc"),
        ("1 ~~ 2 + 3", "15"),
        ("abc =~~ b", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn choices() {
    for (expression, expected) in [
        ("4 + (2 * 8) ? 3 :: 6", "3"),
        ("0 ? 3 :: 6", "6"),
        ("a ? yes :: no", "yes"),
        ("\"\" ? yes :: no", "no"),
        ("1 ? 0 :: 1 ? 5 :: 6", "6"),
        ("1 ? 1 ? a :: b :: c", "a"),
        ("1 = 2 ? a :: b", "b"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn words_and_texts_stay_as_they_are() {
    for (expression, expected) in [
        ("0", "0"),
        ("00", "00"),
        ("043", "043"),
        ("something", "something"),
        ("\"quoted\"", "\"quoted\""),
        ("a.b_c#d", "a.b_c#d"),
        ("été", "été"),
        ("${GLOBAL(X)}9${x}", "${GLOBAL(X)}9${x}"),
        ("512059${x}", "512059${x}"),
        ("[abc]", "abc"),
        ("1.2.3", "1.2.3"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn built_in_functions() {
    for (expression, expected) in [
        ("FLOOR(4 + 8 / 3)", "6"),
        ("FLOOR(-2.5)", "-3"),
        ("CEIL(2.1)", "3"),
        ("CEIL(-2.1)", "-2"),
        ("ROUND(2.5)", "3"),
        ("ROUND(-2.5)", "-3"),
        ("ROUND(2.4)", "2"),
        ("RINT(2.5)", "2"),
        ("RINT(3.5)", "4"),
        ("TRUNC(2.9)", "2"),
        ("ABS(-4)", "4"),
        ("SQRT(16)", "4"),
        ("SQRT(2)", "1.41421356237309505"),
        ("POW(2, 10)", "1024"),
        ("REMAINDER(5, 3)", "-1"),
        ("REMAINDER(5, 2)", "1"),
        ("REMAINDER(7, 2)", "-1"),
        ("COS(0)", "1"),
        ("EXP2(8)", "256"),
        ("EXP10(2)", "100"),
        ("LOG10(1000)", "3"),
        ("LOG2(8)", "3"),
        ("ROUND(1, 2)", "0"),
        ("ROUND(x)", "0"),
        ("1 + ROUND(7 / 2) * 2", "9"),
        ("LEN(abc)", "0"),
        ("nothing(1)", "0"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn what_is_malformed_says_where() {
    for (expression, at, what) in [
        ("1 +", 3, "a value is missing"),
        ("= 5", 0, "a value is missing"),
        ("(1 + 2", 6, "')' is missing"),
        ("1 + 2)", 5, "a ')' too many"),
        ("foo bar", 4, "an operator is missing"),
        ("(foo bar)", 5, "an operator or ')' is missing"),
        ("1 ? 2", 5, "'::' is missing after '?'"),
        ("RAND()", 5, "a value is missing"),
        ("1, 2", 1, "an operator is missing"),
    ] {
        let fault = evaluate(expression).unwrap_err();
        assert_eq!((fault.at, fault.what), (at, what), "{expression}");
    }
    let deep = "(".repeat(5000);
    assert_eq!(evaluate(&deep).unwrap_err().what, "too deeply nested");
    let long = "1+".repeat(20_000) + "1";
    check(&long, "20001");
}

#[test]
fn truth() {
    for (condition, expected) in [
        ("", false),
        ("0", false),
        ("00", false),
        ("-0", false),
        ("0.5", false),
        ("0abc", false),
        ("1", true),
        ("-1", true),
        (" 2", true),
        ("4294967296", true),
        ("99999999999999999999999", true),
        ("no", true),
        ("\"\"", true),
        (" ", true),
        ("2.66", true),
    ] {
        assert_eq!(is_true(condition), expected, "{condition:?}");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics(expression in "[a-c0-9 .\"()+*/%!<>=~?:&|$\\{\\},é-]{0,40}") {
        let _ = evaluate(&expression);
    }

    #[test]
    fn never_panics_on_anything(expression in "\\PC{0,60}") {
        let _ = evaluate(&expression);
    }
}
